"""HubSpot's contact, company and deal exports: labels, portal time without offset, stage dates as columns."""

from datetime import date, datetime
from decimal import Decimal

from cmokit.samples.b2b.records import CURRENCY, HUBSPOT, LIFECYCLE, LOST, PIPELINE, WON, Company, Contact, Deal
from cmokit.samples.b2b.view import View
from cmokit.samples.files import PLAIN, WITH_MARK, csv_bytes

STAGE_LABELS = {
    "subscriber": "Subscriber", "lead": "Lead", "mql": "Marketing Qualified Lead",
    "sales_qualified": "Sales Qualified Lead", "opportunity": "Opportunity", "customer": "Customer",
}  # fmt: skip
# The lead status that goes with a stage; a contact may carry its own.
STATUS = {
    "subscriber": "New", "lead": "Open", "mql": "In Progress", "sales_qualified": "Connected",
    "opportunity": "Open Deal", "customer": "Connected",
}  # fmt: skip
CONTACT_HEADERS = (
    "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Job Title", "Contact owner", "Lifecycle Stage",
    "Lead Status", "Create Date", "Original Source", "Associated Company", "Associated Company IDs", "Country/Region",
    *(f"Became {'an' if label == 'Opportunity' else 'a'} {label} Date" for label in STAGE_LABELS.values()),
    "UTM Source", "UTM Medium", "UTM Campaign", "Segment", "Salesforce Lead ID", "Salesforce Contact ID",
    "HubSpot Score", "Disqualified Reason", "Last Activity Date",
)  # fmt: skip
COMPANY_HEADERS = (
    "Record ID", "Company name", "Company Domain Name", "Company owner", "Industry", "Country/Region", "Create Date",
    "Segment", "Salesforce Account ID", "Number of Employees",
)  # fmt: skip
DEAL_HEADERS = (
    "Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Currency", "Deal owner", "Close Date",
    "Create Date", "Associated Company", "Associated Company IDs", "Associated Contact IDs", "Original Source",
    "Closed Lost Reason", *(f'Date entered "{stage} (Sales Pipeline)"' for stage in (*PIPELINE, WON, LOST)),
    "Salesforce Opportunity ID",
)  # fmt: skip


def contacts_csv(view: View) -> bytes:
    """With a byte-order mark and Windows line ends, as the portal's download writes it."""
    names = {company.id: company.name for company in view.companies}
    return csv_bytes(CONTACT_HEADERS, [_contact(c, names) for c in view.of(HUBSPOT)], WITH_MARK)


def companies_csv(view: View) -> bytes:
    return csv_bytes(COMPANY_HEADERS, [_company(c) for c in view.companies if c.system == HUBSPOT], PLAIN)


def deals_csv(view: View) -> bytes:
    names = {company.id: company.name for company in view.companies}
    return csv_bytes(DEAL_HEADERS, [_deal(d, names) for d in view.deals if d.system == HUBSPOT], PLAIN)


def label(stage: str) -> str:
    """A stage as people see it; the sync carries it to Salesforce in this form."""
    return STAGE_LABELS.get(stage, stage)


def lead_status(contact: Contact) -> str:
    return contact.lead_status or STATUS.get(contact.stage, "New")


def _contact(contact: Contact, companies: dict[str, str]) -> list[object]:
    entered = dict(contact.entries)
    return [
        contact.id, contact.first_name, contact.last_name, contact.email, contact.phone, contact.job_title,
        contact.owner, label(contact.stage), lead_status(contact), _time(contact.created_at),
        contact.lead_source, companies.get(contact.company_id, contact.company_name), contact.company_id,
        contact.country, *(_time(entered.get(stage)) for stage in LIFECYCLE), contact.utm_source, contact.utm_medium,
        contact.utm_campaign, contact.segment, contact.lead_id_of_copy, contact.contact_id_of_copy,
        "" if contact.score is None else contact.score, contact.rejected[1] if contact.rejected else "",
        _time(contact.worked_at),
    ]  # fmt: skip


def _company(company: Company) -> list[object]:
    return [
        company.id, company.name, company.domain, company.owner, company.industry, company.country,
        _time(company.created_at), company.segment, company.id_of_copy, company.employees or "",
    ]  # fmt: skip


def _deal(deal: Deal, companies: dict[str, str]) -> list[object]:
    entered = dict(deal.entries)
    closing = _time(deal.closed_at) if deal.closed_at else _day(deal.expected_close)
    return [
        deal.id, deal.name, deal.stage, "Sales Pipeline", _amount(deal.amount), CURRENCY, deal.owner, closing,
        _time(deal.created_at), companies.get(deal.company_id, ""), deal.company_id, deal.contact_id,
        deal.lead_source, deal.loss_reason if deal.status == "lost" else "",
        *(_time(entered.get(stage)) for stage in (*PIPELINE, WON, LOST)), deal.id_of_copy,
    ]  # fmt: skip


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _day(day: date) -> str:
    # The portal writes a close date that nobody timed as the end of its day.
    return f"{day:%Y-%m-%d} 23:59"


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
