"""HubSpot's exports: labels and internal names, portal time, stage dates in columns, ids joined by semicolons."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.exports import one, read, rows_of, utc

CONTACTS = """\ufeffRecord ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Lead Status,Create Date,\
Original Source,Associated Company IDs,Country/Region,Became a Lead Date,Became a Marketing Qualified Lead Date,\
Salesforce Lead ID,Salesforce Contact ID
101,Ann,Lee,ann@acme.com,Olga,Marketing Qualified Lead,NEW,2026-01-05 09:14,Organic Search,55;56,Germany,\
2026-01-05 09:14,2026-01-20 11:00,00Q5e00000ABCDE,0035e00000XXXXX
102,Bob,Ray,bob@acme.com,,salesqualifiedlead,,2026-07-05 09:14,PAID_SOCIAL,,,,,,
,No,Key,x@acme.com,,lead,,,,,,,,,
"""
DEALS = '''Record ID,Deal Name,Deal Stage,Pipeline,Amount,Deal owner,Close Date,Create Date,Associated Company IDs,\
Associated Contact IDs,"Date entered ""Contract Sent (Sales Pipeline)""","Date entered ""Closed Won (Sales Pipeline)"""
9001,Acme licence,closedwon,Sales Pipeline,"1,200.50",Olga,2026-02-20 17:00,2026-01-10 08:00,55,101;102,\
2026-02-01 10:00,2026-02-20 17:00
9002,Beta licence,Contract Sent,Sales Pipeline,800,Olga,2026-03-31 23:59,2026-01-11 08:00,77,,2026-02-02 10:00,
9003,Gamma,closedlost,Sales Pipeline,,,2026-02-21 09:00,2026-01-12 08:00,,,,
'''


def test_contacts_become_canonical_rows_with_the_line_they_stand_on(tmp_path: Path):
    contacts = read(tmp_path, CONTACTS).tables["contacts"]
    assert rows_of(contacts, "contact_id", "company_id", "lifecycle_stage", "channel", "source_row") == [
        ("101", "55", "mql", "organic_search", 2),
        ("102", None, "sales_qualified", "paid_social", 3),
    ]
    assert set(contacts["source_system"].to_pylist()) == {"hubspot"}


def test_times_are_the_portals_winter_and_summer(tmp_path: Path):
    contacts = read(tmp_path, CONTACTS).tables["contacts"]
    assert contacts["created_at"].to_pylist() == [utc("2026-01-05 08:14"), utc("2026-07-05 07:14")]


def test_became_dates_are_stage_entries_of_the_records_line(tmp_path: Path):
    entries = read(tmp_path, CONTACTS).tables["stage_entries"]
    assert rows_of(entries, "entity", "entity_id", "stage", "entered_at", "source_row") == [
        ("contact", "101", "lead", utc("2026-01-05 08:14"), 2),
        ("contact", "101", "mql", utc("2026-01-20 10:00"), 2),
    ]


def test_an_entry_stated_by_two_columns_counts_once(tmp_path: Path):
    text = '''Record ID,Email,Became a Lead Date,"Date entered ""Lead (Lifecycle Stage Pipeline)"""
1,a@b.com,2026-01-05 09:14,2026-01-05 09:14
2,c@d.com,2026-01-05 09:14,2026-01-06 09:14
'''
    assert read(tmp_path, text).tables["stage_entries"]["entity_id"].to_pylist() == ["1", "2", "2"]


def test_ids_that_the_sync_wrote_are_kept_in_their_long_form(tmp_path: Path):
    contacts = read(tmp_path, CONTACTS).tables["contacts"]
    assert contacts["synced_id"].to_pylist() == ["salesforce:00Q5e00000ABCDEEA5;salesforce:0035e00000XXXXXAA5", None]


def test_a_row_without_record_id_is_set_aside(tmp_path: Path):
    found = read(tmp_path, CONTACTS)
    assert [(row.row, row.reason) for row in found.rows_set_aside] == [(4, "no_key")]
    assert found.rows_in == 3 == found.rows_used + 1


def test_a_stage_of_ones_own_is_kept_as_written(tmp_path: Path):
    text = "Record ID,Email,Lifecycle Stage\n1,a@b.com,Raving Fan\n"
    assert one(read(tmp_path, text).tables["contacts"])["lifecycle_stage"] == "Raving Fan"


def test_ones_own_test_records_are_marked(tmp_path: Path):
    text = (
        "Record ID,Email,First Name,Last Name\n1,ann+test@acme.com,,\n2,a@b.com,Test,Test\n3,testa@acme.com,Tess,Ter\n"
    )
    assert read(tmp_path, text).tables["contacts"]["is_test"].to_pylist() == [True, True, False]


def test_companies_fall_back_to_the_domain_of_their_website(tmp_path: Path):
    text = "Record ID,Company name,Company Domain Name,Website URL,Industry\n1,Acme,acme.com,,IT\n"
    text += "2,Beta,,https://www.beta.de/start,IT\n"
    assert read(tmp_path, text).tables["companies"]["domain"].to_pylist() == ["acme.com", "beta.de"]


def test_deals_know_won_lost_and_open_by_their_stage(tmp_path: Path):
    deals = read(tmp_path, DEALS).tables["opportunities"]
    assert rows_of(deals, "opportunity_id", "stage", "status", "amount", "currency", "contact_id") == [
        ("9001", "Closed Won", "won", Decimal("1200.5000"), "EUR", "101"),
        ("9002", "Contract Sent", "open", Decimal("800.0000"), "EUR", None),
        ("9003", "Closed Lost", "lost", None, "EUR", None),
    ]


def test_a_close_date_is_an_expectation_until_the_deal_is_closed(tmp_path: Path):
    deals = read(tmp_path, DEALS).tables["opportunities"]
    assert rows_of(deals, "closed_at", "expected_close_on") == [
        (utc("2026-02-20 16:00"), None),
        (None, date(2026, 3, 31)),
        (utc("2026-02-21 08:00"), None),
    ]


def test_dates_entered_are_stage_entries_named_by_their_header(tmp_path: Path):
    entries = read(tmp_path, DEALS).tables["stage_entries"]
    assert sorted(rows_of(entries, "entity_id", "stage", "entity")) == [
        ("9001", "Closed Won", "opportunity"),
        ("9001", "Contract Sent", "opportunity"),
        ("9002", "Contract Sent", "opportunity"),
    ]


@pytest.mark.parametrize(
    ("header", "stage"),
    [
        ('Date entered "Demo (on site) (Sales Pipeline)"', "Demo (on site)"),
        ('Date entered "Demo"', "Demo"),
        ("hs_v2_date_entered_closedwon", "Closed Won"),
    ],
)
def test_a_stage_header_may_carry_brackets_no_pipeline_or_an_internal_name(tmp_path: Path, header: str, stage: str):
    quoted = '"' + header.replace('"', '""') + '"'
    text = f"Record ID,Deal Name,Deal Stage,{quoted}\n1,Acme,Demo,2026-01-05 10:00\n"
    assert read(tmp_path, text).tables["stage_entries"]["stage"].to_pylist() == [stage]
