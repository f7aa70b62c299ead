"""How long deals stay in each stage, and how long it is from there to the end.

Asks
    In which stage do deals wait longest, how long do most of them stay in each, and how much time is left from there?
Measures
    Per stage, by Kaplan and Meier: the days after which half, three quarters and nine in ten of the visits have ended,
    visits that still go on counted as long as they have lasted so far, with intervals; the median days from a deal's
    first visit to its end, won or lost. The slowest stage is the one with the longest median. Open visits that have
    lasted longer than nine in ten do, in number and as a share of all open visits. Visits to stages that the stated
    order of the pipeline does not know, and visits whose dates contradict each other, are set apart and counted.
Read it as
    The median says what is usual, the longest tenth what is stuck. A stage whose nine in ten are not reached holds
    deals that nobody ends.
Do next
    Give each stage a longest stay; go through the visits that are beyond it with the deals' owners.
Limits
    A stage set late shows the stay in the stage before it. A deal that comes back counts as another visit. Where fewer
    visits have ended than a share asks for, that share is left out.
"""

from dataclasses import dataclass
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import about, count, having, number, pick, required, share
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, quote
from cmokit.methods import deal_spans, stage_stays
from cmokit.methods.linkage import leading_records
from cmokit.methods.stage_stays import NEGATIVE, NO_END, UNKNOWN, Stays
from cmokit.methods.survival import CONFIDENCE, Waits
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "pipeline.time_in_stage"
QUANTILES = (0.5, 0.75, 0.9)
MOST_NAMED = 3  # unknown stages in a sentence


