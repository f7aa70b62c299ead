"""The figures of a forecast: what options bring, what is assumed, and what moves the result."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

import pyarrow as pa

from cmokit.analyses.forecast.levers import Plan
from cmokit.analyses.forecast.options import AS_NOW as NOW
from cmokit.exhibits.fact import CENT, Fact
from cmokit.methods.scenarios import Lever, Range, Swing, Told
from cmokit.methods.uncertainty import CONFIDENCE

ID = "forecast.scenarios"
SURE = 0.8  # of 100 draws, how many lie between low and high


def facts_of(
    plan: Plan, results: Mapping[str, Told], spends: Mapping[str, float], moved: Sequence[Swing], currency: str
) -> list[Fact]:
    facts = [fact for name, told in results.items() for fact in _option(name, told, spends[name], currency)]
    now = results[NOW].result
    if now.middle > 0:
        facts.append(Fact(f"{ID}.range_share", (now.high - now.low) / now.middle, "share"))
    for lever in plan.model.levers.values():
        facts += [_assumed(lever, plan.model.months, currency), _origin(lever)]
    for swing in moved:
        where = {"lever": swing.name}
        ends = {"at_low_amount": swing.at_low, "at_high_amount": swing.at_high, "influence_amount": swing.size}
        facts += [Fact(f"{ID}.{name}", _cents(end), currency, dimensions=where) for name, end in ends.items()]
    return facts


def _option(name: str, told: Told, spend: float, currency: str) -> list[Fact]:
    where = {"option": name}
    facts = [
        _ranged("result_amount", told.result, currency, where),
        _ranged("customers_count", told.customers, "count", where),
        Fact(f"{ID}.spend_amount", _cents(spend), currency, dimensions=where),
    ]
    return facts + ([_ranged("gain_amount", told.gain, currency, where)] if told.gain else [])


def _ranged(measure: str, found: Range, unit: str, where: dict[str, str]) -> Fact:
    if unit == "count":
        low, middle, high = (round(end) for end in (found.low, found.middle, found.high))
        return Fact(f"{ID}.{measure}", middle, unit, None, low, high, SURE, where)
    amounts = [_cents(end) for end in (found.low, found.middle, found.high)]
    return Fact(f"{ID}.{measure}", amounts[1], unit, None, amounts[0], amounts[2], SURE, where)


def _assumed(lever: Lever, months: int, currency: str) -> Fact:
    """Of a number, how many over all the months; of spend, what a month costs."""
    where = {"lever": lever.name}
    if lever.unit == "count":
        low, middle, high = (round(end * months) for end in (lever.low, lever.middle, lever.high))
        return Fact(f"{ID}.assumed_count", middle, "count", lever.n, low, high, CONFIDENCE, where)
    if lever.unit == "share":
        ends = lever.low, lever.high
        return Fact(f"{ID}.assumed_share", lever.middle, "share", lever.n, *ends, CONFIDENCE, where)
    cents = [_cents(end) for end in (lever.low, lever.middle, lever.high)]
    return Fact(f"{ID}.assumed_amount", cents[1], currency, lever.n, cents[0], cents[2], CONFIDENCE, where)


def _origin(lever: Lever) -> Fact:
    return Fact(f"{ID}.origin_text", lever.origin, "text", dimensions={"lever": lever.name})


def _cents(amount: float) -> Decimal:
    return Decimal(repr(float(amount))).quantize(CENT, ROUND_HALF_EVEN)


def shown(plan: Plan) -> pa.Table:
    """One row a lever, by name: nothing of it is a record, so no file stands behind a row."""
    rows = sorted(plan.model.levers.values(), key=lambda lever: lever.name)
    text, number = pa.string(), pa.float64()
    return pa.table(
        {
            "lever": pa.array([lever.name for lever in rows], text),
            "unit": pa.array([lever.unit for lever in rows], text),
            "origin": pa.array([lever.origin for lever in rows], text),
            "low": pa.array([lever.low for lever in rows], number),
            "middle": pa.array([lever.middle for lever in rows], number),
            "high": pa.array([lever.high for lever in rows], number),
            "is_decided": pa.array([lever.is_decided for lever in rows], pa.bool_()),
            "records_count": pa.array([lever.n for lever in rows], pa.int64()),
            "source_file": pa.array([None] * len(rows), text),
            "source_row": pa.array([None] * len(rows), pa.int64()),
        }
    )
