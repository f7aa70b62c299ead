"""The log of changes to the commercial system: why, who asked, who approved, how to take it back [GOV-06]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, PersonName, Wanted, WantedList


class State(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    MADE = "made"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"


class Change(Item):
    """One change. affects: fields and reports that look different afterwards. workflow: the one that it sets up."""

    called: ClassVar[str] = "change"
    closed: ClassVar[tuple[str, ...]] = (State.TAKEN_BACK, State.REFUSED)

    change: Text
    reason: Wanted = None
    requested_by: PersonName = None
    approver: PersonName = None
    version: Text | None = None
    made_on: Day | None = None
    made_by: PersonName = None
    rollback: Wanted = None
    affects: WantedList = ()
    workflow: Annotated[ItemId | None, Names("workflows")] = None
    state: State = State.ASKED


def _made_only_when_approved(items: Sequence[Change]) -> Iterable[Problem]:
    for item in items:
        for field in ("approver", "made_on", "made_by"):
            if item.state is State.MADE and getattr(item, field) is None:
                mend = "a change without an approver is a shadow edit: take it back, or have it approved"
                yield Problem(item.id, field, "shadow_edit", f"{item.change}: made, and this is not known", mend)


def _requested_by_somebody(items: Sequence[Change], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.requested_by is None and not item.is_closed:
            yield Problem(item.id, "requested_by", "no_requester", f"who asked for {item.change} is not known")


CHANGES = Register(
    name="changes", model=Change, covers=("GOV-06",), rules=(_made_only_when_approved,), gaps=(_requested_by_somebody,)
)
