"""Which sheets of a workbook are the finance form's, whatever they are called by now, and where their columns stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cmokit.errors import DataNotReadable
from cmokit.sources.base import Note, value_key
from cmokit.sources.finance.book import Page, is_small, peek_pages
from cmokit.sources.finance.layout import LISTS_SHEET, README_SHEET, SHEETS, WORKBOOKS, FinanceSheet
from cmokit.sources.finance.months import month_of

SEARCHED = 30  # rows in which a header is looked for
MONTHS = "months"
BY_SHEETS = "sheets and headers"


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of the form. header_row: 1-based. places: column → place (0-based). months: place → the month above it.

    headers: place → header as printed. extra: headers that no column has.
    """

    sheet: FinanceSheet
    page: Page
    header_row: int
    places: dict[str, int]
    months: dict[int, date]
    headers: dict[int, str]
    extra: tuple[str, ...] = ()

    def named(self, place: int) -> str:
        """A column as messages and `cmokit read` name it: sheet and header."""
        return f"{self.page.name}!{self.headers[place]}"


def looks_like_finance(path: Path) -> bool:
    """Is this file a finance workbook? Two of its sheets, or one under its own name, say so; an export is none."""
    if path.suffix.casefold() not in WORKBOOKS or not is_small(path):
        return False
    try:
        pages = peek_pages(path, SEARCHED)
    except DataNotReadable:
        return False  # the reader of exports says what is wrong with it
    found = [f for page in pages if (f := _best(page)) is not None]
    is_canonical = any(set(f.headers.values()) <= _canonical(f.sheet) for f in found)
    tables = {f.sheet.table for f in found}
    return len(tables) > 1 or (len(tables) == 1 and not is_canonical and any(_is_named(f.page, f.sheet) for f in found))


def find_sheets(path: Path, pages: Sequence[Page]) -> tuple[list[FoundSheet], list[Note]]:
    """The form's sheets in the workbook's order, and a note for each sheet that is none.

    Raises DataNotReadable (`missing_column`) for a sheet with the form's name and without its columns, and
    (`unknown_kind`) for a workbook without any of them.
    """
    found: list[FoundSheet] = []
    notes: list[Note] = []
    for page in (p for p in pages if p.rows and value_key(p.name) not in _OURS):
        best = _best(page)
        if best is not None:
            found.append(best)
        elif sheet := _by_name(page):
            raise _missing(path, page, sheet)
        else:
            notes.append(
                Note("other_sheets", f"the sheet {page.name} is none of the finance workbook's; it was not read")
            )
    if not found:
        raise DataNotReadable(
            "no sheet of this workbook is one of the finance workbook's",
            code="unknown_kind",
            file=path.name,
            found=", ".join(page.name for page in pages),
            wanted=", ".join(sheet.name for sheet in SHEETS),
            mend="write a new one with cmokit request CLIENT, and copy the figures into it",
        )
    return found, notes


_OURS = {value_key(README_SHEET), value_key(LISTS_SHEET)}


def _best(page: Page) -> FoundSheet | None:
    """The form's sheet whose columns this page has: the one of its name, else the one with most columns of its own."""
    candidates = []
    for row in range(1, min(len(page.rows), SEARCHED) + 1):
        for sheet in SHEETS:
            if bound := _bound(page, row, sheet):
                candidates.append((_is_named(page, sheet), len(bound.places) + bool(bound.months), -row, bound))
    if not candidates:
        return None
    return max(candidates, key=lambda found: found[:3])[3]


def _bound(page: Page, row: int, sheet: FinanceSheet) -> FoundSheet | None:
    """The sheet's columns in this row of the page; None where a needed one is missing."""
    texts = [" ".join(text.split()) for text in page.texts(row)]
    places: dict[str, int] = {}
    for rank in (0, 1):
        for column in sheet.columns:
            names = [column.header, column.name] if rank == 0 else column.synonyms
            keys = {value_key(name) for name in names}
            free = (i for i, text in enumerate(texts) if text and value_key(text) in keys and i not in places.values())
            if column.name not in places and (place := next(free, None)) is not None:
                places[column.name] = place
    months = _months(page, row, set(places.values())) if sheet.across else {}
    present = {*places, *([MONTHS] if months else [])}
    if not all(present.intersection(group.split("|")) for group in sheet.needed):
        return None
    headers = {i: text for i, text in enumerate(texts) if text}
    known = {*places.values(), *months}
    return FoundSheet(sheet, page, row, places, months, headers, tuple(t for i, t in headers.items() if i not in known))


def _months(page: Page, row: int, taken: set[int]) -> dict[int, date]:
    found = {}
    for place, cell in enumerate(page.rows[row - 1]):
        month = cell.day.replace(day=1) if cell.day else month_of(cell.text) if cell.text else None
        if place not in taken and isinstance(month, date):
            found[place] = month
    return found


def _is_named(page: Page, sheet: FinanceSheet) -> bool:
    return value_key(page.name) in {value_key(name) for name in (sheet.name, sheet.table, *sheet.synonyms)}


def _by_name(page: Page) -> FinanceSheet | None:
    return next((sheet for sheet in SHEETS if _is_named(page, sheet)), None)


def _canonical(sheet: FinanceSheet) -> set[str]:
    from cmokit.tables.catalog import TABLES

    table = TABLES.get(sheet.table)
    return {column.name for column in table.all_columns} if table else set()


def _missing(path: Path, page: Page, sheet: FinanceSheet) -> DataNotReadable:
    """The refusal of a sheet that says by its name what it is, and lacks what its rows need."""
    rows = [row for row in range(1, min(len(page.rows), SEARCHED) + 1) if any(page.texts(row))]
    known = {value_key(n): c.name for c in sheet.columns for n in (c.header, c.name, *c.synonyms)}
    found = {row: {known[k] for text in page.texts(row) if (k := value_key(text)) in known} for row in rows}
    row = max(rows, key=lambda r: (len(found[r]), -r))
    lost = [group for group in sheet.needed if not found[row].intersection(group.split("|"))]
    names = [" or ".join(_header(sheet, name) for name in group.split("|")) for group in lost]
    return DataNotReadable(
        "a column that this sheet needs is missing",
        code="missing_column",
        file=path.name,
        row=row,
        column=f"{page.name}!{names[0] if names else ''}",
        found=", ".join(text for text in page.texts(row) if text),
        wanted=", ".join(names),
        mend="give the column its heading again, or delete the sheet if nothing in it is meant",
    )


def _header(sheet: FinanceSheet, name: str) -> str:
    return "a column for each month" if name == MONTHS else sheet.column(name).header
