"""One experiment read whole: the outcome of its plan, the business outcome beside it, and what its rule decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.pilot.plan_in_use import Chosen
from cmokit.methods.pilot import decision, groups, people, units, waves
from cmokit.methods.pilot.decision import Decision, Rule, Ruled, Why, ruled
from cmokit.methods.pilot.effect import Effect
from cmokit.methods.pilot.outcomes import ANSWERED, NEEDS
from cmokit.methods.pilot.reading import BEFORE_AFTER, DIFFERENCE, STAGGERED, Reading, Wanted
from cmokit.methods.pilot.records import CONTACT, OWNER, Records, Terms
from cmokit.methods.pilot.units import Asked, Runs, moment
from cmokit.registers.plans import FrozenPlan

BUSINESS_DAYS = 30  # of follow-up of the business outcome, or the plan's own where they are more
BEFORE_DAYS = 60  # of a comparison before and after that no plan describes
ORDER = (Decision.EXPAND, Decision.STABILISE, Decision.NOT_SHOWN, Decision.STOP)  # of several arms, the best speaks


@dataclass(frozen=True)
class Trial:
    """units: of the list, as `units.assigned`. main, business: None before the day, or where nothing can be read.
    ruled: by treated variant. best: the variant that the decision is about. flatters: before and after without control.
    """

    chosen: Chosen
    decided: Ruled
    units: pd.DataFrame
    runs: Runs | None = None
    main: Reading | None = None
    business: Reading | None = None
    ruled: Mapping[str, Ruled] | None = None
    best: str = ""
    flatters: float | None = None

    @property
    def plan(self) -> FrozenPlan | None:
        return self.chosen.plan

    @property
    def effect(self) -> Effect | None:
        return self.main.effects.get(self.best) if self.main else None


def read(chosen: Chosen, assignments: Any, records: Records, definitions: Definitions) -> Trial:
    """Everything of one experiment as of the day of the report; nothing of its outcome before its own day."""
    terms = terms_of(definitions)
    plan = chosen.plan
    if plan is None or chosen.has_no_control:
        why = Why.NO_CONTROL if chosen.has_no_control else Why.NO_PLAN
        return _without_control(chosen, Ruled(Decision.NOT_SHOWN, why), records, definitions, terms)
    asked = Asked(plan.experiment, plan.unit_kind, plan.variants, plan.start_on, plan.assign_until_on, plan.workflow)
    found = units.assigned(assignments, asked, records, terms)
    open_ = Trial(chosen, Ruled(Decision.NOT_SHOWN, Why.BEFORE_ITS_DAY), found)
    if not chosen.is_readable(definitions.as_of):
        return open_
    by_its_day = terms.by(moment(plan.end_on + timedelta(days=1), definitions.timezone))
    if fault := _unreadable(plan, found, records, definitions):
        return replace(open_, decided=Ruled(Decision.NOT_SHOWN, fault))
    runs = units.runs_of(asked, records, by_its_day)
    main = _read(wanted_of(plan), found, records, by_its_day, runs)
    business = _business(plan, found, records, terms, runs)
    rules = {variant: _ruled(chosen, variant, main, runs) for variant in plan.variants[1:]}
    best = min(rules, key=lambda variant: (ORDER.index(rules[variant].decision), plan.variants.index(variant)))
    return Trial(chosen, rules[best], found, runs, main, business, rules, best)


def terms_of(definitions: Definitions) -> Terms:
    answering = definitions.answering
    return Terms(
        definitions.lifecycle_order,
        definitions.timezone,
        definitions.as_of_end,
        answering.clock,
        answering.promise_minutes,
        definitions.leading,
    )


def wanted_of(plan: FrozenPlan) -> Wanted:
    return Wanted(
        design=plan.design,
        unit_kind=plan.unit_kind,
        variants=plan.variants,
        outcome=plan.outcome,
        stage=plan.outcome_stage,
        days=plan.follow_up_days,
        start_on=plan.start_on,
        assign_until_on=plan.assign_until_on,
        before_days=plan.before_days,
        confidence=float(plan.confidence),
    )


def _unreadable(plan: FrozenPlan, found: pd.DataFrame, records: Records, definitions: Definitions) -> Why | None:
    """What keeps an outcome from being read at all."""
    if getattr(records, NEEDS[plan.outcome]).limit(1).to_pyarrow().num_rows == 0:
        return Why.NO_RECORDS
    if plan.outcome == ANSWERED and definitions.answering.promise_minutes is None:
        return Why.NO_PROMISE
    counted = found[found["problem"] == ""]
    if counted.empty:
        return Why.NOBODY_ASSIGNED
    if len(plan.variants) < 2 or (plan.design == STAGGERED and plan.outcome == ANSWERED and plan.unit_kind == CONTACT):
        return Why.NO_CONTROL
    arms = set(counted["variant"])
    return Why.ONE_ARM if plan.design != STAGGERED and (plan.variants[0] not in arms or len(arms) < 2) else None


def _read(wanted: Wanted, found: pd.DataFrame, records: Records, terms: Terms, runs: Runs) -> Reading:
    if wanted.design == STAGGERED:
        return waves.of_waves(found, wanted, records, terms)
    read_as = people.of_people if wanted.unit_kind == CONTACT and wanted.design != DIFFERENCE else groups.of_clusters
    return read_as(found, wanted, records, terms, runs)


def _business(plan: FrozenPlan, found: pd.DataFrame, records: Records, terms: Terms, runs: Runs) -> Reading | None:
    """As of the day of the report: it decides nothing, so it may ripen after the plan's own day."""
    if plan.business_outcome is None:
        return None
    if getattr(records, NEEDS[plan.business_outcome]).limit(1).to_pyarrow().num_rows == 0:
        return None
    days = max(BUSINESS_DAYS, plan.follow_up_days)
    wanted = replace(wanted_of(plan), outcome=plan.business_outcome, stage=plan.business_stage, days=days)
    return _read(wanted, found, records, terms, runs)


