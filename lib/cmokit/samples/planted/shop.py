"""What is wrong at the shop: orders without a channel, careless tags, and money that went missing on the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from cmokit.samples.plan import DELIVERIES, Trace
from cmokit.samples.shop.fate import SETTLEMENTS, card_fee
from cmokit.samples.shop.records import CARD, CASH, NOTHING, Movement, Order, Origin, World

UTM, NAMES, MONEY = "tracking.utm_governance", "tracking.campaign_names", "money.platform_to_cash"
UNEXPLAINED = (("problem", "unexplained"),)
FIRST = DELIVERIES[0]


def _choose(world: World, draw: Random, count: int, fits: Callable[[Order], bool]) -> list[Order]:
    """Orders of before the first delivery that no other defect has touched."""
    able = [order for order in world.free(world.orders) if order.created_at < FIRST.cutoff and fits(order)]
    chosen = sorted(draw.sample(able, count), key=lambda order: order.number)
    world.busy |= {order.id for order in chosen}
    return chosen


def _ids(orders: list[Order]) -> tuple[str, ...]:
    return tuple(sorted(order.id for order in orders))


def unknown_channels(world: World, draw: Random) -> tuple[Trace, ...]:
    """Orders of which nothing tells where they came from: the tracking app was off for a while."""
    for order in _choose(world, draw, 118, lambda order: not order.discount_code):
        order.origin = Origin("unknown")
    return ()


def careless_tags(world: World, draw: Random) -> tuple[Trace, ...]:
    """Clicks without tags, media nobody agreed on, other spellings, and a medium on the wrong channel."""
    untagged = _choose(world, draw, 40, lambda order: order.origin.channel == "paid_search")
    for order in untagged:
        order.origin = Origin("paid_search", landing=f"/products/oud-50?gclid=Cj0KCQ{order.number * 91}")
    outside = _choose(world, draw, 26, lambda order: order.origin.channel == "email")
    for order in outside:
        order.origin = replace(order.origin, utm_medium="mailing")
    mismatch = _choose(world, draw, 21, lambda order: order.origin.utm_source == "instagram")
    for order in mismatch:
        order.origin = replace(order.origin, utm_medium="cpc")
    for value, count in (("Instagram", 18), ("FaceBook", 7)):
        for order in _choose(world, draw, count, lambda order, v=value: order.origin.utm_source == v.lower()):  # type: ignore[misc]
            order.origin = replace(order.origin, utm_source=value)
    return tuple(
        Trace(UTM, "record_id", _ids(orders), (("table", "orders"), ("problem", problem)))
        for problem, orders in (("untagged", untagged), ("outside", outside), ("mismatch", mismatch))
    )


def campaign_names(world: World, draw: Random) -> tuple[Trace, ...]:
    """A campaign named by hand, and one that somebody renamed with a blank in it."""
    renamed = "video_قصة_العطور", "حملة العيد القديمة"
    respelled = "social_العودة_عرض", "social_العودة_ عرض"
    for days in (world.ads, world.restated):
        for n, ad in enumerate(days):
            if ad.campaign == renamed[0]:
                days[n] = replace(ad, campaign=renamed[1])
            if ad.campaign == respelled[0] and ad.day >= date(2025, 11, 1):
                days[n] = replace(ad, campaign=respelled[1])
    return (Trace(NAMES, "campaign", (renamed[1],), (("problem", "unparsed"),)),)


def short_remittances(world: World, draw: Random) -> tuple[Trace, ...]:
    """The courier paid out less than it says it collected."""
    chosen = _choose(world, draw, 44, _is_delivered)
    for n, order in enumerate(chosen):
        line = order.settled[0]
        order.settled[0] = replace(line, net=line.net - Decimal(9 + 7 * (n % 9)) - Decimal("0.35"))
    return (Trace(MONEY, "order_id", _ids(chosen), UNEXPLAINED),)


def collected_too_little(world: World, draw: Random) -> tuple[Trace, ...]:
    """At the door the courier took less than the order's total."""
    chosen = _choose(world, draw, 9, _is_delivered)
    for n, order in enumerate(chosen):
        line = order.settled[0]
        less = Decimal(10 * (1 + n % 4))
        order.settled[0] = replace(line, collected=line.collected - less, net=line.net - less)
    return (Trace(MONEY, "order_id", _ids(chosen), UNEXPLAINED),)


