"""What the models of attribution look at, out of the invented world: who touched what when, and who bought when."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from cmokit.samples.b2b.logged import INBOUND
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Deal, Member
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import World
from cmokit.samples.truth.attribution import Met, Won, models
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth
from cmokit.samples.truth.shop_money import seen_orders

NOON = time(12)  # of days whose hour nobody knows
BERLIN, RIYADH = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Riyadh")
HALF_LIFE = 7


def of_b2b(state: State) -> tuple[list[Truth], list[Named]]:
    """Deals that were won, and what their people touched in the ninety days before."""
    met = [*touched(state), *responded(state), *called(state)]
    return models(met, list(won_deals(state)), lookback_days=90, half_life_days=HALF_LIFE)


def of_shop(world: World, delivery: Delivery) -> tuple[list[Truth], list[Named]]:
    """Orders that stand, and what their mailboxes touched in the thirty days before."""
    met = [Met(t.email, utc(t.at, RIYADH), t.origin.channel) for t in world.touches if t.at < delivery.cutoff]
    orders = [seen.order for seen in seen_orders(world, delivery) if not seen.is_cancelled]
    won = [Won(f"order:{o.id}", o.email.lower(), utc(o.created_at, RIYADH), o.subtotal) for o in orders]
    return models(met, won, lookback_days=30, half_life_days=HALF_LIFE)


def utc(at: datetime, zone: ZoneInfo) -> datetime:
    return at.replace(tzinfo=zone).astimezone(UTC)


def touched(state: State) -> Iterator[Met]:
    """What the website and the mailings saw."""
    for touch in state.touches:
        yield Met(state.leader.get(touch.contact_id, touch.contact_id), utc(touch.at, BERLIN), touch.channel)


def responded(state: State) -> Iterator[Met]:
    for _, met in first_responses(state):
        yield met


def first_responses(state: State) -> Iterator[tuple[str, Met]]:
    """One response of a person to a campaign, on the day of the first, by the campaign's channel; with its id."""
    channels = {campaign.id: campaign.channel for campaign in state.campaigns}
    first: dict[tuple[str, str], Member] = {}
    for member in state.members:
        key = (member.campaign_id, state.leader.get(member.contact_id, member.contact_id))
        if member.responded_on and (key not in first or member.responded_on < (first[key].responded_on or state.as_of)):
            first[key] = member
    for (campaign, person), member in first.items():
        assert member.responded_on
        at = datetime.combine(member.responded_on, NOON)
        yield campaign, Met(person, utc(at, BERLIN), channels.get(campaign, "unknown"))


def called(state: State) -> Iterator[Met]:
    """Calls and meetings that came from the person, as sales logged them; HubSpot's own touches say it for HubSpot."""
    for activity in state.activities:
        is_call = activity.kind in ("call", "meeting") and activity.direction == INBOUND
        if is_call and activity.system == SALESFORCE and not activity.is_automated:
            at = activity.at or datetime.combine(activity.on, NOON)
            yield Met(state.leader.get(activity.record, activity.record), utc(at, BERLIN), "sales")


def won_deals(state: State) -> Iterator[Won]:
    """Salesforce knows the day alone, and no person: its deal has the one of its copy."""
    told: dict[str, list[str]] = {}
    for deal in state.deals:
        if deal.system == HUBSPOT and deal.contact_id:
            told.setdefault(state.leader[deal.id], []).append(state.leader.get(deal.contact_id, deal.contact_id))
    for deal in state.leading_deals:
        if deal.status == "won" and deal.closed_at:
            person = min(told.get(deal.id, [""]))
            yield Won(f"opportunity:{deal.id}", person, utc(_closed(deal), BERLIN), deal.amount)


def _closed(deal: Deal) -> datetime:
    assert deal.closed_at
    return datetime.combine(deal.closed_at, NOON) if deal.system == SALESFORCE else deal.closed_at
