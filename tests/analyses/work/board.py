"""A client's board by hand: cards as words, a column a day."""

from cmokit.analyses.answering import Answering

OFFICE = Answering(None, frozenset(range(5)), 9 * 60, 17 * 60)  # Monday to Friday, nine to five, no day off
WAITS = ("Queue", "Review", "Approval")


def stay(item, status, entered, left=None, **more):
    """entered, left: as `01-05` or `01-05T13:00`, of 2026."""
    told = {"item_id": item, "kind": "content", "status": status, "is_waiting": status in WAITS}
    return told | {"entered_at": _moment(entered), "left_at": left and _moment(left)} | more


def _moment(text):
    return f"2026-{text}" if "T" in text else f"2026-{text}T09:00:00"


def many(count, *stays, first="card"):
    """The same way for so many cards: stays as (status, entered, left) or with more columns behind."""
    return [
        stay(f"{first}{n:02d}", *one[:3], **(one[3] if len(one) > 3 else {})) for n in range(count) for one in stays
    ]
