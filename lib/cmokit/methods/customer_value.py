"""What customers brought month by month since they began, whoever has left among them; money exact, months whole.

A month counts from the day on which a customer began. Only customers who have had the whole month are asked what they
brought in it, so nobody looks poor for being new, and nobody is left out for having gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import sqrt
from statistics import NormalDist

from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.methods.uncertainty import CONFIDENCE

REVENUE, MARGIN = "revenue", "margin"


@dataclass(frozen=True)
class Payment:
    """Money of one month of a customer, 0 being the first. margin: after what it cost; zero where that is unknown."""

    month: int
    revenue: Decimal
    margin: Decimal

    def of(self, kind: str) -> Decimal:
        return self.margin if kind == MARGIN else self.revenue


@dataclass(frozen=True)
class Customer:
    """seen: whole months since the beginning. entered: months after which the customer came under observation.

    months, has_left: of a subscriber, how long the stay has lasted and whether it is over. repeats, recency, age: of a
    buyer, orders after the first, days from the first to the last one, and days to now.
    """

    customer_id: str
    groups: Mapping[str, str]
    began_on: date
    seen: int
    payments: tuple[Payment, ...]
    source_file: str
    source_row: int
    months: float = 0.0
    has_left: bool = False
    entered: float = 0.0
    repeats: int = 0
    recency: int = 0
    age: int = 0
    by_month: Mapping[int, Payment] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        sums: dict[int, Payment] = {}
        for one in self.payments:
            had = sums.get(one.month, Payment(one.month, ZERO, ZERO))
            sums[one.month] = Payment(one.month, had.revenue + one.revenue, had.margin + one.margin)
        object.__setattr__(self, "by_month", sums)

    def paid(self, month: int, kind: str) -> Decimal:
        one = self.by_month.get(month)
        return one.of(kind) if one else ZERO

    def total(self, kind: str) -> Decimal:
        return total_of(one.of(kind) for one in self.payments)


@dataclass(frozen=True)
class Point:
    """What a customer has brought by the end of a month, 1 being the first; n: customers who have had that month."""

    month: int
    amount: Decimal
    low: Decimal
    high: Decimal
    n: int


def curve(customers: Sequence[Customer], kind: str, most: int, fewest: int) -> list[Point]:
    """Month by month as long as `fewest` customers have had it: the mean cumulative function (Nelson 2003), with the
    robust interval of Lawless and Nadeau 1995.
    """
    found: list[Point] = []
    reached, z = ZERO, NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    off: dict[int, float] = {}
    for month in range(1, most + 1):
        own = [(place, c) for place, c in enumerate(customers) if c.seen >= month and c.entered <= month - 1]
        if len(own) < fewest:
            break
        mean = total_of(c.paid(month - 1, kind) for _, c in own) / len(own)
        for place, c in own:
            off[place] = off.get(place, 0.0) + float(c.paid(month - 1, kind) - mean) / len(own)
        reached += mean
        half = Decimal(str(z * sqrt(sum(value * value for value in off.values()))))
        found.append(Point(month, reached, reached - half, reached + half, len(own)))
    return found


def payback(points: Sequence[Point], cost: Decimal) -> int | None:
    """The first month by whose end a customer has brought what winning one cost; None where that is not reached."""
    return next((point.month for point in points if point.amount >= cost), None)


def whole_months(first: date, later: date) -> int:
    """Months gone by from one day to another; the month of a 31st ends with the shorter month that it meets."""
    months = (later.year - first.year) * 12 + later.month - first.month
    return months - (later.day < min(first.day, last_day(later)))


def last_day(day: date) -> int:
    """The number of the last day of a day's month."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - day.replace(day=1)).days


def plus_months(first: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    start = date(years, month + 1, 1)
    return start.replace(day=min(first.day, last_day(start)))


def exact_months(first: date, later: date) -> float:
    """Months from one day to another, with the part of the last one that has gone by."""
    whole = whole_months(first, later)
    start, end = plus_months(first, whole), plus_months(first, whole + 1)
    return whole + (later - start).days / (end - start).days
