"""Who was taken over by sales in the end: the outcome that a score, a field or a rule has to foretell.

A lead counts from its first entry into a stage before that; whoever came in later than nine in ten of those who got
there took is not judged yet. Ibis over the canonical tables.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from cmokit.methods import loop
from cmokit.methods.cohorts import MATURE_AT, entries_of_people
from cmokit.methods.months import local_month
from cmokit.vocabulary import LifecycleStage

SECONDS_A_DAY = 86_400
HANDED = LifecycleStage.MQL.value


@dataclass(frozen=True)
class Outcomes:
    """rows: one per lead whose history is known: person_id, entered_at, month (of it), reached_at (null: never),
    segment, channel, is_mature, source_file, source_row. wait_days: None where nobody got there.
    """

    rows: Any
    wait_days: float | None
    goal: str


def goal_of(order: tuple[str, ...]) -> str:
    """The stage behind that at which marketing hands a lead over."""
    handed = order.index(HANDED) if HANDED in order else min(1, len(order) - 1)
    return order[min(handed + 1, len(order) - 1)]


def outcomes(
    stage_entries: Any, contacts: Any, entity_links: Any, order: tuple[str, ...], end: datetime, zone: str
) -> Outcomes:
    """Leading records with a dated entry into a stage before the goal; entries at or after `end` do not count."""
    goal = goal_of(order)
    entries = entries_of_people(stage_entries, contacts, entity_links).filter(lambda t: t.entered_at < end)
    rank = entries.stage.substitute({stage: str(n) for n, stage in enumerate(order)}, else_=ibis.null(str))
    ranked = entries.mutate(place=rank.cast("int64")).filter(lambda t: t.place.notnull())
    place = order.index(goal)
    who = ranked.group_by("person_id").aggregate(
        entered_at=ranked.entered_at.min(where=ranked.place < place),
        reached_at=ranked.entered_at.min(where=ranked.place >= place),
    )
    began = who.filter(who.entered_at.notnull())
    everybody = loop.people(contacts, entity_links).drop("created_at")
    rows = began.inner_join(everybody, "person_id")
    dated = rows.mutate(month=local_month(rows, "entered_at", zone)).cache()
    wait = _wait(dated)
    last = None if wait is None else end.timestamp() - wait * SECONDS_A_DAY
    is_mature = ibis.literal(False) if last is None else dated.entered_at.epoch_seconds() <= last
    return Outcomes(dated.mutate(is_mature=is_mature), wait, goal)


def _wait(rows: Any) -> float | None:
    """Days after which nine in ten of those who got there had; an entry that came too late took no time."""
    seconds = rows.reached_at.epoch_seconds() - rows.entered_at.epoch_seconds()
    days = ibis.cases((seconds < 0, 0), (seconds >= 0, seconds), else_=ibis.null("int64")) / SECONDS_A_DAY
    value = rows.aggregate(wait=days.cast("float64").quantile(MATURE_AT)).to_pyarrow()["wait"][0].as_py()
    return None if value is None else float(value)


def quarter(month: str) -> str:
    """`2026-02` as `2026-Q1`."""
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"
