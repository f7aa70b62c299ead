"""What is wrong with the list of a pilot, unit by unit, and with its plan: what, where, and against what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from cmokit.analyses.pilot.plan_in_use import Chosen
from cmokit.methods.pilot.arms import Unit, units
from cmokit.methods.pilot.records import Records, Terms
from cmokit.methods.pilot.units import Asked, assigned, got_it, runs_of
from cmokit.registers.experiments import Experiment, overlapping
from cmokit.registers.plans import Design, FrozenPlan, UnitKind

COLUMNS = ("experiment_id", "unit_kind", "unit_id", "fault", "arm", "found", "source_file", "source_row")


class Fault(StrEnum):
    """Of a unit: TWO_ARMS, the list puts it into two. OTHER_IN_CRM, its record shows another arm. CROSSED, of the
    control, yet a run of the workflow was used on it. ELSEWHERE, in another experiment in the same days. UNKNOWN_ARM,
    NO_DAY, NOT_FOUND, AFTER_ITS_DAYS, REPEATED: it cannot be counted. Of a whole experiment: NO_CONTROL, NOT_FROZEN,
    LATE, CHANGED, OVERLAPPING.
    """

    TWO_ARMS = "two_arms"
    OTHER_IN_CRM = "other_in_crm"
    CROSSED = "crossed"
    ELSEWHERE = "elsewhere"
    UNKNOWN_ARM = "unknown_arm"
    NO_DAY = "no_day"
    NOT_FOUND = "not_found"
    AFTER_ITS_DAYS = "after_its_days"
    REPEATED = "repeated"
    NO_CONTROL = "no_control"
    NOT_FROZEN = "not_frozen"
    LATE = "late"
    CHANGED = "changed"
    OVERLAPPING = "overlapping"


@dataclass(frozen=True)
class Found:
    """One fault. unit_id: empty for one of the whole experiment. found: the other arm, experiment or field."""

    experiment: str
    fault: Fault
    unit_kind: str = ""
    unit_id: str = ""
    arm: str = ""
    found: str = ""
    source_file: str = ""
    source_row: int | None = None

    def row(self) -> dict[str, Any]:
        values = (self.experiment, self.unit_kind, self.unit_id, str(self.fault), self.arm, self.found)
        return dict(zip(COLUMNS, (*values, self.source_file, self.source_row), strict=True))


def of_plans(every: Sequence[Chosen], items: Sequence[Experiment]) -> Iterator[Found]:
    """What is wrong with experiments as a whole."""
    for chosen in every:
        if chosen.has_no_control:
            yield Found(chosen.id, Fault.NO_CONTROL)
        if chosen.plan is None:
            yield Found(chosen.id, Fault.NOT_FROZEN)
        elif chosen.is_late:
            yield Found(chosen.id, Fault.LATE, found=str(chosen.plan.frozen_on))
        if chosen.plan and (fields := sorted({*chosen.moved, *chosen.differs})):
            yield Found(chosen.id, Fault.CHANGED, found=", ".join(fields))
    for earlier, later in overlapping(items):
        yield Found(later.id, Fault.OVERLAPPING, found=earlier.id)


def of_lists(plans: Sequence[FrozenPlan], assignments: Any, records: Records, terms: Terms) -> tuple[Found, ...]:
    """What is wrong with single units, by experiment and unit. plans: one an experiment."""
    listed = {plan.experiment: _listed(plan, assignments, records, terms) for plan in plans}
    told = [one for plan in plans for one in _of_units(plan, listed[plan.experiment])]
    told += [one for plan in plans for one in _of_records(plan, assignments, records, terms)]
    told += _elsewhere(plans, listed)
    return tuple(sorted(told, key=lambda one: (one.experiment, one.unit_id, one.fault, one.found)))


def _listed(plan: FrozenPlan, assignments: Any, records: Records, terms: Terms) -> list[Unit]:
    every = units(assignments, records.entity_links, plan.experiment, terms.timezone)
    return [unit for unit in every if unit.unit_kind == plan.unit_kind]


def _of_units(plan: FrozenPlan, listed: Iterable[Unit]) -> Iterator[Found]:
    for unit in listed:
        if unit.is_in_two:
            yield _found(plan, unit, Fault.TWO_ARMS, ", ".join(unit.variants[1:]))
        if unit.is_moved:
            yield _found(plan, unit, Fault.OTHER_IN_CRM, ", ".join(unit.crm_variants))


def _of_records(plan: FrozenPlan, assignments: Any, records: Records, terms: Terms) -> Iterator[Found]:
    """Units that cannot be counted, and people of the control on whom the workflow was used all the same."""
    asked = Asked(plan.experiment, plan.unit_kind, plan.variants, plan.start_on, plan.assign_until_on, plan.workflow)
    rows = assigned(assignments, asked, records, terms)
    crossed = [False] * len(rows)
    if plan.unit_kind is UnitKind.CONTACT and plan.workflow and len(plan.variants) > 1 and len(rows):
        crossed = list(got_it(rows, runs_of(asked, records, terms)))
    for row, is_used in zip(rows.to_dict("records"), crossed, strict=True):
        named = (str(row["unit_kind"]), str(row["unit_id"]), str(row["variant"]))
        place = (str(row["source_file"]), int(row["source_row"]))
        if row["problem"] and row["problem"] != Fault.TWO_ARMS:
            yield Found(plan.experiment, Fault(row["problem"]), *named, "", *place)
        elif is_used and row["variant"] == plan.variants[0] and plan.design is not Design.STAGGERED:
            yield Found(plan.experiment, Fault.CROSSED, *named, plan.workflow or "", *place)


def _elsewhere(plans: Sequence[FrozenPlan], listed: Mapping[str, Sequence[Unit]]) -> Iterator[Found]:
    """Units of the later of two experiments whose days of follow-up lie within those of the earlier one."""
    in_order = sorted(plans, key=lambda plan: (plan.start_on, plan.experiment))
    for number, plan in enumerate(in_order):
        for other in in_order[number + 1 :]:
            before = {unit.unit_id: unit for unit in listed[plan.experiment]}
            for unit in listed[other.experiment]:
                first = before.get(unit.unit_id)
                if other.unit_kind == plan.unit_kind and first and _meet(first, plan, unit, other):
                    yield _found(other, unit, Fault.ELSEWHERE, plan.experiment)


def _meet(one: Unit, plan: FrozenPlan, other: Unit, later: FrozenPlan) -> bool:
    if one.assigned_at is None or other.assigned_at is None:
        return False
    ends = (
        one.assigned_at + timedelta(days=plan.follow_up_days),
        other.assigned_at + timedelta(days=later.follow_up_days),
    )
    return other.assigned_at < ends[0] and one.assigned_at < ends[1]


def _found(plan: FrozenPlan, unit: Unit, fault: Fault, found: str) -> Found:
    place = (unit.source_file, unit.source_row)
    return Found(plan.experiment, fault, unit.unit_kind, unit.unit_id, unit.variant, found, *place)
