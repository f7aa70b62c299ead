"""Items of a register made of plain values, and what is said against them, for the tests of single registers."""

from datetime import date
from typing import Any

from cmokit.registers.base import Around, Item, Register
from cmokit.registers.gaps import gaps
from cmokit.registers.gaps import stops as stopped

TODAY = date(2026, 3, 1)
PEOPLE = ("Ann", "Bo")


def held(register: Register[Any], *items: dict[str, Any]) -> tuple[Item, ...]:
    """The items, each valid by itself."""
    return tuple(register.model.model_validate(item) for item in items)


def around(today: date = TODAY, **more: Any) -> Around:
    """A day in an engagement with two people; ids: register → ids that exist."""
    ids = {name: frozenset(known) for name, known in more.pop("ids", {}).items()}
    return Around(today, PEOPLE, ids=ids, **more)


def codes(register: Register[Any], items: tuple[Item, ...], **more: Any) -> list[tuple[str, str, str]]:
    """(id, field, code) of every gap, in order."""
    return sorted((p.id, p.field, p.code) for p in gaps(register, items, around(**more)))


def stops(register: Register[Any], items: tuple[Item, ...], **more: Any) -> list[tuple[str, str, str]]:
    """(id, field, code) of every stop, in order."""
    return sorted((p.id, p.field, p.code) for p in stopped(register, items, around(**more)))


def broken(register: Register[Any], *items: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(id, field, code) of every rule that the items break, in order."""
    made = held(register, *items)
    return sorted((p.id, p.field, p.code) for rule in register.rules for p in rule(made))
