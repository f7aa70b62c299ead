"""Working time of the B2B client's sellers, as they live it: nine to six on weekdays, whatever day it is."""

from datetime import datetime, timedelta

OPENS, CLOSES = 9, 18


def after_working(start: datetime, minutes: float) -> datetime:
    """The moment at which so many minutes of working time have passed since the start."""
    at, left = _opened(start), timedelta(minutes=max(1, round(minutes)))
    while left > (rest := at.replace(hour=CLOSES, minute=0) - at):
        left -= rest
        at = _opened(at.replace(hour=CLOSES, minute=0))
    return at + left


def _opened(at: datetime) -> datetime:
    """The moment itself within working time, else the next opening."""
    if at.weekday() < 5 and OPENS <= at.hour < CLOSES:
        return at
    day = at if at.hour < OPENS else at + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day.replace(hour=OPENS, minute=0)
