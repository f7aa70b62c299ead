"""The register of processes: how marketing work really flows, from its trigger to its output [WFA-01]."""

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from cmokit.engagement.values import Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, Wanted, WantedList

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
    covers=("WFA-01",),
    rules=(_times_are_possible,),
    gaps=(_duration_known, _usual_ones),
)
