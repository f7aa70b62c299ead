"""Items put into a register's file: what does not change keeps every character, comments and order too."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_text
from cmokit.engagement.yaml_text import decoded, parse_yaml
from cmokit.registers.base import I, Item, Register, checked
from cmokit.registers.text import Longer, with_item
from cmokit.registers.words import about

SCHEMA = "yaml-language-server: $schema"  # the line by which editors find a file's schema
FOLDER = "schemas"  # of the schemas, beside the registers


def write_items(folder: ClientFolder, register: Register[I], items: Iterable[I]) -> Path:
    """Put items into the register: those with a known id are changed field by field, others are added at the end.

    The file is written only where it is valid as a whole afterwards, and in one step. Hold the engagement's lock.
    Raises ManyErrors as `read_register`.
    """
    path = register.file(folder)
    before = decoded(path) if path.is_file() else new_text(register)
    return write_text(path, text_with(before, path, register, items))


def write_item(folder: ClientFolder, register: Register[I], item: I) -> Path:
    """As `write_items`, for one."""
    return write_items(folder, register, (item,))


def text_with(text: str, path: Path, register: Register[I], items: Iterable[I]) -> str:
    """The register's text with these items in it; path names the file in faults. Raises ManyErrors where it is, or
    would become, one that cannot be read.
    """
    before = {item.id: item for item in checked(parse_yaml(path, text), register)}
    for item in items:
        text = with_item(text, path, register.name, _changes(item, before.get(item.id)))
    checked(parse_yaml(path, text), register)
    return text


def new_text(register: Register[Any]) -> str:
    """A register without items: where its schema lies, what it is for, as comments, and its name."""
    lines = (f"{SCHEMA}={FOLDER}/{register.name}.schema.json", *about(register.name))
    return "".join(f"# {line}\n" for line in lines) + f"{register.name}:\n"


def _changes(item: Item, before: Item | None) -> dict[str, Any]:
    """The id and the fields that differ, as plain values; a field that is no longer set is None."""
    new, old = item.model_dump(), (before or type(item).model_construct(id=item.id)).model_dump(warnings=False)
    changed = {name: _change(value, old.get(name)) for name, value in new.items() if value != old.get(name)}
    return {"id": item.id, **changed}


def _change(new: Any, old: Any) -> Any:
    if isinstance(new, tuple) and isinstance(old, tuple) and old and new[: len(old)] == old:
        return Longer(new, len(old))
    return None if new in ((), {}) else new
