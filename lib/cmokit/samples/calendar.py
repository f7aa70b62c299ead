"""When things happen: weekdays, seasons, office hours."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

# Share of a year's demand by month, January first: quiet Augusts and Decembers in business, a busy November in retail.
B2B_SEASON = (1.00, 1.05, 1.15, 1.00, 0.95, 1.00, 0.80, 0.65, 1.15, 1.20, 1.15, 0.75)
SHOP_SEASON = (0.90, 1.10, 1.25, 1.00, 0.90, 0.85, 0.85, 1.05, 1.00, 0.95, 1.45, 1.15)
# Monday first.
B2B_WEEK = (1.1, 1.25, 1.2, 1.1, 0.85, 0.1, 0.1)
SHOP_WEEK = (1.0, 0.95, 1.0, 1.2, 1.3, 1.15, 1.0)


def days(start: date, end: date) -> list[date]:
    """Every day from start to end, both included."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def draw_days(
    rng: Random, start: date, end: date, count: int, season: Sequence[float], week: Sequence[float]
) -> list[date]:
    """`count` days in order, more of them in busy months and on busy weekdays."""
    all_days = days(start, end)
    weights = [season[day.month - 1] * week[day.weekday()] for day in all_days]
    return sorted(rng.choices(all_days, weights, k=count))


def moment(rng: Random, day: date, first_hour: int = 8, last_hour: int = 18) -> datetime:
    """A minute of that day within office hours, local time (daylight-saving jumps happen at night)."""
    minute = rng.randrange(first_hour * 60, last_hour * 60)
    return datetime.combine(day, time(minute // 60, minute % 60))


def later(rng: Random, start: datetime, median_days: float, spread: float = 0.7) -> datetime:
    """A later moment: a lognormal number of days on, at least two minutes, moved from Saturday and Sunday to Monday."""
    gap = timedelta(days=rng.lognormvariate(0, spread) * median_days)
    when = start + max(gap, timedelta(minutes=2))
    if when.weekday() >= 5:
        when += timedelta(days=7 - when.weekday())
    if not 7 <= when.hour < 20:
        when = max(when.replace(hour=9, minute=rng.randrange(60)), start + timedelta(minutes=2))
    return when.replace(second=0, microsecond=0)
