"""Which kinds of companies are worth aiming at for the B2B client, lead by lead."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import exp, sqrt
from statistics import NormalDist

from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Contact, Deal
from cmokit.samples.finance import month_of
from cmokit.samples.truth.b2b_funnel import days_between
from cmokit.samples.truth.b2b_loop import reasons_given
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, quantile, share, truth
from cmokit.samples.truth.lead_outcomes import Firms, end_of, middle, traits, with_usual_spelling

ICP = "segments.icp"
STEP = Decimal("0.0001")
NOTHING = Decimal(0)
TRAITS = ("segment", "size", "industry", "country")
FEWEST_LEADS, FEWEST_WON = 30, 5
WANTED = {"germany", "austria", "switzerland"}
AGREED_ON = date(2025, 6, 16)
SITES = {"google": "paid_search", "linkedin": "paid_social"}


@dataclass(frozen=True)
class Person:
    """A leading contact. won: what was won of the person's deals, None where nothing was."""

    contact: Contact
    row: Mapping[str, str]
    employees: int | None
    won: Decimal | None
    state: str
    mature: bool


def icp(state: State) -> list[Truth]:
    """By evidence, and against what the engagement agrees: fifty employees, three countries, no retail."""
    people, wait = people_of(state)
    mature = [p for p in people if p.mature]
    half = middle(came(p.contact) for p in mature)
    standing = standings(mature)
    learned = standings([p for p in mature if came(p.contact) <= half])
    facts = [truth(f"{ICP}.maturity_days", wait)]
    for split, own in _splits(mature).items():
        facts += _worth("people_count", "value_amount", "won_share", own, split=split)
        facts += [truth(f"{ICP}.standing_text", standing[split], split=split)] if split != "all" else []
    later = [p for p in mature if came(p.contact) > half]
    by_learned: dict[str, list[Person]] = {"all": later}
    for person in later:
        by_learned.setdefault(tier(person, learned), []).append(person)
    for name, own in by_learned.items():
        facts += _worth("", "proof_amount", "proof_share", own, tier=name)
    tiers = {p.contact.id: tier(p, standing) for p in people}
    for name in ("fits", "between", "outside"):
        for what in ("open", "lost", "won"):
            number = sum(p.state == what and tiers[p.contact.id] == name for p in people)
            facts.append(truth(f"{ICP}.leads_count", number, tier=name, state=what))
    in_hand = [p for p in people if p.state == "open"]
    facts += share(f"{ICP}.outside_share", sum(tiers[p.contact.id] == "outside" for p in in_hand), len(in_hand))
    return [*facts, *_costs(state, people, tiers), *_agreed(people, mature, state.as_of)]


def people_of(state: State) -> tuple[list[Person], float]:
    """Every leading contact, with the deals that HubSpot's copies give the person."""
    contacts = {c.id: c for c in state.leading_contacts}
    of: dict[str, str] = {}
    for copy in state.deals:
        who = state.leader.get(copy.contact_id, copy.contact_id) if copy.contact_id else ""
        if copy.system == HUBSPOT and who in contacts:
            deal = state.leader[copy.id]
            of[deal] = min(who, of.get(deal, who))
    deals: dict[str, list[Deal]] = defaultdict(list)
    for deal_ in state.leading_deals:
        if deal_.id in of:
            deals[of[deal_.id]].append(deal_)
    waits = [
        max(0.0, days_between(came(contacts[who]), min(d.closed_at for d in own if _won(d) and d.closed_at)))
        for who, own in deals.items()
        if any(map(_won, own))
    ]
    wait, end, back, firms = quantile(waits, 0.9), end_of(state), reasons_given(state), Firms(state)
    companies = {c.id: firms.of(c.company_id) for c in contacts.values()}
    rows = {c.id: traits(companies[c.id], _segment(c), c.country.strip()) for c in contacts.values()}
    with_usual_spelling(list(rows.values()), "industry", "country")
    found = [
        Person(
            contact, rows[contact.id], (firm.employees if (firm := companies[contact.id]) else None),
            _sum(deals[contact.id]), _state(deals[contact.id], contact.id in back),
            days_between(came(contact), end) >= wait,
        )
        for contact in contacts.values()
    ]  # fmt: skip
    return found, wait


def came(contact: Contact) -> datetime:
    """An open lead's report knows the day only."""
    is_day = contact.system == SALESFORCE and contact.kind == "lead"
    return datetime.combine(contact.created_at.date(), time(12)) if is_day else contact.created_at


def _segment(contact: Contact) -> str:
    """Salesforce's reports name no segment."""
    return contact.segment if contact.system == HUBSPOT else ""


def _won(deal: Deal) -> bool:
    return deal.status == "won"


def _sum(deals: Iterable[Deal]) -> Decimal | None:
    amounts = [deal.amount for deal in deals if _won(deal) and deal.amount is not None]
    return sum(amounts, NOTHING) if amounts else None


