"""Records that one system alone holds, sync ids that were never written, and copies that disagree."""

from dataclasses import replace
from random import Random

from cmokit.samples.b2b.ids import salesforce_id
from cmokit.samples.b2b.people import make_companies
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Company
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import Trace
from cmokit.samples.planted.b2b_tools import (
    FIRST_CUTOFF,
    choose,
    deals,
    hubspot,
    ids,
    is_quiet,
    persons_with_deals,
    records_of,
    salesforce,
)

IDENTITY = "integration.identity"
SALES_SOURCES = (("Trade Show", "event"), ("Partner", "partner"), ("Outbound", "sales"))


def _unlinked(entity: str, system: str, records: tuple[str, ...]) -> Trace:
    return Trace(IDENTITY, "record_id", records, (("entity", entity), ("source_system", system)))


def hubspot_only(world: World, draw: Random) -> tuple[Trace, ...]:
    """Persons whom the sync never carried to Salesforce."""
    busy_people = persons_with_deals(world)
    able = [c for c in world.free(hubspot(world)) if c.person not in busy_people and c.gone_from is None]
    chosen = draw.sample(able, 390)
    for contact in chosen:
        contact.lead_id_of_copy = contact.contact_id_of_copy = ""
    lost = {c.id for contact in chosen for c in records_of(world, contact.person) if c.system == SALESFORCE}
    _drop_contacts(world, lost)
    return (_unlinked("contact", HUBSPOT, ids(chosen)),)


def salesforce_only(world: World, draw: Random) -> tuple[Trace, ...]:
    """Persons whom sales entered at fairs, through partners or by calling, and who never reached HubSpot."""
    busy_people, in_salesforce = persons_with_deals(world), {c.person for c in salesforce(world)}
    chosen = choose(
        world, draw, hubspot(world), 210,
        lambda c: c.person not in busy_people and c.person in in_salesforce and is_quiet(c),
    )  # fmt: skip
    lost, people = {contact.id for contact in chosen}, {contact.person for contact in chosen}
    _drop_contacts(world, lost)
    kept = [contact for contact in salesforce(world) if contact.person in people]
    for contact in kept:
        contact.lead_source, contact.channel = draw.choice(SALES_SOURCES)
    return (_unlinked("contact", SALESFORCE, ids([c for c in kept if not c.converted_at])),)


def sync_id_missing(world: World, draw: Random) -> tuple[Trace, ...]:
    """Contacts and companies without the other system's id: an equal e-mail or domain is all that links them."""
    in_salesforce = {c.person for c in salesforce(world)}
    for contact in choose(world, draw, hubspot(world), 180, lambda c: c.person in in_salesforce):
        contact.lead_id_of_copy = contact.contact_id_of_copy = ""
    able = [company for company in world.companies if company.system == HUBSPOT]
    for company in choose(world, draw, able, 45):
        company.id_of_copy = ""
    return ()


def lone_companies(world: World, draw: Random) -> tuple[Trace, ...]:
    """Accounts that sales opened and marketing never saw, and companies without an account."""
    used = {c.company_id for c in salesforce(world)} | {deal.company_id for deal in deals(world, SALESFORCE)}
    in_hubspot = [company for company in world.companies if company.system == HUBSPOT]
    alone = draw.sample([c for c in in_hubspot if salesforce_id("company", c.key) not in used], 60)
    keys = {company.key for company in alone}
    for company in alone:
        company.id_of_copy = ""
    world.companies = [c for c in world.companies if not (c.system == SALESFORCE and c.key in keys)]
    known = {company.key for company in world.companies}
    opened = [company for company in make_companies() if company.key not in known][:22]
    accounts = [
        Company(
            SALESFORCE, salesforce_id("company", company.key), FIRST_CUTOFF.replace(year=2025, month=3 + n % 8, hour=9),
            company.key, f"{company.name} {company.legal}", company.domain, company.industry, company.country,
            "Lena Hartwig", company.segment,
        )
        for n, company in enumerate(opened)
    ]  # fmt: skip
    world.companies += accounts
    world.busy |= {account.id for account in accounts}
    return (_unlinked("company", HUBSPOT, ids(alone)), _unlinked("company", SALESFORCE, ids(accounts)))


