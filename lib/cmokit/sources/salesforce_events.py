"""Meetings and calls with a time, as Salesforce logs them: Event, in both dialects.

Headers: Id, WhoId, WhatId, AccountId, OwnerId, Subject, Type, EventSubtype, StartDateTime, ActivityDateTime,
ActivityDate, EndDateTime, DurationInMinutes, IsAllDayEvent, IsChild, CreatedDate, CreatedById, IsDeleted; labels:
Event ID, Start, Start Date Time, Assigned, Contact ID, Lead ID, Opportunity ID.

- An event happened when it started. One that lasts all day has no time: its day alone is kept.
- Kind: Type, else a meeting. Outbound, unless the subject says that it came in, or a booking page made it: then the
  person asked for it. A copy for a further attendee (IsChild) is the same meeting and fills no table.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.activity_words import INCOMING, is_machine, kind_of
from cmokit.sources.base import Source, Tables, fields
from cmokit.sources.rows import Rows, local_day
from cmokit.sources.salesforce_activities import NO_TIME, people_and_deals
from cmokit.sources.salesforce_people import deleted_note, ids, kept
from cmokit.tables.contract import TIMESTAMP
from cmokit.vocabulary import Combine

BOOKED = re.compile(r"\b(?:calendly|chili ?piper|self-?booked|booking page|booked online|online gebucht)\b", re.I)


def _events(all_rows: Rows) -> Tables:
    rows = _own(kept(all_rows))
    at = _started(rows)
    stated = {
        **people_and_deals(rows),
        "activity_id": ids(rows, "activity_id"),
        "kind": _each(rows, _kind, "activity_type"),
        "direction": _each(rows, _direction, "subject", "created_by"),
        "is_automated": False,
        "occurred_at": at,
        "occurred_on": pc.coalesce(rows.get("day_on"), local_day(at, rows.settings.timezone), _date(rows)),
        "outcome": rows.get("outcome"),
    }
    return {"activities": rows.canonical("activities", **stated)}


def _own(rows: Rows) -> Rows:
    """Without the copies that further attendees have of the same event."""
    return rows.where(pc.invert(pc.fill_null(rows.get("is_child"), False)))


def _started(rows: Rows) -> pa.Array:
    """When it started; null for what lasts all day, and where the file has days alone."""
    times = [v for v in (rows.get("started_at"), rows.get("activity_at")) if not pa.types.is_date(v.type)]
    if not times:
        return pa.nulls(len(rows), TIMESTAMP)
    return pc.if_else(pc.fill_null(rows.get("is_all_day"), False), NO_TIME, pc.coalesce(*times))


def _date(rows: Rows) -> pa.Array:
    """The day of an event that has no time: an all-day event's time is midnight in UTC, which is its day as written."""
    found = [rows.get(name) for name in ("started_at", "activity_at")]
    return pc.coalesce(*[v if pa.types.is_date(v.type) else v.cast(pa.date32(), safe=False) for v in found])


def _kind(type_: str | None) -> str:
    kind = kind_of(type_, None)
    return "meeting" if kind == "task" else kind


def _direction(subject: str | None, created_by: str | None) -> str:
    asked_for = INCOMING.search(subject or "") or BOOKED.search(subject or "") or is_machine(created_by)
    return "inbound" if asked_for or BOOKED.search(created_by or "") else "outbound"


def _each(rows: Rows, function: object, *names: str) -> pa.Array:
    cells = zip(*(rows.get(name).to_pylist() for name in names), strict=True)
    return pa.array([function(*row) for row in cells], pa.string())  # type: ignore[operator]


EVENT = Source(
    kind="salesforce.event",
    system="salesforce",
    table="activities",
    combine=Combine.LOG,
    required=("activity_id", "started_at|activity_at", "subject|who_id|what_id|contact_id|lead_id"),
    key=("activity_id",),
    fill=_events,
    check=deleted_note,
    fields=fields(
        """
        activity_id: Id | Event ID | Activity ID
        who_id > contact_id: WhoId | Name ID
        what_id > opportunity_id: WhatId | Related To ID
        contact_id: Contact ID
        lead_id > contact_id: Lead ID
        opportunity_id: Opportunity ID
        company_id: AccountId | Account ID
        owner_id: OwnerId | Assigned To ID | Assigned | Assigned To
        subject: Subject
        activity_type > kind: Type | Event Type
        subtype: EventSubtype | Event Subtype
        started_at > occurred_at: StartDateTime | Start | Start Date Time | Start Date/Time
        activity_at: ActivityDateTime | Due Date Time | Due Date/Time
        day_on > occurred_on: ActivityDate | Due Date Only
        ended_at: EndDateTime | End | End Date Time | End Date/Time
        duration_minutes: DurationInMinutes | Duration
        is_all_day: IsAllDayEvent | All-Day Event
        is_child: IsChild
        is_group: IsGroupEvent
        shown_as: ShowAs | Show Time As
        outcome: Outcome__c | Meeting_Outcome__c | Meeting Outcome
        location: Location
        description: Description | Comments
        created_at: CreatedDate | Created Date
        last_modified_at: LastModifiedDate | Last Modified Date
        system_modified_at: SystemModstamp
        created_by: CreatedById | Created By
        is_archived: IsArchived
        is_deleted: IsDeleted | Deleted
        """
    ),
)