@dataclass(frozen=True)
class TimeInStage:
    """stages: in order, those that were visited. unknown: the stages that the stated order does not know."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # one row per visit: as `stage_stays.visits`, and is_overdue
    stages: tuple[str, ...]
    unknown: tuple[str, ...]


def measure(
    opportunities: Any, stage_entries: Any, companies: Any, entity_links: Any, definitions: Definitions
) -> TimeInStage:
    end = definitions.as_of_end
    spans = deal_spans.spans(opportunities, stage_entries, companies, entity_links, end)
    deals = leading_records(opportunities, entity_links, "opportunity")
    rows, order = stage_stays.visits(deals, stage_entries, spans, definitions.pipeline_order, end)
    found = stage_stays.stays(rows, order)
    if not found:
        columns = ("entity", "entity_id", "stage", "entered_at")
        raise CannotAnswer(say(f"{ID}.no_visits"), Missing("stage_entries", columns, say("asks.stage_entries")))
    marked = stage_stays.with_overdue(rows, found)
    problems = rows.group_by("problem").aggregate(visits=rows.count()).to_pyarrow().to_pylist()
    wrong = {row["problem"]: row["visits"] for row in problems}
    facts = [fact for stage in found for fact in _facts(stage)]
    for problem in (UNKNOWN, NO_END, NEGATIVE):
        by = {"problem": problem}
        facts.append(Fact(f"{ID}.set_apart_count", wrong.get(problem, 0), "count", dimensions=by, recipe=Count(by)))
    late, waiting = sum(stage.overdue for stage in found), sum(len(stage.open_days) for stage in found)
    facts += [count(f"{ID}.all_open_count", waiting), count(f"{ID}.all_overdue_count", late, n=waiting)]
    facts += share(f"{ID}.overdue_share", late, waiting)
    medians = {stage.stage: median for stage in found if (median := stage.stays.quantile(QUANTILES[0])) is not None}
    if medians:
        facts.append(Fact(f"{ID}.slowest_text", max(medians, key=lambda name: medians[name]), "text"))
    unknown = rows.filter(rows.problem == UNKNOWN).select("stage").distinct().order_by("stage").to_pyarrow()
    evidence = marked.order_by("source_system", "opportunity_id", "entered_at", "stage")
    names = tuple(stage.stage for stage in found)
    return TimeInStage(tuple(facts), evidence, names, tuple(unknown["stage"].to_pylist()))


def _facts(stage: Stays) -> list[Fact]:
    by = {"stage": stage.stage}
    facts = [
        count(f"{ID}.visits_count", stage.stays.n, stage=stage.stage),
        count(f"{ID}.open_count", len(stage.open_days), n=stage.stays.n, stage=stage.stage),
        count(f"{ID}.overdue_count", stage.overdue, n=len(stage.open_days), stage=stage.stage),
    ]
    for quantile in QUANTILES:
        facts += _quantile("stay_days", stage.stays, quantile, {**by, "quantile": str(quantile)})
    return [*facts, *_quantile("left_days", stage.to_close, QUANTILES[0], by)]


def _quantile(name: str, waits: Waits, quantile: float, by: dict[str, str]) -> list[Fact]:
    """Nothing where the share is not reached; no interval where one of its ends is not."""
    value, (low, high) = waits.quantile(quantile), waits.quantile_interval(quantile)
    if value is None:
        return []
    if low is None or high is None:
        return [Fact(f"{ID}.{name}", value, "days", waits.n, dimensions=by)]
    return [Fact(f"{ID}.{name}", value, "days", waits.n, low, high, CONFIDENCE, by)]


def judge(found: TimeInStage, limits: Limits) -> Verdict:
    """By the share of open visits that are overdue; contradictions in the dates and unknown stages are a WARN."""
    late = pick(found.facts, "overdue_share")
    verdict = Verdict(Severity.PASS, say(f"{ID}.nothing_open"))
    if late:
        verdict = about(limits.verdict(late), say(f"{ID}.about"))
    more = [
        say(f"{ID}.apart.{fact.dimensions['problem']}", count=number(fact), figure=cite(fact), stages=_unknown(found))
        for fact in having(found.facts, "set_apart_count")
        if fact.value
    ]
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def _unknown(found: TimeInStage) -> str:
    return listed([quote(stage) for stage in found.unknown[:MOST_NAMED]])


def exhibit(found: TimeInStage, verdict: Verdict) -> Section:
    slowest = pick(found.facts, "slowest_text")
    late, waiting = required(found.facts, "all_overdue_count"), required(found.facts, "all_open_count")
    said: dict[str, Any] = {"late": cite(late), "waiting": cite(waiting)}
    key = [late]
    if slowest:
        stage = str(slowest.value)
        stay = required(found.facts, "stay_days", stage=stage, quantile=str(QUANTILES[0]))
        said |= {"stage": called(stage, "stage"), "days": cite(stay)}
        key = [stay, late]
    words = "headline" if slowest else "headline_without_median"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.{words}", **said),
        narrative=_narrative(found, said, number(late)),
        charts=_chart(found, said, str(slowest.value)) if slowest else (),
        tables=_table(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.{words.replace('headline', 'brief')}", **said),
        key_facts=tuple(fact.name for fact in key),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision", **said) if verdict.severity is not Severity.PASS else "",
    )


def _narrative(found: TimeInStage, said: dict[str, Any], late: int) -> tuple[str, ...]:
    first = found.stages[0]
    left = pick(found.facts, "left_days", stage=first)
    told = [say(f"{ID}.left", stage=called(first, "stage"), days=cite(left))] if left else []
    if late:
        told.append(say(f"{ID}.late", count=late, **said))
    never = [s for s in found.stages if not pick(found.facts, "stay_days", stage=s, quantile=str(QUANTILES[-1]))]
    if never:
        told.append(say(f"{ID}.not_reached", stages=listed([called(s, "stage") for s in never])))
    return tuple(told)


def _chart(found: TimeInStage, said: dict[str, Any], slowest: str) -> tuple[Any, ...]:
    medians = ((s, pick(found.facts, "stay_days", stage=s, quantile=str(QUANTILES[0]))) for s in found.stages)
    data = ({"stage": stage, "days": fact.value} for stage, fact in medians if fact)
    return chart(f"{ID}.charts.medians", "bar", data, axes=("stage", "days", "days"), said=said, highlight=slowest)


def _table(found: TimeInStage) -> tuple[Any, ...]:
    units = {"visits_count": "count", "open_count": "count", "overdue_count": "count"}
    days = {f"stay_{n}": quantile for n, quantile in enumerate(QUANTILES)}
    rows = (
        {"stage": stage}
        | {measure_: pick(found.facts, measure_, stage=stage) for measure_ in (*units, "left_days")}
        | {n: pick(found.facts, "stay_days", stage=stage, quantile=str(quantile)) for n, quantile in days.items()}
        for stage in found.stages
    )
    shown = {"stage": "text", "visits_count": "count", **dict.fromkeys(days, "days"), "left_days": "days"}
    return table(f"{ID}.tables.stages", shown | units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("KPI-04",),
    phases=("baseline",),
    sheet="Time in stage",
    needs=("opportunities", "stage_entries"),
    uses=("companies", "entity_links"),
    measures={
        "stay_days": "days",
        "left_days": "days",
        "visits_count": "count",
        "open_count": "count",
        "overdue_count": "count",
        "all_open_count": "count",
        "all_overdue_count": "count",
        "overdue_share": "share",
        "slowest_text": "text",
        "set_apart_count": "count",
    },
    # In a steady pipeline one open visit in ten is older than nine in ten take; twice that is a jam.
    limits=Limits(warn=0.20, fail=0.40, on="overdue_share"),
    evidence_key=("source_system", "opportunity_id", "entered_at", "stage"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
