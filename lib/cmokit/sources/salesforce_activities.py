"""What sellers did, as Salesforce logs it: Task (calls, e-mails, to-dos), in both dialects.

Headers: Id, WhoId, WhatId, AccountId, OwnerId, Subject, Type, TaskSubtype, Status, Priority, ActivityDate, CreatedDate,
CallType, CallDurationInSeconds, CallDisposition, IsClosed, and where given CompletedDateTime, LastModifiedDate,
CreatedById, IsDeleted. Report labels: Activity ID, Contact ID, Lead ID, Opportunity ID, Assigned, Subject, Date, …

- ActivityDate is a day, and the day a task is due: it fills `occurred_on`, never a time. CreatedDate is taken as the
  time only where the task was made when it was done: it is closed, its day is the day of its creation (or blank), and
  it was completed, or last modified, within a minute of its creation; where neither time is exported, where it is an
  e-mail or carries a call's traces (type, duration, disposition), which nobody plans.
- A task that is not closed is a plan: it fills no table. Without IsClosed the status decides.
- Kind: TaskSubtype, else Type, else a call's traces, else the subject's words; else a task.
- Direction: CallType, else marks of an incoming message in the subject; calls, e-mails and sequence steps are outbound
  otherwise, and a plain task has none.
- Automated: list e-mails, cadence steps, subjects that a sequence or workflow writes, senders that are machines; a call
  that somebody made stays a person's.
"""

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.activity_words import KINDS, SEQUENCED, direction_of, is_machine, kind_of
from cmokit.sources.base import Note, Source, Tables, fields, value_key
from cmokit.sources.rows import Rows, by_value, local_day
from cmokit.sources.salesforce_people import deleted_note, ids, kept
from cmokit.tables.contract import TIMESTAMP
from cmokit.vocabulary import Combine

LEAD, CONTACT, OPPORTUNITY = "00Q", "003", "006"  # how ids of these objects begin
AT_ONCE = 60  # seconds between creating a task and closing it, where it was logged as done
NO_TEXT = pa.nulls(1, pa.string())[0]  # pa.scalar would import pandas
NO_TIME = pa.nulls(1, TIMESTAMP)[0]
OPEN = {"notstarted", "inprogress", "waitingonsomeoneelse", "deferred", "open", "planned", "scheduled", "offen"}
OPEN |= {"nichtgestartet", "inbearbeitung", "wartenaufjemandanderen", "zurückgestellt"}


def of_object(values: pa.Array, *prefixes: str) -> pa.Array:
    """Ids of these objects alone, in their 18-character form: WhoId and WhatId name records of several objects."""
    return by_value(values, lambda text: text if text.startswith(prefixes) else None)


def people_and_deals(rows: Rows) -> dict[str, pa.Array]:
    """Who and what an activity was about: by the id's object, else by the report's own columns."""
    who, what = of_object(ids(rows, "who_id"), LEAD, CONTACT), of_object(ids(rows, "what_id"), OPPORTUNITY)
    return {
        "contact_id": pc.coalesce(who, ids(rows, "contact_id"), ids(rows, "lead_id")),
        "opportunity_id": pc.coalesce(what, ids(rows, "opportunity_id")),
        "owner_id": ids(rows, "owner_id"),
    }


def _tasks(all_rows: Rows) -> Tables:
    rows = done(kept(all_rows))
    kinds = _kinds(rows)
    at = _logged_at(rows, kinds)
    return {
        "activities": rows.canonical(
            "activities",
            **people_and_deals(rows),
            kind=kinds,
            direction=_directions(rows, kinds),
            is_automated=_automated(rows, kinds),
            activity_id=ids(rows, "activity_id"),
            occurred_at=at,
            occurred_on=pc.coalesce(rows.get("due_on"), _day(rows, "completed_at"), local_day(at, _zone(rows))),
            outcome=rows.first("call_outcome", "status"),
        )
    }


def done(rows: Rows) -> Rows:
    """The tasks that are closed; without IsClosed the status says it, and without both all of them are."""
    return rows.where(_is_done(rows))


def _is_done(rows: Rows) -> pa.Array:
    by_status = by_value(rows.get("status"), lambda text: value_key(text) not in OPEN, pa.bool_())
    return pc.fill_null(pc.coalesce(rows.get("is_closed"), by_status), True)


def open_note(rows: Rows) -> list[Note]:
    """How many tasks are plans and not yet done."""
    living = kept(rows)
    count = len(living) - len(done(living))
    message = f"{count} tasks are not closed: they are plans and fill no table"
    found = [Note("open_tasks", message, column=rows.headers.get("is_closed", rows.headers.get("status")))]
    return [*deleted_note(rows), *(found if count else [])]


def _kinds(rows: Rows) -> pa.Array:
    has_call = _has_call(rows).to_pylist()
    stated = zip(_lists(rows, "subtype", "activity_type", "subject"), has_call, strict=True)
    return pa.array([_kind(*said, has_call=call) for said, call in stated], pa.string())


