"""A register: what only people know, as a YAML list of typed items, edited by hand or by commands.

A register is one value: its name, the model of an item, rules and gaps. A *rule* finds what cannot be (the file is
refused, each fault with its line); a *gap* finds what is missing or late (listed, never refused).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field, ValidationError, create_model

from cmokit.engagement.faults import in_words
from cmokit.engagement.values import Code, Part
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_text
from cmokit.engagement.yaml_text import YamlText, decoded, parse_yaml, read_yaml
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors
from cmokit.registers.text import Longer, with_item

ItemId = Annotated[Code, Field(pattern=r"^[A-Za-z0-9][\w.-]*$", max_length=100)]


class Item(Part):
    """What every item of every register has. Descriptions of fields are what a fault says was wanted."""

    id: ItemId = Field(description="a short name of letters, digits, - and _, given once in this register")


I = TypeVar("I", bound=Item)  # noqa: E741 - the item of a register


@dataclass(frozen=True)
class Problem:
    """Something about one item, at one of its fields. code: short, stable, lower case. message: what is wrong."""

    id: str
    field: str
    code: str
    message: str
    mend: str | None = None


@dataclass(frozen=True)
class Around:
    """What a gap is judged by besides the register itself. people: names in engagement.yaml."""

    today: date
    people: tuple[str, ...] = ()


Rule = Callable[[Sequence[I]], Iterable[Problem]]
Gap = Callable[[Sequence[I], Around], Iterable[Problem]]


@dataclass(frozen=True)
class Register(Generic[I]):
    """name: of the file and of the list in it. about: the comment at the head of a new file, one line each."""

    name: str
    model: type[I]
    about: tuple[str, ...]
    rules: tuple[Rule[I], ...] = ()
    gaps: tuple[Gap[I], ...] = ()

    def file(self, folder: ClientFolder) -> Path:
        return folder.registers / f"{self.name}.yaml"


@dataclass(frozen=True)
class Found:
    """A problem with the line on which it stands; `register check` prints these."""

    register: str
    id: str
    field: str
    code: str
    message: str
    line: int


def read_register(folder: ClientFolder, register: Register[I]) -> tuple[I, ...]:
    """The items in the order of the file; none where there is no file.

    Raises ManyErrors of ConfigurationError: every fault of the file in one pass, each with its line.
    """
    path = register.file(folder)
    return checked(read_yaml(path), register) if path.is_file() else ()


def checked(read: YamlText, register: Register[I]) -> tuple[I, ...]:
    """As `read_register`, for text already read."""
    faults = list(read.faults)
    whole = create_model(register.name, __base__=Part, **{register.name: (tuple[register.model, ...], ())})  # type: ignore[call-overload, name-defined]
    try:
        whole.model_validate({} if read.values is None else read.values)
    except ValidationError as error:
        faults += in_words(error, read, whole)
    items = _valid(read, register)
    problems = [*_twice(items), *(p for rule in register.rules for p in rule([item for _, item in items]))]
    faults += [_fault(problem, read, register, items) for problem in problems]
    if faults:
        raise ManyErrors(sorted(faults, key=lambda fault: fault.row or 0))
    return tuple(item for _, item in items)


def gaps_of(folder: ClientFolder, register: Register[I], around: Around) -> tuple[Found, ...]:
    """What is missing or late in a register, by line."""
    path = register.file(folder)
    if not path.is_file():
        return ()
    read = read_yaml(path)
    items = list(enumerate(checked(read, register)))
    problems = [p for gap in register.gaps for p in gap([item for _, item in items], around)]
    found = [Found(register.name, p.id, p.field, p.code, p.message, _line(p, read, register, items)) for p in problems]
    return tuple(sorted(found, key=lambda one: (one.line, one.field, one.code)))


def write_items(folder: ClientFolder, register: Register[I], items: Iterable[I]) -> Path:
    """Put items into the register: those with a known id are changed field by field, others are added at the end.

    What does not change keeps every character, comments and order too. The file is written only where it is valid as
    a whole afterwards, and in one step. Hold the engagement's lock. Raises ManyErrors as `read_register`.
    """
    path = register.file(folder)
    text = decoded(path) if path.is_file() else _head(register)
    before = {item.id: item for item in checked(parse_yaml(path, text), register)}
    for item in items:
        text = with_item(text, path, register.name, _changes(item, before.get(item.id)))
    checked(parse_yaml(path, text), register)
    return write_text(path, text)


def write_item(folder: ClientFolder, register: Register[I], item: I) -> Path:
    """As `write_items`, for one."""
    return write_items(folder, register, (item,))


def _head(register: Register[Any]) -> str:
    return "".join(f"# {line}\n" for line in register.about) + f"{register.name}:\n"


def _changes(item: Item, before: Item | None) -> dict[str, Any]:
    """The id and the fields that differ, as plain values; a field that is no longer set is None."""
    new, old = item.model_dump(), (before or type(item).model_construct(id=item.id)).model_dump(warnings=False)
    changed = {name: _change(value, old.get(name)) for name, value in new.items() if value != old.get(name)}
    return {"id": item.id, **changed}


def _change(new: Any, old: Any) -> Any:
    if isinstance(new, tuple) and isinstance(old, tuple) and old and new[: len(old)] == old:
        return Longer(new, len(old))
    return None if new in ((), {}) else new


def _valid(read: YamlText, register: Register[I]) -> list[tuple[int, I]]:
    """The items that are valid by themselves, each with its place in the list: rules see these."""
    listed = read.values.get(register.name) if isinstance(read.values, dict) else None
    found = []
    for place, raw in enumerate(listed if isinstance(listed, list) else ()):
        try:
            found.append((place, register.model.model_validate(raw)))
        except ValidationError:
            continue  # already a fault of the whole
    return found


def _twice(items: Sequence[tuple[int, Item]]) -> Iterable[Problem]:
    seen: set[str] = set()
    for _, item in items:
        if item.id in seen:
            yield Problem(item.id, "id", "duplicate_id", "this id stands twice", "give each item an id of its own")
        seen.add(item.id)


def _fault(problem: Problem, read: YamlText, register: Register[Any], items: Sequence[tuple[int, Item]]) -> CmokitError:
    return ConfigurationError(
        problem.message,
        problem.code,
        read.file,
        _line(problem, read, register, items),
        problem.field,
        problem.id,
        mend=problem.mend,
    )


def _line(problem: Problem, read: YamlText, register: Register[Any], items: Sequence[tuple[int, Item]]) -> int:
    """Where the problem stands; of an id given twice, the later place."""
    places = [place for place, item in items if item.id == problem.id]
    place = places[-1 if problem.code == "duplicate_id" else 0]
    return read.line((register.name, place, problem.field))
