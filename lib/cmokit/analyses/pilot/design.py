"""What each pilot can show with the days and leads at hand, and whether its list is still what was drawn.

Asks
    With the days and the leads at hand, which effect could each pilot show at all, is that one that anybody would
    believe, and is every unit in the one arm that the list put it into?
Measures
    Each experiment of the register and each frozen plan. Before the start: how often its outcome came about among
    people who came earlier and had their days of follow-up by then; how many are to come in its days of assignment, at
    the pace of the ninety days before it. From both the smallest rise that would be seen, as often as the plan asks
    (four times of five where it says nothing), how often an effect just worth having would be missed, and how many
    units it would take. Owners and companies make the variance larger by the design effect; few of them tell less. The
    same of the business outcome. The list: units in two arms, records that show another arm in the CRM, people of the
    control on whom the workflow was used, units in two experiments in the same days, units that cannot be counted.
Read it as
    A pilot that can only show an effect that nobody would believe shows nothing, whatever comes out: its main measure
    has to be one that comes sooner or more often. A wish for an effect is no reason to believe in it.
Do next
    Freeze the plan with the measure that can be seen, or give it the days and units that it needs. Mend the list where
    it is named, and never move a unit into another arm.
Limits
    Where nobody said which effect is believable, half of the share before the start counts, or what is just worth
    having. The pace of the months before the start need not hold. For a comparison of changes the likeness of a cluster
    before and after is left out, so its smallest effect is stated rather too large. What an arm got without a run in
    the log cannot be seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import number, required, size
from cmokit.analyses.pilot import design_said as told
from cmokit.analyses.pilot.design_figures import ID, Can, Looked, facts, shown
from cmokit.analyses.pilot.list_faults import Found, of_lists, of_plans
from cmokit.analyses.pilot.outlooks import business_of, leading, planned_by, planned_of
from cmokit.analyses.pilot.plan_in_use import chosen
from cmokit.analyses.pilot.trial import terms_of
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.methods.pilot.before import Seen, outlook
from cmokit.methods.pilot.records import Records, Terms
from cmokit.registers.experiments import EXPERIMENTS, Experiment
from cmokit.registers.plans import FrozenPlan
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

BAD = (Can.IMPLAUSIBLE, Can.NO_CONTROL)
MOST_KEY = 3


@dataclass(frozen=True)
class PilotDesign:
    """every: open ones first, those that can show least in front. faults: of whole experiments, then of units."""

    facts: tuple[Fact, ...]
    evidence: Any  # as `design_figures.shown`
    every: tuple[Looked, ...]
    faults: tuple[Found, ...]


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
) -> PilotDesign:
    known, as_of = definitions.known, definitions.as_of
    items = {item.id: item for item in known.items(EXPERIMENTS)}
    begun = {one.id: one for one in chosen(known, as_of)}
    if not items and not begun:
        asked = Missing("assignments", ("experiment_id", "unit_id", "variant", "assigned_at"), say("asks.assignments"))
        raise CannotAnswer(say(f"{ID}.no_experiment"), asked)
    records = Records(
        contacts, companies, stage_entries, activities, opportunities, orders, workflow_runs, users, entity_links
    )
    terms = terms_of(definitions)
    plans = {name: one.plan for name, one in begun.items() if one.plan is not None}
    seen: Seen = {}
    looked = [
        _looked(name, items.get(name), plans.get(name), records, terms, definitions, seen)
        for name in sorted({*items, *begun})
    ]
    faults = (
        *of_plans(list(begun.values()), list(items.values())),
        *of_lists(list(plans.values()), assignments, records, terms),
    )
    return PilotDesign(facts(looked, faults), shown(faults), tuple(sorted(looked, key=_first)), faults)


def _looked(
    name: str,
    item: Experiment | None,
    plan: FrozenPlan | None,
    records: Records,
    terms: Terms,
    definitions: Definitions,
    seen: Seen,
) -> Looked:
    """What an experiment can show: by its frozen plan, else as the register describes it."""
    planned = planned_by(plan) if plan else planned_of(item) if item else None
    source = plan or item
    question = source.question if source else name
    end = source.end_on if source else None
    is_open = (end is None or end > definitions.as_of) and not (item and item.is_closed)
    if planned is None or source is None:
        return Looked(name, question, item, plan, None, None, None, is_open)
    asked = outlook(planned, records, terms, seen)
    business = business_of(planned, source.business_outcome, source.business_stage)
    other = outlook(business, records, terms, seen) if business and asked.has_control else None
    return Looked(
        name, question, item, plan, asked, leading(asked, records, terms, seen) if is_open else None, other, is_open
    )


def _first(one: Looked) -> tuple[bool, int, float, str]:
    order = (Can.NO_CONTROL, Can.IMPLAUSIBLE, Can.UNKNOWN, Can.INCOMPLETE, Can.LARGER, Can.ENOUGH)
    missed = one.outlook.missed if one.outlook else None
    return not one.is_open, order.index(one.can), -(missed or 0.0), one.id


def judge(found: PilotDesign, limits: Limits) -> Verdict:
    """FAIL where an open pilot can show nothing that anybody would believe, or has no control; by the limit where an
    effect just worth having would be missed too often; WARN where a list has faults, or a plan is missing.
    """
    open_ones = [one for one in found.every if one.is_open]
    severity, reasons = Severity.PASS, [told.standing(found.facts)]
    if any(one.can in BAD for one in open_ones):
        severity = Severity.FAIL
        reasons.append(say(f"{ID}.reasons.bad"))
    missed = [fact for one in open_ones if (fact := told.fact(found.facts, one, "missed_share"))]
    if missed:
        verdict = limits.verdict(max(missed, key=lambda fact: (size(fact), fact.name)))
        if verdict.severity is not Severity.PASS:
            reasons.append(f"{say(f'{ID}.about')}: {verdict.reason}")
            severity = min(severity, verdict.severity, key=list(Severity).index)
    if any(fault.unit_id for fault in found.faults):
        reasons.append(told.faulty(found.facts))
    if found.faults and severity is Severity.PASS:
        severity = Severity.WARN
    if any(not fault.unit_id for fault in found.faults):
        reasons.append(say(f"{ID}.reasons.plans"))
    return Verdict(severity, " ".join(reasons))


def exhibit(found: PilotDesign, verdict: Verdict) -> Section:
    first = found.every[0]
    words, said = told.headline_words(found.every, found.faults), told.said(first, found.facts)
    keys = [fact.name for fact in _keys(found)]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", number(required(found.facts, "faults_count")), **said),
        narrative=tuple(told.narrative(found.every, found.faults, found.facts)),
        charts=told.charts(found.every, found.facts),
        tables=told.tables(found.every, found.faults, found.facts),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.briefs.{words}", number(required(found.facts, "faults_count")), **said),
        key_facts=tuple(keys[:MOST_KEY]),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decide.{words}", **said) if verdict.severity is not Severity.PASS else "",
    )


def _keys(found: PilotDesign) -> Iterator[Fact]:
    for one in found.every:
        if fact := told.fact(found.facts, one, "detectable_share"):
            yield fact
    yield required(found.facts, "faults_count")
    yield required(found.facts, "experiments_count")


ANALYSIS = Analysis(
    id=ID,
    rows=("EXP-01", "EXP-02"),
    phases=("pilot",),
    sheet="Pilot design",
    needs=(),
    uses=(
        *("assignments", "workflow_runs", "contacts", "companies", "stage_entries", "activities", "opportunities"),
        *("orders", "users", "entity_links"),
    ),
    registers=("experiments",),
    measures={
        **dict.fromkeys(("experiments_count", "open_count", "without_plan_count", "without_control_count"), "count"),
        "faults_count": "count",
        "can_text": "text",
        **dict.fromkeys(("two_arms_count", "other_in_crm_count", "crossed_count", "elsewhere_count"), "count"),
        **dict.fromkeys(
            ("uncounted_count", "before_count", "expected_count", "clusters_count", "effective_count"), "count"
        ),
        "needed_count": "count",
        "needed_days": "days",
        **dict.fromkeys(("before_share", "worth_it_share", "detectable_share", "believable_share"), "share"),
        **dict.fromkeys(("missed_share", "business_detectable_share", "business_believable_share"), "share"),
        **dict.fromkeys(("leading_detectable_share", "leading_believable_share"), "share"),
    },
    # One in five is what plans accept; missed nine times of ten, the pilot is not worth its effort.
    limits=Limits(warn=0.20, fail=0.90, on="missed_share"),
    evidence_key=("experiment_id", "unit_id", "fault"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