def _state(deals: list[Deal], was_given_back: bool) -> str:
    kinds = {deal.status for deal in deals}
    if "won" in kinds or "open" in kinds:
        return "won" if "won" in kinds else "open"
    return "lost" if kinds or was_given_back else "open"


def _splits(people: list[Person]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {"all": people}
    for person in people:
        for trait in TRAITS:
            if person.row[trait]:
                found.setdefault(f"{trait}={person.row[trait]}", []).append(person)
    return found


def _worth(counted: str, amount: str, part: str, own: list[Person], **dims: str) -> list[Truth]:
    total = sum((p.won or NOTHING for p in own), NOTHING)
    facts = [truth(f"{ICP}.{counted}", len(own), **dims)] if counted else []
    facts.append(truth(f"{ICP}.{amount}", (total / len(own)).quantize(STEP), **dims))
    return [*facts, *share(f"{ICP}.{part}", sum(p.won is not None for p in own), len(own), **dims)]


def standings(people: list[Person]) -> dict[str, str]:
    """Each group's interval, by the logarithm, against the mean of all; as sure as so many groups ask for."""
    groups = _splits(people)
    z = NormalDist().inv_cdf(1 - 0.025 / (len(groups) - 1))
    whole = groups.pop("all")
    return {split: _standing(own, whole, z) for split, own in groups.items()}


def _standing(own: list[Person], whole: list[Person], z: float) -> str:
    if len(own) < FEWEST_LEADS:
        return "few"
    low, high = _interval(own, whole, z)
    mean = fsum_won(whole) / len(whole)
    return "above" if low > mean else "below" if high < mean else "unclear"


def fsum_won(people: Iterable[Person]) -> float:
    return float(sum((p.won or NOTHING for p in people), NOTHING))


def _interval(own: list[Person], whole: list[Person], z: float) -> tuple[float, float]:
    n, won = len(own), [float(p.won) for p in own if p.won is not None]
    mean = fsum_won(own) / n
    if len(won) < FEWEST_WON:
        usual = max(sum(won) / len(won) if won else 0.0, fsum_won(whole) / sum(p.won is not None for p in whole))
        p = len(won) / n
        most = (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)
        return 0.0, max(most * usual, mean)
    spread = sum((float(p.won or 0) - mean) ** 2 for p in own) / n
    times = exp(z * sqrt(spread / n) / mean)
    return mean / times, mean * times


def tier(person: Person, standing: Mapping[str, str]) -> str:
    shown = {standing.get(f"{trait}={person.row[trait]}") for trait in TRAITS}
    if ("above" in shown) == ("below" in shown):
        return "between"
    return "fits" if "above" in shown else "outside"


def _costs(state: State, people: list[Person], tiers: Mapping[str, str]) -> list[Truth]:
    """Each channel's month of ads, divided between the people that it brought; whole months only."""
    spent: dict[tuple[str, date], Decimal] = defaultdict(lambda: NOTHING)
    for ad in state.ads:
        spent[SITES[ad.platform], month_of(ad.day)] += ad.spend
    first, last = min(ad.day for ad in state.ads), min(max(ad.day for ad in state.ads), state.as_of)
    brought: dict[tuple[str, date], list[Person]] = defaultdict(list)
    for person in people:
        month = month_of(came(person.contact))
        if first <= month and _month_end(month) <= last:
            brought[person.contact.channel, month].append(person)
    sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: NOTHING)
    for where, own in brought.items():
        for person in own if where in spent else ():
            sums[tiers[person.contact.id], person.state] += spent[where] / len(own)
    return [truth(f"{ICP}.cost_amount", v.quantize(STEP), tier=t, state=s) for (t, s), v in sums.items()]


def _month_end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _agreed(people: list[Person], mature: list[Person], as_of: date) -> list[Truth]:
    fits = {p.contact.id: _fit(p) for p in people}
    counts = {fit: list(fits.values()).count(fit) for fit in ("inside", "outside", "unknown")}
    facts = [truth(f"{ICP}.agreed_count", number, fit=fit) for fit, number in counts.items()]
    facts += share(f"{ICP}.agreed_share", counts["inside"], counts["inside"] + counts["outside"])
    for fit in counts:
        own = [p for p in mature if fits[p.contact.id] == fit]
        facts += _worth("", "agreed_value_amount", "agreed_won_share", own, fit=fit) if own else []
    return [*facts, truth(f"{ICP}.agreed_age_days", (as_of - AGREED_ON).days)]


def _fit(person: Person) -> str:
    country, industry = person.row["country"].lower(), person.row["industry"].lower()
    small = person.employees is not None and person.employees < 50
    if small or (country and country not in WANTED) or industry == "retail":
        return "outside"
    return "unknown" if person.employees is None or not country else "inside"
