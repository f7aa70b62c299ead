"""The register of campaign briefs, each with the plan of how people who respond are answered [CAM-01]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Currency, Day, Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, ItemId, Names, Owner, PersonName, Wanted, values
from cmokit.registers.risk_tiers import Tier
from cmokit.registers.words import field_words

BEFORE_LAUNCH = (
    "audience", "problem", "offer", "message", "proof", "channel", "budget_amount", "action", "owner", "tier",
    "approver", "success_measure", "measurement_method", "response_route", "response_owner", "response_follow_up",
)  # fmt: skip


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    LIVE = "live"
    ENDED = "ended"


class CampaignBrief(Item):
    """One campaign, and what happens to everybody who responds."""

    called: ClassVar[str] = "campaign"
    closed: ClassVar[tuple[str, ...]] = (State.ENDED,)

    campaign: Text
    audience: Wanted = None
    problem: Wanted = None
    offer: Wanted = None
    message: Wanted = None
    proof: Wanted = None
    claims: Annotated[tuple[ItemId, ...], Names("claims")] = ()
    channel: Wanted = None
    budget_amount: Number | None = None
    currency: Currency | None = None
    action: Wanted = None
    owner: Owner = None
    tier: Tier | None = None
    approver: PersonName = None
    success_measure: Figure = None
    measurement_method: Wanted = None
    response_route: Wanted = None
    response_context: Text | None = None
    response_owner: PersonName = None
    response_follow_up: Wanted = None
    trial_onboarding: Text | None = None
    starts_on: Day | None = None
    state: State = State.DRAFT


def _amount_has_a_currency(items: Sequence[CampaignBrief]) -> Iterable[Problem]:
    for item in items:
        if item.budget_amount is not None and item.currency is None:
            yield Problem(item.id, "currency", "missing_key", "an amount needs its currency")


def _complete_before_launch(items: Sequence[CampaignBrief], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in BEFORE_LAUNCH if item.state is State.LIVE else ():
            if not values(item, field):
                label = field_words("campaign_briefs", field).label
                yield Problem(item.id, field, "live_without", f"{item.campaign} is live without: {label}")


CAMPAIGN_BRIEFS = Register(
    name="campaign_briefs",
    model=CampaignBrief,
    covers=("CAM-01",),
    rules=(_amount_has_a_currency,),
    stops=(_complete_before_launch,),
)
