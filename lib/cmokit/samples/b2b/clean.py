"""The B2B client without a single defect."""

from datetime import datetime, timedelta

from cmokit.samples.b2b import advertising, crm, marketing, people, pipeline
from cmokit.samples.b2b.ids import hubspot_id
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Change, Contact
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import B2B, rng

TEST_DOMAIN = "qa-check.invalid"


def make_world() -> World:
    """A fresh world each time: defects change it in place."""
    companies = people.make_companies()
    persons = people.make_persons(companies)
    deals = pipeline.make_deals(persons)
    contacts = list(crm.contact_records(persons))
    campaigns = marketing.make_campaigns()
    ads = advertising.make_ads()
    world = World(
        slug=B2B,
        contacts=contacts,
        companies=crm.company_records(companies, persons),
        deals=list(crm.deal_records(deals)),
        ads=ads,
        restated=advertising.restate(ads),
        campaigns=campaigns,
        members=[],
        touches=list(marketing.make_touches(contacts)),
        field_changes=list(marketing.make_field_changes(contacts)),
        fields=marketing.make_fields(),
    )
    _delete_some(world)
    world.members = list(marketing.make_members(campaigns, [c for c in contacts if c.gone_from is None]))
    _give_campaigns_to_deals(world)
    _change_some(world)
    world.contacts += _tests()
    return world


def _delete_some(world: World) -> None:
    """Persons who asked to be forgotten: gone from both systems in the second and the third delivery."""
    draw = rng(B2B, "gone")
    early = [c for c in world.contacts if c.system == HUBSPOT and len(c.entries) < 3 and c.created_at.year < 2026]
    chosen = {c.person: 2 + n % 2 for n, c in enumerate(draw.sample(early, 41))}
    for contact in world.contacts:
        if contact.person in chosen:
            contact.gone_from = chosen[contact.person]
            world.busy.add(contact.id)


def _give_campaigns_to_deals(world: World) -> None:
    draw = rng(B2B, "deal campaigns")
    leaves = [c.id for c in world.campaigns if c.parent_id and c.started_on.year < 2026]
    for deal in world.deals:
        if deal.system == SALESFORCE and draw.random() < 0.25:
            deal.campaign_id = draw.choice(leaves)


def _change_some(world: World) -> None:
    """New job titles and owners between deliveries, the same in both systems, as the sync carries them over."""
    draw = rng(B2B, "changes")
    persons = sorted({c.person for c in world.contacts if c.system == HUBSPOT and c.gone_from is None})
    for since in (2, 3):
        for person in draw.sample(persons, 45):
            title = draw.choice(("Chief Operating Officer", "Head of IT", "Head of Sales"))
            for contact in world.contacts:
                if contact.person == person:
                    contact.changes.append(Change(since, "job_title", title))


def _tests() -> list[Contact]:
    """Records that the client's own people made to try a form; they carry the client's test domain and never count."""
    start = datetime(2025, 10, 6, 10, 0)
    return [
        Contact(
            HUBSPOT,
            hubspot_id("contact", 9000 + n),
            start + timedelta(days=9 * n),
            person=-1 - n,
            first_name="Probe",
            last_name=f"Formular {n + 1}",
            email=f"probe{n + 1}@{TEST_DOMAIN}",
            phone="+49 30 23125 000",
            job_title="Test",
            country="Germany",
            company_id="",
            company_name="",
            owner="",
            lead_source="Direct Traffic",
            channel="direct",
            segment="small",
            is_test=True,
            entries=(("subscriber", start + timedelta(days=9 * n)),),
        )
        for n in range(5)
    ]
