"""Salesforce leads, contacts and accounts, in both dialects: API names (Data Loader) and report labels.

API times carry their offset, a report's are its user's and carry none. An id has 15 or 18 characters: both are one.
A converted lead and the contact that it became are one person, linked by the contact's id.
"""

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources import arms
from cmokit.sources.base import Note, Source, Tables, fields
from cmokit.sources.people import channel_of_source, domain_of, is_test
from cmokit.sources.references import salesforce_id, synced_id
from cmokit.sources.rows import Rows, by_value, joined
from cmokit.sources.stages import lifecycle_stage, stage_of_status, value_key
from cmokit.vocabulary import Combine, LifecycleStage

PERSON_FIELDS = """
    first_name: FirstName | First Name
    last_name: LastName | Last Name
    email: Email
    phone: Phone | MobilePhone | Mobile
    job_title: Title
    lead_source: LeadSource | Lead Source
    created_at: CreatedDate | Created Date | Create Date
    last_modified_at: LastModifiedDate | Last Modified Date
    last_activity_at: LastActivityDate | Last Activity
    bounced_at: EmailBouncedDate | Email Bounced Date
    is_opted_out > consent_email: HasOptedOutOfEmail | Email Opt Out
    is_deleted: IsDeleted | Deleted
    score: pi__score__c | Pardot Score | Score
    utm_source: pi__utm_source__c | utm_source__c | UTM Source
    utm_medium: pi__utm_medium__c | utm_medium__c | UTM Medium
    utm_campaign: pi__utm_campaign__c | utm_campaign__c | UTM Campaign
    utm_content: pi__utm_content__c | utm_content__c | UTM Content
    utm_term: pi__utm_term__c | utm_term__c | UTM Term
    lifecycle_stage: Lifecycle_Stage__c | Lifecycle Stage
    segment: Segment__c | Segment
    disqualified_reason: Disqualified_Reason__c | Disqualified Reason | Unqualified Reason
    hubspot_id > synced_id: HubSpot_Contact_ID__c | HubSpot Contact ID | HubSpot Record ID
"""


def kept(rows: Rows) -> Rows:
    """The rows without those that Salesforce itself has deleted or merged away (its full export carries them on)."""
    return rows.where(pc.invert(pc.fill_null(rows.get("is_deleted"), False)))


def deleted_note(rows: Rows) -> list[Note]:
    """How many records the system marks as deleted; they fill no table."""
    count = pc.sum(rows.get("is_deleted")).as_py() or 0
    message = f"{count} records are marked as deleted in Salesforce and fill no table"
    return [Note("deleted_records", message, column=rows.headers.get("is_deleted"))] if count else []


def ids(rows: Rows, name: str) -> pa.Array:
    """A column of Salesforce ids, all in their 18-character form."""
    return by_value(rows.get(name), salesforce_id)


def _person(rows: Rows) -> dict[str, pa.Array]:
    return {
        "contact_id": ids(rows, "contact_id"),
        "owner_id": by_value(rows.first("owner_id", "owner_label"), salesforce_id),
        "channel": channel_of_source(rows),
        "consent_email": pc.if_else(rows.get("is_opted_out"), "opted_out", pa.scalar(None, pa.string())),
        "is_test": is_test(rows),
    }


def _leads(all_rows: Rows) -> Tables:
    rows = kept(all_rows)
    became, contact = synced_id(rows, "hubspot", "hubspot_id"), synced_id(rows, "salesforce", "converted_contact_id")
    stated = {
        **_person(rows),
        "company_id": ids(rows, "converted_account_id"),
        "converted_opportunity_id": ids(rows, "converted_opportunity_id"),
        "lifecycle_stage": _stage_of_lead(rows),
        "disqualified_reason": pc.coalesce(rows.get("disqualified_reason"), _not_converted(rows)),
        "synced_id": joined(";", contact, became),
    }
    placed = arms.arms(rows, "contact", stated["contact_id"])
    return {"contacts": rows.canonical("contacts", **stated), **placed}


def _stage_of_lead(rows: Rows) -> pa.Array:
    """The lifecycle stage that a sync wrote, else what a mapping or the kit takes the lead's status for.

    An unknown status is a lead.
    """
    own = by_value(rows.get("lifecycle_stage"), lifecycle_stage)
    status = pc.fill_null(rows.get("lead_status"), "")
    meant = set(rows.source.values.get("lead_status", {}).values())
    by_status = by_value(status, lambda text: text if text in meant else stage_of_status(text))
    converted = pc.if_else(rows.get("is_converted"), LifecycleStage.OPPORTUNITY.value, pa.scalar(None, pa.string()))
    return pc.coalesce(own, converted, by_status)


def _not_converted(rows: Rows) -> pa.Array:
    """A lead closed without conversion is disqualified, whatever else is known."""
    return by_value(rows.raw("lead_status"), lambda text: text if value_key(text) == "closednotconverted" else None)


