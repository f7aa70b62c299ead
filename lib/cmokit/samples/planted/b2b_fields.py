"""Blank and impossible values, spellings, fields kept twice, references that lead nowhere, values written over."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from cmokit.samples.b2b.crm import SELLERS
from cmokit.samples.b2b.ids import hubspot_id, salesforce_id
from cmokit.samples.b2b.records import (
    HUBSPOT,
    LIFECYCLE,
    SALESFORCE,
    Contact,
    Deal,
    FieldChange,
    FieldInfo,
    Member,
)
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import Trace
from cmokit.samples.planted.b2b_tools import FIRST_CUTOFF, choose, deals, hubspot, ids, persons_in, salesforce

COMPLETENESS, INTEGRITY = "crm.completeness", "crm.integrity"


def _cells(table: str, column: str, problem: str, records: tuple[str, ...]) -> Trace:
    where = (("table", table), ("column", column), ("problem", problem))
    return Trace(COMPLETENESS, "record_id", records, where)


def blank_values(world: World, draw: Random) -> tuple[Trace, ...]:
    """Telephone, job title, country and first name never asked for; industry and domain not known."""
    traces = []
    for field, count in (("phone", 70), ("job_title", 55), ("country", 30), ("first_name", 12)):
        chosen = choose(world, draw, hubspot(world), count)
        for contact in chosen:
            setattr(contact, field, "")
            contact.changes.clear()
        traces.append(_cells("contacts", field, "missing", ids(chosen)))
    own = [company for company in world.companies if company.system == HUBSPOT]
    for field, count in (("industry", 40), ("domain", 18)):
        companies = choose(world, draw, own, count, lambda company: bool(company.id_of_copy))
        for company in companies:
            setattr(company, field, "")
        traces.append(_cells("companies", field, "missing", ids(companies)))
    return tuple(traces)


def impossible_values(world: World, draw: Random) -> tuple[Trace, ...]:
    """Mailboxes, telephone numbers and countries that cannot be right, and deals of nothing."""
    in_salesforce = persons_in(world, SALESFORCE)

    def lonely(count: int) -> list[Contact]:
        return choose(world, draw, hubspot(world), count, lambda c: c.person not in in_salesforce)

    mails, numbers, places = lonely(14), lonely(16), lonely(13)
    for n, contact in enumerate(mails):
        box, domain = contact.email.split("@")
        contact.email = (f"{box}(at){domain}", f"{box}@", f"{box} {n}@{domain}", f"{box}@{domain.replace('.', '..')}")[
            n % 4
        ]
    for n, contact in enumerate(numbers):
        contact.phone = ("12345", "030 23", "tbd", "0049")[n % 4]
    for n, contact in enumerate(places):
        contact.country = ("Dtschl.", "Bayern", "Old Austria")[n % 3]
    alone = choose(world, draw, deals(world, HUBSPOT), 5, lambda deal: not deal.id_of_copy)
    for deal in alone:
        deal.amount, deal.repriced = Decimal(0), None
    return (
        _cells("contacts", "email", "invalid", ids(mails)),
        _cells("contacts", "phone", "invalid", ids(numbers)),
        _cells("contacts", "country", "invalid", ids(places)),
        _cells("opportunities", "amount", "invalid", ids(alone)),
    )


def missing_where_required(world: World, draw: Random) -> tuple[Trace, ...]:
    """Qualified contacts without owner or source; open deals without owner, amount or company."""
    late = set(LIFECYCLE[2:])

    def is_qualified(contact: Contact) -> bool:
        return any(stage in late and at < FIRST_CUTOFF for stage, at in contact.entries)

    ownerless = choose(world, draw, hubspot(world), 24, is_qualified)
    sourceless = choose(world, draw, hubspot(world), 13, is_qualified)
    for contact in ownerless:
        contact.owner = ""
    for contact in sourceless:
        contact.lead_source, contact.channel = "", "unknown"
        contact.utm_source = contact.utm_medium = contact.utm_campaign = ""
    own = choose(world, draw, deals(world, SALESFORCE), 6, _is_open)
    priceless = choose(world, draw, deals(world, SALESFORCE), 7, _is_open)
    nobodys = choose(world, draw, deals(world, SALESFORCE), 4, _is_open)
    for deal in own:
        deal.owner = ""
    for deal in priceless:
        deal.amount, deal.repriced = None, None
    for deal in nobodys:
        deal.company_id = ""
    return (
        Trace(INTEGRITY, "record_id", ids([*ownerless, *sourceless, *own, *priceless, *nobodys]),
              (("check", "required_missing"),)),
        _cells("contacts", "owner_id", "missing", ids(ownerless)),
        _cells("contacts", "lead_source", "missing", ids(sourceless)),
        _cells("opportunities", "owner_id", "missing", ids(own)),
        _cells("opportunities", "amount", "missing", ids(priceless)),
        _cells("opportunities", "company_id", "missing", ids(nobodys)),
    )  # fmt: skip


def _is_open(deal: Deal) -> bool:
    """Open in the first delivery, whatever becomes of it."""
    return deal.closed_at is None or deal.closed_at >= FIRST_CUTOFF


# Field, the usual spelling, what people typed instead, how often.
_SPELLINGS = (
    ("lead_source", "Organic Search", "organic search", 8), ("lead_source", "Organic Search", "Organic-Search", 5),
    ("country", "Germany", "germany", 7), ("lead_status", "In Progress", "in progress", 9),
)  # fmt: skip


def spellings(world: World, draw: Random) -> tuple[Trace, ...]:
    """The same source, country, status and industry, typed in another way."""
    traces: list[Trace] = []
    for field, usual, typed, count in _SPELLINGS:
        chosen = choose(world, draw, hubspot(world), count, lambda c, f=field, u=usual: _shows(c, f, u))  # type: ignore[misc]
        for contact in chosen:
            setattr(contact, field, typed)
        traces.append(_spelled(ids(chosen), typed))
    own = [company for company in world.companies if company.system == HUBSPOT]
    companies = choose(world, draw, own, 6, lambda company: company.industry == "Software")
    for company in companies:
        company.industry = "SOFTWARE"
    lost = choose(world, draw, deals(world, SALESFORCE), 4, lambda d: d.loss_reason == "No budget" and _is_closed(d))
    for deal in lost:
        deal.loss_reason = "no-budget"
    return (*traces, _spelled(ids(companies), "SOFTWARE"), _spelled(ids(lost), "no-budget"))


def _shows(contact: Contact, field: str, usual: str) -> bool:
    if field == "lead_status":
        return len(contact.history) == 3 and contact.history[-1][1] < FIRST_CUTOFF
    return bool(getattr(contact, field) == usual)


def _is_closed(deal: Deal) -> bool:
    return deal.closed_at is not None and deal.closed_at < FIRST_CUTOFF


def _spelled(records: tuple[str, ...], typed: str) -> Trace:
    return Trace(INTEGRITY, "record_id", records, (("check", "inconsistent_values"), ("value", typed)))


# Object, the field that was made a second time, its label.
_TWICE = (
    ("contact", "lead_source_2", "Original Source 2"), ("contact", "job_title_old", "Job-Title"),
    ("contact", "phone1", "Phone Number 1"), ("company", "industry_new", "INDUSTRY"), ("deal", "amount2", "Amount2"),
)  # fmt: skip


def duplicate_fields(world: World, draw: Random) -> tuple[Trace, ...]:
    """Fields that were made again because nobody found the first."""
    world.fields += [FieldInfo(object_, field, label, "text") for object_, field, label in _TWICE]
    return ()


def overwritten(world: World, draw: Random) -> tuple[Trace, ...]:
    """What a person set and the sync put back; an integration that only repeats the value is no fault."""
    changed = {change.contact_id for change in world.field_changes}
    chosen = choose(world, draw, hubspot(world), 20, lambda c: c.id not in changed and c.created_at.year < 2026)
    for n, contact in enumerate(chosen):
        at = contact.created_at + timedelta(hours=30)
        by_hand = "Unqualified"
        field = ("lead_status", "owner_id")[n % 2]
        value = by_hand if field == "lead_status" else SELLERS[n % 3]
        back = value if n >= 14 else ("Open" if field == "lead_status" else SELLERS[3 + n % 3])
        world.field_changes += [
            FieldChange(contact.id, field, "New", value, at, SELLERS[n % 6], "person"),
            FieldChange(contact.id, field, value, back, at + timedelta(hours=5), "Salesforce sync", "integration"),
        ]
    return (Trace(INTEGRITY, "record_id", ids(chosen[:14]), (("check", "overwritten"),)),)


def broken_links(world: World, draw: Random) -> tuple[Trace, ...]:
    """References to companies, contacts and campaigns that were deleted without their children."""
    orphans = choose(world, draw, hubspot(world), 11, lambda c: len(c.entries) < 5)
    for n, contact in enumerate(orphans):
        contact.company_id = hubspot_id("company", 7000 + n)
    homeless = choose(world, draw, deals(world, SALESFORCE), 5)
    for n, deal in enumerate(homeless):
        deal.company_id = salesforce_id("company", 7000 + n)
    lost_contact = choose(world, draw, deals(world, HUBSPOT), 6)
    for n, deal in enumerate(lost_contact):
        deal.contact_id = hubspot_id("contact", 70_000 + n)
    lost_campaign = choose(world, draw, deals(world, SALESFORCE), 7, lambda deal: bool(deal.campaign_id))
    for n, deal in enumerate(lost_campaign):
        deal.campaign_id = salesforce_id("campaign", 500 + n)
    first = world.campaigns[4]
    members = [
        Member(first.id, salesforce_id("contact", 70_000 + n), "Sent", FIRST_CUTOFF - timedelta(days=30, hours=n))
        for n in range(8)
    ]
    world.members += members
    found = (*ids(orphans), *ids(homeless), *ids(lost_contact), *ids(lost_campaign))
    return (Trace(INTEGRITY, "record_id", tuple(sorted(found)), (("check", "broken_links"),)),)


def own_salesforce_phones(world: World, draw: Random) -> tuple[Trace, ...]:
    """Salesforce contacts without a telephone number."""
    chosen = choose(world, draw, salesforce(world), 40, lambda c: c.kind == "contact")
    for contact in chosen:
        contact.phone = ""
    return (_cells("contacts", "phone", "missing", ids(chosen)),)
