"""The client's own words in the records, counted and weighed. Ibis over the canonical tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
from ibis import ir

from cmokit.methods.spelling import folded as folded_text
from cmokit.methods.spelling import is_filled
from cmokit.sources.client_words import CLOSED_DEAL, Word

WORD = ("table", "column", "source_system", "text", "meaning")


def spoken(words: Sequence[Word], tables: Mapping[str, ir.Table]) -> ir.Table:
    """One row per record and word: table, column, source_system, text, meaning, record_id, source_file, source_row."""
    return ibis.union(*(_said(word, tables[word.table]) for word in words))


def _said(word: Word, records: ir.Table) -> ir.Table:
    text, meaning = records[word.column], records[word.meaning]
    if word.written in records.columns:
        text = ibis.coalesce(records[word.written], text)
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
