"""What the work took before a pilot changed it.

Asks
    How long did the work take before anything was changed, what did it cost, how often did it go wrong, through how
    many hands did it go, and what came of it?
Measures
    Each workflow that an experiment changes, in the days before the first day of assignment: runs out of the log or a
    timing sheet, the median of their minutes with its interval, the shares that failed and that people corrected, the
    average cost where every run states one in the reporting currency. Where nobody logged or timed it, the hours that
    the register of processes gives, named as what people said. Handovers out of their register. The outcome of the
    experiment among people who came before the start.
Read it as
    What any saving is stated against. Times that people said are rounder and often shorter than timed ones; they carry
    no proof of a saving.
Do next
    Have ten cases timed before the change starts where nobody has, and time the same work in the same way afterwards.
Limits
    Runs that nobody logged are not in it. Minutes of a run are those that the log states, else from its start to its
    end, waiting included. A workflow that has run for long may have changed within the days before the start.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from math import comb
from typing import Any

import pandas as pd

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, number, required, share
from cmokit.analyses.pilot import workflow_said as told
from cmokit.analyses.pilot.outlooks import planned_by, planned_of
from cmokit.analyses.pilot.plan_in_use import chosen
from cmokit.analyses.pilot.trial import terms_of
from cmokit.analyses.pilot.workflow_said import ID, LOG, NONE, SHEET, TOLD, Worked
from cmokit.exhibits.fact import Fact, Period
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.pilot.before import Seen, outlook
from cmokit.methods.pilot.records import Records, Terms
from cmokit.methods.pilot.units import moment
from cmokit.methods.uncertainty import CONFIDENCE
from cmokit.registers.experiments import EXPERIMENTS
from cmokit.registers.handoffs import HANDOFFS
from cmokit.registers.processes import PROCESSES
from cmokit.registers.workflows import WORKFLOWS
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

BEFORE_DAYS = 90  # of runs before the start
FEW = 5  # runs, below which a median carries no interval
HOUR = 60


@dataclass(frozen=True)
class BeforeTheChange:
    """every: those with the most runs in front. evidence: one row a run before the start."""

    facts: tuple[Fact, ...]
    evidence: Any
    every: tuple[Worked, ...]
    missing: tuple[Missing, ...] = ()


def measure(
    workflow_runs: Any,
    contacts: Any,
    companies: Any,
    stage_entries: Any,
    activities: Any,
    opportunities: Any,
    orders: Any,
    users: Any,
    entity_links: Any,
    definitions: Definitions,
) -> BeforeTheChange:
    every = tuple(_under_trial(definitions))
    asked = Missing("workflow_runs", ("workflow_id", "started_at", "outcome", "minutes"), say("asks.workflow_runs"))
    if not every:
        raise CannotAnswer(say(f"{ID}.no_workflow"), asked)
    records = Records(
        contacts, companies, stage_entries, activities, opportunities, orders, workflow_runs, users, entity_links
    )
    terms = terms_of(definitions)
    rows = {one.experiment: _runs(one, workflow_runs, terms) for one in every}
    known = tuple(sorted((_with_source(one, rows[one.experiment]) for one in every), key=told.first))
    seen: Seen = {}
    facts = [fact for one in known for fact in _facts(one, rows[one.experiment], records, terms, definitions, seen)]
    timed = sum(one.source != NONE for one in known)
    whole = [
        Fact(f"{ID}.workflows_count", len(known), "count"),
        Fact(f"{ID}.known_count", timed, "count", n=len(known)),
        Fact(f"{ID}.unknown_share", (len(known) - timed) / len(known), "share", len(known)),
    ]
    lacking = (asked,) if any(one.source in (NONE, TOLD) for one in known) else ()
    return BeforeTheChange((*whole, *facts), told.shown(known, rows), known, lacking)


def _under_trial(definitions: Definitions) -> Iterator[Worked]:
    """Each experiment that names a workflow, with its first day and what registers say of the work."""
    known = definitions.known
    plans = {one.id: one.plan for one in chosen(known, definitions.as_of) if one.plan}
    workflows = {item.id: item for item in known.items(WORKFLOWS)}
    processes = {item.id: item for item in known.items(PROCESSES)}
    items = {item.id: item for item in known.items(EXPERIMENTS)}
    for name in sorted({*items, *plans}):
        plan, item = plans.get(name), items.get(name)
        id_ = (plan.workflow if plan else None) or (item.workflow if item else None)
        start = plan.start_on if plan else item.start_on if item else None
        if id_ is None or start is None:
            continue
        workflow = workflows.get(id_)
        process = processes.get(workflow.process) if workflow and workflow.process else None
        handoffs = sum(one.workflow == id_ for one in known.items(HANDOFFS))
        planned = planned_by(plan) if plan else planned_of(item) if item else None
        yield Worked(name, id_, workflow.name if workflow else id_, start, process, handoffs, planned)


def _runs(one: Worked, workflow_runs: Any, terms: Terms) -> pd.DataFrame:
    """Runs of the workflow before the start, with their minutes."""
    start = moment(one.start_on, terms.timezone)
    first = moment(one.start_on - timedelta(days=BEFORE_DAYS), terms.timezone)
    table = workflow_runs.filter(workflow_runs.workflow_id == one.workflow)
    own = table.filter(table.started_at >= first, table.started_at < start)
    rows: pd.DataFrame = own.order_by("run_id").to_pyarrow().to_pandas()
    lasted = (rows["ended_at"] - rows["started_at"]) / timedelta(minutes=1)
    return rows.assign(took=rows["minutes"].astype("float64").fillna(lasted.astype("float64")))


def _with_source(one: Worked, rows: pd.DataFrame) -> Worked:
    if len(rows):
        systems = {str(system) for system in rows["source_system"]}
        source = SHEET if systems == {"timing_sheet"} else "both" if "timing_sheet" in systems else LOG
        return replace(one, source=source, runs=len(rows))
    has_hours = one.process is not None and one.process.active_hours is not None
    return replace(one, source=TOLD if has_hours else NONE)


def _facts(
    one: Worked, rows: pd.DataFrame, records: Records, terms: Terms, definitions: Definitions, seen: Seen
) -> Iterator[Fact]:
    dims = {"experiment": one.experiment}
    period = Period(one.start_on - timedelta(days=BEFORE_DAYS), one.start_on - timedelta(days=1))
    yield Fact(f"{ID}.source_text", one.source, "text", dimensions=dims)
    yield Fact(f"{ID}.runs_count", len(rows), "count", dimensions=dims, period=period)
    yield Fact(f"{ID}.handoffs_count", one.handoffs, "count", dimensions=dims)
    if len(rows):
        yield from (fact.but(period=period) for fact in _of_runs(rows, dims, definitions.currency))
    elif one.process is not None:
        yield from _of_process(one, dims)
    if one.planned is not None:
        found = outlook(one.planned, records, terms, seen)
        yield from share(f"{ID}.result_share", found.yes, found.rows, sample=True, experiment=one.experiment)


def _of_runs(rows: pd.DataFrame, dims: dict[str, str], currency: str) -> Iterator[Fact]:
    name = dims["experiment"]
    took = sorted(float(value) for value in rows["took"].dropna())
    if took:
        low, high = _median_range(took)
        sure = None if low is None else CONFIDENCE
        middle = float(pd.Series(took).median())
        yield Fact(f"{ID}.minutes", middle, "minutes", len(took), low, high, sure, dims)
    yield from share(
        f"{ID}.failed_share", int((rows["outcome"] == "failed").sum()), len(rows), sample=True, experiment=name
    )
    used = rows[rows["outcome"] == "used"]
    corrected = int((used["corrections_count"].fillna(0) > 0).sum())
    yield from share(f"{ID}.corrected_share", corrected, len(used), sample=True, experiment=name)
    costs = [(amount, unit) for amount, unit in zip(rows["cost_amount"], rows["currency"], strict=True)]
    if costs and all(isinstance(amount, Decimal) and unit == currency for amount, unit in costs):
        mean = sum((amount for amount, _ in costs), Decimal()) / len(costs)
        yield Fact(f"{ID}.cost_amount", mean.quantize(Decimal("0.0001")), currency, len(costs), dimensions=dims)


def _of_process(one: Worked, dims: dict[str, str]) -> Iterator[Fact]:
    """What people said in the register of processes, in minutes."""
    process = one.process
    if process is None:
        return
    for measure_, hours in (("minutes", process.active_hours), ("waiting_minutes", process.waiting_hours)):
        if hours is not None:
            yield Fact(f"{ID}.{measure_}", float(hours * HOUR), "minutes", dimensions=dims)
    if process.active_hours is not None and process.times_a_month is not None:
        month = float(process.active_hours * HOUR * process.times_a_month)
        yield Fact(f"{ID}.month_minutes", month, "minutes", dimensions=dims)


def _median_range(took: Sequence[float]) -> tuple[float | None, float | None]:
    """The order statistics that hold the median with the usual confidence, whatever the times are spread like."""
    if len(took) <= FEW:
        return None, None
    below, place = 0.0, 0
    while below + comb(len(took), place) / 2 ** len(took) <= (1 - CONFIDENCE) / 2:
        below += comb(len(took), place) / 2 ** len(took)
        place += 1
    place = max(1, place)
    return took[place - 1], took[len(took) - place]


def judge(found: BeforeTheChange, limits: Limits) -> Verdict:
    """WARN where the work is only told of, FAIL where a workflow under trial has no baseline at all."""
    known, every = required(found.facts, "known_count"), required(found.facts, "workflows_count")
    reason = say(f"{ID}.reasons.known", number(every), known_count=cite(known), workflows_count=cite(every))
    sources = {one.source for one in found.every}
    verdict = about(limits.verdict(required(found.facts, "unknown_share")), say(f"{ID}.about"), reason)
    if TOLD not in sources:
        return verdict
    severity = Severity.WARN if verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, f"{verdict.reason} {say(f'{ID}.reasons.told')}")


def exhibit(found: BeforeTheChange, verdict: Verdict) -> Section:
    first = found.every[0]
    words, said = told.kind(first), told.said(first, found.facts)
    keys = [fact.name for name in ("minutes", "result_share") if (fact := told.fact(found.facts, first, name))]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", **said),
        narrative=tuple(told.narrative(found.every, found.facts)),
        charts=told.charts(found.every, found.facts),
        tables=told.tables(found.every, found.facts),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure.{'timed' if words == 'timed' else 'told'}"),
        brief=say(f"{ID}.briefs.{words}", **said),
        key_facts=(*keys, f"{ID}.known_count"),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decide.{words}") if verdict.severity is not Severity.PASS else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("WFD-05",),
    phases=("pilot",),
    sheet="Before the change",
    needs=(),
    uses=(
        *("workflow_runs", "contacts", "companies", "stage_entries", "activities", "opportunities", "orders", "users"),
        "entity_links",
    ),
    registers=("experiments", "workflows", "processes", "handoffs"),
    measures={
        "workflows_count": "count",
        "known_count": "count",
        "unknown_share": "share",
        "source_text": "text",
        "runs_count": "count",
        "handoffs_count": "count",
        "minutes": "minutes",
        "waiting_minutes": "minutes",
        "month_minutes": "minutes",
        "failed_share": "share",
        "corrected_share": "share",
        "cost_amount": "money",
        "result_share": "share",
    },
    # One workflow without a baseline is one saving that can never be stated; where it is half of them, none will be.
    limits=Limits(warn=0.0, fail=0.49, on="unknown_share"),
    evidence_key=("experiment_id", "run_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
