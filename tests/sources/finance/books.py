"""Finance workbooks by hand: sheets of rows, written by another library than the kit's own form."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from cmokit.sources.finance.layout import BY_TABLE
from cmokit.sources.finance.reading import FinanceReading, read_finance
from cmokit.sources.settings import ReadSettings

Rows = Sequence[Sequence[Any]]
JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)
RATES: Rows = [
    ("From currency", "To currency", "Month", "Rate", "Source of the rate"),
    ("USD", "EUR", JAN, 0.92, "ECB"),
]
TOTALS: Rows = [("Figure", "Month", "Amount", "Currency", "Includes VAT"), ("Revenue", JAN, 1200.5, "EUR", "no")]


def head(table: str) -> tuple[str, ...]:
    return BY_TABLE[table].headers


def book(path: Path, sheets: dict[str, Rows], *, merged: dict[str, str] | None = None) -> Path:
    """A workbook of these sheets; merged: sheet → a range to merge."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append([datetime.combine(v, time()) if isinstance(v, date) else v for v in row])
        if merged and name in merged:
            page.merge_cells(merged[name])
    made.save(path)
    return path


def read(path: Path, sheets: dict[str, Rows], *, currency: str | None = "EUR", **more: Any) -> FinanceReading:
    return read_finance(book(path / "finance.xlsx", sheets, **more), ReadSettings(currency=currency))


def rows(reading: FinanceReading, table: str, *names: str) -> list[tuple[Any, ...]]:
    found = reading.tables[table].to_pylist() if table in reading.tables else []
    return [tuple(row[name] for name in names) for row in found]


def aside(reading: FinanceReading) -> list[tuple[int, str | None, str]]:
    return [(found.row, found.column, found.reason) for found in reading.rows_set_aside]
