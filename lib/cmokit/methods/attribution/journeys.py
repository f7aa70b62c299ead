"""Journeys of everybody, gathered by path: what the models share out. The engine hands over paths, never touches."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
from ibis import ir

from cmokit.methods.attribution.cutting import (
    OUTCOME,
    UNKNOWN,
    Cut,
    channels_of,
    cut,
    decay,
    outcome_keys,
    touch_keys,
)
from cmokit.methods.attribution.gathered import Decayed, by_path, decayed_by_path
from cmokit.methods.attribution.paths import Numbers, Paths
from cmokit.methods.attribution.purses import Purse, with_month

__all__ = ["UNKNOWN", "Journeys", "Untouched", "gather"]
AT_ONCE = 20_000_000  # touches; more are gathered in parts, since a list of keys a person does not fit the memory then
_PURSE = ("currency", "month")


@dataclass(frozen=True)
class Untouched:
    """Outcomes without a touch in the look-back. nameless: how many of them name no person or no moment."""

    count: int
    nameless: int
    amounts: dict[Purse, Decimal]


@dataclass(frozen=True)
class Journeys:
    """paths: all journeys with a touch. amounts: purse → what the outcomes at the end of each path brought, in units of
    0.0001. decayed: credit under time decay. outcomes_count: all of them, touched or not."""

    paths: Paths
    amounts: dict[Purse, Numbers]
    decayed: Decayed
    untouched: Untouched

    @property
    def outcomes_count(self) -> int:
        return round(float(self.paths.converted.sum())) + self.untouched.count


def gather(
    touchpoints: ir.Table,
    conversions: ir.Table,
    entity_links: ir.Table,
    *,
    lookback_days: int,
    half_life_days: float,
    reporting: str = "",
    timezone: str = "UTC",
) -> Journeys:
    """conversions: of the one kind that is credited. reporting: the currency whose amounts need no month.

    Raises ValueError where `channel` holds more values than a list of channels can have.
    """
    channels = channels_of(touchpoints)
    touches = touch_keys(touchpoints, entity_links, channels)
    outcomes = outcome_keys(with_month(conversions, reporting, timezone), entity_links).cache()
    parts = [_gathered(*part, lookback_days, half_life_days) for part in _parts(touchpoints, touches, outcomes)]
    rows, decays, alone = ([part[n] for part in parts] for n in range(3))
    paths, amounts, numbers = by_path(channels, pa.concat_tables(rows))
    decayed = decayed_by_path(paths, pa.concat_tables(decays), numbers)
    return Journeys(paths, amounts, decayed, _untouched(conversions, alone, reporting, timezone))


def _gathered(
    touches: ir.Table, outcomes: ir.Table, lookback_days: int, half_life_days: float
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Rows by path, under time decay, and of outcomes without a touch; what the engine kept for them is let go."""
    made = cut(touches, outcomes, lookback_days=lookback_days, half_life_days=half_life_days)
    every = (_path_rows(made), _decay_rows(made, half_life_days), _untouched_rows(made))
    return every[0].to_pyarrow(), every[1].to_pyarrow(), every[2].to_pyarrow()


def _parts(touchpoints: ir.Table, touches: ir.Table, outcomes: ir.Table) -> Iterator[tuple[ir.Table, ir.Table]]:
    """All people at once, or so many parts that each fits; an engine of many machines sees to that itself.

    touchpoints: as they are read, since to count these costs nothing.
    """
    count = touchpoints.count().to_pyarrow().as_py() if touchpoints.get_backend().name == "duckdb" else 0
    parts = 1
    while count > parts * AT_ONCE:
        parts *= 2
    for part in range(parts):
        some = (t.filter((t.person_id.hash() & (parts - 1)) == part) if parts > 1 else t for t in (touches, outcomes))
        yield next(some), next(some)


def _path_rows(made: Cut) -> ir.Table:
    """path, currency, month, outcomes, open, value: one row per path and purse; of open journeys the purse is empty."""
    nothing: dict[str, Any] = {"currency": ibis.null("string"), "month": ibis.null("string")}
    left = made.journeys.filter(~made.journeys.is_converted).select("path")
    every = ibis.union(made.open_people.select("path"), left)
    open_ = every.group_by("path").aggregate(open=every.count())
    known = _with_outcomes(made)
    won = known.group_by("path", *_PURSE).aggregate(outcomes=known["count"].sum(), value=known.value.sum())
    value = won.value.type()
    return ibis.union(
        won.select("path", *_PURSE, "outcomes", open=ibis.literal(0, "int64"), value=won.value),
        open_.select("path", **nothing, outcomes=ibis.literal(0, "int64"), open=open_.open, value=ibis.null(value)),
    )


def _with_outcomes(made: Cut) -> ir.Table:
    won = made.journeys.filter(made.journeys.is_converted)
    return won.join(made.outcomes, ["person_id", "ends"])


def _decay_rows(made: Cut, half_life_days: float) -> ir.Table:
    """path, code, currency, month, count, value: what each channel on a path has of its outcomes."""
    known = _with_outcomes(made)
    whole = known.value.cast("float64").fill_null(0.0)  # an estimate from here on: weights are no money
    each = known.select("path", *_PURSE, "ends", "weight", "count", whole=whole, key=known.keys.unnest())
    part = decay(each.key, each.ends, half_life_days) / each.weight
    parts = each.select("path", *_PURSE, code=each.key & OUTCOME, credit=part * each["count"], amount=part * each.whole)
    return parts.group_by("path", "code", *_PURSE).aggregate(count=parts.credit.sum(), value=parts.amount.sum())


def _untouched_rows(made: Cut) -> ir.Table:
    won = made.journeys.filter(made.journeys.is_converted)
    alone = made.outcomes.anti_join(won, ["person_id", "ends"])
    return alone.group_by(*_PURSE).aggregate(count=alone["count"].sum(), value=alone.value.sum())


def _untouched(conversions: ir.Table, alone: list[pa.Table], reporting: str, timezone: str) -> Untouched:
    """With the outcomes that name no person or no moment, which no journey can lead to."""
    nobody = conversions.filter(conversions.contact_id.isnull() | conversions.converted_at.isnull())
    named = with_month(nobody, reporting, timezone)
    nameless = named.group_by(*_PURSE).aggregate(count=named.count(), value=named.value_amount.sum()).to_pyarrow()
    amounts: dict[Purse, Decimal] = {}
    every = [row for rows in (*alone, nameless) for row in rows.to_pylist()]
    for row in sorted(every, key=lambda row: (row["currency"] or "", row["month"] or "")):
        if row["currency"] and row["value"] is not None:
            purse = (row["currency"], row["month"])
            amounts[purse] = amounts.get(purse, Decimal(0)) + row["value"]
    return Untouched(sum(row["count"] for row in every), sum(nameless["count"].to_pylist()), amounts)
