"""The truth about the loop from person to deal to money, followed over both systems."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from cmokit.samples.b2b.records import HUBSPOT, Contact, Deal
from cmokit.samples.b2b.routing import CLOSED, REASON, STATUS
from cmokit.samples.truth.b2b_funnel import DAY, RANK, days_between
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, quantile, share, squashed, truth

ID = "funnel.closed_loop"
FEWEST = 30  # people of a group, before it is stated
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


def rejections(state: State) -> tuple[list[Truth], list[Named]]:
    """Reasons of lost deals with their money, and people who fell back after mql and came as far again, or did not."""
    id_, lost = "funnel.rejections", [deal for deal in state.leading_deals if deal.status == "lost"]
    spelled = Counter(deal.loss_reason for deal in lost if deal.loss_reason.strip())
    usual: dict[str, str] = {}
    for reason, _ in sorted(spelled.items(), key=lambda item: (-item[1], item[0])):
        usual.setdefault(squashed(reason), reason)
    reasons = {deal.id: usual.get(squashed(deal.loss_reason), "none given") for deal in lost}
    facts = share(f"{id_}.reason_filled_share", sum(r != "none given" for r in reasons.values()), len(lost), of="deals")
    evidence = []
    for reason in (*sorted(set(reasons.values())), "all"):
        own = [deal for deal in lost if reason in ("all", reasons[deal.id])]
        amount = sum((deal.amount or Decimal(0) for deal in own), Decimal(0))
        facts += [truth(f"{id_}.lost_count", len(own), reason=reason)]
        facts += [truth(f"{id_}.lost_amount", amount, reason=reason)]
        if reason != "all":
            evidence.append(named(id_, "record_id", (deal.id for deal in own), kind="lost", reason=reason))
    people, more = _given_back(state)
    facts, evidence = facts + people, [*evidence, more]
    fell = {c.id: back for c in state.leading_contacts if c.system == HUBSPOT and (back := _fall(c)) is not None}
    facts.append(truth(f"{id_}.recycled_count", len(fell)))
    facts += share(f"{id_}.reconverted_share", sum(fell.values()), len(fell))
    return facts, [*evidence, named(id_, "record_id", fell, kind="recycled")]


def reasons_given(state: State) -> dict[str, str]:
    """Whom sales gave back, with the reason or nothing.

    By the contact's own reason, the lead's history in Salesforce, and the status that HubSpot once had.
    """
    people = {contact.id: contact for contact in state.leading_contacts}
    reasons: dict[str, str] = {c.id: c.rejected[1] for c in people.values() if c.rejected and c.rejected[1]}
    for change in state.lead_changes:
        is_reason = change.field == REASON and change.new
        if is_reason or (change.field == STATUS and change.new == CLOSED):
            who = state.leader.get(change.lead_id, "")
            reasons[who] = reasons.get(who) or (change.new if is_reason else "")
    for seen in state.field_changes:
        if seen.field == "lead_status" and seen.new == "Unqualified":
            reasons.setdefault(state.leader.get(seen.contact_id, ""), "")
    return {who: reason for who, reason in reasons.items() if who in people}


def _given_back(state: State) -> tuple[list[Truth], Named]:
    id_, people = "funnel.rejections", {contact.id: contact for contact in state.leading_contacts}
    known = reasons_given(state)
    facts = share(f"{id_}.reason_filled_share", sum(map(bool, known.values())), len(known), of="people")
    facts += [truth(f"{id_}.rejected_count", n, reason=r or "none given") for r, n in Counter(known.values()).items()]
    facts.append(truth(f"{id_}.rejected_count", len(known), reason="all"))
    groups: dict[str, list[str]] = {"all": list(people)}
    for contact in people.values():
        for split in (f"channel={contact.channel}", f"segment={_segment(contact)}"):
            groups.setdefault(split, []).append(contact.id)
    for split, own in groups.items():
        if split == "all" or (len(own) >= FEWEST and not split.endswith("=")):
            facts += share(f"{id_}.rejected_share", sum(who in known for who in own), len(own), split=split)
    return facts, named(id_, "record_id", known, kind="rejected")


def _fall(contact: Contact) -> bool | None:
    """Whether a person who fell back from mql or beyond came as far again; None for whoever never fell."""
    places = [RANK[stage] for stage, _ in contact.history]
    for n, (before, place) in enumerate(pairwise(places), start=1):
        if place < before and before >= RANK["mql"]:
            return any(later >= before for later in places[n:])
    return None
