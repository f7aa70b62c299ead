"""A workbook of ours that came back: its rows by our own column names, wherever people moved, sorted or renamed things.

A sheet is known by its heads, not by its name; further columns and rows are left alone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmokit.errors import DataNotReadable

SEARCHED = 40  # rows of a sheet in which its heads may stand
ENDINGS = (".xlsx", ".xlsm")
Heads = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ReturnedRow:
    """row: its number in the sheet. values: our column name → what stands there, a formula by its last result."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ReturnedSheet:
    """above: the texts over the heads. columns: our column name → the letter of its column in this file."""

    name: str
    above: tuple[str, ...]
    columns: Mapping[str, str]
    rows: tuple[ReturnedRow, ...]


def returned_sheet(path: Path, heads: Heads, required: Collection[str]) -> ReturnedSheet:
    """The first sheet with a row of heads that holds all required ones. heads: our name → the words it may be under.

    Raises DataNotReadable: no_file, wrong_format, unreadable, too_large, no_heads.
    """
    if not path.is_file():
        raise DataNotReadable("there is no such file", "no_file", path)
    if path.suffix.lower() not in ENDINGS:
        raise DataNotReadable("this is no workbook", "wrong_format", path, found=path.suffix, wanted=".xlsx")
    words = {word.strip().casefold(): name for name, said in heads.items() for word in said}
    for name, rows in _sheets(path):
        sheet = _found(name, rows, words, required)
        if sheet:
            return sheet
    wanted = ", ".join(" / ".join(heads[name]) for name in required)
    raise DataNotReadable(
        "no sheet has the columns that were sent out",
        "no_heads",
        path,
        wanted=f"one row with {wanted}",
        mend="give the columns their names back; their order and the sheet's name do not matter",
    )


def _sheets(path: Path) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    from openpyxl import load_workbook

    from cmokit.sources.reading.workbook import DAMAGE, guard

    try:
        guard(path)
        with closing(load_workbook(path, read_only=True, data_only=True)) as book:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a file says about its own size is often wrong
                yield sheet.title, [tuple(row) for row in sheet.iter_rows(values_only=True)]
    except DataNotReadable:
        raise
    except (*DAMAGE, SyntaxError) as error:
        found = str(error)[:200] or type(error).__name__
        raise DataNotReadable(
            "the workbook is damaged", "unreadable", path, found=found, mend="save it anew"
        ) from error


def _found(
    name: str, rows: list[tuple[Any, ...]], words: Mapping[str, str], required: Collection[str]
) -> ReturnedSheet | None:
    from openpyxl.utils import get_column_letter

    for at, row in enumerate(rows[:SEARCHED]):
        places = _places(row, words)
        if set(required) <= places.keys():
            above = tuple(str(cell).strip() for line in rows[:at] for cell in line if cell not in (None, ""))
            found = tuple(
                ReturnedRow(number, _values(line, places)) for number, line in enumerate(rows[at + 1 :], at + 2)
            )
            letters = {column: get_column_letter(place + 1) for column, place in places.items()}
            return ReturnedSheet(name, above, letters, tuple(r for r in found if any(r.values.values())))
    return None


def _places(row: tuple[Any, ...], words: Mapping[str, str]) -> dict[str, int]:
    """Our column names found in a row; of two columns with one name the first counts."""
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = words.get(str(cell).strip().casefold()) if cell is not None else None
        if name:
            places.setdefault(name, place)
    return places


def _values(line: tuple[Any, ...], places: Mapping[str, int]) -> dict[str, Any]:
    cells = {name: line[place] if place < len(line) else None for name, place in places.items()}
    return {name: (cell.strip() or None) if isinstance(cell, str) else cell for name, cell in cells.items()}
