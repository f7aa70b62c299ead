"""Which workflows are expanded, which are mended first, which are stopped, and which come next.

Asks
    What may be rolled out to more people now, what has to be mended before, and what is worth building next?
Measures
    For each workflow of the register that is live, tested, or paused behind a pilot: its runs of the last thirty days
    as the log tells them (used, bypassed, failed, stopped), the share of used runs that a person corrected, the error
    that came most often, open incidents, and the decision of its pilot's frozen rule. Verdicts: stop, where the pilot's
    rule says so; stabilise, where more than a tenth of the runs failed or were stopped, more used runs were corrected
    than its frozen plan allows (a fifth without a plan), three in ten runs went around it, or an incident is open; not
    shown, with fewer than twenty runs, or without a pilot whose decision stands; expand, where the pilot's rule says so
    and none of that holds. Next: open items of the backlog, by value, how often the work comes and how easily people
    take it up, as the register of the backlog has them, each a third.
Read it as
    Expand is allowed, not ordered. Not shown is no bad mark: nobody has looked yet. A good pilot does not outweigh
    errors that repeat.
Do next
    Mend the error that came most often first, then look at thirty days again; begin one next workflow, not three.
Limits
    What nobody logs cannot be seen. The log of thirty days says nothing about rare and costly errors: an incident does.
    The order of what comes next is as good as the points that people gave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Found, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, required, share
from cmokit.analyses.rollout.gate import DAYS, EFFECT, EXPAND, VERDICTS, Gated, gated, is_corrected
from cmokit.analyses.rollout.next_ones import Next, next_ones
from cmokit.analyses.rollout.workflows_shown import ID, tables, told
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.tables.contract import TIMESTAMP
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

STABILISE = "stabilise"


@dataclass(frozen=True)
class Rollout:
    """gated: in the order of the register. next: the best first."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row a run that failed, was stopped, bypassed or corrected
    gated: tuple[Gated, ...]
    next: tuple[Next, ...]
    missing: tuple[Missing, ...]


def measure(workflow_runs: Any, definitions: Definitions, found: Mapping[str, Found]) -> Rollout:
    """CannotAnswer where the register names no workflow that is live or tested."""
    flows = gated(workflow_runs, found[EFFECT], definitions)
    if not flows:
        raise CannotAnswer(say(f"{ID}.no_workflows"), Missing("workflows", (), say("rollout.ask")))
    facts = [fact for one in flows for fact in _facts(one)]
    for verdict in VERDICTS:
        facts.append(count(f"{ID}.workflows_count", sum(f.verdict == verdict for f in flows), verdict=verdict))
    held = sum(f.verdict == STABILISE for f in flows)
    facts += share(f"{ID}.held_share", held, len(flows))
    upcoming = tuple(next_ones(definitions))
    facts.append(count(f"{ID}.next_count", len(upcoming)))
    for one in upcoming:
        facts.append(Fact(f"{ID}.score_share", one.score, "share", dimensions={"next": one.id}))
    missing = () if any(f.runs for f in flows) else (Missing("workflow_runs", (), say("asks.workflow_runs")),)
    return Rollout(tuple(facts), _evidence(flows), tuple(flows), upcoming, missing)


def _facts(one: Gated) -> list[Fact]:
    where = {"workflow": one.workflow.id}
    own, total = one.workflow.id, len(one.runs)
    return [
        count(f"{ID}.runs_count", total, workflow=own),
        *share(f"{ID}.failed_share", one.count("failed", "stopped"), total, sample=True, workflow=own),
        *share(f"{ID}.bypassed_share", one.count("bypassed"), total, sample=True, workflow=own),
        *share(f"{ID}.corrected_share", one.corrected, one.count("used"), sample=True, workflow=own),
        count(f"{ID}.repeated_count", one.repeats, n=one.count("failed", "stopped"), workflow=own),
        Fact(f"{ID}.verdict_text", one.verdict, "text", dimensions=where),
    ]


def _evidence(flows: list[Gated]) -> pa.Table:
    rows = [
        (run, "corrected" if is_corrected(run) else str(run["outcome"]))
        for one in flows
        for run in one.runs
        if is_corrected(run) or run["outcome"] != "used"
    ]
    text = pa.string()
    return pa.table(
        {
            "workflow_id": pa.array([run["workflow_id"] for run, _ in rows], text),
            "run_id": pa.array([run["run_id"] for run, _ in rows], text),
            "item_id": pa.array([run["item_id"] for run, _ in rows], text),
            "started_at": pa.array([run["started_at"] for run, _ in rows], TIMESTAMP),
            "problem": pa.array([problem for _, problem in rows], text),
            "error_kind": pa.array([run["error_kind"] for run, _ in rows], text),
            "source_file": pa.array([run["source_file"] for run, _ in rows], text),
            "source_row": pa.array([run["source_row"] for run, _ in rows], pa.int64()),
        }
    )


def judge(found: Rollout, limits: Limits) -> Verdict:
    """By the share that has to be mended first; where nothing is shown, that is no pass."""
    verdict = about(limits.verdict(required(found.facts, "held_share")), say(f"{ID}.about"))
    if verdict.severity is Severity.PASS and not any(one.verdict == EXPAND for one in found.gated):
        return Verdict(Severity.WARN, f"{verdict.reason} {say(f'{ID}.none_shown')}")
    return verdict


def exhibit(found: Rollout, verdict: Verdict) -> Section:
    facts = {name: required(found.facts, "workflows_count", verdict=name) for name in VERDICTS}
    said: dict[str, Any] = {name: cite(fact) for name, fact in facts.items()}
    said |= {"days": limit(DAYS, "days"), "next": cite(required(found.facts, "next_count"))}
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **said),
        brief=say(f"{ID}.brief", **said),
        narrative=told(found),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure", **said),
        key_facts=(required(found.facts, "held_share").name, facts["expand"].name, facts["not_shown"].name),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision"),
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("WFD-06", "HND-04"),
    phases=("scale",),
    sheet="Rollout",
    needs=(),
    uses=("workflow_runs",),
    stands_on=(EFFECT,),
    registers=("workflows", "experiments", "incidents", "backlog"),
    measures={
        "workflows_count": "count",
        "held_share": "share",
        "runs_count": "count",
        "failed_share": "share",
        "bypassed_share": "share",
        "corrected_share": "share",
        "repeated_count": "count",
        "verdict_text": "text",
        "next_count": "count",
        "score_share": "share",
    },
    # One workflow that has to be mended is worth a word; where half of them do, nothing is rolled out.
    limits=Limits(warn=0.0, fail=0.5, on="held_share"),
    evidence_key=("workflow_id", "run_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
