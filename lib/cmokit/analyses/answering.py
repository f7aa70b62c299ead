"""What was agreed about answering a lead: how soon, and in which hours somebody is at work."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cmokit.engagement.calendar import holidays_of, knows_holidays

if TYPE_CHECKING:
    from cmokit.engagement.model import Engagement
    from cmokit.methods.working_time import WorkingClock

MINUTES_A_DAY = 24 * 60
YEARS_BACK = 3  # of holidays: no analysis looks at older leads


@dataclass(frozen=True)
class Answering:
    """promise_minutes: None where nothing is agreed. weekdays: Monday is 0. start, end: minutes after midnight; the
    default never stops. closed: days off. knows_holidays: False where nobody can say the country's public holidays.
    """

    promise_minutes: float | None = None
    weekdays: frozenset[int] = frozenset(range(7))
    start: int = 0
    end: int = MINUTES_A_DAY
    closed: frozenset[date] = frozenset()
    knows_holidays: bool = True

    @property
    def never_stops(self) -> bool:
        return self.end - self.start == MINUTES_A_DAY and len(self.weekdays) == 7 and not self.closed

    @property
    def clock(self) -> "WorkingClock":
        from cmokit.methods.working_time import WorkingClock

        return WorkingClock(self.weekdays, self.start, self.end, self.closed)


def answering_of(engagement: "Engagement", as_of: date) -> Answering:
    """The promise and the working hours of an engagement; without agreed hours the clock never stops."""
    said = engagement.definitions.sla
    promise, hours = said.first_response_minutes, said.business_hours
    agreed = None if promise is None else float(promise)
    if hours is None:
        return Answering(agreed)
    weekdays = frozenset(day.number for day in engagement.working_days)
    years = range(as_of.year - YEARS_BACK, as_of.year + 1)
    closed = frozenset(day for year in years for day in holidays_of(engagement, year))
    start, end = (time.hour * 60 + time.minute for time in (hours.start, hours.end))
    return Answering(agreed, weekdays, start, end, closed, knows_holidays(engagement))
