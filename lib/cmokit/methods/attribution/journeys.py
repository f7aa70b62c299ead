"""Touches cut into journeys, each ending in an outcome or still open: Ibis over the canonical tables.

A person's touches up to an outcome, and after the outcome before it, are one journey: each conversion starts a new
cycle, and a touch after the last one belongs to an open journey. A touch earlier than the look-back before its
journey's end takes no part; an open journey ends with its last touch. A touch at the very moment of an outcome is
before it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis import ir

from cmokit.methods.attribution.paths import Numbers, Paths
from cmokit.methods.linkage import with_leading_id

UNKNOWN = "unknown"
DAY = 86_400  # seconds
UNITS = 10_000  # of an amount's smallest step in one: an amount enters the sharing out as a whole number of these
_JOURNEY = ("person_id", "ends_at", "is_converted")


@dataclass(frozen=True)
class Journeys:
    """What the models share out.

    paths: all journeys with a touch. amounts: currency → what the outcomes at the end of each path brought, in units of
    0.0001 of the currency. decayed: outcomes by channel under time decay; decayed_amounts: the same by currency, in
    money. untouched_count: outcomes without a touch in the look-back; untouched_amounts by currency.
    """

    paths: Paths
    amounts: dict[str, Numbers]
    decayed: Numbers
    decayed_amounts: dict[str, Numbers]
    untouched_count: int
    untouched_amounts: dict[str, Decimal]


def touches_in_journeys(
    touchpoints: ir.Table, conversions: ir.Table, entity_links: ir.Table, *, lookback_days: int
) -> ir.Table:
    """One row per touch that takes part: person_id, ends_at, is_converted, channel, touched_at, touchpoint_id."""
    touches = with_leading_id(_known(touchpoints, "touched_at"), entity_links, "contact", "contact_id", "person_id")
    outcomes = with_leading_id(_known(conversions, "converted_at"), entity_links, "contact", "contact_id", "person_id")
    moment = outcomes.converted_at.type()
    events = ibis.union(
        touches.select(
            "person_id",
            at=touches.touched_at.cast(moment),
            outcome_at=ibis.null(moment),
            sort=ibis.literal(0, "int8"),
            channel=touches.channel.nullif("").fill_null(UNKNOWN),
            touchpoint_id=touches.touchpoint_id,
        ),
        outcomes.select(
            "person_id",
            at=outcomes.converted_at,
            outcome_at=outcomes.converted_at,
            sort=ibis.literal(1, "int8"),
            channel=ibis.null("string"),
            touchpoint_id=ibis.null("string"),
        ),
    )
    ahead = ibis.window(group_by="person_id", order_by=["at", "sort"], preceding=0, following=None)
    placed = events.mutate(next_outcome=events.outcome_at.min().over(ahead), last_event=events.at.max().over(ahead))
    own = placed.filter(placed.sort == 0)
    ends = own.mutate(ends_at=own.next_outcome.coalesce(own.last_event), is_converted=own.next_outcome.notnull())
    seconds = ends.ends_at.epoch_seconds() - ends.at.epoch_seconds()
    near = ends.filter(seconds <= lookback_days * DAY)
    return near.select(*_JOURNEY, "channel", "touchpoint_id", touched_at=near["at"])


def _known(rows: ir.Table, moment: str) -> ir.Table:
    """Rows that say who and when."""
    return rows.filter(rows.contact_id.notnull(), rows[moment].notnull())


def gather(
    touchpoints: ir.Table,
    conversions: ir.Table,
    entity_links: ir.Table,
    *,
    lookback_days: int,
    half_life_days: float,
) -> Journeys:
    """Journeys of everybody, gathered by path; conversions: of the one kind that is credited."""
    touches = touches_in_journeys(touchpoints, conversions, entity_links, lookback_days=lookback_days)
    outcomes = _outcomes(conversions, entity_links)
    journeys = touches.group_by(*_JOURNEY).aggregate(
        path=touches.channel.collect(order_by=[touches.touched_at, touches.touchpoint_id])
    )
    same = [journeys.person_id == outcomes.person_id, journeys.ends_at == outcomes.ends_at, journeys.is_converted]
    known = journeys.left_join(outcomes, same).select("path", "is_converted", "currency", "count", "value")
    grouped = known.group_by("path", "is_converted", "currency").aggregate(
        journeys=known.count(), outcomes=known["count"].sum(), value=known.value.sum()
    )
    paths, amounts = _paths(grouped.to_pyarrow())
    decayed, decayed_amounts = _decayed(touches, outcomes, half_life_days, paths.channels)
    untouched = outcomes.anti_join(journeys.filter(journeys.is_converted), ["person_id", "ends_at"])
    alone = untouched.group_by("currency").aggregate(n=untouched["count"].sum(), value=untouched.value.sum())
    rows = alone.order_by("currency").to_pyarrow().to_pylist()
    return Journeys(
        paths,
        amounts,
        decayed,
        decayed_amounts,
        sum(row["n"] for row in rows),
        {row["currency"]: row["value"] for row in rows if row["currency"] and row["value"] is not None},
    )


def _outcomes(conversions: ir.Table, entity_links: ir.Table) -> ir.Table:
    """One row per person, moment and currency: several outcomes at one moment are one end, counted as often."""
    known = with_leading_id(_known(conversions, "converted_at"), entity_links, "contact", "contact_id", "person_id")
    return known.group_by("person_id", "currency", ends_at=known.converted_at).aggregate(
        count=known.count(), value=known.value_amount.sum()
    )


def _paths(rows: pa.Table) -> tuple[Paths, dict[str, Numbers]]:
    """Paths, sorted by themselves, and what each brought by currency."""
    by_path: dict[tuple[str, ...], list[Any]] = {}
    for row in rows.to_pylist():
        kept = by_path.setdefault(tuple(row["path"]), [0, 0, {}])
        if not row["is_converted"]:
            kept[1] += row["journeys"]
            continue
        kept[0] += row["outcomes"] or 0
        if row["currency"] and row["value"] is not None:
            kept[2][row["currency"]] = kept[2].get(row["currency"], Decimal(0)) + row["value"]
    ordered = sorted(by_path)
    channels = tuple(sorted({channel for path in ordered for channel in path}))
    number = {channel: n for n, channel in enumerate(channels)}
    paths = Paths(
        channels,
        np.array([number[channel] for path in ordered for channel in path], dtype=np.int64),
        np.cumsum([0, *(len(path) for path in ordered)]).astype(np.int64),
        np.array([by_path[path][0] for path in ordered], dtype=np.float64),
        np.array([by_path[path][1] for path in ordered], dtype=np.float64),
    )
    currencies = sorted({currency for kept in by_path.values() for currency in kept[2]})
    amounts = {
        currency: np.array([float(by_path[path][2].get(currency, 0) * UNITS) for path in ordered])
        for currency in currencies
    }
    return paths, amounts


def _decayed(
    touches: ir.Table, outcomes: ir.Table, half_life_days: float, channels: tuple[str, ...]
) -> tuple[Numbers, dict[str, Numbers]]:
    """Time decay: a touch weighs 2^(-days before the outcome / half-life), each journey's weights adding up to one."""
    own = touches.filter(touches.is_converted)
    seconds = own.ends_at.epoch_seconds() - own.touched_at.epoch_seconds()
    weighed = own.mutate(weight=(seconds.cast("float64") * (-np.log(2) / (half_life_days * DAY))).exp())
    part = weighed.weight / weighed.weight.sum().over(group_by=["person_id", "ends_at"])
    parts = weighed.mutate(part=part)
    known = parts.join(outcomes, ["person_id", "ends_at"])
    value = known.value.cast("float64").fill_null(0.0)  # an estimate from here on: weights are no money
    summed = known.group_by("channel", "currency").aggregate(
        count=(known.part * known["count"]).sum(), value=(known.part * value).sum()
    )
    count = np.zeros(len(channels))
    by_currency: dict[str, Numbers] = {}
    for row in summed.order_by("channel", "currency").to_pyarrow().to_pylist():
        number = channels.index(row["channel"])
        count[number] += row["count"]
        if row["currency"]:
            by_currency.setdefault(row["currency"], np.zeros(len(channels)))[number] += row["value"] * float(UNITS)
    return count, by_currency
