"""What customers, qualified leads and opportunities cost, counted month by month over what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median
from zoneinfo import ZoneInfo

from cmokit.samples.b2b import books as b2b_books
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Contact, Deal
from cmokit.samples.finance import FIRST_MONTH, CostLine, month_of, months_before
from cmokit.samples.plan import Delivery
from cmokit.samples.shop import books as shop_books
from cmokit.samples.shop.records import AdDay, Order, World
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, share, truth
from cmokit.samples.truth.shop_money import seen_orders

ID = "money.acquisition"
STEP = Decimal("0.0001")
NOON = time(12)
MEASURES = {
    "customer": ("customers_count", "cac_amount"),
    "qualified": ("qualified_leads_count", "cost_per_qualified_lead_amount"),
    "opportunity": ("opportunities_count", "cost_per_opportunity_amount"),
}
CHANNELS = {"Paid search": "paid_search", "Paid social": "paid_social", "Offline": "offline", "": ""}


@dataclass(frozen=True)
class Won:
    """Something that happened once, by local clock. since: when the person was first heard of."""

    channel: str
    at: datetime
    since: datetime | None


@dataclass(frozen=True)
class Spent:
    channel: str
    month: date
    amount: Decimal
    is_ads: bool


def lines_of(costs: Iterable[CostLine], rates: Mapping[tuple[str, date], Decimal], until: date) -> list[Spent]:
    """Finance's lines, month by month, at the month's rate."""
    return [
        Spent(CHANNELS[line.channel], month, _at(line.monthly, rates.get((line.currency, month), Decimal(1))), False)
        for line in costs
        for month in months_before(until)
    ]


def _at(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate).quantize(STEP, ROUND_HALF_EVEN)


def acquisition(
    happened: Mapping[str, list[Won]], costs: list[Spent], days: tuple[date, date], as_of: date, zone: str
) -> list[Truth]:
    """days: first and last day of the ad reports. The lag in whole months, then sums over the months that fit."""
    covered = whole_months(days, as_of)
    stated = [month for month in covered if any(c.month == month and not c.is_ads for c in costs)]
    end = month_of(as_of + timedelta(days=1))
    facts: list[Truth] = []
    for kind, events in happened.items():
        waits = [days_ for event in events if (days_ := _waited(event, zone)) is not None and days_ >= 0]
        lag = round(median(waits) / 30.4375) if waits else 0
        months = [month for month in stated if plus(month, lag) < end][-12:]
        loaded = len(months) >= 3
        months = months if loaded else [month for month in covered if plus(month, lag) < end][-12:]
        if months:
            facts += [truth(f"{ID}.lag_days", median(waits), outcome=kind)] if waits else []
            facts += _of(kind, events, [plus(month, lag) for month in months], costs, months, loaded)
    return facts


def _of(
    kind: str, events: list[Won], when: list[date], costs: list[Spent], months: list[date], loaded: bool
) -> list[Truth]:
    counted, each = MEASURES[kind]
    own = [event.channel for event in events if month_of(event.at) in when]
    facts = share(f"{ID}.unknown_channel_share", own.count("unknown"), len(own)) if kind == "customer" else []
    for channel in ("all", *sorted({*own, *(cost.channel for cost in costs if cost.channel)})):
        count = len(own) if channel == "all" else own.count(channel)
        facts.append(truth(f"{ID}.{counted}", count, channel=channel))
        for how in ("paid", "loaded") if loaded else ("paid",):
            money = sum(
                (c.amount for c in costs
                 if c.month in months and channel in ("all", c.channel) and (c.is_ads or how == "loaded")),
                Decimal(0),
            )  # fmt: skip
            if money:
                facts.append(truth(f"{ID}.cost_amount", money, channel=channel, cost=how, outcome=kind))
            if money and count:
                facts.append(truth(f"{ID}.{each}", money / count, channel=channel, cost=how))
    return facts


def _waited(event: Won, zone: str) -> float | None:
    if event.since is None:
        return None
    local = ZoneInfo(zone)
    moments = [moment.replace(tzinfo=local).astimezone(UTC) for moment in (event.since, event.at)]
    return (moments[1] - moments[0]) / timedelta(days=1)


def whole_months(days: tuple[date, date], as_of: date) -> list[date]:
    """Those that the ad reports cover from their first day to their last."""
    end = min(days[1], as_of)
    return [month for month in months_between(days[0], end) if month >= days[0] and last_day(month) <= end]


def lag_of(events: list[Won], zone: str) -> int:
    """The median time since the first record, in whole months."""
    waits = [days for event in events if (days := _waited(event, zone)) is not None and days >= 0]
    return round(median(waits) / 30.4375) if waits else 0


def months_between(first: date, last: date) -> list[date]:
    month, found = month_of(first), []
    while month <= last:
        found.append(month)
        month = plus(month, 1)
    return found


def plus(month: date, months: int) -> date:
    whole = month.year * 12 + month.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def last_day(month: date) -> date:
    return plus(month, 1) - timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime.combine(day, NOON)


def of_b2b(state: State) -> list[Truth]:
    """Deals by company, leads by person, as the leading system knows them."""
    return acquisition(b2b_events(state), b2b_costs(state), b2b_days(state), state.as_of, "Europe/Berlin")


def b2b_days(state: State) -> tuple[date, date]:
    return min(a.day for a in state.ads), max(a.day for a in state.ads)


def b2b_events(state: State) -> dict[str, list[Won]]:
    born = {c.id: _first_heard(c) for c in state.leading_contacts}
    deals = state.leading_deals
    won = sorted((d for d in deals if d.status == "won" and d.closed_at), key=_closed, reverse=True)
    buyers = {state.leader.get(d.company_id) or d.company_id or d.contact_id or d.id: d for d in won}
    people = [c for c in state.leading_contacts if c.system == HUBSPOT]
    qualified = ((c, next((at for stage, at in c.history if stage == "mql"), None)) for c in people)
    return {
        "customer": [Won(d.channel, closing(d), _since(d, state, born)) for d in buyers.values()],
        "qualified": [Won(c.channel, at, born[c.id]) for c, at in qualified if at],
        "opportunity": [Won(d.channel, d.created_at, _since(d, state, born)) for d in deals],
    }


def b2b_costs(state: State) -> list[Spent]:
    ads = [Spent(channel_of(a.platform), month_of(a.day), a.spend, True) for a in state.ads]
    rates = {
        (currency, month): Decimal(rate)
        for currency, row in (("USD", b2b_books.DOLLAR), ("GBP", b2b_books.POUND))
        for month, rate in zip(months_between(FIRST_MONTH, state.as_of), row, strict=False)
    }
    return [*ads, *lines_of(b2b_books.COSTS, rates, state.as_of)]


def channel_of(platform: str) -> str:
    return "paid_search" if platform == "google" else "paid_social"


def _closed(deal: Deal) -> tuple[date, str]:
    assert deal.closed_at
    return deal.closed_at.date(), deal.id


def closing(deal: Deal) -> datetime:
    """Salesforce knows the day only, so noon of it."""
    assert deal.closed_at
    return noon(deal.closed_at.date()) if deal.system == SALESFORCE else deal.closed_at


def _first_heard(contact: Contact) -> datetime:
    """An open lead's report knows the day only."""
    is_day = contact.system == SALESFORCE and contact.kind == "lead"
    return noon(contact.created_at.date()) if is_day else contact.created_at


