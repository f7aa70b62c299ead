"""How long each deal has waited for its outcome, and what came of it: what Aalen and Johansen's estimate takes.

A deal waits from its beginning. One that was recorded later than it began (imported, say) is only seen from then on:
others like it may have ended before, and nobody knows of them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import ibis
import numpy as np
from numpy.typing import NDArray

from cmokit.methods import deal_spans
from cmokit.methods.months import local_month

SECONDS_A_DAY = 86_400
KINDS = {"won": 1, "lost": 2}  # 0 while the deal is open


@dataclass(frozen=True)
class Waited:
    """Deals as numbers. days: waited so far. since: seen from then on. could: days until the data ends."""

    days: NDArray[np.float64]
    kind: NDArray[np.int64]
    since: NDArray[np.float64]
    could: NDArray[np.float64]
    months: tuple[str, ...]

    @property
    def closed(self) -> int:
        return int(np.sum(self.kind > 0))

    def is_mature(self, day: int) -> bool:
        """Whether every one of these deals has had that many days."""
        return bool(self.could.min() >= day)

    def followed(self, day: int) -> int:
        """How many of these deals have ended, or were seen for that many days."""
        return int(np.sum((self.kind > 0) | (self.days >= day)))

    def won_by(self, day: int) -> int:
        return int(np.sum((self.kind == KINDS["won"]) & (self.days <= day)))


def waits(spans: Any, end: datetime, timezone: str) -> ibis.Table:
    """One row per deal that can be placed in time: the columns of `deal_spans.spans` and month (of its beginning),
    wait_days, since_days, could_days.
    """
    sound = spans.filter(spans.problem.isnull())
    start = ibis.least(sound.began_at, sound.first_at.coalesce(sound.began_at))
    started = sound.mutate(started_at=start)
    last = ibis.literal(int(end.timestamp()))
    begun = started.started_at.epoch_seconds()
    until = started.closed_at.epoch_seconds().fill_null(last)
    found = started.mutate(
        month=local_month(started, "started_at", timezone),
        wait_days=(until - begun) / SECONDS_A_DAY,
        since_days=(started.began_at.epoch_seconds() - begun) / SECONDS_A_DAY,
        could_days=(last - begun) / SECONDS_A_DAY,
    )
    return found.drop("first_at", "problem").cache()


def waited(rows: ibis.Table) -> dict[str, Waited]:
    """The whole (`all`) and every group of pipeline, segment and owner."""
    kind = ibis.cases(*((rows.outcome == name, number) for name, number in KINDS.items()), else_=0)
    numbers = ("wait_days", "since_days", "could_days", "kind", "month")
    every = deal_spans.by_split(rows.mutate(kind=kind)).select("split", *numbers).order_by("split", *numbers)
    table = every.to_pyarrow()
    split = np.asarray(table["split"].to_pylist(), dtype=object)
    columns = {name: np.asarray(table[name].to_pylist()) for name in numbers}
    starts = [0, *(np.flatnonzero(split[1:] != split[:-1]) + 1), len(split)] if len(split) else [0]
    found = {}
    for first, last in pairwise(starts):
        own = {name: values[first:last] for name, values in columns.items()}
        found[str(split[first])] = _waited(own)
    return found


def _waited(own: dict[str, Any]) -> Waited:
    days, since = own["wait_days"].astype(np.float64), own["since_days"].astype(np.float64)
    # A deal that ended at the very moment at which it was recorded was never seen waiting: it counts from its start.
    seen = np.where(since < days, since, 0.0)
    return Waited(
        days, own["kind"].astype(np.int64), seen, own["could_days"].astype(np.float64), tuple(map(str, own["month"]))
    )


def cohorts(whole: Waited) -> dict[str, Waited]:
    """The deals by the month in which they began, in order."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, month in enumerate(whole.months):
        places[month].append(place)
    return {
        month: Waited(whole.days[own], whole.kind[own], whole.since[own], whole.could[own], (month,) * len(own))
        for month, own in sorted(places.items())
    }
