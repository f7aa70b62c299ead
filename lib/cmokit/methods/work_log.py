"""What the log of a board says of each piece of work: its stays in columns, one after another, and when it was done.

Boards differ: some close a stay, some only open the next one; some keep what is done in a last column, some drop it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

COLUMNS = (
    *("source_system", "item_id", "kind", "status", "is_waiting", "entered_at", "left_at", "owner", "revision_no"),
    *("rejected_reason", "source_file", "source_row"),
)
NEGATIVE, UNDATED, UNMARKED = "negative", "undated", "unmarked"  # why a stay is set apart
UNKNOWN = "unknown"
# Columns in which work has come to its end, in small letters; others are known by nothing ever leaving them.
ENDS = frozenset(
    [
        "done",
        "completed",
        "complete",
        "closed",
        "published",
        "live",
        "released",
        "delivered",
        "finished",
        "archived",
        "cancelled",
        "canceled",
        "fertig",
        "erledigt",
        "abgeschlossen",
        "veröffentlicht",
        "geschlossen",
        "archiviert",
        "abgebrochen",
        "منجز",
        "مكتمل",
        "منشور",
        "مغلق",
        "تم",
    ]
)
FEWEST_IN_END = 5  # items that stay in a column for good, before it is taken for an end by that alone


@dataclass(frozen=True)
class Stay:
    """One stay of an item in a column. left_at: None while it goes on. is_waiting: None where nobody marked it."""

    item: tuple[str, str]
    kind: str
    status: str
    is_waiting: bool | None
    entered_at: datetime
    left_at: datetime | None
    owner: str
    turn: int | None
    reason: str
    source_file: str
    source_row: int


@dataclass(frozen=True)
class Item:
    """One piece of work. stays: in order, without those in an end column. ended_at: None while it is open."""

    id: tuple[str, str]
    kind: str
    stays: tuple[Stay, ...]
    ended_at: datetime | None

    @property
    def began_at(self) -> datetime:
        return self.stays[0].entered_at


@dataclass(frozen=True)
class WorkLog:
    """items: with at least one stay, by id. set_apart: reason → how many rows. marked: whether anything is marked."""

    items: tuple[Item, ...]
    set_apart: Mapping[str, int]
    is_marked: bool
    statuses: tuple[str, ...]


def work_log(rows: Iterable[Mapping[str, Any]], end: datetime) -> WorkLog:
    """The log up to the moment `end`, which is the first that does not count any more. rows: with COLUMNS."""
    known = [row for row in rows if row["entered_at"] is None or row["entered_at"] < end]
    dated = [row for row in known if row["entered_at"] is not None]
    found: dict[tuple[str, str], list[Stay]] = defaultdict(list)
    for row in sorted(dated, key=lambda r: (r["entered_at"], r["left_at"] or end, r["source_file"], r["source_row"])):
        found[row["source_system"] or "", row["item_id"]].append(_stay(row))
    told = {item: _closed(stays, end) for item, stays in sorted(found.items())}
    apart = {UNDATED: len(known) - len(dated), NEGATIVE: sum(map(_is_negative, _every(told.values())))}
    whole = {item: [stay for stay in stays if not _is_negative(stay)] for item, stays in told.items()}
    marked = _marked(whole)
    ends = _ends(marked)
    items = [item for id_, stays in marked.items() if (item := _item(id_, stays, ends))]
    stays = _every(item.stays for item in items)
    apart[UNMARKED] = sum(stay.is_waiting is None for stay in stays)
    statuses = tuple(sorted({stay.status for stay in stays}))
    return WorkLog(tuple(items), apart, any(stay.is_waiting is not None for stay in stays), statuses)


def _stay(row: Mapping[str, Any]) -> Stay:
    turn = row["revision_no"]
    return Stay(
        (row["source_system"] or "", row["item_id"]),
        row["kind"] or UNKNOWN,
        (row["status"] or "").strip() or UNKNOWN,
        row["is_waiting"],
        row["entered_at"],
        row["left_at"],
        (row["owner"] or "").strip(),
        None if turn is None else int(turn),
        (row["rejected_reason"] or "").strip(),
        row["source_file"],
        row["source_row"],
    )


def _closed(stays: Sequence[Stay], end: datetime) -> list[Stay]:
    """A stay without an end ends where the next one begins; what ends later than the log goes on."""
    after = [*(stay.entered_at for stay in stays[1:]), None]
    told = [replace(stay, left_at=stay.left_at or then) for stay, then in zip(stays, after, strict=True)]
    return [replace(stay, left_at=None) if stay.left_at and stay.left_at >= end else stay for stay in told]


def _is_negative(stay: Stay) -> bool:
    return stay.left_at is not None and stay.left_at < stay.entered_at


def _every(groups: Iterable[Sequence[Stay]]) -> list[Stay]:
    return [stay for group in groups for stay in group]


def _marked(found: Mapping[tuple[str, str], Sequence[Stay]]) -> dict[tuple[str, str], list[Stay]]:
    """A stay that nobody marked takes the mark of its column, where the others of that column agree."""
    marks: dict[str, set[bool]] = defaultdict(set)
    for stay in _every(found.values()):
        if stay.is_waiting is not None:
            marks[stay.status].add(stay.is_waiting)
    agreed = {status: next(iter(said)) for status, said in marks.items() if len(said) == 1}
    return {
        item: [replace(s, is_waiting=agreed.get(s.status)) if s.is_waiting is None else s for s in stays]
        for item, stays in found.items()
    }


def _ends(found: Mapping[tuple[str, str], Sequence[Stay]]) -> set[str]:
    """The columns in which work ends: called so, or never left by the many items that are in them."""
    every = _every(found.values())
    named = {stay.status for stay in every if stay.status.casefold() in ENDS}
    left = {stay.status for stay in every if stay.left_at is not None or stay.is_waiting}
    last = [stays[-1].status for stays in found.values() if stays]
    return named | {status for status in set(last) - left if last.count(status) >= FEWEST_IN_END}


def _item(id_: tuple[str, str], stays: Sequence[Stay], ends: set[str]) -> Item | None:
    """None where nothing is known of it but that it is done."""
    under_way = tuple(stay for stay in stays if stay.status not in ends)
    if not under_way:
        return None
    last = stays[-1]
    ended_at = last.entered_at if last.status in ends else last.left_at
    return Item(id_, under_way[-1].kind, under_way, ended_at)
