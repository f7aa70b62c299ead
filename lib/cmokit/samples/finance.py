"""finance.xlsx as a sample client's finance people send it back: rates, costs, product costs, the books' totals."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from cmokit.samples.plan import Delivery
from cmokit.sources.finance import layout
from cmokit.sources.finance.layout import BY_TABLE, HEADER_ROW, FinanceSheet

FIRST_MONTH = date(2025, 7, 1)
NAMES = dict(layout.FIGURES)
KINDS = dict(layout.COST_KINDS)


@dataclass(frozen=True)
class Rate:
    """A month's rate from a currency to the client's own."""

    currency: str
    month: date
    rate: Decimal


@dataclass(frozen=True)
class CostLine:
    """A cost line of finance, the same each month from July 2025 on."""

    name: str
    kind: str
    channel: str
    currency: str
    monthly: Decimal


@dataclass(frozen=True)
class ProductCost:
    """What a product costs from a day on: an amount a piece in a currency, or the margin on its price."""

    sku: str
    since: date
    unit: Decimal | None
    margin: Decimal | None
    currency: str


@dataclass(frozen=True)
class Slip:
    """How the books of one figure and month differ. why: vat, timing, or nothing that the exports could tell."""

    figure: str
    month: date
    why: str
    amount: Decimal = Decimal(0)


@dataclass
class Finance:
    """What finance keeps apart from the exports. unstated: products whose cost nobody has filled in."""

    slips: list[Slip] = field(default_factory=list)
    unstated: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Total:
    """What the books state for one figure and month, before tax."""

    figure: str
    month: date
    amount: Decimal


@dataclass(frozen=True)
class Filled:
    """Everything that one workbook holds. settings: key of engagement.yaml → answer."""

    settings: dict[str, Any]
    currency: str
    rates: Sequence[Rate]
    costs: Sequence[CostLine]
    products: Sequence[ProductCost]
    totals: Sequence[Total]
    months: Sequence[date]
    rate_source: str


def months_before(day: date, first: date = FIRST_MONTH) -> list[date]:
    """The first days of the months from `first` that are over on the day."""
    count = (day.year - first.year) * 12 + day.month - first.month
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def month_of(moment: date | datetime) -> date:
    return date(moment.year, moment.month, 1)


def finance_xlsx(filled: Filled, delivery: Delivery) -> bytes:
    """The workbook under the layout's names; months of costs across, all else down."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": delivery.cutoff, "author": "Finance"})
    pages = _Pages(book)
    pages.write("settings", _settings(filled, delivery))
    source = filled.rate_source
    rates = ([r.currency, filled.currency, r.month, float(r.rate), source] for r in filled.rates)
    pages.write("fx_rates", rates)
    rows = (
        [c.name, KINDS[c.kind], c.channel, c.currency] + [float(c.monthly)] * len(filled.months) for c in filled.costs
    )
    pages.write("costs", rows, across=filled.months)
    if filled.products:
        pages.write(
            "product_costs",
            ([p.sku, "", p.since, _number(p.unit), _number(p.margin), p.currency] for p in filled.products),
        )
    totals = ([NAMES[t.figure], t.month, float(t.amount), filled.currency, "no"] for t in filled.totals)
    pages.write("control_totals", totals)
    book.close()
    return out.getvalue()


def _settings(filled: Filled, delivery: Delivery) -> Iterable[list[Any]]:
    answers = {"as_of": delivery.on, **filled.settings}
    return ([layout.SETTING_LABELS[key], answer, key] for key, answer in answers.items())


def _number(amount: Decimal | None) -> float | str:
    return "" if amount is None else float(amount)


class _Pages:
    """The sheets of one workbook."""

    def __init__(self, book: Any):
        self.book = book
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.month = book.add_format({"num_format": layout.MONTH_FORMAT})

    def write(self, table: str, rows: Iterable[list[Any]], across: Sequence[date] = ()) -> None:
        """One sheet: its title, its header on the layout's row, its rows. across: months that stand as headers."""
        sheet = BY_TABLE[table]
        page = self.book.add_worksheet(sheet.name)
        page.write_string(0, 0, sheet.name)
        for place, header in enumerate([*_headers(sheet, across), *across]):
            self._cell(page, HEADER_ROW - 1, place, header, self.month)
        look = self.day if table == "settings" else self.month
        for number, row in enumerate(rows, start=HEADER_ROW):
            for place, cell in enumerate(row):
                self._cell(page, number, place, cell, self.day if table == "product_costs" else look)

    def _cell(self, page: Any, row: int, place: int, cell: Any, look: Any) -> None:
        if isinstance(cell, date):
            page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), look)
        elif cell != "":
            page.write(row, place, cell)


def _headers(sheet: FinanceSheet, across: Sequence[date]) -> list[str]:
    """Months across stand in place of the columns of month and amount."""
    left_out = {sheet.across, "period_start_on"} if across else set()
    return [column.header for column in sheet.columns if column.name not in left_out]
