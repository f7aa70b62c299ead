"""A returned workbook of registers: its filled-in cells, wherever people moved, sorted or renamed things.

A sheet is known by the line that names its register, else by its heads. Rows without any of our values, the example
below the heads, and people's own columns are left alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmokit.errors import CmokitError, DataNotReadable, ManyErrors
from cmokit.sources.returned_sheets import (
    LISTS_SHEET,
    SEARCHED,
    SENT_SHEET,
    check_workbook,
    formula_fault,
    formulas,
    is_filled,
    letter,
    plain_rows,
    sheets,
    value_at,
)

MARK = "register:"  # behind it the register's name, in every language: how a returned sheet is known again
Heads = Mapping[str, Mapping[str, Sequence[str]]]  # register → field → the words it may be under
Key = tuple[str, str, str]


@dataclass(frozen=True)
class ReturnedItem:
    """One row. values: field → what stands there; a field whose column is gone is not among them."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ReturnedRegister:
    """columns: field → the letter of its column. own: heads of columns that are somebody's own."""

    register: str
    sheet: str
    columns: Mapping[str, str]
    items: tuple[ReturnedItem, ...]
    own: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class ReturnedBook:
    """sent: what each cell held when the file went out, as JSON; empty where the file has lost it."""

    file: str
    registers: tuple[ReturnedRegister, ...]
    sent: Mapping[Key, Any]


def returned_book(path: Path, heads: Heads, examples: frozenset[str]) -> ReturnedBook:
    """The registers in a workbook. examples: texts that are examples of the form and never answers.

    Raises DataNotReadable: no_file, wrong_format, unreadable, too_large, no_register; ManyErrors of formula.
    """
    check_workbook(path)
    found: list[ReturnedRegister] = []
    faults: list[CmokitError] = []
    sent: dict[Key, Any] = {}
    for title, rows in sheets(path):
        if title == SENT_SHEET:
            sent = {(str(r[0]), str(r[1]), str(r[2])): json.loads(str(r[3])) for r in plain_rows(rows) if len(r) > 3}
        elif title != LISTS_SHEET and (sheet := _sheet(path, title, rows, heads, examples, faults)):
            found.append(sheet)
    if faults:
        raise ManyErrors(faults)
    if not found:
        mend = "send back the workbook of `cmokit register export`; heads may move, but keep their names"
        raise DataNotReadable("no sheet of this workbook is a register", "no_register", path, mend=mend)
    return ReturnedBook(path.name, tuple(found), sent)


def _sheet(
    path: Path,
    title: str,
    rows: list[tuple[Any, ...]],
    heads: Heads,
    examples: frozenset[str],
    faults: list[CmokitError],
) -> ReturnedRegister | None:
    named = _named(rows, heads)
    at, register, places = _heads(rows, {named: heads[named]} if named else heads)
    if register is None:
        return None
    items: list[ReturnedItem] = []
    own: dict[str, dict[str, Any]] = {head: {} for head in _own_heads(rows[at], places)}
    for number, row in enumerate(rows[at + 1 :], at + 2):
        values = {name: value_at(row, place) for name, place in places.items()}
        faults += [formula_fault(path, title, cell) for cell in formulas(row, places.values())]
        is_example = any(isinstance(value, str) and value.strip() in examples for value in values.values())
        if any(is_filled(value) for value in values.values()) and not is_example:
            items.append(ReturnedItem(number, values))
            for head, place in _own_heads(rows[at], places).items():
                if is_filled(value := value_at(row, place)):
                    own[head][str(values.get("id"))] = value
    letters = {name: letter(place) for name, place in places.items()}
    return ReturnedRegister(register, title, letters, tuple(items), own)


def _named(rows: list[tuple[Any, ...]], heads: Heads) -> str | None:
    """The register that a line above the heads names."""
    for row in rows[:SEARCHED]:
        for cell in row:
            text = str(cell.value or "")
            if text.startswith(MARK) and (name := text.removeprefix(MARK).strip()) in heads:
                return name
    return None


def _heads(rows: list[tuple[Any, ...]], heads: Heads) -> tuple[int, str | None, dict[str, int]]:
    """The row of heads that fits a register best: at least two of its columns, and the id among them."""
    best: tuple[int, str | None, dict[str, int]] = (0, None, {})
    for at, row in enumerate(rows[:SEARCHED]):
        said = [str(cell.value).strip().casefold() if cell.value is not None else "" for cell in row]
        for register, words in heads.items():
            places = {}
            for name, labels in words.items():
                known = {label.casefold() for label in (*labels, name)}
                place = next((p for p, text in enumerate(said) if text in known), None)
                if place is not None:
                    places[name] = place
            if "id" in places and len(places) > max(1, len(best[2])):
                best = (at, register, places)
    return best


def _own_heads(row: tuple[Any, ...], places: Mapping[str, int]) -> dict[str, int]:
    ours = set(places.values())
    return {str(cell.value).strip(): p for p, cell in enumerate(row) if p not in ours and is_filled(cell.value)}
