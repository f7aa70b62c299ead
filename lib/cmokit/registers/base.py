"""A register: what only people know, as a YAML list of typed items, edited by hand or by commands.

A register is one value: its name, the model of an item, and what may be said against one. A *rule* finds what cannot be
(the file is refused, each fault with its line). A *stop* finds what may not be done unless a named person lets it pass
(an import is refused, a check fails; the file is read all the same). A *gap* finds what is missing or late (listed,
never refused); those that all registers have alike come from the fields' marks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import ValidationError, create_model

from cmokit.engagement.faults import in_words
from cmokit.engagement.values import Part
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.yaml_text import Location, YamlText, read_yaml
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors
from cmokit.registers.fields import ItemId
from cmokit.registers.words import wanted


class Item(Part):
    """What every item of every register has.

    called: the field by which people know an item. closed: the states in which nothing is due any more.
    """

    called: ClassVar[str] = "name"
    closed: ClassVar[tuple[str, ...]] = ()

    id: ItemId

    @property
    def known_as(self) -> str:
        return str(getattr(self, self.called))

    @property
    def is_closed(self) -> bool:
        return getattr(self, "state", None) in self.closed


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
    """What stops and gaps are judged by besides the register itself.

    people: names in engagement.yaml. left: who is no longer there, and since when. ids: those of every register.
    figures: names of published facts, and ids of metrics. verdicts: analysis → severity, as last published.
    leading: object → the system that engagement.yaml believes.
    """

    today: date
    people: tuple[str, ...] = ()
    left: Mapping[str, date] = field(default_factory=dict)
    start_on: date | None = None
    end_on: date | None = None
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    figures: frozenset[str] = frozenset()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    leading: Mapping[str, str] = field(default_factory=dict)


Rule = Callable[[Sequence[I]], Iterable[Problem]]
Gap = Callable[[Sequence[I], Around], Iterable[Problem]]


@dataclass(frozen=True)
class Register(Generic[I]):
    """name: of the file, of the list in it, and of its words. covers: capabilities that it delivers."""

    name: str
    model: type[I]
    covers: tuple[str, ...] = ()
    rules: tuple[Rule[I], ...] = ()
    stops: tuple[Gap[I], ...] = ()
    gaps: tuple[Gap[I], ...] = ()

    def file(self, folder: ClientFolder) -> Path:
        return folder.registers / f"{self.name}.yaml"


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
        faults += in_words(error, read, whole, lambda location: _wanted(register, location))
    items = _valid(read, register)
    problems = [*_twice(items), *(p for rule in register.rules for p in rule([item for _, item in items]))]
    faults += [_fault(problem, read, register, items) for problem in problems]
    if faults:
        raise ManyErrors(sorted(faults, key=lambda fault: fault.row or 0))
    return tuple(item for _, item in items)


def place_of(problem: Problem, read: YamlText, register: Register[Any], items: Sequence[tuple[int, Item]]) -> int:
    """The line of a problem; of an id given twice, the later place. items: each with its place in the list."""
    places = [place for place, item in items if item.id == problem.id]
    if not places:
        return read.line((register.name,))
    return read.line((register.name, places[-1 if problem.code == "duplicate_id" else 0], problem.field))


def _wanted(register: Register[Any], location: Location) -> str | None:
    """What a field of an item asks for; deeper places describe themselves."""
    return wanted(register.name, str(location[2])) if len(location) == 3 else None


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
    line = place_of(problem, read, register, items)
    return ConfigurationError(
        problem.message, problem.code, read.file, line, problem.field, problem.id, mend=problem.mend
    )
