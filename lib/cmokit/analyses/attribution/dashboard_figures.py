"""Each figure of a dashboard held against the records' own, and how many agree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.figures import count, share
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Quotient
from cmokit.methods.dashboards import ALL, MONEY, Answers, channel_named, metric_named
from cmokit.vocabulary import Channel

ID = "attribution.dashboards"
ROUNDING = Decimal("0.5")  # of a whole unit of money: what a dashboard that shows no cents may be off
AGREES, DIFFERS, NOT_CHECKED = "agrees", "differs", "not_checked"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("dashboard", "metric", "dimension")),
        *((name, pa.date32()) for name in ("period_start_on", "period_end_on")),
        ("value", pa.float64()),
        *((name, pa.string()) for name in ("unit", "owner", "asked", "channel")),
        ("own_value", pa.float64()),
        ("difference", pa.float64()),
        *((name, pa.string()) for name in ("state", "why", "source_file")),
        ("source_row", pa.int64()),
    ]
)
_ORDER = ("dashboard", "metric", "dimension", "period_start_on", "period_end_on", "source_file", "source_row")


def checked(rows: Iterable[Mapping[str, Any]], own: Answers, as_of: date) -> pa.Table:
    """The figures with asked (the metric as the kit knows it), channel, own_value, difference, state and why."""
    known = [str(channel) for channel in Channel]
    known += [channel for values in own.values.values() for channel, _ in values]
    found = [_checked(row, own, known, as_of) for row in rows]
    table = pa.Table.from_pylist(found, schema=SCHEMA)
    return table.sort_by([(name, "ascending") for name in _ORDER])


def _checked(row: Mapping[str, Any], own: Answers, known: Sequence[str], as_of: date) -> dict[str, Any]:
    metric, channel = metric_named(row["metric"]), channel_named(row["dimension"], known)
    nothing = {**row, "asked": metric, "channel": channel, "state": NOT_CHECKED}
    why = _why_not(row, metric, channel, as_of)
    if why or metric is None or channel is None:
        return {**nothing, "why": why}
    ours = own.of(metric, channel, row["period_start_on"], row["period_end_on"])
    if ours is None:
        return {**nothing, "why": "no_records"}
    difference = Decimal(repr(row["value"])) - ours
    is_equal = abs(difference) <= ROUNDING if metric in MONEY else difference == 0
    state = AGREES if is_equal else DIFFERS
    return {**nothing, "own_value": float(ours), "difference": float(difference), "state": state, "why": ""}


def _why_not(row: Mapping[str, Any], metric: str | None, channel: str | None, as_of: date) -> str:
    first, last = row["period_start_on"], row["period_end_on"]
    reasons = {
        "no_such_metric": metric is None,
        "no_such_dimension": channel is None,
        "no_value": row["value"] is None,
        "no_period": not first or not last or first > last,
        "not_over": bool(last) and last > as_of,
    }
    return next((name for name, holds in reasons.items() if holds), "")


def facts_of(evidence: pa.Table) -> tuple[Fact, ...]:
    rows = evidence.to_pylist()
    facts: list[Fact] = []
    for name in (ALL, *sorted({row["dashboard"] or "" for row in rows})):
        facts += _of_dashboard(name, [row for row in rows if name == ALL or (row["dashboard"] or "") == name])
    facts.append(count(f"{ID}.conflict_count", len(conflicts(rows)), n=len(_questions(rows))))
    return (*facts, *_excess(rows))


def _of_dashboard(name: str, rows: Sequence[Mapping[str, Any]]) -> list[Fact]:
    where = {} if name == ALL else {"dashboard": name}
    agreeing = sum(row["state"] == AGREES for row in rows)
    seen = sum(row["state"] != NOT_CHECKED for row in rows)
    one = count(f"{ID}.agreeing_count", agreeing, n=seen, dashboard=name).but(recipe=Count({**where, "state": AGREES}))
    whole = count(f"{ID}.figures_count", seen, dashboard=name)
    recipe = Quotient(one.name, whole.name)
    unchecked = count(f"{ID}.unchecked_count", len(rows) - seen, n=len(rows), dashboard=name)
    shares = [f.but(recipe=recipe) for f in share(f"{ID}.agreement_share", agreeing, seen, dashboard=name)]
    return [whole, one, unchecked.but(recipe=Count({**where, "state": NOT_CHECKED})), *shares]


Question = tuple[str, str, date, date]


def _questions(rows: Sequence[Mapping[str, Any]]) -> dict[Question, list[Mapping[str, Any]]]:
    """Metric, channel and period → the figures of different dashboards that answer it; at least two of them."""
    asked: dict[Question, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["asked"] and row["channel"] and row["value"] is not None and row["period_start_on"]:
            asked[row["asked"], row["channel"], row["period_start_on"], row["period_end_on"]].append(row)
    return {key: own for key, own in sorted(asked.items(), key=str) if len({row["dashboard"] for row in own}) > 1}


def conflicts(rows: Sequence[Mapping[str, Any]]) -> dict[Question, list[Mapping[str, Any]]]:
    """The questions that dashboards answer differently, by more than rounding."""
    found = {}
    for key, own in _questions(rows).items():
        values = [Decimal(repr(row["value"])) for row in own]
        if max(values) - min(values) > (ROUNDING if key[0] in MONEY else 0):
            found[key] = own
    return found


def _excess(rows: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """What each dashboard reports of a metric over what the records hold, less one, over all that was checked."""
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0)])
    for row in rows:
        if row["state"] != NOT_CHECKED:
            own = sums[row["dashboard"] or "", row["asked"]]
            for place, value in enumerate((row["value"], row["own_value"], 1)):
                own[place] += Decimal(repr(value))
    return [
        Fact(f"{ID}.excess_share", float(said / held - 1), "share", int(n), dimensions={"dashboard": d, "metric": m})
        for (d, m), (said, held, n) in sorted(sums.items())
        if held
    ]
