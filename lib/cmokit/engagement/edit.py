"""Changing single keys of engagement.yaml and leaving every other character, comments too, as a person wrote it.

The file is read for the place of each key, and the text there is exchanged; it is never written anew from values.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmokit.engagement.load import check
from cmokit.engagement.writing import write_text
from cmokit.engagement.yaml_text import composed, decoded, parse_yaml
from cmokit.errors import UsageError

_PLAIN = re.compile(r"[^\W\d_][\w.@/+ -]*", re.UNICODE)
_NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off"}


def set_values(path: Path, values: Mapping[str, str]) -> None:
    """Set dotted keys, each to a value in YAML; the file is written only when the whole is valid afterwards."""
    text = with_values(decoded(path), {key: parse_value(key, value) for key, value in values.items()}, path)
    check(parse_yaml(path, text))
    write_text(path, text)


def parse_value(key: str, text: str) -> Any:
    """A value as typed behind `key=`: a YAML scalar, [list] or {block}; a colour's # begins no comment here."""
    if text.startswith("#"):
        return text
    read = parse_yaml(Path(key), text)
    if read.faults:
        raise UsageError(read.faults[0].message, "bad_value", column=key, found=text)
    return read.values


def with_values(text: str, values: Mapping[str, Any], path: Path) -> str:
    """The text with dotted keys set to plain values; `path` names the file in faults."""
    for key, value in values.items():
        parts = key.split(".")
        if not all(re.fullmatch(r"[\w-]+", part) for part in parts):
            raise UsageError("this is no key", "bad_key", found=key, wanted="a key such as definitions.sla")
        text = _set(text, composed(path, text), parts, value)
    return text


def rename_key(text: str, old: str, new: str, path: Path) -> str:
    """The text with a top-level key renamed where it stands."""
    root = composed(path, text)
    for key, _ in root.value:
        if key.value == old:
            return _exchange(text, key.start_mark.index, key.end_mark.index, new)
    return text


def flow(value: Any) -> str:
    """A plain value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(getattr(value, "written", None) or json.dumps(value))


def _text(value: str) -> str:
    is_plain = _PLAIN.fullmatch(value) and value == value.strip() and value.lower() not in _NOT_TEXT
    return value if is_plain else f'"{"".join(map(_quoted, value))}"'


def _quoted(character: str) -> str:
    """As it may stand in quotes; what does not print by its number (JSON's pairs of numbers are none to YAML)."""
    if character in '"\\':
        return f"\\{character}"
    named = {"\n": "\\n", "\t": "\\t"}.get(character)
    return named or (character if character.isprintable() else f"\\U{ord(character):08x}")


def _set(text: str, block: Any, parts: list[str], value: Any) -> str:
    """Walk down to the key, or to the innermost block that exists, and exchange or insert there."""
    key, *rest = parts
    if block is None or block.id != "mapping" or (block.flow_style and not block.value):
        raise UsageError("this file holds no keys to set", code="bad_key", found=key)
    pair = next((pair for pair in block.value if pair[0].value == key), None)
    if pair is None:
        return _insert(text, block, key, _deep(None, rest, value))
    node = pair[1]
    if rest and node.id == "mapping" and not node.flow_style:
        return _set(text, node, rest, value)
    start, end = _span(text, *pair)
    new = _deep(_written(text[start:end]), rest, value) if rest else value
    return _exchange(text, start, end, flow(new))


def _written(text: str) -> Any:
    """The value of a block written on one line, or left empty."""
    return parse_yaml(Path("value"), text).values


def _deep(old: Any, rest: list[str], value: Any) -> Any:
    """`old` with the key under `rest` set; what is no block becomes one."""
    if not rest:
        return value
    block = dict(old) if isinstance(old, dict) else {}
    return {**block, rest[0]: _deep(block.get(rest[0]), rest[1:], value)}


def _insert(text: str, block: Any, key: str, value: Any) -> str:
    """A new key on its own line, behind the block's last one."""
    column = block.value[0][0].start_mark.column
    end = text.find("\n", _end(text, block))
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{' ' * column}{key}: {flow(value)}{text[end:]}"


def _span(text: str, key: Any, node: Any) -> tuple[int, int]:
    """Where a value's own text stands; YAML marks an empty value behind the comments that follow it."""
    if node.id == "scalar" and not node.value and node.start_mark.index == node.end_mark.index:
        behind_colon = text.index(":", key.end_mark.index) + 1
        return behind_colon, behind_colon
    return int(node.start_mark.index), _end(text, node)


def _end(text: str, node: Any) -> int:
    """Where the last written value of a node ends."""
    if node.id == "mapping" and not node.flow_style and node.value:
        return _span(text, *node.value[-1])[1]
    if node.id == "sequence" and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())


def _exchange(text: str, start: int, end: int, new: str) -> str:
    """New text in place of a span; the remark behind it on the line keeps its column where there is room."""
    new = f" {new}" if start and text[start - 1] == ":" else new
    before, behind = text[:start], text[end:]
    gap = len(behind) - len(behind.lstrip(" "))
    if gap and behind[gap : gap + 1] == "#":
        behind = " " * max(2, gap - len(new) + end - start) + behind[gap:]
    return f"{before}{new}{behind}"
