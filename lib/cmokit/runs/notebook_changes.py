"""How a client's own notebook differs from the kit's, cell by cell, and the kit's changes brought into it.

Cells are known by their ids. The copy remembers in its metadata what the kit's cells were when it was made, so that a
client's change and a kit's change can be told apart. A cell that both changed stays as the client has it; the kit's
stands behind it as a raw cell, which neither runs nor is printed.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

Cell = dict[str, Any]
Notebook = dict[str, Any]
State = Literal["yours", "kit", "both", "your_cell", "kit_cell", "you_removed", "kit_removed"]

REMEMBERED = "kit_copy"  # notebook metadata: the kit's version and cells when the copy was made
BESIDE = "kit_version_of"  # cell metadata: the id of the cell whose other version this raw cell holds
_INJECTED = "injected-parameters"


@dataclass(frozen=True)
class Change:
    """One cell that differs. number: its place in the client's notebook from 1, None where it is not there.

    state: who changed it (`yours`, `kit`, `both`), added it (`your_cell`, `kit_cell`), or took it out (`you_removed`,
    `kit_removed`).
    was, yours, kit: its text in the remembered kit, the client's notebook and the kit of now; None where it is none.
    """

    cell: str
    kind: str
    state: State
    number: int | None
    was: str | None
    yours: str | None
    kit: str | None

    def lines(self) -> list[str]:
        """What to read: the lines that differ, `-` before and `+` after the change that the state names."""
        before, after = (
            (self.was, self.kit) if self.state in ("kit", "kit_cell", "kit_removed") else (self.was, self.yours)
        )
        if self.state == "both":
            before, after = self.yours, self.kit
        told = difflib.unified_diff((before or "").splitlines(), (after or "").splitlines(), lineterm="", n=1)
        return [line for line in list(told)[2:] if not line.startswith("@@")]


@dataclass(frozen=True)
class Merged:
    """A notebook with the kit's changes in it. changes: those that were brought in, or stand beside the client's."""

    notebook: Notebook
    changes: tuple[Change, ...]

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.state == "both")


def remembering(copy: Notebook, kit: Notebook, version: str) -> Notebook:
    """A copy that remembers the kit's cells as they are now."""
    cells = [{"id": cell["id"], "source": _text(cell)} for cell in kit["cells"]]
    copy["metadata"][REMEMBERED] = {"kit": version, "cells": cells}
    return copy


def changes_between(own: Notebook, kit: Notebook) -> tuple[Change, ...]:
    """Every cell that differs, in the order of the client's notebook, then what is not in it."""
    was, ours = _remembered(own), {cell["id"]: cell for cell in kit["cells"]}
    theirs = {cell["id"]: (number, cell) for number, cell in _cells(_with_ids(own, ours))}
    found = [_of_yours(number, cell, was, ours.get(key)) for key, (number, cell) in theirs.items()]
    missing = [_of_kit(cell, was) for key, cell in ours.items() if key not in theirs]
    return tuple(change for change in (*found, *missing) if change)


def merged(own: Notebook, kit: Notebook, version: str) -> Merged:
    """The client's notebook with the kit's changes: nothing that the client wrote is changed or removed."""
    brought = ("kit", "both", "kit_cell", "kit_removed")
    changes = tuple(change for change in changes_between(own, kit) if change.state in brought)
    ours = {cell["id"]: cell for cell in kit["cells"]}
    done = _with_ids(own, ours)
    for change in changes:
        _bring(done["cells"], change, ours)
    return Merged(remembering(done, kit, version), changes)


def _bring(cells: list[Cell], change: Change, kit: Mapping[str, Cell]) -> None:
    at = next((n for n, cell in enumerate(cells) if cell["id"] == change.cell), None)
    if at is None:
        cells.insert(_behind(cells, change.cell, list(kit)), deepcopy(kit[change.cell]))
    elif change.state == "kit_removed":
        del cells[at]
    elif change.state == "both":
        cells.insert(at + 1, _beside(change, {cell["id"] for cell in cells}))
    else:
        cells[at]["source"] = kit[change.cell]["source"]
        if cells[at]["cell_type"] == "code":
            cells[at] |= {"outputs": [], "execution_count": None}


def _behind(cells: Sequence[Cell], new: str, order: Sequence[str]) -> int:
    """Where a new cell of the kit goes: behind the nearest cell that stands before it in the kit's notebook."""
    places = {cell["id"]: number for number, cell in enumerate(cells)}
    before = [places[key] for key in order[: order.index(new)] if key in places]
    return before[-1] + 1 if before else 0


def _beside(change: Change, taken: set[str]) -> Cell:
    names = (f"{change.cell[:50]}-kit{number or ''}" for number in range(len(taken) + 1))
    told = "The kit's version of the cell above; yours runs. Take what you need, then delete this cell."
    return {
        "cell_type": "raw",
        "id": next(name for name in names if name not in taken),
        "metadata": {BESIDE: change.cell},
        "source": f"{told}\n\n{change.kit}",
    }


def _of_yours(number: int, cell: Cell, was: Mapping[str, str] | None, kit: Cell | None) -> Change | None:
    yours, ours = _text(cell), _text(kit) if kit else None
    base = was.get(cell["id"]) if was else None
    if yours == ours:
        return None
    state: State
    if kit is None:
        state = "your_cell" if base is None else "kit_removed" if yours == base else "yours"
    else:
        state = "both" if base not in (yours, ours) else "kit" if yours == base else "yours"
    return Change(cell["id"], cell["cell_type"], state, number, base, yours, ours)


def _of_kit(cell: Cell, was: Mapping[str, str] | None) -> Change:
    base = was.get(cell["id"]) if was else None
    return Change(
        cell["id"], cell["cell_type"], "kit_cell" if base is None else "you_removed", None, base, None, _text(cell)
    )


def _remembered(own: Notebook) -> Mapping[str, str] | None:
    """The kit's cells when the copy was made; None for a copy that does not remember them."""
    kept = own["metadata"].get(REMEMBERED)
    return {cell["id"]: cell["source"] for cell in kept["cells"]} if kept else None


def _cells(notebook: Notebook) -> Iterable[tuple[int, Cell]]:
    for number, cell in enumerate(notebook["cells"], 1):
        if _INJECTED not in cell["metadata"].get("tags", ()) and BESIDE not in cell["metadata"]:
            yield number, cell


def _with_ids(own: Notebook, kit: Mapping[str, Cell]) -> Notebook:
    """A copy in which every cell has an id: some programs drop them, so the kit's cells are known by their text too."""
    copy = deepcopy(own)
    held = {cell.get("id") for cell in copy["cells"]}
    free = {_text(cell): key for key, cell in kit.items() if key not in held}
    for number, cell in enumerate(copy["cells"], 1):
        if cell.get("id") not in kit and _text(cell) in free:
            cell["id"] = free.pop(_text(cell))
        elif not cell.get("id"):
            cell["id"] = f"cell-{number}"
    return copy


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
