"""Which frozen plan decides an experiment, and what was changed or looked at behind its back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cmokit.analyses.known import Known
from cmokit.registers.experiments import EXPERIMENTS, Experiment, State
from cmokit.registers.plans import Design, FrozenPlan

# Fields of a plan that may not move, by their name there → in the register, where that is another.
FIXED = {
    "design": "design",
    "unit_kind": "unit_kind",
    "variants": "variants",
    "outcome": "outcome_kind",
    "outcome_stage": "outcome_stage",
    "business_outcome": "business_outcome",
    "business_stage": "business_stage",
    "follow_up_days": "follow_up_days",
    "start_on": "start_on",
    "assign_until_on": "assign_until_on",
    "end_on": "end_on",
    "minimum_effect_share": "minimum_effect_share",
    "corrected_share_limit": "corrected_share_limit",
    "confidence": "confidence",
    "workflow": "workflow",
    "decision_rule": "decision_rule",
    "stop_rule": "stop_rule",
}


class Early(StrEnum):
    """How an outcome was looked at too soon. CLOSED: the register calls it over. MOVED: it names an earlier day."""

    CLOSED = "closed"
    MOVED = "moved"


@dataclass(frozen=True)
class Chosen:
    """One experiment that is planned in writing, running or over. plan: the one that decides; None where none was
    frozen. frozen: how many. moved: fields in which frozen plans differ. differs: fields in which the register says
    something else than the plan. is_late: the plan was frozen after its own start.
    """

    id: str
    question: str
    item: Experiment | None
    plan: FrozenPlan | None
    frozen: int
    moved: tuple[str, ...]
    differs: tuple[str, ...]
    is_late: bool
    early: Early | None

    @property
    def is_changed(self) -> bool:
        return self.frozen > 1 or bool(self.differs)

    @property
    def has_no_control(self) -> bool:
        said = self.plan.design if self.plan else self.item.design if self.item else None
        return said is Design.BEFORE_AFTER

    def is_readable(self, as_of: date) -> bool:
        """Whether its day has come: before it nothing of an outcome is shown."""
        if self.plan:
            return as_of >= self.plan.end_on
        return bool(self.item and self.item.end_on and as_of >= self.item.end_on)


def chosen(known: Known, as_of: date) -> tuple[Chosen, ...]:
    """By id: every experiment with a frozen plan, and what the register calls running or over without one."""
    items = {item.id: item for item in known.items(EXPERIMENTS)}
    plans: dict[str, list[FrozenPlan]] = {}
    for plan in known.plans:
        if plan.frozen_on <= as_of:
            plans.setdefault(plan.experiment, []).append(plan)
    begun = [name for name, item in items.items() if _has_begun(item, as_of)]
    return tuple(_chosen(name, items.get(name), plans.get(name, []), as_of) for name in sorted({*plans, *begun}))


def _has_begun(item: Experiment, as_of: date) -> bool:
    """A register holds what is known today: what starts after the day of the report had not begun."""
    return item.start_on <= as_of if item.start_on else item.state is not State.PLANNED


def _chosen(name: str, item: Experiment | None, plans: list[FrozenPlan], as_of: date) -> Chosen:
    """The newest plan that was frozen no later than it starts; else the newest."""
    in_order = sorted(plans, key=lambda plan: plan.frozen_on)
    in_time = [plan for plan in in_order if plan.frozen_on <= plan.start_on]
    plan = next(reversed(in_time or in_order), None)
    return Chosen(
        id=name,
        question=item.question if item else plan.question if plan else name,
        item=item,
        plan=plan,
        frozen=len(plans),
        moved=tuple(sorted({field for other in plans for field in _between(plan, other)})) if plan else (),
        differs=tuple(_said_otherwise(plan, item)) if plan and item else (),
        is_late=bool(plan and not in_time),
        early=_early(plan, item, as_of) if plan and item else None,
    )


def _between(one: FrozenPlan | None, other: FrozenPlan) -> Iterator[str]:
    yield from (field for field in FIXED if one and getattr(one, field) != getattr(other, field))


def _said_otherwise(plan: FrozenPlan, item: Experiment) -> Iterator[str]:
    """What the register leaves blank says nothing."""
    for field, own in FIXED.items():
        said = getattr(item, own)
        if said not in (None, (), "") and _plain(said) != _plain(getattr(plan, field)):
            yield field


def _plain(value: Any) -> Any:
    """Texts without the blanks and line ends that a file's layout adds; numbers by value."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Iterable):
        return tuple(map(_plain, value))
    return value if value is None or isinstance(value, date) else float(value)


def _early(plan: FrozenPlan, item: Experiment, as_of: date) -> Early | None:
    if as_of < plan.end_on and (item.is_closed or item.outcome):
        return Early.CLOSED
    return Early.MOVED if item.end_on and item.end_on < plan.end_on else None
