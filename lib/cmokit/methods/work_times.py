"""How long each stay of a board's log has lasted, by the calendar and in working time, and what of it was waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cmokit.methods.work_log import Item, Stay, WorkLog
from cmokit.methods.working_time import WorkingClock

DAY = 86_400
DRAWS = 1000
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class TimedStay:
    """A stay with its length so far: minutes of working time, days by the calendar."""

    stay: Stay
    minutes: float
    days: float

    @property
    def has_ended(self) -> bool:
        return self.stay.left_at is not None


@dataclass(frozen=True)
class TimedItem:
    """A piece of work with its stays. minutes: from its beginning to its end, or so far; days: the same."""

    item: Item
    stays: tuple[TimedStay, ...]
    minutes: float
    days: float

    @property
    def has_ended(self) -> bool:
        return self.item.ended_at is not None

    def minutes_of(self, *, waiting: bool) -> float:
        return sum(timed.minutes for timed in self.stays if timed.stay.is_waiting is waiting)

    def days_of(self, *, waiting: bool) -> float:
        return sum(timed.days for timed in self.stays if timed.stay.is_waiting is waiting)


def timed(log: WorkLog, clock: WorkingClock, zone: str, end: datetime) -> list[TimedItem]:
    """Every item of the log, in its order. end: the first moment that does not count any more."""
    stays = [stay for item in log.items for stay in item.stays]
    lengths = _lengths([s.entered_at for s in stays], [s.left_at or end for s in stays], clock, zone)
    each = iter(TimedStay(stay, *length) for stay, length in zip(stays, lengths, strict=True))
    wholes = _lengths([i.began_at for i in log.items], [i.ended_at or end for i in log.items], clock, zone)
    return [
        TimedItem(item, tuple(next(each) for _ in item.stays), *length)
        for item, length in zip(log.items, wholes, strict=True)
    ]


def _lengths(
    since: Sequence[datetime], until: Sequence[datetime], clock: WorkingClock, zone: str
) -> list[tuple[float, float]]:
    minutes = clock.minutes_between(since, until, zone)
    return [
        (float(m), (later - first).total_seconds() / DAY) for m, first, later in zip(minutes, since, until, strict=True)
    ]


def flow_interval(work: Sequence[float], wait: Sequence[float], seed: int, confidence: float) -> tuple[float, float]:
    """Of the share that work is of work and waiting together, by the percentile bootstrap over items."""
    worked, waited = np.asarray(work, dtype=np.float64), np.asarray(wait, dtype=np.float64)
    random = np.random.default_rng(seed)
    counts = random.multinomial(len(worked), np.full(len(worked), 1 / len(worked)), size=DRAWS)
    top, whole = counts @ worked, counts @ (worked + waited)
    shares = np.divide(top, whole, out=np.zeros(DRAWS), where=whole > 0)
    low, high = np.quantile(shares, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
