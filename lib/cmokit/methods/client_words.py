"""The client's own words for stages, sources, statuses, owners: what stands in the records, and what it is taken for.

A word is *unmapped* where a closed list gives it its meaning (stages agreed, channels, statuses) and the list does not
know it. Words without such a list (owners, pipelines, reasons) are the client's own and are never unmapped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import ir

from cmokit.methods.spelling import folded as folded_text
from cmokit.methods.spelling import is_filled
from cmokit.sources.base import value_key
from cmokit.tables.contract import WRITTEN
from cmokit.vocabulary import Channel, LifecycleStage, OpportunityStatus

WORD = ("table", "column", "source_system", "text", "meaning")
BESIDE = (str(LifecycleStage.OTHER), str(LifecycleStage.EVANGELIST))  # stages beside the order, always allowed
CLOSED_DEAL = (str(OpportunityStatus.WON), str(OpportunityStatus.LOST))
FINANCIAL = (
    *("authorized", "expired", "paid", "partially_paid", "partially_refunded"),
    *("pending", "refunded", "unpaid", "voided"),
)
FULFILMENT = ("fulfilled", "in_progress", "on_hold", "partial", "pending", "restocked", "scheduled", "unfulfilled")
PARCEL = ("delivered", "returned", "lost", "in_transit")


@dataclass(frozen=True)
class Word:
    """One column of the client's words. meaning: the column that says what a word is taken for; is_listed: out of a
    closed list. record_id: what names a record.
    """

    table: str
    column: str
    meaning: str
    record_id: str
    is_listed: bool = False

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


WORDS = (
    Word("contacts", "lifecycle_stage", "lifecycle_stage", "contact_id", is_listed=True),
    Word("contacts", "lead_status", "lead_status", "contact_id"),
    Word("contacts", "lead_source", "channel", "contact_id", is_listed=True),
    Word("contacts", "owner_id", "owner_id", "contact_id"),
    Word("opportunities", "pipeline", "pipeline", "opportunity_id"),
    Word("opportunities", "stage", "stage", "opportunity_id", is_listed=True),
    Word("opportunities", "lead_source", "channel", "opportunity_id", is_listed=True),
    Word("opportunities", "loss_reason", "loss_reason", "opportunity_id"),
    Word("opportunities", "owner_id", "owner_id", "opportunity_id"),
    Word("orders", "utm_medium", "channel", "order_id", is_listed=True),
    Word("orders", "payment_method", "payment_method", "order_id"),
    Word("orders", "financial_status", "financial_status", "order_id", is_listed=True),
    Word("orders", "fulfilment_status", "fulfilment_status", "order_id", is_listed=True),
    Word("parcels", "status", "status", "order_id", is_listed=True),
)
LISTED = tuple(word for word in WORDS if word.is_listed)


@dataclass(frozen=True)
class Agreed:
    """Stages agreed for a contact, and for a deal (none where their order is read from the data)."""

    lifecycle: Sequence[str]
    pipeline: Sequence[str] = ()


def spoken(words: Sequence[Word], tables: Mapping[str, ir.Table]) -> ir.Table:
    """One row per record and word: table, column, source_system, text, meaning, record_id, source_file, source_row."""
    return ibis.union(*(_said(word, tables[word.table]) for word in words))


def _said(word: Word, records: ir.Table) -> ir.Table:
    text, meaning = records[word.column], records[word.meaning]
    if f"{word.column}{WRITTEN}" in records.columns:
        text = ibis.coalesce(records[f"{word.column}{WRITTEN}"], text)
    if word.column == "stage":  # a closed deal's stage says won or lost, whatever it is called
        meaning = ibis.ifelse(records.status.isin(CLOSED_DEAL), records.status, meaning)
    return records.filter(is_filled(text)).select(
        "source_system",
        "source_file",
        "source_row",
        table=ibis.literal(word.table),
        column=ibis.literal(word.column),
        text=text.strip(),
        meaning=meaning,
        record_id=records[word.record_id],
    )


def counted(rows: ir.Table) -> list[dict[str, Any]]:
    """Records by word, in the order of WORD: what `spoken` gave, counted."""
    groups = rows.group_by(*WORD).aggregate(records_count=lambda t: t.count()).order_by(*WORD)
    return groups.to_pyarrow().to_pylist()


def is_unmapped(word: Word, text: str, meaning: str | None, agreed: Agreed) -> bool:
    """Whether no closed list knows this word."""
    if not word.is_listed:
        return False
    if word.meaning == "channel":
        return meaning in (None, Channel.UNKNOWN) and value_key(text) != Channel.UNKNOWN
    known = known_values(word, agreed)
    return bool(known) and (meaning is None or folded(meaning) not in map(folded, (*known, *_beside(word))))


def known_values(word: Word, agreed: Agreed) -> tuple[str, ...]:
    """What a word of this column may mean; empty where the client's own words stand."""
    lists = {
        "contacts.lifecycle_stage": (*agreed.lifecycle, *BESIDE),
        "opportunities.stage": tuple(agreed.pipeline),
        "orders.financial_status": FINANCIAL,
        "orders.fulfilment_status": FULFILMENT,
        "parcels.status": PARCEL,
    }
    if word.meaning == "channel":
        return tuple(channel for channel in Channel if channel is not Channel.UNKNOWN)
    return lists.get(word.name, ())


def _beside(word: Word) -> tuple[str, ...]:
    return CLOSED_DEAL if word.column == "stage" else ()


def folded(text: str) -> str:
    """How a meaning is compared with the list: case, blanks and hyphens do not count."""
    return text.strip().casefold().replace(" ", "_").replace("-", "_")


def worth(rows: ir.Table, contacts: ir.Table, opportunities: ir.Table, orders: ir.Table) -> list[dict[str, Any]]:
    """The money of the deals or orders behind each word: WORD, currency, month_on, amount.

    rows: what `spoken` gave. A contact's money is that of its deals in the same system, or of the orders under its
    e-mail where the client has no deals; a parcel's is that of its order. Each deal or order counts once a word.
    """
    deals = opportunities.filter(opportunities.amount.notnull())
    deals = deals.mutate(month_on=deals.created_at.date().truncate("M"), paid=deals.amount, number=deals.opportunity_id)
    bought = orders.filter(orders.total_amount.notnull())
    bought = bought.mutate(month_on=bought.ordered_at.date().truncate("M"), paid=bought.total_amount)
    bought = bought.mutate(number=bought.order_id, mail=folded_text(bought.email))
    said = {table: rows.filter(rows.table == table) for table in ("contacts", "opportunities", "orders", "parcels")}
    people = contacts.select("source_system", record_id=contacts.contact_id, mail=folded_text(contacts.email))
    buyers = said["contacts"].inner_join(people, ["source_system", "record_id"])
    has_deals = bool(opportunities.count().execute())
    parts = [
        said["contacts"].inner_join(deals, ["source_system", ("record_id", "contact_id")]),
        said["opportunities"].inner_join(deals, ["source_system", ("record_id", "opportunity_id")]),
        *([] if has_deals else [buyers.inner_join(bought, "mail")]),
        *(said[table].inner_join(bought, [("record_id", "order_id")]) for table in ("orders", "parcels")),
    ]
    once = ibis.union(*(part.select(*WORD, "number", "currency", "month_on", "paid") for part in parts), distinct=True)
    sums = once.group_by(*WORD, "currency", "month_on").aggregate(amount=lambda t: t.paid.sum())
    return sums.order_by(*WORD, "currency", "month_on").to_pyarrow().to_pylist()
