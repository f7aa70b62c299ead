"""One figure, one value: two lines of a file that say different things of the same month are refused by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from cmokit.errors import DataNotReadable, ManyErrors
from cmokit.sources.finance.layout import FinanceSheet
from cmokit.sources.finance.records import plain
from cmokit.sources.finance.sheet_reading import SheetReading
from cmokit.sources.reading import RowSetAside

VALUES = {
    "fx_rates": ("rate",),
    "product_costs": ("unit_cost_amount", "margin_share", "currency"),
    "control_totals": ("amount", "includes_vat"),
}
WHAT = {
    "fx_rates": ("two_rates", "two rates are stated for one pair of currencies and month"),
    "product_costs": ("two_costs", "two costs are stated for one product from one day on"),
    "control_totals": ("two_totals", "two totals are stated for one figure and month"),
}


def each_once(file: str, readings: Sequence[SheetReading]) -> list[SheetReading]:
    """The sheets with every key once: a line that repeats another is set aside.

    Raises ManyErrors of DataNotReadable, one for each pair of lines that disagree, with both rows named.
    """
    faults = [fault for table in VALUES for fault in _faults(file, table, readings)]
    if faults:
        raise faults[0] if len(faults) == 1 else ManyErrors(list(faults))
    seen: dict[tuple[Any, ...], None] = {}
    return [_without_repeats(reading, seen) for reading in readings]


def key_of(sheet: FinanceSheet, row: dict[str, Any]) -> tuple[Any, ...]:
    return (sheet.table, *(row[name] for name in sheet.unique))


def _faults(file: str, table: str, readings: Iterable[SheetReading]) -> Iterator[DataNotReadable]:
    first: dict[tuple[Any, ...], tuple[SheetReading, dict[str, Any]]] = {}
    for reading in (r for r in readings if r.found.sheet.table == table):
        for row in reading.rows:
            known, other = first.setdefault(key_of(reading.found.sheet, row), (reading, row))
            if any(row[name] != other[name] for name in VALUES[table]):
                yield _fault(file, table, reading, row, known, other)


def _fault(
    file: str, table: str, reading: SheetReading, row: dict[str, Any], known: SheetReading, other: dict[str, Any]
) -> DataNotReadable:
    code, message = WHAT[table]
    name = next(n for n in VALUES[table] if row[n] != other[n])
    column = reading.found.sheet.column(name)
    key = ", ".join(_said(part, row[part]) for part in reading.found.sheet.unique if row[part] is not None)
    where = f"row {other['source_row']}" + ("" if known is reading else f" of {known.found.page.name}")
    return DataNotReadable(
        f"{message} ({key})",
        code=code,
        file=file,
        row=row["source_row"],
        column=f"{reading.found.page.name}!{column.header}",
        found=f"{plain(other[name])} in {where} and {plain(row[name])} in row {row['source_row']}",
        wanted="one",
        mend="keep the right line and delete the other",
    )


def _without_repeats(reading: SheetReading, seen: dict[tuple[Any, ...], None]) -> SheetReading:
    """Of equal lines the first is used; a line whose every figure is a repeat is set aside."""
    sheet = reading.found.sheet
    if sheet.table not in VALUES:
        return reading
    rows = []
    for row in reading.rows:
        key = key_of(sheet, row)
        if key not in seen:
            seen[key] = None
            rows.append(row)
    left = {row["source_row"] for row in rows}
    gone = [place for place, row in enumerate(reading.used) if row not in left]
    aside = [_aside(reading, reading.used[place]) for place in gone]
    return replace(
        reading,
        rows=rows,
        used=[row for row in reading.used if row in left],
        shown=[shown for place, shown in enumerate(reading.shown) if place not in gone],
        aside=[*reading.aside, *aside],
    )


def _aside(reading: SheetReading, row: int) -> RowSetAside:
    name = reading.found.page.name
    text = "\t".join(reading.found.page.texts(row)).rstrip("\t")
    return RowSetAside(row, f"{name}!", text, "repeats a line above", name)


def _said(name: str, value: Any) -> str:
    return f"{value:%Y-%m}" if name == "month_on" else str(plain(value))
