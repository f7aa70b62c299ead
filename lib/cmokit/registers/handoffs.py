"""The register of handoffs: where work waits between two people, and what moves it on [WFD-09]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, Wanted


class State(StrEnum):
    BY_HAND = "by_hand"
    PLANNED = "planned"
    AUTOMATED = "automated"
    REMOVED = "removed"


class Handoff(Item):
    """One waiting point. waiting_hours: working hours that work usually lies there; deadline_hours: that it may."""

    called: ClassVar[str] = "handoff"
    closed: ClassVar[tuple[str, ...]] = (State.REMOVED,)

    handoff: Text
    from_work: Text | None = None
    to_work: Text | None = None
    trigger: Wanted = None
    owner: Owner = None
    action: Wanted = None
    approval: Text | None = None
    failure: Wanted = None
    required_files: tuple[Text, ...] = ()
    deadline_hours: Number | None = None
    waiting_hours: Number | None = None
    workflow: Annotated[ItemId | None, Names("workflows")] = None
    state: State = State.BY_HAND


def _deadline(items: Sequence[Handoff], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.deadline_hours is None and not item.is_closed:
            yield Problem(item.id, "deadline_hours", "no_deadline", f"{item.handoff}: no deadline is agreed")
        elif item.waiting_hours and item.deadline_hours and item.waiting_hours > item.deadline_hours:
            message = f"{item.handoff} usually waits {item.waiting_hours} hours, {item.deadline_hours} are agreed"
            yield Problem(item.id, "waiting_hours", "over_deadline", message)


HANDOFFS = Register(name="handoffs", model=Handoff, covers=("WFD-09",), gaps=(_deadline,))
