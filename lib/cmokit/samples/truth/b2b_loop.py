"""The truth about the loop from person to deal to money, followed over both systems."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from cmokit.samples.b2b.records import HUBSPOT, Contact, Deal
from cmokit.samples.truth.b2b_funnel import DAY, RANK, days_between
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, quantile, share, truth

ID = "funnel.closed_loop"
Reached = dict[str, datetime]  # person → when


def closed_loop(state: State) -> tuple[list[Truth], list[Named]]:
    """Only HubSpot's deals name their contact; a Salesforce deal has the one of its copy."""
    people = {contact.id: contact for contact in state.leading_contacts}
    told: dict[str, list[str]] = {}
    for deal in state.deals:
        if deal.system == HUBSPOT and deal.contact_id:
            told.setdefault(state.leader[deal.id], []).append(state.leader.get(deal.contact_id, deal.contact_id))
    of = {
        deal.id: min(known)
        for deal in state.leading_deals
        if (known := [p for p in told.get(deal.id, []) if p in people])
    }
    nobody = [deal.id for deal in state.leading_deals if deal.id not in told]
    strangers = [deal.id for deal in state.leading_deals if deal.id in told and deal.id not in of]
    facts = share(f"{ID}.associated_share", len(of), len(state.leading_deals))
    facts += [truth(f"{ID}.unlinked_count", len(nobody), reason="no_person")]
    facts += [truth(f"{ID}.unlinked_count", len(strangers), reason="unknown_person")]
    facts += _money(state.leading_deals, {deal: people[person].channel for deal, person in of.items()})
    facts += _steps(state, people, of) + _acceptance(state, list(people.values()))
    reasons = {"no_person": nobody, "unknown_person": strangers}
    return facts, [named(ID, "opportunity_id", ids, link=reason) for reason, ids in reasons.items()]


def _money(deals: list[Deal], channels: dict[str, str]) -> list[Truth]:
    won = [(deal.amount, channels.get(deal.id)) for deal in deals if deal.status == "won" and deal.amount is not None]
    found = {channel: Decimal(0) for _, channel in won if channel}
    for amount, channel in won:
        if channel:
            found[channel] += amount
    facts = [truth(f"{ID}.won_amount", amount, channel=channel) for channel, amount in found.items()]
    whole = sum((amount for amount, _ in won), Decimal(0))
    facts.append(truth(f"{ID}.unlinked_won_amount", whole - sum(found.values(), Decimal(0))))
    return [*facts, truth(f"{ID}.won_amount", whole, channel="all")]


def _steps(state: State, people: dict[str, Contact], of: dict[str, str]) -> list[Truth]:
    deals = {deal.id: deal for deal in state.leading_deals}
    opened, won = _first(deals, of, lambda d: d.created_at), _first(deals, of, _won_at)
    end = datetime.combine(state.as_of, datetime.min.time()) + DAY
    groups: dict[str, list[Contact]] = {"all": list(people.values())}
    for contact in people.values():
        for split in (f"channel={contact.channel}", f"segment={_segment(contact)}"):
            groups.setdefault(split, []).append(contact)
    facts = [truth(f"{ID}.people_count", len(own), split=s) for s, own in groups.items() if not s.endswith("=")]
    for step, reached in (("opportunity", opened), ("won", won)):
        waits = [max(0.0, days_between(_recorded(people[who]), at)) for who, at in reached.items()]
        enough = quantile(waits, 0.9)
        facts.append(truth(f"{ID}.maturity_days", enough, step=step))
        for split, own in groups.items():
            mature = [c for c in own if days_between(_recorded(c), end) >= enough]
            if not split.endswith("="):
                facts += share(f"{ID}.{step}_share", sum(c.id in reached for c in mature), len(mature), split=split)
    return facts


def _segment(contact: Contact) -> str:
    """Salesforce's reports name no segment."""
    return contact.segment if contact.system == HUBSPOT else ""


def _recorded(contact: Contact) -> datetime:
    return contact.created_at


def _won_at(deal: Deal) -> datetime | None:
    return deal.closed_at if deal.status == "won" else None


def _first(deals: dict[str, Deal], of: dict[str, str], when: Callable[[Deal], datetime | None]) -> Reached:
    found: Reached = {}
    for id_, person in of.items():
        at = when(deals[id_])
        if at is not None:
            found[person] = min(at, found.get(person, at))
    return found


def _acceptance(state: State, people: list[Contact]) -> list[Truth]:
    """Of those who entered mql, whoever entered a later stage, whenever; mature entries only."""
    end = datetime.combine(state.as_of, datetime.min.time()) + DAY
    cohort = []
    for contact in (c for c in people if c.system == HUBSPOT and "mql" in dict(c.history)):
        start = min(at for stage, at in contact.history if stage == "mql")
        later = min((at for stage, at in contact.history if RANK[stage] > RANK["mql"]), default=None)
        cohort.append((contact, start, later))
    enough = quantile([max(0.0, days_between(start, at)) for _, start, at in cohort if at], 0.9)
    parts: dict[str, list[bool]] = {}
    for contact, start, later in cohort:
        if days_between(start, end) >= enough:
            for split in ("all", f"channel={contact.channel}", f"segment={contact.segment}"):
                parts.setdefault(split, []).append(later is not None)
    facts = [share(f"{ID}.accepted_share", sum(own), len(own), split=split) for split, own in parts.items()]
    return [fact for one in facts for fact in one]
