"""Text of a YAML file as plain values, with the line on which each key stands.

YAML 1.2, one document, UTF-8, at most 1 MB. Keys given twice, custom tags and aliases that multiply are refused: a file
can neither say two things nor grow beyond what a person wrote.
"""

from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from cmokit.errors import CmokitError, ConfigurationError, ManyErrors

MAX_BYTES = 1_000_000
MAX_ALIASES = 20
MAX_VALUES = 50_000
MAX_DEPTH = 30

Location = tuple[str | int, ...]


@dataclass
class YamlText:
    """values: mappings, lists and scalars. lines: where each key or item stands, by path, 1-based."""

    file: Path
    values: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    faults: list[CmokitError] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """The line of a key, or of the nearest block around it."""
        for length in range(len(location), -1, -1):
            if location[:length] in self.lines:
                return self.lines[location[:length]]
        return 1


def read_yaml(path: Path) -> YamlText:
    """A file's values and lines; ManyErrors of ConfigurationError where it cannot be read as one plain document."""
    return parse_yaml(path, decoded(path))


def parse_yaml(path: Path, text: str) -> YamlText:
    """As `read_yaml`, for text that is not (or not yet) on the disk; `path` names it in faults."""
    read = YamlText(path)
    node = composed(path, text)
    read.lines[()] = 1
    if node is not None:
        _Builder(read).build(node)
    return read


def decoded(path: Path) -> str:
    """The file's text, without a byte-order mark."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _one(path, f"cannot be read: {error.strerror or error}", "unreadable") from error
    if len(content) > MAX_BYTES:
        raise _one(path, "is larger than 1 MB; nobody wrote this by hand", "too_large", mend="keep data in inbox/")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise _one(path, "is not UTF-8 text", "not_utf8", row, mend="save the file as UTF-8") from error


def composed(path: Path, text: str) -> Any:
    """The YAML nodes with their places in the text; None for an empty text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    try:
        return yaml.compose(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _one(path, _in_words(error), "not_yaml", mark.line + 1 if mark else None) from error
    except YAMLError as error:
        raise _one(path, f"is no YAML: {str(error).splitlines()[0]}", "not_yaml") from error
    except RecursionError as error:
        raise _one(path, "is nested too deeply", "too_deep") from error


def _in_words(error: Any) -> str:
    if "single document" in str(error.context or ""):
        return "holds more than one YAML document; remove the line '---' between them"
    if "found character '\\t'" in str(error.problem):
        return "a tab stands where YAML wants spaces; indent with two spaces"
    return f"is no YAML here: {error.problem or error.context}; look at indentation, colons and quotes around this line"


class WrittenInt(int):
    """A whole number that remembers its spelling: a discount code 007 is not 7."""

    written: str

    def __new__(cls, value: int, written: str) -> "WrittenInt":
        number = super().__new__(cls, value)
        number.written = written
        return number


class _Builder:
    """Turns YAML nodes into plain values, counting as it goes."""

    def __init__(self, read: YamlText):
        from ruamel.yaml import YAML

        self.read = read
        self.scalars = YAML(typ="safe", pure=True).constructor
        self.seen: set[int] = set()
        self.aliases = 0
        self.count = 0

    def build(self, node: Any) -> None:
        self.read.values = self.value(node, ())

    def value(self, node: Any, at: Location) -> Any:
        self._count(node, at)
        if node.id == "mapping":
            return self._mapping(node, at)
        if node.id == "sequence":
            return [self._item(item, (*at, number)) for number, item in enumerate(node.value)]
        return self._scalar(node, at)

    def _item(self, node: Any, at: Location) -> Any:
        self.read.lines[at] = _line(node)
        return self.value(node, at)

    def _mapping(self, node: Any, at: Location) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, at)
            here = (*at, str(key))
            if key in values:
                self._fault(key_node, here, "stands twice", "duplicate_key", f"also in row {self.read.lines[here]}")
                continue
            self.read.lines[here] = _line(key_node)
            values[key] = self.value(value_node, here)
        return values

    def _key(self, node: Any, at: Location) -> str | bool:
        if node.id != "scalar":
            self._fault(node, at, "a key must be a word", "bad_key")
            return str(_line(node))
        if str(node.tag).endswith(":merge"):
            self._fault(node, at, "'<<' is not allowed; repeat the keys", "bad_key")
        # Other keys stay as written (007 is not 7); only true and false are told apart, to be refused by name.
        return node.value == "true" if str(node.tag).endswith(":bool") else node.value

    def _scalar(self, node: Any, at: Location) -> Any:
        if not str(node.tag).startswith("tag:yaml.org,2002:"):
            self._fault(node, at, f"the tag {node.tag} is not allowed", "bad_tag")
            return None
        try:
            value = self.scalars.construct_object(node)
        except (ValueError, TypeError, ArithmeticError) as error:
            self._fault(node, at, f"this value cannot be read: {error}", "bad_value", str(node.value)[:80])
            return None
        return WrittenInt(value, node.value) if type(value) is int and str(value) != node.value else value

    def _count(self, node: Any, at: Location) -> None:
        self.count += 1
        self.aliases += id(node) in self.seen
        self.seen.add(id(node))
        if self.aliases > MAX_ALIASES or self.count > MAX_VALUES or len(at) > MAX_DEPTH:
            raise _one(
                self.read.file, "aliases or nesting make more of this file than a person wrote", "too_many", _line(node)
            )

    def _fault(self, node: Any, at: Location, message: str, code: str, found: str | None = None) -> None:
        self.read.faults.append(
            ConfigurationError(message, code, self.read.file, _line(node), key_path(at), found or None)
        )


def key_path(location: Location) -> str | None:
    """A location as people write it: mapping[2].columns.contact_id."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.removeprefix(".") or None


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _one(path: Path, message: str, code: str, row: int | None = None, *, mend: str | None = None) -> ManyErrors:
    return ManyErrors([ConfigurationError(message, code, path, row, mend=mend)])
