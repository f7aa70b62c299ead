"""The figures of the leaks, found again for their exhibit: what sentences cite, the charts and the tables."""

from collections.abc import Mapping
from typing import Any, Protocol

from cmokit.analyses.called import called
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, number, pick
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart
from cmokit.exhibits.text import cite
from cmokit.methods.funnels import ORDERS, PIPELINE
from cmokit.words import has, say

WORDS = "funnel.leaks"
PROBLEMS = {PIPELINE: ("lost", "stalled"), ORDERS: ("lost",)}


class Found(Protocol):
    """What `funnel.leaks` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def stages(self) -> Mapping[str, tuple[str, ...]]: ...

    @property
    def currency(self) -> str: ...


def words_of_worst(found: Found, worst: Fact) -> dict[str, Any]:
    """What is said about the stage that loses most."""
    name = {"funnel": worst.dimensions["funnel"]}
    stage = worst.dimensions["stage"]
    facts = {
        "amount": worst,
        "records": pick(found.facts, "lost_count", stage=stage, **name),
        "whole": pick(found.facts, "lost_amount", stage="all", **name),
    }
    return {"stage": called(stage, "stage")} | {what: cite(fact) for what, fact in facts.items() if fact}


def words_of(found: Found, funnel: str) -> dict[str, Any]:
    """What a funnel's sentences cite: all that was lost and stalled, the slowest stage, the bottleneck."""
    measures = [f"{problem}_{unit}" for problem in PROBLEMS[funnel] for unit in ("count", "amount")]
    facts = {measure: pick(found.facts, measure, funnel=funnel, stage="all") for measure in measures}
    words: dict[str, Any] = {name: cite(fact) for name, fact in facts.items() if fact}
    slow = [f for f in having(found.facts, "delay_days") if f.dimensions["funnel"] == funnel]
    if slow:
        words |= {"slowest": called(slow[0].dimensions["stage"], "stage"), "days": cite(slow[0])}
    bottleneck = pick(found.facts, "bottleneck_text", funnel=funnel)
    return words | ({"bottleneck": called(str(bottleneck.value), "stage")} if bottleneck else {})


def narrative(found: Found, funnel: str) -> str:
    """The sentences that have something to say, in one paragraph."""
    words = words_of(found, funnel)
    counts = {p: number(pick(found.facts, f"{p}_count", funnel=funnel, stage="all")) for p in PROBLEMS[funnel]}
    told = {p: n for p, n in counts.items() if n and has(f"{WORDS}.narrative.{funnel}.{p}")}
    told |= {what: 1 for what in ("bottleneck", "slowest") if what in words}
    return " ".join(say(f"{WORDS}.narrative.{funnel}.{what}", count=n, **words) for what, n in told.items())


def charts(found: Found, funnel: str) -> tuple[Chart, ...]:
    """Money lost and stalled by stage, and the days that each stage takes."""
    said, words = words_of(found, funnel), f"{WORDS}.charts"
    money = [
        {"stage": stage, "amount": fact.value, "problem": say(f"{WORDS}.problems.{problem}")}
        for stage in found.stages[funnel]
        for problem in PROBLEMS[funnel]
        if (fact := pick(found.facts, f"{problem}_amount", funnel=funnel, stage=stage))
    ]
    days = [
        {"stage": stage, "days": fact.value}
        for stage in found.stages[funnel]
        if (fact := pick(found.facts, "delay_days", funnel=funnel, stage=stage))
    ]
    axes = ("stage", "amount", found.currency)
    kept = money if "bottleneck" in said else []
    by_stage = (
        chart(f"{words}.money_{funnel}", "stacked_bar", kept, axes=axes, said=said, series="problem")
        if len(PROBLEMS[funnel]) > 1
        else chart(f"{words}.money_{funnel}", "bar", kept, axes=axes, said=said, highlight=_bottleneck(found, funnel))
    )
    slow = [f for f in having(found.facts, "delay_days") if f.dimensions["funnel"] == funnel]
    slowest = slow[0].dimensions["stage"] if slow else None
    return (
        *by_stage,
        *chart(f"{words}.days_{funnel}", "bar", days, axes=("stage", "days", "days"), said=said, highlight=slowest),
    )


def _bottleneck(found: Found, funnel: str) -> str | None:
    fact = pick(found.facts, "bottleneck_text", funnel=funnel)
    return str(fact.value) if fact else None


def stage_table(found: Found, funnel: str) -> tuple[Any, ...]:
    """One row a stage, and all of them."""
    units = {"entered_count": "count", "advanced_share": "share", "delay_days": "days"}
    units |= {f"{problem}_count": "count" for problem in PROBLEMS[funnel]}
    units |= {f"{problem}_amount": found.currency for problem in PROBLEMS[funnel]}
    rows = (
        {"stage": stage} | {measure: pick(found.facts, measure, funnel=funnel, stage=stage) for measure in units}
        for stage in (*found.stages[funnel], "all")
    )
    return table(f"{WORDS}.tables.{funnel}", {"stage": "text", **units}, rows)
