"""Freezing an experiment's plan: what will be measured and what decides, with what can be seen, before anybody knows.

Where only an effect could be seen that nobody would believe, the nearest measure that can be seen becomes the main one,
the one asked for stands beside it as the business outcome, and the register says so too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

from cmokit.analyses.pilot.outlooks import business_of, leading, planned_of
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.writing import write_text
from cmokit.engagement.yaml_text import read_yaml
from cmokit.errors import ConfigurationError, ManyErrors, RunFailed, UsageError
from cmokit.methods.pilot.before import Outlook, Planned, outlook
from cmokit.methods.pilot.records import Records, Terms
from cmokit.registers.base import Problem, place_of, read_register
from cmokit.registers.experiments import EXPERIMENTS, Experiment, overlapping
from cmokit.registers.freezing import lacks, plan_of
from cmokit.registers.plans import FrozenPlan, OutcomeKind, plan_files, read_plan, read_plans, write_plan
from cmokit.registers.written import write_item
from cmokit.runs.desk import Desk
from cmokit.runs.override import Passed, as_decision
from cmokit.runs.pilot_desk import experiment_of, pilot_desk

NOT_COMPARED = ("frozen_on", "frozen_by")


@dataclass(frozen=True)
class Frozen:
    """outlook: of the main measure. instead_of: of the one asked for, where another became the main one. is_new: False
    where the same plan is frozen already. earlier: plans of it frozen before. beside: experiments over the same people.
    """

    plan: FrozenPlan
    path: Path
    outlook: Outlook
    instead_of: Outlook | None
    business: Outlook | None
    is_new: bool
    earlier: int
    beside: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        return self.plan.frozen_on > self.plan.start_on

    @property
    def too_young_from(self) -> date | None:
        """Of whom is assigned after this day the readout knows nothing yet; None where that is nobody."""
        last = self.plan.end_on - timedelta(days=self.plan.follow_up_days)
        return last if last < self.plan.assign_until_on else None


def freeze(desk: Desk, experiment: str, *, by: str | None, today: date, passed: Passed | None = None) -> Frozen:
    """Freeze the plan of an experiment as the register describes it.

    by: who freezes it; else who decides it, else its owner. passed: lets a plan through that can show nothing, on
    record. Raises ManyErrors with a line each for what the register does not say, RunFailed where nothing can be shown.
    """
    with engagement_lock(desk.folder, "a freeze"):
        item = experiment_of(desk, experiment)
        _refuse_incomplete(desk, item)
        who = by or item.decided_by or item.owner
        if not who:
            raise UsageError("a plan needs the name of who freezes it", "no_name", mend='--by "Eva Roth"')
        found, instead_of, business = _looked_ahead(desk, item, today)
        stops = list(_nothing_to_see(item, found))
        if stops and passed is None:
            raise _cannot_show(desk, item, found, stops[0])
        taken = item if instead_of is None else _with_leading(item, found.planned)
        plan = plan_of(taken, by=who, on=today, **_figures(found, instead_of, business))
        return _kept(desk, taken if instead_of else None, plan, (found, instead_of, business), stops, passed, today)


def _kept(
    desk: Desk,
    changed: Experiment | None,
    plan: FrozenPlan,
    looked: tuple[Outlook, Outlook | None, Outlook | None],
    stops: list[Problem],
    passed: Passed | None,
    today: date,
) -> Frozen:
    """The plan as a file, unless the newest one says the same; the register and the decision where they change."""
    frozen = [one for one in read_plans(desk.folder) if one.experiment == plan.experiment]
    beside = tuple(_beside(desk, plan.experiment))
    if frozen and _same(frozen[-1], plan):
        path = next(path for path in plan_files(desk.folder) if read_plan(path) == frozen[-1])
        return Frozen(frozen[-1], path, *looked, is_new=False, earlier=len(frozen) - 1, beside=beside)
    if changed is not None:
        write_item(desk.folder, EXPERIMENTS, changed)
    if passed is not None and stops:
        for path, text in as_decision(desk.folder, passed, stops, today, {}).items():
            write_text(path, text)
    return Frozen(plan, write_plan(desk.folder, plan), *looked, is_new=True, earlier=len(frozen), beside=beside)


def _looked_ahead(desk: Desk, item: Experiment, today: date) -> tuple[Outlook, Outlook | None, Outlook | None]:
    """What the main measure can show; the one asked for, where another stands in; and the business outcome."""
    tables = pilot_desk(desk, today)
    try:
        return _looked(item, tables.records, tables.terms)
    finally:
        tables.data.close()


def _looked(item: Experiment, records: Records, terms: Terms) -> tuple[Outlook, Outlook | None, Outlook | None]:
    planned = planned_of(item)
    if planned is None:
        raise TypeError("an incomplete experiment is refused before")
    asked = outlook(planned, records, terms)
    if (other := leading(asked, records, terms)) is not None:
        return other, asked, asked
    business = business_of(planned, item.business_outcome, item.business_stage)
    return asked, None, outlook(business, records, terms) if business else None


def _with_leading(item: Experiment, planned: Planned) -> Experiment:
    """The experiment with the leading measure as its main one and what was asked for as its business outcome."""
    main = {"outcome_kind": OutcomeKind(planned.outcome), "outcome_stage": planned.stage, "plausible_share": None}
    return item.model_copy(update={**main, "business_outcome": item.outcome_kind, "business_stage": item.outcome_stage})


def _figures(found: Outlook, instead_of: Outlook | None, business: Outlook | None) -> dict[str, Any]:
    told: dict[str, Any] = {"expected_count": round(found.expected)}
    if found.groups and found.is_known:
        told |= {
            "baseline_share": _exact(found.groups.share),
            "baseline_count": found.rows,
            "design_effect": _exact(found.groups.design_effect),
            "plausible_share": _exact(found.believable),
        }
    if found.is_known and found.rise is not None:
        told["detectable_share"] = _exact(found.rise)
    if business and business.is_known and business.rise is not None:
        told["business_detectable_share"] = _exact(business.rise)
    if instead_of:
        told |= {"asked_outcome": instead_of.planned.outcome, "asked_stage": instead_of.planned.stage}
        told["asked_detectable_share"] = None if instead_of.rise is None else _exact(instead_of.rise)
    return {name: value for name, value in told.items() if value is not None}


def _exact(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))


def _nothing_to_see(item: Experiment, found: Outlook) -> Iterator[Problem]:
    if found.is_known and not found.is_believable:
        seen = "no effect at all" if found.rise is None else f"effects from {found.rise:.1%} on"
        units, most = f"about {found.expected:.0f} units in these days", f"{found.believable:.1%}"
        message = f"{item.id}: {units} show {seen}; nobody would believe more than {most}"
        yield Problem(item.id, "assign_until_on", "cannot_show", message)


def _cannot_show(desk: Desk, item: Experiment, found: Outlook, problem: Problem) -> RunFailed:
    days = found.needed_days
    until = found.planned.start_on + timedelta(days=ceil(days) - 1) if days and days < 3650 else None
    longer = f"assign until {until}" if until else "take more units or a larger minimum_effect_share"
    path = EXPERIMENTS.file(desk.folder)
    items = list(enumerate(read_register(desk.folder, EXPERIMENTS)))
    row = place_of(problem, read_yaml(path), EXPERIMENTS, items)
    mend = f"{longer}, take an outcome that comes more often, or --override NAME --reason TEXT"
    return RunFailed(problem.message, problem.code, path, row, problem.field, mend=mend)


def _refuse_incomplete(desk: Desk, item: Experiment) -> None:
    problems = list(lacks(item))
    if not problems:
        return
    path = EXPERIMENTS.file(desk.folder)
    read, items = read_yaml(path), list(enumerate(read_register(desk.folder, EXPERIMENTS)))
    raise ManyErrors([_fault(p, path, place_of(p, read, EXPERIMENTS, items)) for p in problems])


def _fault(problem: Problem, path: Path, row: int) -> ConfigurationError:
    wanted, mend = (problem.mend, None) if problem.code == "not_in_plan" else (None, problem.mend)
    return ConfigurationError(problem.message, problem.code, path, row, problem.field, wanted=wanted, mend=mend)


def _same(one: FrozenPlan, other: FrozenPlan) -> bool:
    told = [plan.model_dump(exclude=set(NOT_COMPARED)) for plan in (one, other)]
    return told[0] == told[1]


def _beside(desk: Desk, experiment: str) -> Iterable[str]:
    pairs = overlapping(read_register(desk.folder, EXPERIMENTS))
    return sorted({b.id if a.id == experiment else a.id for a, b in pairs if experiment in (a.id, b.id)})
