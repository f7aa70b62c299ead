"""One question to one field of one register's item, answered by what stands there: the grain of both scores."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.definitions import Definitions
from cmokit.registers.base import Item, Register
from cmokit.registers.fields import values
from cmokit.registers.owners import OWNERS, Area

Counts = Callable[[Any], bool]
PEOPLE = ("owner", "backup")  # filled only by somebody of the company who is still there
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("part", "register", "item_id", "field", "called")),
        ("is_met", pa.bool_()),
        ("responsible", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Check:
    """part: of what is scored. item_id: empty where a register lacks the item itself. row: its place in the list, 1
    first; 0 where there is none. owner: whoever closes it, None where nobody inside answers.
    """

    part: str
    register: str
    item_id: str
    field: str
    called: str
    is_met: bool
    owner: str | None
    row: int = 0


@dataclass(frozen=True)
class Ask:
    """These fields of every item that counts; and at least one such item.

    any_of: fields of which one is enough.
    """

    register: Register[Any]
    fields: tuple[str, ...]
    counts: Counts = lambda item: not item.is_closed
    any_of: tuple[str, ...] = ()


def asked(part: str, asks: Iterable[Ask], area: Area, definitions: Definitions) -> Iterator[Check]:
    """Every check of a part. area: whose owner closes what the item's own owner cannot."""
    keeper = keeper_of(area, definitions)
    for ask in asks:
        rows = [(row, item) for row, item in enumerate(_items(ask, definitions), start=1) if ask.counts(item)]
        if not rows:
            yield Check(part, ask.register.name, "", "", "", False, keeper)
        for row, item in rows:
            owner = inside_owner(item, definitions) or keeper
            for field, is_met in _answers(ask, item, definitions):
                yield Check(part, ask.register.name, item.id, field, item.known_as, is_met, owner, row)


def _items(ask: Ask, definitions: Definitions) -> tuple[Item, ...]:
    return definitions.known.items(ask.register)


def _answers(ask: Ask, item: Item, definitions: Definitions) -> Iterator[tuple[str, bool]]:
    for field in ask.fields:
        if field in PEOPLE:
            yield field, definitions.known.inside(getattr(item, field), definitions.as_of)
        else:
            yield field, bool(values(item, field))
    if ask.any_of:
        yield ask.any_of[0], any(values(item, field) for field in ask.any_of)


def inside_owner(item: Item, definitions: Definitions) -> str | None:
    """Who answers for an item, where that is one of the company's own people who is still there."""
    owner = getattr(item, "owner", None)
    return owner if definitions.known.inside(owner, definitions.as_of) else None


def keeper_of(area: Area, definitions: Definitions) -> str | None:
    """Who answers for an area of work; of several the first that is still there."""
    owners = [item.owner for item in definitions.known.items(OWNERS) if item.area is area]
    return next((name for name in owners if definitions.known.inside(name, definitions.as_of)), None)


def evidence_of(checks: Sequence[Check]) -> pa.Table:
    """One row a check: shape (checks, 9). source_row: the item's place in its register, 0 where it is not there."""
    rows = [
        {
            "part": check.part,
            "register": check.register,
            "item_id": check.item_id or None,
            "field": check.field or None,
            "called": check.called or None,
            "is_met": check.is_met,
            "responsible": check.owner,
            "source_file": f"registers/{check.register}.yaml",
            "source_row": check.row,
        }
        for check in checks
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)
