"""Frozen analysis plans: what was to be measured, how, until when, and what decides, written before the start.

A plan is `registers/plans/<experiment>.<sha256>.yaml`, named by the hash over its own bytes, so that an edit shows. It
is written by `cmokit freeze` alone, and frozen again only as another file: the earlier one stays.
"""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from cmokit.engagement.faults import in_words
from cmokit.engagement.values import Day, Part, Text
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.yaml_text import read_yaml
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors
from cmokit.registers.fields import ItemId

FOLDER = "plans"


class Design(StrEnum):
    """How the compared groups come about. RANDOMISED: by lot, a unit at a time. STAGGERED: all get it, at days drawn by
    lot. DIFFERENCE_IN_DIFFERENCES: chosen groups beside others, before and after. BEFORE_AFTER: no control at all.
    """

    RANDOMISED = "randomised"
    STAGGERED = "staggered"
    DIFFERENCE_IN_DIFFERENCES = "difference_in_differences"
    BEFORE_AFTER = "before_after"


class UnitKind(StrEnum):
    """What is put into an arm, as in the table `assignments`."""

    CONTACT = "contact"
    COMPANY = "company"
    OWNER = "owner"


class OutcomeKind(StrEnum):
    """What happens to a person, or not, within the days of follow-up: yes or no for each. ANSWERED: first human answer
    within the promise. REACHED: entered `outcome_stage` or a later one. WON: a won opportunity. ORDERED: an order.
    """

    ANSWERED = "answered"
    REACHED = "reached"
    WON = "won"
    ORDERED = "ordered"


class FrozenPlan(Part):
    """One frozen plan. variants: the first is the control. minimum_effect_share: what makes it worth expanding."""

    schema_: int = Field(alias="schema", ge=1, le=1)
    experiment: ItemId
    question: Text
    frozen_on: Day
    frozen_by: Text
    design: Design
    unit_kind: UnitKind
    variants: tuple[Text, ...] = Field(min_length=1)
    metric: Text
    outcome: OutcomeKind
    outcome_stage: Text | None = None
    business_outcome: OutcomeKind | None = None
    business_stage: Text | None = None
    follow_up_days: int = Field(ge=0)
    start_on: Day
    assign_until_on: Day
    end_on: Day
    minimum_effect_share: Decimal = Field(gt=0, lt=1)
    confidence: Decimal = Field(default=Decimal("0.95"), gt=0, lt=1)
    power: Decimal = Field(default=Decimal("0.8"), gt=0, lt=1)
    baseline_share: Decimal | None = None
    baseline_count: int | None = None
    expected_count: int | None = None
    detectable_share: Decimal | None = None
    corrected_share_limit: Decimal = Field(default=Decimal("0.2"), ge=0, le=1)
    decision_rule: Text
    stop_rule: Text
    workflow: ItemId | None = None


def plan_files(folder: ClientFolder) -> tuple[Path, ...]:
    """The files of all plans, in the order of their names."""
    return tuple(sorted((folder.registers / FOLDER).glob("*.yaml")))


def read_plans(folder: ClientFolder) -> tuple[FrozenPlan, ...]:
    """Every frozen plan, by experiment and day. Raises ManyErrors: a plan edited after its freeze, or not readable."""
    faults: list[CmokitError] = []
    plans = []
    for path in plan_files(folder):
        try:
            plans.append(read_plan(path))
        except ManyErrors as several:
            faults += several.errors
    if faults:
        raise ManyErrors(faults)
    return tuple(sorted(plans, key=lambda plan: (plan.experiment, plan.frozen_on)))


def read_plan(path: Path) -> FrozenPlan:
    """One frozen plan. Raises ManyErrors of ConfigurationError with file and line."""
    if faults := list(_edited(path)):
        raise ManyErrors(faults)
    read = read_yaml(path)
    try:
        return FrozenPlan.model_validate({} if read.values is None else read.values)
    except ValidationError as error:
        raise ManyErrors([*read.faults, *in_words(error, read, FrozenPlan)]) from error


def hash_of(text: bytes) -> str:
    """What names a plan's file."""
    return hashlib.sha256(text).hexdigest()


def _edited(path: Path) -> Iterator[CmokitError]:
    named = path.name.removesuffix(".yaml").rpartition(".")[2]
    found = hash_of(path.read_bytes())
    if named != found:
        yield ConfigurationError(
            "this plan was edited after it was frozen",
            "plan_edited",
            path,
            found=found[:12],
            wanted=named[:12],
            mend="put the frozen text back, or freeze the changed plan anew: the report then says that it changed",
        )
