"""Files of the B2B client's smaller tools, as these write them: a board, a help desk, a billing tool, dashboards.

No vendor module knows them: the engagement maps the board, the help desk and the survey; the rest stands under the
kit's own column names.
"""

from datetime import datetime, timedelta

from cmokit.samples.b2b.records import CURRENCY
from cmokit.samples.b2b.view import View
from cmokit.samples.b2b.web import ACCOUNT
from cmokit.samples.files import WITH_MARK, csv_bytes
from cmokit.samples.web import acquisition_csv

BOARD_HEADERS = ("Karte", "Art", "Titel", "Spalte", "Wartet", "Seit", "Bis", "Bearbeitung", "Runde", "Ablehnungsgrund")
DESK_HEADERS = ("Ticket", "Contact", "Company", "Created", "Solved", "Category", "Priority", "Description")
SAID_HEADERS = (
    "Response ID",
    "Contact ID",
    "Company ID",
    "Channel",
    "Received",
    "Comment",
    "Stars",
    "Product",
    "Segment",
)
KINDS = {"content": "Inhalt", "campaign": "Kampagne", "report": "Bericht"}


def board_csv(view: View) -> bytes:
    """The board's log, whole each time: German words, local times without zone."""
    rows = [
        [item.id, KINDS[item.kind], item.title, s.status, "ja" if s.is_waiting else "nein", _local(s.entered_at),
         _local(s.left_at), s.owner, s.revision_no, s.rejected_reason]
        for item in view.items
        for s in item.steps
    ]  # fmt: skip
    return csv_bytes(BOARD_HEADERS, rows, WITH_MARK)


def tickets_csv(view: View) -> bytes:
    """The help desk's list, whole each time."""
    rows = [
        [t.id, t.contact_id, t.company_id, _minute(t.opened_at), _minute(t.closed_at), t.kind, t.priority, t.text]
        for t in view.tickets
    ]
    return csv_bytes(DESK_HEADERS, rows)


def feedback_csv(view: View) -> bytes:
    """Answers, reviews and notes of calls since the delivery before."""
    rows = [
        [s.id, s.contact_id, s.company_id, s.source.capitalize(), _minute(s.received_at), s.text, s.rating or "",
         s.product, s.segment]
        for s in view.said
    ]  # fmt: skip
    return csv_bytes(SAID_HEADERS, rows)


def subscriptions_csv(view: View) -> bytes:
    """The billing tool's list: while a plan runs one line, after its end a second one for the time without it."""
    headers = ("subscription_id", "contact_id", "company_id", "plan", "state", "started_on", "ended_on",
               "recurring_amount", "currency", "source_system")  # fmt: skip
    rows: list[list[object]] = []
    for s in view.subscriptions:
        who = [s.id, s.contact_id, s.company_id, s.plan]
        rows.append([*who, "active", s.started_on, s.ended_on or "", f"{s.monthly:.2f}", CURRENCY, "billing"])
        if s.ended_on:
            gone = s.ended_on + timedelta(days=1)
            rows.append([*who, "cancelled", gone, "", "0.00", CURRENCY, "billing"])
    return csv_bytes(headers, rows)


def dashboards_csv(view: View) -> bytes:
    headers = ("dashboard", "metric", "dimension", "period_start_on", "period_end_on", "value", "unit", "owner")
    rows = [[r.dashboard, r.metric, r.dimension, r.start_on, r.end_on, f"{r.value:.12g}", r.unit, r.owner]
            for r in view.reported]  # fmt: skip
    return csv_bytes(headers, rows)


def web_csv(view: View) -> bytes:
    return acquisition_csv(view.web_days, ACCOUNT)


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _local(at: datetime | None) -> str:
    return f"{at:%d.%m.%Y %H:%M}" if at else ""
