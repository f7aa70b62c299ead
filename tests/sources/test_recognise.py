"""Which export a file is, and what is said when it is none."""

from pathlib import Path

import pytest

from cmokit.errors import UsageError
from cmokit.sources.base import header_key
from cmokit.sources.catalog import KINDS, SOURCES
from cmokit.sources.recognise import header_score, recognise
from cmokit.tables.catalog import TABLES
from tests.sources.exports import read, refusal

EXPORTS = {
    "hubspot.contacts": "Record ID, First Name, Last Name, Email, Phone Number, Job Title, Company Name, "
    "Contact owner, Lifecycle Stage, Lead Status, Create Date, Original Source, Associated Company, "
    "Associated Company IDs, Country/Region, Last Activity Date, Tags",
    "hubspot.companies": "Record ID, Company name, Company Domain Name, Company owner, Industry, Country/Region, "
    "Create Date, Last Activity Date",
    "hubspot.deals": "Record ID, Deal Name, Deal Stage, Pipeline, Amount, Deal owner, Close Date, Create Date, "
    "Last Activity Date, Associated Company, Associated Company IDs, Associated Contact IDs",
    "salesforce.lead": "Id, FirstName, LastName, Name, Email, Phone, MobilePhone, Company, Title, Industry, "
    "AnnualRevenue, NumberOfEmployees, LeadSource, Status, OwnerId, IsConverted, ConvertedDate, CreatedDate",
    "salesforce.contact": "Id, AccountId, FirstName, LastName, Email, Title, Department, LeadSource, OwnerId, "
    "HasOptedOutOfEmail, CreatedDate, LastActivityDate",
    "salesforce.account": "Id, Name, Type, Industry, AnnualRevenue, NumberOfEmployees, ParentId, OwnerId, Website, "
    "BillingCountry, AccountSource, Rating",
    "salesforce.opportunity": "Opportunity Name, Stage, Fiscal Period, Amount, Expected Revenue, Probability (%), Age, "
    "Close Date, Created Date, Next Step, Lead Source, Type, Owner Role, Opportunity Owner, Account Name",
    "salesforce.opportunity_history": "Id, OpportunityId, StageName, Amount, ExpectedRevenue, CloseDate, Probability, "
    "ForecastCategory, CreatedById, CreatedDate, SystemModstamp, PrevAmount, PrevCloseDate",
    "salesforce.task": "Id, WhoId, WhatId, AccountId, OwnerId, Subject, Type, TaskSubtype, Status, Priority, "
    "ActivityDate, CreatedDate, CallType, CallDurationInSeconds, CallDisposition, IsClosed",
    "salesforce.event": "Id, WhoId, WhatId, AccountId, OwnerId, Subject, Type, StartDateTime, ActivityDateTime, "
    "DurationInMinutes, CreatedDate",
    "salesforce.campaign": "Id, Name, ParentId, Type, Status, StartDate, EndDate, BudgetedCost, ActualCost, IsActive, "
    "OwnerId",
    "salesforce.campaign_member": "Id, CampaignId, LeadId, ContactId, LeadOrContactId, Status, HasResponded, "
    "FirstRespondedDate, CreatedDate",
    "salesforce.user": "Id, Username, Name, Email, IsActive, UserRoleId, ProfileId, ManagerId, LastLoginDate, "
    "CreatedDate, TimeZoneSidKey",
    "salesforce.field_history": "OpportunityId, Field, OldValue, NewValue, CreatedDate, CreatedById, IsDeleted",
    "hubspot.property_history": "deal_id, name, value, timestamp, source, source_id",
    "hubspot.activities": "Record ID, Activity type, Activity date, Activity assigned to, Associated Contact IDs, "
    "Call direction, Call outcome",
    "ga4.traffic_acquisition": "Session primary channel group (Default Channel Group), Sessions, Engaged sessions, "
    "Engagement rate, Average engagement time per session, Events per session, Event count, Key events, "
    "Session key event rate, Total revenue",
    "google_ads.campaigns": "Campaign status, Campaign, Budget, Budget name, Budget type, Currency code, Status, "
    "Status reasons, Optimization score, Campaign type, Bid strategy type, Impr., Clicks, CTR, Conversions, Cost",
    "linkedin_ads.campaigns": "Start Date (in UTC), Account Name, Campaign Group Name, Campaign Name, Campaign ID, "
    "Currency, Total Spent, Impressions, Clicks, Clicks to Landing Page, Conversions, Total Conversion Value, Leads",
    "meta_ads.campaigns": "Reporting starts, Reporting ends, Campaign name, Ad set name, Ad name, Delivery, "
    "Attribution setting, Results, Result indicator, Reach, Frequency, Impressions, Link clicks, Amount spent (USD)",
    "shopify.orders": "Name, Email, Financial Status, Paid at, Fulfillment Status, Fulfilled at, Accepts Marketing, "
    "Currency, Subtotal, Shipping, Taxes, Total, Discount Code, Created at, Lineitem quantity, Lineitem name",
    "stripe.payments": "id, Description, Seller Message, Created (UTC), Amount, Amount Refunded, Currency, Fee, "
    "Status, Customer ID, Customer Email, Captured",
    "stripe.balance": "balance_transaction_id, created_utc, available_on_utc, currency, gross, fee, net, "
    "reporting_category, source_id, charge_id, description",
}


