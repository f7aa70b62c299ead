"""The clean CRM records of the B2B client: every person, company and deal in both systems, in agreement."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from cmokit.samples.b2b.ids import hubspot_id, salesforce_id
from cmokit.samples.b2b.people import TrueCompany, TruePerson
from cmokit.samples.b2b.pipeline import TrueDeal
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Company, Contact, Deal
from cmokit.samples.plan import B2B, rng

SELLERS = ("Lena Hartwig", "Tobias Moorkamp", "Ines Castellano", "Henrik Voigt", "Nadia Farahani", "Julian Rehberg")
UTM = {
    "paid_search": ("google", "cpc", ("search_brand_demo", "search_generic_trial", "search_integration_guide")),
    "paid_social": ("linkedin", "paid_social", ("social_abm_whitepaper", "social_leadgen_webinar")),
    "email": ("newsletter", "email", ("email_newsletter_monthly", "email_nurture_onboarding")),
}


def user_id(seller: str) -> str:
    """The Salesforce user of a seller; an unknown or blank name stays as it is."""
    return salesforce_id("user", SELLERS.index(seller)) if seller in SELLERS else seller


def company_records(companies: list[TrueCompany], persons: list[TruePerson]) -> list[Company]:
    """Each company that has persons, created minutes before its first one."""
    first: dict[int, datetime] = {}
    for person in persons:
        first.setdefault(person.company.key, person.created_at - timedelta(minutes=7))
    draw = rng(B2B, "company owners")
    records = []
    for company in companies:
        if company.key not in first:
            continue
        owner = draw.choice(SELLERS)
        ids = {HUBSPOT: hubspot_id("company", company.key), SALESFORCE: salesforce_id("company", company.key)}
        for system, other in ((HUBSPOT, SALESFORCE), (SALESFORCE, HUBSPOT)):
            records.append(
                Company(
                    system,
                    ids[system],
                    first[company.key],
                    company.key,
                    f"{company.name} {company.legal}",
                    company.domain,
                    company.industry,
                    company.country,
                    owner,
                    company.segment,
                    ids[other],
                )
            )
    return records


def contact_records(persons: list[TruePerson]) -> Iterator[Contact]:
    """Of each person a HubSpot contact, a Salesforce lead, and from qualification on a Salesforce contact."""
    draw = rng(B2B, "contact owners")
    for person in persons:
        own = _hubspot_contact(person, draw.choice(SELLERS), draw.random())
        qualified = next((at for stage, at in person.entries if stage == "sales_qualified"), None)
        lead, contact = salesforce_id("lead", person.key), salesforce_id("contact", person.key)
        own.lead_id_of_copy, own.contact_id_of_copy = lead, contact if qualified else ""
        yield own
        bare = {"utm_source": "", "utm_medium": "", "utm_campaign": "", "lead_id_of_copy": "", "contact_id_of_copy": ""}
        copy = replace(own, system=SALESFORCE, id=lead, changes=[], kind="lead", company_id="", **bare)  # type: ignore[arg-type]
        copy.created_at, copy.converted_at = person.created_at + timedelta(minutes=2), qualified
        yield copy
        if qualified:
            account = salesforce_id("company", person.company.key)
            yield replace(
                copy,
                id=contact,
                kind="contact",
                company_id=account,
                created_at=qualified,
                converted_at=None,
                changes=[],
            )


def _hubspot_contact(person: TruePerson, owner: str, chance: float) -> Contact:
    company = person.company
    source, medium, campaign = _utm(chance, person.channel)
    return Contact(
        HUBSPOT,
        hubspot_id("contact", person.key),
        person.created_at,
        person=person.key,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone=person.phone,
        job_title=person.job_title,
        country=company.country,
        company_id=hubspot_id("company", company.key),
        company_name=f"{company.name} {company.legal}",
        owner=owner,
        lead_source=person.source,
        channel=person.channel,
        segment=company.segment,
        utm_source=source,
        utm_medium=medium,
        utm_campaign=campaign,
        entries=tuple(person.entries),
    )


def _utm(chance: float, channel: str) -> tuple[str, str, str]:
    source, medium, campaigns = UTM.get(channel, ("", "", ("",)))
    return source, medium, campaigns[int(chance * len(campaigns))]


def deal_records(deals: list[TrueDeal]) -> Iterator[Deal]:
    """Each deal in both systems, with the same stages at the same minutes."""
    draw = rng(B2B, "deal owners")
    for deal in deals:
        person = deal.person
        owner = draw.choice(SELLERS)
        ids = {HUBSPOT: hubspot_id("deal", deal.key), SALESFORCE: salesforce_id("deal", deal.key)}
        companies = {
            HUBSPOT: hubspot_id("company", person.company.key),
            SALESFORCE: salesforce_id("company", person.company.key),
        }
        for system, other in ((HUBSPOT, SALESFORCE), (SALESFORCE, HUBSPOT)):
            yield Deal(
                system,
                ids[system],
                deal.entries[0][1],
                deal.key,
                deal.name,
                companies[system],
                hubspot_id("contact", person.key) if system == HUBSPOT else "",
                deal.amount,
                tuple(deal.entries),
                owner,
                person.source,
                person.channel,
                deal.expected_close,
                deal.loss_reason,
                id_of_copy=ids[other],
                repriced=deal.repriced,
            )
