"""What an experiment must say before its plan is frozen, and the plan that it then makes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cmokit.registers.base import Problem
from cmokit.registers.experiments import Experiment
from cmokit.registers.fields import values
from cmokit.registers.plans import Design, FrozenPlan, OutcomeKind, UnitKind
from cmokit.registers.words import field_words

ALWAYS = (
    "primary_metric", "design", "unit_kind", "variants", "outcome_kind", "follow_up_days", "start_on",
    "assign_until_on", "end_on", "minimum_effect_share", "decision_rule", "stop_rule",
)  # fmt: skip
# Fields that are called alike here and there.
SAME = (
    "question", "design", "unit_kind", "eligible", "strata", "waves", "before_days", "variants", "outcome_stage",
    "business_outcome", "business_stage", "follow_up_days", "start_on", "assign_until_on", "end_on",
    "minimum_effect_share", "confidence", "corrected_share_limit", "decision_rule", "stop_rule", "decided_by",
    "workflow",
)  # fmt: skip


def lacks(item: Experiment) -> Iterator[Problem]:
    """What keeps this experiment from being frozen, field by field."""
    for field in (*ALWAYS, *_by_choice(item)):
        if not values(item, field):
            label, asks = field_words("experiments", field).label, field_words("experiments", field).asks
            yield Problem(
                item.id, field, "not_in_plan", f"{item.id}: a plan without this decides nothing: {label}", asks
            )
    if item.design is Design.BEFORE_AFTER:
        mend = "keep a part back by lot (randomised), or let them begin on different days (staggered)"
        yield Problem(item.id, "design", "no_control", f"{item.id}: before and after alone shows no effect", mend)
    if item.design is Design.STAGGERED and item.outcome_kind is OutcomeKind.ANSWERED and _by_person(item):
        mend = "draw by owner, or choose an outcome that comes later"
        message = f"{item.id}: an answer counts from the lead's creation, so nobody waits for a later start"
        yield Problem(item.id, "outcome_kind", "no_control", message, mend)


def plan_of(item: Experiment, *, by: str, on: date, **more: Any) -> FrozenPlan:
    """The plan that an experiment makes that lacks nothing. more: figures of what can be seen."""
    said = {field: getattr(item, field) for field in SAME}
    told = {field: value for field, value in said.items() if value not in (None, ())}
    own = {"experiment": item.id, "frozen_on": on, "frozen_by": by, "metric": item.primary_metric}
    return FrozenPlan.model_validate({"schema": 1, **own, **told, "outcome": item.outcome_kind, **more})


def _by_choice(item: Experiment) -> Iterator[str]:
    if item.outcome_kind is OutcomeKind.REACHED:
        yield "outcome_stage"
    if item.business_outcome is OutcomeKind.REACHED:
        yield "business_stage"
    if item.design is Design.STAGGERED:
        yield "waves"


def _by_person(item: Experiment) -> bool:
    return item.unit_kind is UnitKind.CONTACT
