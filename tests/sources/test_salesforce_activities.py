"""Salesforce tasks and events: which of them were done, when, by whom, towards whom."""

from datetime import date
from pathlib import Path

import pytest

from cmokit.sources.activity_words import direction_of, kind_of
from tests.sources.exports import one, read, rows_of, utc

TASK = (
    "Id,WhoId,WhatId,OwnerId,Subject,Type,TaskSubtype,Status,Priority,ActivityDate,CreatedDate,"
    "CallType,CallDurationInSeconds,CallDisposition,IsClosed"
)
LEAD, CONTACT, DEAL, OWNER = "00Q5e00000AAAAA", "0035e00000XXXXXAA5", "0065e00000YYYYY", "0055e000001AAAA"


def task(
    id_: str = "00T1", *, who: str = LEAD, what: str = "", subject: str = "Hello", subtype: str = "Call",
    due: str = "2026-01-06", created: str = "2026-01-06T09:30:00.000Z", call: str = "Outbound,120,Connected",
    closed: str = "true",
) -> str:  # fmt: skip
    return f"{id_},{who},{what},{OWNER},{subject},,{subtype},Completed,Normal,{due},{created},{call},{closed}"


def tasks(tmp_path: Path, *rows: str, header: str = TASK):
    return read(tmp_path, "\n".join([header, *rows]) + "\n")


def test_a_logged_call_has_its_time_and_says_who_called_whom(tmp_path: Path):
    found = tasks(tmp_path, task(what=DEAL))
    assert found.kind == "salesforce.task"
    activity = one(found.tables["activities"])
    assert (activity["contact_id"], activity["opportunity_id"]) == ("00Q5e00000AAAAAEA5", "0065e00000YYYYYAA5")
    assert (activity["kind"], activity["direction"], activity["is_automated"]) == ("call", "outbound", False)
    assert (activity["occurred_at"], activity["occurred_on"]) == (utc("2026-01-06 09:30"), date(2026, 1, 6))
    assert (activity["outcome"], activity["owner_id"]) == ("Connected", "0055e000001AAAAAA4")


def test_a_day_never_becomes_midnight(tmp_path: Path):
    """A to-do that was planned and ticked off has the day it was due, and no time."""
    planned = task(subtype="Task", call=",,", created="2026-01-02T09:30:00.000Z")
    same_day = task("00T2", subtype="Task", call=",,")
    activities = tasks(tmp_path, planned, same_day).tables["activities"]
    assert rows_of(activities, "occurred_at", "occurred_on") == [(None, date(2026, 1, 6))] * 2


def test_a_call_logged_days_later_has_the_day_that_it_names(tmp_path: Path):
    activities = tasks(tmp_path, task(created="2026-01-08T09:30:00.000Z")).tables["activities"]
    assert rows_of(activities, "occurred_at", "occurred_on") == [(None, date(2026, 1, 6))]


def test_the_day_of_creation_is_the_clients_not_utcs(tmp_path: Path):
    activities = tasks(tmp_path, task(created="2026-01-05T23:30:00.000Z")).tables["activities"]  # 00:30 in Berlin
    assert rows_of(activities, "occurred_at") == [(utc("2026-01-05 23:30"),)]


def test_where_completion_is_exported_it_says_whether_a_task_was_logged_as_done(tmp_path: Path):
    header = TASK + ",CompletedDateTime"
    at_once, later = task() + ",2026-01-06T09:30:20.000Z", task("00T2") + ",2026-01-06T15:00:00.000Z"
    activities = tasks(tmp_path, at_once, later, header=header).tables["activities"]
    assert rows_of(activities, "activity_id", "occurred_at") == [("00T1", utc("2026-01-06 09:30")), ("00T2", None)]


def test_open_and_deleted_tasks_fill_no_table_and_are_counted(tmp_path: Path):
    found = tasks(
        tmp_path, task() + ",false", task("00T2", closed="false") + ",false", task("00T3") + ",true",
        header=TASK + ",IsDeleted",
    )  # fmt: skip
    assert found.tables["activities"]["activity_id"].to_pylist() == ["00T1"]
    assert {(note.code, note.message.split()[0]) for note in found.warnings} == {
        ("open_tasks", "1"),
        ("deleted_records", "1"),
    }
    assert found.rows_used == 3  # used, though they fill nothing: none of them is set aside


