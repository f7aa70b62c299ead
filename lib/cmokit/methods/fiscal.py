"""The client's fiscal year and its quarters.

A fiscal year carries the number of the calendar year in which it ends: with a start in July, FY2026 is July 2025 to
June 2026. A quarter is three months from the start, whatever day of the month that is.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

CALENDAR = "01-01"
MONTHS_A_QUARTER, MONTHS_A_YEAR = 3, 12
LAST_DAY_EVERYWHERE = 28  # a year that starts on a later day starts then in every month, for its quarters too


@dataclass(frozen=True, order=True)
class FiscalQuarter:
    """year: the calendar year in which the fiscal year ends. number: 1 to 4."""

    year: int
    number: int

    @property
    def label(self) -> str:
        """`FY2026 Q1`: sorts as text in order of time."""
        return f"FY{self.year} Q{self.number}"

    @property
    def year_label(self) -> str:
        return f"FY{self.year}"


@lru_cache(maxsize=8192)
def quarter_of(day: date, starts: str = CALENDAR) -> FiscalQuarter:
    """The fiscal quarter of a day. starts: month and day on which the fiscal year begins, as `07-01`."""
    month, first = (int(part) for part in starts.split("-"))
    is_before = day.day < min(first, LAST_DAY_EVERYWHERE)
    passed = (day.year * MONTHS_A_YEAR + day.month - is_before) - (day.year * MONTHS_A_YEAR + month)
    year = day.year + passed // MONTHS_A_YEAR
    ends = year if starts == CALENDAR else year + 1
    return FiscalQuarter(ends, passed % MONTHS_A_YEAR // MONTHS_A_QUARTER + 1)


def quarters_between(first: date, last: date, starts: str = CALENDAR) -> list[FiscalQuarter]:
    """Every quarter from that of the first day to that of the last one."""
    found, end = [quarter_of(first, starts)], quarter_of(last, starts)
    while found[-1] < end:
        quarter = found[-1]
        is_last = quarter.number == MONTHS_A_YEAR // MONTHS_A_QUARTER
        found.append(FiscalQuarter(quarter.year + is_last, 1 if is_last else quarter.number + 1))
    return found
