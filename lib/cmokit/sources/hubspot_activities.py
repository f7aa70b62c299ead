"""What sellers did, as HubSpot logs it: calls, e-mails, meetings and tasks, as exports and connectors write them.

No form of this export is fixed, so each thing is known under several headers, label or internal name:
id: Record ID | Activity ID | Engagement ID | Call ID …; type: Activity type | Type | Engagement type; time: Activity
date | hs_timestamp | Call date | Meeting start time …; Assigned to | Activity assigned to | hubspot_owner_id;
Associated Contact IDs, Associated Deal IDs; Call direction | Email direction; Call outcome | Meeting outcome; Task
status; Subject | Call title …; Record source; Sequence ID.

- Kind: the type; where the export is of one type alone, its headers or its name say which. Notes fill no table.
- A task that is not completed is a plan and fills no table; one that is has a day (of completion, else due) and no
  time. Of the others the time counts where the export gives one; a column of days gives days.
- Outbound, unless direction or type says incoming. What a sequence or a workflow sent is automated.
"""

from pathlib import PurePath

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.activity_words import SEQUENCED
from cmokit.sources.base import Note, Source, Tables, fields, value_key
from cmokit.sources.rows import Rows, by_value, first_of_list, local_day
from cmokit.tables.contract import TIMESTAMP
from cmokit.vocabulary import Combine

KINDS = {
    "call": "call",
    "anruf": "call",
    "email": "email",
    "emails": "email",
    "incomingemail": "email",
    "forwardedemail": "email",
    "emailreply": "email",
    "meeting": "meeting",
    "task": "task",
    "todo": "task",
    "aufgabe": "task",
    "linkedinmessage": "task",
    "whatsapp": "task",
    "sms": "task",
    "postalmail": "task",
    "note": "note",
    "notiz": "note",
}
MESSAGES = {"linkedinmessage", "whatsapp", "sms", "postalmail"}
INCOMING = {"inbound", "incoming", "incomingemail", "emailreply", "received", "eingehend"}
INTERNAL = {"forwardedemail", "internal"}
AUTOMATIC = {"automation", "automationplatform", "workflow", "workflows", "sequence", "sequences", "marketingemail",
             "marketing", "bot", "chatflow"}  # fmt: skip
DONE = {"completed", "done", "erledigt", "abgeschlossen"}
NO_TIME = pa.nulls(1, TIMESTAMP)[0]  # pa.scalar would import pandas


def _activities(all_rows: Rows) -> Tables:
    kinds = _types(all_rows)
    is_used = pc.and_(pc.not_equal(kinds, "note"), _is_done(all_rows, kinds))
    rows, kinds = all_rows.where(is_used), kinds.filter(is_used)
    at, day = _moments(rows, kinds)
    stated = {
        "kind": _kinds(rows, kinds),
        "direction": _directions(rows, kinds),
        "is_automated": _automated(rows, kinds),
        "contact_id": first_of_list(rows.get("contact_id")),
        "opportunity_id": first_of_list(rows.get("opportunity_id")),
        "occurred_at": at,
        "occurred_on": day,
        "outcome": rows.first("outcome", "task_status"),
    }
    return {"activities": rows.canonical("activities", **stated)}


def _types(rows: Rows) -> pa.Array:
    """Each row's own type, else what the whole export is of."""
    stated = by_value(rows.get("activity_type"), lambda text: KINDS.get(value_key(text)))
    return pc.fill_null(pc.coalesce(stated, rows.constant(_of_export(rows), pa.string())), "task")


def _of_export(rows: Rows) -> str | None:
    """The one type that headers (Call outcome, Meeting name) or the file's name speak of."""
    said = " ".join([*rows.headers.values(), PurePath(rows.file).stem]).casefold()
    found = {kind for kind in ("call", "meeting", "email", "task") if kind in said.replace("e-mail", "email")}
    return found.pop() if len(found) == 1 else None


def _is_done(rows: Rows, kinds: pa.Array) -> pa.Array:
    """All but tasks whose status is another one than completed."""
    is_open = by_value(rows.get("task_status"), lambda text: value_key(text) not in DONE, pa.bool_())
    return pc.invert(pc.and_(pc.equal(kinds, "task"), pc.fill_null(is_open, False)))


def _moments(rows: Rows, kinds: pa.Array) -> tuple[pa.Array, pa.Array]:
    """When and on which day: a time for calls, e-mails and meetings that carry one, a day for all."""
    zone, is_task = rows.settings.timezone, pc.equal(kinds, "task")
    when = rows.get("happened_at")
    ended = _days(rows.get("completed_at"), zone)
    day = pc.if_else(is_task, pc.coalesce(ended, _days(when, zone)), _days(when, zone))
    if pa.types.is_date(when.type):
        return pa.nulls(len(rows), TIMESTAMP), day
    return pc.if_else(is_task, NO_TIME, when), day


