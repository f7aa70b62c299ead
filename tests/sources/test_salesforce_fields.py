"""Salesforce's history of fields: what is a change, what an entry into a stage, and what neither."""

from pathlib import Path

from tests.sources.exports import read, rows_of, utc

LEADS = """Id,IsDeleted,LeadId,CreatedById,CreatedDate,Field,DataType,OldValue,NewValue
0171,false,00Q5e00000AAAAA,0055e000001AAAA,2026-01-04T10:00:00.000Z,created,Text,,
0172,false,00Q5e00000AAAAA,0055e000001AAAA,2026-01-05T10:00:00.000Z,Status,Enum,Open - Not Contacted,Working - Contacted
0173,false,00Q5e00000AAAAA,0055e000001AAAA,2026-01-05T10:00:00.000Z,Owner,Text,Ann,Bob
0174,false,00Q5e00000AAAAA,0055e000001AAAA,2026-01-05T10:00:00.000Z,Owner,EntityId,0055e000001AAAA,0055e000001AAAB
0175,true,00Q5e00000AAAAA,0055e000001AAAA,2026-01-05T10:00:00.000Z,Email,Text,a,b
0176,false,00Q5e00000AAAAA,Data Loader,2026-01-06T10:00:00.000Z,Status,Enum,Working - Contacted,Own word
"""
DEALS = """Id,OpportunityId,Field,OldValue,NewValue,CreatedDate,CreatedById,IsDeleted
0171,0065e00000YYYYY,StageName,Prospecting,Qualification,2026-01-05T10:00:00.000Z,0055e000001AAAA,false
0172,0065e00000YYYYYAA5,StageName,Qualification,Proposal,2026-01-05T10:00:00.000Z,HubSpot Integration,false
0173,0065e00000YYYYYAA5,CloseDate,2026-02-01,2026-03-01,2026-01-05T10:00:00.000Z,HubSpot Integration,false
0174,0065e00000YYYYYAA5,StageName,Qualification,Proposal,2026-01-05T10:00:00.000Z,HubSpot Integration,false
"""


def test_changes_are_under_the_canonical_names_and_an_owner_counts_once(tmp_path: Path):
    found = read(tmp_path, LEADS)
    assert found.kind == "salesforce.field_history"
    assert rows_of(found.tables["field_changes"], "entity", "field", "old_value", "new_value", "source_row") == [
        ("contact", "lead_status", "Open - Not Contacted", "Working - Contacted", 3),
        ("contact", "owner_id", "0055e000001AAAAAA4", "0055e000001AAABAA4", 5),
        ("contact", "lead_status", "Working - Contacted", "Own word", 7),
    ]
    assert [(note.code, note.message.split()[0]) for note in found.warnings] == [
        ("deleted_records", "1"),
        ("no_change", "1"),
    ]


def test_an_owner_change_by_name_alone_stays(tmp_path: Path):
    only = "\n".join(line for line in LEADS.splitlines() if "EntityId" not in line)
    changes = read(tmp_path, only).tables["field_changes"]
    assert ("owner_id", "Bob") in rows_of(changes, "field", "new_value")


def test_a_leads_status_is_an_entry_only_where_its_stage_is_known(tmp_path: Path):
    entries = read(tmp_path, LEADS).tables["stage_entries"]
    assert rows_of(entries, "entity_id", "stage", "previous_stage", "changed_by_kind", "derived_from") == [
        ("00Q5e00000AAAAAEA5", "sales_accepted", "lead", "person", "field history")
    ]


def test_a_tracked_lifecycle_field_is_the_leads_stage_and_its_status_is_not(tmp_path: Path):
    row = "0179,false,00Q5e00000AAAAA,005,2026-01-07T10:00:00.000Z,Lifecycle_Stage__c,Text,Lead,MQL\n"
    found = read(tmp_path, LEADS + row)
    assert found.tables["stage_entries"]["stage"].to_pylist() == ["mql"]
    assert "lifecycle_stage" in found.tables["field_changes"]["field"].to_pylist()


def test_changes_within_one_second_are_all_kept_and_a_repeated_row_counts_once(tmp_path: Path):
    found = read(tmp_path, DEALS)
    assert rows_of(found.tables["stage_entries"], "stage", "previous_stage", "entered_at", "changed_by_kind") == [
        ("Qualification", "Prospecting", utc("2026-01-05 10:00"), "person"),
        ("Proposal", "Qualification", utc("2026-01-05 10:00"), "integration"),
    ]
    assert rows_of(found.tables["field_changes"], "entity_id", "field") == [
        ("0065e00000YYYYYAA5", "stage"),
        ("0065e00000YYYYYAA5", "stage"),
        ("0065e00000YYYYYAA5", "expected_close_on"),
    ]


def test_the_history_report_of_leads_by_its_labels(tmp_path: Path):
    text = '"Lead ID","Field / Event","Old Value","New Value","Edit Date","Edited By"\n'
    text += '"00Q5e00000AAAAA","Lead Status","Open - Not Contacted","Qualified","1/25/2026 2:30 PM","Olga"\n'
    found = read(tmp_path, text)
    assert found.kind == "salesforce.field_history"
    assert rows_of(found.tables["stage_entries"], "stage", "entered_at") == [
        ("sales_qualified", utc("2026-01-25 13:30"))
    ]


def test_accounts_and_contacts_by_their_own_ids(tmp_path: Path):
    text = "Id,AccountId,ContactId,Field,OldValue,NewValue,CreatedDate,CreatedById\n"
    text += "1,0015e00000AAAAA,,Industry,A,B,2026-01-05T10:00:00.000Z,005\n"
    text += "2,,0035e00000AAAAA,Title,A,B,2026-01-05T10:00:00.000Z,005\n"
    changes = read(tmp_path, text).tables["field_changes"]
    assert sorted(rows_of(changes, "entity", "field")) == [("company", "industry"), ("contact", "job_title")]
