"""HubSpot's property history, in the native wide and ragged form and in the long form of connectors."""

from pathlib import Path

from cmokit.sources.masking import mask_files
from cmokit.sources.read import read_file
from tests.sources.exports import BERLIN, read, rows_of, utc, written

WIDE = """\
"Contact ID","Name","Value","Timestamp"
"101","lifecyclestage","customer","2026-02-01 09:00","marketingqualifiedlead","2026-01-20 11:00",\
"lead","2026-01-05 09:14"
"102","lifecyclestage","lead","2026-01-05 09:14"
"102","hs_lead_status","OPEN","2026-01-06 10:00","NEW","2026-01-05 09:14"
"""
NAMED = """"Record ID","Name","Lifecycle Stage","Timestamp","Lifecycle Stage","Timestamp"
"101","Ann Lee","customer","2026-02-20 11:00","lead","2026-01-05 09:14"
"102","Bob Ray","lead","2026-01-05 09:14"
"""
LONG = """contact_id,name,value,timestamp,source,source_id
101,lifecyclestage,customer,2026-02-20 11:00:00,AUTOMATION_PLATFORM,77
101,lifecyclestage,lead,2026-01-05 11:00:00,INTEGRATION,1
101,lifecyclestage,lead,2026-01-06 11:00:00,CRM_UI,userId:1
101,hubspot_owner_id,5,2026-01-06 11:00:00,CRM_UI,userId:1
"""


def test_a_row_as_long_as_its_record_needs_is_not_torn(tmp_path: Path):
    found = read(tmp_path, WIDE)
    assert (found.kind, found.rows_in, found.rows_used, found.rows_set_aside) == ("hubspot.property_history", 3, 3, ())
    shown = found.as_json(rows=True)["rows"]
    assert list(shown[0]) == ["Contact ID", "Name", "Value", "Timestamp", "Value_2", "Timestamp_2", "Value_3",
                              "Timestamp_3"]  # fmt: skip
    assert (shown[0]["Value_3"], shown[0]["Timestamp_3"]) == ("lead", "2026-01-05T08:14:00+00:00")
    assert (shown[1]["Value_2"], shown[1]["Timestamp_2"]) == (None, None)


def test_changes_are_told_in_the_order_of_time_each_with_the_value_before(tmp_path: Path):
    changes = read(tmp_path, WIDE).tables["field_changes"]
    assert sorted(
        rows_of(changes, "entity_id", "field", "changed_at", "old_value", "new_value"), key=lambda row: row[:3]
    ) == [
        ("101", "lifecycle_stage", utc("2026-01-05 08:14"), None, "lead"),
        ("101", "lifecycle_stage", utc("2026-01-20 10:00"), "lead", "mql"),
        ("101", "lifecycle_stage", utc("2026-02-01 08:00"), "mql", "customer"),
        ("102", "lead_status", utc("2026-01-05 08:14"), None, "NEW"),
        ("102", "lead_status", utc("2026-01-06 09:00"), "NEW", "OPEN"),
        ("102", "lifecycle_stage", utc("2026-01-05 08:14"), None, "lead"),
    ]


def test_lifecycle_stages_are_entries_and_a_status_is_none(tmp_path: Path):
    entries = read(tmp_path, WIDE).tables["stage_entries"]
    assert rows_of(entries, "entity", "entity_id", "stage", "previous_stage", "changed_by_kind", "source_row") == [
        ("contact", "101", "lead", None, "unknown", 2),
        ("contact", "101", "mql", "lead", "unknown", 2),
        ("contact", "101", "customer", "mql", "unknown", 2),
        ("contact", "102", "lead", None, "unknown", 3),
    ]


def test_a_history_by_records_names_has_its_property_over_the_values(tmp_path: Path):
    changes = read(tmp_path, NAMED).tables["field_changes"]
    assert rows_of(changes, "entity_id", "field", "new_value", "changed_at") == [
        ("101", "lifecycle_stage", "lead", utc("2026-01-05 08:14")),
        ("101", "lifecycle_stage", "customer", utc("2026-02-20 10:00")),
        ("102", "lifecycle_stage", "lead", utc("2026-01-05 08:14")),
    ]


def test_a_property_that_neither_row_nor_header_names_stands_in_the_files_name(tmp_path: Path):
    text = '"Deal ID","Deal name","Value","Timestamp"\n"9","Acme licence","12345","2026-01-05 09:14"\n'
    found = read(tmp_path, text, name="dealstage-history.csv").tables
    assert rows_of(found["field_changes"], "entity", "field", "new_value") == [("opportunity", "stage", "12345")]


def test_the_long_form_says_who_changed_a_value_and_a_repeated_value_is_no_change(tmp_path: Path):
    found = read(tmp_path, LONG).tables
    assert rows_of(found["field_changes"], "field", "old_value", "new_value", "changed_by", "changed_by_kind") == [
        ("lifecycle_stage", None, "lead", "1", "integration"),
        ("lifecycle_stage", "lead", "customer", "77", "workflow"),
        ("owner_id", None, "5", "userId:1", "person"),
    ]
    assert rows_of(found["stage_entries"], "stage", "entered_at") == [
        ("lead", utc("2026-01-05 11:00")),  # without an offset a connector writes UTC
        ("customer", utc("2026-02-20 11:00")),
    ]


def test_a_connectors_table_of_deal_stages(tmp_path: Path):
    text = "deal_id,value,date_entered,source,_fivetran_start,_fivetran_end,_fivetran_active\n"
    text += "9,appointmentscheduled,2026-01-05 11:00:00,CRM_UI,2026-01-05 11:00:00,2026-01-06 11:00:00,false\n"
    text += "9,closedwon,2026-01-06 11:00:00,IMPORT,2026-01-06 11:00:00,,true\n"
    found = read(tmp_path, text)
    assert found.kind == "hubspot.property_history"
    assert rows_of(found.tables["stage_entries"], "entity", "stage", "previous_stage", "changed_by_kind") == [
        ("opportunity", "Appointment Scheduled", None, "person"),
        ("opportunity", "Closed Won", "Appointment Scheduled", "import"),
    ]


def test_masked_the_history_says_the_same_and_no_name(tmp_path: Path):
    folder = tmp_path / "given"
    folder.mkdir()
    files = [
        written(folder, WIDE, "lifecycle.csv"),
        written(folder, NAMED, "named.csv"),
        written(folder, LONG, "l.csv"),
    ]
    mask_files(files, out=tmp_path / "masked", key_file=tmp_path / "key")
    for file in files:
        before = read_file(file, settings=BERLIN)
        after = read_file(tmp_path / "masked" / file.name, settings=BERLIN)
        assert after.tables["stage_entries"].equals(before.tables["stage_entries"])
        assert after.kind == before.kind
    assert "Ann" not in (tmp_path / "masked" / "named.csv").read_text()