def _is_delivered(order: Order) -> bool:
    """A cash order in one parcel, delivered and paid out before the first delivery."""
    lines = order.settled
    return order.method == CASH and len(lines) == 1 and lines[0].collected > 60 and lines[0].remitted_on < FIRST.on


def paid_without_payment(world: World, draw: Random) -> tuple[Trace, ...]:
    """Card orders that the shop calls paid and the processor never saw."""
    chosen = _choose(world, draw, 24, lambda order: order.method == CARD and len(order.movements) == 1)
    for order in chosen:
        order.movements.clear()
    return (Trace(MONEY, "order_id", _ids(chosen), UNEXPLAINED),)


def charged_otherwise(world: World, draw: Random) -> tuple[Trace, ...]:
    """Charges that differ from their order: a discount given after the payment, a product added before it."""
    chosen = _choose(world, draw, 5, lambda order: order.method == CARD and len(order.movements) == 1)
    for n, order in enumerate(chosen):
        gross = order.total + Decimal("12.50") * (-1 if n % 2 else 1)
        order.movements[0] = replace(order.movements[0], gross=gross, fee=card_fee(gross))
    return (Trace(MONEY, "order_id", _ids(chosen), UNEXPLAINED),)


def loose_payments(world: World, draw: Random) -> tuple[Trace, ...]:
    """Payment links that a seller sent without an order."""
    for n in range(8):
        at = FIRST.cutoff - timedelta(days=20 + 9 * n, hours=-11)
        amount = Decimal(60 + 15 * n)
        world.loose.append(Movement(f"ch_3Ploose{n:04d}", "charge", at, amount, NOTHING, at.date() + timedelta(days=7)))
    return ()


def late_adjustments(world: World, draw: Random) -> tuple[Trace, ...]:
    """Weight disputes: the courier takes a little more for a parcel in a later settlement. Explained, but costly."""
    for n, order in enumerate(_choose(world, draw, 14, _is_delivered)):
        line = order.settled[0]
        later = [day for day in SETTLEMENTS if day > line.remitted_on]
        taken = -Decimal(4 + n % 5)
        nothing = {"collected": NOTHING, "freight": NOTHING, "cod_fee": NOTHING, "return_fee": NOTHING}
        order.settled.append(replace(line, adjustment=taken, net=taken, remitted_on=later[n % 2], **nothing))  # type: ignore[arg-type]
    return ()


def blank_mailboxes(world: World, draw: Random) -> tuple[Trace, ...]:
    """Orders taken by telephone without an e-mail, and mailboxes that cannot be right."""
    blank = _choose(world, draw, 33, lambda order: True)
    wrong = _choose(world, draw, 9, lambda order: True)
    for order in blank:
        order.email = ""
    for order in wrong:
        order.email = order.email.replace("@", " at ")
    where = (("table", "orders"), ("column", "email"))
    return (
        Trace("crm.completeness", "record_id", _ids(blank), (*where, ("problem", "missing"))),
        Trace("crm.completeness", "record_id", _ids(wrong), (*where, ("problem", "invalid"))),
    )


def torn_items(world: World, draw: Random) -> tuple[Trace, ...]:
    """Rows of further items that lost their order's name when somebody sorted the file."""
    for order in _choose(world, draw, 12, _is_old_with_items):
        order.is_torn = True
    return ()


def _is_old_with_items(order: Order) -> bool:
    """Old enough that only the first delivery exports it."""
    return len(order.lines) == 2 and order.created_at < FIRST.cutoff - timedelta(days=60)
