"""What a customer brings as charts, tables and a sentence on its groups."""

from collections.abc import Sequence
from typing import Any

from cmokit.analyses.called import called, heading, readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, size
from cmokit.analyses.retention.value_figures import ALL, ID, SPLIT_MONTHS
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, limit
from cmokit.methods.customer_value import MARGIN, REVENUE
from cmokit.words import say

SHOWN = (1, 2, 3, 4, 5, 6, 9, 12, 15, 18, 21, 24)  # months of the table on the page; the workbook's list has all
MOST_GROUPS = 14


def curve_of(facts: Sequence[Fact], split: str = ALL) -> list[Fact]:
    """Month by month: of the margin where it is known, else of revenue."""
    own = [fact for fact in facts if fact.measure == "curve_amount" and fact.dimensions["split"] == split]
    kinds = {fact.dimensions["of"] for fact in own}
    kind = MARGIN if MARGIN in kinds else REVENUE
    return sorted((f for f in own if f.dimensions["of"] == kind), key=lambda f: int(f.dimensions["month"]))


def _groups(facts: Sequence[Fact], kind: str) -> tuple[str, list[Fact]]:
    """The longest month of the curve that two groups and more have seen, and their figures, largest first."""
    for month in map(str, reversed(SPLIT_MONTHS)):
        found = [
            f for f in having(facts, "curve_amount")
            if f.dimensions["month"] == month and f.dimensions["of"] == kind and _is_group(f)
        ]  # fmt: skip
        if len(found) > 1:
            return month, found
    return "", []


def _is_group(fact: Fact) -> bool:
    """Of a segment or a channel, neither of all nor of a half by the day of beginning."""
    return fact.dimensions["split"].split("=")[0] in ("segment", "channel")


def _name(split: str, name: Any = heading) -> str:
    column, value = split.split("=", 1)
    return str(name(value, column) if column == "channel" else name(readable(value), column))


def groups_told(facts: Sequence[Fact], kind: str) -> list[str]:
    """A sentence for segments and one for channels: who brings most and who least in the same months."""
    month, found = _groups(facts, kind)
    told = []
    for column in ("segment", "channel"):
        own = [f for f in found if f.dimensions["split"].startswith(f"{column}=")]
        if len(own) > 1:
            best, least = own[0], own[-1]
            said: dict[str, Any] = {"months": limit(int(month), "count")}
            said |= {"best": _name(best.dimensions["split"], called), "best_amount": cite(best)}
            said |= {"least": _name(least.dimensions["split"], called), "least_amount": cite(least)}
            told.append(say(f"{ID}.groups.{column}", **said))
    return told


def halves_told(facts: Sequence[Fact], kind: str) -> list[str]:
    """Whether those who came first brought more than those since, at the farthest month that both have seen."""
    for month in map(str, reversed(SPLIT_MONTHS)):
        at = {"month": month, "of": kind}
        earlier, later = (pick(facts, "curve_amount", split=f"began={half}", **at) for half in ("earlier", "later"))
        if earlier and later:
            words = "less" if size(later) < size(earlier) else "more"
            said: dict[str, Any] = {"months": limit(int(month), "count"), "earlier": cite(earlier)}
            return [say(f"{ID}.halves.{words}", later=cite(later), **said)]
    return []


def charts(facts: Sequence[Fact], kind: str, cost: Fact | None, said: dict[str, Any]) -> tuple[Chart, ...]:
    return (*_curve(facts, kind, cost, said), *_by_group(facts, kind))


def _curve(facts: Sequence[Fact], kind: str, cost: Fact | None, said: dict[str, Any]) -> tuple[Chart, ...]:
    points = curve_of(facts)
    words = f"{ID}.charts.curve.{kind}"
    return (
        Chart(
            kind="line",
            title=say(f"{words}.title"),
            alt=say(f"{words}.alt", **said),
            data=tuple({"month": f.dimensions["month"], "amount": f.value} for f in points),
            x="month",
            y="amount",
            unit=points[0].unit,
            limit=float(cost.value) if cost and cost.value is not None else None,
            limit_label=say(f"{ID}.charts.cost.{cost.dimensions['cost']}") if cost else "",
        ),
    )


