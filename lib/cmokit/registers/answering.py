"""People's answers put beside each other, beside earlier ones, and beside what the register holds.

Where all say the same the field changes. Where two people differ nothing changes, and both answers stand in the
register of interviews: never the last one wins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmokit.engagement.slugs import suggest_slug
from cmokit.registers.cells import plain
from cmokit.registers.interviews import Answer, Role, counting, one_answer
from cmokit.registers.merging import Cell, Change


@dataclass(frozen=True)
class Told:
    """One row that somebody filled in. cell: what was answered; its value is None where the person does not know.

    current: what the register holds now. is_owner: the person answers for the item. is_new: no such item yet.
    """

    cell: Cell
    person: str
    role: Role | None
    question: str
    current: Any
    is_owner: bool
    is_new: bool = False

    @property
    def about(self) -> str:
        return "/".join(self.cell.place)

    @property
    def answer(self) -> str | None:
        return as_text(self.cell.value)


@dataclass(frozen=True)
class Answered:
    """changes: of the registers. records: new items of the register of interviews. differing: subjects to which
    answers stand side by side.
    """

    changes: tuple[Change, ...]
    records: tuple[Answer, ...]
    differing: tuple[str, ...]


def as_text(value: Any) -> str | None:
    """A value as the register of interviews holds it; None for a blank."""
    told = plain(value)
    if told in (None, []):
        return None
    if isinstance(told, bool):
        return "yes" if told else "no"
    return "; ".join(map(str, told)) if isinstance(told, list) else str(told)


def answered(told: Iterable[Told], before: Sequence[Answer], today: date) -> Answered:
    """What the filled-in rows change, and what is recorded of them. before: the register of interviews as it stands."""
    fresh = [one for one in told if not _is_recorded(one, before)]
    subjects: dict[str, list[Told]] = {}
    for one in fresh:
        subjects.setdefault(one.about, []).append(one)
    on_record = counting(before)
    changes: list[Change] = []
    refused: set[str] = set()
    for about, group in subjects.items():
        said = [one for one in group if one.answer is not None]
        people = {one.person for one in said}
        others = [str(item.answer) for item in on_record.get(about, ()) if item.person not in people]
        if said and _may_change(said, others):
            changes += [Change(said[0].cell, said[0].current)] if _differs(said[0]) else []
        elif said:
            refused.add(about)
    return Answered(tuple(changes), _records(fresh, refused, before, today), tuple(sorted(refused)))


def _may_change(said: Sequence[Told], others: Sequence[str]) -> bool:
    """All agree, with each other and with what others said before; and nobody overrules what stands but its owner."""
    if not one_answer([*(str(one.answer) for one in said), *others]):
        return False
    first = said[0]
    is_blank, has_moved = as_text(first.current) is None, plain(first.cell.sent) != plain(_listed(first.current))
    return not _differs(first) or (not has_moved and (is_blank or any(one.is_owner for one in said)))


def _differs(one: Told) -> bool:
    return plain(one.cell.value) != plain(_listed(one.current))


def _listed(value: Any) -> Any:
    return [] if value == () else value


def _is_recorded(one: Told, before: Iterable[Answer]) -> bool:
    """Whether this person's answer was taken already, so that a file that comes twice adds nothing."""
    return any(
        item.about == one.about
        and item.person == one.person
        and (item.does_not_know if one.answer is None else one_answer((str(item.answer), one.answer)))
        for item in before
    )


def _records(fresh: Iterable[Told], refused: set[str], before: Iterable[Answer], today: date) -> tuple[Answer, ...]:
    taken = {item.id for item in before}
    found: dict[tuple[str, str, str | None], Answer] = {}
    for one in fresh:
        stands = as_text(one.current) if one.about in refused and _differs(one) else None
        record = Answer(
            id=_new_id(one.person, today, taken),
            question=one.question,
            answer=one.answer,
            does_not_know=one.answer is None,
            person=one.person,
            role=one.role,
            said_on=today,
            about=one.about,
            stands=stands,
        )
        found.setdefault((one.person, one.about, one.answer), record)
    return tuple(found.values())


def _new_id(person: str, today: date, taken: set[str]) -> str:
    stem, number = f"{suggest_slug(person) or 'answer'}-{today}", 1
    while (id_ := f"{stem}-{number}") in taken:
        number += 1
    taken.add(id_)
    return id_
