"""What won deals became in the B2B client's billing tool: plans at a monthly price, and who cancelled when."""

from collections.abc import Iterator
from datetime import date, timedelta

from cmokit.samples.b2b.advertising import CENT
from cmokit.samples.b2b.logged import Subscription
from cmokit.samples.b2b.people_in_sales import Prospect
from cmokit.samples.b2b.records import HUBSPOT, WON, Deal
from cmokit.samples.plan import B2B, rng

# Chance to cancel in a month, by segment, and more of it in the first three.
LEAVING = {"small": 0.045, "mid_market": 0.022, "enterprise": 0.01}
EARLY = 1.8
PLANS = ("Starter", "Analytics", "Platform", "Integration")
LAST_DAY = date(2026, 12, 31)


def make_subscriptions(people: list[Prospect], deals: list[Deal]) -> Iterator[Subscription]:
    """Of each deal that HubSpot knows as won: from the day after the close, a twelfth of its amount a month."""
    persons = {p.own.id: p for p in people if p.own}
    for deal in deals:
        prospect = persons.get(deal.contact_id)
        won_at = dict(deal.entries).get(WON)
        if deal.system == HUBSPOT and prospect and prospect.own and deal.amount and won_at:
            started = won_at.date() + timedelta(days=1)
            plan = next((plan for plan in PLANS if plan in deal.name), PLANS[0])
            yield Subscription(
                f"SUB-{10_400 + deal.key}", prospect.own.id, deal.company_id, plan, started,
                _ended(deal.key, prospect.own.segment, started), (deal.amount / 12).quantize(CENT), prospect.person,
            )  # fmt: skip


def _ended(key: int, segment: str, started: date) -> date | None:
    """The last day of a month of the plan, or none; drawn month by month."""
    draw = rng(B2B, "subscription", key)
    for month in range(1, 37):
        if draw.random() < LEAVING[segment] * (EARLY if month <= 3 else 1.0):
            total = started.year * 12 + started.month - 1 + month
            ended = date(total // 12, total % 12 + 1, min(started.day, 28)) - timedelta(days=1)
            return ended if ended < LAST_DAY else None
    return None
