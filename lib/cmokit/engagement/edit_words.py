"""Answers about the client's words put into engagement.yaml, with every other character as a person wrote it.

New keys stand on lines of their own behind their neighbours; what was written on one line stays on one line.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cmokit.engagement.edit import flow
from cmokit.engagement.yaml_text import composed, parse_yaml

EVERY_FILE = "*"
Keys = Sequence[str | int]


def with_meaning(text: str, path: Path, kind: str, column: str, word: str, meaning: str) -> str:
    """The text with `mapping` saying what a word of this column means in every export of this kind.

    Where a rule for the kind names the word already, in whatever case, it is changed there.
    """
    rules = _rules(text, path)
    for number, rule in enumerate(rules):
        stands = _as_written(rule, kind, column, word)
        if stands is not None:
            return put(text, path, ("mapping", number, "values", column, stands), meaning)
    own = next((number for number, rule in enumerate(rules) if _is_of_words(rule, kind)), None)
    if own is not None:
        return put(text, path, ("mapping", own, "values", column, word), meaning)
    return _with_rule(text, path, {"file": EVERY_FILE, "kind": kind, "values": {column: {word: meaning}}})


def with_item(text: str, path: Path, keys: Sequence[str], item: str, before: Sequence[str] = ()) -> str:
    """The text with one more item in a list of texts; `before` is what the list holds where nobody has written it."""
    node = _node(composed(path, text), keys)
    if node is None or node.id != "sequence" or node.flow_style or not node.value:
        listed = [str(part.value) for part in node.value] if node is not None and node.id == "sequence" else []
        return put(text, path, keys, [*(listed or before), item])
    column = int(node.start_mark.column)
    return _inserted(text, _end(text, node), [f"{' ' * column}- {flow(item)}"])


def put(text: str, path: Path, keys: Keys, value: Any) -> str:
    """The text with the value under these keys set; missing blocks are made."""
    return _put(text, composed(path, text), list(keys), value)


def _rules(text: str, path: Path) -> list[Any]:
    said = parse_yaml(path, text).values or {}
    rules = said.get("mapping") if isinstance(said, dict) else None
    return rules if isinstance(rules, list) else []


def _as_written(rule: Any, kind: str, column: str, word: str) -> str | None:
    """How a rule for this kind spells the word, or None."""
    if not isinstance(rule, dict) or rule.get("kind") != kind:
        return None
    texts = (rule.get("values") or {}).get(column) or {}
    return next((str(known) for known in texts if str(known).strip().casefold() == word.strip().casefold()), None)


def _is_of_words(rule: Any, kind: str) -> bool:
    is_plain = isinstance(rule, dict) and set(rule) == {"file", "kind", "values"}
    return is_plain and rule["kind"] == kind and rule["file"] == EVERY_FILE


def _with_rule(text: str, path: Path, rule: Mapping[str, Any]) -> str:
    """A new rule behind the last one."""
    node = _node(composed(path, text), ("mapping",))
    if node is not None and node.id == "sequence" and node.value and node.flow_style:
        return put(text, path, ("mapping",), [*_rules(text, path), rule])
    column = int(node.start_mark.column) if node is not None and node.id == "sequence" and node.value else 2
    first, *rest = _lines(rule, column + 2)
    lines = [f"{' ' * column}- {first.strip()}", *rest]
    if node is not None and node.id == "sequence" and node.value:
        return _inserted(text, _end(text, node), lines)
    return _under_key(text, composed(path, text), "mapping", lines)


def _put(text: str, node: Any, keys: list[str | int], value: Any) -> str:
    key, *rest = keys
    if node.id == "sequence":
        return _put(text, node.value[key], rest, value)
    pair = next((pair for pair in node.value if str(pair[0].value) == str(key)), None)
    if node.flow_style:
        return _exchanged(text, node, _deep(_plain(text, node), keys, value))
    if pair is None:
        column = int(node.value[0][0].start_mark.column)
        return _inserted(text, _end(text, node), _lines(_deep({}, keys, value), column))
    child = pair[1]
    is_block = child.id in ("mapping", "sequence") and child.value
    if rest and not is_block:
        column = int(pair[0].start_mark.column) + 2
        return _under_key(text, node, str(key), _lines(_deep({}, rest, value), column))
    if rest:
        return _put(text, child, rest, value)
    return _replaced(text, pair, value)


def _replaced(text: str, pair: Any, value: Any) -> str:
    start, end = _colon(text, pair[0]), _value_end(text, *pair)
    return f"{text[:start]} {flow(value)}{text[end:]}"


def _exchanged(text: str, node: Any, value: Any) -> str:
    return text[: node.start_mark.index] + flow(value) + text[node.end_mark.index :]


def _under_key(text: str, block: Any, key: str, lines: Sequence[str]) -> str:
    """Lines below a key that is empty, written as [] or {}, or missing."""
    pair = next((pair for pair in block.value if pair[0].value == key), None)
    if pair is None:
        column = int(block.value[0][0].start_mark.column)
        return _inserted(text, _end(text, block), [f"{' ' * column}{key}:", *lines])
    start, end = _colon(text, pair[0]), _value_end(text, *pair)
    return _inserted(text[:start] + text[end:], start, lines)


def _inserted(text: str, place: int, lines: Sequence[str]) -> str:
    """Lines behind the line on which `place` stands, with the file's own line ends."""
    newline = "\r\n" if "\r\n" in text else "\n"
    end = text.find("\n", place)
    head, behind = (text[: end + 1], text[end + 1 :]) if end >= 0 else (text + newline, "")
    return head + "".join(line + newline for line in lines) + behind


def _lines(value: Mapping[str, Any], column: int) -> list[str]:
    """Blocks in blocks, one key a line; lists stay on one line."""
    found: list[str] = []
    for key, item in value.items():
        head = f"{' ' * column}{flow(str(key))}:"
        found += [head, *_lines(item, column + 2)] if isinstance(item, Mapping) else [f"{head} {flow(item)}"]
    return found


def _deep(old: Any, keys: Sequence[str | int], value: Any) -> Any:
    if not keys:
        return value
    block = dict(old) if isinstance(old, dict) else {}
    return {**block, str(keys[0]): _deep(block.get(str(keys[0])), keys[1:], value)}


def _plain(text: str, node: Any) -> Any:
    return parse_yaml(Path("value"), text[node.start_mark.index : node.end_mark.index]).values


def _node(node: Any, keys: Sequence[str]) -> Any:
    """The node under these keys, or None."""
    for key in keys:
        if node is None or node.id != "mapping":
            return None
        node = next((value for name, value in node.value if name.value == key), None)
    return node


def _colon(text: str, key: Any) -> int:
    """Behind the colon of a key."""
    return text.index(":", int(key.end_mark.index)) + 1


def _value_end(text: str, key: Any, node: Any) -> int:
    is_empty = node.id == "scalar" and node.start_mark.index == node.end_mark.index
    return _colon(text, key) if is_empty else _end(text, node)


def _end(text: str, node: Any) -> int:
    """Where the last written value of a node ends; YAML ends a block behind the comments that follow it."""
    if node.id == "mapping" and not node.flow_style and node.value:
        return _value_end(text, *node.value[-1])
    if node.id == "sequence" and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())
