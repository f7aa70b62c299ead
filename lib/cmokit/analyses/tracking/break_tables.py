"""Tables and the chart of tracking's breaks."""

from collections.abc import Sequence
from typing import Any

from cmokit.analyses.called import called, heading
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import pick, required
from cmokit.analyses.shown import table
from cmokit.analyses.tracking.break_figures import CLICKS, ID, LEADS, ORDERS, Broken
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite
from cmokit.methods.tracked_days import ALL, Name
from cmokit.words import say


def named(name: Name) -> str:
    """`sessions of Paid social`, for a sentence; a system is named beside what only it counts."""
    word = "whole" if name.channel == ALL else "channel"
    said = {"system": called(name.system, "system"), "channel": called(name.channel, "channel")}
    return say(f"{ID}.said.{name.series}.{word}", None, **said)


def labelled(name: Name) -> str:
    """The same for a cell of a table or a label of a chart."""
    word = "whole" if name.channel == ALL else "channel"
    said = {"system": heading(name.system, "system"), "channel": heading(name.channel, "channel")}
    return say(f"{ID}.labels.{name.series}.{word}", None, **said)


def break_table(facts: Sequence[Fact], broken: Sequence[Broken]) -> tuple[Table, ...]:
    units = {"what": "text", "first": "date", "last": "date", "lost": "count", "kept": "share"}
    told = [kind for kind in (ORDERS, LEADS, CLICKS) if any(f.dimensions.get("demand") == kind for f in facts)]
    kinds = [kind for kind in told if kind != LEADS or ORDERS not in told]  # a shop's orders say it better
    rows = [
        {
            "what": labelled(one.name),
            "first": one.found.first,
            "last": one.found.last,
            "lost": pick(facts, "lost_count", **one.dimensions),
            "kept": pick(facts, "kept_share", **one.dimensions),
            **{kind: pick(facts, "demand_share", demand=kind, **one.dimensions) for kind in kinds},
            "state": say(f"{ID}.states.{one.state}"),
        }
        for one in broken
    ]
    return table(f"{ID}.tables.breaks", {**units, **dict.fromkeys(kinds, "share"), "state": "text"}, rows)


def series_table(facts: Sequence[Fact]) -> tuple[Table, ...]:
    """Every series that was looked at, the most broken first."""
    own = [fact for fact in facts if fact.measure == "broken_days" and "series" in fact.dimensions]
    ranked = sorted(own, key=lambda fact: (-int(fact.value or 0), fact.name))  # type: ignore[arg-type]
    rows = [{"what": labelled(Name(**fact.dimensions)), "days": fact} for fact in ranked]
    return table(f"{ID}.tables.series", {"what": "text", "days": "days"}, rows)


def break_chart(facts: Sequence[Fact], worst: Broken) -> tuple[Chart, ...]:
    """Counted and expected over the longest break, step by step."""
    kept = required(facts, "kept_share", **worst.dimensions)
    rows: list[dict[str, Any]] = []
    for step in worst.found.steps:
        day = step.day.isoformat()
        rows.append({"day": day, "which": say(f"{ID}.charts.days.expected"), "count": round(step.expected, 6)})
        rows.append({"day": day, "which": say(f"{ID}.charts.days.counted"), "count": step.counted})
    said = {"named": named(worst.name), "kept": cite(kept)}
    return chart(f"{ID}.charts.days", "line", rows, axes=("day", "count", "count"), said=said, series="which")
