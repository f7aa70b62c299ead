"""HubSpot's logs as its portal exports them: the lifecycle stage's history, wide and ragged, and activities."""

from cmokit.samples.b2b.hubspot import label
from cmokit.samples.b2b.logged import Activity
from cmokit.samples.b2b.records import HUBSPOT, Contact
from cmokit.samples.b2b.view import View
from cmokit.samples.files import ALL_QUOTED, csv_bytes

LIFECYCLE_HEADERS = ("Record ID", "Name", "Lifecycle Stage", "Timestamp")
ACTIVITY_HEADERS = (
    "Record ID", "Activity type", "Activity date", "Activity assigned to", "Direction", "Outcome", "Subject",
    "Sequence ID", "Associated Contact IDs",
)  # fmt: skip
TYPES = {"call": "Call", "email": "Email", "meeting": "Meeting", "sequence_step": "Email"}


def lifecycle_csv(view: View) -> bytes:
    """A row a contact, value and time in turns with the newest first; the header stops after the first pair."""
    return csv_bytes(LIFECYCLE_HEADERS, [_row(c) for c in view.of(HUBSPOT) if c.history], ALL_QUOTED)


def _row(contact: Contact) -> list[object]:
    pairs = [(label(stage), f"{at:%Y-%m-%d %H:%M}") for stage, at in reversed(contact.history)]
    return [contact.id, f"{contact.first_name} {contact.last_name}", *(cell for pair in pairs for cell in pair)]


def activities_csv(view: View) -> bytes:
    """What was logged in HubSpot since the delivery before: automatic mails, and whatever sales did there."""
    rows = [
        _activity(a) for a in view.activities if a.system == HUBSPOT and a.logged_at >= view.since and not a.is_open
    ]
    return csv_bytes(ACTIVITY_HEADERS, rows, ALL_QUOTED)


def _activity(a: Activity) -> list[object]:
    return [
        a.id, TYPES[a.kind], f"{a.at:%Y-%m-%d %H:%M}", a.owner, a.direction.upper(), a.outcome, a.subject,
        "4471" if a.kind == "sequence_step" else "", a.record,
    ]  # fmt: skip
