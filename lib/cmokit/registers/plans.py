"""Frozen analysis plans: what was to be measured, how, until when, and what decides, written before the start.

A plan is `registers/plans/<experiment>.<sha256>.yaml`, named by the hash over its own bytes, so that an edit shows. It
is written by `cmokit freeze` alone, and frozen again only as another file: the earlier one stays.
"""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from cmokit.engagement.faults import in_words
from cmokit.engagement.values import Day, Part, Text
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_bytes
from cmokit.engagement.yaml_text import read_yaml
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors
from cmokit.registers.fields import ItemId

FOLDER = "plans"
NOTE = "# Frozen. The name of this file is the hash of its text: a changed plan is frozen anew, as another file.\n"


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


class Eligible(StrEnum):
    """Who may be put into an arm. NEW_LEADS: as they come, from `start_on` to `assign_until_on`. LEADS: who is one or
    further on `start_on`. CUSTOMERS: who had bought before `start_on`. Of companies and owners: theirs.
    """

    NEW_LEADS = "new_leads"
    LEADS = "leads"
    CUSTOMERS = "customers"


class OutcomeKind(StrEnum):
    """What happens to a person, or not, within the days of follow-up: yes or no for each. ANSWERED: first human answer
    within the promise. REACHED: entered `outcome_stage` or a later one. WON: a won opportunity. ORDERED: an order.
    """

    ANSWERED = "answered"
    REACHED = "reached"
    WON = "won"
    ORDERED = "ordered"


class FrozenPlan(Part):
    """One frozen plan. variants: the first is the control. minimum_effect_share: what makes it worth expanding.

    start_on to assign_until_on: days of assignment. end_on: the day of the readout, before which no outcome is shown.
    waves: of a staggered start, on how many days units begin; each unit's own day is its `assigned_at`, its variant the
    second. before_days: what a comparison before and after looks back to. strata: columns of contacts within which the
    lot is drawn. baseline_count, baseline_share: units behind the figure before the start, and their outcome.
    expected_count: units in all arms. design_effect: how much larger a variance clusters make. detectable_share: the
    smallest effect seen with `power`, in share points; business_detectable_share: that of the business outcome.
    plausible_share: the largest effect that anyone would believe. asked_outcome, asked_stage, asked_detectable_share:
    what was to be the main measure, where only an implausible effect of it could be seen and a leading one stands in.
    """

    schema_: int = Field(alias="schema", ge=1, le=1)
    experiment: ItemId
    question: Text
    frozen_on: Day
    frozen_by: Text
    design: Design
    unit_kind: UnitKind
    eligible: Eligible = Eligible.NEW_LEADS
    strata: tuple[Text, ...] = ()
    waves: int | None = Field(default=None, ge=2)
    before_days: int = Field(default=60, ge=1)
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
    design_effect: Decimal | None = None
    detectable_share: Decimal | None = None
    business_detectable_share: Decimal | None = None
    plausible_share: Decimal | None = None
    asked_outcome: OutcomeKind | None = None
    asked_stage: Text | None = None
    asked_detectable_share: Decimal | None = None
    corrected_share_limit: Decimal = Field(default=Decimal("0.2"), ge=0, le=1)
    decision_rule: Text
    stop_rule: Text
    decided_by: Text | None = None
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


def plan_text(plan: FrozenPlan) -> bytes:
    """The plan as it stands in its file, in the order of its fields; what is not said is left out."""
    from ruamel.yaml import YAML

    said = plan.model_dump(by_alias=True, exclude_none=True)
    plain = {name: _plain(value) for name, value in said.items() if value != ()}
    yaml, text = YAML(), StringIO()
    yaml.width = 110
    yaml.dump(plain, text)
    return f"{NOTE}{text.getvalue()}".encode()


def write_plan(folder: ClientFolder, plan: FrozenPlan) -> Path:
    """Beside the plans frozen before, which stay. Hold the engagement's lock."""
    text = plan_text(plan)
    return write_bytes(folder.registers / FOLDER / f"{plan.experiment}.{hash_of(text)}.yaml", text)


def sha256_in(path: Path) -> str:
    """The hash that a plan's file is named by."""
    return path.name.removesuffix(".yaml").rpartition(".")[2]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, str) else value


def hash_of(text: bytes) -> str:
    """What names a plan's file."""
    return hashlib.sha256(text).hexdigest()


def _edited(path: Path) -> Iterator[CmokitError]:
    named = sha256_in(path)
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