def _since(deal: Deal, state: State, born: Mapping[str, datetime]) -> datetime | None:
    return born.get(state.leader.get(deal.contact_id, deal.contact_id))


def of_shop(world: World, delivery: Delivery, ads: Iterable[AdDay]) -> list[Truth]:
    """Customers, told apart by e-mail, are those whose first order that was kept lies in these months.

    The shop has no leads and no deals, and an order names no contact, so nobody knows how long it took.
    """
    ads = list(ads)
    first = {buyer_of(order): order for order in reversed(kept_orders(world, delivery))}
    events = [Won(order.origin.channel, order.created_at, None) for order in first.values()]
    days = min(ad.day for ad in ads), max(ad.day for ad in ads)
    return acquisition({"customer": events}, shop_costs(delivery, ads), days, delivery.on, "Asia/Riyadh")


def kept_orders(world: World, delivery: Delivery) -> list[Order]:
    """In order of time."""
    kept = [seen.order for seen in seen_orders(world, delivery) if not seen.is_cancelled]
    return sorted(kept, key=lambda order: (order.created_at, order.id))


def buyer_of(order: Order) -> str:
    return order.email.lower() or order.id


def shop_costs(delivery: Delivery, ads: list[AdDay]) -> list[Spent]:
    spent_ = [Spent("paid_social", month_of(ad.day), ad.spend, True) for ad in ads]
    months = months_between(FIRST_MONTH, delivery.on)
    rates = {("USD", month): shop_books.USD for month in months}
    rates |= {("EUR", month): Decimal(rate) for month, rate in zip(months, shop_books.EURO, strict=False)}
    return [*spent_, *lines_of(shop_books.COSTS, rates, delivery.on)]
