"""Which old ways of working still run beside what replaced them, and what is missing before they are switched off.

Asks
    What was replaced and still runs, what is past its day, and what has to be done before an old way stops?
Measures
    Processes and workflows of the registers that something replaces, and processes that a live workflow changes
    without anybody having said whether the old way stops. Of each: days that the new and the old way have run side by
    side (from the day on which the replacement is live, or from the day on which the old way was to stop where that is
    earlier, until it was switched off, else until the report's day); days past the day on which it was to be switched
    off; steps of the checklist that are not done (named replacement, people told, training changed, end of the backup,
    switched off, nothing left over); and where a log tells it, runs of the replacement that went around it since the
    day on which the old way was to stop.
Read it as
    Two ways side by side cost twice, and nobody knows which figure counts. A backup without an end is a second way.
Do next
    Switch off what is past its day or agree on another one in writing; tell people first; take away reports,
    documents, approvals and tools of the old way on the same day.
Limits
    It is what people wrote into the registers, held against the log. What runs beside unnoticed stands in neither.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, required, share
from cmokit.analyses.rollout.old_ways import OVERDUE, PARALLEL, STATES, UNDATED, OldWay, old_ways
from cmokit.analyses.rollout.retirement_shown import ID, tables, told
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.tables.contract import TIMESTAMP
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all


@dataclass(frozen=True)
class Retirement:
    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row an old way, and one a run that went around what replaced it
    ways: tuple[OldWay, ...]
    as_of: date


def measure(workflow_runs: Any, definitions: Definitions) -> Retirement:
    """CannotAnswer where no register names an old way that something replaces."""
    ways = old_ways(workflow_runs, definitions)
    if not ways:
        asks = tuple(Missing(name, (), say("rollout.ask")) for name in ("processes", "workflows"))
        raise CannotAnswer(say(f"{ID}.none"), *asks)
    facts = [count(f"{ID}.items_count", sum(way.state == state for way in ways), state=state) for state in STATES]
    facts += share(f"{ID}.late_share", sum(way.state in (PARALLEL, OVERDUE) for way in ways), len(ways))
    facts.append(count(f"{ID}.open_steps_count", sum(len(way.steps) for way in ways)))
    for way in ways:
        where = {"item": way.name}
        facts.append(Fact(f"{ID}.parallel_days", way.parallel_days, "days", dimensions=where))
        facts.append(Fact(f"{ID}.overdue_days", way.overdue_days, "days", dimensions=where))
        facts.append(count(f"{ID}.around_count", len(way.around), item=way.name))
        facts.append(Fact(f"{ID}.state_text", way.state, "text", dimensions=where))
    return Retirement(tuple(facts), _evidence(ways), tuple(ways), definitions.as_of)


def _evidence(ways: list[OldWay]) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for way in ways:
        place = {"source_file": way.file, "source_row": way.row}
        rows.append({"item": way.name, "state": way.state, "steps": ", ".join(way.steps), **place})
        rows += [{"item": way.name, "state": "around", **run} for run in way.around]
    text = pa.string()
    return pa.table(
        {
            "item": pa.array([row["item"] for row in rows], text),
            "state": pa.array([row["state"] for row in rows], text),
            "steps": pa.array([row.get("steps") for row in rows], text),
            "run_id": pa.array([row.get("run_id") for row in rows], text),
            "started_at": pa.array([row.get("started_at") for row in rows], TIMESTAMP),
            "source_file": pa.array([row.get("source_file") for row in rows], text),
            "source_row": pa.array([row.get("source_row") for row in rows], pa.int64()),
        }
    )


def judge(found: Retirement, limits: Limits) -> Verdict:
    """By the share that runs beside what replaced it; open steps alone are worth a word."""
    verdict = about(limits.verdict(required(found.facts, "late_share")), say(f"{ID}.about"))
    steps = required(found.facts, "open_steps_count")
    severity = Severity.WARN if steps.value and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, verdict.reason)


def exhibit(found: Retirement, verdict: Verdict) -> Section:
    facts = {state: required(found.facts, "items_count", state=state) for state in STATES}
    late = required(found.facts, "late_share")
    said: dict[str, Any] = {state: cite(fact) for state, fact in facts.items()}
    said |= {"late": cite(late), "steps": cite(required(found.facts, "open_steps_count"))}
    words = "late" if late.value else UNDATED if facts[UNDATED].value else "fine"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=told(found.ways, found.facts, said),
        tables=tables(found.ways, found.facts),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(late.name, required(found.facts, "open_steps_count").name),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision", **said) if words != "fine" else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("WFD-08",),
    phases=("scale",),
    sheet="Retirement",
    needs=(),
    uses=("workflow_runs",),
    registers=("processes", "workflows"),
    measures={
        "items_count": "count",
        "late_share": "share",
        "open_steps_count": "count",
        "parallel_days": "days",
        "overdue_days": "days",
        "around_count": "count",
        "state_text": "text",
    },
    # One old way beside its replacement is worth a word; where half of them are, nothing was really replaced.
    limits=Limits(warn=0.0, fail=0.5, on="late_share"),
    evidence_key=("item", "run_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
