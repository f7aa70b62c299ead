"""What the board asks for, counted over the sample clients' deals, orders, subscriptions and leads."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from cmokit.samples.finance import month_of
from cmokit.samples.pilots import USED, Pilots
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import NOTHING, World
from cmokit.samples.truth.acquisition import channel_of, closing, kept_orders, whole_months
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, truth
from cmokit.samples.truth.icp import Person, came, people_of, standings, tier

ID = "board.figures"
RUN_BY = {
    **dict.fromkeys(
        ("paid_search", "organic_search", "paid_social", "organic_social", "email", "display"), "marketing"
    ),
    **dict.fromkeys(("affiliate", "event", "webinar"), "marketing"),
    **dict.fromkeys(("sales", "partner"), "sales"),
}
FEWEST_WON, FEWEST_RUNS = 5, 10
CENT = Decimal("0.01")
Money = list[tuple[str, Decimal]]  # channel and amount


def of_b2b(state: State, pilots: Pilots) -> list[Truth]:
    """Deals opened and won in the twelve months up to the day; subscriptions that run on it; leads by segment."""
    since = _year_ago(state.as_of)
    opened = [d for d in state.leading_deals if since <= d.created_at.date() <= state.as_of]
    won = [d for d in state.leading_deals if d.status == "won" and d.closed_at and closing(d).date() >= since]
    facts = [truth(f"{ID}.without_amount_count", sum(d.amount is None for d in opened))]
    for channel in ("all", *sorted({d.channel for d in opened})):
        own = [d for d in opened if channel in ("all", d.channel)]
        facts.append(truth(f"{ID}.pipeline_count", len(own), channel=channel))
        facts.append(truth(f"{ID}.pipeline_amount", _sum(d.amount for d in own), channel=channel))
    facts += _shares("sold", [(d.channel, d.amount or NOTHING) for d in won])
    people = {c.id: c.channel for c in state.leading_contacts}
    running = [
        (people.get(state.leader.get(s.contact_id, s.contact_id), ""), s.monthly * 12)
        for s in state.subscriptions
        if s.started_on <= state.as_of and (s.ended_on is None or s.ended_on >= state.as_of)
    ]
    facts += _shares("recurring", running)
    leads, _ = people_of(state)
    facts += _by_segment(state, leads) + _by_tier(state, leads)
    drafts = _drafts(pilots, state.as_of)
    return facts + drafts + _stated(pipeline=True, cac=True, value=False, share=True, ai=bool(drafts))


def _drafts(pilots: Pilots, as_of: date) -> list[Truth]:
    """The one AI tool whose cost is known writes summaries of calls: by hand eighteen minutes, at 68 an hour."""
    ended = datetime.combine(as_of, time())
    used = [r for r in pilots.runs if r.workflow == "summaries" and r.outcome == USED and r.ended_at < ended]
    if len(used) < FEWEST_RUNS:
        return []
    days = (as_of - min(run.started_at for run in used).date()).days + 1
    cost = (Decimal(1440) * days / Decimal("365.25")).quantize(CENT)
    cost += sum((run.cost for run in used if run.cost is not None), NOTHING)
    minutes = sum(18 - (run.ended_at - run.started_at) / timedelta(minutes=1) for run in used)
    saved = (Decimal(repr(minutes)) / 60 * 68).quantize(CENT)
    return [
        truth(f"{ID}.tool_cost_amount", cost, tool="textwerk"),
        truth(f"{ID}.tool_saved_amount", saved, tool="textwerk"),
        truth(f"{ID}.tool_return_share", float(saved / cost), tool="textwerk"),
    ]


def of_shop(world: World, delivery: Delivery) -> list[Truth]:
    """The shop has orders alone: no deals, no leads whose end is known, no subscriptions."""
    since = _year_ago(delivery.on)
    orders = [order for order in kept_orders(world, delivery) if order.created_at.date() >= since]
    facts = _shares("sold", [(order.origin.channel, order.total - order.tax) for order in orders])
    return facts + _stated(pipeline=False, cac=False, value=False, share=True, ai=False)


def _year_ago(as_of: date) -> date:
    return date.fromordinal(as_of.toordinal() + 1).replace(year=as_of.year - 1)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), NOTHING)


def _shares(name: str, money: Money) -> list[Truth]:
    whole = _sum(amount for _, amount in money)
    facts = [truth(f"{ID}.{name}_amount", whole, origin="all")]
    for origin in ("marketing", "unclear", "sales"):
        own = _sum(amount for channel, amount in money if RUN_BY.get(channel, "unclear") == origin)
        facts.append(truth(f"{ID}.{name}_amount", own, origin=origin))
        facts.append(truth(f"{ID}.{name}_share", float(own / whole), origin=origin))
    return facts


def _by_segment(state: State, people: list[Person]) -> list[Truth]:
    """Of leads old enough, in months that the ad reports cover: each pays an even part of its channel's month."""
    months = whole_months((min(a.day for a in state.ads), max(a.day for a in state.ads)), state.as_of)
    paid: dict[tuple[str, date], Decimal] = defaultdict(lambda: NOTHING)
    for ad in state.ads:
        paid[channel_of(ad.platform), month_of(ad.day)] += ad.spend
    brought: dict[tuple[str, date], int] = defaultdict(int)
    for person in people:
        brought[person.contact.channel, month_of(came(person.contact))] += 1
    won: dict[str, int] = defaultdict(int)
    cost: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for person in people:
        month, segment = month_of(came(person.contact)), person.row["segment"]
        if person.mature and month in months and segment:
            where = person.contact.channel, month
            won[segment] += person.state == "won"
            cost[segment] += paid[where] / brought[where]
    facts = [truth(f"{ID}.won_count", number, segment=segment) for segment, number in won.items()]
    large = [segment for segment, number in won.items() if number >= FEWEST_WON]
    step = Decimal("0.0001")
    return facts + [
        truth(f"{ID}.cac_amount", (cost[segment] / won[segment]).quantize(step), segment=segment) for segment in large
    ]


def _by_tier(state: State, people: list[Person]) -> list[Truth]:
    """Subscribers, by company else person, each with the tier of the person on the first of its plans."""
    standing = standings([person for person in people if person.mature])
    tiers = {person.contact.id: tier(person, standing) for person in people}
    own: dict[str, str] = {}
    for plan in sorted(state.subscriptions, key=lambda plan: (plan.started_on, plan.id)):
        who = plan.company_id or plan.contact_id or plan.id
        own.setdefault(state.leader.get(who, who), tiers.get(state.leader.get(plan.contact_id, plan.contact_id), ""))
    return [
        truth(f"{ID}.tier_count", list(own.values()).count(name), tier=name) for name in ("fits", "between", "outside")
    ]


def _stated(**figures: bool) -> list[Truth]:
    facts = [
        truth(f"{ID}.stated_text", "stated" if is_stated else "not_stated", figure=figure)
        for figure, is_stated in figures.items()
    ]
    return [*facts, truth(f"{ID}.not_stated_count", list(figures.values()).count(False))]
