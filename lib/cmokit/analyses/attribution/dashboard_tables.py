"""Dashboards beside the records: how far each agrees, what two of them answer differently, every figure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from cmokit.analyses.attribution.dashboard_figures import DIFFERS, ID, conflicts
from cmokit.analyses.called import heading
from cmokit.analyses.figures import having, pick, size
from cmokit.analyses.shown import bars, table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.words import say

MOST_ROWS = 15
Facts = Sequence[Fact]


def _dashboards(facts: Facts) -> list[str]:
    """By name, those that agree least first."""
    shares = [fact for fact in having(facts, "agreement_share") if fact.dimensions["dashboard"] != "all"]
    return [fact.dimensions["dashboard"] for fact in sorted(shares, key=lambda f: (size(f), f.name))]


def dashboard_chart(facts: Facts, said: Mapping[str, Any]) -> tuple[Chart, ...]:
    data = [(name, pick(facts, "agreement_share", dashboard=name)) for name in _dashboards(facts)]
    told = ((name, size(fact)) for name, fact in data if fact)
    return bars(f"{ID}.charts.agreement", told, unit="share", x="dashboard", **said)


def dashboard_table(facts: Facts) -> tuple[Table, ...]:
    units = {"dashboard": "text", "agreement": "share", "agreeing": "count", "figures": "count", "unchecked": "count"}
    rows = (
        {
            "dashboard": heading(name, "channel"),
            "agreement": pick(facts, "agreement_share", dashboard=name),
            "agreeing": pick(facts, "agreeing_count", dashboard=name),
            "figures": pick(facts, "figures_count", dashboard=name),
            "unchecked": pick(facts, "unchecked_count", dashboard=name),
        }
        for name in (*_dashboards(facts)[: MOST_ROWS - 1], "all")
    )
    return table(f"{ID}.tables.dashboards", units, rows)


def conflict_table(evidence: pa.Table) -> tuple[Table, ...]:
    """One row a dashboard's answer to a question that is answered differently, the latest period first."""
    found = conflicts(evidence.to_pylist())
    latest = sorted(found, key=lambda key: (-key[2].toordinal(), key[0], key[1]))
    rows = [_answer(row) for key in latest for row in sorted(found[key], key=lambda row: str(row["dashboard"]))]
    units = {"metric": "text", "channel": "text", "from": "date", "to": "date", "dashboard": "text"}
    units |= {"value": "mixed", "own_value": "mixed"}
    return table(f"{ID}.tables.conflicts", units, rows[:MOST_ROWS])


def figure_table(evidence: pa.Table) -> tuple[Table, ...]:
    """Every figure that differs, in the workbook."""
    rows = [_answer(row) for row in evidence.to_pylist() if row["state"] == DIFFERS]
    units = {"metric": "text", "channel": "text", "from": "date", "to": "date", "dashboard": "text"}
    units |= {"value": "mixed", "own_value": "mixed"}
    made = table(f"{ID}.tables.figures", units, rows[:MOST_ROWS])
    return tuple(replace(one, in_workbook_only=True) for one in made)


def _answer(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "metric": say(f"{ID}.names.metrics.{row['asked']}"),
        "channel": heading(row["channel"], "channel"),
        "from": row["period_start_on"],
        "to": row["period_end_on"],
        "dashboard": row["dashboard"],
        "value": row["value"],
        "own_value": row["own_value"],
    }
