"""HubSpot: contacts, companies and deals, as its CSV export writes them.

Times are the exporting portal's and carry no offset. Cells hold labels ("Marketing Qualified Lead") or internal names
(`marketingqualifiedlead`). A contact's stage history stands in `Became a … Date` columns, a deal's in
`Date entered "Stage (Pipeline)"`. Several associated ids are joined by `;`: the first is the primary one.
"""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources import arms, channels
from cmokit.sources.base import Source, Tables, fields
from cmokit.sources.hubspot_activities import ACTIVITIES
from cmokit.sources.hubspot_history import LONG, WIDE
from cmokit.sources.people import channel_of_source, domain_of, is_test
from cmokit.sources.references import synced_id
from cmokit.sources.rows import Rows, by_value, concat, distinct, first_of_list
from cmokit.sources.stages import deal_stage, lifecycle_stage, status_of_stage
from cmokit.vocabulary import ChangedByKind, Channel, Combine, OpportunityStatus

LATEST_SOURCE = "contacts.latest_source"
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
SOURCE_FIELDS = """
    lead_source: Original Source | Original Traffic Source | Latest Traffic Source | hs_analytics_source
    utm_source: UTM Source | utm_source
    utm_medium: UTM Medium | utm_medium
    utm_campaign: UTM Campaign | utm_campaign
    utm_content: UTM Content | utm_content
    utm_term: UTM Term | utm_term
    segment: Segment | Customer Segment
    last_activity_at: Last Activity Date | Time of Last Touch
    last_modified_at: Last Modified Date
"""


def _contacts(rows: Rows) -> Tables:
    stated = {
        "company_id": first_of_list(rows.get("company_id")),
        "lifecycle_stage": by_value(rows.get("lifecycle_stage"), lifecycle_stage),
        "channel": channel_of_source(rows),
        "consent_email": pc.if_else(rows.get("is_unsubscribed"), "opted_out", pa.scalar(None, pa.string())),
        "is_test": is_test(rows),
        "synced_id": synced_id(rows, "salesforce", "salesforce_lead_id", "salesforce_contact_id"),
    }
    return {
        "contacts": rows.canonical("contacts", **stated),
        "stage_entries": _stage_entries(rows, "contact", rows.get("contact_id"), lifecycle_stage),
        "touchpoints": _latest_touches(rows),
        **arms.arms(rows, "contact", rows.get("contact_id")),
    }


def _latest_touches(rows: Rows) -> pa.Table:
    """The latest source with its date: a visit that the next export may no longer tell."""
    dated = pc.and_(pc.is_valid(rows.get("latest_source")), pc.is_valid(rows.get("latest_source_at")))
    some = rows.where(pc.and_(dated, pc.invert(is_test(rows))))
    at = some.as_moments(some.get("latest_source_at"))
    channel = by_value(some.get("latest_source"), channels.of_name)
    known = pc.not_equal(channel, Channel.UNKNOWN.value)
    stated = {
        "touchpoint_id": pc.binary_join_element_wise(
            "latest", some.get("contact_id"), pc.strftime(at, "%Y-%m-%dT%H:%M:%SZ"), ":"
        ),
        "company_id": first_of_list(some.get("company_id")),
        "touched_at": at,
        "kind": "visit",
        "channel": channel,
        "derived_from": LATEST_SOURCE,
    }
    bare = {name: pa.nulls(len(some), pa.string()) for name in UTM}
    return some.canonical("touchpoints", **stated, **bare).filter(known)


def _companies(rows: Rows) -> Tables:
    stated = {
        "domain": by_value(rows.first("domain", "website"), domain_of),
        "parent_company_id": first_of_list(rows.get("parent_company_id")),
        "synced_id": synced_id(rows, "salesforce", "salesforce_account_id"),
    }
    placed = arms.arms(rows, "company", rows.get("company_id"))
    return {"companies": rows.canonical("companies", **stated), **placed}


def _deals(rows: Rows) -> Tables:
    status = _status(rows)
    is_open = pc.equal(status, OpportunityStatus.OPEN.value)
    nobody = pa.nulls(len(rows), rows.get("closed_at").type)
    stated = {
        "company_id": first_of_list(rows.get("company_id")),
        "contact_id": first_of_list(rows.get("contact_id")),
        "stage": by_value(rows.get("stage"), deal_stage),
        "status": status,
        # One column holds the expected day of an open deal and the real time of a closed one.
        "closed_at": pc.if_else(is_open, nobody, rows.get("closed_at")),
        "expected_close_on": pc.if_else(is_open, rows.get("closed_at"), nobody),
        "channel": channel_of_source(rows),
        "synced_id": synced_id(rows, "salesforce", "salesforce_opportunity_id"),
    }
    return {
        "opportunities": rows.canonical("opportunities", **stated),
        "stage_entries": _stage_entries(rows, "opportunity", rows.get("opportunity_id"), deal_stage),
    }


def _status(rows: Rows) -> pa.Array:
    """Won and lost as the export's own columns say it, else by the stage's name."""
    by_stage = by_value(rows.get("stage"), status_of_stage)
    won = pc.fill_null(rows.get("is_closed_won"), False)
    lost = pc.fill_null(pc.and_not(rows.get("is_closed"), pc.fill_null(rows.get("is_closed_won"), True)), False)
    stated = pc.case_when(
        pa.StructArray.from_arrays([won, lost], names=["won", "lost"]),
        OpportunityStatus.WON.value,
        OpportunityStatus.LOST.value,
        pc.fill_null(by_stage, OpportunityStatus.OPEN.value),
    )
    return stated


