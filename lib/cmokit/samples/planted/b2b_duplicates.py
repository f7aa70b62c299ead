"""Persons and companies kept twice within one system, and look-alikes that are different people."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from cmokit.samples import names
from cmokit.samples.b2b.ids import hubspot_id, salesforce_id
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Company, Contact
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import Trace
from cmokit.samples.planted.b2b_tools import choose, hubspot, ids, persons_in, salesforce

DUPLICATES = "crm.duplicates"


def duplicate_contacts(world: World, draw: Random) -> tuple[Trace, ...]:
    """Second records: a slip in the name, a short form, names in each other's field, a private mailbox."""
    in_salesforce = persons_in(world, SALESFORCE)
    slips = choose(world, draw, hubspot(world), 34, lambda c: len(c.last_name) >= 6)
    shorts = choose(world, draw, hubspot(world), 22, lambda c: c.first_name in names.NICKNAMES)
    swapped = choose(world, draw, hubspot(world), 12)
    private = choose(world, draw, hubspot(world), 14)
    exact = choose(world, draw, hubspot(world), 15, lambda c: c.person not in in_salesforce)
    made = [
        *(_second(world, c, last_name=_slip(draw, c.last_name), email=_slipped_mail(c)) for c in slips),
        *(_second(world, c, first_name=names.NICKNAMES[c.first_name], email=_short_mail(c)) for c in shorts),
        *(_second(world, c, first_name=c.last_name, last_name=c.first_name, email=_turned_mail(c)) for c in swapped),
        *(
            _second(world, c, email=f"{names.plain(c.first_name)}{c.person}@postfach.test", job_title="")
            for c in private
        ),
        *(_second(world, c, email=c.email.upper()) for c in exact),
    ]
    untitled = ids([record for record in made if not record.job_title])
    where = (("table", "contacts"), ("column", "job_title"), ("problem", "missing"))
    return (_alone(HUBSPOT, made), Trace("crm.completeness", "record_id", untitled, where))


def duplicate_salesforce_contacts(world: World, draw: Random) -> tuple[Trace, ...]:
    """Persons whom two sellers entered after the same fair, one with the same mailbox, one with a slip."""
    in_hubspot = persons_in(world, HUBSPOT)
    only = choose(world, draw, salesforce(world), 40, lambda c: c.person not in in_hubspot and c.converted_at is None)
    made = [
        _second(world, c) if n % 2 else _second(world, c, last_name=_slip(draw, c.last_name), email=_slipped_mail(c))
        for n, c in enumerate(only)
    ]
    return (_alone(SALESFORCE, made),)


def look_alikes(world: World, draw: Random) -> tuple[Trace, ...]:
    """No duplicates: namesakes at different companies, a switchboard's number on five people, shared mailboxes."""
    pairs = choose(world, draw, hubspot(world), 24, lambda c: c.person not in persons_in(world, SALESFORCE))
    for one, other in zip(pairs[::2], pairs[1::2], strict=True):
        other.first_name, other.last_name = one.first_name, one.last_name
        other.email = names.mailbox(one.first_name, one.last_name, other.email.split("@")[1])
    desk = choose(world, draw, hubspot(world), 5)
    for contact in desk:
        contact.phone = "+49 30 23125 001"
    return ()


def duplicate_companies(world: World, draw: Random) -> tuple[Trace, ...]:
    """Companies kept twice: the same domain under another name, or the same name without a domain."""
    linked = {company.key for company in world.companies if company.system == SALESFORCE}
    own = [company for company in world.companies if company.system == HUBSPOT]
    same_domain = choose(world, draw, own, 8, lambda company: company.key not in linked)
    same_name = choose(world, draw, own, 7)
    made: list[Company] = []
    for company in (*same_domain, *same_name):
        id_ = hubspot_id("company", 3000 + len(made))
        bare = " ".join(company.name.split()[:2])
        name, domain = (bare.upper(), "") if company in same_name else (f"{bare.split()[0]} Gruppe", company.domain)
        later = company.created_at + timedelta(days=1)
        made.append(
            replace(company, id=id_, name=name, domain=domain, id_of_copy="", created_at=later, key=-len(made) - 1)
        )
        world.company_pairs.append((company.id, id_))
    world.companies += made
    world.busy |= {company.id for company in made}
    unlinked = Trace(
        "integration.identity", "record_id", ids(made), (("entity", "company"), ("source_system", HUBSPOT))
    )
    blank = ids([company for company in made if not company.domain])
    where = (("table", "companies"), ("column", "domain"), ("problem", "missing"))
    return (unlinked, Trace("crm.completeness", "record_id", blank, where))


def _second(world: World, contact: Contact, **values: str) -> Contact:
    """Another record of the same person in the same system, a day later, known to no other system."""
    is_hubspot = contact.system == HUBSPOT
    number = 20_000 + len(world.clusters)
    id_ = hubspot_id("contact", number) if is_hubspot else salesforce_id(contact.kind, number)
    made = replace(
        contact,
        id=id_,
        created_at=contact.created_at + timedelta(days=1),
        entries=((contact.entries[0][0], contact.created_at + timedelta(days=1)),) if contact.entries else (),
        moves=(),
        changes=[],
        person=-1000 - len(world.clusters),
        contact_id_of_copy="",
        lead_id_of_copy="",
        **values,  # type: ignore[arg-type]
    )
    world.contacts.append(made)
    world.busy |= {made.id}
    world.clusters.append(tuple(sorted((contact.id, made.id))))
    return made


def _alone(system: str, made: list[Contact]) -> Trace:
    return Trace("integration.identity", "record_id", ids(made), (("entity", "contact"), ("source_system", system)))


def _slip(draw: Random, name: str) -> str:
    """Two neighbouring letters inside the name change places, or one is lost."""
    at = draw.randrange(2, len(name) - 2)
    if name[at] != name[at + 1] and draw.random() < 0.5:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at + 1 :]


def _slipped_mail(contact: Contact) -> str:
    box, domain = contact.email.split("@")
    return f"{box[:-1]}@{domain}"


def _short_mail(contact: Contact) -> str:
    return names.mailbox(names.NICKNAMES[contact.first_name], contact.last_name, contact.email.split("@")[1])


def _turned_mail(contact: Contact) -> str:
    return names.mailbox(contact.last_name, contact.first_name, contact.email.split("@")[1])
