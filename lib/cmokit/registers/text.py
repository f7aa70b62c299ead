"""The text of a register with one item changed or added, and every other character as a person left it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmokit.engagement.edit import flow
from cmokit.engagement.yaml_text import composed
from cmokit.errors import ConfigurationError, ManyErrors

Span = tuple[int, int]


@dataclass(frozen=True)
class Longer:
    """A list that only grew: its first `old_count` values stand in the text already."""

    values: tuple[Any, ...]
    old_count: int


def with_item(text: str, path: Path, name: str, changes: Mapping[str, Any]) -> str:
    """The text with the item `changes["id"]` of the list `name` changed, or added behind the last.

    changes: plain values by field; None takes a field's value away. path names the file in faults.
    """
    root = composed(path, text)
    pair = next((pair for pair in (root.value if root is not None else ()) if pair[0].value == name), None)
    if pair is None:
        return _as_lines(text, f"{_closed(text)}{name}:\n{_new_item(changes, 2)}")
    key, listed = pair
    if listed.id != "sequence" or not listed.value:
        return _first_item(text, key, listed, changes)
    found = next((node for node in listed.value if _id_of(node) == changes["id"]), None)
    if found is None:
        return _add(text, path, listed, changes)
    return _change(text, found, changes)


def _first_item(text: str, key: Any, listed: Any, changes: Mapping[str, Any]) -> str:
    """Into a list that is empty, or written as `[]`."""
    behind = text.index(":", key.end_mark.index) + 1
    end = listed.end_mark.index if text[listed.start_mark.index : listed.end_mark.index] else behind
    rest = text[end:].split("\n", 1)
    after = rest[1] if len(rest) > 1 else ""
    return _as_lines(text, f"{text[:behind]}{rest[0].rstrip(chr(13))}\n{_new_item(changes, 2)}{after}")


def _add(text: str, path: Path, listed: Any, changes: Mapping[str, Any]) -> str:
    if listed.flow_style:
        raise _only_blocks(path, listed)
    end = _line_end(text, _end_of(listed.value[-1], text))
    indent = int(listed.start_mark.column)
    head = text[:end] if text[:end].endswith("\n") else text[:end] + "\n"
    return _as_lines(text, f"{head}{_new_item(changes, indent)}{text[end:]}")


def _change(text: str, node: Any, changes: Mapping[str, Any]) -> str:
    """Field by field, from the last to the first, so that places before stay where they are."""
    if node.flow_style:
        plain = {**{key.value: text[v.start_mark.index : v.end_mark.index] for key, v in node.value}}
        plain |= {name: flow(_whole(value)) for name, value in changes.items() if value is not None}
        kept = (f"{key}: {value}" for key, value in plain.items() if not (key in changes and changes[key] is None))
        return text[: node.start_mark.index] + "{" + ", ".join(kept) + "}" + text[node.end_mark.index :]
    column = node.value[0][0].start_mark.column
    known = {key.value: (key, value) for key, value in node.value}
    end = _line_end(text, _end_of(node, text))
    new = "".join(_field(n, v, column) for n, v in changes.items() if n not in known and v is not None)
    head = text[:end] if not new or text[:end].endswith("\n") else text[:end] + "\n"
    edits = [_edit(text, *known[n], v) for n, v in changes.items() if n in known and n != "id"]
    result = head + _as_lines(text, new) + text[end:]
    for start, stop, value in sorted(edits, key=lambda edit: edit[0], reverse=True):
        result = result[:start] + _as_lines(text, _value(value, column)) + result[stop:]
    return result


def _edit(text: str, key: Any, node: Any, value: Any) -> tuple[int, int, Any]:
    """The span of a field's value and what takes its place; a list that grew keeps what stands in it."""
    start, end = _value_span(text, key, node)
    is_block = node.id == "sequence" and not node.flow_style
    if isinstance(value, Longer) and is_block and len(node.value) == value.old_count:
        return end, end, value.values[value.old_count :]
    return start, end, value


def _new_item(changes: Mapping[str, Any], indent: int) -> str:
    """A dash and the fields below each other."""
    fields = "".join(_field(name, value, indent + 2) for name, value in changes.items() if value is not None)
    return f"{' ' * indent}- {fields[indent + 2 :]}"


def _field(name: str, value: Any, column: int) -> str:
    return f"{' ' * column}{name}:{_value(value, column)}\n"


def _value(value: Any, column: int) -> str:
    """What stands behind the colon: on the line, or a list with one item a line."""
    value = _whole(value)
    if value is None:
        return ""
    if isinstance(value, list | tuple) and value:
        return "".join(f"\n{' ' * (column + 2)}- {flow(_without_gaps(item))}" for item in value)
    return f" {flow(_without_gaps(value))}"


def _whole(value: Any) -> Any:
    return value.values if isinstance(value, Longer) else value


def _without_gaps(value: Any) -> Any:
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, Mapping) else value


def _value_span(text: str, key: Any, value: Any) -> Span:
    """From behind the colon to the end of what is written there."""
    behind = text.index(":", key.end_mark.index) + 1
    return behind, max(behind, _end_of(value, text))


def _end_of(node: Any, text: str) -> int:
    """Where the last written character of a node stands; YAML counts the comments behind a block to it."""
    if node.id in ("mapping", "sequence") and not node.flow_style and node.value:
        last = node.value[-1]
        if node.id == "sequence":
            return max(_end_of(last, text), int(last.start_mark.index))
        empty = last[1].start_mark.index == last[1].end_mark.index
        return text.index(":", last[0].end_mark.index) + 1 if empty else _end_of(last[1], text)
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())


def _line_end(text: str, at: int) -> int:
    """Behind the line that holds a place: a remark at its end stays with it."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _id_of(node: Any) -> str | None:
    fields = node.value if node.id == "mapping" else ()
    return next((str(value.value) for key, value in fields if key.value == "id"), None)


def _closed(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _as_lines(text: str, new: str) -> str:
    """With the line ends of the file."""
    return new.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else new


def _only_blocks(path: Path, listed: Any) -> ManyErrors:
    fault = ConfigurationError(
        "this list stands on one line; an item cannot be added without writing it anew",
        "list_on_one_line",
        path,
        int(listed.start_mark.line) + 1,
        mend="write each item on lines of its own, beginning with '- id:'",
    )
    return ManyErrors([fault])
