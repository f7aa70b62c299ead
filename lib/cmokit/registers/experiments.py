"""The register of experiments: the question, the rule that decides it, and what was learned, failures too [EXP-01].

What `cmokit freeze` writes into a plan stands here under the plan's own names (`plans.FrozenPlan`), but for
`outcome_kind`: that is the plan's `outcome`, since `outcome` tells here what came out.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from cmokit.engagement.values import Day, Number, Text, WholeDays, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, ItemId, Names, Owner, PersonName, Wanted
from cmokit.registers.plans import Design, Eligible, OutcomeKind, UnitKind

BEFORE_START = ("decision_rule", "disproof_condition", "primary_metric", "start_on", "end_on")


Part = Annotated[Number, Field(gt=0, lt=1)]  # of a whole, without its ends


class State(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"


class Experiment(Item):
    """One experiment. decision_rule: what is done at which result, written before the start.

    start_on: first day of assignment. assign_until_on: the last. end_on: the day of the readout. variants: the first is
    the control.
    """

    called: ClassVar[str] = "question"
    closed: ClassVar[tuple[str, ...]] = (State.ENDED, State.STOPPED)

    question: Text
    hypothesis: Wanted = None
    audience: Wanted = None
    change: Wanted = None
    primary_metric: Figure = None
    expected_result: Wanted = None
    start_on: Day | None = None
    end_on: Day | None = None
    owner: Owner = None
    workflow: Annotated[ItemId | None, Names("workflows")] = None
    design: Design | None = None
    unit_kind: UnitKind | None = None
    eligible: Eligible | None = None
    strata: tuple[Text, ...] = ()
    waves: Annotated[int, Field(strict=True, ge=2, le=100)] | None = None
    before_days: WholeDays | None = None
    variants: tuple[Text, ...] = ()
    outcome_kind: OutcomeKind | None = None
    outcome_stage: Text | None = None
    business_outcome: OutcomeKind | None = None
    business_stage: Text | None = None
    follow_up_days: WholeDays | None = None
    assign_until_on: Day | None = None
    minimum_effect_share: Part | None = None
    plausible_share: Part | None = None
    confidence: Part | None = None
    corrected_share_limit: Part | None = None
    stop_rule: Text | None = None
    decided_by: PersonName = None
    decision_rule: Text | None = None
    disproof_condition: Text | None = None
    outcome: Text | None = None
    learned: Text | None = None
    changes_standard: YesNo | None = None
    state: State = State.PLANNED


def _days_in_order(items: Sequence[Experiment]) -> Iterable[Problem]:
    for item in items:
        if item.start_on and item.end_on and item.end_on <= item.start_on:
            yield Problem(item.id, "end_on", "bad_order", "it ends before it has begun")
        last = item.assign_until_on
        if last and ((item.start_on and last < item.start_on) or (item.end_on and last > item.end_on)):
            yield Problem(
                item.id, "assign_until_on", "bad_order", "nobody is assigned before the start or after the end"
            )


def _a_control_beside(items: Sequence[Experiment]) -> Iterable[Problem]:
    for item in items:
        if len(item.variants) == 1 and item.design is not Design.BEFORE_AFTER:
            mend = "name two arms or more, the control first; one that has none is of design before_after"
            yield Problem(item.id, "variants", "no_control", "one arm alone has nothing to be compared with", mend)
        if len({name.casefold() for name in item.variants}) < len(item.variants):
            yield Problem(item.id, "variants", "arm_twice", "two arms have the same name", "give each its own")


def _rule_before_the_start(items: Sequence[Experiment], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in BEFORE_START:
            if item.state is State.RUNNING and getattr(item, field) is None:
                message = f"{item.question}: runs, and this was not written before"
                yield Problem(item.id, field, "started_without", message, "stop it, or have it decided")


def _ended_says_what_was_learned(items: Sequence[Experiment], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in ("outcome", "learned", "changes_standard"):
            if item.is_closed and getattr(item, field) is None:
                yield Problem(item.id, field, "not_told", f"{item.question}: over, and this is not written down")


def _over_time(items: Sequence[Experiment], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.RUNNING and item.end_on and item.end_on < around.today:
            yield Problem(item.id, "end_on", "overdue", f"{item.question} was to end on {item.end_on}")


def overlapping(items: Sequence[Experiment]) -> Iterable[tuple[Experiment, Experiment]]:
    """Pairs of experiments that are not over and share people and days, the earlier one first."""
    dated = [item for item in items if not item.is_closed and item.start_on and item.end_on]
    in_order = sorted(dated, key=lambda item: item.start_on or date.max)  # stable: of one day, as in the file
    for number, item in enumerate(in_order):
        for other in in_order[number + 1 :]:
            if _share_people(item, other) and other.start_on <= item.end_on:  # type: ignore[operator]
                yield item, other


def _one_at_a_time(items: Sequence[Experiment], around: Around) -> Iterable[Problem]:
    """Of two that share people and days, the later one: neither effect can be told from the other's."""
    for earlier, later in overlapping(items):
        message = f"{later.question}: runs over the same people and days as {earlier.id}"
        mend = "start it after the other one, or draw both from one list with its own people for each"
        yield Problem(later.id, "start_on", "overlapping", message, mend)


def _share_people(item: Experiment, other: Experiment) -> bool:
    same_workflow = item.workflow is not None and item.workflow == other.workflow
    drawn_from = (item.unit_kind, item.eligible or Eligible.NEW_LEADS)
    same_units = item.unit_kind is not None and drawn_from == (other.unit_kind, other.eligible or Eligible.NEW_LEADS)
    return same_workflow or same_units


EXPERIMENTS = Register(
    name="experiments",
    model=Experiment,
    covers=("EXP-01",),
    rules=(_days_in_order, _a_control_beside),
    stops=(_rule_before_the_start,),
    gaps=(_ended_says_what_was_learned, _over_time, _one_at_a_time),
)
