"""Salesforce campaigns, their members, and the users, in both dialects.

Campaign: Id, Name, ParentId, Type, Status, StartDate, EndDate, BudgetedCost, ActualCost, IsActive, OwnerId,
CurrencyIsoCode. CampaignMember: Id, CampaignId, LeadId, ContactId, LeadOrContactId, Status, HasResponded,
FirstRespondedDate, CreatedDate. User: Id, Username, Name, Email, IsActive, UserRoleId, ProfileId, ManagerId,
LastLoginDate, CreatedDate, TimeZoneSidKey.

A campaign's channel follows from its Type. A member is the contact where the lead was converted into one. A response
counts on the day that the export gives; where HasResponded says yes and no day stands beside it, nobody knows when.
"""

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources import channels
from cmokit.sources.base import Note, Source, Tables, fields, value_key
from cmokit.sources.rows import Rows, by_value, distinct
from cmokit.sources.salesforce_people import deleted_note, ids, kept
from cmokit.tables.mailboxes import is_shared
from cmokit.vocabulary import Channel, Combine

# Standard types of campaigns that name no source of a lead.
TYPES = {
    "bannerads": Channel.DISPLAY,
    "directmail": Channel.OFFLINE,
    "telemarketing": Channel.SALES,
    "referralprogram": Channel.REFERRAL,
    "publicrelations": Channel.OTHER,
    "seminarconference": Channel.EVENT,
    "roadshow": Channel.EVENT,
    "messe": Channel.EVENT,
}


def channel_of_type(text: str) -> str:
    """Channel of a campaign by its Type; one's own type that no list knows is unknown."""
    return TYPES.get(value_key(text)) or channels.of_name(text)


def _campaigns(all_rows: Rows) -> Tables:
    rows = kept(all_rows)
    stated = {
        "campaign_id": ids(rows, "campaign_id"),
        "name": rows.first("name", "campaign_name"),
        "parent_campaign_id": ids(rows, "parent_campaign_id"),
        "channel": by_value(rows.get("campaign_type"), channel_of_type),
    }
    return {"campaigns": rows.canonical("campaigns", **stated)}


def _members(all_rows: Rows) -> Tables:
    rows = kept(all_rows)
    person = pc.coalesce(ids(rows, "contact_id"), ids(rows, "lead_or_contact_id"), ids(rows, "lead_id"))
    named = pc.is_valid(person)
    some = rows.where(named)
    stated = {"campaign_id": ids(some, "campaign_id"), "contact_id": person.filter(named)}
    found = some.canonical("campaign_members", **stated)
    return {"campaign_members": distinct(found, "campaign_id", "contact_id")}


def _notes(rows: Rows) -> list[Note]:
    undated = pc.and_(pc.fill_null(rows.get("is_responded"), False), pc.is_null(rows.get("responded_at")))
    count = pc.sum(undated.cast(pa.int64())).as_py() or 0
    message = f"{count} members have responded, and no date says when: they give no touchpoint"
    found = [Note("undated_responses", message, column=rows.headers.get("is_responded"))] if count else []
    return [*deleted_note(rows), *found]


def _users(rows: Rows) -> Tables:
    full = pc.coalesce(rows.get("full_name"), _joined_names(rows))
    stated = {
        "system": rows.source.system,
        "user_id": ids(rows, "user_id"),
        "name": full,
        "role": rows.first("role", "profile", "role_id", "profile_id"),
        "is_shared": by_value(rows.first("email", "username"), lambda text: is_shared(text.split("@")[0]), pa.bool_()),
    }
    return {"users": rows.canonical("users", **stated)}


def _joined_names(rows: Rows) -> pa.Array:
    pairs = zip(rows.get("first_name").to_pylist(), rows.get("last_name").to_pylist(), strict=True)
    return pa.array([" ".join(part for part in pair if part) or None for pair in pairs], pa.string())