def _by_group(facts: Sequence[Fact], kind: str) -> tuple[Chart, ...]:
    month, found = _groups(facts, kind)
    if not found:
        return ()
    data = (
        {"group": _name(f.dimensions["split"]), "amount": f.value, "low": f.low, "high": f.high}
        for f in found[:MOST_GROUPS]
    )
    said: dict[str, Any] = {"months": limit(int(month), "count"), "figure": cite(found[0])}
    said |= {"best": _name(found[0].dimensions["split"], called)}
    axes = ("group", "amount", found[0].unit)
    return chart(f"{ID}.charts.groups.{kind}", "interval", data, axes=axes, said=said)


def tables(facts: Sequence[Fact], kind: str) -> tuple[Table, ...]:
    return (*_horizons(facts), *_points(facts, kind), *_group_table(facts, kind), *_cost(facts))


def _horizons(facts: Sequence[Fact]) -> tuple[Table, ...]:
    found = [f for f in facts if f.measure in ("margin_amount", "revenue_amount") and f.dimensions["split"] == ALL]
    rows = (
        {
            "what": say(f"{ID}.kinds.{f.measure.removesuffix('_amount')}"),
            "months": f.dimensions["horizon"],
            "amount": f,
            "low": f.low,
            "high": f.high,
        }
        for f in sorted(found, key=lambda f: (f.measure, int(f.dimensions["horizon"])))
    )
    money = found[0].unit if found else "count"
    units = {"what": "text", "months": "text", "amount": money, "low": money, "high": money}
    return table(f"{ID}.tables.horizons", units, rows)


def _points(facts: Sequence[Fact], kind: str) -> tuple[Table, ...]:
    points = [f for f in curve_of(facts) if int(f.dimensions["month"]) in SHOWN]
    rows = (
        {"month": f.dimensions["month"], "amount": f, "low": f.low, "high": f.high, "customers": f.n} for f in points
    )
    money = points[0].unit
    units = {"month": "text", "amount": money, "low": money, "high": money, "customers": "count"}
    return table(f"{ID}.tables.curve.{kind}", units, rows)


def _group_table(facts: Sequence[Fact], kind: str) -> tuple[Table, ...]:
    splits = [f.dimensions["split"] for f in having(facts, "customers_count") if f.dimensions["split"] != ALL]
    values = {f.dimensions["split"]: f for f in having(facts, f"{kind}_amount") if f.dimensions["split"] != ALL}
    points = [f for f in having(facts, "curve_amount") if f.dimensions["of"] == kind and _is_group(f)]
    reached = {f.dimensions["month"] for f in points}
    months = {f"month_{m}": str(m) for m in SPLIT_MONTHS if str(m) in reached}
    rows = [
        {"group": _name(split), "customers": pick(facts, "customers_count", split=split)}
        | {name: pick(facts, "curve_amount", month=month, of=kind, split=split) for name, month in months.items()}
        | ({"value": value, "horizon": value.dimensions["horizon"]} if (value := values.get(split)) else {})
        for split in splits[:MOST_GROUPS]
    ]
    money = curve_of(facts)[0].unit
    units = {"group": "text", "customers": "count", **dict.fromkeys(months, money)}
    units |= {"value": money, "horizon": "text"} if values else {}
    return table(f"{ID}.tables.groups.{kind}", units, rows)


def _cost(facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows = (
        {
            "cost": say(f"{ID}.costs.{how}"),
            "amount": cost,
            "back": next((f for f in having(facts, "return_share") if f.dimensions["cost"] == how), None),
            "payback": next((f for f in having(facts, "payback_months_count") if f.dimensions["cost"] == how), None),
        }
        for how in ("paid", "loaded")
        if (cost := pick(facts, "cac_amount", cost=how))
    )
    unit = next((f.unit for f in facts if f.measure == "cac_amount"), "count")
    units = {"cost": "text", "amount": unit, "back": "share", "payback": "count"}
    return table(f"{ID}.tables.cost", units, rows)
