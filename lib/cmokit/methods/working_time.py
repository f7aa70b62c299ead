"""How long somebody was kept waiting in working time: the hours in which an answer could be expected.

A clock knows weekdays, hours and days off; the zone comes with each question, since every owner works where they are.
Minutes are those of the clock on the wall: on the two nights a year when it is changed, nobody is at work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MINUTES_A_DAY = 24 * 60
_DAYS = np.datetime64("1970-01-01", "D"), np.datetime64("2100-01-01", "D")


@dataclass(frozen=True)
class WorkingClock:
    """weekdays: Monday is 0. start, end: minutes after midnight. closed: days off. The default never stops."""

    weekdays: frozenset[int] = frozenset(range(7))
    start: int = 0
    end: int = MINUTES_A_DAY
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_A_DAY or not self.weekdays:
            raise ValueError("working time needs a weekday, and an end after its start")

    def minutes_between(
        self, since: Sequence[object], until: Sequence[object], zone: str | ZoneInfo
    ) -> NDArray[np.float64]:
        """Working minutes from one moment to another, negative where the second is earlier; NaN where one is missing.

        Moments are aware, in any zone; they are told by the wall clock in `zone`.
        """
        return self._gone_by(until, zone) - self._gone_by(since, zone)

    @cached_property
    def _is_open(self) -> NDArray[np.bool_]:
        """For each day from 1970 on whether it is a working day."""
        days = np.arange(*_DAYS, dtype="datetime64[D]")
        weekday = (days.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
        off = np.array(sorted(self.closed), dtype="datetime64[D]")
        return np.isin(weekday, sorted(self.weekdays)) & ~np.isin(days, off)

    @cached_property
    def _open_before(self) -> NDArray[np.int64]:
        return np.concatenate([[0], np.cumsum(self._is_open)[:-1]]).astype(np.int64)

    def _gone_by(self, moments: Sequence[object], zone: str | ZoneInfo) -> NDArray[np.float64]:
        """Working minutes gone by since 1970."""
        told = (
            pd.DatetimeIndex(pd.to_datetime(list(moments), utc=True)).as_unit("us").tz_convert(zone).tz_localize(None)
        )
        known = ~told.isna()
        minutes = np.full(len(told), np.nan)
        wall = told[known].to_numpy().astype("datetime64[us]").astype(np.int64) / 60e6
        day = (wall // MINUTES_A_DAY).astype(np.int64)
        today = np.clip(wall - day * MINUTES_A_DAY - self.start, 0, self.end - self.start)
        minutes[known] = self._open_before[day] * (self.end - self.start) + self._is_open[day] * today
        return minutes