def _days(values: pa.Array, zone: str) -> pa.Array:
    return values if pa.types.is_date(values.type) else local_day(values, zone)


def _kinds(rows: Rows, kinds: pa.Array) -> pa.Array:
    """An e-mail that a sequence sent is a step of it."""
    is_step = pc.and_(pc.is_valid(rows.get("sequence_id")), pc.equal(kinds, "email"))
    return pc.if_else(is_step, "sequence_step", kinds)


def _directions(rows: Rows, kinds: pa.Array) -> pa.Array:
    names = ("direction_text", "activity_type")
    cells = zip(kinds.to_pylist(), *(rows.get(name).to_pylist() for name in names), strict=True)
    return pa.array([_direction(*row) for row in cells], pa.string())


def _direction(kind: str, stated: str | None, type_: str | None) -> str | None:
    said = {value_key(stated or ""), value_key(type_ or "")}
    if said & INCOMING:
        return "inbound"
    return None if said & INTERNAL or (kind == "task" and not said & MESSAGES) else "outbound"


def _automated(rows: Rows, kinds: pa.Array) -> pa.Array:
    names = ("sequence_id", "source", "subject")
    cells = zip(kinds.to_pylist(), *(rows.get(name).to_pylist() for name in names), strict=True)
    return pa.array([_is_automated(*row) for row in cells], pa.bool_())


def _is_automated(kind: str, sequence: str | None, source: str | None, subject: str | None) -> bool:
    if kind in ("call", "meeting"):
        return False
    return bool(sequence) or value_key(source or "") in AUTOMATIC or bool(SEQUENCED.search(subject or ""))


def _notes(rows: Rows) -> list[Note]:
    kinds = _types(rows)
    is_note = pc.equal(kinds, "note")
    is_open = pc.invert(_is_done(rows, kinds))
    counts = {
        "open_tasks": ("tasks are not completed: they are plans and fill no table", "task_status", is_open),
        "notes": ("notes are no contact with anybody and fill no table", "activity_type", is_note),
    }
    found = (
        (code, text, name, pc.sum(mask.cast(pa.int64())).as_py() or 0) for code, (text, name, mask) in counts.items()
    )
    return [Note(code, f"{n} {text}", column=rows.headers.get(name)) for code, text, name, n in found if n]


ACTIVITIES = Source(
    kind="hubspot.activities",
    system="hubspot",
    table="activities",
    combine=Combine.LOG,
    required=(
        "activity_id",
        "happened_at",
        "contact_id|opportunity_id|owner_id",
        "activity_type|direction_text|outcome|task_status|subject",
    ),
    key=("activity_id",),
    fill=_activities,
    check=_notes,
    fields=fields(
        """
        activity_id: Record ID | Activity ID | Engagement ID | Call ID | Meeting ID | Email ID | Task ID """
        """| Record ID - Call | Record ID - Meeting | Record ID - Email | Record ID - Task """
        """| hs_object_id | engagement_id
        activity_type > kind: Activity type | Engagement type | Type | hs_engagement_type | engagement_type
        happened_at > occurred_at: Activity date | hs_timestamp | Activity Date/Time | Timestamp | Occurred at """
        """| Call date | Meeting start time | Start time | hs_meeting_start_time | Email send date | Send date """
        """| Due date
        created_at: Create date | Created at | Created date | hs_createdate
        completed_at: Completed at | Completion date | Task completed at | hs_task_completion_date
        last_modified_at: Last modified date | Last modified at | hs_lastmodifieddate
        ended_at: Meeting end time | End time | hs_meeting_end_time
        owner_id: Activity assigned to | Assigned to | Activity owner | Owner | Call owner | Meeting owner """
        """| Task owner | hubspot_owner_id
        contact_id: Associated Contact IDs | Associated contact ID | Contact IDs | Contact ID | Contact record ID
        opportunity_id: Associated Deal IDs | Associated deal ID | Deal IDs | Deal ID | Deal record ID
        company_id: Associated Company IDs | Associated company ID | Company IDs
        contact_name: Associated Contact | Associated contacts | Contact
        direction_text > direction: Call direction | Email direction | Direction | hs_call_direction """
        """| hs_email_direction
        outcome: Call outcome | Meeting outcome | Outcome | Call disposition | hs_call_disposition """
        """| hs_meeting_outcome | Email send status | hs_email_status
        task_status > outcome: Task status | Status | hs_task_status
        task_type: Task type | hs_task_type
        duration_count: Call duration | Call duration (milliseconds) | Duration | hs_call_duration
        subject: Subject | Email subject | Call title | Meeting name | Meeting title | Task title | Title """
        """| hs_email_subject | hs_call_title | hs_meeting_title | hs_task_subject
        source: Record source | Activity source | Source | hs_object_source | hs_object_source_label
        sequence_id: Sequence ID | Sequence | hs_sequence_id
        notes: Body preview | Call notes | Meeting notes | Notes | Body | hs_body_preview
        """
    ),
)
