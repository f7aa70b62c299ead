"""HubSpot's calls, e-mails, meetings and tasks, under the headers of label exports and of connectors."""

from datetime import date
from pathlib import Path

from tests.sources.exports import read, rows_of, utc

ALL = """Record ID,Activity type,Activity date,Activity assigned to,Associated Contact IDs,Associated Deal IDs,\
Call direction,Email direction,Call outcome,Task status,Subject,Record source,Sequence ID
1,Call,2026-01-06 10:30,Olga,101;102,9,INBOUND,,Connected,,,CRM_UI,
2,Email,2026-01-06 11:30,Olga,101,,,EMAIL,,,Offer,CRM_UI,
3,INCOMING_EMAIL,2026-01-06 12:30,Olga,101,,,,,,Re: offer,CRM_UI,
4,Email,2026-01-06 13:30,Olga,101,,,EMAIL,,,Hello,SEQUENCES,55
5,Email,2026-01-06 14:30,Olga,101,,,EMAIL,,,News,AUTOMATION_PLATFORM,
6,Meeting,2026-01-07 09:00,Olga,101,9,,,,,Demo,CRM_UI,
7,Task,2026-01-08 08:00,Olga,101,,,,,COMPLETED,Follow up,CRM_UI,
8,Task,2026-03-08 08:00,Olga,101,,,,,NOT_STARTED,Follow up,CRM_UI,
9,Note,2026-01-08 08:00,Olga,101,,,,,,,CRM_UI,
"""


def test_each_kind_with_its_direction_and_who_sent_it(tmp_path: Path):
    found = read(tmp_path, ALL)
    assert found.kind == "hubspot.activities"
    assert rows_of(found.tables["activities"], "activity_id", "kind", "direction", "is_automated") == [
        ("1", "call", "inbound", False),
        ("2", "email", "outbound", False),
        ("3", "email", "inbound", False),
        ("4", "sequence_step", "outbound", True),
        ("5", "email", "outbound", True),
        ("6", "meeting", "outbound", False),
        ("7", "task", None, False),
    ]


def test_plans_and_notes_fill_no_table_and_are_counted(tmp_path: Path):
    notes = {note.code: note.message.split()[0] for note in read(tmp_path, ALL).warnings}
    assert (notes["open_tasks"], notes["notes"]) == ("1", "1")


def test_times_are_the_portals_and_a_task_has_a_day_alone(tmp_path: Path):
    activities = read(tmp_path, ALL).tables["activities"]
    assert rows_of(activities, "contact_id", "opportunity_id", "occurred_at", "occurred_on")[0] == (
        "101", "9", utc("2026-01-06 09:30"), date(2026, 1, 6),
    )  # fmt: skip
    assert rows_of(activities, "occurred_at", "occurred_on")[-1] == (None, date(2026, 1, 8))


def test_an_export_of_days_gives_days_and_of_one_type_needs_no_type(tmp_path: Path):
    text = "Call ID,Call date,Call owner,Associated Contact IDs,Call direction,Call outcome,Call title\n"
    text += "1,2026-01-26,Olga,101,Outbound,Connected,Intro\n"
    found = read(tmp_path, text)
    assert found.kind == "hubspot.activities"
    assert rows_of(found.tables["activities"], "kind", "direction", "occurred_at", "occurred_on", "outcome") == [
        ("call", "outbound", None, date(2026, 1, 26), "Connected")
    ]


def test_a_connectors_names_are_known_too(tmp_path: Path):
    text = "engagement_id,hs_timestamp,hubspot_owner_id,Contact ID,hs_meeting_title,hs_meeting_outcome\n"
    text += "1,2026-01-26T10:00:00Z,5,101,Demo,COMPLETED\n"
    found = read(tmp_path, text)
    assert found.kind == "hubspot.activities"
    assert rows_of(found.tables["activities"], "kind", "occurred_at") == [("meeting", utc("2026-01-26 10:00"))]
