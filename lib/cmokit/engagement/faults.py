"""Faults of a YAML file in words a person can act on: line, key, what stood there, what was wanted, the nearest key."""

import difflib
import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cmokit.engagement.yaml_text import Location, YamlText, key_path
from cmokit.errors import CmokitError, ConfigurationError

_WORDS = {
    "missing": "this key is missing",
    "string_type": "this is no text",
    "model_type": "this is no block of keys",
    "dict_type": "this is no block of keys",
    "tuple_type": "this is no list",
    "too_short": "this list is too short",
    "greater_than_equal": "this number is too small",
    "less_than_equal": "this number is too large",
    "string_too_short": "this text is empty",
    "literal_error": "this is none of the allowed values",
    "enum": "this is none of the allowed values",
    "bool_type": "this is neither true nor false",
    "decimal_type": "this is no number",
    "decimal_parsing": "this is no number",
    "float_type": "this is no number",
    "float_parsing": "this is no number",
    "int_type": "this is no whole number",
    "string_pattern_mismatch": "this is not written in the expected form",
}


def in_words(
    error: ValidationError, read: YamlText, model: type[BaseModel], asks: Callable[[Location], str | None] | None = None
) -> list[CmokitError]:
    """All faults of one validation, in the order of the file's lines. asks: what was wanted at a place, where the
    model's own descriptions do not say it.
    """
    faults = [_fault(item, read, model, asks) for item in error.errors(include_url=False)]
    return sorted(faults, key=lambda fault: (fault.row or 0, fault.column or ""))


def _fault(
    item: Any, read: YamlText, model: type[BaseModel], asks: Callable[[Location], str | None] | None
) -> CmokitError:
    location = _in_file(item["loc"])
    row, column = read.line(location), key_path(location)
    if item["type"] == "extra_forbidden":
        return _unknown_key(location, row, read, model)
    wanted = (asks(location) if asks else None) or _description(model, location)
    if item["type"] == "missing":
        return ConfigurationError(_WORDS["missing"], "missing_key", read.file, row, column, None, wanted)
    return ConfigurationError(_message(item), "bad_value", read.file, row, column, _shown(item["input"]), wanted)


def _in_file(loc: tuple[Any, ...]) -> Location:
    """pydantic's location without its own mark for a fault in a key itself."""
    return tuple(part if isinstance(part, int) else str(part) for part in loc if part != "[key]")


def _message(item: Any) -> str:
    if item["type"] == "value_error":
        return str(item["ctx"]["error"])
    return _WORDS.get(item["type"], item["msg"][:1].lower() + item["msg"][1:])


def _shown(value: Any) -> str | None:
    """What stood there, short; a whole block is not repeated."""
    if isinstance(value, dict | list | tuple):
        return "a list" if isinstance(value, list | tuple) else "a block of keys"
    if value is None:
        return "nothing"
    return str(value)[:80] or "an empty text"


def _unknown_key(location: Location, row: int, read: YamlText, model: type[BaseModel]) -> CmokitError:
    name = str(location[-1])
    siblings = known_keys(model, location[:-1])
    near = difflib.get_close_matches(name, siblings, n=1)
    elsewhere = [path for path in all_keys(model) if path.rsplit(".", 1)[-1] == name]
    guess = near[0] if near else elsewhere[0] if elsewhere else None
    wanted = f"{guess} (the nearest known key)" if guess else f"one of {', '.join(siblings)}" if siblings else None
    mend = f"write {guess} instead of {name}" if near else f"move it to {guess}" if guess else f"remove {name}"
    return ConfigurationError(
        "this key is not known", "unknown_key", read.file, row, key_path(location), name, wanted, mend
    )


def known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """The keys that may stand in the block at a location; empty where any may, or none."""
    block = _model_at(model, location)
    return [info.alias or name for name, info in block.model_fields.items()] if block else []


def all_keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every key with a fixed place, as a dotted path."""
    for name, info in model.model_fields.items():
        path = f"{prefix}{info.alias or name}"
        yield path
        block = _plain(info.annotation)
        if _is_block(block):
            yield from all_keys(block, f"{path}.")


def _description(model: type[BaseModel], location: Location) -> str | None:
    """What the nearest described key around a location wants."""
    for length in range(len(location), 0, -1):
        block = _model_at(model, location[: length - 1])
        info = _field(block, str(location[length - 1])) if block else None
        if info and info.description:
            return info.description
    return None


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel] | None:
    annotation: Any = model
    for part in location:
        annotation = _step(_plain(annotation), part)
    plain = _plain(annotation)
    return plain if _is_block(plain) else None


def _step(annotation: Any, part: str | int) -> Any:
    """The annotation one step down: a block's field, a list's item, the value under a free key."""
    if _is_block(annotation):
        info = _field(annotation, str(part))
        return info.annotation if info else None
    if get_origin(annotation) in (tuple, dict):
        return get_args(annotation)[0 if get_origin(annotation) is tuple else 1]
    return None


def _plain(annotation: Any) -> Any:
    """An annotation without its checks and without `| None`."""
    if get_origin(annotation) in (Annotated, Union, types.UnionType):
        return _plain(get_args(annotation)[0])
    return annotation


def _is_block(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _field(block: type[BaseModel], name: str) -> FieldInfo | None:
    return next((info for key, info in block.model_fields.items() if (info.alias or key) == name), None)
