"""Canonical orders, payments and parcels as the ledger wants them: own currency, signs from the client's side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from cmokit.methods.order_ledger import ZERO, Line, Order, Parcels

Row = Mapping[str, Any]
# Words of processors for a payment that never moved money, and of shops for an order that nobody will pay.
NEVER_MOVED = {
    "failed",
    "canceled",
    "cancelled",
    "declined",
    "expired",
    "voided",
    "uncaptured",
    "incomplete",
    "blocked",
}
NEVER_PAID = {"voided", "expired"}
STILL_OPEN = {"pending", "authorized"}
LOST = {"returned", "lost"}
ORDER_COLUMNS = (
    *("order_id", "channel", "ordered_at", "currency", "subtotal_amount", "discount_amount", "shipping_amount"),
    *("tax_amount", "total_amount", "is_cash_on_delivery", "financial_status", "cancelled_at", "refunded_amount"),
    *("email", "source_file", "source_row"),
)
PAYMENT_COLUMNS = (
    *("payment_id", "order_id", "kind", "occurred_at", "available_on", "amount", "fee_amount", "net_amount"),
    *("currency", "status", "processor", "source_file", "source_row", "source_system"),
)
COSTS_OF_SENDING = ("freight_amount", "cod_fee_amount", "return_fee_amount")
PARCEL_COLUMNS = (
    *("order_id", "awb", "status", "delivered_on", "cod_collected_amount", "freight_amount", "cod_fee_amount"),
    *("return_fee_amount", "adjustment_amount", "net_remitted_amount", "remitted_on", "currency"),
    *("source_file", "source_row"),
)


def order_of(row: Row, currency: str, as_of_end: datetime) -> Order:
    """An order of the orders table. A missing total is its parts' sum, a missing goods value what the total leaves.

    A subtotal that leads to the total only once the discount is taken off was written before discounts.
    """
    shipping, tax = row["shipping_amount"] or ZERO, row["tax_amount"] or ZERO
    goods, total = row["subtotal_amount"], row["total_amount"]
    total = (goods or ZERO) + shipping + tax if total is None else total
    goods = total - shipping - tax if goods is None else goods
    discount, rest = abs(row["discount_amount"] or ZERO), total - shipping - goods
    goods = goods - discount if rest not in (ZERO, tax) and rest + discount in (ZERO, tax) else goods
    status = _word(row["financial_status"])
    cancelled = row["cancelled_at"] is not None and row["cancelled_at"] < as_of_end
    return Order(
        order_id=row["order_id"],
        channel=_word(row["channel"]) or "unknown",
        goods=goods,
        shipping=shipping,
        total=total,
        currency=row["currency"] or currency,
        ordered_on=_local_day(row["ordered_at"], as_of_end),
        is_cancelled=cancelled or status in NEVER_PAID,
        is_pending=status in STILL_OPEN or (bool(row["is_cash_on_delivery"]) and not status),
        is_part_paid=status == "partially_paid",
        is_cash_on_delivery=bool(row["is_cash_on_delivery"]),
        said_refunded=abs(row["refunded_amount"] or ZERO),
        source_file=row["source_file"],
        source_row=row["source_row"],
        tax=tax,
        discount=discount,
        email=row["email"] or "",
    )


def payment_lines(rows: Sequence[Row], currency: str, as_of: date, zone: tzinfo | None = None) -> list[Line]:
    """Payments that moved money for an order or against one; payouts only carry it from the processor to the bank.

    zone: whose days the moments fall on, as an order's moment does (none: UTC).
    """
    moved = [row for row in rows if row["kind"] != "payout" and _word(row["status"]) not in NEVER_MOVED]
    signed = _with_signs(moved)
    return [_payment(row, currency, as_of, zone or UTC) for row in signed]


def parcel_lines(rows: Iterable[Row], currency: str, as_of: date) -> list[Line]:
    """Lines of the courier's settlements that name money, each once.

    A line that was only announced gives way to the remitted line of the same parcel; a correction is its own line.
    """
    rows = list(rows)
    said: dict[tuple[str | None, str], list[Row]] = defaultdict(list)
    for row in rows:
        if _is_remitted(row, as_of):
            said[_parcel_key(row)].append(row)
    lines: list[Line] = []
    for row in sorted(rows, key=lambda r: (r["delivered_on"] or date.min, r["source_file"], r["source_row"])):
        if not _is_remitted(row, as_of):
            if any(_is_said_by(row, other) for other in said[_parcel_key(row)]):
                continue
            said[_parcel_key(row)].append(row)
        lines.append(_parcel(row, currency, as_of))
    return [line for line in lines if line.amount or line.fee or line.net]


def parcels_of(rows: Iterable[Row], as_of: date) -> dict[str, Parcels]:
    """What is known of each order's parcels. A parcel is on its way until a line says how it ended."""
    ends: dict[str, dict[Any, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["order_id"]:
            ends[row["order_id"]][row["awb"]].append(row)
    return {order_id: _outcome(list(parcels.values()), as_of) for order_id, parcels in ends.items()}


def _is_said_by(row: Row, other: Row) -> bool:
    """Another line of the parcel has the price, or where this one has none, every cost of it; no correction is said."""
    if row["cod_collected_amount"]:
        return bool(other["cod_collected_amount"])
    costs = [name for name in COSTS_OF_SENDING if row[name]]
    return bool(costs) and not row["adjustment_amount"] and all(row[name] == other[name] for name in costs)


def _outcome(parcels: list[list[Row]], as_of: date) -> Parcels:
    statuses = [{row["status"] for row in rows} for rows in parcels]
    uncounted = [not any(_is_counted(row, as_of) for row in rows) for rows in parcels]
    is_lost = any(words & LOST for words in statuses)
    is_awaited = any(not words & LOST and open_ for words, open_ in zip(statuses, uncounted, strict=True))
    return Parcels(True, is_lost, is_awaited, is_gone=any("lost" in words for words in statuses))


def _is_counted(row: Row, as_of: date) -> bool:
    """The courier has said what it collected. A zero beside a parcel that is still under way says nothing yet."""
    if row["status"] == "in_transit":
        return bool(row["cod_collected_amount"])
    return row["cod_collected_amount"] is not None or _is_remitted(row, as_of)


def _payment(row: Row, currency: str, as_of: date, zone: tzinfo) -> Line:
    original, fee = row["amount"] or ZERO, row["fee_amount"] or ZERO
    net = original - fee if row["net_amount"] is None else row["net_amount"]
    is_cost = row["kind"] in ("fee", "adjustment")
    available = row["available_on"] is not None and row["available_on"] <= as_of
    return Line(
        order_id=row["order_id"],
        kind=row["kind"] or "other",
        amount=ZERO if is_cost else original,
        fee=-net if is_cost else fee,
        net=net,
        is_settled=available,
        currency=row["currency"] or currency,
        original=ZERO if is_cost else original,
        reference=row["payment_id"],
        source_file=row["source_file"],
        source_row=row["source_row"],
        day=_day(row["occurred_at"], row["available_on"], as_of, zone),
        settled_on=row["available_on"],
    )


def _parcel(row: Row, currency: str, as_of: date) -> Line:
    parts = [row[f"{name}_amount"] or ZERO for name in ("freight", "cod_fee", "return_fee")]
    collected = row["cod_collected_amount"] or ZERO
    cost = sum(parts, ZERO) - (row["adjustment_amount"] or ZERO)
    net = row["net_remitted_amount"]
    return Line(
        order_id=row["order_id"],
        kind="parcel",
        amount=collected,
        fee=cost,
        net=collected - cost if net is None else net,
        is_settled=_is_remitted(row, as_of),
        currency=row["currency"] or currency,
        original=collected,
        reference=row["awb"],
        source_file=row["source_file"],
        source_row=row["source_row"],
        day=row["remitted_on"] or row["delivered_on"] or as_of,
        settled_on=row["remitted_on"],
        back_fee=row["return_fee_amount"] or ZERO,
        collection_fee=row["cod_fee_amount"] or ZERO,
    )


def _with_signs(rows: Sequence[Row]) -> list[Row]:
    """Rows in which money that leaves has a minus, and a fee of a charge has none: processors differ in both.

    Decided from the whole column of a processor: a kind none of whose amounts is negative is taken to be written
    without sign; fees are taken to be written as deductions where all those of charges are negative.
    """
    of_processor: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in rows:
        of_processor[row["source_system"], row["processor"]].append(row)
    return [row for own in of_processor.values() for row in _signed(own)]


def _signed(rows: Sequence[Row]) -> list[Row]:
    turned = list(rows)
    for kind, column in ((k, c) for k in ("refund", "dispute", "fee") for c in ("amount", "net_amount")):
        if min((row[column] for row in rows if row["kind"] == kind and row[column]), default=ZERO) > 0:
            turned = [{**r, column: -r[column]} if r["kind"] == kind and r[column] else r for r in turned]
    if max((row["fee_amount"] for row in rows if row["kind"] == "charge" and row["fee_amount"]), default=ZERO) < 0:
        turned = [{**r, "fee_amount": -r["fee_amount"]} if r["fee_amount"] else r for r in turned]
    return turned


def _is_remitted(row: Row, as_of: date) -> bool:
    return row["remitted_on"] is not None and row["remitted_on"] <= as_of


def _parcel_key(row: Row) -> tuple[str | None, str]:
    """Which parcel a line is about; a line without a number stands for itself."""
    return row["order_id"], row["awb"] or f"{row['source_file']}, row {row['source_row']}"


def _local_day(moment: datetime | None, as_of_end: datetime) -> date:
    return (moment or as_of_end).astimezone(as_of_end.tzinfo or ZoneInfo("UTC")).date()


def _day(moment: datetime | None, on: date | None, as_of: date, zone: tzinfo) -> date:
    return moment.astimezone(zone).date() if moment else on or as_of


def _word(text: str | None) -> str:
    return (text or "").strip().lower().replace(" ", "_")
