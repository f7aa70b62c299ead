"""Whether the automations did what they should, week by week, by their own log.

Asks
    How many runs of the automated workflows succeeded and how many failed, with which errors, what went out twice, how
    long did records wait, and which workflow has fallen silent?
Measures
    Every run of the last twelve whole weeks, and of the one that is not over, by workflow: runs, the share that failed
    and with which kind of error, stopped ones, and runs that did the same for the same record again within the hour
    (a message sent twice). A week in which a workflow failed more often than in its other weeks, beyond chance over all
    workflows and weeks together (Fisher's exact test, Benjamini and Hochberg's rule) and by ten points, on two days at
    least, is named. The
    time from the making of a person's record to its first run (median); days since the last run; workflows in the log
    that no card of the register describes; errors that the platforms count themselves.
Read it as
    A failure that nobody sees is work that nobody does. What ran twice was noticed by the person who got it. This is
    no report of results: a workflow that never fails may still be of no use.
Do next
    Give every kind of error to the workflow's owner, repair the most frequent first, then look at the records of the
    failed runs by hand.
Limits
    Only what is logged is seen: a workflow without a log looks healthy, and a trigger that never fired leaves no run.
    A second run within the hour may have been meant. How late the systems sync, and which fields they overwrite, stands
    in the sections on integration and on fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, number, pick, required
from cmokit.analyses.monitoring import health_shown as shown
from cmokit.analyses.monitoring.bad_weeks import BadWeek, bad_weeks
from cmokit.analyses.monitoring.health_figures import ALL, ID, facts_of, issues_of
from cmokit.analyses.monitoring.run_log import Run, by_workflow, runs_of
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.weeks import Week, weeks_to
from cmokit.registers.workflows import WORKFLOWS, Workflow
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say

WEEKS = 12
WHOLE = {"workflow": ALL, "week": ALL}


@dataclass(frozen=True)
class Health:
    """cards: the register's workflows by id. weeks: in order, the last one perhaps not over."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # run_id, workflow_id, item_id, problem, error_kind, started_at, source_file, source_row
    runs: tuple[Run, ...]
    weeks: tuple[Week, ...]
    bad: tuple[BadWeek, ...]
    cards: Mapping[str, Workflow]


def measure(workflow_runs: Any, automations: Any, contacts: Any, definitions: Definitions) -> Health:
    """CannotAnswer where nothing ran in these weeks."""
    weeks = weeks_to(definitions.as_of, definitions.week_starts, WEEKS, definitions.timezone)
    runs = runs_of(workflow_runs, contacts, weeks[0], definitions.as_of_end)
    if not runs:
        raise CannotAnswer(say(f"{ID}.no_runs"), Missing("workflow_runs", ("started_at",), say("asks.workflow_runs")))
    cards = {card.id: card for card in definitions.known.items(WORKFLOWS)}
    flows = by_workflow(runs)
    bad = bad_weeks(flows, weeks)
    uncarded = sum(name not in cards for name in flows) if cards else None
    facts = facts_of(runs, weeks, bad, uncarded, issues_of(automations), definitions.as_of)
    return Health(facts, _evidence(runs), tuple(runs), weeks, tuple(bad), cards)


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("run_id", "workflow_id", "item_id", "problem", "error_kind")),
        ("started_at", pa.timestamp("us", tz="UTC")),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
    ]
)


def _evidence(runs: Sequence[Run]) -> pa.Table:
    """One row a run that failed, was stopped, or did the same again."""
    rows = [
        {
            "run_id": run.run_id,
            "workflow_id": run.workflow,
            "item_id": run.item,
            "problem": run.problem,
            "error_kind": run.error,
            "started_at": run.started_at,
            "source_file": run.source_file,
            "source_row": run.source_row,
        }
        for run in runs
        if run.problem
    ]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["run_id"])), SCHEMA)


def judge(found: Health, limits: Limits) -> Verdict:
    """By the share that failed; a bad week, or messages that went out twice, are a WARN at least."""
    verdict = about(limits.verdict(required(found.facts, "failed_share", **WHOLE)), say(f"{ID}.about"))
    asked = {
        "bad_weeks": required(found.facts, "bad_weeks_count"),
        "twice": required(found.facts, "twice_count", **WHOLE),
    }
    more = [say(f"{ID}.{word}", number(fact), figure=cite(fact)) for word, fact in asked.items() if fact.value]
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: Health, verdict: Verdict) -> Section:
    failed, runs = (required(found.facts, measure, **WHOLE) for measure in ("failed_share", "runs_count"))
    twice = required(found.facts, "twice_count", **WHOLE)
    said: dict[str, Any] = {"failed": cite(failed), "runs": cite(runs), "twice": cite(twice)}
    word = "some" if failed.value else "none"
    uncarded = pick(found.facts, "uncarded_count")
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{word}", None, **said),
        brief=say(f"{ID}.brief.{word}", None, **said),
        narrative=shown.narrative(found),
        charts=shown.charts(found, said),
        tables=shown.tables(found),
        next_steps=shown.steps(found),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (failed, twice, uncarded) if fact),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision") if verdict.severity is not Severity.PASS else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("MON-04",),
    phases=("scale",),
    sheet="Automations",
    needs=("workflow_runs",),
    uses=("automations", "contacts"),
    registers=("workflows",),
    measures={
        "runs_count": "count",
        "failed_share": "share",
        "stopped_count": "count",
        "twice_count": "count",
        "errors_count": "count",
        "delay_minutes": "minutes",
        "silent_days": "days",
        "bad_weeks_count": "count",
        "usual_share": "share",
        "uncarded_count": "count",
        "issues_count": "count",
    },
    # One run in twenty that fails is somebody's work by hand; one in five and the workflow is worse than none.
    limits=Limits(warn=0.05, fail=0.20, on="failed_share"),
    evidence_key=("run_id", "problem"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
