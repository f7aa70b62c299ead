"""The client's working calendar: which days count when a promise is measured in working time."""

from datetime import date, timedelta
from functools import lru_cache

from cmokit.engagement.model import Engagement
from cmokit.engagement.values import Weekday


def holidays_of(engagement: Engagement, year: int) -> dict[date, str]:
    """Public holidays of a year with their English names, and the client's own days off."""
    own = {day: "closed" for day in engagement.holidays.extra if day.year == year}
    country = engagement.holidays.country or engagement.country
    if not engagement.holidays.observed or country is None:
        return own
    return {**_public_holidays(country, engagement.holidays.subdivision, year), **own}


def knows_holidays(engagement: Engagement) -> bool:
    """Whether the public holidays are known, or do not matter since the client works on them."""
    country = engagement.holidays.country or engagement.country
    if not engagement.holidays.observed:
        return True
    return country is not None and _knows(country, engagement.holidays.subdivision)


def is_working_day(engagement: Engagement, day: date) -> bool:
    """Whether the client works on this day."""
    weekday = list(Weekday)[day.weekday()]
    return weekday in engagement.working_days and day not in holidays_of(engagement, day.year)


def working_days_between(engagement: Engagement, first: date, last: date) -> list[date]:
    """The working days from first to last, both included."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_working_day(engagement, day)]


@lru_cache(maxsize=128)
def _knows(country: str, subdivision: str | None) -> bool:
    import holidays

    try:
        holidays.country_holidays(country, subdiv=subdivision)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=128)
def _public_holidays(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    """Computed from rules within the holidays package; a country that it does not know has none."""
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US")
    except NotImplementedError:
        return {}
    return {day: str(name) for day, name in found.items()}
