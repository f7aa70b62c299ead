"""Salesforce's campaigns and their members by Data Loader: API names, 18-character ids, days and UTC, all quoted."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from cmokit.samples.b2b.crm import SELLERS, user_id
from cmokit.samples.b2b.ids import salesforce_id
from cmokit.samples.b2b.records import CURRENCY, Campaign, Member
from cmokit.samples.b2b.view import View
from cmokit.samples.files import ALL_QUOTED, csv_bytes

BERLIN = ZoneInfo("Europe/Berlin")
CAMPAIGN_HEADERS = (
    "Id", "Name", "ParentId", "Type", "Status", "StartDate", "EndDate", "BudgetedCost", "ActualCost", "IsActive",
    "OwnerId", "CurrencyIsoCode",
)  # fmt: skip
MEMBER_HEADERS = (
    "Id", "CampaignId", "LeadId", "ContactId", "LeadOrContactId", "Status", "HasResponded", "FirstRespondedDate",
    "CreatedDate",
)  # fmt: skip
LASTS, BUDGET = timedelta(days=60), {"event": 9000, "webinar": 2400, "email": 900}


def campaigns_csv(view: View) -> bytes:
    return csv_bytes(CAMPAIGN_HEADERS, [_campaign(view, c) for c in view.campaigns], ALL_QUOTED)


def members_csv(view: View) -> bytes:
    """Who was added since the delivery before; a response has a day and no time."""
    members = sorted(view.members, key=lambda m: (m.associated_at, m.contact_id, m.campaign_id))
    numbered = enumerate(members, start=view.delivery.number * 10_000)
    return csv_bytes(MEMBER_HEADERS, [_member(number, m) for number, m in numbered], ALL_QUOTED)


def _campaign(view: View, c: Campaign) -> list[object]:
    """A programme, which has no parent, runs on and has no budget of its own."""
    ends = c.started_on + LASTS if c.parent_id else None
    is_over = ends is not None and ends < view.delivery.on
    budget = BUDGET.get(c.channel, 0) if c.parent_id else ""
    return [
        c.id, c.name, c.parent_id, c.channel.capitalize(), "Completed" if is_over else "In Progress",
        c.started_on.isoformat(), ends.isoformat() if ends else "", budget, "", "false" if is_over else "true",
        user_id(SELLERS[0]), CURRENCY,
    ]  # fmt: skip


def _member(number: int, m: Member) -> list[object]:
    is_lead = m.contact_id.startswith("00Q")
    lead, contact = (m.contact_id, "") if is_lead else ("", m.contact_id)
    return [
        salesforce_id("member", number), m.campaign_id, lead, contact, m.contact_id, m.status,
        "true" if m.responded_on else "false", m.responded_on.isoformat() if m.responded_on else "",
        f"{m.associated_at.replace(tzinfo=BERLIN).astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
    ]  # fmt: skip
