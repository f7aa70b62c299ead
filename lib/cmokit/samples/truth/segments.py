"""Which of the B2B client's segments are worth what, deal by deal, and what leads did first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from math import ceil

from cmokit.samples.b2b.logged import INBOUND
from cmokit.samples.b2b.records import SALESFORCE, Deal
from cmokit.samples.truth.b2b_funnel import days_between
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, share, truth
from cmokit.samples.truth.icp import NOTHING, SITES, STEP, TRAITS
from cmokit.samples.truth.lead_outcomes import Firms, end_of, leads_of, traits, with_usual_spelling

VALUE = "segments.value"
NOON = time(12)  # of days whose hour nobody knows
ENOUGH = 20  # deals or customers, before a group is stated


def value(state: State) -> list[Truth]:
    """Deals that left the pipeline in the twelve months up to the day, by company, and what leads did first."""
    firms, cutoff = Firms(state), end_of(state)
    start = max(_year_before(cutoff), datetime.combine(min(d.created_at for d in state.leading_deals), time()))
    deals = state.leading_deals
    companies = [firms.of(deal.company_id) if deal.company_id else None for deal in deals]
    rows = [traits(firm) | {"channel": deal.channel} for deal, firm in zip(deals, companies, strict=True)]
    with_usual_spelling(rows, "industry", "country")
    groups: dict[str, list[Deal]] = defaultdict(list)
    for deal, row in zip(deals, rows, strict=True):
        if (ended := _left(deal)) is None or ended >= start:
            for split in ("all", *(f"{name}={text}" for name, text in row.items() if text)):
                groups[split].append(deal)
    left = {split: [d for d in own if _left(d)] for split, own in groups.items()}
    large = [split for split, own in left.items() if split != "all" and len(own) >= ENOUGH]
    many = [name for name in (*TRAITS, "channel") if sum(split.startswith(f"{name}=") for split in large) > 1]
    whole = _by_buyer(left["all"], state)
    total = sum(whole.values(), NOTHING)
    facts = [truth(f"{VALUE}.small_groups_count", sum(s != "all" for s in left) - len(large))]
    for split in ("all", *(s for s in large if s.split("=")[0] in many)):
        facts += _group(split, groups[split], left[split], _by_buyer(left[split], state), total, start, cutoff)
        facts += [truth(f"{VALUE}.sales_count", sum(_priced(d) for d in left[split]), split=split)]
    facts += largest(list(whole.values()))
    return [*facts, *_spend(state, start.date()), *_behaviour(state)]


def _won(deal: Deal) -> bool:
    return deal.status == "won"


def _year_before(end: datetime) -> datetime:
    return end.replace(year=end.year - 1)


def _left(deal: Deal) -> datetime | None:
    return deal.closed_at if deal.status != "open" else None


def _priced(deal: Deal) -> bool:
    return _won(deal) and deal.amount is not None


def _by_buyer(deals: list[Deal], state: State) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for deal in deals:
        if _priced(deal):
            buyer = state.leader.get(deal.company_id, deal.company_id) if deal.company_id else deal.id
            sums[buyer] += deal.amount or NOTHING
    return sums


def _group(
    split: str, every: list[Deal], left: list[Deal], buyers: Mapping[str, Decimal], total: Decimal,
    start: datetime, end: datetime,
) -> list[Truth]:  # fmt: skip
    days = sum(days_between(max(d.created_at, start), min(_left(d) or end, end)) for d in every)
    facts = [truth(f"{VALUE}.closed_count", len(left), split=split)]
    facts += share(f"{VALUE}.win_share", sum(map(_won, left)), len(left), split=split)
    facts.append(truth(f"{VALUE}.cycle_days", days / len(left), split=split))
    return facts + (money_facts(split, list(buyers.values()), total) if buyers else [])


def money_facts(split: str, amounts: list[Decimal], total: Decimal) -> list[Truth]:
    """amounts: of each customer."""
    money = sum(amounts, NOTHING)
    return [
        truth(f"{VALUE}.revenue_amount", money, split=split),
        truth(f"{VALUE}.customers_count", len(amounts), split=split),
        truth(f"{VALUE}.average_amount", (money / len(amounts)).quantize(STEP), split=split),
        truth(f"{VALUE}.revenue_share", float(money / total), split=split),
    ]


def largest(amounts: list[Decimal]) -> list[Truth]:
    ranked, total = sorted(amounts, reverse=True), sum(amounts, NOTHING)
    parts = {"one": 1, "tenth": ceil(len(ranked) / 10)}
    return [
        truth(f"{VALUE}.largest_share", float(sum(ranked[:n], NOTHING) / total), largest=name)
        for name, n in parts.items()
    ]


def _spend(state: State, first: date) -> list[Truth]:
    sums: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for ad in state.ads:
        if first <= ad.day <= state.as_of:
            sums[SITES[ad.platform]] += ad.spend
    return [truth(f"{VALUE}.spend_amount", v, split=f"channel={channel}") for channel, v in sums.items() if v]


def _touched(state: State) -> Iterator[tuple[str, datetime, str]]:
    """Who, when, and what kind: as tracking saw it, as campaigns were answered, and who called or met sales."""
    yield from ((touch.contact_id, touch.at, touch.kind) for touch in state.touches)
    channels = {campaign.id: campaign.channel for campaign in state.campaigns}
    first: dict[tuple[str, str], date] = {}
    for member in state.members:
        if member.responded_on:
            key = member.campaign_id, state.leader.get(member.contact_id, member.contact_id)
            first[key] = min(member.responded_on, first.get(key, member.responded_on))
    for (campaign, who), day in first.items():
        yield who, datetime.combine(day, NOON), "event" if channels.get(campaign) in ("event", "webinar") else "other"
    for activity in state.activities:
        inbound = activity.direction == INBOUND and activity.kind in ("call", "meeting")
        if inbound and activity.system == SALESFORCE and not activity.is_automated:
            yield activity.record, activity.at or datetime.combine(activity.on, NOON), activity.kind


def _behaviour(state: State) -> list[Truth]:
    """What leads did between the first hour and the end of the second week, where sales had not come before that."""
    touched: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for who, at, kind in _touched(state):
        touched[state.leader.get(who, who)].append((at, kind))
    found: dict[str, list[bool]] = defaultdict(list)
    for lead in leads_of(state)[0]:
        if not lead.is_mature or (lead.reached and days_between(lead.entered, lead.reached) <= 14):
            continue
        own = [k for at, k in touched[lead.contact.id] if 1 / 24 < days_between(lead.entered, at) <= 14]
        asked = any(kind in ("form", "event", "call", "chat") for kind in own)
        name = "asked" if asked else ("nothing", "looked")[len(own)] if len(own) < 2 else "came_back"
        found[name].append(lead.reached is not None)
    shares = (share(f"{VALUE}.behaviour_share", sum(own), len(own), behaviour=name) for name, own in found.items())
    return [fact for facts in shares for fact in facts]
