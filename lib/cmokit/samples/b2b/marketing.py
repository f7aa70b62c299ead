"""Campaigns, members, visits, the field list and the field history of the B2B client, all clean."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cmokit.samples.b2b.crm import SELLERS
from cmokit.samples.b2b.ids import salesforce_id
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Campaign, Contact, FieldChange, FieldInfo, Member, Touch
from cmokit.samples.calendar import moment
from cmokit.samples.plan import B2B, DELIVERIES, rng

RESPONDED = ("Responded", "Attended")
_PARENTS = (
    ("event_programme_fairs", "event"),
    ("webinar_programme_live", "webinar"),
    ("email_programme_nurture", "email"),
)
_OFFERS = {
    "event": ("spring-fair_booth", "autumn-fair_booth", "partner-day_talk", "roundtable_munich", "roundtable_hamburg"),
    "webinar": ("cost-control_live", "data-quality_live", "forecasting_live", "integration_recording"),
    "email": ("newsletter_monthly", "nurture_onboarding", "winback_offer", "upsell_analytics"),
}
_FIELDS = {
    "contact": "email:E-mail firstname:First name lastname:Last name phone:Phone number jobtitle:Job title "
    "country:Country lifecyclestage:Lifecycle stage leadstatus:Lead status owner:Contact owner source:Original source "
    "score:Score newsletter:Newsletter consent language:Language region:Sales region persona:Persona",
    "company": "name:Company name domain:Domain industry:Industry size:Number of employees revenue:Annual revenue "
    "country:Country owner:Company owner tier:Account tier",
    "deal": "dealname:Deal name amount:Amount stage:Deal stage closedate:Close date owner:Deal owner "
    "lossreason:Closed lost reason product:Product line term:Contract term",
}


def make_campaigns() -> list[Campaign]:
    """Three programmes and the campaigns below them."""
    campaigns: list[Campaign] = []
    for parent_name, channel in _PARENTS:
        parent = salesforce_id("campaign", len(campaigns))
        campaigns.append(Campaign(parent, parent_name, "", channel, date(2024, 9, 1)))
        for step, offer in enumerate(_OFFERS[channel]):
            started = date(2024, 10, 1) + timedelta(days=70 * step + len(campaigns))
            own = salesforce_id("campaign", len(campaigns))
            campaigns.append(Campaign(own, f"{channel}_{offer}", parent, channel, started))
    return campaigns + _new_campaigns(campaigns[0].id, len(campaigns))


def _new_campaigns(parent: str, number: int) -> list[Campaign]:
    """One event more before each later delivery."""
    return [
        Campaign(salesforce_id("campaign", number), "event_winter-meeting_dinner", parent, "event", date(2026, 1, 20)),
        Campaign(salesforce_id("campaign", number + 1), "event_product-day_talk", parent, "event", date(2026, 2, 24)),
    ]


def make_members(campaigns: list[Campaign], contacts: list[Contact]) -> Iterator[Member]:
    """Every third Salesforce contact is in a campaign, from some days after it was created."""
    draw = rng(B2B, "members")
    leaves = [campaign for campaign in campaigns if campaign.parent_id and campaign.started_on.year < 2026]
    for contact in contacts:
        if contact.system == SALESFORCE and contact.kind == "contact" and draw.random() < 0.35:
            at = moment(draw, (contact.created_at + timedelta(days=draw.randrange(2, 25))).date())
            campaign, status = draw.choice(leaves).id, draw.choice(("Sent", *RESPONDED))
            yield Member(
                campaign, contact.id, status, at, _responded_on(contact.id, at) if status in RESPONDED else None
            )


def _responded_on(contact_id: str, at: datetime) -> date:
    """Some days on, but not after the delivery that tells of the member for the first time."""
    waited = timedelta(days=rng(B2B, "response", contact_id).randrange(9))
    told = next((d for d in DELIVERIES if at < d.cutoff), DELIVERIES[-1])
    return max(at.date(), min((at + waited).date(), told.last_day))


def make_touches(contacts: list[Contact]) -> Iterator[Touch]:
    """Each HubSpot contact's first form, and a later visit to the price list of those who became leads."""
    draw = rng(B2B, "touches")
    number = 0
    for contact in contacts:
        if contact.system != HUBSPOT:
            continue
        utm = (contact.utm_source, contact.utm_medium, contact.utm_campaign)
        number += 1
        form = draw.choice(("/demo", "/whitepaper", "/newsletter"))
        yield Touch(f"T{number:06d}", contact.id, contact.created_at, "form", contact.channel, *utm, form)
        if len(contact.entries) > 2:
            number += 1
            yield Touch(
                f"T{number:06d}", contact.id, contact.entries[1][1], "visit", "direct", "", "", "", "/pricing"
            )  # fmt: skip


def make_fields() -> list[FieldInfo]:
    """The fields of the three objects; the admin adds one a month."""
    later = [
        FieldInfo("contact", "preferred_channel", "Preferred channel", "text", since=2),
        FieldInfo("deal", "next_review", "Next review", "date", since=3),
    ]
    return later + [
        FieldInfo(object_, part.partition(":")[0], part.partition(":")[2], "text")
        for object_, text in _FIELDS.items()
        for part in _labelled(text)
    ]


def _labelled(text: str) -> list[str]:
    """`name:Label of words` parts out of one line; a part begins at a word with a colon."""
    parts: list[str] = []
    for word in text.split():
        if ":" in word:
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    return parts


def make_field_changes(contacts: list[Contact]) -> Iterator[FieldChange]:
    """Owners that people hand over and statuses that workflows set; no integration writes over a person."""
    draw = rng(B2B, "field changes")
    for contact in contacts:
        if contact.system != HUBSPOT or len(contact.entries) < 3 or draw.random() > 0.25:
            continue
        before = draw.choice([seller for seller in SELLERS if seller != contact.owner])
        handed_over = contact.entries[1][1] + timedelta(hours=2)
        by = draw.choice(SELLERS)
        yield FieldChange(contact.id, "owner_id", before, contact.owner, handed_over, by, "person")
        mql = contact.entries[2][1]
        yield FieldChange(contact.id, "lead_status", "Open", "In Progress", mql, "Nurture to sales", "workflow")
