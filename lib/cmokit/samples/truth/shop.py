"""Everything that is true about the shop after some deliveries."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from cmokit.samples.pilots import kinds_of
from cmokit.samples.plan import DELIVERIES, SHOP, Delivery
from cmokit.samples.shop import books
from cmokit.samples.shop.contact_list import contacts_of
from cmokit.samples.shop.exports import CORRECTED, ads_until, orders_of, settlements
from cmokit.samples.shop.records import Order, World
from cmokit.samples.truth import (
    acquisition,
    adoption,
    attribution_events,
    automations,
    budget_clients,
    controls,
    handover,
    influence,
    lifetime_value,
    matching,
    monitoring,
    pilot_effect,
    retention,
    scale,
    shop_contacts,
    shop_segments,
    tracking_breaks,
    unmapped,
    voice,
)
from cmokit.samples.truth.b2b import verdict
from cmokit.samples.truth.b2b_tracking import Tagged, campaign_names, utm
from cmokit.samples.truth.control_totals import control_totals
from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.truth.findings import findings_of, states
from cmokit.samples.truth.shop_contacts import Gap
from cmokit.samples.truth.shop_contribution import contribution
from cmokit.samples.truth.shop_money import order_leaks, platform_to_cash

DAILY = (
    "finance",
    "contacts",
    "touchpoints",
    "ga4.traffic_acquisition",
    "feedback",
    "tickets",
    "shopify.orders",
    "meta_ads.campaigns",
    "stripe.payments",
    "stripe.balance",
)


def known(world: World, number: int) -> tuple[list[Truth], list[Named]]:
    """Figures and named records after deliveries 1 to `number`."""
    delivery = DELIVERIES[number - 1]
    orders = [order for order in world.orders if order.created_at < delivery.cutoff]
    ads = ads_until(world, delivery)
    claimed = sum((ad.value for ad in ads), Decimal(0))
    spend: dict[tuple[str, str], Decimal] = {}
    for ad in ads:
        spend["meta_ads", ad.campaign] = spend.get(("meta_ads", ad.campaign), Decimal(0)) + ad.spend
    parts = [
        platform_to_cash(world, delivery, claimed),
        utm("orders", [_tagged(order) for order in orders]),
        utm("touchpoints", _touched(world, delivery)),
        campaign_names(spend, [], []),
        _completeness([*shop_contacts.gaps(contacts_of(world, delivery)), *_gaps(orders)]),
        shop_contacts.known(world, delivery),
        unmapped.of_shop(world, delivery, orders),
        control_totals(books.held(world, delivery, ads), _slips(world, delivery), _behind(world, delivery)),
        contribution(world, delivery, ads),
        tracking_breaks.of_shop(world, delivery),
        attribution_events.of_shop(world, delivery),
        adoption.adoption(SHOP, world.pilots, number),
        controls.controls(SHOP, world.pilots, number),
        pilot_effect.of_shop(world, number),
        handover.handover(SHOP, number),
        monitoring.of_shop(delivery, ads, orders),
        automations.automations(SHOP, world.pilots, number),
    ]
    facts = [fact for facts, _ in parts for fact in facts]
    facts += acquisition.of_shop(world, delivery, ads)
    facts += budget_clients.of_shop(world, delivery, ads)
    facts += retention.of_shop(world, delivery)
    facts += shop_segments.value(world, delivery, ads)
    facts += lifetime_value.of_shop(world, delivery, ads)
    facts += voice.of_shop(world, delivery)
    facts += matching.of_shop(world, delivery)
    facts += influence.of_shop(world, delivery)
    facts += scale.of_shop(world, delivery, ads)
    facts += _over_time(world, delivery)
    facts += order_leaks(world, delivery) + _readiness(world, number, orders)
    facts += verdict([fact for fact in facts if fact.id.startswith("crm.readiness.")])
    return facts, [entry for _, entries in parts for entry in entries if entry.values]


def _slips(world: World, delivery: Delivery) -> dict[tuple[str, date], tuple[str, Decimal]]:
    amounts = {"vat": books.tax_of, "timing": books.timing_of}
    return {
        (slip.figure, slip.month): (
            slip.why,
            amounts[slip.why](world, delivery, slip.month) if slip.why else slip.amount,
        )
        for slip in world.finance.slips
    }


def _behind(world: World, delivery: Delivery) -> dict[tuple[str, date, str], list[str]]:
    """The orders that timing moves, by figure, month and reason."""
    months = [slip for slip in world.finance.slips if slip.why == "timing"]
    moved = {s.month: books.moved_orders(world, delivery, s.month) for s in months}
    return {(s.figure, s.month, s.why): [order.id for order, _ in moved[s.month]] for s in months}


def _over_time(world: World, delivery: Delivery) -> list[Truth]:
    """What has become of the gaps since the first delivery; an order, once made, stays."""
    seen = []
    for one in DELIVERIES[: delivery.number]:
        orders = [order for order in world.orders if order.created_at < one.cutoff]
        gaps = [*shop_contacts.gaps(contacts_of(world, one)), *_gaps(orders)]
        seen.append(findings_of(_completeness(gaps)[1], "table", "column"))
    there = {order.id for order in world.orders} | {contact.id for contact in contacts_of(world, delivery)}
    return states("crm.completeness", seen, there.__contains__)


def _tagged(order: Order) -> Tagged:
    origin, month = order.origin, f"{order.created_at:%Y-%m}"
    return Tagged(order.id, origin.channel, origin.utm_source, origin.utm_medium, origin.utm_campaign, month)


def _touched(world: World, delivery: Delivery) -> list[Tagged]:
    """What the shop's own tracking saw."""
    seen = ((t, t.origin) for t in world.touches if t.at < delivery.cutoff)
    return [Tagged(t.id, o.channel, o.utm_source, o.utm_medium, o.utm_campaign, f"{t.at:%Y-%m}") for t, o in seen]


