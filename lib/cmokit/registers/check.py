"""`register check`: everything that may be said against a client's registers, by register and line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.yaml_text import read_yaml
from cmokit.errors import CmokitError, ManyErrors
from cmokit.registers.base import Around, Problem, Register, checked, place_of, read_register
from cmokit.registers.gaps import gaps, stops


@dataclass(frozen=True)
class Found:
    """A problem with the line on which it stands. kind: fault (the file is refused), stop or gap."""

    register: str
    id: str
    field: str
    code: str
    message: str
    line: int
    kind: str = "gap"
    mend: str | None = None

    def as_json(self) -> dict[str, Any]:
        names = ("register", "id", "field", "code", "message", "line")
        return {name: getattr(self, name) for name in names}


def check(folder: ClientFolder, registers: Iterable[Register[Any]], around: Around) -> tuple[Found, ...]:
    """What stands against these registers; a file that cannot be read is its faults alone."""
    return tuple(found for register in registers for found in found_in(folder, register, around))


def found_in(folder: ClientFolder, register: Register[Any], around: Around) -> tuple[Found, ...]:
    """What stands against one register, by line; nothing where there is no file."""
    path = register.file(folder)
    if not path.is_file():
        return ()
    read = read_yaml(path)
    try:
        items = list(enumerate(checked(read, register)))
    except ManyErrors as errors:
        return tuple(_fault(register, error) for error in errors.errors)
    plain = [item for _, item in items]
    told = [("stop", p) for p in stops(register, plain, around)] + [("gap", p) for p in gaps(register, plain, around)]
    found = [_found(register, kind, p, place_of(p, read, register, items)) for kind, p in told]
    return tuple(sorted(found, key=lambda one: (one.line, one.field, one.code, one.message)))


def around(
    folder: ClientFolder,
    engagement: Engagement,
    registers: Iterable[Register[Any]],
    today: date,
    figures: Iterable[str] = (),
    verdicts: Iterable[tuple[str, str]] = (),
) -> Around:
    """What an engagement gives to judge by. A register that cannot be read offers no ids."""
    start, end = engagement.start_on, engagement.end_on
    people = tuple(person.name for person in engagement.people)
    left = {person.name: person.left_on for person in engagement.people if person.left_on}
    ids = {register.name: frozenset(_ids(folder, register)) for register in registers}
    leading = leading_of(engagement)
    return Around(today, people, left, start, end, ids, frozenset(figures), dict(verdicts), leading)


def leading_of(engagement: Engagement) -> dict[str, str]:
    """Object → the system that engagement.yaml believes."""
    return {name: system for name, system in engagement.systems.leading.model_dump().items() if system}


def _ids(folder: ClientFolder, register: Register[Any]) -> Iterator[str]:
    try:
        yield from (item.id for item in read_register(folder, register))
    except CmokitError:
        return


def _found(register: Register[Any], kind: str, problem: Problem, line: int) -> Found:
    message = " ".join(problem.message.split())  # a text of several lines is named on one
    return Found(register.name, problem.id, problem.field, problem.code, message, line, kind, mend=problem.mend)


def _fault(register: Register[Any], error: CmokitError) -> Found:
    field = (error.column or "").rsplit(".", 1)[-1]
    return Found(register.name, "", field, error.code, error.message, error.row or 1, "fault", error.mend)
