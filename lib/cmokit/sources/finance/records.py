"""Lines of the form as rows of the canonical tables, one function a sheet; what is none says why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.errors import DataNotReadable
from cmokit.sources.base import Note
from cmokit.sources.finance import cells
from cmokit.sources.finance.book import place_name
from cmokit.sources.finance.cells import Bad
from cmokit.sources.finance.found import FoundSheet
from cmokit.sources.finance.lines import Line, lines_of
from cmokit.sources.finance.mends import not_understood
from cmokit.sources.finance.numbers import Figures, figures
from cmokit.sources.finance.sheet_reading import SheetReading
from cmokit.sources.finance.values import (
    Refused,
    by_month,
    choice_of,
    currency_of,
    needed,
    number_of,
    optional,
    same_currency,
)

AMOUNT_PLACES, RATE_PLACES, SHARE_PLACES = 4, 8, 8


@dataclass(frozen=True)
class Given:
    """What reading a sheet needs beside it. currency: of amounts without one; None leaves no row without."""

    file: str
    currency: str | None


def read_sheet(found: FoundSheet, given: Given) -> SheetReading:
    """A data sheet's rows. Raises DataNotReadable where texts of numbers may be read in two ways, or where two columns
    are of one month.
    """
    _refuse_two_columns(found, given.file)
    lines, aside = lines_of(found)
    reading = SheetReading(found, aside=aside)
    numbers = _numbers(found, lines, given.file)
    convert = CONVERT[found.sheet.table]
    for line in lines:
        try:
            rows = list(convert(line, numbers, given, reading))
        except Refused as error:
            reading.aside.append(line.aside(error.column, error.bad.reason))
            reading.values_aside = [value for value in reading.values_aside if value.row != line.row]
            continue
        reading.rows += [{**row, "source_row": line.row} for row in rows]
        reading.used.append(line.row)
        reading.shown.append(_shown(line, rows))
    said = [*_extra(found), *_assumed(found, lines, given), *_rounded(found, numbers)]
    reading.notes += [*said, *not_understood(reading)]
    return reading


def _refuse_two_columns(found: FoundSheet, file: str) -> None:
    first: dict[date, int] = {}
    for place, month in found.months.items():
        if (other := first.setdefault(month, place)) != place:
            raise DataNotReadable(
                "two columns are headed by one month",
                code="two_columns",
                file=file,
                row=found.header_row,
                column=found.named(place),
                found=f"{month:%Y-%m} above {place_name(found.header_row, other)} and "
                f"{place_name(found.header_row, place)}",
                wanted="one column a month",
                mend="correct the month above one of them, or add the two columns up",
            )


def _numbers(found: FoundSheet, lines: list[Line], file: str) -> dict[str, Figures]:
    """The figures of each numeric column; months across share one decision with the column that they stand for."""
    places = {"rate": RATE_PLACES, "margin_share": SHARE_PLACES}
    names = [c.name for c in found.sheet.columns if c.name in ("rate", "amount", "unit_cost_amount", "margin_share")]
    made = {}
    for name in names:
        named = [(line.row, line.cell(name)) for line in lines if line.text(name)]
        across = [(line.row, cell) for line in lines for cell in line.across.values()]
        header = f"{found.page.name}!{found.sheet.column(name).header}"
        both = [*named, *(across if name == found.sheet.across else [])]
        made[name] = figures(both, header, file, places=places.get(name, AMOUNT_PLACES))
    return made


def _fx_rates(line: Line, numbers: Mapping[str, Figures], given: Given, reading: SheetReading) -> Iterator[dict]:
    pair = [needed(line, name, cells.currency) for name in ("from_currency", "to_currency")]
    if pair[0] == pair[1]:
        raise Refused("to_currency", Bad("a currency and itself"))
    for first, _, rate in by_month(line, "month_on", "rate", numbers, reading.values_aside, positive=True):
        yield {
            "from_currency": pair[0],
            "to_currency": pair[1],
            "month_on": first,
            "rate": rate,
            "rate_source": line.text("rate_source") or None,
        }


def _costs(line: Line, numbers: Mapping[str, Figures], given: Given, reading: SheetReading) -> Iterator[dict]:
    kind = choice_of(line, "kind")
    currency = currency_of(line, given.currency)
    channel = _channel(line) if line.text("channel") else None
    for first, cell, amount in by_month(line, "period_start_on", "amount", numbers, reading.values_aside):
        same_currency(line, cell, "amount", numbers, currency)
        yield {"period_start_on": first, "kind": kind, "channel": channel, "amount": amount, "currency": currency}


def _channel(line: Line) -> str:
    """The kit's channel where the word is one; else as the client writes it."""
    known = cells.choice(line.text("channel"), line.found.sheet.column("channel"))
    return line.text("channel") if isinstance(known, Bad) else known


