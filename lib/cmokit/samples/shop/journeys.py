"""How the shop's people came before they ordered, and those who came and did not: its own tracking, by mailbox.

The tracking knows a person by the mailbox, as the orders do. The last touch before an order is where the order says it
came from; where the order says nothing, the tracking saw nothing either.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from cmokit.samples.plan import SHOP, rng
from cmokit.samples.shop.buying import META_CAMPAIGNS
from cmokit.samples.shop.customers import SUBSCRIBER
from cmokit.samples.shop.records import Contact, Order, Origin, Touch

# Touches before the last one, and how many of the shop's people look around without ordering.
EARLIER = (0.34, 0.27, 0.17, 0.11, 0.07, 0.04)
SHARE_LOOKING = 0.45
SPAN = timedelta(days=24)
KINDS = {"paid_social": "ad_click", "paid_search": "ad_click", "email": "email_click"}
OTHERS = {
    Origin("paid_social", "instagram", "paid_social", META_CAMPAIGNS[0]): 0.22,
    Origin("paid_social", "facebook", "paid_social", META_CAMPAIGNS[2]): 0.14,
    Origin("email", "newsletter", "email", "email_نشرة_أسبوعية"): 0.2,
    Origin("paid_search", "google", "cpc", "search_عود_عطور"): 0.1,
    Origin("organic_search"): 0.16, Origin("organic_social"): 0.12, Origin("direct"): 0.06,
}  # fmt: skip


def make_touches(orders: list[Order], contacts: list[Contact]) -> list[Touch]:
    """All of them in order of time, numbered so."""
    found = [*_before_orders(orders), *_looking(contacts)]
    found.sort(key=lambda touch: (touch.at, touch.email, touch.kind))
    return [Touch(f"V{n:06d}", t.email, t.at, t.kind, t.origin, t.order) for n, t in enumerate(found, start=1)]


def _before_orders(orders: list[Order]) -> Iterator[Touch]:
    for order in orders:
        if order.origin.channel == "unknown" or "@" not in order.email:
            continue
        draw = rng(SHOP, "journeys", order.number)
        last = order.created_at - timedelta(minutes=draw.randrange(2, 90))
        origin = order.origin
        yield _touch(order.email, last, origin, order.number)
        for _ in range(draw.choices(range(len(EARLIER)), EARLIER)[0]):
            yield _touch(order.email, _earlier(draw, last), _other(draw), order.number)


def _looking(contacts: list[Contact]) -> Iterator[Touch]:
    """Readers of the newsletter who never order."""
    for contact in contacts:
        draw = rng(SHOP, "looking", contact.email)
        if contact.stage == SUBSCRIBER and "@" in contact.email and draw.random() < SHARE_LOOKING:
            for _ in range(draw.choice((1, 1, 2, 3))):
                at = contact.created_at + timedelta(minutes=draw.randrange(60 * 24 * 40))
                yield _touch(contact.email, at, _other(draw), 0)


def _earlier(draw: Random, last: datetime) -> datetime:
    return last - timedelta(minutes=draw.randrange(60, SPAN // timedelta(minutes=1)))


def _other(draw: Random) -> Origin:
    return draw.choices(list(OTHERS), list(OTHERS.values()))[0]


def _touch(email: str, at: datetime, origin: Origin, order: int) -> Touch:
    return Touch("", email.lower(), at, KINDS.get(origin.channel, "visit"), origin, order)
