"""What customers said, feedback and tickets alike; addresses and telephone numbers in it masked."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

FEEDBACK, TICKETS = "feedback", "tickets"
MASK = "[…]"
_MAIL = re.compile(r"[^\s@,;:<>()\[\]\"'/]+@[^\s@,;:<>()\[\]\"'/]+")
_PHONE = re.compile(r"(?<![\w.,])[+(]?\d(?:[ \u00a0()./-]{0,2}\d){7,16}(?!\w)")


@dataclass(frozen=True)
class Voice:
    """One thing that was said. rating, product, segment: of feedback. opened_at, closed_at: of a ticket.

    language and theme are empty, and fit 0, until somebody finds them.
    """

    source: str
    record_id: str
    text: str
    said_on: date | None
    rating: float | None = None
    product: str = ""
    segment: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    source_file: str = ""
    source_row: int = 0
    language: str = ""
    theme: str = ""
    fit: float = 0.0


def voices_of(feedback: Any, tickets: Any, timezone: str) -> list[Voice]:
    """In order of source and id, so that the same rows in another order make the same themes."""
    zone = ZoneInfo(timezone)
    names = ("source_system", "feedback_id", "received_at", "text", "rating", "product", "segment")
    place = ("source_file", "source_row")
    said = feedback.select(*names, *place).order_by("source_system", "feedback_id", *place).to_pyarrow().to_pylist()
    found = [
        Voice(
            FEEDBACK,
            str(row["feedback_id"] or ""),
            masked(row["text"]),
            _day(row["received_at"], zone),
            row["rating"],
            row["product"] or "",
            row["segment"] or "",
            source_file=row["source_file"],
            source_row=row["source_row"],
        )
        for row in said
    ]
    own = ("source_system", "ticket_id", "opened_at", "closed_at", "text")
    asked = tickets.select(*own, *place).order_by("source_system", "ticket_id", *place).to_pyarrow().to_pylist()
    return found + [
        Voice(
            TICKETS,
            str(row["ticket_id"] or ""),
            masked(row["text"]),
            _day(row["opened_at"], zone),
            opened_at=row["opened_at"],
            closed_at=row["closed_at"],
            source_file=row["source_file"],
            source_row=row["source_row"],
        )
        for row in asked
    ]


def masked(text: str | None) -> str:
    """The text as written, but for addresses and numbers that reach a person."""
    return _PHONE.sub(MASK, _MAIL.sub(MASK, (text or "").strip()))


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
