"""What one person is asked: what is missing or late where they answer, and what the gate in front asks of everybody."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmokit.engagement.model import Engagement
from cmokit.engagement.plan import plan_of
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import UsageError
from cmokit.registers.base import Around, Item, Register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.cells import fields_in_a_sheet, kind_of
from cmokit.registers.fields import Mark, marks
from cmokit.registers.gaps import gaps, stops
from cmokit.registers.glossary import GLOSSARY, TERMS, State, missing_terms
from cmokit.registers.words import value_word
from cmokit.runs.gates import gates, in_front

Held = Mapping[str, Sequence[Any]]  # register → its items
MEANING = "definition"


@dataclass(frozen=True)
class Question:
    """One field of one item. item: None for a usual term that nobody has entered yet."""

    register: Register[Any]
    id: str
    field: str
    item: Item | None

    @property
    def about(self) -> str:
        return f"{self.register.name}/{self.id}/{self.field}"

    @property
    def stands(self) -> Any:
        return getattr(self.item, self.field) if self.item else None

    def named(self, language: str) -> str:
        """The item as people call it."""
        return item_name(self.item, language) if self.item else titled(self.id, language)


def questions(
    registers: Iterable[Register[Any]], held: Held, person: str, around: Around, common: Collection[str]
) -> tuple[Question, ...]:
    """First about what the person answers for, then those that everybody is asked. common: registers of the gate in
    front.
    """
    chosen = tuple(registers)
    found = [one for register in chosen for one in _owned(register, held[register.name], person, around)]
    found += [one for register in chosen if register.name in common for one in _common(register, held[register.name])]
    return tuple({one.about: one for one in found}.values())


def is_owner(item: Item, person: str) -> bool:
    """Whether this person answers for the item."""
    field = owner_field(type(item))
    return field is not None and same_name(getattr(item, field), person)


def owner_field(model: type[Item]) -> str | None:
    return next((field for field in model.model_fields if Mark.OWNER in marks(model, field)), None)


def same_name(one: str | None, other: str) -> bool:
    return one is not None and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def item_name(item: Item, language: str) -> str:
    """An item by the field that people know it by, in words."""
    is_choice = bool(kind_of(type(item), item.called).choices)
    return titled(item.known_as, language) if is_choice or item.known_as in TERMS else item.known_as


def titled(value: str, language: str | None = None) -> str:
    """A value of a list, or a usual term, as the first word of a line."""
    word = value.replace("_", " ") if value in TERMS else value_word(value, language)
    return word[:1].upper() + word[1:]


def gate_registers(folder: ClientFolder, engagement: Engagement, around: Around) -> tuple[str, ...]:
    """The registers that the gate in front asks for; none when all gates are passed."""
    plan = plan_of(folder.root, engagement.preset)
    standing = in_front(gates(folder, engagement, plan, around))
    gate = plan.phases[standing.phase].gate if standing else None
    return gate.registers if gate else ()


def known_person(name: str, engagement: Engagement, held: Held, today: date) -> str:
    """The name as it is written in the engagement, or in a register. Raises UsageError unknown_person."""
    there = [person.name for person in engagement.people if person.left_on is None or person.left_on > today]
    names = tuple(dict.fromkeys([*there, *_owners(held)]))
    found = next((known for known in names if same_name(known, name)), None)
    if found is None:
        near = difflib.get_close_matches(name, names, n=1)
        mend = f"did you mean {near[0]}?" if near else "add the person to people in engagement.yaml"
        wanted = ", ".join(names) or None
        raise UsageError("nobody of this name is there", "unknown_person", found=name, wanted=wanted, mend=mend)
    return found


def _owners(held: Held) -> Iterator[str]:
    for register in CATALOG:
        if field := owner_field(register.model):
            yield from (str(owner) for item in held.get(register.name, ()) if (owner := getattr(item, field)))


def _owned(register: Register[Any], items: Sequence[Item], person: str, around: Around) -> Iterator[Question]:
    mine = {item.id: item for item in items if is_owner(item, person)}
    problems = [*gaps(register, items, around), *stops(register, items, around)] if mine else []
    asked = {(p.id, field) for p in problems if p.id in mine for field in _fields(mine[p.id], p.field, p.code)}
    for id_, item in mine.items():
        yield from (Question(register, id_, f, item) for f in fields_in_a_sheet(register.model) if (id_, f) in asked)


def _fields(item: Item, field: str, code: str) -> Iterator[str]:
    """The field of a problem; what an item is made of where it is to be looked at again, or stands twice: nobody is
    asked for the word by which they know it.
    """
    is_name = field == type(item).called and getattr(item, field) is not None
    if not is_name:
        yield field
    if is_name and code == "two_owners":
        yield str(owner_field(type(item)))
    elif is_name or code == "review_overdue":
        yield from (name for name in type(item).model_fields if Mark.WANTED in marks(type(item), name))


def _common(register: Register[Any], items: Sequence[Item]) -> Iterator[Question]:
    owner = owner_field(register.model)
    for item in items:
        if owner and not item.is_closed and getattr(item, owner) is None:
            yield Question(register, item.id, owner, item)
    if register is GLOSSARY:
        for item in items:
            if not item.is_closed and getattr(item, "state", None) is not State.AGREED:
                yield Question(register, item.id, MEANING, item)
        yield from (Question(register, term, MEANING, None) for term in missing_terms(items))  # type: ignore[arg-type]
