"""A person's touches cut into journeys, each ending in an outcome or still open: Ibis over the canonical tables.

A person's touches up to an outcome, and after the outcome before it, are one journey: each conversion starts a new
cycle, and a touch after the last one belongs to an open journey. A touch earlier than the look-back before its
journey's end takes no part; an open journey ends with its last touch. A touch at the very moment of an outcome is
before it. Touches of one person at one moment stand in the order of their channels' names: the data hold no other.

Each event is one whole number, its key: microseconds since 1970 times `STEP`, plus the channel's number (`OUTCOME` for
an outcome). One list of keys a person, sorted, is all the ordering that there is; it costs a tenth of what moving text
through windows does. Only people with an outcome are taken apart again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import numpy as np
from ibis import ir

from cmokit.methods.linkage import with_leading_id

UNKNOWN = "unknown"
STEP = 2048  # of a key's time
OUTCOME = STEP - 1  # the last number of a moment: touches at the moment of an outcome come before it
MOST_CHANNELS = 500
SECOND = 1_000_000  # microseconds
DAY = 86_400 * SECOND
FARTHEST = 20_000 * DAY  # of a look-back, and at most seventy years from 1970: a key then fits 64 bits
EARLIEST, LATEST = -25_567 * DAY, 47_482 * DAY  # the years 1900 to 2099; what lies beyond counts as their edge
LEAST_EXPONENT = -700.0  # e to it is still no zero: touches a thousand half-lives away weigh alike


@dataclass(frozen=True)
class Cut:
    """open_people: path of each person without an outcome. journeys: of the others, see `_journeys`. outcomes: one row
    per person, end and purse (currency, month): person_id, ends, currency, month, count, value."""

    open_people: ir.Table
    journeys: ir.Table
    outcomes: ir.Table


def channels_of(touchpoints: ir.Table) -> tuple[str, ...]:
    """Channels as they are written, sorted; ValueError where there are more than a list of channels can have."""
    found = _named(touchpoints).select("channel").distinct().to_pyarrow()["channel"].to_pylist()
    if len(found) > MOST_CHANNELS:
        raise ValueError(f"{len(found)} different channels; {MOST_CHANNELS} at most")
    return tuple(sorted(found))


def touch_keys(touchpoints: ir.Table, entity_links: ir.Table, channels: Sequence[str]) -> ir.Table:
    """person_id, key of each touch that says who and when."""
    rows = by_person(_named(touchpoints), entity_links, "touched_at")
    pairs = [(name, number) for number, name in enumerate(channels)]
    code = rows.channel.cases(*pairs, else_=0) if pairs else ibis.literal(0)
    return rows.select("person_id", key=moment(rows.touched_at) * STEP + code.cast("int64"))


def outcome_keys(conversions: ir.Table, entity_links: ir.Table) -> ir.Table:
    """One row per person, moment and purse: several outcomes at one moment are one end, counted as often.

    conversions: with `month`, see `purses.with_month`.
    """
    rows = by_person(conversions, entity_links, "converted_at")
    placed = rows.mutate(ends=moment(rows.converted_at) * STEP + OUTCOME)
    return placed.group_by("person_id", "ends", "currency", "month").aggregate(
        count=placed.count(), value=placed.value_amount.sum()
    )


def cut(touches: ir.Table, outcomes: ir.Table, *, lookback_days: int, half_life_days: float) -> Cut:
    """touches: `touch_keys`. outcomes: `outcome_keys`, kept by the engine."""
    reach = min(lookback_days * DAY, FARTHEST) * STEP
    events = ibis.union(touches, outcomes.select("person_id", key=outcomes.ends))
    kinds = events.key & OUTCOME
    listed = events.group_by("person_id").aggregate(
        keys=events.key.collect(), last=events.key.max(), highest=kinds.max()
    )
    people = listed.mutate(keys=listed.keys.sort()).cache()
    alone = people.filter(people.highest != OUTCOME)
    near = alone.select(keys=alone.keys.filter(lambda key: key >= _time(alone.last) - reach))
    return Cut(near.select(path=_path(near.keys)), _journeys(people, reach, half_life_days).cache(), outcomes)


def _journeys(people: ir.Table, reach: int, half_life_days: float) -> ir.Table:
    """Of people with an outcome: person_id, ends, is_converted, keys, path, weight (of all touches, by time decay)."""
    had = people.filter(people.highest == OUTCOME)
    events = had.select("person_id", "last", key=had.keys.unnest())
    is_outcome = (events.key & OUTCOME) == OUTCOME
    ahead = ibis.window(group_by="person_id", order_by="key", preceding=0, following=None)
    placed = events.mutate(is_touch=~is_outcome, next=ibis.ifelse(is_outcome, events.key, None).min().over(ahead))
    own = placed.filter(placed.is_touch)
    ended = own.mutate(ends=own.next.coalesce(own.last), is_converted=own.next.notnull())
    near = ended.filter(_time(ended.key) >= _time(ended.ends) - reach)
    found = near.group_by("person_id", "ends", "is_converted").aggregate(
        keys=near.key.collect(), weight=decay(near.key, near.ends, half_life_days).sum()
    )
    ordered = found.mutate(keys=found.keys.sort())
    return ordered.mutate(path=_path(ordered.keys))


def decay(key: Any, ends: Any, half_life_days: float) -> Any:
    """Half for each half-life between a touch and its journey's end."""
    apart = (_time(ends) - _time(key)).cast("float64")
    exponent = apart * (-np.log(2) / (half_life_days * DAY * STEP))
    return ibis.greatest(exponent, ibis.literal(LEAST_EXPONENT)).exp()


def by_person(rows: ir.Table, entity_links: ir.Table, when: str) -> ir.Table:
    """Rows that say who and when, with person_id: the leading record's id."""
    known = rows.filter(rows.contact_id.notnull(), rows[when].notnull())
    return with_leading_id(known, entity_links, "contact", "contact_id", "person_id")


def moment(at: Any) -> Any:
    """Microseconds since 1970, each engine asked in the way that it answers exactly."""
    own = _MICROSECONDS.get(at.get_backend().name)
    found = own(at) if own else (at.epoch_seconds().cast("float64") * float(SECOND)).round().cast("int64")
    return ibis.greatest(ibis.least(found, LATEST), EARLIEST)


@ibis.udf.scalar.builtin
def epoch_us(at: dt.Timestamp(timezone="UTC")) -> dt.int64:  # type: ignore[empty-body,valid-type]
    """DuckDB's."""


@ibis.udf.scalar.builtin
def unix_micros(at: dt.Timestamp(timezone="UTC")) -> dt.int64:  # type: ignore[empty-body,valid-type]
    """Spark's."""


_MICROSECONDS = {"duckdb": epoch_us, "pyspark": unix_micros}


def _named(touchpoints: ir.Table) -> ir.Table:
    return touchpoints.mutate(channel=touchpoints.channel.nullif("").fill_null(UNKNOWN))


def _time(key: Any) -> Any:
    return key - (key & OUTCOME)


def _path(keys: Any) -> Any:
    return keys.map(lambda key: (key & OUTCOME).cast("int16"))
