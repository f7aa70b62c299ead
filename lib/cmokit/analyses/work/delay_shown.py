"""Active and waiting time as charts and tables."""

from collections.abc import Sequence
from typing import Any

from cmokit.analyses.called import readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick
from cmokit.analyses.shown import table
from cmokit.analyses.work.delay_figures import ALL, ID, MOST, USUAL
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.words import has, say

BOTH = ("active", "waiting")
MOST_COLUMNS = 12  # of the board, in the table; the workbook's evidence holds the rest


def kind_name(kind: str) -> str:
    """For the head of a row or a bar, where no marks are read."""
    word = f"{ID}.kinds.{kind}"
    return say("report.names.all") if kind == ALL else say(word) if has(word) else readable(kind)


def charts(facts: Sequence[Fact], said: dict[str, Any]) -> tuple[Chart, ...]:
    return (*_split(facts, said), *_columns(facts, said))


def _kinds(facts: Sequence[Fact]) -> list[str]:
    return [ALL, *sorted({f.dimensions["kind"] for f in having(facts, "flow_efficiency_share")} - {ALL})]


def _split(facts: Sequence[Fact], said: dict[str, Any]) -> tuple[Chart, ...]:
    data = (
        {"kind": kind_name(kind), "days": fact.value, "part": say(f"{ID}.parts.{part}")}
        for kind in _kinds(facts)
        for part in BOTH
        if (fact := pick(facts, f"{part}_days", kind=kind))
    )
    if "active_days" not in said:
        return ()
    return chart(f"{ID}.charts.parts", "stacked_bar", data, axes=("kind", "days", "days"), said=said, series="part")


def _columns(facts: Sequence[Fact], said: dict[str, Any]) -> tuple[Chart, ...]:
    shares = having(facts, "waiting_share")
    if len(shares) < 2:
        return ()
    data = ({"status": f.dimensions["status"], "share": f.value} for f in shares)
    first = shares[0].dimensions["status"]
    axes = ("status", "share", "share")
    return chart(f"{ID}.charts.columns", "bar", data, axes=axes, said=said, highlight=first)


def tables(facts: Sequence[Fact]) -> tuple[Table, ...]:
    return (*_by_kind(facts), *_by_column(facts), *_open(facts))


def _by_kind(facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows = (
        {
            "kind": kind_name(kind),
            "ended": pick(facts, "items_count", kind=kind, state="ended"),
            "open": pick(facts, "items_count", kind=kind, state="open"),
            "flow": pick(facts, "flow_efficiency_share", kind=kind),
            "usual": pick(facts, "cycle_days", kind=kind, quantile=USUAL),
            "most": pick(facts, "cycle_days", kind=kind, quantile=MOST),
            "active": pick(facts, "active_minutes", kind=kind),
            "waiting": pick(facts, "waiting_minutes", kind=kind),
        }
        for kind in _kinds(facts)
    )
    units = {"kind": "text", "ended": "count", "open": "count", "flow": "share", "usual": "days", "most": "days"}
    return table(f"{ID}.tables.kinds", {**units, "active": "minutes", "waiting": "minutes"}, rows)


def _by_column(facts: Sequence[Fact]) -> tuple[Table, ...]:
    waiting = [f.dimensions["status"] for f in having(facts, "waiting_share")]
    others = [f.dimensions["status"] for f in having(facts, "stays_count") if f.dimensions["status"] not in waiting]
    rows = (
        {
            "status": status,
            "stays": pick(facts, "stays_count", status=status),
            "waiting": pick(facts, "waiting_share", status=status),
            "usual": pick(facts, "stay_minutes", status=status, quantile=USUAL),
            "most": pick(facts, "stay_minutes", status=status, quantile=MOST),
        }
        for status in (waiting + others)[:MOST_COLUMNS]
    )
    units = {"status": "text", "stays": "count", "waiting": "share", "usual": "minutes", "most": "minutes"}
    return table(f"{ID}.tables.columns", units, rows)


def _open(facts: Sequence[Fact]) -> tuple[Table, ...]:
    every: tuple[tuple[str, dict[str, str]], ...] = (
        ("items_count", {"kind": ALL, "state": "open"}),
        ("ageing_count", {}),
        ("ageing_share", {}),
        ("oldest_days", {}),
    )
    rows = (
        {"what": say(f"{ID}.figures.{name}"), "value": fact}
        for name, dims in every
        if (fact := pick(facts, name, **dims))
    )
    return table(f"{ID}.tables.open", {"what": "text", "value": "mixed"}, rows)