def lone_deals(world: World, draw: Random) -> tuple[Trace, ...]:
    """Deals that marketing's shop sold without sales, and deals that sales never shared."""
    alone = draw.sample(world.free(deals(world, HUBSPOT)), 22)
    keys = {deal.key for deal in alone}
    shared = choose(world, draw, deals(world, SALESFORCE), 34, lambda deal: deal.key not in keys)
    hidden = {deal.key for deal in shared}
    for deal in (*alone, *shared):
        deal.id_of_copy = ""
    world.deals = [deal for deal in world.deals if deal.key not in (keys if deal.system == SALESFORCE else hidden)]
    return (_unlinked("opportunity", HUBSPOT, ids(alone)), _unlinked("opportunity", SALESFORCE, ids(shared)))


def _drop_contacts(world: World, lost: set[str]) -> None:
    """Records and whatever hangs on them."""
    world.contacts = [contact for contact in world.contacts if contact.id not in lost]
    world.touches = [touch for touch in world.touches if touch.contact_id not in lost]
    world.members = [member for member in world.members if member.contact_id not in lost]
    world.field_changes = [change for change in world.field_changes if change.contact_id not in lost]


CONFLICTS = "integration.conflicts"


def _conflict(entity: str, field: str, leading_ids: tuple[str, ...]) -> Trace:
    return Trace(CONFLICTS, "leading_id", leading_ids, (("entity", entity), ("field", field)))


def conflicting_contacts(world: World, draw: Random) -> tuple[Trace, ...]:
    """Copies of one person that no longer agree on country, last name, mailbox or stage."""
    in_salesforce = {c.person for c in salesforce(world)}

    def some(count: int) -> list[str]:
        chosen = choose(
            world, draw, hubspot(world), count, lambda c: c.person in in_salesforce and bool(c.lead_id_of_copy)
        )
        return [contact.id for contact in chosen]

    plan = {"country": some(22), "last_name": some(15), "email": some(12), "lifecycle_stage": some(10)}
    people = {c.id: c.person for c in hubspot(world)}
    for field, chosen in plan.items():
        for contact in salesforce(world):
            if contact.person in {people[id_] for id_ in chosen}:
                _disagree(contact, field)
    return tuple(_conflict("contact", field, tuple(sorted(chosen))) for field, chosen in plan.items())


def _disagree(copy: object, field: str) -> None:
    first, last = getattr(copy, "first_name", ""), getattr(copy, "last_name", "")
    other = {
        "country": "France",
        "last_name": f"{last}-Brand",
        "email": f"{first[0].lower()}{getattr(copy, 'person', 0)}@{getattr(copy, 'email', '@').split('@')[1]}",
        "lifecycle_stage": "Evangelist",
    }[field]
    setattr(copy, "stage_value" if field == "lifecycle_stage" else field, other)


def conflicting_companies(world: World, draw: Random) -> tuple[Trace, ...]:
    """Accounts that sales renamed, moved to another country, or gave another website."""
    able = [company for company in world.companies if company.system == HUBSPOT]
    plan = {}
    for field, count in (("name", 12), ("country", 6), ("domain", 5)):
        plan[field] = choose(world, draw, able, count, lambda company: bool(company.id_of_copy))
        keys = {company.key for company in plan[field]}
        for account in world.companies:
            if account.system == SALESFORCE and account.key in keys:
                other = {"name": f"{account.name.split()[0]} Holding", "country": "Belgium"}
                setattr(account, field, other.get(field, f"group-{account.domain}"))
    return tuple(_conflict("company", field, ids(chosen)) for field, chosen in plan.items())


def conflicting_deals(world: World, draw: Random) -> tuple[Trace, ...]:
    """Deals whose amount sales changed after the sync, and deals that are closed in Salesforce only."""
    synced = [deal for deal in deals(world, SALESFORCE) if deal.id_of_copy]
    priced = choose(world, draw, synced, 18, lambda deal: deal.repriced is None)
    closed = choose(world, draw, synced, 9, lambda deal: deal.closed_at is not None and deal.closed_at < FIRST_CUTOFF)
    amounts = {deal.key for deal in priced}
    stale = {deal.key for deal in closed}
    for n, deal in enumerate(world.deals):
        if deal.system == HUBSPOT and deal.key in amounts and deal.amount:
            world.deals[n] = replace(deal, amount=deal.amount + 1500)
        if deal.system == HUBSPOT and deal.key in stale:
            world.deals[n] = replace(deal, entries=deal.entries[:-1])
    return (_conflict("opportunity", "amount", ids(priced)), _conflict("opportunity", "status", ids(closed)))
