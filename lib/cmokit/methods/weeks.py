"""Weeks as a client counts them: local days, from the weekday on which its weeks begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """Seven local days from `start_on`. is_whole: the day that the report stands at has come to its last day."""

    start_on: date
    zone: ZoneInfo
    is_whole: bool = True

    @property
    def last_on(self) -> date:
        return self.start_on + A_WEEK - A_DAY

    @property
    def start(self) -> datetime:
        return datetime.combine(self.start_on, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after the week."""
        return datetime.combine(self.start_on + A_WEEK, time(), self.zone)


@dataclass(frozen=True)
class WeeklyPoint:
    """One week of one series, as known at the week's own end.

    value: a count, a share, an amount in the reporting currency, or None where that day could not tell. n: what a share
    is of, else what an amount is the sum of. is_whole: False for a week that the day of the report, or the data of this
    series, cuts short; it is compared with nothing.
    """

    series: str
    week_start_on: date
    value: int | float | Decimal | None
    n: int
    is_whole: bool


def utc(moment: datetime) -> datetime:
    """As the engine compares it."""
    return moment.astimezone(ZoneInfo("UTC"))


def week_of(day: date, starts: int) -> date:
    """The first day of the day's week. starts: the weekday on which weeks begin, 0 for Monday."""
    return day - timedelta(days=(day.weekday() - starts) % 7)


def weeks_to(as_of: date, starts: int, count: int, timezone: str) -> tuple[Week, ...]:
    """The last `count` whole weeks in order, and behind them the week that `as_of` cuts short, if it does."""
    zone, current = ZoneInfo(timezone), week_of(as_of, starts)
    is_over = as_of - current == A_WEEK - A_DAY
    newest = current if is_over else current - A_WEEK
    whole = [Week(newest - n * A_WEEK, zone) for n in reversed(range(count))]
    return tuple(whole if is_over else [*whole, Week(current, zone, is_whole=False)])


def days_within(week: Week, first: date, last: date) -> int:
    """How many days of a period, both ends included, lie in the week."""
    return max(0, (min(last, week.last_on) - max(first, week.start_on)).days + 1)


@dataclass(frozen=True)
class Told:
    """The days of which a series' data tells: none before `first_on`; every day up to `last_on` in whole."""

    first_on: date
    last_on: date

    def points(
        self, series: str, figures: Mapping[Week, tuple[int | float | Decimal | None, int]]
    ) -> list[WeeklyPoint]:
        """figures: week → value and n. Weeks that begin before the data does are left out."""
        return [
            WeeklyPoint(series, week.start_on, value, n, week.is_whole and week.last_on <= self.last_on)
            for week, (value, n) in figures.items()
            if week.start_on >= self.first_on
        ]
