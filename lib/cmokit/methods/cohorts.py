"""Entry cohorts: who entered a stage when, and when they first got further. Ibis over the canonical tables."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import floor
from typing import Any

import ibis

from cmokit.methods.linkage import with_leading_id
from cmokit.methods.spelling import is_filled

MATURE_AT = 0.9  # the quantile of the time from stage to stage after which an entry counts as mature
STEP = ("person_id", "from", "to", "entered_at", "reached_at")
COUNTED = ("entered", "mature", "reached")
Pair = tuple[str, str]  # a stage and the one after it


def entries_of_people(stage_entries: Any, contacts: Any, entity_links: Any) -> Any:
    """Contacts' entries with `person_id`: the person of all linked records.

    Entries of contacts that do not count (gone, test records) are left out, where their system's contacts were sent.
    """
    entries = stage_entries.filter(stage_entries.entity == "contact", stage_entries.entered_at.notnull())
    sent = contacts.select("source_system").distinct()
    known = contacts.select("source_system", entity_id=contacts.contact_id)
    theirs = entries.semi_join(sent, "source_system").semi_join(known, ["source_system", "entity_id"])
    counted = ibis.union(theirs, entries.anti_join(sent, "source_system"))
    return with_leading_id(counted, entity_links, "contact", "entity_id", "person_id")


def cohorts(entries: Any, order: tuple[str, ...]) -> Any:
    """One row per person and stage entered, but the last: from, to (the stage after it), person_id, entered_at (first),
    reached_at (first entry of any later stage, whenever), seconds between the two, the source of the first entry.
    """
    ranked = _ranked(entries, order)
    in_time = ["entered_at", "source_system", "source_file", "source_row"]
    first_come = ibis.window(group_by=["person_id", "rank"], order_by=in_time)
    first = ranked.mutate(n=ibis.row_number().over(first_come)).filter(lambda t: t.n == 0).drop("n")
    beyond = ibis.window(group_by="person_id", order_by="rank", rows=(1, None))  # one row a rank: those after it
    joined = first.mutate(reached_at=first.entered_at.min().over(beyond)).filter(lambda t: t["rank"] < len(order) - 1)
    after = {str(n): stage for n, stage in enumerate(order[1:])}
    named = joined.mutate(**{"from": joined.stage, "to": joined["rank"].cast(str).substitute(after)})
    return _timed(named).select(*STEP, "seconds", "source_file", "source_row")


def steps(entries: Any, order: tuple[str, ...], people: Any) -> Any:
    """The rows of `cohorts` with the person's segment and channel in place of their source, at a fraction of the work:
    a line per person, nothing is sorted. A blank channel is `unknown`, a blank segment null.

    people: contacts that lead. What the engine keeps has the first entries: waits and counts are asked of them.
    """
    ranked = _ranked(entries, order)
    entered = [ranked.entered_at.min(where=ranked["rank"] == n).name(f"entered_{n}") for n in range(len(order))]
    first = ranked.group_by("person_id").aggregate(entered)
    channel = ibis.ifelse(is_filled(people.channel), people.channel, "unknown")
    segment = ibis.ifelse(is_filled(people.segment), people.segment, None)
    who = people.select(who=people.contact_id, segment=segment, channel=channel).distinct(on="who")
    told = first.left_join(who, first.person_id == who.who).drop("who").cache()
    rows = (
        told.filter(told[f"entered_{n}"].notnull()).select(
            *("person_id", "segment", "channel"),
            entered_at=told[f"entered_{n}"],
            reached_at=_earliest([told[f"entered_{later}"] for later in range(n + 1, len(order))]),
            **{"from": ibis.literal(start), "to": ibis.literal(to)},
        )
        for n, (start, to) in enumerate(pairwise(order))
    )
    return _timed(ibis.union(*rows)).select(*STEP, "seconds", "segment", "channel")


def _earliest(moments: list[Any]) -> Any:
    """Spark takes the least of two or more only."""
    return ibis.least(*moments) if len(moments) > 1 else moments[0]


def _ranked(entries: Any, order: tuple[str, ...]) -> Any:
    """The entries into stages of the lifecycle, with the stage's place in it."""
    rank = entries.stage.cases(*((stage, n) for n, stage in enumerate(order)), else_=ibis.null("int64"))
    return entries.mutate(rank=rank.cast("int64")).filter(lambda t: t["rank"].notnull())


def _timed(rows: Any) -> Any:
    """With `seconds` from entered_at to reached_at: none for who never reached a later stage.

    A later stage set before this one took no time.
    """
    in_order = rows.reached_at >= rows.entered_at
    seconds = rows.reached_at.epoch_seconds() - rows.entered_at.epoch_seconds()
    return rows.mutate(seconds=ibis.cases((in_order, seconds), (~in_order, 0), else_=ibis.null("int64")))


def waits(rows: Any) -> dict[Pair, float | None]:
    """Every pair that anybody entered → seconds after which nine in ten of those who got on had; None if nobody did."""
    found = rows.group_by("from", "to").aggregate(wait=lambda t: t.seconds.cast("float64").quantile(MATURE_AT))
    return {(row["from"], row["to"]): row["wait"] for row in found.to_pyarrow().to_pylist()}


def with_maturity(rows: Any, wait: dict[Pair, float | None], end: float) -> Any:
    """The rows with `is_mature`: entered longer before `end` (epoch seconds) than the wait of their pair."""
    known = [
        (rows["from"] == start, rows.entered_at <= _moment(end - w)) for (start, _), w in wait.items() if w is not None
    ]
    return rows.mutate(is_mature=ibis.cases(*known, else_=False) if known else ibis.literal(False))


def _moment(seconds: float) -> datetime:
    """The last microsecond that is not after so many seconds since 1970: compared as a moment, no row is converted."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=floor(seconds * 1_000_000))


def counts(rows: Any) -> list[dict[str, Any]]:
    """Per pair and split (all, segment=…, channel=…) of `steps`: entered, mature, reached (of the mature).

    A blank segment is no split.
    """
    found = rows.group_by("from", "to", "segment", "channel").aggregate(
        entered=lambda t: t.count(),
        mature=lambda t: t.is_mature.sum(),
        reached=lambda t: (t.is_mature & t.reached_at.notnull()).sum(),
    )
    summed: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in found.to_pyarrow().to_pylist():
        splits = ["all", *(f"{name}={row[name]}" for name in ("segment", "channel") if row[name] is not None)]
        for split in splits:
            summed[row["from"], row["to"], split].update({name: row[name] or 0 for name in COUNTED})
    return [
        {"from": start, "to": to, "split": split} | {name: sums[name] for name in COUNTED}
        for (start, to, split), sums in sorted(summed.items())
    ]
