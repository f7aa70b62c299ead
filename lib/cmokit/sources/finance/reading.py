"""A filled finance workbook, from bytes to canonical rows: the same answer as any other file gives."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from cmokit.sources import periods
from cmokit.sources.base import Note, Source
from cmokit.sources.finance.answer import Answer
from cmokit.sources.finance.answers import read_settings
from cmokit.sources.finance.book import Page, open_pages
from cmokit.sources.finance.found import BY_SHEETS, FoundSheet, find_sheets
from cmokit.sources.finance.layout import DATA_SHEETS, SYSTEM
from cmokit.sources.finance.records import Given, read_sheet
from cmokit.sources.finance.sheet_reading import SheetReading
from cmokit.sources.finance.source import FINANCE
from cmokit.sources.finance.unique import each_once
from cmokit.sources.periods import Period
from cmokit.sources.reading import RowSetAside, ValueSetAside
from cmokit.sources.settings import ReadSettings
from cmokit.tables.catalog import TABLES

_TYPES = {"rate": "number", "amount": "amount", "unit_cost_amount": "amount", "margin_share": "share"}


@dataclass(frozen=True)
class FinanceReading:
    """The workbook as it was understood; what is of one sheet names it as `Sheet!Header`.

    sheets: those of the form. tables, rows and values set aside, warnings: as of any file. answers: the sheet Settings.
    """

    path: Path
    sheets: tuple[SheetReading, ...]
    tables: dict[str, pa.Table]
    answers: tuple[Answer, ...] = ()
    warnings: tuple[Note, ...] = ()
    recognised_by: str = BY_SHEETS
    extract_on: date | None = None
    period: Period = (None, None)
    source: Source = field(default=FINANCE)
    is_partial: bool | None = None
    is_enrichment: bool = False

    @property
    def kind(self) -> str:
        return self.source.kind

    @property
    def combine(self) -> str:
        return self.source.combine

    @property
    def rows_set_aside(self) -> tuple[RowSetAside, ...]:
        return tuple(aside for sheet in self.sheets for aside in sorted(sheet.aside, key=lambda found: found.row))

    @property
    def values_set_aside(self) -> tuple[ValueSetAside, ...]:
        return tuple(aside for sheet in self.sheets for aside in sheet.values_aside)

    @property
    def rows_used(self) -> int:
        return sum(len(sheet.used) for sheet in self.sheets)

    @property
    def rows_in(self) -> int:
        return self.rows_used + len({(aside.sheet, aside.row) for aside in self.rows_set_aside})

    def as_json(self, rows: bool = False) -> dict[str, Any]:
        """The shape of `cmokit read --json`: sheet names joined by ` | `, columns and rows under `Sheet!Header`."""
        names = ("delimiter", "quote", "escape", "newline", "decimal", "thousands", "date_order")
        shown = {
            "kind": self.kind,
            "recognised_by": self.recognised_by,
            "encoding": "xlsx",
            "dialect": dict.fromkeys(names),
            "sheet": " | ".join(sheet.found.page.name for sheet in self.sheets),
            "header_row": self.sheets[0].found.header_row,
            "columns": [column for sheet in self.sheets for column in _columns(sheet.found)],
            "rows_in": self.rows_in,
            "rows_used": self.rows_used,
            "rows_set_aside": [_aside(found) for found in self.rows_set_aside],
            "values_set_aside": [_aside(found) for found in self.values_set_aside],
            "warnings": [
                {"code": w.code, "row": w.row, "column": w.column, "message": w.message} for w in self.warnings
            ],
        }
        return {**shown, "rows": [row for sheet in self.sheets for row in sheet.shown]} if rows else shown


def read_finance(path: Path, settings: ReadSettings, recognised_by: str = BY_SHEETS) -> FinanceReading:
    """How a finance workbook is understood. settings: its currency is taken where the workbook says none.

    Raises DataNotReadable (missing column, unreadable, figures that may be read in two ways) and ManyErrors of lines
    that contradict each other.
    """
    pages = open_pages(path)
    found, notes = find_sheets(path, pages)
    said = [read_settings(one, path.name) for one in found if one.sheet.table == "settings"]
    answers = tuple(answer for _, several in said for answer in several)
    currency = next((answer.value for answer in answers if answer.key == "currency"), settings.currency)
    data = [read_sheet(one, Given(path.name, currency)) for one in found if one.sheet.table != "settings"]
    sheets = _in_order(found, [*(reading for reading, _ in said), *each_once(path.name, data)])
    tables = {sheet.table: _table(sheet.table, path.name, sheets) for sheet in DATA_SHEETS}
    stated = next((date.fromisoformat(answer.value) for answer in answers if answer.key == "as_of"), None)
    return FinanceReading(
        path=path,
        sheets=tuple(sheets),
        tables={name: table for name, table in tables.items() if table.num_rows},
        answers=answers,
        warnings=(*notes, *_hidden(pages), *(note for sheet in sheets for note in sheet.notes)),
        recognised_by=recognised_by,
        extract_on=stated or periods.extract_day((), path.name),
        period=_period(sheets),
    )


def _in_order(found: Iterable[FoundSheet], readings: Iterable[SheetReading]) -> list[SheetReading]:
    by_page = {reading.found.page.name: reading for reading in readings}
    return [by_page[one.page.name] for one in found]


def _table(name: str, file: str, sheets: Iterable[SheetReading]) -> pa.Table:
    schema = TABLES[name].arrow_schema
    rows = [row for sheet in sheets if sheet.found.sheet.table == name for row in sheet.rows]
    given = {"source_file": file, "source_system": SYSTEM}
    return pa.Table.from_pylist([{c: {**row, **given}.get(c) for c in schema.names} for row in rows], schema=schema)


def _period(sheets: Iterable[SheetReading]) -> Period:
    """The months that the books speak of, else those of costs, else of rates: to the end of the last one."""
    sheets = list(sheets)
    for table, column in (("control_totals", "month_on"), ("costs", "period_start_on"), ("fx_rates", "month_on")):
        months = [row[column] for sheet in sheets if sheet.found.sheet.table == table for row in sheet.rows]
        if months:
            last = max(months)
            return min(months), last.replace(day=monthrange(last.year, last.month)[1])
    return None, None


def _hidden(pages: Iterable[Page]) -> Iterator[Note]:
    for page in pages:
        if page.hidden:
            yield Note("hidden_rows", f"{page.name}: {page.hidden} hidden rows were read like the others")


def _columns(found: FoundSheet) -> Iterator[dict[str, str | None]]:
    names = {place: name for name, place in found.places.items()}
    for place in sorted(found.headers):
        name = names.get(place) or (found.sheet.across if place in found.months else None)
        column = f"{found.sheet.table}.{name}" if name and _is_stored(found, name) else None
        yield {"header": found.named(place), "column": column, "type": _type(name)}


def _is_stored(found: FoundSheet, name: str) -> bool:
    return found.sheet.table in TABLES and name in TABLES[found.sheet.table].arrow_schema.names


def _type(name: str | None) -> str:
    return _TYPES.get(name or "") or ("date" if name and name.endswith("_on") else "text")


def _aside(found: RowSetAside | ValueSetAside) -> dict[str, Any]:
    return {"row": found.row, "column": found.column, "value": found.text, "reason": str(found.reason)}
