"""The touches that precede outcomes, row by row: for evidence and for what a campaign precedes; never for credit."""

import ibis
from ibis import ir

from cmokit.methods.attribution.cutting import DAY, FARTHEST, UNKNOWN, by_person, moment

ABOUT_TOUCH = ("touchpoint_id", "contact_id", "channel", "touched_at", "source_file", "source_row")


def touches_before(
    touchpoints: ir.Table,
    conversions: ir.Table,
    entity_links: ir.Table,
    *,
    lookback_days: int,
    more: tuple[str, ...] = (),
) -> ir.Table:
    """One row per outcome and touch of its journey, cut as `cutting` does.

    The outcome's conversion_id, source_system and converted_at, person_id and the touch's own columns; more: further
    columns of touchpoints. conversions: of one kind.
    """
    won = by_person(conversions, entity_links, "converted_at")
    about = ("conversion_id", "source_system", "converted_at")
    outcomes = won.select("person_id", *about, ends=moment(won.converted_at)).cache()
    touched = by_person(touchpoints, entity_links, "touched_at").semi_join(outcomes, "person_id")
    channel = touched.channel.nullif("").fill_null(UNKNOWN)
    own = touched.mutate(channel=channel, moment=moment(touched.touched_at))
    touches = own.select("person_id", "moment", *ABOUT_TOUCH, *more)
    ended = _ended(touches, outcomes.select("person_id", "ends").distinct())
    reach = min(lookback_days * DAY, FARTHEST)
    near = ended.filter(ended.ends - ended.moment <= reach)
    joined = near.join(outcomes, ["person_id", "ends"])
    return joined.select(*about, "person_id", *ABOUT_TOUCH, *more)


def _ended(touches: ir.Table, outcomes: ir.Table) -> ir.Table:
    """Each touch with the moment of the next outcome of its person; touches after the last one fall away."""
    columns = {name: ibis.null(kind) for name, kind in touches.schema().items() if name not in ("person_id", "moment")}
    events = ibis.union(
        touches.mutate(ends=ibis.null("int64"), sort=ibis.literal(0, "int8")),
        outcomes.select("person_id", moment="ends", **columns, ends=outcomes.ends, sort=ibis.literal(1, "int8")),
    )
    ahead = ibis.window(group_by="person_id", order_by=["moment", "sort"], preceding=0, following=None)
    placed = events.mutate(ends=events.ends.min().over(ahead))
    return placed.filter(placed.sort == 0, placed.ends.notnull())