def _kind(subtype: str | None, type_: str | None, subject: str | None, *, has_call: bool) -> str:
    """A subtype that says nothing (`Task`) leaves it to the type."""
    told = subtype if value_key(subtype or "") in KINDS else type_
    return kind_of(told, subject, has_call=has_call)


def _has_call(rows: Rows) -> pa.Array:
    """A call leaves its type, its length or its result."""
    length = pc.greater(pc.fill_null(rows.get("seconds_count"), 0), 0)
    return pc.or_(pc.or_(pc.is_valid(rows.get("call_type")), pc.is_valid(rows.get("call_outcome"))), length)


def _directions(rows: Rows, kinds: pa.Array) -> pa.Array:
    stated = zip(kinds.to_pylist(), _lists(rows, "call_type", "subject"), strict=True)
    return pa.array([direction_of(kind, *said) for kind, said in stated], pa.string())


def _automated(rows: Rows, kinds: pa.Array) -> pa.Array:
    stated = zip(kinds.to_pylist(), _lists(rows, "subtype", "subject", "created_by"), strict=True)
    return pa.array([_is_automated(kind, *said) for kind, said in stated], pa.bool_())


def _is_automated(kind: str, subtype: str | None, subject: str | None, created_by: str | None) -> bool:
    if kind == "call":
        return False
    by_type = kind == "sequence_step" or value_key(subtype or "") in ("listemail", "massemail")
    return by_type or bool(SEQUENCED.search(subject or "")) or is_machine(created_by)


def _logged_at(rows: Rows, kinds: pa.Array) -> pa.Array:
    """CreatedDate where the task was made when it was done, else null; no time where it is exported as a day."""
    created = rows.get("created_at")
    if pa.types.is_date(created.type):
        return pa.nulls(len(rows), TIMESTAMP)
    same_day = pc.fill_null(pc.equal(rows.get("due_on"), local_day(created, _zone(rows))), True)
    ended = rows.first("completed_at", "last_modified_at") if rows.has("completed_at") else rows.get("last_modified_at")
    if rows.has("completed_at") or rows.has("last_modified_at"):
        at_once = pc.fill_null(_within(created, ended), False)
    else:
        at_once = pc.or_(pc.equal(kinds, "email"), _has_call(rows))
    return pc.if_else(pc.and_(same_day, at_once), created, NO_TIME)


def _within(begin: pa.Array, end: pa.Array) -> pa.Array:
    if pa.types.is_date(end.type):
        return pa.repeat(pa.array([False])[0], len(end))
    apart = pc.abs(pc.subtract(end.cast(pa.int64()), begin.cast(pa.int64())))
    return pc.less_equal(apart, AT_ONCE * 10**6)


def _day(rows: Rows, name: str) -> pa.Array:
    values = rows.get(name)
    return values if pa.types.is_date(values.type) else local_day(values, _zone(rows))


def _zone(rows: Rows) -> str:
    return rows.settings.timezone


def _lists(rows: Rows, *names: str) -> list[tuple[str | None, ...]]:
    return list(zip(*(rows.get(name).to_pylist() for name in names), strict=True))


TASK = Source(
    kind="salesforce.task",
    system="salesforce",
    table="activities",
    combine=Combine.LOG,
    required=(
        "activity_id",
        "subject|activity_type|subtype|call_type",
        "due_on|created_at",
        "who_id|what_id|contact_id|lead_id|opportunity_id|owner_id",
        "subtype|call_type|call_outcome|is_closed|priority",
    ),
    key=("activity_id",),
    fill=_tasks,
    check=open_note,
    fields=fields(
        """
        activity_id: Id | Task ID | Activity ID
        who_id > contact_id: WhoId | Name ID
        what_id > opportunity_id: WhatId | Related To ID
        contact_id: Contact ID
        lead_id > contact_id: Lead ID
        opportunity_id: Opportunity ID
        company_id: AccountId | Account ID
        owner_id: OwnerId | Assigned To ID | Assigned | Assigned To
        subject: Subject
        activity_type > kind: Type | Task Type
        subtype > kind: TaskSubtype | Task Subtype
        status > outcome: Status
        priority: Priority
        due_on > occurred_on: ActivityDate | Date | Due Date | Due Date Only
        created_at > occurred_at: CreatedDate | Created Date
        completed_at: CompletedDateTime | Completed Date/Time | Completed Date
        last_modified_at: LastModifiedDate | Last Modified Date
        system_modified_at: SystemModstamp
        created_by: CreatedById | Created By
        call_type > direction: CallType | Call Type
        seconds_count: CallDurationInSeconds | Call Duration | Call Duration (seconds)
        call_outcome > outcome: CallDisposition | Call Result
        call_reference: CallObject | Call Object Identifier
        description: Description | Comments | Full Comments
        is_closed: IsClosed | Closed
        is_task: Task
        is_urgent: IsHighPriority
        is_archived: IsArchived
        is_deleted: IsDeleted | Deleted
        """
    ),
)
