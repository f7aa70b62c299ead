"""Deals that were lost and people who were given back: why, and who came back later. Ibis over the canonical tables."""

from typing import Any

import ibis
import pyarrow as pa

from cmokit.methods.cohorts import entries_of_people
from cmokit.methods.linkage import with_leading_id
from cmokit.methods.spelling import is_filled, squashed

# What a status or a field is called, case, blanks and punctuation left out, that says: not good enough for sales.
REJECTING = ("disqualif", "unqualif", "notqualif", "rejected", "returnedtomarketing", "recycl", "abgelehnt", "مرفوض")
REASON_FIELDS = (
    "disqualifiedreason",
    "unqualifiedreason",
    "rejectionreason",
    "disqualifiedreasonc",
    "rejectionreasonc",
)
DEAL = ["source_system", "opportunity_id"]
LOST, REJECTED, RECYCLED = "lost", "rejected", "recycled"
NONE_GIVEN = "none given"
_TEXTS = ("kind", "source_system", "record_id", "reason", "channel", "segment", "currency", "came_back", "source_file")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in _TEXTS),
        ("amount", pa.decimal128(18, 4)),
        ("closed_on", pa.date32()),
        ("source_row", pa.int64()),
    ]
)


def lost_deals(spans: Any, opportunities: Any) -> Any:
    """The lost deals of `deal_spans.spans`, with reason (null: none given) and channel."""
    told = opportunities.select(*DEAL, given="loss_reason", own_channel="channel")
    lost = spans.filter(spans.outcome == "lost").left_join(told, DEAL, rname="{name}_right")
    channel = ibis.ifelse(is_filled(lost.own_channel), lost.own_channel, "unknown")
    return lost.mutate(reason=ibis.ifelse(is_filled(lost.given), lost.given.strip(), ibis.null(str)), channel=channel)


def rejected_people(contacts: Any, field_changes: Any, entity_links: Any, everybody: Any) -> Any:
    """One row per person who was ever given back: the columns of `loop.people`, and reason (null: none given)."""
    is_out = _is_rejecting(contacts.lead_status) | is_filled(contacts.disqualified_reason)
    now = contacts.filter(is_out).select("source_system", "contact_id", reason="disqualified_reason")
    changes = field_changes.filter(field_changes.entity == "contact")
    gave = squashed(changes.field).isin(REASON_FIELDS) & is_filled(changes.new_value)
    closed = (changes.field == "lead_status") & _is_rejecting(changes.new_value)
    once = changes.filter((gave | closed).fill_null(False))
    then = once.select(
        "source_system",
        contact_id="entity_id",
        reason=ibis.ifelse(once.field == "lead_status", ibis.null(str), once.new_value),
    )
    every = with_leading_id(ibis.union(now, then), entity_links, "contact", "contact_id", "person_id")
    reason = ibis.ifelse(is_filled(every.reason), every.reason.strip(), ibis.null(str))
    who = every.group_by("person_id").aggregate(reason=reason.min())
    return everybody.inner_join(who, "person_id")


def _is_rejecting(status: Any) -> Any:
    said = squashed(status).fill_null("")
    found = said.contains(REJECTING[0])
    for word in REJECTING[1:]:
        found = found | said.contains(word)
    return found


def usual_reasons(*tables: Any) -> dict[str, str]:
    """Every spelling of a reason, to the most frequent one of those that differ only in case, blanks or punctuation."""
    every = ibis.union(*(table.select("reason") for table in tables)) if len(tables) > 1 else tables[0]
    named = every.filter(every.reason.notnull())
    counted = named.group_by("reason", key=squashed(named.reason)).aggregate(records=named.count())
    rows = counted.order_by(ibis.desc("records"), "reason").to_pyarrow().to_pylist()
    usual: dict[str, str] = {}
    return {row["reason"]: usual.setdefault(row["key"] or row["reason"], row["reason"]) for row in rows}


def recycled(
    stage_entries: Any, contacts: Any, entity_links: Any, order: tuple[str, ...], handed: str, end: Any
) -> Any:
    """One row per person who fell back from `handed` or beyond: person_id, fell_from, fell_at, back_at (the next entry
    into that stage or a later one; null: not yet), source_file, source_row.
    """
    entries = entries_of_people(stage_entries, contacts, entity_links).filter(lambda t: t.entered_at < end)
    rank = entries.stage.substitute({stage: str(n) for n, stage in enumerate(order)}, else_=ibis.null(str))
    ranked = entries.mutate(place=rank.cast("int64")).filter(lambda t: t.place.notnull())
    in_time = ibis.window(group_by=["person_id"], order_by=["entered_at", "place", "source_file", "source_row"])
    moves = ranked.mutate(before=ranked.place.lag().over(in_time)).cache()
    falls = moves.filter(moves.before > moves.place, moves.before >= order.index(handed))
    first = ibis.window(group_by=["person_id"], order_by=["entered_at", "place", "source_file", "source_row"])
    once = falls.mutate(n=ibis.row_number().over(first)).filter(lambda t: t.n == 0)
    fell = once.select("person_id", "before", "source_file", "source_row", fell_at="entered_at")
    later = moves.select(who="person_id", reached="place", at="entered_at")
    again = fell.inner_join(later, [fell.person_id == later.who, later.reached >= fell.before, later.at > fell.fell_at])
    back = again.group_by("person_id").aggregate(back_at=again.at.min())
    joined = fell.left_join(back, "person_id", rname="{name}_right")
    names = {str(n): stage for n, stage in enumerate(order)}
    kept = ("person_id", "fell_at", "back_at", "source_file", "source_row")
    return joined.select(*kept, fell_from=joined.before.cast(str).substitute(names)).cache()


def records(lost: Any, out: Any, back: Any, usual: dict[str, str]) -> list[dict[str, Any]]:
    """Lost deals, people given back and people who fell back, one row each, by kind and id."""
    found = [
        *({**row, "kind": LOST} for row in _rows(lost, "opportunity_id", "closed_at", "amount", "currency", "reason")),
        *({**row, "kind": REJECTED} for row in _rows(out, "person_id", "reason")),
        *({**row, "kind": RECYCLED} for row in _rows(back, "person_id", "back_at")),
    ]
    for row in found:
        row["record_id"] = row.get("opportunity_id") or row.get("person_id")
        if row["kind"] == RECYCLED:
            row["came_back"] = "yes" if row["back_at"] else "no"
        else:
            row["reason"] = usual.get(row["reason"] or "", NONE_GIVEN)
        row["closed_on"] = row["closed_at"].date() if row.get("closed_at") else None
    names = SCHEMA.names
    rows = [{name: row.get(name) for name in names} for row in found]
    return sorted(rows, key=lambda row: (row["kind"], row["source_system"] or "", row["record_id"]))


def _rows(table_: Any, *columns: str) -> list[dict[str, Any]]:
    more = (name for name in ("source_system", "channel", "segment", "source_file", "source_row"))
    kept = [name for name in (*columns, *more) if name in table_.columns]
    found: list[dict[str, Any]] = table_.select(*kept).to_pyarrow().to_pylist()
    return found
