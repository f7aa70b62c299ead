"""Spend against outcome of the sample clients: deals or orders, days of advertising, lines of finance."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from cmokit.samples.b2b.records import HUBSPOT
from cmokit.samples.b2b.salesforce_campaigns import BUDGET
from cmokit.samples.finance import month_of
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import AdDay, World
from cmokit.samples.truth import acquisition as cost_truth
from cmokit.samples.truth import paid
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.budget import ID, Books, Qualified, Sold, counted, window_of
from cmokit.samples.truth.facts import Truth, truth
from cmokit.samples.truth.lead_trap import advertised
from cmokit.samples.truth.paid import NOTHING


def of_b2b(state: State) -> list[Truth]:
    """Won deals, each with the campaign of a person whom HubSpot's copy of it names."""
    ads = advertised(state.ads)
    known = paid.names_by_spelling(ads)
    events, days = cost_truth.b2b_events(state), cost_truth.b2b_days(state)
    people = {c.id: c for c in state.leading_contacts}
    tags: dict[str, list[str]] = defaultdict(list)
    for deal in state.deals:
        person = people.get(state.leader.get(deal.contact_id, deal.contact_id))
        if person and person.utm_campaign:
            tags[state.leader[deal.id]].append(person.utm_campaign)
    sold = [
        Sold(
            deal.id,
            state.leader.get(deal.company_id) or deal.company_id or deal.id,
            deal.channel,
            known.get(paid.spelled(min(tags[deal.id])), "") if tags[deal.id] else "",
            cost_truth.closing(deal).date(),
            deal.amount or NOTHING,
        )
        for deal in state.leading_deals
        if deal.status == "won" and deal.closed_at
    ]
    entered = ((c, next((at for stage, at in c.history if stage == "mql"), None)) for c in people.values())
    qualified = [
        Qualified(c.channel, known.get(paid.spelled(c.utm_campaign), ""), month_of(at))
        for c, at in entered
        if at and c.system == HUBSPOT
    ]
    windows = (window_of(events[kind], days, state.as_of, "Europe/Berlin") for kind in ("customer", "qualified"))
    books = Books(ads, cost_truth.b2b_costs(state), sold, qualified, *windows)
    return [*counted(books, lambda month: f"FY{month.year} Q{(month.month + 2) // 3}"), *_plans(state)]


def _plans(state: State) -> list[Truth]:
    """Campaigns that have begun, each with the budget of its kind; nobody has stated what one cost."""
    begun = [c for c in state.campaigns if c.parent_id and c.started_on <= state.as_of]
    facts = []
    for name in {c.name for c in begun}:
        own = [c for c in begun if c.name == name]
        about = {"channel": own[0].channel, "campaign": name}
        facts.append(truth(f"{ID}.planned_amount", Decimal(sum(BUDGET[c.channel] for c in own)), **about))
        said = {(m.campaign_id, m.contact_id) for m in state.members if m.responded_on}
        count = sum(campaign in {c.id for c in own} for campaign, _ in said)
        facts.append(truth(f"{ID}.responses_count", count, **about))
    planned = Decimal(sum(BUDGET[c.channel] for c in begun))
    facts.append(truth(f"{ID}.planned_amount", planned, channel="all", campaign="all"))
    return [*facts, truth(f"{ID}.without_actual_count", len({c.name for c in begun}))]


def of_shop(world: World, delivery: Delivery, ads: list[AdDay]) -> list[Truth]:
    """Orders that were kept, before tax; a fiscal year begins in July."""
    every = paid.campaigns((ad.campaign, "paid_social", ad.day, ad.spend) for ad in ads)
    known = paid.names_by_spelling(every)
    orders = cost_truth.kept_orders(world, delivery)
    sold = [
        Sold(
            order.id,
            cost_truth.buyer_of(order),
            order.origin.channel,
            known.get(paid.spelled(order.origin.utm_campaign), ""),
            order.created_at.date(),
            order.subtotal + order.shipping,
        )
        for order in orders
    ]
    days = min(ad.day for ad in ads), max(ad.day for ad in ads)
    window = window_of([], days, delivery.on, "Asia/Riyadh")
    books = Books(every, cost_truth.shop_costs(delivery, ads), sold, [], window, {})

    def season(month: date) -> str:
        return f"FY{month.year + (month.month >= 7)} Q{(month.month - 7) % 12 // 3 + 1}"

    return counted(books, season)
