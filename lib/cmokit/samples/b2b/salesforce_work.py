"""Salesforce's tasks, events, users and lead history by Data Loader: API names, 18-character ids, UTC, all quoted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cmokit.samples.b2b.crm import SELLERS, user_id
from cmokit.samples.b2b.ids import salesforce_id
from cmokit.samples.b2b.logged import Activity, LeadChange
from cmokit.samples.b2b.records import SALESFORCE
from cmokit.samples.b2b.routing import DISPATCHER, OWNER, QUEUE
from cmokit.samples.b2b.view import View
from cmokit.samples.files import ALL_QUOTED, csv_bytes

BERLIN = ZoneInfo("Europe/Berlin")
LONDON = "Europe/London"
ABROAD = {"Nadia Farahani": LONDON}
QUEUE_NAME = "Inbound Queue"
TASK_HEADERS = (
    "Id", "WhoId", "WhatId", "OwnerId", "Subject", "Type", "TaskSubtype", "Status", "Priority", "ActivityDate",
    "CreatedDate", "CompletedDateTime", "CallType", "CallDurationInSeconds", "CallDisposition", "IsClosed",
)  # fmt: skip
EVENT_HEADERS = (
    "Id", "WhoId", "WhatId", "OwnerId", "Subject", "Type", "StartDateTime", "ActivityDateTime", "EndDateTime",
    "DurationInMinutes", "IsAllDayEvent", "IsChild", "CreatedDate",
)  # fmt: skip
USER_HEADERS = (
    "Id", "Username", "Name", "Email", "IsActive", "UserRoleId", "ProfileId", "ManagerId", "LastLoginDate",
    "CreatedDate", "TimeZoneSidKey",
)  # fmt: skip
LEAD_HISTORY_HEADERS = (
    "Id", "IsDeleted", "LeadId", "CreatedById", "CreatedDate", "Field", "DataType", "OldValue", "NewValue",
)  # fmt: skip
SUBTYPES = {"call": "Call", "email": "Email", "sequence_step": "Cadence", "task": "Task"}


def tasks_csv(view: View) -> bytes:
    """Everything but meetings, the whole log again each time."""
    return csv_bytes(TASK_HEADERS, [_task(a) for a in _own(view) if a.kind != "meeting"], ALL_QUOTED)


def events_csv(view: View) -> bytes:
    return csv_bytes(EVENT_HEADERS, [_event(a) for a in _own(view) if a.kind == "meeting"], ALL_QUOTED)


def users_csv(view: View) -> bytes:
    """The sellers, and the person who hands out leads."""
    return csv_bytes(USER_HEADERS, [_user(view, n, name) for n, name in enumerate((*SELLERS, DISPATCHER))], ALL_QUOTED)


def lead_history_csv(view: View) -> bytes:
    """What was tracked since the delivery before; a change of owner stands twice, by name and by id."""
    rows = [row for change in view.lead_changes for row in _history(change)]
    numbered = [[_row_id(view, number), *row] for number, row in enumerate(rows)]
    return csv_bytes(LEAD_HISTORY_HEADERS, numbered, ALL_QUOTED)


def _row_id(view: View, number: int) -> str:
    return salesforce_id("lead history", view.delivery.number * 100_000 + number)


def _own(view: View) -> list[Activity]:
    return [activity for activity in view.activities if activity.system == SALESFORCE]


def _task(a: Activity) -> list[object]:
    """A call that was logged a day later is due on its own day, and created and completed on the next."""
    is_call = a.kind == "call"
    done = "" if a.is_open else _utc(a.logged_at)
    return [
        a.id, a.record, "", user_id(a.owner), a.subject, "Call" if is_call else "Other", SUBTYPES[a.kind],
        "Not Started" if a.is_open else "Completed", "Normal", a.on.isoformat(), _utc(a.logged_at), done,
        a.direction.capitalize() if is_call and not a.is_open else "", a.minutes * 60 if is_call else "", a.outcome,
        "false" if a.is_open else "true",
    ]  # fmt: skip


def _event(a: Activity) -> list[object]:
    assert a.at is not None
    start = _utc(a.at)
    return [
        a.id, a.record, "", user_id(a.owner), a.subject, "Meeting", start, start,
        _utc(a.at + timedelta(minutes=a.minutes)), a.minutes, "false", "false", _utc(a.logged_at),
    ]  # fmt: skip


def _user(view: View, number: int, name: str) -> list[object]:
    first, _, last = name.partition(" ")
    email = f"{first[0]}.{last}@rhenalor.example".lower()
    role = salesforce_id("role", 0 if name == DISPATCHER else 1)
    return [
        salesforce_id("user", number), email, name, email, "true", role, salesforce_id("profile", 1), "",
        _utc(view.delivery.cutoff - timedelta(days=1 + number, hours=-9)), _utc(datetime(2023, 5, 2 + number, 9)),
        ABROAD.get(name, "Europe/Berlin"),
    ]  # fmt: skip


def _history(change: LeadChange) -> Iterator[list[object]]:
    who = ["false", change.lead_id, user_of(change.by), _utc(change.at), change.field]
    if change.field == OWNER:
        yield [*who, "Text", name_of(change.old), name_of(change.new)]
        yield [*who, "EntityId", change.old, change.new]
    else:
        yield [*who, "Enum", change.old, change.new]


def user_of(name: str) -> str:
    """The user's id; the person who hands out leads stands behind the sellers."""
    return salesforce_id("user", len(SELLERS)) if name == DISPATCHER else user_id(name)


def name_of(user: str) -> str:
    """The name behind the id of a user or of the queue; a text that is no id stays as it is."""
    names = {salesforce_id("user", number): name for number, name in enumerate(SELLERS)}
    return QUEUE_NAME if user == QUEUE else names.get(user, user)


def _utc(local: datetime) -> str:
    return f"{local.replace(tzinfo=BERLIN).astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