def _ruled(chosen: Chosen, variant: str, main: Reading, runs: Runs) -> Ruled:
    """By the frozen rule, unless something keeps it from being held against it."""
    plan, effect = chosen.plan, main.effects.get(variant)
    assert plan is not None
    if chosen.is_late:
        return Ruled(Decision.NOT_SHOWN, Why.LATE_PLAN)
    if effect is None:
        return Ruled(Decision.NOT_SHOWN, Why.ONE_ARM)
    if fault := _fault(plan, variant, main):
        return Ruled(Decision.NOT_SHOWN, fault)
    rule = Rule(
        float(plan.minimum_effect_share),
        wanted_of(plan).level,
        float(plan.corrected_share_limit),
        plan.workflow is not None,
    )
    return ruled(effect, rule, runs.troubled)


def _fault(plan: FrozenPlan, variant: str, main: Reading) -> Why | None:
    control = main.arms[plan.variants[0]]
    if min(control.mature, main.arms[variant].mature) < decision.FEW:
        return Why.FEW_UNITS
    if control.crossed > decision.CROSSED * (control.mature + control.immature + control.untold):
        return Why.CROSSED
    drift = main.drifts.get(variant)
    is_moving = drift is not None and drift.low is not None and drift.high is not None
    if is_moving and drift is not None and (drift.low > 0 or drift.high < 0):  # type: ignore[operator]
        return Why.DRIFTED
    return None


def _without_control(chosen: Chosen, decided: Ruled, records: Records, definitions: Definitions, terms: Terms) -> Trial:
    """Nothing can be told; what a comparison before and after would say is shown as what it is."""
    nobody = pd.DataFrame(columns=units.COLUMNS)
    said = chosen.plan or chosen.item
    kind = getattr(said, "outcome_kind", None) or getattr(chosen.plan, "outcome", None)
    if (
        said is None
        or kind is None
        or not chosen.is_readable(definitions.as_of)
        or not said.start_on
        or not said.end_on
    ):
        return Trial(chosen, decided, nobody)
    if kind == ANSWERED and terms.promise is None:
        return Trial(chosen, decided, nobody)
    wanted = Wanted(
        design=BEFORE_AFTER,
        unit_kind=OWNER,
        variants=said.variants or ("",),
        outcome=kind,
        stage=said.outcome_stage,
        days=said.follow_up_days or BUSINESS_DAYS,
        start_on=said.start_on,
        assign_until_on=said.assign_until_on or said.end_on,
        before_days=said.before_days or BEFORE_DAYS,
        confidence=0.95,
    )
    return Trial(chosen, decided, nobody, flatters=groups.before_and_after(wanted, records, terms))