def _stage_entries(rows: Rows, entity: str, ids: pa.Array, name_of: Callable[[str], str]) -> pa.Table:
    """One row per record and filled stage date; HubSpot keeps one entry per stage, and not who made it."""
    found = []
    for column in rows.many.get("entered_at", ()):
        filled = pc.is_valid(column.values)
        stated = {
            "entity": entity,
            "entity_id": ids.filter(filled),
            "stage": name_of(_label(column.says)),
            "entered_at": column.values.filter(filled),
            "changed_by_kind": ChangedByKind.UNKNOWN.value,
        }
        found.append(rows.where(filled).canonical("stage_entries", **stated))
    return distinct(concat(found, "stage_entries"), "entity_id", "stage", "entered_at")


def _label(says: dict[str, str]) -> str:
    """The stage that a header names: as label, or as internal name with the id of its pipeline cut off."""
    return says.get("label") or says.get("stage", "")


CONTACTS = Source(
    kind="hubspot.contacts",
    system="hubspot",
    table="contacts",
    combine=Combine.SNAPSHOT,
    required=("contact_id", "email|lifecycle_stage|first_name|last_name"),
    key=("contact_id",),
    fill=_contacts,
    fields=fields(
        """
        contact_id: Record ID | Contact ID | Record ID - Contact
        first_name: First Name
        last_name: Last Name
        email: Email
        phone: Phone Number | Mobile Phone Number
        job_title: Job Title
        company_name: Company Name | Associated Company
        company_id: Associated Company IDs | Primary Associated Company ID
        owner_id: Contact owner
        lifecycle_stage: Lifecycle Stage
        lead_status: Lead Status
        created_at: Create Date
        country: Country/Region | Country
        score: HubSpot Score
        annual_revenue_amount: Annual Revenue
        revenue_amount: Total Revenue
        deals_count: Number of Associated Deals
        is_unsubscribed > consent_email: Unsubscribed from all email
        disqualified_reason: Disqualified Reason | Unqualified Reason
        salesforce_lead_id > synced_id: Salesforce Lead ID
        salesforce_contact_id > synced_id: Salesforce Contact ID
        latest_source > lead_source: hs_latest_source | ~Latest Traffic Source
        latest_source_at: Latest Traffic Source Date | Date of latest traffic source | hs_latest_source_timestamp
        entered_at*: ~Became an? (?P<label>.+) Date | ~Date entered "(?P<label>.+?)(?: \\((?P<pipeline>[^()]*)\\))?" """
        + """ | ~hs_(?:v2_date_entered_|lifecyclestage_)(?P<stage>.+?)(?:_date)?
        """
        + arms.FIELD
        + SOURCE_FIELDS
    ),
)

COMPANIES = Source(
    kind="hubspot.companies",
    system="hubspot",
    table="companies",
    combine=Combine.SNAPSHOT,
    required=("company_id", "name", "domain|industry|owner_id|website"),
    key=("company_id",),
    fill=_companies,
    fields=fields(
        """
        company_id: Record ID | Company ID | Record ID - Company
        name: Company name
        domain: Company Domain Name | Domain
        website > domain: Website URL
        owner_id: Company owner
        industry: Industry
        country: Country/Region | Country
        created_at: Create Date
        employee_count: Number of Employees
        annual_revenue_amount: Annual Revenue
        parent_company_id: Parent Company ID | Parent Company IDs
        salesforce_account_id > synced_id: Salesforce Account ID
        """
        + arms.FIELD
        + SOURCE_FIELDS
    ),
)

DEALS = Source(
    kind="hubspot.deals",
    system="hubspot",
    table="opportunities",
    combine=Combine.SNAPSHOT,
    required=("opportunity_id", "stage", "name|amount"),
    key=("opportunity_id",),
    fill=_deals,
    fields=fields(
        """
        opportunity_id: Record ID | Deal ID | Record ID - Deal
        name: Deal Name
        stage: Deal Stage
        pipeline: Pipeline
        amount: Amount
        currency: Currency | Deal Currency
        owner_id: Deal owner
        closed_at: Close Date
        created_at: Create Date
        company_name: Associated Company
        company_id: Associated Company IDs | Primary Associated Company ID
        contact_id: Associated Contact IDs
        is_closed: Is Deal Closed? | Is Closed
        is_closed_won: Is Closed Won
        probability_share: Deal probability
        loss_reason: Closed Lost Reason
        product_line: Product Line | Product
        motion: Deal Type
        salesforce_opportunity_id > synced_id: Salesforce Opportunity ID
        entered_at*: ~Date entered "(?P<label>.+?)(?: \\((?P<pipeline>[^()]*)\\))?" """
        + """ | ~hs_(?:v2_)?date_entered_(?P<stage>.+)
        exited_at*: ~Date exited "(?P<label>.+?)(?: \\((?P<pipeline>[^()]*)\\))?"
        """
        + SOURCE_FIELDS
    ),
)

HUBSPOT = (CONTACTS, COMPANIES, DEALS, WIDE, LONG, ACTIVITIES)
