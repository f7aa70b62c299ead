"""Salesforce's deals: what is won, and which history rows are an entry into a stage."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.sources.exports import read, rows_of, utc

DEALS = """Id,AccountId,Name,Amount,CurrencyIsoCode,StageName,Probability,IsClosed,IsWon,CloseDate,CreatedDate
0065e00000YYYYY,0015e00000AAAAA,Acme,1000.50,EUR,Done deal,100,true,true,2026-01-25,2026-01-05T10:00:00.000Z
0065e00000ZZZZZ,0015e00000AAAAA,Beta,,EUR,Gone,0,true,false,2026-01-26,2026-01-05T10:00:00.000Z
0065e00000WWWWW,0015e00000AAAAA,Gamma,10,EUR,Qualification,20,false,false,2026-03-31,2026-01-05T10:00:00.000Z
"""
# In the order of an export that is sorted by nothing.
HISTORY = """ID,OPPORTUNITYID,STAGENAME,AMOUNT,CLOSEDATE,CREATEDBYID,CREATEDDATE
0084,0065e00000YYYYY,Closed Won,1200.50,2026-01-25,0055e000001AAAA,2026-01-25T10:00:00.000Z
0081,0065e00000YYYYY,Qualification,1000,2026-02-25,0055e000001AAAA,2026-01-05T10:00:00.000Z
0082,0065e00000YYYYY,Qualification,1200.50,2026-02-25,0055e000001AAAA,2026-01-06T10:00:00.000Z
0083,0065e00000YYYYYAA5,Proposal,1200.50,2026-01-25,HubSpot Integration,2026-01-07T10:00:00.000Z
0085,0065e00000ZZZZZ,Qualification,,,0055e000001AAAA,2026-01-06T10:00:00.000Z
"""
REPORT = """"Opportunity Name","Stage","Fiscal Period","Amount","Probability (%)","Age","Close Date","Created Date",\
"Opportunity Owner","Account Name"
"Acme big","Closed Won","Q1-2026","1,200.50","100","12","1/25/2026","1/5/2026","Olga","Acme"
"Beta","Proposal/Price Quote","Q1-2026","500.00","50","12","2/3/2026","1/6/2026","Olga","Beta"
"""


def test_is_won_and_is_closed_decide_over_the_stages_name(tmp_path: Path):
    deals = read(tmp_path, DEALS).tables["opportunities"]
    assert deals["status"].to_pylist() == ["won", "lost", "open"]


def test_the_close_date_ends_a_closed_deal_and_is_expected_of_an_open_one(tmp_path: Path):
    deals = read(tmp_path, DEALS).tables["opportunities"]
    assert rows_of(deals, "closed_at", "expected_close_on") == [
        (utc("2026-01-25 11:00"), None),
        (utc("2026-01-26 11:00"), None),
        (None, date(2026, 3, 31)),
    ]


def test_probability_is_a_share_with_or_without_its_sign(tmp_path: Path):
    assert read(tmp_path, DEALS).tables["opportunities"]["probability_share"].to_pylist() == [1.0, 0.0, 0.2]
    assert read(tmp_path, REPORT).tables["opportunities"]["probability_share"].to_pylist() == [1.0, 0.5]


def test_one_date_column_of_a_report_settles_the_other(tmp_path: Path):
    found = read(tmp_path, REPORT)
    assert [row["Created Date"] for row in found.as_json(rows=True)["rows"]] == ["2026-01-05", "2026-01-06"]


def test_amounts_of_a_report_are_exact(tmp_path: Path):
    assert read(tmp_path, REPORT).tables["opportunities"]["amount"].to_pylist() == [Decimal("1200.5"), Decimal("500")]


def test_a_history_row_is_an_entry_only_where_the_stage_changes(tmp_path: Path):
    entries = read(tmp_path, HISTORY).tables["stage_entries"]
    assert sorted(rows_of(entries, "entity_id", "entered_at", "stage", "previous_stage", "source_row")) == [
        ("0065e00000YYYYYAA5", utc("2026-01-05 10:00"), "Qualification", None, 3),
        ("0065e00000YYYYYAA5", utc("2026-01-07 10:00"), "Proposal", "Qualification", 5),
        ("0065e00000YYYYYAA5", utc("2026-01-25 10:00"), "Closed Won", "Proposal", 2),
        ("0065e00000ZZZZZAA5", utc("2026-01-06 10:00"), "Qualification", None, 6),
    ]


def test_who_changed_a_stage_is_a_person_unless_the_name_says_otherwise(tmp_path: Path):
    entries = read(tmp_path, HISTORY).tables["stage_entries"]
    assert {kind for kind, stage in rows_of(entries, "changed_by_kind", "stage") if stage == "Proposal"} == {
        "integration"
    }
    assert {kind for kind, stage in rows_of(entries, "changed_by_kind", "stage") if stage != "Proposal"} == {"person"}


def test_changes_of_amount_and_close_date_are_field_changes(tmp_path: Path):
    changes = read(tmp_path, HISTORY).tables["field_changes"]
    assert sorted(rows_of(changes, "field", "old_value", "new_value", "source_row")) == [
        ("amount", "1000", "1200.5", 4),
        ("expected_close_on", "2026-02-25", "2026-01-25", 5),
    ]


def test_the_history_report_tells_the_same_by_old_and_new_value(tmp_path: Path):
    text = '"Opportunity ID","Field / Event","Old Value","New Value","Edit Date","Edited By"\n'
    text += '"0065e00000YYYYY","Stage","Qualification","Closed Won","1/25/2026 2:30 PM","Olga"\n'
    text += '"0065e00000YYYYY","Close Date","2/25/2026","1/25/2026","1/25/2026 2:30 PM","Olga"\n'
    found = read(tmp_path, text)
    assert found.kind == "salesforce.opportunity_history"
    assert rows_of(found.tables["stage_entries"], "stage", "previous_stage", "entered_at") == [
        ("Closed Won", "Qualification", utc("2026-01-25 13:30"))
    ]
    assert rows_of(found.tables["field_changes"], "field", "new_value") == [("expected_close_on", "1/25/2026")]
