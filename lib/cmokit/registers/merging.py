"""What came back in workbooks, put beside what was sent out and what stands in the file now.

A cell counts where it differs from what was sent out. It is a *change* where the file still holds what was sent, and a
*conflict* where the file, or another returned workbook, says something else: never the last one wins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmokit.registers.base import Item
from cmokit.registers.cells import plain

Place = tuple[str, str, str]  # register, id, field


@dataclass(frozen=True)
class Cell:
    """One filled-in field of one returned workbook. sent: what stood there when it was sent out (None: blank)."""

    register: str
    id: str
    field: str
    value: Any
    sent: Any
    file: str
    sheet: str
    row: int
    column: str

    @property
    def place(self) -> Place:
        return (self.register, self.id, self.field)


@dataclass(frozen=True)
class Change:
    """cell: where the new value stands. old: what the file holds now."""

    cell: Cell
    old: Any

    @property
    def is_new_item(self) -> bool:
        return self.cell.field == "id"


@dataclass(frozen=True)
class Conflict:
    """Different answers to one field. said: where each stands and what it says; `file` is the register itself."""

    place: Place
    cells: tuple[Cell, ...]
    current: Any
    is_with_file: bool


@dataclass(frozen=True)
class Merged:
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]


def merged(cells: Iterable[Cell], items: Mapping[str, Sequence[Item]]) -> Merged:
    """items: register → what its file holds now."""
    now = {(name, item.id): item for name, held in items.items() for item in held}
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    for place, told in _told(cells).items():
        item = now.get(place[:2])
        current = None if item is None else getattr(item, place[2])
        new = [cell for cell in told if plain(cell.value) != plain(_blank(current))]
        if not new:
            continue
        differ = len({repr(plain(cell.value)) for cell in told}) > 1
        moved = item is not None and any(plain(cell.sent) != plain(_blank(current)) for cell in new)
        if differ or moved:
            conflicts.append(Conflict(place, tuple(told), current, moved))
        else:
            changes.append(Change(new[0], current))
    return Merged(tuple(changes), tuple(conflicts))


def together(changes: Iterable[Change], others: Iterable[Change]) -> tuple[tuple[Change, ...], tuple[Conflict, ...]]:
    """Two sets of changes as one, each field once; those that would make different things of one field."""
    found = {change.cell.place: change for change in changes}
    conflicts = []
    for other in others:
        one = found.setdefault(other.cell.place, other)
        if plain(one.cell.value) != plain(other.cell.value):
            conflicts.append(Conflict(one.cell.place, (one.cell, other.cell), one.old, False))
    return tuple(found.values()), tuple(conflicts)


def _told(cells: Iterable[Cell]) -> dict[Place, list[Cell]]:
    """The cells that say something else than was sent out, by the field they fill."""
    told: dict[Place, list[Cell]] = {}
    for cell in cells:
        if plain(cell.value) != plain(cell.sent):
            told.setdefault(cell.place, []).append(cell)
    return told


def _blank(value: Any) -> Any:
    """An empty list of the file is the empty list of a cell."""
    return [] if value == () else value
