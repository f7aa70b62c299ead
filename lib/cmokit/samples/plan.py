"""When the sample clients deliver, and what a planted defect is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

B2B = "sample-b2b"
SHOP = "sample-shop"
SLUGS = (B2B, SHOP)


@dataclass(frozen=True)
class Delivery:
    """One set of exports. on: the extract date; every export runs at the first minute of that day."""

    number: int
    on: date

    @property
    def cutoff(self) -> datetime:
        """Local time at which the exports were made: what happens from here on is not in them."""
        return datetime(self.on.year, self.on.month, self.on.day)

    @property
    def last_day(self) -> date:
        """The last whole day that the delivery covers."""
        return self.on - timedelta(days=1)


DELIVERIES = (
    Delivery(1, date(2026, 1, 5)),
    Delivery(2, date(2026, 2, 4)),
    Delivery(3, date(2026, 3, 6)),
)


@dataclass(frozen=True)
class Trace:
    """What one defect left behind: the values that an analysis must name as evidence.

    key: the evidence column. where: further evidence columns that narrow the rows. since: first delivery that shows it.
    """

    analysis: str
    key: str
    values: tuple[str, ...]
    where: tuple[tuple[str, str], ...] = ()
    since: int = 1


@dataclass(frozen=True)
class Defect:
    """One way in which a client's data is wrong, applied to a clean world before anything is exported."""

    id: str
    slug: str
    analysis: str
    story: str
    plant: Callable[[Any, Random], tuple[Trace, ...]]


def rng(*names: object) -> Random:
    """A generator of its own for each purpose, so that adding a defect leaves all other draws as they were."""
    return Random("/".join(str(name) for name in names))
