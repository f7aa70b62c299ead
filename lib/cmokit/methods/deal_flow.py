"""What a pipeline yields a day, by Little's law: stock = flow x time holds only where all three are of one population.

The time counts the deals that are still open: all days in stock, divided by the deals that left. The cycle of closed
deals alone is shorter, so that with the open stock above it the yield comes out too high.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from cmokit.methods import deal_spans
from cmokit.methods.order_ledger import ZERO, Convert

SECONDS_A_DAY = 86_400
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Window:
    """Whole local days, both included, and the moments at which they begin and end."""

    first: date
    last: date
    start: datetime
    end: datetime

    @property
    def days(self) -> float:
        return (self.end - self.start) / timedelta(days=1)


def window_until(last: date, timezone: str, earliest: datetime | None) -> Window:
    """The twelve months up to a day; fewer where no deal is that old."""
    zone, after = ZoneInfo(timezone), last + timedelta(days=1)
    first = _year_before(after)
    if earliest is not None:
        first = max(first, min(earliest.astimezone(zone).date(), last))
    start, end = (datetime.combine(day, time(), zone).astimezone(ZoneInfo("UTC")) for day in (first, after))
    return Window(first, last, start, end)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True)
class Flow:
    """One population of deals in one window.

    stock_seconds: time in stock of all its deals within the window. cycle_seconds: of the deals that left in it, from
    their beginning. priced: won deals with an amount. came: began in the window. at_start, at_end: open then.
    """

    window: Window
    deals: int
    stock_seconds: int
    cycle_seconds: int
    won: int
    lost: int
    priced: int
    won_amount: Decimal
    came: int
    at_start: int
    at_end: int

    @property
    def left(self) -> int:
        return self.won + self.lost

    @property
    def stock_days(self) -> float:
        return self.stock_seconds / SECONDS_A_DAY

    @property
    def cycle_days(self) -> float | None:
        """Mean time in the pipeline, open deals counted; None where none left."""
        return self.stock_days / self.left if self.left else None

    @property
    def growth(self) -> float | None:
        """How much the stock grew over the window, of its average."""
        average = self.stock_days / self.window.days
        return (self.at_end - self.at_start) / average if average else None

    @property
    def average_won(self) -> Decimal | None:
        return _cents(self.won_amount / self.priced) if self.priced else None

    @property
    def per_day(self) -> Decimal | None:
        """Average stock x share won x average won amount / mean time in the pipeline."""
        if not (self.priced and self.stock_seconds):
            return None
        stock = Decimal(self.stock_seconds) / self._seconds
        return _cents(stock * self._yield / (Decimal(self.stock_seconds) / self.left / SECONDS_A_DAY))

    @property
    def won_per_day(self) -> Decimal:
        """What was really won: the amounts of the deals won, over the days of the window."""
        return _cents(self.won_amount * SECONDS_A_DAY / self._seconds)

    @property
    def shortcuts(self) -> dict[str, Decimal]:
        """What usual formulas make of the same deals: numbers of different populations, divided by each other."""
        if not (self.priced and self.cycle_seconds and self.deals):
            return {}
        cycle = Decimal(self.cycle_seconds) / self.left / SECONDS_A_DAY
        stock = Decimal(self.stock_seconds) / self._seconds
        average, all_time = self.won_amount / self.priced, Decimal(self.stock_seconds) / self.left / SECONDS_A_DAY
        made = {
            "stock_over_closed_cycle": self.at_end * self._yield / cycle,
            "created_over_closed_cycle": self.came * self._yield / cycle,
            "open_counted_as_lost": stock * self.won / self.deals * average / all_time if all_time else None,
        }
        return {name: _cents(value) for name, value in made.items() if value is not None}

    @property
    def _yield(self) -> Decimal:
        """What a deal brings that leaves: the share won times the average won amount."""
        return Decimal(self.won) / self.left * (self.won_amount / self.priced)

    @property
    def _seconds(self) -> Decimal:
        return Decimal(int((self.window.end - self.window.start).total_seconds()))


def in_window(spans: Any, window: Window) -> Any:
    """The deals that were in stock at any moment of the window, with `left` (won, lost; null: not within it),
    stock_seconds and cycle_seconds (of those that left).
    """
    sound = spans.filter(spans.problem.isnull(), spans.closed_at.isnull() | (spans.closed_at >= window.start))
    stock = deal_spans.seconds_within(sound, window.start, window.end)
    cycle = sound.closed_at.epoch_seconds() - sound.began_at.epoch_seconds()
    is_out = sound.outcome != "open"
    return sound.mutate(
        left=ibis.ifelse(is_out, sound.outcome, ibis.null(str)),
        stock_seconds=stock,
        cycle_seconds=ibis.ifelse(is_out, cycle, ibis.literal(0)).cast("int64"),
    )


def flows(
    spans: Any, window: Window, convert: Convert, currency: str, columns: tuple[str, ...] = deal_spans.SPLITS
) -> dict[str, Flow]:
    """The whole (`all`) and every group of these columns. convert: amount, currency, day → reporting."""
    rows = deal_spans.by_split(in_window(spans, window), columns).cache()
    counted = rows.group_by("split").aggregate(
        deals=rows.count(),
        stock_seconds=rows.stock_seconds.sum(),
        cycle_seconds=rows.cycle_seconds.sum(),
        won=(rows.left == "won").sum(),
        lost=(rows.left == "lost").sum(),
        priced=((rows.left == "won") & rows.amount.notnull()).sum(),
        came=(rows.began_at >= window.start).sum(),
        at_end=rows.left.isnull().sum(),
    )
    won = rows.filter(rows.left == "won", rows.amount.notnull())
    months = won.group_by("split", "currency", month=won.closed_at.date().truncate("M"))
    amounts = _converted(months.aggregate(amount=won.amount.sum()).to_pyarrow().to_pylist(), convert, currency)
    found = counted.order_by("split").to_pyarrow().to_pylist()
    return {row["split"]: _flow(row, window, amounts.get(row["split"], ZERO)) for row in found}


def _flow(row: dict[str, Any], window: Window, won_amount: Decimal) -> Flow:
    numbers = {name: int(value or 0) for name, value in row.items() if name != "split"}
    return Flow(window, won_amount=won_amount, at_start=numbers["deals"] - numbers["came"], **numbers)


def _converted(rows: Iterable[dict[str, Any]], convert: Convert, currency: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        amount = convert(row["amount"], row["currency"] or currency, row["month"])
        sums[row["split"]] = sums.get(row["split"], ZERO) + amount
    return sums


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_EVEN)