def headers_of(kind: str) -> list[str]:
    return EXPORTS[kind].split(", ")


@pytest.mark.parametrize("kind", EXPORTS)
def test_each_vendors_headers_are_known(kind: str):
    source, score = recognise(headers_of(kind), [], Path("export.csv"))
    assert source.kind == kind
    assert score > 0.9


@pytest.mark.parametrize("kind", EXPORTS)
def test_case_space_and_byte_order_mark_do_not_count(kind: str):
    headers = [f" {header.upper()}  " for header in headers_of(kind)]
    assert recognise(["\ufeff" + headers[0], *headers[1:]], [], Path("export.csv"))[0].kind == kind


def test_columns_of_ones_own_do_not_hide_an_export():
    headers = headers_of("hubspot.contacts") + [f"Custom {i}" for i in range(60)]
    assert recognise(headers, [], Path("export.csv"))[0].kind == "hubspot.contacts"


def test_an_unknown_file_names_the_nearest_kind_and_what_it_misses(tmp_path: Path):
    error = refusal(tmp_path, "First Name,Last Name,Email,Lifecycle Stage,Lead Status\nAnn,Lee,a@b.com,lead,new\n")
    assert (error.code, error.exit_code) == ("unknown_kind", 4)
    assert "hubspot.contacts" in str(error)
    assert "Record ID" in str(error)
    assert "--kind" in str(error)


def test_a_named_kind_without_a_required_column_shows_the_headers_present(tmp_path: Path):
    error = refusal(tmp_path, "First Name,Email\nAnn,a@b.com\n", kind="hubspot.contacts")
    assert (error.code, error.column) == ("missing_column", "Record ID")
    assert error.found == "First Name, Email"


def test_a_named_kind_is_taken_as_said(tmp_path: Path):
    found = read(tmp_path, "Id,Name,Type\n0015e1,Acme,Customer\n", kind="salesforce.account")
    assert (found.kind, found.recognised_by) == ("salesforce.account", "--kind")


def test_a_kind_that_does_not_exist_is_a_wrong_command(tmp_path: Path):
    with pytest.raises(UsageError, match="pipedrive"):
        read(tmp_path, "a,b\n1,2\n", kind="pipedrive.deals")


def test_a_title_is_no_header_though_its_word_is_one():
    assert header_score(["Campaign"]) == 0
    assert header_score(headers_of("google_ads.campaigns")) > header_score(["Email", "Status", "whatever"])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
def test_every_source_fills_a_table_and_requires_what_it_knows(source):
    assert source.table in TABLES
    names = [f.name for f in source.fields]
    assert len(names) == len(set(names))
    assert {name for group in source.required for name in group.split("|")} <= set(names)
    assert set(source.key) | set(source.key_else) <= set(names)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
def test_no_two_fields_claim_one_spelling(source):
    claimed = [header_key(header) for f in source.fields for header in f.headers]
    assert sorted(claimed) == sorted(set(claimed))


@pytest.mark.parametrize(
    "headers",
    [
        "First Name,Last Name,Email,Lifecycle Stage,Lead Status,Create Date",
        "Name,Industry,Website",
        "Name,Stage,Amount",
        "Date,Campaign,Clicks",
    ],
)
def test_an_export_that_lost_its_ids_is_not_taken_for_another_systems(tmp_path: Path, headers: str):
    assert refusal(tmp_path, f"{headers}\n" + ",".join("x" for _ in headers.split(",")) + "\n").code == "unknown_kind"


def test_a_table_that_lost_its_key_is_not_taken_for_another_table(tmp_path: Path):
    error = refusal(tmp_path, "contact_id,touched_at,channel,utm_source\nc1,2026-01-01T10:00:00Z,email,x\n")
    assert error.wanted == "nearest kind: touchpoints, missing: touchpoint_id"


def test_a_column_that_stands_twice_does_not_hide_a_table(tmp_path: Path):
    found = read(tmp_path, "contact_id,email,email,country,country\n1,a@x.example,b@x.example,DE,\n")
    assert found.kind == "contacts"
    assert found.tables["contacts"]["email"].to_pylist() == ["a@x.example"]


def test_the_kinds_are_those_that_are_promised():
    assert {*EXPORTS, "touchpoints", "conversions", "opportunities", "stage_entries", "parcels"} <= set(KINDS)
