"""What each pilot did, by the plan that was frozen before its start.

Asks
    Did the change work, by how much, and what does the rule say that was frozen before the start?
Measures
    Each experiment by its own frozen plan: everybody in the arm that the list put them in, whatever was done with them
    afterwards; the outcome within the plan's days of follow-up, of those alone who have had them. People put into arms
    by lot: the difference of two shares with Newcombe's interval. Owners or companies: their leads counted, and each
    owner or company one observation; drawn anew, or below ten of them every division of them. Not by lot: the change of
    the treated beyond that of the others, with both before the start. A start on days drawn by lot: who has it against
    who does not have it yet, in the same days. The business outcome of the same units beside it, with thirty days of
    follow-up or the plan's own where they are more; it decides nothing. What usual reports would have said.
Read it as
    The effect of offering the change to everybody like those in the list, not of using it. A range that holds nought is
    no success, and one that ends below what was worth having is a result: stop. What has no control, no plan frozen
    before its start, or has not come to its day, shows nothing.
Do next
    Decide as the frozen rule says, and write outcome and lesson into the register of experiments.
Limits
    Of an assignment whose day alone is known, noon counts. A lead's answer counts from the making of its record. A lead
    counts with who owns it now. Leads made just before the start may have met the change within their own follow-up,
    which makes a change before and after look smaller. Where several arms are held against one control, each range is
    wider, so that all of them together are as sure as the plan asks, and the best arm speaks.
"""

from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import number, required
from cmokit.analyses.pilot import effect_said as told
from cmokit.analyses.pilot.effect_figures import ID, facts, shown
from cmokit.analyses.pilot.effect_shown import charts, tables
from cmokit.analyses.pilot.plan_in_use import chosen
from cmokit.analyses.pilot.trial import Trial, read
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.pilot.decision import Decision, Why
from cmokit.methods.pilot.records import Records
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

FIRST = (Decision.EXPAND, Decision.STABILISE, Decision.STOP)  # which experiment speaks first
MOST_KEY = 3


@dataclass(frozen=True)
class PilotEffect:
    """trials: the one that speaks first in front, then by id."""

    facts: tuple[Fact, ...]
    evidence: Any  # as `effect_figures.shown`
    trials: tuple[Trial, ...]
    missing: tuple[Missing, ...] = ()


def measure(
    assignments: Any,
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
) -> PilotEffect:
    asked = Missing("assignments", ("experiment_id", "unit_id", "variant", "assigned_at"), say("asks.assignments"))
    every = chosen(definitions.known, definitions.as_of)
    if not every:
        raise CannotAnswer(say(f"{ID}.no_experiment"), asked)
    if not any(table.limit(1).to_pyarrow().num_rows for table in (assignments, contacts, orders)):
        raise CannotAnswer(say(f"{ID}.no_data"), asked)
    records = Records(
        contacts, companies, stage_entries, activities, opportunities, orders, workflow_runs, users, entity_links
    )
    trials = sorted((read(one, assignments, records, definitions) for one in every), key=_speaks)
    found = facts(trials, definitions.as_of)
    lacking = (asked,) if any(trial.decided.why is Why.NOBODY_ASSIGNED for trial in trials) else ()
    return PilotEffect(found, shown(trials, definitions.timezone), tuple(trials), lacking)


def _speaks(trial: Trial) -> tuple[int, bool, bool, str]:
    """What was decided first, then what was read and shows nothing, last what waits for its day."""
    made = trial.decided.decision
    place = FIRST.index(made) if made in FIRST else len(FIRST)
    return place, trial.decided.why is Why.BEFORE_ITS_DAY, trial.effect is None, trial.chosen.id


