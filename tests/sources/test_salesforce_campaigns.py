"""Salesforce campaigns, their members and the users."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.sources.exports import one, read, rows_of, utc

MEMBERS = """Id,CampaignId,LeadId,ContactId,LeadOrContactId,Status,HasResponded,FirstRespondedDate,CreatedDate
00v1,7015e000000AAAA,00Q5e00000AAAAA,,00Q5e00000AAAAA,Responded,true,2026-01-05,2026-01-01T10:00:00.000Z
00v2,7015e000000AAAA,00Q5e00000AAAAB,0035e00000XXXXX,0035e00000XXXXX,Sent,false,,2026-01-01T10:00:00.000Z
00v3,7015e000000AAAA,00Q5e00000AAAAC,,,Attended,true,,2026-01-01T10:00:00.000Z
"""


def test_a_campaigns_channel_follows_from_its_type(tmp_path: Path):
    text = "Id,Name,ParentId,Type,Status,StartDate,EndDate,BudgetedCost,ActualCost,IsActive,OwnerId,CurrencyIsoCode\n"
    types = ("Trade Show", "Webinar", "Banner Ads", "Email", "Direct Mail", "Something else")
    for n, type_ in enumerate(types):
        text += f"7015e000000AAA{n},Fair,,{type_},Completed,2026-01-01,2026-01-05,1000.50,900,true,005,EUR\n"
    found = read(tmp_path, text)
    assert found.kind == "salesforce.campaign"
    campaigns = found.tables["campaigns"]
    assert campaigns["channel"].to_pylist() == ["event", "webinar", "display", "email", "offline", "unknown"]
    assert campaigns["budget_amount"].to_pylist()[0] == Decimal("1000.50")
    assert campaigns["started_on"].to_pylist()[0] == date(2026, 1, 1)


def test_a_member_is_the_contact_that_the_lead_became(tmp_path: Path):
    found = read(tmp_path, MEMBERS)
    assert found.kind == "salesforce.campaign_member"
    assert rows_of(found.tables["campaign_members"], "contact_id", "status") == [
        ("00Q5e00000AAAAAEA5", "Responded"),
        ("0035e00000XXXXXAA5", "Sent"),
        ("00Q5e00000AAAACEA5", "Attended"),
    ]


def test_a_response_has_its_day_or_nobody_knows_when(tmp_path: Path):
    found = read(tmp_path, MEMBERS)
    assert found.tables["campaign_members"]["responded_at"].to_pylist() == [utc("2026-01-05 11:00"), None, None]
    assert "undated_responses" in {note.code for note in found.warnings}


def test_members_with_the_persons_own_columns_are_neither_leads_nor_contacts(tmp_path: Path):
    text = "Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstName,LastName,Email,Title,CompanyOrAccount,Name\n"
    text += "00v1,701A,00Q5e00000AAAAA,,Sent,false,Ann,Lee,a@b.example,Head,Acme,Ann Lee\n"
    assert read(tmp_path, text).kind == "salesforce.campaign_member"


def test_users_say_where_they_work_and_which_are_nobodys_own(tmp_path: Path):
    text = "Id,Username,Name,Email,IsActive,UserRoleId,ProfileId,ManagerId,LastLoginDate,CreatedDate,TimeZoneSidKey\n"
    text += "0055e000001AAAA,ann@x.example,Ann Lee,ann@x.example,true,00E1,00e1,,2026-01-05T10:00:00.000Z,"
    text += "2025-01-05T10:00:00.000Z,Europe/Berlin\n"
    text += "0055e000001AAAB,sales@x.example,Sales,sales@x.example,false,,00e1,,,2025-01-05T10:00:00.000Z,Asia/Dubai\n"
    found = read(tmp_path, text)
    assert found.kind == "salesforce.user"
    assert rows_of(found.tables["users"], "user_id", "name", "role", "is_active", "is_shared", "timezone") == [
        ("0055e000001AAAAAA4", "Ann Lee", "00E1", True, False, "Europe/Berlin"),
        ("0055e000001AAABAA4", "Sales", "00e1", False, True, "Asia/Dubai"),
    ]


def test_the_report_of_users_by_its_labels(tmp_path: Path):
    text = "User ID,Full Name,Username,Email,Active,Role,Profile,Last Login,Time Zone\n"
    text += "0055e000001AAAA,Ann Lee,ann@x.example,ann@x.example,1,SDR,Standard,1/26/2026 2:30 PM,Europe/Berlin\n"
    user = one(read(tmp_path, text).tables["users"], "name", "role", "last_login_at")
    assert user == {"name": "Ann Lee", "role": "SDR", "last_login_at": utc("2026-01-26 13:30")}
