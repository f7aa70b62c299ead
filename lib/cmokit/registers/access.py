"""The review of access: who may do what in which system, by role, with the least that is needed [SEC-05]."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, PersonName, ReviewOn

UNUSED = timedelta(days=90)  # since the last login, before an account is called unused


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    ANALYST = "analyst"
    REQUESTER = "requester"


class State(StrEnum):
    ACTIVE = "active"
    REMOVED = "removed"


class Account(Item):
    """One account of one person or service. may_change_reporting: lifecycle, scoring, routing or mappings."""

    called: ClassVar[str] = "account"
    closed: ClassVar[tuple[str, ...]] = (State.REMOVED,)

    account: Text
    person: PersonName = None
    tool: Annotated[ItemId | None, Names("tools")] = None
    role: Role | None = None
    level: Text | None = None
    is_shared: YesNo = False
    is_agency: YesNo = False
    may_change_reporting: YesNo = False
    approved_by: PersonName = None
    last_login_on: Day | None = None
    ends_on: Day | None = None
    owner: Owner = None
    state: State = State.ACTIVE
    review_on: ReviewOn = None


def _shared(items: Sequence[Account], around: Around) -> Iterable[Problem]:
    for item in items:
        if not item.is_closed and item.is_shared:
            yield Problem(item.id, "is_shared", "shared_account", f"several people use {item.account}", "one each")
        elif not item.is_closed and item.person is None:
            yield Problem(item.id, "person", "no_person", f"who uses {item.account} is not known")


def _unused(items: Sequence[Account], around: Around) -> Iterable[Problem]:
    for item in items:
        if not item.is_closed and item.last_login_on and around.today - item.last_login_on > UNUSED:
            message = f"{item.account} was last used on {item.last_login_on}"
            yield Problem(item.id, "last_login_on", "unused_account", message, "remove it, or say why it stays")


def _ended(items: Sequence[Account], around: Around) -> Iterable[Problem]:
    for item in items:
        if not item.is_closed and item.ends_on and item.ends_on < around.today:
            yield Problem(
                item.id, "ends_on", "access_ended", f"{item.account} was to end on {item.ends_on}", "remove it"
            )
        if not item.is_closed and item.is_agency and item.ends_on is None:
            yield Problem(item.id, "ends_on", "agency_without_end", f"{item.account} is an agency's, and has no end")


def _changes_are_approved(items: Sequence[Account], around: Around) -> Iterable[Problem]:
    for item in items:
        if not item.is_closed and item.may_change_reporting and item.approved_by is None:
            message = f"{item.account} may change what reports rest on, and nobody approved that"
            yield Problem(item.id, "approved_by", "not_approved", message)


ACCESS = Register(
    name="access", model=Account, covers=("SEC-05",), gaps=(_shared, _unused, _ended, _changes_are_approved)
)
