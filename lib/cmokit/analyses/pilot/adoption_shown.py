"""Adoption as a chart and tables: pilots, other workflows, what people say, what went wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from cmokit.analyses.called import readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, size
from cmokit.analyses.pilot.adoption_figures import BYPASSED, FAILED, ID, NO_RUN, OUTCOMES, STOPPED, USED, Tried
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.words import has, say

SHARES = tuple(f"{outcome}_share" for outcome in (USED, BYPASSED, FAILED, STOPPED, NO_RUN))


class Found(Protocol):
    """What `pilot.adoption` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def tried(self) -> Sequence[Tried]: ...

    @property
    def names(self) -> Mapping[str, str]: ...


def called(fact: Fact, names: Mapping[str, str]) -> str:
    """The change or the workflow that a figure is about, as its register calls it; else its id in words."""
    id_ = fact.dimensions.get("experiment") or fact.dimensions["workflow"]
    return names.get(id_) or readable(id_)


def charts(found: Found) -> tuple[Chart, ...]:
    """Of each pilot how its items ended."""
    rows = [
        {
            "change": called(fact, found.names),
            "outcome": say(f"{ID}.outcomes.{outcome}"),
            "items": round(size(fact) * (fact.n or 0)),
        }
        for one in found.tried
        if one.plan
        for outcome in (*OUTCOMES, NO_RUN)
        if (fact := pick(found.facts, f"{outcome}_share", **one.dimension))
    ]
    return chart(
        f"{ID}.charts.pilots", "stacked_bar", rows, axes=("change", "items", "count"), said={}, series="outcome"
    )


def tables(found: Found) -> tuple[Table, ...]:
    return (*_pilots(found), *_others(found), *_answers(found), *_errors(found))


def _pilots(found: Found) -> tuple[Table, ...]:
    units = {"change": "text", "items": "count", **dict.fromkeys((*SHARES, "corrected_share"), "share")}
    rows = (
        {
            "change": found.names.get(one.dimension["experiment"]) or readable(one.workflow),
            "items": pick(found.facts, "items_count", **one.dimension),
            **{name: pick(found.facts, name, **one.dimension) for name in (*SHARES, "corrected_share")},
        }
        for one in found.tried
        if one.plan
    )
    return table(f"{ID}.tables.pilots", units, rows)


def _others(found: Found) -> tuple[Table, ...]:
    shares = ("used_share", "bypassed_share", "failed_share", "corrected_share")
    units = {"workflow": "text", "runs": "count", "people": "count", **dict.fromkeys(shares, "share")}
    rows = (
        {
            "workflow": found.names.get(one.workflow) or readable(one.workflow),
            "runs": pick(found.facts, "runs_count", **one.dimension),
            "people": pick(found.facts, "people_count", **one.dimension),
            **{name: pick(found.facts, name, **one.dimension) for name in shares},
        }
        for one in found.tried
        if not one.plan
    )
    return table(f"{ID}.tables.others", units, rows)


def _answers(found: Found) -> tuple[Table, ...]:
    units = {"workflow": "text", "question": "text", "agree": "share", "answers": "count"}
    rows = (
        {
            "workflow": called(fact, found.names),
            "question": _question(fact.dimensions["question"]),
            "agree": fact,
            "answers": fact.n,
        }
        for fact in sorted(having(found.facts, "agree_share"), key=lambda fact: fact.name)
    )
    return table(f"{ID}.tables.answers", units, rows)


def _question(id_: str) -> str:
    """The usual three by their words, any other as it was asked."""
    return say(f"{ID}.questions.{id_}") if has(f"{ID}.questions.{id_}") else readable(id_)


def _errors(found: Found) -> tuple[Table, ...]:
    """What runs failed of, most frequent first."""
    kinds = Counter(
        (one.workflow, str(row["error_kind"]))
        for one in found.tried
        for row in one.runs
        if row["outcome"] == FAILED and row["error_kind"]
    )
    rows = (
        {"workflow": found.names.get(workflow) or readable(workflow), "error": readable(kind), "runs": count}
        for (workflow, kind), count in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
    )
    return table(f"{ID}.tables.errors", {"workflow": "text", "error": "text", "runs": "count"}, rows)