def _contacts(all_rows: Rows) -> Tables:
    rows = kept(all_rows)
    stated = {
        **_person(rows),
        "company_id": ids(rows, "company_id"),
        "lifecycle_stage": by_value(rows.get("lifecycle_stage"), lifecycle_stage),
        "synced_id": synced_id(rows, "hubspot", "hubspot_id"),
    }
    placed = arms.arms(rows, "contact", stated["contact_id"])
    return {"contacts": rows.canonical("contacts", **stated), **placed}


def _accounts(all_rows: Rows) -> Tables:
    rows = kept(all_rows)
    stated = {
        **{name: ids(rows, name) for name in ("company_id", "parent_company_id", "owner_id")},
        "name": rows.first("name", "account_name"),
        "domain": by_value(rows.get("website"), domain_of),
        "synced_id": synced_id(rows, "hubspot", "hubspot_id"),
    }
    placed = arms.arms(rows, "company", stated["company_id"])
    return {"companies": rows.canonical("companies", **stated), **placed}


LEAD = Source(
    kind="salesforce.lead",
    system="salesforce",
    table="contacts",
    combine=Combine.SNAPSHOT,
    # Without an id, only labels that no other system writes make it a report of leads.
    required=(
        "contact_id|company_label|owner_label",
        "last_name|full_name|email",
        "company_name|company_label|lead_status|is_converted",
    ),
    key=("contact_id",),
    key_else=("email", "first_name", "last_name"),
    fill=_leads,
    check=deleted_note,
    fields=fields(
        """
        contact_id: Id | Lead ID
        full_name: Name
        company_name: Company
        company_label: Company / Account
        industry: Industry
        annual_revenue_amount: AnnualRevenue | Annual Revenue
        employee_count: NumberOfEmployees | No. of Employees | Employees
        lead_status: Status | Lead Status
        owner_id: OwnerId | Owner ID
        owner_label > owner_id: Lead Owner
        country: Country
        state: State | State/Province
        rating_text: Rating
        street: Street
        is_converted: IsConverted | Converted
        converted_at: ConvertedDate | Converted Date
        converted_contact_id > synced_id: ConvertedContactId | Converted Contact ID
        converted_account_id: ConvertedAccountId | Converted Account ID
        converted_opportunity_id: ConvertedOpportunityId | Converted Opportunity ID
        is_unread: IsUnreadByOwner | Unread By Owner
        master_record_id: MasterRecordId
        system_modified_at: SystemModstamp
        manager: Lead Owner: Manager
        """
        + arms.FIELD
        + PERSON_FIELDS
    ),
)

CONTACT = Source(
    kind="salesforce.contact",
    system="salesforce",
    table="contacts",
    combine=Combine.SNAPSHOT,
    required=("last_name|full_name|email", "company_id|company_name"),
    key=("contact_id",),
    key_else=("email", "first_name", "last_name"),
    fill=_contacts,
    check=deleted_note,
    fields=fields(
        """
        contact_id: Id | Contact ID
        company_id: AccountId | Account ID
        full_name: Name | Full Name
        company_name: Account Name
        department: Department
        salutation: Salutation
        owner_id: OwnerId | Contact Owner | Owner ID
        account_owner: Account Owner
        country: MailingCountry | Mailing Country
        street: MailingStreet | Mailing Street
        city: MailingCity | Mailing City
        state: MailingState | Mailing State/Province
        postal_code: MailingPostalCode | Mailing Zip/Postal Code
        grade: pi__grade__c
        gclid: gclid__c
        """
        + arms.FIELD
        + PERSON_FIELDS
    ),
)

ACCOUNT = Source(
    kind="salesforce.account",
    system="salesforce",
    table="companies",
    combine=Combine.SNAPSHOT,
    required=(
        "company_id|account_name",
        "name|account_name",
        "industry|website|country|company_type|annual_revenue_amount|parent_company_id",
    ),
    key=("company_id",),
    key_else=("account_name",),
    fill=_accounts,
    check=deleted_note,
    fields=fields(
        """
        company_id: Id | Account ID
        name: Name
        account_name > name: Account Name
        company_type: Type
        industry: Industry
        annual_revenue_amount: AnnualRevenue | Annual Revenue
        currency: CurrencyIsoCode | Account Currency
        employee_count: NumberOfEmployees | Employees
        parent_company_id: ParentId | Parent Account ID
        owner_id: OwnerId | Account Owner | Owner ID
        website > domain: Website
        country: BillingCountry | Billing Country
        account_source: AccountSource | Account Source
        rating_text: Rating
        created_at: CreatedDate | Created Date | Create Date
        last_modified_at: LastModifiedDate | Last Modified Date
        last_activity_at: LastActivityDate | Last Activity
        is_deleted: IsDeleted | Deleted
        segment: Segment__c | Segment
        hubspot_id > synced_id: HubSpot_Company_ID__c | HubSpot Company ID | HubSpot Record ID
        """
        + arms.FIELD
    ),
)
