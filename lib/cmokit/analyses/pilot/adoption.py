"""Whether what is tried out is used at all, gone around, or mended by hand.

Asks
    Of what the change was meant for, how much went through it, how much went around it, and how much had to be
    corrected; and do the people who work with it trust it?
Measures
    For each experiment whose frozen plan names a workflow: the items put into an arm other than the control, and of
    each the outcome of its runs in the plan's days (used if any run was, else as the last run ended, else no run yet).
    Shares used, bypassed, failed, stopped and without a run, of all these items. Corrected: runs that were used and
    then mended by a person, of all used runs of these days, held against the limit that was frozen. People: of those
    whom the log names, how many used it at least once. Trust: of the answers to a survey named like the workflow, those
    that score four or five of five. For other workflows of the log the same, over all their runs.
Read it as
    An effect on everybody in the arm is only as large as the share that really got the change: little use hides what
    it could do, and much correction eats what it saves. A workflow that people go around is telling you something.
Do next
    Ask those who go around it why, and mend what is corrected most before anything is expanded.
Limits
    What nobody logs cannot be seen: work done by hand looks like an item without a run. Answers of a few people to a
    survey say how these few feel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, number, pick, required, size
from cmokit.analyses.pilot.adoption_figures import ID, Tried, facts, is_over_limit, shown, tried
from cmokit.analyses.pilot.adoption_shown import called, charts, tables
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit, quote
from cmokit.registers.experiments import EXPERIMENTS
from cmokit.registers.workflows import WORKFLOWS
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all


@dataclass(frozen=True)
class Adoption:
    """tried: pilots first. names: what an experiment or a workflow is called, by its id."""

    facts: tuple[Fact, ...]
    evidence: Any  # as `adoption_figures.shown`
    tried: tuple[Tried, ...]
    names: Mapping[str, str]


def measure(
    workflow_runs: Any, assignments: Any, survey_answers: Any, entity_links: Any, definitions: Definitions
) -> Adoption:
    found = tried(workflow_runs, assignments, survey_answers, entity_links, definitions)
    if not found:
        raise CannotAnswer(say(f"{ID}.no_runs"), Missing("workflow_runs", (), say("asks.workflow_runs")))
    return Adoption(tuple(facts(found, definitions)), shown(found), found, _names(definitions))


def _names(definitions: Definitions) -> dict[str, str]:
    known = definitions.known
    workflows = {item.id: item.name for item in known.items(WORKFLOWS)}
    plans = {plan.experiment: plan.workflow for plan in known.plans if plan.workflow}
    return (
        workflows
        | {id_: workflows.get(workflow, id_) for id_, workflow in plans.items()}
        | {item.id: item.change for item in known.items(EXPERIMENTS) if item.change}
    )


def judge(found: Adoption, limits: Limits) -> Verdict:
    """By the pilot that is used least; one with more corrections than its plan allows is no success at all."""
    used = _used(found)
    over = required(found.facts, "over_limit_count")
    if number(over):
        return Verdict(Severity.FAIL, say(f"{ID}.over", count=number(over), over=cite(over)))
    if not used:
        return Verdict(Severity.WARN, say(f"{ID}.no_pilot"))
    return about(limits.verdict(used[-1]), say(f"{ID}.about", change=quote(called(used[-1], found.names))))


def _used(found: Adoption) -> list[Fact]:
    """Of the pilots that are over, else of those that run still: the share that went through, the least last."""
    pilots = [fact for fact in having(found.facts, "used_share") if "experiment" in fact.dimensions]
    over = [fact for fact in pilots if pick(found.facts, "readout_days", **fact.dimensions) is None]
    return over or pilots


def exhibit(found: Adoption, verdict: Verdict) -> Section:
    pilots = [one for one in found.tried if one.plan]
    words, said = _headline(found)
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=tuple(_narrative(found, pilots)),
        charts=charts(found),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(f.name for f in (_fact(found, one, "used_share") for one in pilots) if f)[:3],
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _fact(found: Adoption, one: Tried, measure: str) -> Fact | None:
    return pick(found.facts, measure, **one.dimension)


def _headline(found: Adoption) -> tuple[str, dict[str, Any]]:
    """By the pilot that was used least."""
    used = _used(found)
    if not used:
        return "no_pilot", {"workflows": cite(required(found.facts, "workflows_count"))}
    fact = used[-1]
    items = required(found.facts, "items_count", **fact.dimensions)
    said: dict[str, Any] = {"change": quote(called(fact, found.names)), "used": cite(fact), "items": cite(items)}
    return "pilot", said


def _narrative(found: Adoption, pilots: Sequence[Tried]) -> list[str]:
    told = []
    for one in pilots:
        said: dict[str, Any] = {"change": quote(found.names.get(one.dimension["experiment"], one.workflow))}
        names = ("used_share", "bypassed_share", "failed_share", "stopped_share", "no_run_share", "corrected_share")
        own = {name: fact for name in (*names, "readout_days") if (fact := _fact(found, one, name))}
        said |= {name: cite(fact) for name, fact in own.items()}
        if "used_share" in own:
            told.append(say(f"{ID}.told.used", **said))
        if "no_run_share" in own and size(own["no_run_share"]):
            told.append(say(f"{ID}.told.no_run", **said))
        if "corrected_share" in own and one.plan:
            word = "over" if is_over_limit(one) else "within"
            told.append(say(f"{ID}.told.{word}", allowed=limit(float(one.plan.corrected_share_limit), "share"), **said))
        if "readout_days" in own:
            told.append(say(f"{ID}.told.readout", number(own["readout_days"]), **said))
    return told


ANALYSIS = Analysis(
    id=ID,
    rows=("KPI-09", "WFD-06"),
    phases=("pilot", "update"),
    sheet="Adoption",
    needs=("workflow_runs",),
    uses=("assignments", "survey_answers", "entity_links"),
    registers=("experiments", "workflows"),
    measures={
        "pilots_count": "count",
        "workflows_count": "count",
        "over_limit_count": "count",
        "items_count": "count",
        "runs_count": "count",
        "used_share": "share",
        "bypassed_share": "share",
        "failed_share": "share",
        "stopped_share": "share",
        "no_run_share": "share",
        "corrected_share": "share",
        "people_count": "count",
        "people_using_share": "share",
        "answered_count": "count",
        "agree_share": "share",
        "readout_days": "days",
    },
    # What three in ten do not go through hides its own effect; below three in ten there is hardly anything to measure.
    limits=Limits(warn=0.70, fail=0.05, on="used_share", higher_is_better=True),
    evidence_key=("experiment_id", "workflow_id", "item_id", "started_at"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
