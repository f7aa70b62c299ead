"""What came before outcomes: by channel, campaign, content and page. It counts who met what, and credits nobody."""

from datetime import datetime, timedelta
from typing import Any

import ibis
from ibis import ir

from cmokit.methods.attribution.cutting import UNKNOWN, by_person
from cmokit.methods.attribution.touches import touches_before

WAYS = ("channel", "campaign", "content", "page")  # of looking at a touch
NEEDED = ("campaign", "utm_campaign", "utm_content", "page")
REPEAT = "repeat"


def outcome_of(conversions: ir.Table, entity_links: ir.Table, kind: str) -> ir.Table:
    """Outcomes of a kind; `repeat`: orders of a person after the first, by moment and then by id."""
    if kind != REPEAT:
        return conversions.filter(conversions.kind == kind)
    orders = by_person(conversions.filter(conversions.kind == "order"), entity_links, "converted_at")
    in_time = ibis.window(group_by="person_id", order_by=["converted_at", "conversion_id"])
    later = orders.mutate(place=ibis.row_number().over(in_time))
    return later.filter(later.place > 0).select(*conversions.columns)


def met_before(
    touchpoints: ir.Table, conversions: ir.Table, entity_links: ir.Table, kind: str, lookback_days: int
) -> ir.Table:
    """One row per outcome of a kind and touch of its journey, with campaign, content and page as `ways` reads them.

    The journey to a repeat purchase begins after the order before it.
    """
    won = outcome_of(conversions, entity_links, kind)
    every = conversions.filter(conversions.kind == "order") if kind == REPEAT else won
    rows = touches_before(touchpoints, every, entity_links, lookback_days=lookback_days, more=NEEDED)
    own = rows.semi_join(won, ["source_system", "conversion_id"]) if kind == REPEAT else rows
    return ways(own)


def ways(rows: ir.Table) -> ir.Table:
    """A touch's campaign (as the export names it, else by its tag) and content; null where it says nothing."""
    campaign = _said(rows.campaign).coalesce(_said(rows.utm_campaign))
    named = rows.mutate(campaign=campaign, content=_said(rows.utm_content), page=_said(rows.page))
    return named.drop("utm_campaign", "utm_content")


def met_by_outcome(rows: ir.Table, way: str) -> ir.Table:
    """source_system, conversion_id, value: each thing met before each outcome once."""
    known = rows.filter(rows[way].notnull())
    return known.select("source_system", "conversion_id", value=known[way]).distinct()


def followed(
    touchpoints: ir.Table, won: ir.Table, entity_links: ir.Table, way: str, lookback_days: int, until: datetime
) -> list[dict[str, Any]]:
    """value, people, followed: who met a thing long enough ago, and who of them had an outcome in the days after.

    Long enough: a whole look-back before `until`, so that everybody had the same time. Counted from the first meeting.
    """
    named = ways(_filled(touchpoints))
    own = by_person(named.filter(named[way].notnull()), entity_links, "touched_at")
    first = own.group_by("person_id", value=own[way]).aggregate(met_at=own.touched_at.min())
    span = ibis.interval(days=lookback_days)
    ripe = first.filter(first.met_at < until - timedelta(days=lookback_days)).mutate(ends_at=lambda t: t.met_at + span)
    outcomes = by_person(won, entity_links, "converted_at").select(who="person_id", at="converted_at")
    met = ripe.join(
        outcomes,
        [ripe.person_id == outcomes.who, outcomes["at"] >= ripe.met_at, outcomes["at"] <= ripe.ends_at],
    )
    had = met.select("person_id", "value").distinct().mutate(had=ibis.literal(1, "int64"))
    both = ripe.left_join(had, ["person_id", "value"])
    counted = both.group_by("value").aggregate(people=both.count(), followed=both.had.fill_null(0).sum())
    return counted.order_by("value").to_pyarrow().to_pylist()


def _filled(touchpoints: ir.Table) -> ir.Table:
    return touchpoints.mutate(channel=touchpoints.channel.nullif("").fill_null(UNKNOWN))


def _said(column: Any) -> Any:
    return column.strip().nullif("")