def judge(found: PilotEffect, limits: Limits) -> Verdict:
    """FAIL where a change harms, or more of a control got it than the limit allows; WARN where nothing is shown on its
    day, a plan was changed, or an outcome was looked at too soon. An honest no is no fault.
    """
    read, every = required(found.facts, "read_count"), required(found.facts, "experiments_count")
    proven = required(found.facts, "proven_count")
    names = {"read": cite(read), "experiments": cite(every), "proven": cite(proven)}
    reasons = [say(f"{ID}.reasons.read", count=number(every), **names)]
    severity = Severity.FAIL if any(t.decided.why is Why.HARM for t in found.trials) else Severity.PASS
    faults = [trial for trial in found.trials if _is_faulty(trial)]
    if faults and severity is Severity.PASS:
        severity = Severity.WARN
    crossed = [f for f in found.facts if f.measure == limits.on and f.value]
    if worst := max(crossed, key=lambda f: (float(f.value or 0), f.name), default=None):
        verdict = limits.verdict(worst)
        if verdict.severity is not Severity.PASS:
            reasons.append(f"{say(f'{ID}.about')}: {verdict.reason}")
            severity = min(severity, verdict.severity, key=list(Severity).index)
    if faults:
        reasons.append(say(f"{ID}.reasons.faults"))
    return Verdict(severity, " ".join(reasons))


def _is_faulty(trial: Trial) -> bool:
    is_silent = trial.decided.decision is Decision.NOT_SHOWN and trial.decided.why is not Why.BEFORE_ITS_DAY
    return is_silent or trial.chosen.is_changed or trial.chosen.early is not None


def exhibit(found: PilotEffect, verdict: Verdict) -> Section:
    first = found.trials[0]
    read, every = required(found.facts, "read_count"), required(found.facts, "experiments_count")
    said = told.said(first, found.facts) | {"read": cite(read), "experiments": cite(every)}
    words = told.headline_words(first)
    narrative = [
        sentence
        for trial in found.trials
        for sentence in (
            told.behind(trial, found.facts) if trial is first else told.told(trial, found.facts),
            *told.beside(trial, found.facts),
        )
    ]
    effects = [told.fact(found.facts, t, "itt_share", t.best) for t in found.trials if t.effect]
    waits = [told.fact(found.facts, t, "readout_days") for t in found.trials]
    keys = [fact.name for fact in (*effects, *waits) if fact] or [every.name]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", **said),
        narrative=tuple(narrative),
        charts=charts(found.trials, found.facts),
        tables=tables(found.trials, found.facts),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.briefs.{words}", **said),
        key_facts=tuple(keys[:MOST_KEY]),
        owner_role=Responsibility.CHIEF_EXECUTIVE,
        decision=say(f"{ID}.decide.{_to_decide(found)}", **said),
    )


def _to_decide(found: PilotEffect) -> str:
    first = found.trials[0]
    if first.decided.decision is not Decision.NOT_SHOWN:
        return str(first.decided.decision)
    return "wait" if first.decided.why is Why.BEFORE_ITS_DAY else "not_shown"


ANALYSIS = Analysis(
    id=ID,
    rows=("EXP-02",),
    phases=("pilot",),
    sheet="Pilot effect",
    needs=(),
    uses=(
        *("assignments", "workflow_runs", "contacts", "companies", "stage_entries", "activities", "opportunities"),
        *("orders", "users", "entity_links"),
    ),
    registers=("experiments",),
    measures={
        **dict.fromkeys(("experiments_count", "read_count", "proven_count", "plans_count"), "count"),
        "decision_text": "text",
        "readout_days": "days",
        **dict.fromkeys(("assigned_count", "apart_count", "untold_count", "crossed_count"), "count"),
        **dict.fromkeys(("mature_count", "immature_count", "business_mature_count"), "count"),
        "business_immature_count": "count",
        **dict.fromkeys(("crossed_share", "rate_share", "before_share", "itt_share", "least_share"), "share"),
        **dict.fromkeys(("most_share", "chance_share", "drift_share", "adjusted_share", "shortcut_share"), "share"),
        **dict.fromkeys(("corrected_share", "failed_share", "business_rate_share", "business_itt_share"), "share"),
        **dict.fromkeys(("business_least_share", "business_most_share"), "share"),
    },
    # One control in twenty that got the change happens; one in five is another experiment than the plan's.
    limits=Limits(warn=0.05, fail=0.20, on="crossed_share"),
    evidence_key=("experiment_id", "unit_kind", "unit_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
