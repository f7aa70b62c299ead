"""The checklist of data access: which system, who gives access, and what is still missing before day one [PLAN-05]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Text, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import DueOn, ItemId, Names, Owner, PersonName, Wanted


class State(StrEnum):
    NEEDED = "needed"
    ASKED = "asked"
    GRANTED = "granted"
    ENDED = "ended"
    NOT_NEEDED = "not_needed"


class DataAccess(Item):
    """One system whose data the engagement needs."""

    called: ClassVar[str] = "system"
    closed: ClassVar[tuple[str, ...]] = (State.GRANTED, State.ENDED, State.NOT_NEEDED)

    system: Text
    tool: Annotated[ItemId | None, Names("tools")] = None
    person: PersonName = None
    permissions: Wanted = None
    export_formats: tuple[Text, ...] = ()
    holds_personal_data: YesNo | None = None
    before_day_one: YesNo = True
    security_checked_by: PersonName = None
    gap: Text | None = None
    owner: Owner = None
    due_on: DueOn = None
    state: State = State.NEEDED


def _before_day_one(items: Sequence[DataAccess], around: Around) -> Iterable[Problem]:
    for item in items:
        is_late = around.start_on is not None and around.today >= around.start_on
        if item.before_day_one and not item.is_closed and is_late:
            message = f"{item.system}: needed before day one, and not granted"
            yield Problem(item.id, "state", "access_missing", message, "ask the owner; cmokit request writes the mail")


def _personal_data_is_checked(items: Sequence[DataAccess], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.GRANTED and item.holds_personal_data is None:
            message = f"whether {item.system} holds personal data is not known"
            yield Problem(item.id, "holds_personal_data", "personal_data_unknown", message)
        if item.state is State.GRANTED and item.holds_personal_data and item.security_checked_by is None:
            message = f"{item.system} holds personal data, and nobody checked how it is kept"
            yield Problem(item.id, "security_checked_by", "security_not_checked", message)


DATA_ACCESS = Register(
    name="data_access", model=DataAccess, covers=("PLAN-05",), gaps=(_before_day_one, _personal_data_is_checked)
)
