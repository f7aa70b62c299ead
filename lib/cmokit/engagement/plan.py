"""The plan of an engagement: per phase its days, goals, deliverables and the gate at its end [PLAN-01 to PLAN-04].

Four plans ship as data, chosen by `preset` in engagement.yaml. A client's own `plan.yaml` takes the place of the chosen
one whole; the days of phases are always changed in engagement.yaml, under `phases`.
"""

from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from cmokit.engagement.faults import in_words
from cmokit.engagement.values import Code, Name, Part, Text
from cmokit.engagement.yaml_text import YamlText, parse_yaml, read_yaml
from cmokit.errors import CmokitError, ConfigurationError, ManyErrors
from cmokit.vocabulary import Phase

FILE_NAME = "plan.yaml"  # a client's own, beside engagement.yaml
DayNumber = Annotated[int, Field(ge=1, le=400)]


class PlannedDeliverable(Part):
    """due_day: day of the engagement by which it is due."""

    id: Code = Field(description="a short name, as in the register of deliverables")
    deliverable: Text = Field(description="what is delivered")
    due_day: DayNumber | None = Field(default=None, description="the day of the engagement by which it is due")
    criteria: tuple[Text, ...] = Field(default=(), description="list of what must be true for it to be accepted")


class Gate(Part):
    """What must hold before a phase counts as done. It stops acts, never a report."""

    says: Text = Field(description="in one sentence, what holds behind this gate")
    registers: tuple[Name, ...] = Field(default=(), description="list of the registers that must be filled")
    reports: tuple[Phase, ...] = Field(default=(), description="list of the phases whose report must be published")


class PlannedPhase(Part):
    """days: first and last day of the engagement; none in a plan of stages."""

    days: tuple[DayNumber, DayNumber] | None = Field(default=None, description="first and last day, as [1, 20]")
    goals: tuple[Text, ...] = Field(default=(), description="list of what the phase is for")
    deliverables: tuple[PlannedDeliverable, ...] = Field(default=(), description="list of {id, deliverable, due_day}")
    gate: Gate | None = Field(default=None, description="what must hold before the phase counts as done")

    @model_validator(mode="after")
    def _in_order(self) -> "PlannedPhase":
        if self.days and self.days[1] < self.days[0]:
            raise ValueError("the last day lies before the first")
        return self


class Plan(Part):
    """earliest_build_day: before it nothing new goes live."""

    name: Text = Field(description="what the plan is called")
    earliest_build_day: DayNumber | None = Field(default=None, description="the first day on which anything goes live")
    phases: dict[Phase, PlannedPhase] = Field(description="the phases by name: days, goals, deliverables, gate")

    def period(self, phase: Phase, start_on: date) -> tuple[date, date] | None:
        """First and last day of a phase, or None where the plan sets no days."""
        planned = self.phases.get(phase)
        if planned is None or planned.days is None:
            return None
        first, last = planned.days
        return start_on + timedelta(days=first - 1), start_on + timedelta(days=last - 1)


@cache
def shipped_plan(preset: str) -> Plan:
    """One of the four that ship, by the name that `preset` takes."""
    file = resources.files("cmokit.engagement").joinpath("plans", f"{preset}.yaml")
    return _checked(parse_yaml(Path(f"{preset}.yaml"), file.read_text("utf-8")))


def plan_of(client_root: Path, preset: str) -> Plan:
    """The client's own plan where there is one, else the chosen one. ManyErrors: every fault with its line."""
    own = client_root / FILE_NAME
    if not own.is_file():
        return shipped_plan(preset)
    read = read_yaml(own)
    plan = _checked(read)
    if faults := [_misplaced(read, phase) for phase, planned in plan.phases.items() if planned.days]:
        raise ManyErrors(faults)
    return plan


def _misplaced(read: YamlText, phase: Phase) -> CmokitError:
    """Reports, status and calendar take the days of phases from one place."""
    mend = f"write phases: {{{phase}: {{start_on, end_on}}}} in engagement.yaml, and take days out here"
    line = read.line(("phases", phase.value, "days"))
    message = "the days of a phase do not stand here"
    return ConfigurationError(message, "misplaced_days", read.file, line, f"phases.{phase}.days", mend=mend)


def _checked(read: YamlText) -> Plan:
    faults = list(read.faults)
    values: Any = {} if read.values is None else read.values
    try:
        plan = Plan.model_validate(values)
    except ValidationError as error:
        raise ManyErrors([*faults, *in_words(error, read, Plan)]) from error
    if faults:
        raise ManyErrors(faults)
    return plan
