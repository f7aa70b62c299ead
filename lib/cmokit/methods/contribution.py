"""From what was ordered to what is left of it after goods, freight, collection and payment fees, and ads.

Everything is before tax and in the reporting currency, order by order, with what became of the order by the day that
counts. A step that holds the customer's money (a refund, a cancellation) loses its share of the tax, to the cent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.methods.goods_cost import ONE, CostBook, Goods, cents, goods_of
from cmokit.methods.order_exchange import Rates, Settled
from cmokit.methods.order_ledger import COSTS, ZERO, Entry, Order, total_of
from cmokit.tables.contract import AMOUNT

# With tax in them until they are here; `open` is what nobody knows the end of yet.
FALLS = ("cancelled", "refunded", "disputed", "not_delivered", "exchange", "unexplained")
INCOME = ("ordered", "shipping", "vat", *FALLS, "open", "unknown_cost")
SPENT = ("goods", "freight_out", "freight_back", "collection_fees", "payment_fees", "ads")
LEVELS = ("ordered", "revenue", "contribution")
WAY = (*INCOME, "revenue", *SPENT, "contribution")


@dataclass(frozen=True)
class Item:
    """One order, won deal, or day of a channel's ads, with its steps; a step that is not named is nothing."""

    channel: str
    day: date
    steps: Mapping[str, Decimal]
    order_id: str | None = None
    source_file: str | None = None
    source_row: int | None = None
    goods: Goods | None = None
    has_parcel: bool = False

    @property
    def is_sale(self) -> bool:
        return self.order_id is not None

    @property
    def revenue(self) -> Decimal:
        return total_of(self.steps.get(name, ZERO) for name in INCOME)

    @property
    def contribution(self) -> Decimal:
        return self.revenue + total_of(self.steps.get(name, ZERO) for name in SPENT)


def of_orders(settled: Sequence[Settled], lines: Iterable[Mapping[str, Any]], book: CostBook) -> list[Item]:
    """One item per order, and per fee without order, that is in the reporting currency."""
    of_order: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        of_order[line["order_id"]].append(line)
    found = []
    for one in settled:
        if one.entry.currency != book.rates.reporting:
            continue
        if one.order is not None:
            found.append(_of_order(one, one.order, of_order.pop(one.order.order_id, []), book))
        elif one.lines[0].kind in COSTS:
            steps = {"payment_fees": cents(one.entry.steps["fees"])}
            found.append(
                Item(one.entry.channel, one.lines[0].day, steps, None, one.entry.source_file, one.entry.source_row)
            )
    return found


def _of_order(one: Settled, order: Order, lines: Sequence[Mapping[str, Any]], book: CostBook) -> Item:
    entry = one.entry
    untaxed = order.before_tax / order.total if order.total else ONE

    def net(amount: Decimal) -> Decimal:
        return cents(amount * untaxed)

    shipping, total = entry.steps["shipping"], entry.ordered + entry.steps["shipping"] + entry.steps["vat"]
    steps = {"ordered": entry.ordered, "shipping": shipping, "vat": net(total) - entry.ordered - shipping}
    steps |= {name: net(entry.steps[name]) for name in FALLS} | {"open": -net(entry.awaited)}
    whole = order.goods + order.discount
    kept = entry.ordered * (untaxed if entry.steps["vat"] == ZERO else ONE) / whole if whole else ONE
    goods = goods_of(lines, book, before_discount=whole, kept=kept, day=order.ordered_on)
    revenue = total_of(steps.values())
    steps["unknown_cost"] = -cents(max(revenue, ZERO) * goods.unknown / goods.value) if goods.value else ZERO
    steps["goods"] = -cents(goods.cost * _gone(entry, order, one, total))
    steps |= _costs(one, book.rates)
    has_parcel = one.parcels.any_line
    return Item(
        entry.channel, order.ordered_on, steps, order.order_id, order.source_file, order.source_row, goods, has_parcel
    )


def _gone(entry: Entry, order: Order, one: Settled, total: Decimal) -> Decimal:
    """The share of the goods that left for good: not where cancelled, where parcels came back, or the end is open."""
    if order.is_cancelled:
        return ZERO
    stayed = entry.awaited - (ZERO if one.parcels.is_gone else entry.steps["not_delivered"])
    return max(ONE - stayed / total, ZERO) if total else ONE


def _costs(one: Settled, rates: Rates) -> dict[str, Decimal]:
    """Freight, collection and payment fees, each movement at the rate of its month."""
    sums = dict.fromkeys(("freight_out", "freight_back", "collection_fees", "payment_fees"), ZERO)
    for line in one.lines:
        is_parcel = line.kind == "parcel"
        parts = {
            "freight_back": line.back_fee,
            "collection_fees": line.collection_fee,
            "freight_out" if is_parcel else "payment_fees": line.fee - line.back_fee - line.collection_fee,
        }
        for name, amount in parts.items():
            sums[name] -= cents(rates.reported(amount, line.currency, line.day) or ZERO)
    return sums


def of_deals(deals: Iterable[Mapping[str, Any]], book: CostBook, closed_by: date) -> list[Item]:
    """One item per won deal with an amount; its goods by the margin of its product line."""
    found = []
    for deal in deals:
        day = deal["closed_on"] or closed_by
        amount = book.rates.reported(deal["amount"], deal["currency"] or book.rates.reporting, day)
        if amount is None:
            continue
        cost = book.cost(None, deal["product_line"], ONE, amount, day)
        goods = Goods(cents(cost or ZERO), ZERO if cost is not None else amount, amount, 1, int(cost is None))
        steps = {"ordered": amount, "unknown_cost": -goods.unknown, "goods": -goods.cost}
        where = (deal["opportunity_id"], deal["source_file"], deal["source_row"])
        found.append(Item(deal["channel"], day, steps, *where, goods))
    return found


def items_table(items: Sequence[Item], labels: Mapping[date, str], currency: str) -> pa.Table:
    """One row per order, won deal or fee without order, by its id, with its fiscal quarter; ads belong to no order."""
    rows = sorted(items, key=lambda item: (item.order_id or "", item.source_file or "", item.source_row or 0))
    told: dict[str, Any] = {
        "order_id": pa.array([item.order_id for item in rows], pa.string()),
        "channel": pa.array([item.channel for item in rows], pa.string()),
        "period": pa.array([labels[item.day] for item in rows], pa.string()),
        "problem": pa.array(["unknown_cost" if i.goods and i.goods.unknown else None for i in rows], pa.string()),
        "revenue_amount": pa.array([item.revenue for item in rows], AMOUNT),
    }
    for name in ("unknown_cost", *SPENT[:-1]):
        told[f"{name}_amount"] = pa.array([item.steps.get(name, ZERO) for item in rows], AMOUNT)
    told["before_ads_amount"] = pa.array([item.contribution for item in rows], AMOUNT)
    told["currency"] = pa.array([currency] * len(rows), pa.string())
    told["source_file"] = pa.array([item.source_file for item in rows], pa.string())
    told["source_row"] = pa.array([item.source_row for item in rows], pa.int64())
    return pa.table(told)


def way(items: Iterable[Item]) -> dict[str, Decimal]:
    """Every step and level of some items in all."""
    sums = dict.fromkeys(WAY, ZERO)
    for item in items:
        for name, amount in item.steps.items():
            sums[name] += amount
    sums["revenue"] = total_of(sums[name] for name in INCOME)
    sums["contribution"] = sums["revenue"] + total_of(sums[name] for name in SPENT)
    return sums