def test_without_is_closed_the_status_says_what_is_done(tmp_path: Path):
    header = "Id,WhoId,OwnerId,Subject,TaskSubtype,Status,ActivityDate"
    rows = [f"00T{n},{LEAD},{OWNER},x,Call,{s},2026-01-06" for n, s in enumerate(("Completed", "Not Started", "Sent"))]
    activities = tasks(tmp_path, *rows, header=header).tables["activities"]
    assert activities["outcome"].to_pylist() == ["Completed", "Sent"]


def test_ids_of_other_objects_are_neither_people_nor_deals(tmp_path: Path):
    activity = one(tasks(tmp_path, task(who="0015e00000AAAAA", what="5005e00000AAAAA")).tables["activities"])
    assert (activity["contact_id"], activity["opportunity_id"]) == (None, None)


@pytest.mark.parametrize(
    ("stated", "subject", "has_call", "kind"),
    [
        ("Call", "", False, "call"),
        ("ListEmail", "", False, "email"),
        ("Cadence", "", False, "sequence_step"),
        ("Task", "Called Ann", False, "call"),
        ("Task", "[Outreach] Step 2", False, "sequence_step"),
        (None, "Recall the order", False, "task"),
        (None, "anything", True, "call"),
        (None, "Meeting with board", False, "meeting"),
    ],
)
def test_what_kind_an_activity_is(stated: str | None, subject: str, has_call: bool, kind: str):
    assert kind_of(stated, subject, has_call=has_call) == kind


@pytest.mark.parametrize(
    ("kind", "stated", "subject", "direction"),
    [
        ("call", "Inbound", "", "inbound"),
        ("call", "Internal", "", None),
        ("call", None, "Call", "outbound"),
        ("email", None, "Email: << Re: offer", "inbound"),
        ("email", None, "Re: offer", "outbound"),
        ("task", None, "Prepare offer", None),
    ],
)
def test_which_way_an_activity_went(kind: str, stated: str | None, subject: str, direction: str | None):
    assert direction_of(kind, stated, subject) == direction


def test_what_a_machine_sends_is_automated_and_a_persons_call_in_a_sequence_is_not(tmp_path: Path):
    rows = [
        task("00T1", subtype="ListEmail", call=",,"),
        task("00T2", subtype="Email", subject="[Outreach] [Email] [Out] hello", call=",,"),
        task("00T3", subtype="Call", subject="[Outreach] [Call] hello"),
        task("00T4", subtype="Email", subject="Offer", call=",,"),
    ]
    activities = tasks(tmp_path, *rows).tables["activities"]
    assert activities["is_automated"].to_pylist() == [True, True, False, False]


def test_the_report_dialect_names_people_by_its_own_columns(tmp_path: Path):
    header = "Activity ID,Contact ID,Opportunity ID,Assigned,Subject,Task Subtype,Status,Date,Call Type"
    found = tasks(tmp_path, f"00T1,{CONTACT},{DEAL},Olga,Call,Call,Completed,1/26/2026,Inbound", header=header)
    assert found.kind == "salesforce.task"
    assert rows_of(found.tables["activities"], "contact_id", "direction", "occurred_at", "occurred_on") == [
        (CONTACT, "inbound", None, date(2026, 1, 26))
    ]


def test_an_event_happened_when_it_started_and_one_of_all_day_on_its_day(tmp_path: Path):
    text = "Id,WhoId,WhatId,OwnerId,Subject,Type,StartDateTime,ActivityDate,DurationInMinutes,IsAllDayEvent,IsChild\n"
    text += f"00U1,{LEAD},{DEAL},{OWNER},Demo,,2026-01-06T09:30:00.000Z,2026-01-06,30,false,false\n"
    text += f"00U2,{LEAD},,{OWNER},Fair,,2026-01-07T00:00:00.000Z,2026-01-07,1440,true,false\n"
    text += f"00U3,{LEAD},,{OWNER},Demo booked via Calendly,,2026-01-08T09:30:00.000Z,2026-01-08,30,false,false\n"
    text += f"00U4,{LEAD},,{OWNER},Demo,,2026-01-06T09:30:00.000Z,2026-01-06,30,false,true\n"
    found = read(tmp_path, text)
    assert found.kind == "salesforce.event"
    assert rows_of(found.tables["activities"], "activity_id", "kind", "direction", "occurred_at", "occurred_on") == [
        ("00U1", "meeting", "outbound", utc("2026-01-06 09:30"), date(2026, 1, 6)),
        ("00U2", "meeting", "outbound", None, date(2026, 1, 7)),
        ("00U3", "meeting", "inbound", utc("2026-01-08 09:30"), date(2026, 1, 8)),
    ]
