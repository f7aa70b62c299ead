"""The register of approved claims: what may be said in public, on what evidence, within which limits [KB-03]."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, ItemId, Names, Owner, PersonName, ReviewOn, Wanted

STALE = timedelta(days=365)  # since the evidence was last checked


class State(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class ApprovedClaim(Item):
    """One claim in the very words that may be used."""

    called: ClassVar[str] = "claim"
    closed: ClassVar[tuple[str, ...]] = (State.WITHDRAWN,)

    claim: Text
    evidence: Wanted = None
    figure: Figure = None
    source: Annotated[ItemId | None, Names("knowledge")] = None
    allowed_wording: tuple[Text, ...] = ()
    limits: Wanted = None
    checked_on: Day | None = None
    approver: PersonName = None
    owner: Owner = None
    state: State = State.PROPOSED
    review_on: ReviewOn = None


def _approved_by_somebody(items: Sequence[ApprovedClaim]) -> Iterable[Problem]:
    for item in items:
        for field in ("approver", "evidence", "checked_on"):
            if item.state is State.APPROVED and getattr(item, field) is None:
                yield Problem(item.id, field, "missing_key", "an approved claim needs this")


def _evidence_is_fresh(items: Sequence[ApprovedClaim], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.APPROVED and item.checked_on and around.today - item.checked_on > STALE:
            message = f"the evidence of {item.claim} was last checked on {item.checked_on}"
            yield Problem(item.id, "checked_on", "stale_evidence", message)


CLAIMS = Register(
    name="claims", model=ApprovedClaim, covers=("KB-03",), rules=(_approved_by_somebody,), gaps=(_evidence_is_fresh,)
)
