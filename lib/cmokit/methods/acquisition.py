"""What it cost to win somebody: cost of the months that brought an outcome, over the outcomes that they brought.

Money is spent before it works. The months of cost lie `lag` months before the months of the outcome, the lag being the
usual time from a person's first record to that outcome; only whole months that the ad reports cover are counted.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from cmokit.methods.order_ledger import total_of
from cmokit.methods.uncertainty import CONFIDENCE

ALL = "all"
MOST_MONTHS = 12
DAYS_A_MONTH = 30.4375  # a year of 365.25 days in twelve


@dataclass(frozen=True)
class Outcome:
    """Somebody won, qualified or worked on as a deal, once. waited_days: since the person's first record, if known."""

    record_id: str
    channel: str
    month: date
    waited_days: float | None
    source_file: str
    source_row: int


@dataclass(frozen=True)
class Cost:
    """Money of one month. channel: empty where the cost belongs to none. is_paid: advertising itself."""

    channel: str
    month: date
    amount: Decimal
    is_paid: bool


@dataclass(frozen=True)
class Window:
    """The months of an outcome and those of its cost, `lag` months earlier each. days: the lag as it was measured."""

    months: tuple[date, ...]
    costs: tuple[date, ...]
    days: float | None


def window(outcomes: Sequence[Outcome], covered: Collection[date], last: date) -> Window | None:
    """The newest months, at most twelve, whose cost is covered. last: the last whole month that counts.

    covered: whole months of the ad reports. None where no month is left.
    """
    waits = [o.waited_days for o in outcomes if o.waited_days is not None and o.waited_days >= 0]
    days = median(waits) if waits else None
    lag = round(days / DAYS_A_MONTH) if days is not None else 0
    months = [month for month in (plus(cost, lag) for cost in sorted(covered)) if month <= last][-MOST_MONTHS:]
    return Window(tuple(months), tuple(plus(month, -lag) for month in months), days) if months else None


def plus(month: date, months: int) -> date:
    """The first day of the month that many months later."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def covered_months(first: date, last: date) -> set[date]:
    """Whole months between two days, both included."""
    start = first if first.day == 1 else plus(first.replace(day=1), 1)
    end = plus(last.replace(day=1), 0 if (last.replace(day=28).month != _next_day(last).month) else -1)
    found, month = set(), start.replace(day=1)
    while month <= end:
        found.add(month)
        month = plus(month, 1)
    return found


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def spent(costs: Iterable[Cost], within: Collection[date], channel: str, *, loaded: bool) -> Decimal:
    """Cost of a channel, or in all. A cost without a channel counts in all only: to divide it up would be a guess."""
    return total_of(
        cost.amount
        for cost in costs
        if cost.month in within and (loaded or cost.is_paid) and channel in (ALL, cost.channel)
    )


def cost_each(cost: Decimal, count: int) -> Decimal:
    """ValueError where nobody was won."""
    if count <= 0:
        raise ValueError("nobody to divide the cost by")
    return cost / count


def interval_of(cost: Decimal, count: int, confidence: float = CONFIDENCE) -> tuple[Decimal, Decimal]:
    """Cost each if the number of outcomes had come out otherwise: Poisson's exact bounds (Garwood 1936)."""
    from scipy.special import gammainccinv, gammaincinv  # slow to import: only where a figure is measured

    tail = (1 - confidence) / 2
    fewest, most = gammaincinv(count, tail), gammainccinv(count + 1, tail)
    return cost / Decimal(str(most)), cost / Decimal(str(fewest))
