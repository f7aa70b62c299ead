"""Entry cohorts: who entered a stage when, and when they first got further. Ibis over the canonical tables."""

from collections import Counter, defaultdict
from typing import Any

import ibis

from cmokit.methods.linkage import with_leading_id
from cmokit.methods.spelling import is_filled

MATURE_AT = 0.9  # the quantile of the time from stage to stage after which an entry counts as mature
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
    rank = entries.stage.substitute({stage: str(n) for n, stage in enumerate(order)}, else_=ibis.null(str))
    ranked = entries.mutate(rank=rank.cast("int64")).filter(lambda t: t["rank"].notnull())
    in_time = ["entered_at", "source_system", "source_file", "source_row"]
    first_come = ibis.window(group_by=["person_id", "rank"], order_by=in_time)
    first = ranked.mutate(n=ibis.row_number().over(first_come)).filter(lambda t: t.n == 0).drop("n")
    beyond = ibis.window(group_by="person_id", order_by="rank", rows=(1, None))  # one row a rank: those after it
    joined = first.mutate(reached_at=first.entered_at.min().over(beyond)).filter(lambda t: t["rank"] < len(order) - 1)
    seconds = joined.reached_at.epoch_seconds() - joined.entered_at.epoch_seconds()
    after = {str(n): stage for n, stage in enumerate(order[1:])}
    return joined.select(
        *("person_id", "entered_at", "reached_at", "source_file", "source_row"),
        # A later stage set before this one took no time; who never reached one has no time at all.
        seconds=ibis.cases((seconds < 0, 0), (seconds >= 0, seconds), else_=ibis.null("int64")),
        **{"from": joined.stage, "to": joined["rank"].cast(str).substitute(after)},
    )


def waits(rows: Any) -> dict[Pair, float | None]:
    """Every pair that anybody entered → seconds after which nine in ten of those who got on had; None if nobody did."""
    found = rows.group_by("from", "to").aggregate(wait=lambda t: t.seconds.cast("float64").quantile(MATURE_AT))
    return {(row["from"], row["to"]): row["wait"] for row in found.to_pyarrow().to_pylist()}


def with_maturity(rows: Any, wait: dict[Pair, float | None], end: float) -> Any:
    """The rows with `is_mature`: entered longer before `end` (epoch seconds) than the wait of their pair."""
    entered = rows.entered_at.epoch_seconds()
    known = [((rows["from"] == start), entered <= end - w) for (start, _), w in wait.items() if w is not None]
    return rows.mutate(is_mature=ibis.cases(*known, else_=False) if known else ibis.literal(False))


def counts(rows: Any, people: Any) -> list[dict[str, Any]]:
    """Per pair and split (all, segment=…, channel=…): entered, mature, reached (of the mature).

    A blank channel is `unknown`; a blank segment is no split.
    """
    channel = ibis.ifelse(is_filled(people.channel), people.channel, "unknown")
    who = people.select(
        who=people.contact_id, segment=ibis.ifelse(is_filled(people.segment), people.segment, None), channel=channel
    )
    told = rows.left_join(who.distinct(on="who"), rows.person_id == who.who)
    found = told.group_by("from", "to", "segment", "channel").aggregate(
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
