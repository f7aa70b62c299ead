"""Shopify: the orders export.

One row per line item: an order's own cells stand on its first row alone, the others carry its name and their item.
Times carry the shop's offset. A subtotal is after discounts, before shipping, with tax on top (or inside, as the shop
is set up). A leading apostrophe guards telephone numbers and postal codes.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources import channels
from cmokit.sources.base import Source, Tables, fields
from cmokit.sources.references import order_reference
from cmokit.sources.rows import Rows, by_value, joined
from cmokit.sources.settings import ReadSettings
from cmokit.vocabulary import Channel, Combine

CASH = re.compile(r"cash.on.delivery|\bcod\b|nachnahme|contre.remboursement|contra.?reembolso|الدفع عند الاستلام", re.I)
UTM = ("utm_source", "utm_medium", "utm_campaign")
LANDING = ("landing_page", "landing_site", "landing_page_url", "landingpage", "full_url")
REFERRER = ("referrer", "referring_site", "referer", "referrer_url")


def _orders(rows: Rows) -> Tables:
    order_ids = by_value(rows.get("order_id"), order_reference)
    first = _first_rows(order_ids)
    lines = rows.where(pc.or_(pc.is_valid(rows.get("line_name")), pc.is_valid(rows.get("sku"))))
    return {"orders": _order_table(rows.at(first)), "order_lines": _line_table(lines)}


def _first_rows(order_ids: pa.Array) -> pa.Array:
    """The place of each order's first row, in file order."""
    places = pa.table({"order": order_ids, "place": pa.array(range(len(order_ids)), pa.int64())})
    firsts = places.group_by("order", use_threads=False).aggregate([("place", "min")]).column("place_min")
    return firsts.combine_chunks().sort()


def _order_table(rows: Rows) -> pa.Table:
    payment = rows.get("payment_method")
    found = [_channel(note, code, rows.settings) for note, code in _told(rows)]
    stated = {
        "order_id": by_value(rows.get("order_id"), order_reference),
        "contact_id": by_value(rows.get("email"), str.casefold),
        "is_cash_on_delivery": by_value(payment, lambda text: bool(CASH.search(text)), pa.bool_()),
        "payment_reference": joined(";", rows.get("payment_id"), rows.get("payment_references")),
        **{name: pa.array([each[name] for each in found], pa.string()) for name in (*UTM, "channel", "channel_from")},
    }
    return rows.canonical("orders", **stated)


def _told(rows: Rows) -> list[tuple[dict[str, str], str | None]]:
    """Per order its note attributes and its discount code."""
    notes = [attributes(text or "") for text in rows.get("note_attributes").to_pylist()]
    return list(zip(notes, rows.get("discount_code").to_pylist(), strict=True))


def attributes(text: str) -> dict[str, str]:
    """Note attributes, one `name: value` on a line, with names as `landing_page`; without values they are left out."""
    pairs = [line.partition(":")[::2] for line in text.splitlines()]
    named = {re.sub(r"[\s-]+", "_", name.strip().lower().lstrip("_")): value.strip() for name, value in pairs}
    return {name: value for name, value in named.items() if name and value}


def _channel(note: dict[str, str], code: str | None, settings: ReadSettings) -> dict[str, str | None]:
    """An order's UTM values, its channel and what said it."""
    landing = next((note[name] for name in LANDING if name in note), None)
    utm = {name: note.get(name) or channels.utm_of_landing(landing).get(name) for name in UTM}
    referrer = next((note[name] for name in REFERRER if name in note), None)
    answer = next((value for name, value in note.items() if "hear" in name or "survey" in name), None)
    said = {
        "note_attributes": channels.of_utm(
            utm["utm_source"], channels.medium_meant(utm["utm_medium"], settings.channels)
        )
        or channels.of_landing(landing, settings.channels)
        or channels.of_referrer(referrer),
        "discount_code": channels.of_discount_code(code, settings.channels),
        "answer": channels.of_answer(answer, settings.channels),
    }
    by = next((name for name, channel in said.items() if channel), None)
    return {**utm, "channel": said[by] if by else Channel.UNKNOWN, "channel_from": by}


def _line_table(rows: Rows) -> pa.Table:
    stated = {
        "order_id": by_value(rows.get("order_id"), order_reference),
        "line_no": _numbered(rows.get("order_id")),
        "name": rows.get("line_name"),
        "discount_amount": rows.get("line_discount_amount"),
    }
    return rows.canonical("order_lines", **stated)


def _numbered(order_ids: pa.Array) -> pa.Array:
    """1, 2, 3 … within each order, in file order."""
    seen: dict[str, int] = {}
    numbers = []
    for order in order_ids.to_pylist():
        seen[order] = seen.get(order, 0) + 1
        numbers.append(seen[order])
    return pa.array(numbers, pa.int64())


ORDERS = Source(
    kind="shopify.orders",
    system="shopify",
    table="orders",
    combine=Combine.SNAPSHOT,
    required=("order_id", "financial_status|total_amount", "line_name|subtotal_amount|currency"),
    key=("order_id",),
    guard=True,
    fill=_orders,
    fields=fields(
        """
        order_id: Name | Order Name
        email: Email
        financial_status: Financial Status
        paid_at: Paid at
        fulfilment_status: Fulfillment Status
        fulfilled_at: Fulfilled at
        is_marketing: Accepts Marketing
        currency: Currency
        subtotal_amount: Subtotal
        shipping_amount: Shipping
        tax_amount: Taxes
        total_amount: Total
        discount_code: Discount Code
        discount_amount: Discount Amount
        shipping_method: Shipping Method
        ordered_at: Created at
        quantity_count: Lineitem quantity
        line_name > name: Lineitem name
        price_amount: Lineitem price
        compare_amount: Lineitem compare at price
        sku: Lineitem sku
        is_shipping: Lineitem requires shipping
        is_taxable: Lineitem taxable
        line_status: Lineitem fulfillment status
        line_discount_amount > discount_amount: Lineitem discount
        note_attributes: Note Attributes
        notes: Notes
        cancelled_at: Cancelled at
        payment_method: Payment Method
        payment_references > payment_reference: Payment Reference | Payment References
        payment_id > payment_reference: Payment ID
        refunded_amount: Refunded Amount
        outstanding_amount: Outstanding Balance
        shopify_id: Id
        vendor: Vendor
        tags: Tags
        risk: Risk Level
        source_name: Source
        phone: Phone
        duties_amount: Duties
        billing*: ~Billing .+
        shipping_address*: ~Shipping (?:Name|Street|Address\\d|Company|City|Zip|Province|Country|Phone|Province Name)
        tax*: ~Tax \\d Name
        tax_value_amount*: ~Tax \\d Value
        employee: Employee
        location: Location
        device: Device ID
        receipt: Receipt Number
        terms: Payment Terms Name
        next_due_at: Next Payment Due At
        """
    ),
)

SHOPIFY = (ORDERS,)
