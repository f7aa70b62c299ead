"""A workbook's visible sheets as cells that still know what they are: number, day or text, and whether merged."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from cmokit.errors import DataNotReadable
from cmokit.sources.reading import signatures
from cmokit.sources.reading.cells import text_of
from cmokit.sources.reading.reader import file_bytes
from cmokit.sources.reading.workbook import DAMAGE, guard, unreadable

# A form that a person fills is small; what is larger is an export, or a bomb.
MOST_INFLATED = 30 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 400


@dataclass(frozen=True)
class Cell:
    """One cell. text: as seen, "" where blank. number: exact, where the cell holds one. day: where it holds a date.

    merged: the cells' range, where this cell is part of one; `text` is then that of its first cell.
    formula: where it was saved without its value. is_error: `#REF!` and the like.
    """

    text: str = ""
    number: Decimal | None = None
    day: date | None = None
    merged: str | None = None
    formula: str | None = None
    is_error: bool = False


BLANK = Cell()


@dataclass
class Page:
    """One sheet. rows: its cells, the first row first. hidden: sheet rows that are hidden."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    hidden: int = 0

    def cell(self, row: int, place: int) -> Cell:
        """row: 1-based, place: 0-based."""
        cells = self.rows[row - 1] if row <= len(self.rows) else []
        return cells[place] if place < len(cells) else BLANK

    def texts(self, row: int) -> list[str]:
        return [cell.text for cell in self.rows[row - 1]]


def is_small(path: Path) -> bool:
    """Could a person have filled this? An export of many rows is not looked through for a form."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(member.file_size for member in archive.infolist()) <= MOST_INFLATED
    except (OSError, zipfile.BadZipFile):
        return False


def open_pages(path: Path) -> list[Page]:
    """The visible sheets. Raises DataNotReadable: wrong_format, password_protected, unreadable, too_large."""
    if signatures.kind_of_bytes(file_bytes(path), path) != signatures.WORKBOOK:
        raise signatures.not_a_table(path, "no workbook", "save it as .xlsx")
    guard(path)
    if not is_small(path):
        raise DataNotReadable(
            "the workbook is larger than a form that people fill",
            code="too_large",
            file=path.name,
            wanted=f"at most {MOST_INFLATED // 1024 // 1024} MB unpacked",
            mend="send the sheets of finance.xlsx alone",
        )
    try:
        book = load_workbook(path, data_only=True)
        formulas = load_workbook(path) if _has_formulas(path) else None
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [_page(path, sheet, formulas[sheet.title] if formulas else None) for sheet in shown]
    except DataNotReadable:
        raise
    except (*DAMAGE, SyntaxError) as error:
        raise unreadable(path, str(error)[:200] or type(error).__name__) from error


def peek_pages(path: Path, rows: int) -> list[Page]:
    """The first rows of the visible sheets, quickly: enough to see what kind of workbook it is."""
    guard(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        pages = [_first_rows(sheet, rows) for sheet in shown]
        book.close()
    except (*DAMAGE, SyntaxError) as error:
        raise unreadable(path, str(error)[:200] or type(error).__name__) from error
    return pages


def _first_rows(sheet: Any, rows: int) -> Page:
    sheet.reset_dimensions()
    return Page(sheet.title, [[_cell(c, None) for c in row] for row in sheet.iter_rows(max_row=rows)])


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in archive.read(name) for name in names)


def _page(path: Path, sheet: Any, formulas: Any | None) -> Page:
    """The cells that say something; a sheet formatted down to its last row is no larger for it."""
    page = Page(sheet.title, hidden=sum(bool(d.hidden) for d in sheet.row_dimensions.values()))
    _refuse_beyond(path, sheet)
    for row in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)):
        cells = [_cell(c, formulas) for c in row]
        while cells and not cells[-1].text:
            cells.pop()
        page.rows.append(cells)
    while page.rows and not page.rows[-1]:
        page.rows.pop()
    _spread_merged(page, sheet)
    return page


def _refuse_beyond(path: Path, sheet: Any) -> None:
    """What stands beyond the last row or column that is read must not get lost without a word."""
    beyond = (
        c for c in sheet._cells.values() if c.value is not None and (c.row > MOST_ROWS or c.column > MOST_COLUMNS)
    )
    if (cell := next(beyond, None)) is not None:
        raise DataNotReadable(
            "the sheet is larger than a form that people fill",
            code="too_large",
            file=path.name,
            row=cell.row,
            column=sheet.title,
            found=f"a value in {cell.coordinate}",
            wanted=f"at most {MOST_ROWS} rows and {MOST_COLUMNS} columns",
            mend="send monthly figures, not bookings",
        )


def _cell(cell: Any, formulas: Any | None) -> Cell:
    value = cell.value
    if value is None:
        formula = formulas[cell.coordinate].value if formulas is not None else None
        text = str(getattr(formula, "text", formula) or "")  # an array formula is an object with its text
        return Cell(text, formula=text) if text.startswith("=") else BLANK
    text = text_of(value, cell.number_format or "").strip()
    if cell.data_type == "e":
        return Cell(text, is_error=True)
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, datetime):
        return Cell(text, day=value.date())
    if isinstance(value, date):
        return Cell(text, day=value)
    if isinstance(value, int | float):
        return Cell(text, number=Decimal(f"{value:.15g}"))
    return Cell(text)


def _spread_merged(page: Page, sheet: Any) -> None:
    """Each cell of a merged range says what the first one says, and that it is merged."""
    for found in sheet.merged_cells.ranges:
        first = page.cell(found.min_row, found.min_col - 1)
        if not first.text:
            continue
        for row, place in _within(found, len(page.rows)):
            cells = page.rows[row - 1]
            cells.extend([BLANK] * (place + 1 - len(cells)))
            cells[place] = Cell(first.text, first.number, first.day, str(found.coord), first.formula, first.is_error)


def _within(found: Any, last: int) -> Iterator[tuple[int, int]]:
    for row in range(found.min_row, min(found.max_row, last) + 1):
        for column in range(found.min_col, min(found.max_col, MOST_COLUMNS) + 1):
            yield row, column - 1


def place_name(row: int, place: int) -> str:
    """A cell's name as a spreadsheet shows it: C7."""
    return f"{get_column_letter(place + 1)}{row}"
