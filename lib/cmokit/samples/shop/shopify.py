"""Shopify's order export: one row per line item, order cells on the first row only, times with the shop's offset."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cmokit.samples.files import csv_bytes
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.buying import SHOP_ADDRESS
from cmokit.samples.shop.records import CARD, CASH, CURRENCY, NOTHING, Order

HEADERS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Billing Name",
    "Billing City", "Billing Zip", "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference",
    "Refunded Amount", "Outstanding Balance", "Id", "Phone",
)  # fmt: skip
METHODS = {CASH: "Cash on Delivery (COD)", CARD: "Stripe"}
_BEHIND_ORDER = ("Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku")


def orders_csv(orders: list[Order], delivery: Delivery, dear: frozenset[str] = frozenset()) -> bytes:
    """dear: orders that this export shows with ten times their shipping (it is corrected a day later)."""
    rows = [row for order in orders for row in _rows(order, delivery.cutoff, order.id in dear)]
    return csv_bytes(HEADERS, rows)


def financial_status(order: Order, cutoff: datetime) -> str:
    """As the shop shows it at that time: a cash order is paid once the courier has paid it out."""
    if order.method == CASH:
        if _before(order.cancelled_at, cutoff):
            return "voided"
        paid = any(s.status == "delivered" and s.remitted_on < cutoff.date() for s in order.settled)
        return "paid" if paid else "pending"
    refunded = refunded_amount(order, cutoff)
    if refunded == NOTHING:
        return "paid"
    return "refunded" if refunded == order.total else "partially_refunded"


def refunded_amount(order: Order, cutoff: datetime) -> object:
    return sum((-m.gross for m in order.movements if m.kind == "refund" and m.at < cutoff), NOTHING)


def _rows(order: Order, cutoff: datetime, is_dear: bool) -> Iterator[list[object]]:
    first = _first_row(order, cutoff, is_dear)
    for number, line in enumerate(order.lines):
        name = "" if order.is_torn else f"#{order.number}"
        cells: dict[str, object] = first if number == 0 else {"Name": name, "Email": order.email}
        item = (line.quantity, line.name, f"{line.price:.2f}", line.sku)
        cells = {**cells, **dict(zip(_BEHIND_ORDER, item, strict=True))}
        yield [cells.get(header, "") for header in HEADERS]


def _first_row(order: Order, cutoff: datetime, is_dear: bool) -> dict[str, object]:
    shipping = order.shipping * 10 if is_dear else order.shipping
    total = order.total - order.shipping + shipping
    status = financial_status(order, cutoff)
    paid_at = _paid_at(order, cutoff)
    fulfilled_at = order.fulfilled_at if _before(order.fulfilled_at, cutoff) else None
    cancelled_at = order.cancelled_at if _before(order.cancelled_at, cutoff) else None
    outstanding = total if status == "pending" else NOTHING
    return {
        "Name": f"#{order.number}", "Email": order.email, "Financial Status": status, "Paid at": _time(paid_at),
        "Fulfillment Status": "fulfilled" if fulfilled_at else "unfulfilled", "Fulfilled at": _time(fulfilled_at),
        "Accepts Marketing": "yes" if order.number % 3 else "no", "Currency": CURRENCY,
        "Subtotal": f"{order.subtotal:.2f}", "Shipping": f"{shipping:.2f}", "Taxes": f"{order.tax:.2f}",
        "Total": f"{total:.2f}", "Discount Code": order.discount_code, "Discount Amount": f"{order.discount:.2f}",
        "Shipping Method": "Qafila Courier", "Created at": _time(order.created_at), "Billing Name": order.customer,
        # The apostrophe keeps spreadsheets from eating leading zeros and plus signs.
        "Billing City": order.city, "Billing Zip": f"'0{order.number % 9000 + 1000}", "Phone": f"'{order.phone}",
        "Note Attributes": _notes(order), "Cancelled at": _time(cancelled_at),
        "Payment Method": METHODS[order.method],
        "Payment Reference": f"c{order.number * 3001:012x}.1" if order.method == CARD else "",
        "Refunded Amount": f"{refunded_amount(order, cutoff):.2f}", "Outstanding Balance": f"{outstanding:.2f}",
        "Id": str(5_870_000_000_000 + order.number * 32_768),
    }  # fmt: skip


def _notes(order: Order) -> str:
    """Note attributes as the shop's tracking app leaves them, one `name: value` a line."""
    origin = order.origin
    notes = {
        "utm_source": origin.utm_source, "utm_medium": origin.utm_medium, "utm_campaign": origin.utm_campaign,
        "landing_page": f"{SHOP_ADDRESS}{origin.landing}" if origin.landing else "", "referrer": origin.referrer,
        "How did you hear about us?": origin.answer,
    }  # fmt: skip
    return "\n".join(f"{name}: {value}" for name, value in notes.items() if value)


def _paid_at(order: Order, cutoff: datetime) -> datetime | None:
    if order.method == CARD:
        return order.created_at + timedelta(minutes=1)
    paid = [s.remitted_on for s in order.settled if s.status == "delivered" and s.remitted_on < cutoff.date()]
    return datetime(paid[0].year, paid[0].month, paid[0].day, 12) if paid else None


def _before(at: datetime | None, cutoff: datetime) -> bool:
    return at is not None and at < cutoff


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} +0300" if at else ""