CAMPAIGN = Source(
    kind="salesforce.campaign",
    system="salesforce",
    table="campaigns",
    combine=Combine.SNAPSHOT,
    required=(
        "campaign_id",
        "name|campaign_name",
        "started_on|ended_on|budget_amount|actual_amount|campaign_name",
        "campaign_type|status|parent_campaign_id",
    ),
    key=("campaign_id",),
    fill=_campaigns,
    check=deleted_note,
    fields=fields(
        """
        campaign_id: Id | Campaign ID
        name: Name
        campaign_name > name: Campaign Name
        parent_campaign_id: ParentId | Parent Campaign ID
        parent_name: Parent Campaign | Parent Campaign: Campaign Name
        campaign_type > channel: Type | Campaign Type
        status: Status | Campaign Status
        started_on: StartDate | Start Date | Campaign Start Date
        ended_on: EndDate | End Date | Campaign End Date
        budget_amount: BudgetedCost | Budgeted Cost | Budgeted Cost in Campaign
        actual_amount: ActualCost | Actual Cost | Actual Cost in Campaign
        expected_amount: ExpectedRevenue | Expected Revenue | Expected Revenue in Campaign
        currency: CurrencyIsoCode | Campaign Currency | Budgeted Cost Currency
        initiative: Initiative__c | Initiative
        offer: Offer__c | Offer
        is_active: IsActive | Active
        owner_id: OwnerId | Campaign Owner | Owner ID
        description: Description
        sent_count: NumberSent | Num Sent
        responses_count: NumberOfResponses | Responses in Campaign
        leads_count: NumberOfLeads | Leads in Campaign
        contacts_count: NumberOfContacts | Contacts in Campaign
        created_at: CreatedDate | Created Date
        last_modified_at: LastModifiedDate | Last Modified Date
        system_modified_at: SystemModstamp
        is_deleted: IsDeleted | Deleted
        """
    ),
)
CAMPAIGN_MEMBER = Source(
    kind="salesforce.campaign_member",
    system="salesforce",
    table="campaign_members",
    combine=Combine.LOG,
    required=("campaign_id", "lead_id|contact_id|lead_or_contact_id", "member_id|is_responded|responded_at"),
    key=("lead_id", "contact_id", "lead_or_contact_id"),
    fill=_members,
    check=_notes,
    fields=fields(
        """
        member_id: Id | Campaign Member ID | Member ID
        campaign_id: CampaignId | Campaign ID
        campaign_name: Campaign Name
        lead_id > contact_id: LeadId | Lead ID
        contact_id: ContactId | Contact ID
        lead_or_contact_id > contact_id: LeadOrContactId | Lead or Contact ID | Record ID
        status: Status | Member Status
        is_responded: HasResponded | Responded
        responded_at: FirstRespondedDate | First Responded Date | Member First Responded Date
        associated_at: CreatedDate | Created Date | Member First Associated Date
        first_name: FirstName | First Name
        last_name: LastName | Last Name
        full_name: Name
        email: Email
        phone: Phone | MobilePhone
        job_title: Title
        company_name: CompanyOrAccount | Company / Account
        lead_source: LeadSource | Lead Source
        owner_id: LeadOrContactOwnerId
        last_modified_at: LastModifiedDate
        system_modified_at: SystemModstamp
        is_deleted: IsDeleted | Deleted
        """
    ),
)
USER = Source(
    kind="salesforce.user",
    system="salesforce",
    table="users",
    combine=Combine.SNAPSHOT,
    required=("user_id", "username|email|full_name", "profile_id|profile|role_id|role|timezone|username"),
    key=("user_id",),
    fill=_users,
    fields=fields(
        """
        user_id: Id | User ID
        username: Username
        full_name > name: Name | Full Name
        first_name: FirstName | First Name
        last_name: LastName | Last Name
        email: Email
        is_active: IsActive | Active
        role: UserRole.Name | Role | Role Name
        role_id > role: UserRoleId | Role ID
        profile > role: Profile.Name | Profile | Profile Name
        profile_id > role: ProfileId | Profile ID
        manager: ManagerId | Manager
        alias: Alias
        department: Department
        user_type: UserType | User Type
        timezone: TimeZoneSidKey | Time Zone
        locale: LocaleSidKey | Locale
        last_login_at: LastLoginDate | Last Login
        created_at: CreatedDate | Created Date
        last_modified_at: LastModifiedDate
        system_modified_at: SystemModstamp
        """
    ),
)
