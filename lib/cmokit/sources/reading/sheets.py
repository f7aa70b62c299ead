"""One sheet of a workbook, its cells as text, with a word on what a sheet can hide."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.cells import lost_digits, text_of
from cmokit.sources.reading.raw import Warning_
from cmokit.sources.reading.records import Record

MOST_CELLS = 20_000_000
_WRITTEN_NUMBER = re.compile(r"\W{0,4}\d[\d  ']*[.,][\d.,]*\W{0,4}")
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
_SAID = {
    "formula_without_value": "formulas were saved without their values; the first is {}",
    "error_cell": "cells show an error; the first is {}",
    "digits_lost": "numbers have more than 15 digits, of which Excel keeps 15: ask for them as text; the first is {}",
}


@dataclass
class Sheet:
    """One sheet's rows as text. floats, texts: columns (0-based) with decimal numbers, with such numbers as text."""

    name: str
    records: list[Record]
    warnings: list[Warning_] = field(default_factory=list)
    floats: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)
    oddities: dict[tuple[str, int], list[tuple[int, str]]] = field(default_factory=dict)

    def odd(self, code: str, row: int, place: int, text: str) -> None:
        self.oddities.setdefault((code, place), []).append((row, text))


def read_sheet(path: Path, sheet: Any, formulas: Any | None) -> Sheet:
    """All rows of a sheet. formulas: the same sheet opened with its formulas, where it has any.

    Raises DataNotReadable: too_large.
    """
    with zipfile.ZipFile(path) as archive:
        source = archive.read(sheet._worksheet_path)
    found = Sheet(sheet.title, [])
    count = 0
    for number, (row, formula_row) in enumerate(_rows(sheet, formulas), start=1):
        cells = [_cell(found, number, place, cell, formula_row) for place, cell in enumerate(row)]
        while cells and not cells[-1]:
            cells.pop()
        count += len(cells)
        if count > MOST_CELLS:
            raise _too_large(path, sheet.title)
        found.records.append(Record(number, number, cells))
    hidden = [int(row) for row in _HIDDEN_ROW.findall(source)]
    if hidden:
        message = f"{len(hidden)} hidden rows were read like the others"
        found.warnings.append(Warning_("hidden_rows", hidden[0], None, message))
    found.warnings += [_warning(code, place, cases) for (code, place), cases in found.oddities.items()]
    return found


def _rows(sheet: Any, formulas: Any | None) -> Iterator[tuple[Any, Any]]:
    """Each row's cells, beside the same row's formulas; a sheet's own word on its size is not believed."""
    sheet.reset_dimensions()
    if formulas is None:
        return ((row, ()) for row in sheet.iter_rows())
    formulas.reset_dimensions()
    return zip(sheet.iter_rows(), formulas.iter_rows(), strict=False)


def _cell(found: Sheet, row: int, place: int, cell: Any, formula_row: Any) -> str:
    value = cell.value
    if value is None:
        formula = formula_row[place].value if place < len(formula_row) else None
        if isinstance(formula, str) and formula.startswith("="):
            found.odd("formula_without_value", row, place, formula[:80])
            return formula
        return ""
    if cell.data_type == "e":
        found.odd("error_cell", row, place, str(value))
    if isinstance(value, float):
        found.floats.add(place)
    elif isinstance(value, str) and _WRITTEN_NUMBER.fullmatch(value.strip()):
        found.texts.add(place)
    text = text_of(value, cell.number_format or "")
    if lost_digits(value):
        found.odd("digits_lost", row, place, text)
    return text


def _warning(code: str, place: int, cases: list[tuple[int, str]]) -> Warning_:
    row, text = cases[0]
    return Warning_(code, row, get_column_letter(place + 1), f"{len(cases)} {_SAID[code].format(text)}")


def _too_large(path: Path, name: str) -> DataNotReadable:
    return DataNotReadable(
        message="the sheet has more cells than a sheet may",
        code="too_large",
        file=path.name,
        found=f"more than {MOST_CELLS} cells in the sheet {name}",
        wanted=f"at most {MOST_CELLS} cells",
        mend="export it as CSV",
    )
