"""The figures of the segments, found again for sentences, charts and tables."""

from typing import Any, Protocol

from cmokit.analyses.called import called, heading
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick
from cmokit.analyses.segments.icp_shown import in_table, split_name
from cmokit.analyses.segments.value_facts import ID
from cmokit.analyses.segments.value_sources import DEALS
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.words import has, say

MOST = 15  # groups of a table on the page
WORDED = ("payment",)


class Found(Protocol):
    """What `segments.value` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def basis(self) -> str: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def currency(self) -> str: ...


def compared(found: Found, measure: str) -> list[Fact]:
    """The groups of the first column, largest first."""
    return [f for f in having(found.facts, measure) if f.dimensions["split"].startswith(f"{found.columns[0]}=")]


def group_name(split: str, name: Any = called) -> str:
    column, value = split.split("=", 1)
    if column in WORDED and has(f"segments.{column}.{value}"):
        return say(f"segments.{column}.{value}")
    return str(name(value, column)) if column == "product" else split_name(split, name)


def charts(found: Found, said: dict[str, Any]) -> tuple[Chart, ...]:
    own = [f for f in compared(found, "average_amount") if f.low is not None][:MOST]
    dots = [
        {"group": group_name(f.dimensions["split"], heading), "value": f.value, "low": f.low, "high": f.high}
        for f in own
    ]
    axes = ("group", "value", found.currency)
    rates: list[dict[str, Any]] = [
        {"behaviour": say(f"{ID}.behaviours.{f.dimensions['behaviour']}")}
        | {"share": f.value, "low": f.low, "high": f.high}
        for f in found.facts
        if f.measure == "behaviour_share"
    ]
    words = f"{ID}.charts"
    return (
        *(chart(f"{words}.average", "interval", dots, axes=axes, said=said) if len(dots) > 1 else ()),
        *chart(f"{words}.behaviour", "interval", rates, axes=("behaviour", "share", "share"), said=said),
    )


def tables(found: Found) -> tuple[Table, ...]:
    """The first column's groups by themselves, and the others'."""
    rows = [_row(found, f) for f in having(found.facts, "revenue_amount") if f.dimensions["split"] != "all"]
    first = [row for row in rows if row["column"] == found.columns[0]]
    other = sorted((r for r in rows if r not in first), key=lambda row: found.columns.index(row["column"]))
    units = _units(found)
    return (
        *table(f"{ID}.tables.first", _filled(units, first), first[:MOST]),
        *table(f"{ID}.tables.others", _filled({"by": "text"} | units, other), other[:MOST]),
        *_deals(found),
        *_behaviours(found),
    )


def _filled(units: dict[str, str], rows: list[dict[str, Any]]) -> dict[str, str]:
    """Without advertising where none of these groups is a channel."""
    return {name: unit for name, unit in units.items() if name != "spend" or any(row[name] for row in rows[:MOST])}


def _deals(found: Found) -> tuple[Table, ...]:
    """Beside orders: the deals' own groups."""
    if found.basis == DEALS:
        return ()
    rows = (
        {"by": say(f"segments.traits.{split.split('=')[0]}"), "group": group_name(split, heading), "wins": f}
        | {
            "closed": pick(found.facts, "closed_count", split=split),
            "cycle": pick(found.facts, "cycle_days", split=split),
        }
        for f in having(found.facts, "win_share")
        if (split := f.dimensions["split"]) != "all"
    )
    units = {"by": "text", "group": "text", "closed": "count", "wins": "share", "cycle": "days"}
    return table(f"{ID}.tables.deals", units, list(rows)[:MOST])


def _units(found: Found) -> dict[str, str]:
    money = found.currency
    units = {"group": "text", "customers": "count", "revenue": money, "part": "share", "average": money}
    if found.basis == DEALS:
        units |= {"closed": "count", "wins": "share", "cycle": "days"}
    has_margin = any(fact.measure == "margin_amount" for fact in found.facts)
    return units | ({"margin": money} if has_margin else {}) | ({"spend": money} if _has_spend(found) else {})


def _has_spend(found: Found) -> bool:
    return any(fact.measure == "spend_amount" for fact in found.facts)


def _row(found: Found, revenue: Fact) -> dict[str, Any]:
    split = revenue.dimensions["split"]
    column = split.split("=", 1)[0]
    measures = {"customers": "customers_count", "part": "revenue_share", "average": "average_amount",
                "closed": "closed_count", "wins": "win_share", "cycle": "cycle_days", "margin": "margin_amount",
                "spend": "spend_amount"}  # fmt: skip
    named = {
        "column": column,
        "by": say(f"segments.traits.{column}"),
        "group": in_table(split) if column == "size" else group_name(split, heading),
    }
    return named | {"revenue": revenue} | {k: pick(found.facts, m, split=split) for k, m in measures.items()}


def _behaviours(found: Found) -> tuple[Table, ...]:
    rows = (
        {"behaviour": say(f"{ID}.behaviours.{f.dimensions['behaviour']}"), "leads": f.n, "share": f}
        | {"low": f.low, "high": f.high}
        for f in found.facts
        if f.measure == "behaviour_share"
    )
    units = {"behaviour": "text", "leads": "count", "share": "share", "low": "share", "high": "share"}
    return table(f"{ID}.tables.behaviour", units, rows)
