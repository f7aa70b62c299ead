"""Salesforce's history of deals: which rows are an entry into a stage, and which a change of a field."""

from pathlib import Path

from tests.sources.exports import read, rows_of, utc

# In the order of an export that is sorted by nothing.
HISTORY = """ID,OPPORTUNITYID,STAGENAME,AMOUNT,CLOSEDATE,CREATEDBYID,CREATEDDATE
0084,0065e00000YYYYY,Closed Won,1200.50,2026-01-25,0055e000001AAAA,2026-01-25T10:00:00.000Z
0081,0065e00000YYYYY,Qualification,1000,2026-02-25,0055e000001AAAA,2026-01-05T10:00:00.000Z
0082,0065e00000YYYYY,Qualification,1200.50,2026-02-25,0055e000001AAAA,2026-01-06T10:00:00.000Z
0083,0065e00000YYYYYAA5,Proposal,1200.50,2026-01-25,HubSpot Integration,2026-01-07T10:00:00.000Z
0085,0065e00000ZZZZZ,Qualification,,,0055e000001AAAA,2026-01-06T10:00:00.000Z
"""


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
