"""What is missing, late, or points at nothing: found alike in every register, by the marks of its fields."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Mark, marks, names, values
from cmokit.registers.words import field_words

PEOPLE = (Mark.OWNER, Mark.PERSON)


def gaps(register: Register[Any], items: Sequence[Item], around: Around) -> Iterator[Problem]:
    """The common gaps, then the register's own. A closed item owes nothing but people and references that exist."""
    for item in items:
        for field in type(item).model_fields:
            yield from _of(register.name, item, field, around)
    for gap in register.gaps:
        yield from gap(items, around)


def stops(register: Register[Any], items: Sequence[Item], around: Around) -> Iterator[Problem]:
    for stop in register.stops:
        yield from stop(items, around)


def _of(register: str, item: Item, field: str, around: Around) -> Iterable[Problem]:
    kinds, filled = marks(type(item), field), values(item, field)
    if not filled and not item.is_closed:
        yield from _blank(register, item, field, kinds)
    for value in filled:
        if kinds & frozenset(PEOPLE):
            yield from _person(item, field, str(value), around)
        if Mark.FIGURE in kinds and around.figures and value not in around.figures:
            yield Problem(item.id, field, "no_such_figure", f"no figure is called {value}", "cmokit facts lists them")
    if not item.is_closed:
        yield from _days(item, field, kinds, filled, around)
    yield from _references(item, field, filled, around)


def _blank(register: str, item: Item, field: str, kinds: frozenset[Mark]) -> Iterable[Problem]:
    if Mark.OWNER in kinds:
        yield Problem(item.id, field, "no_owner", f"nobody answers for {item.known_as}")
    elif Mark.WANTED in kinds:
        label = field_words(register, field).label
        yield Problem(item.id, field, "missing", f"{item.known_as}: {label} is not filled in")


def _person(item: Item, field: str, name: str, around: Around) -> Iterable[Problem]:
    left = around.left.get(name)
    if left and left <= around.today and not item.is_closed:
        yield Problem(item.id, field, "person_left", f"{name} left on {left}", "name somebody who is there")
    elif around.people and name not in around.people:
        mend = "add the person to people in engagement.yaml, or correct the name"
        yield Problem(item.id, field, "unknown_person", f"{name} is not among people in engagement.yaml", mend)


def _days(item: Item, field: str, kinds: frozenset[Mark], filled: tuple[Any, ...], around: Around) -> Iterable[Problem]:
    for day in filled:
        if Mark.DUE in kinds and day < around.today:
            yield Problem(item.id, field, "overdue", f"{item.known_as} was due on {day}")
        if Mark.REVIEW in kinds and day < around.today:
            yield Problem(item.id, field, "review_overdue", f"{item.known_as} was to be reviewed on {day}")
        if Mark.DUE in kinds and around.start_on and around.end_on and not around.start_on <= day <= around.end_on:
            message = f"{day} lies outside the engagement ({around.start_on} to {around.end_on})"
            yield Problem(item.id, field, "outside_engagement", message)


def _references(item: Item, field: str, filled: tuple[Any, ...], around: Around) -> Iterable[Problem]:
    register = names(type(item), field)
    for id_ in filled if register else ():
        if id_ not in around.ids.get(str(register), ()):
            message = f"{item.known_as} names {id_}, which is not in the register {register}"
            yield Problem(item.id, field, "no_such_item", message, f"add {id_} to registers/{register}.yaml")
