"""What each experiment can show, from its register entry or its frozen plan and the client's tables."""

from dataclasses import replace

from cmokit.methods.pilot.before import FEW, Outlook, Planned, Seen, can_tell, leading_measures, outlook
from cmokit.methods.pilot.records import Records, Terms
from cmokit.registers.experiments import Experiment
from cmokit.registers.plans import Eligible, FrozenPlan

BUSINESS_DAYS = 30  # of follow-up of the business outcome, or the plan's own where they are more
STARTS = (
    "design",
    "unit_kind",
    "outcome_kind",
    "follow_up_days",
    "start_on",
    "assign_until_on",
    "minimum_effect_share",
)


def planned_of(item: Experiment) -> Planned | None:
    """What the register says of an experiment; None as long as it says too little to work anything out."""
    if any(getattr(item, field) is None for field in STARTS):
        return None
    return Planned(
        design=str(item.design),
        unit_kind=str(item.unit_kind),
        eligible=str(item.eligible or Eligible.NEW_LEADS),
        arms=max(1, len(item.variants)),
        outcome=str(item.outcome_kind),
        stage=item.outcome_stage,
        days=item.follow_up_days or 0,
        start_on=item.start_on,  # type: ignore[arg-type]
        assign_until_on=item.assign_until_on,  # type: ignore[arg-type]
        minimum=float(item.minimum_effect_share or 0),
        believable=None if item.plausible_share is None else float(item.plausible_share),
        before_days=item.before_days or 60,
        waves=item.waves,
        confidence=float(item.confidence or 0.95),
    )


def planned_by(plan: FrozenPlan) -> Planned:
    """The same of a frozen plan."""
    return Planned(
        design=str(plan.design),
        unit_kind=str(plan.unit_kind),
        eligible=str(plan.eligible),
        arms=len(plan.variants),
        outcome=str(plan.outcome),
        stage=plan.outcome_stage,
        days=plan.follow_up_days,
        start_on=plan.start_on,
        assign_until_on=plan.assign_until_on,
        minimum=float(plan.minimum_effect_share),
        believable=None if plan.plausible_share is None else float(plan.plausible_share),
        before_days=plan.before_days,
        waves=plan.waves,
        confidence=float(plan.confidence),
        power=float(plan.power),
    )


def business_of(planned: Planned, outcome: str | None, stage: str | None) -> Planned | None:
    """The same pilot, asked about its business outcome."""
    if outcome is None:
        return None
    days = max(BUSINESS_DAYS, planned.days)
    return replace(planned, outcome=str(outcome), stage=stage, days=days, believable=None)


def leading(asked: Outlook, records: Records, terms: Terms, seen: Seen | None = None) -> Outlook | None:
    """The nearest measure that comes sooner or more often, of which a believable effect can be seen; None where there
    is none, and where the one asked for does, or nothing is known.
    """
    if not asked.is_known or asked.is_believable or not asked.has_control:
        return None
    others = (p for p in leading_measures(asked.planned, terms.order) if can_tell(p.outcome, records, terms))
    looked = (outlook(planned, records, terms, seen) for planned in others)
    return next((found for found in looked if found.rows >= FEW and found.is_believable), None)
