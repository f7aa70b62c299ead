"""The register of AI systems: what is approved, for which task and which data, and what it costs [AIM-01].

A system of the register is what `assist` may use; a task or a kind of data that is not named is not allowed.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Currency, Day, Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, PersonName, ReviewOn, Wanted, WantedList
from cmokit.registers.risk_tiers import DataKind, Tier


class State(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    RETIRED = "retired"


class AiSystem(Item):
    """One system, and what it may do with which data. run_amount: one usual run, all work around it."""

    closed: ClassVar[tuple[str, ...]] = (State.REFUSED, State.RETIRED)

    name: Text
    provider: Wanted = None
    model: Text | None = None
    tasks: WantedList = ()
    data_allowed: tuple[DataKind, ...] = ()
    highest_tier: Tier | None = None
    speed: Text | None = None
    quality: Text | None = None
    run_amount: Number | None = None
    currency: Currency | None = None
    output_review: Wanted = None
    terms_reviewed_on: Day | None = None
    terms_reviewed_by: PersonName = None
    tool: Annotated[ItemId | None, Names("tools")] = None
    owner: Owner = None
    state: State = State.ASKED
    review_on: ReviewOn = None


def _approved_is_complete(items: Sequence[AiSystem], around: Around) -> Iterable[Problem]:
    needed = {"tasks": "tasks", "data_allowed": "data", "highest_tier": "tier", "terms_reviewed_on": "terms"}
    for item in items:
        for field in needed if item.state is State.APPROVED else ():
            if getattr(item, field) in (None, ()):
                message = f"{item.name} is approved, and it is not written down for what: {field.replace('_', ' ')}"
                yield Problem(item.id, field, "approved_without_limits", message)


def _personal_data_needs_a_contract(items: Sequence[AiSystem], around: Around) -> Iterable[Problem]:
    for item in items:
        is_personal = {DataKind.PERSONAL, DataKind.SENSITIVE} & set(item.data_allowed)
        if item.state is State.APPROVED and is_personal and item.terms_reviewed_by is None:
            message = f"{item.name} may read personal data, and nobody is named who read its terms"
            yield Problem(item.id, "terms_reviewed_by", "terms_not_reviewed", message)


AI_SYSTEMS = Register(
    name="ai_systems",
    model=AiSystem,
    covers=("AIM-01",),
    stops=(_approved_is_complete, _personal_data_needs_a_contract),
)
