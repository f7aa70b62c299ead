"""The register of processes: how marketing work really flows, from its trigger to its output [WFA-01].

Beside it what replaces a process, and when the old way stops [WFD-08].
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, Wanted, WantedList
from cmokit.registers.retiring import days_in_order, retirement

AREAS = (
    "research", "planning", "content", "campaign_approval", "ads", "email", "social", "web", "lead_management",
    "sales_handoff", "reporting", "review", "retention",
)  # fmt: skip


class Process(Item):
    """One process as it runs today. Hours are working hours of one time through."""

    called: ClassVar[str] = "process"

    process: Text
    trigger: Wanted = None
    inputs: WantedList = ()
    owner: Owner = None
    tools: Annotated[tuple[ItemId, ...], Names("tools")] = ()
    steps: WantedList = ()
    approvals: tuple[Text, ...] = ()
    output: Wanted = None
    measure: Wanted = None
    times_a_month: Number | None = None
    active_hours: Number | None = None
    waiting_hours: Number | None = None
    replaced_by: Annotated[ItemId | None, Names("workflows")] = None
    staff_told_on: Day | None = None
    training_updated_on: Day | None = None
    retire_on: Day | None = None
    retired_on: Day | None = None
    backup_until_on: Day | None = None
    left_over: tuple[Text, ...] = ()


def _times_are_possible(items: Sequence[Process]) -> Iterable[Problem]:
    for item in items:
        for field in ("times_a_month", "active_hours", "waiting_hours"):
            value = getattr(item, field)
            if value is not None and value < 0:
                yield Problem(item.id, field, "negative", "this cannot be below zero")


def _duration_known(items: Sequence[Process], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.active_hours is None or item.waiting_hours is None:
            field = "active_hours" if item.active_hours is None else "waiting_hours"
            message = f"{item.process}: how long it takes, at work and waiting, is not known"
            yield Problem(item.id, field, "no_duration", message, "let somebody write down the times of ten cases")


def _usual_ones(items: Sequence[Process], around: Around) -> Iterable[Problem]:
    """Processes that nearly every company has: one that is not entered is asked about, once."""
    known = {item.id for item in items}
    missing = [area for area in AREAS if area not in known]
    if items and missing:
        message = f"usual processes that are not entered: {', '.join(missing)}"
        yield Problem("", "id", "usual_missing", message, "enter them, or leave them out if nobody does them")


PROCESSES = Register(
    name="processes",
    model=Process,
    covers=("WFA-01", "WFD-08"),
    rules=(_times_are_possible, days_in_order),
    gaps=(_duration_known, _usual_ones, retirement),
)
