"""What came before the agreed outcomes, touch by touch out of the invented world; and who went on after it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cmokit.samples.plan import DELIVERIES, Delivery
from cmokit.samples.shop.records import World
from cmokit.samples.truth.attribution import Won
from cmokit.samples.truth.attribution_events import BERLIN, RIYADH, called, first_responses, utc, won_deals
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, share, truth
from cmokit.samples.truth.shop_money import seen_orders

ID = "attribution.influence"
WAYS = ("channel", "campaign", "page")
MOST = 100  # values of one way that are stated: those before most outcomes
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """A touch of a person: what it was of. Empty where it says nothing."""

    person: str
    at: datetime
    channel: str
    campaign: str = ""
    page: str = ""


def of_b2b(state: State) -> list[Truth]:
    """Deals that were won, after ninety days."""
    seen = [
        Seen(state.leader.get(t.contact_id, t.contact_id), utc(t.at, BERLIN), t.channel, t.utm_campaign, t.page)
        for t in state.touches
    ]
    names = {campaign.id: campaign.name for campaign in state.campaigns}
    seen += [Seen(m.person, m.at, m.channel, names.get(campaign, "")) for campaign, m in first_responses(state)]
    seen += [Seen(m.person, m.at, m.channel) for m in called(state)]
    end = _end(DELIVERIES[state.number - 1], BERLIN)
    return _known("won", list(won_deals(state)), seen, 90, end, is_agreed=True)


def of_shop(world: World, delivery: Delivery) -> list[Truth]:
    """Orders that stand, after thirty days, and those among them that were not their person's first."""
    seen = [
        Seen(t.email, utc(t.at, RIYADH), t.origin.channel, t.origin.utm_campaign)
        for t in world.touches
        if t.at < delivery.cutoff
    ]
    kept = [one.order for one in seen_orders(world, delivery) if not one.is_cancelled]
    orders = [Won(f"order:{o.id}", o.email.lower(), utc(o.created_at, RIYADH), o.subtotal) for o in kept]
    facts = _known("order", orders, seen, 30, _end(delivery, RIYADH), is_agreed=True)
    later = _later(orders)
    return facts + _known("repeat", later, seen, 30, _end(delivery, RIYADH), among=orders)


def _end(delivery: Delivery, zone: ZoneInfo) -> datetime:
    return (delivery.cutoff + DAY).replace(tzinfo=zone).astimezone(UTC)


def _later(orders: Sequence[Won]) -> list[Won]:
    own: dict[str, list[Won]] = defaultdict(list)
    for order in sorted(orders, key=lambda order: (order.at, order.id)):
        own[order.person].append(order)
    return [order for person, mine in own.items() if person for order in mine[1:]]


def _known(
    kind: str,
    outcomes: Sequence[Won],
    seen: Sequence[Seen],
    lookback: int,
    end: datetime,
    among: Sequence[Won] = (),
    is_agreed: bool = False,
) -> list[Truth]:
    """among: outcomes that end a journey too, where these are only some of them."""
    met = _met(outcomes, seen, among or outcomes, timedelta(days=lookback))
    facts = [truth(f"{ID}.outcomes_count", len(outcomes), outcome=kind)]
    if is_agreed:
        without = sum(not any(touch.campaign for touch in touches) for _, touches in met)
        facts += share(f"{ID}.no_campaign_share", without, len(outcomes))
    for way in WAYS:
        facts += _before(kind, way, met, len(outcomes))
        if way == "channel":
            facts += _after(kind, seen, outcomes, timedelta(days=lookback), end)
    return facts


def _met(
    outcomes: Sequence[Won], seen: Iterable[Seen], ends: Iterable[Won], span: timedelta
) -> list[tuple[Won, list[Seen]]]:
    """Each outcome with the touches of its journey: after the person's outcome before it, within the look-back."""
    touches, moments = defaultdict(list), defaultdict(set)
    for touch in seen:
        touches[touch.person].append(touch)
    for one in ends:
        moments[one.person].add(one.at)
    found = []
    for one in outcomes:
        earlier = max((at for at in moments[one.person] if at < one.at), default=None)
        since = one.at - span
        own = touches[one.person] if one.person else []
        near = [t for t in own if since <= t.at <= one.at and (earlier is None or t.at > earlier)]
        found.append((one, near))
    return found


def _before(kind: str, way: str, met: Sequence[tuple[Won, list[Seen]]], whole: int) -> Iterator[Truth]:
    sums: dict[str, tuple[int, Decimal]] = {}
    for one, touches in met:
        for value in sorted({getattr(touch, way) for touch in touches} - {""}):
            count, amount = sums.get(value, (0, Decimal(0)))
            sums[value] = (count + 1, amount + (one.amount or Decimal(0)))
    for value in sorted(sums, key=lambda value: (-sums[value][0], value))[:MOST]:
        count, amount = sums[value]
        where = {way: value, "outcome": kind}
        yield truth(f"{ID}.preceded_count", count, **where)
        yield from share(f"{ID}.preceded_share", count, whole, **where)
        yield truth(f"{ID}.preceded_amount", amount, **where)


def _after(kind: str, seen: Iterable[Seen], outcomes: Iterable[Won], span: timedelta, end: datetime) -> Iterator[Truth]:
    """Of the people who first met a channel a whole look-back ago, those who had the outcome within one."""
    first: dict[tuple[str, str], datetime] = {}
    for touch in seen:
        if touch.person:
            key = (touch.channel, touch.person)
            first[key] = min(first.get(key, touch.at), touch.at)
    moments: Mapping[str, list[datetime]] = _moments(outcomes)
    people: dict[str, list[bool]] = defaultdict(list)
    for (channel, person), at in first.items():
        if at < end - span:
            people[channel].append(any(at <= moment <= at + span for moment in moments.get(person, ())))
    for channel, had in sorted(people.items()):
        if any(had):
            yield from share(f"{ID}.followed_share", sum(had), len(had), channel=channel, outcome=kind)


def _moments(outcomes: Iterable[Won]) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    for one in outcomes:
        found[one.person].append(one.at)
    return found
