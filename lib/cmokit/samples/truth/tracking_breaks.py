"""The truth about days on which analytics lost its counts: as they were planted, and what came meanwhile."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from cmokit.samples.b2b import web as b2b_web
from cmokit.samples.calendar import days
from cmokit.samples.plan import DELIVERIES, Delivery
from cmokit.samples.shop import web as shop_web
from cmokit.samples.shop.contact_list import contacts_of
from cmokit.samples.shop.exports import ads_until
from cmokit.samples.shop.records import World as Shop
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.web import Break, WebDay

ID = "tracking.breaks"
WEEK = timedelta(weeks=1)
Made = Mapping[date, int]
CHANNEL = {group.name: group.channel for group in (*b2b_web.GROUPS, *shop_web.GROUPS)} | {"": "all"}
PLATFORMS = {"google": "paid_search", "linkedin": "paid_social"}


def of_b2b(state: State) -> tuple[list[Truth], list[Named]]:
    clicks: dict[str, Counter[date]] = {"all": Counter(), "paid_search": Counter(), "paid_social": Counter()}
    for ad in state.ads:
        for channel in ("all", PLATFORMS[ad.platform]):
            clicks[channel][ad.day] += ad.clicks
    leads = Counter(contact.created_at.date() for contact in state.leading_contacts)
    touched = min(touch.at.date() for touch in state.touches)
    delivery = DELIVERIES[state.number - 1]
    return _known(state.web_days, b2b_web.BREAKS, {"leads": leads}, clicks, touched, delivery)


def of_shop(world: Shop, delivery: Delivery) -> tuple[list[Truth], list[Named]]:
    clicks: dict[str, Counter[date]] = {"all": Counter()}
    for ad in ads_until(world, delivery):
        clicks["all"][ad.day] += ad.clicks
    made = {
        "leads": Counter(contact.created_at.date() for contact in contacts_of(world, delivery)),
        "orders": Counter(o.created_at.date() for o in world.orders if o.created_at < delivery.cutoff),
    }
    touched = min(touch.at.date() for touch in world.touches)
    seen = [day for day in world.web_days if day.day <= delivery.last_day]
    return _known(seen, shop_web.BREAKS, made, clicks, touched, delivery)


def _known(
    seen: Iterable[WebDay],
    breaks: Sequence[Break],
    made: Mapping[str, Made],
    clicks: Mapping[str, Made],
    touched: date,
    delivery: Delivery,
) -> tuple[list[Truth], list[Named]]:
    """touched: the first day on which touches are looked at. Of the last day nobody knows whether it is whole."""
    seen = list(seen)
    first, last = min(touched, min(day.day for day in seen)), delivery.last_day - timedelta(days=1)
    broken = {day for one in breaks for day in days(one.first, one.last)}
    facts = [
        *(truth(f"{ID}.breaks_count", len(breaks), state=state) for state in ("all", "tracking")),
        *(truth(f"{ID}.breaks_count", 0, state=state) for state in ("with_demand", "unknown")),
        truth(f"{ID}.broken_days", len(broken), state="all"),
        *share(f"{ID}.broken_share", len(broken), (last - first).days + 1),
    ]
    evidence = []
    for one in breaks:
        own, channel = list(days(one.first, one.last)), CHANNEL[one.group]
        count = {"series": "sessions", "system": "ga4", "channel": channel}
        where = {**count, "start": one.first.isoformat()}
        counted = sum(d.sessions for d in seen if d.day in own and one.group in ("", d.group))
        facts.append(truth(f"{ID}.broken_days", len(own), **count))
        facts.append(truth(f"{ID}.counted_count", counted, **where))
        for kind, came in {**made, "clicks": clicks[channel]}.items():
            facts += _meanwhile(came, own, broken, {**where, "demand": kind})
        evidence.append(named(ID, "day_on", [day.isoformat() for day in own], **count))
    evidence.append(named(ID, "day_on", [day.isoformat() for day in broken]))
    return facts, evidence


def _meanwhile(came: Made, own: Sequence[date], broken: set[date], where: Mapping[str, str]) -> list[Truth]:
    """What came on these days, and a day on the same weekdays of the four weeks before and after that were whole."""
    beside = {day + n * WEEK for day in own for n in range(-4, 5)} - broken
    whole = [came.get(day, 0) for day in beside if min(came) <= day <= max(came)]
    count = sum(came.get(day, 0) for day in own)
    usual = sum(whole) / len(whole) * len(own)
    return [truth(f"{ID}.demand_count", count, **where), truth(f"{ID}.demand_share", count / usual, **where)]
