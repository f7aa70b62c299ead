"""The log of approvals: which version of what was approved, at which tier, by whom, after whose review [GOV-04]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, PersonName, Wanted
from cmokit.registers.risk_tiers import Tier


class State(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Approval(Item):
    """One version of one thing. reviews: who looked at it at which stage, one a line."""

    called: ClassVar[str] = "subject"
    closed: ClassVar[tuple[str, ...]] = (State.APPROVED, State.REFUSED, State.WITHDRAWN)

    subject: Text
    version: Wanted = None
    tier: Tier | None = None
    rule: Annotated[ItemId | None, Names("risk_tiers")] = None
    workflow: Annotated[ItemId | None, Names("workflows")] = None
    reviews: tuple[Text, ...] = ()
    source_version: Text | None = None
    asked_by: PersonName = None
    approver: PersonName = None
    approved_on: Day | None = None
    state: State = State.ASKED
    remark: Text | None = None


def _approved_says_who_when_what(items: Sequence[Approval]) -> Iterable[Problem]:
    for item in items:
        for field in ("approver", "approved_on", "version", "tier"):
            if item.state is State.APPROVED and getattr(item, field) is None:
                yield Problem(item.id, field, "missing_key", "an approval needs this")


def _not_by_oneself(items: Sequence[Approval]) -> Iterable[Problem]:
    for item in items:
        if (
            item.state is State.APPROVED
            and item.approver
            and item.approver == item.asked_by
            and item.tier is not Tier.LOW
        ):
            message = f"{item.approver} asked for this and approved it"
            yield Problem(item.id, "approver", "approves_own_work", message, "let somebody else approve it")


def _high_was_reviewed(items: Sequence[Approval]) -> Iterable[Problem]:
    for item in items:
        if item.state is State.APPROVED and item.tier is Tier.HIGH and not item.reviews:
            yield Problem(item.id, "reviews", "not_reviewed", "high risk, and nobody is named who reviewed it")


APPROVALS = Register(
    name="approvals",
    model=Approval,
    covers=("GOV-04",),
    rules=(_approved_says_who_when_what, _not_by_oneself, _high_was_reviewed),
)