def _control_totals(line: Line, numbers: Mapping[str, Figures], given: Given, reading: SheetReading) -> Iterator[dict]:
    figure = choice_of(line, "figure")
    currency = currency_of(line, given.currency)
    vat = optional(line, "includes_vat", lambda cell: cells.yes_or_no(cell.text), reading.values_aside)
    for first, cell, amount in by_month(line, "month_on", "amount", numbers, reading.values_aside):
        same_currency(line, cell, "amount", numbers, currency)
        yield {"figure": figure, "month_on": first, "amount": amount, "currency": currency, "includes_vat": vat}


def _product_costs(line: Line, numbers: Mapping[str, Figures], given: Given, reading: SheetReading) -> Iterator[dict]:
    if not (line.text("sku") or line.text("product_line")):
        raise Refused("sku", Bad("neither SKU nor product line"))
    cost = number_of(line, "unit_cost_amount", numbers)
    margin = number_of(line, "margin_share", numbers)
    if cost is None and margin is None:
        raise Refused("unit_cost_amount", Bad("neither unit cost nor margin"))
    if cost is not None and cost < 0:
        raise Refused("unit_cost_amount", Bad("a negative cost"))
    if margin is not None and not 0 <= margin <= 1:
        raise Refused("margin_share", Bad("no share between zero and one"))
    currency = currency_of(line, given.currency) if cost is not None else None
    if currency:
        same_currency(line, line.cell("unit_cost_amount"), "unit_cost_amount", numbers, currency)
    valid_from = cells.day(line.cell("valid_from_on")) if line.text("valid_from_on") else None
    if isinstance(valid_from, Bad):
        raise Refused("valid_from_on", valid_from)
    yield {
        "sku": line.text("sku") or None,
        "product_line": line.text("product_line") or None,
        "valid_from_on": valid_from,
        "unit_cost_amount": cost,
        "margin_share": None if margin is None else float(margin),
        "currency": currency,
    }


CONVERT: dict[str, Callable[..., Iterator[dict[str, Any]]]] = {
    "fx_rates": _fx_rates,
    "costs": _costs,
    "product_costs": _product_costs,
    "control_totals": _control_totals,
}


def _shown(line: Line, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A used row under the sheet's own headers, as understood."""
    by_month = {row.get("month_on", row.get("period_start_on")): row for row in rows}
    figure = line.found.sheet.across
    shown = {}
    for name, place in line.found.places.items():
        value = rows[0].get(name, line.text(name) or None) if line.text(name) else None
        shown[line.found.named(place)] = plain(value)
    for place, month in line.found.months.items():
        row = by_month.get(month) if place in line.across else None
        shown[line.found.named(place)] = plain(row[figure]) if row and figure else None
    return shown


def plain(value: Any) -> Any:
    """As JSON holds it: exact decimals as text, days in ISO form."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def _extra(found: FoundSheet) -> list[Note]:
    sheet, said = found.page.name, "is no column of this sheet; it was not read"
    extra = ((text, f"{sheet}!{text}") for text in found.extra)
    return [Note("unknown_column", f"{sheet}: {text} {said}", found.header_row, place) for text, place in extra]


def _assumed(found: FoundSheet, lines: list[Line], given: Given) -> list[Note]:
    has_currency = any(column.name == "currency" for column in found.sheet.columns)
    blank = [line.row for line in lines if not line.text("currency") and not line.text("margin_share")]
    if not has_currency or not blank or given.currency is None:
        return []
    text = f"{found.page.name}: {len(blank)} rows without a currency; {given.currency} is taken"
    return [Note("currency_assumed", text, blank[0], f"{found.page.name}!Currency")]


def _rounded(found: FoundSheet, numbers: Mapping[str, Figures]) -> list[Note]:
    said = "{}: {} numbers have more than {} decimals and were rounded to them"
    return [
        Note("rounded", said.format(found.page.name, f.rounded, f.places), None, f"{found.page.name}!")
        for f in numbers.values()
        if f.rounded
    ]