def _gaps(orders: list[Order]) -> list[Gap]:
    """E-mail, channel, payment method and total of the orders; the last two are always there and right."""
    blank = [order.id for order in orders if not order.email]
    wrong = [order.id for order in orders if order.email and "@" not in order.email]
    unknown = [order.id for order in orders if order.origin.channel == "unknown"]
    gaps = {"email": (blank, wrong), "channel": (unknown, []), "payment_method": ([], []), "total_amount": ([], [])}
    return [("orders", column, len(orders), missing, invalid) for column, (missing, invalid) in gaps.items()]


def _completeness(gaps: list[Gap]) -> tuple[list[Truth], list[Named]]:
    """Filled and valid shares of every column, the score over all of them, and the records with gaps."""
    id_ = "crm.completeness"
    facts, products, evidence = [], [], []
    for table, column, count, missing, invalid in gaps:
        filled = count - len(missing)
        facts += share(f"{id_}.filled_share", filled, count, table=table, column=column)
        facts += share(f"{id_}.valid_share", filled - len(invalid), filled, table=table, column=column)
        products.append((filled - len(invalid)) / count)
        for problem, ids in (("missing", missing), ("invalid", invalid)):
            evidence.append(named(id_, "record_id", ids, table=table, column=column, problem=problem))
    return [*facts, truth(f"{id_}.score_share", sum(products) / len(products))], evidence


def _readiness(world: World, number: int, orders: list[Order]) -> list[Truth]:
    delivery, id_ = DELIVERIES[number - 1], "crm.readiness"
    unknown = [order for order in orders if order.origin.channel == "unknown"]
    facts = share(f"{id_}.check_share", len(unknown), len(orders), check="order_without_channel")
    moved = [m for order in orders for m in order.movements if m.at < delivery.cutoff]
    loose = [m for m in world.loose if m.at < delivery.cutoff]
    facts += share(f"{id_}.check_share", len(loose), len(moved) + len(loose), check="payment_without_order")
    facts += [
        truth(f"{id_}.data_age_days", (delivery.on - day) // timedelta(days=1), kind=kind)
        for kind, day in [
            *((kind, delivery.on) for kind in DAILY),
            *_pilots(world, number).items(),
            ("parcels", settlements(delivery)[-1]),
        ]
    ]
    rows, torn = _order_rows(world, number)
    facts += share(f"{id_}.set_aside_share", torn, rows, kind="shopify.orders")
    return facts


def _pilots(world: World, number: int) -> dict[str, date]:
    """Kind → day of the newest file that tells of arms, runs or answers."""
    since = [datetime.min, *(d.cutoff for d in DELIVERIES)]
    return {
        kind: delivery.on
        for delivery, before in zip(DELIVERIES[:number], since, strict=False)
        for kind in kinds_of(world.pilots, delivery, before)
    }


def _order_rows(world: World, number: int) -> tuple[int, int]:
    """Rows of all order exports so far, and those that lost their order's name."""
    exports = [orders_of(world, delivery) for delivery in DELIVERIES[:number]]
    if number >= CORRECTED:
        early = Delivery(CORRECTED, DELIVERIES[CORRECTED - 1].on - timedelta(days=1))
        recent = early.cutoff - timedelta(days=21)
        exports.append([order for order in orders_of(world, early) if order.created_at >= recent])
    rows = sum(len(order.lines) for orders in exports for order in orders)
    torn = sum(len(order.lines) - 1 for orders in exports for order in orders if order.is_torn)
    return rows, torn
