"""People who entered a stage and have not got further, by how long ago. Ibis up to one row per person and stage."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import numpy as np

from cmokit.methods import cohorts
from cmokit.methods.deal_spans import by_split
from cmokit.methods.linkage import leading_records
from cmokit.methods.spelling import is_filled
from cmokit.methods.survival import Waits, kaplan_meier

SECONDS_A_DAY = 86_400
SPLITS = ("segment", "channel")


@dataclass(frozen=True)
class Waiting:
    """The people who entered a stage, of one group. longest: for how long anybody was seen. still: not got further."""

    stage: str
    split: str
    waits: Waits
    longest: float
    still: tuple[float, ...]

    def knows(self, day: float) -> bool:
        """Whether anybody was seen that long, or nobody waits any more."""
        return day <= self.longest or (len(self.waits.waiting) > 0 and self.waits.waiting[-1] <= 1e-12)

    def stalled(self, day: float) -> float:
        """The share that has not got further by then."""
        return 1 - self.waits.ended_by(day)

    def interval(self, day: float) -> tuple[float, float]:
        low, high = self.waits.ended_by_interval(day)
        return 1 - high, 1 - low

    def followed(self, day: float) -> int:
        """How many got further, or were seen for that long."""
        return self.waits.n - sum(days < day for days in self.still)


def entries(stage_entries: Any, contacts: Any, entity_links: Any, order: tuple[str, ...], end: datetime) -> Any:
    """One row per person and stage entered but the last: person_id, stage, next_stage, entered_at, reached_at (null:
    not got further), wait_days (so far), is_backdated (a later stage was set before), segment, channel, source.
    """
    counted = cohorts.entries_of_people(stage_entries, contacts, entity_links)
    rows = cohorts.cohorts(counted.filter(counted.entered_at < end), order)
    last = ibis.literal(int(end.timestamp()))
    wait = rows.seconds.coalesce(last - rows.entered_at.epoch_seconds())
    people = leading_records(contacts, entity_links, "contact")
    who = people.select(who=people.contact_id, segment=people.segment, channel=people.channel).distinct(on="who")
    told = rows.mutate(
        stage=rows["from"],
        next_stage=rows["to"],
        wait_days=wait / SECONDS_A_DAY,
        is_backdated=(rows.reached_at < rows.entered_at).fill_null(False),
    ).left_join(who, ibis._.person_id == who.who)
    channel = ibis.ifelse(is_filled(told.channel), told.channel, ibis.ifelse(told.who.notnull(), "unknown", ""))
    kept = ("person_id", "stage", "next_stage", "entered_at", "reached_at", "wait_days", "is_backdated", "segment")
    return told.mutate(channel=channel).select(*kept, "channel", "source_file", "source_row").cache()


def waiting(rows: Any, order: tuple[str, ...]) -> list[Waiting]:
    """Every stage, in order, as a whole and by segment and channel."""
    every = by_split(rows, SPLITS).select("split", "stage", "wait_days", has=ibis._.reached_at.notnull())
    table = every.order_by("split", "stage", "wait_days", "has").to_pyarrow()
    key = np.asarray([f"{s}\x1f{t}" for s, t in zip(*(table[c].to_pylist() for c in ("split", "stage")), strict=True)])
    days, has = (np.asarray(table[name].to_pylist()) for name in ("wait_days", "has"))
    found = []
    for name in dict.fromkeys(key.tolist()):
        first, last = np.searchsorted(key, name, "left"), np.searchsorted(key, name, "right")
        own, ended = days[first:last].astype(float), has[first:last].astype(bool)
        split, stage = name.split("\x1f")
        still = tuple(own[~ended].tolist())
        found.append(Waiting(stage, split, kaplan_meier(own, ended), float(own.max()), still))
    return sorted(found, key=lambda one: (order.index(one.stage), one.split != "all", one.split))


def unknown_entries(stage_entries: Any, contacts: Any, entity_links: Any, order: tuple[str, ...]) -> dict[str, int]:
    """Entries into stages that the lifecycle does not know, by stage."""
    counted = cohorts.entries_of_people(stage_entries, contacts, entity_links)
    odd = counted.filter(~counted.stage.isin(order) & is_filled(counted.stage))
    rows = odd.group_by("stage").aggregate(entries=odd.count()).order_by("stage").to_pyarrow().to_pylist()
    return {row["stage"]: row["entries"] for row in rows}
