"""Stripe: the payments export and the itemised balance report (or the older balance history).

A charge stands in both: `payment_id` is the charge's own id in each, so that it is one movement. Refunds, disputes,
fees and payouts come from the balance alone, which dates them; they are named by their balance transaction. Times are
UTC. In the payments export the fee is in the currency of the balance, which may not be the charge's.
"""

import re
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Note, Source, Tables, fields, value_key
from cmokit.sources.references import order_in_text, order_reference
from cmokit.sources.rows import Rows, by_value
from cmokit.tables.contract import AMOUNT
from cmokit.vocabulary import Combine

NOTHING = pa.nulls(1, pa.string())[0]  # pa.scalar would import pandas
# Reporting categories and, in the balance history, types.
MOVEMENTS = {
    "charge": "charge",
    "payment": "charge",
    "chargefailure": "charge",
    "paymentfailurerefund": "refund",
    "refund": "refund",
    "paymentrefund": "refund",
    "refundfailure": "refund",
    "partialcapturereversal": "refund",
    "dispute": "dispute",
    "disputereversal": "dispute",
    "fee": "fee",
    "stripefee": "fee",
    "networkcost": "fee",
    "payout": "payout",
    "payoutreversal": "payout",
    "payoutfailure": "payout",
    "payoutminimumbalancehold": "adjustment",
}
# Shopify's own id of an order, which no order, courier or customer shows.
INTERNAL = re.compile(r"\d{12,}")
# A payment in one of these states moved no money.
UNPAID = {"failed", "canceled", "cancelled", "requirespaymentmethod", "requiresaction", "incomplete", "uncaptured"}
# Shops write the order's number to the payment's metadata under names of their own.
ORDER_FIELDS = """
    order_reference > order_id: order_id (metadata) | order_number (metadata) | order (metadata) """
ORDER_FIELDS += """| ~(?:order.?id|order.?number|order.?name) \\(metadata\\) """
ORDER_FIELDS += """| ~(?:payment_)?metadata\\[(?:order.?id|order.?number|order.?name)\\]
"""


def _payments(rows: Rows) -> Tables:
    moved = rows.where(pc.invert(_is_unpaid(rows)))
    fee_currency = pc.utf8_upper(pc.coalesce(moved.get("fee_currency"), moved.get("currency")))
    same = pc.fill_null(pc.equal(fee_currency, moved.get("currency")), False)
    fee = pc.if_else(same, moved.get("fee_amount"), pa.scalar(None, AMOUNT))
    stated = {
        "kind": "charge",
        "order_id": _order(moved),
        "fee_amount": fee,
        "net_amount": pc.subtract(moved.get("amount"), fee).cast(AMOUNT),
        "charge_id": moved.get("payment_id"),
        "processor": "stripe",
    }
    return {"payments": moved.canonical("payments", **stated)}


def _is_unpaid(rows: Rows) -> pa.Array:
    return by_value(pc.fill_null(rows.get("status"), ""), lambda text: value_key(text) in UNPAID, pa.bool_())


def _payment_notes(rows: Rows) -> list[Note]:
    """Payments that moved nothing, and fees in another currency than the charge."""
    found = []
    unpaid = pc.sum(_is_unpaid(rows)).as_py() or 0
    if unpaid:
        message = f"{unpaid} payments failed or were never captured: they moved no money and fill no table"
        found.append(Note("unpaid_payments", message, column=rows.headers.get("status")))
    other = pc.not_equal(pc.utf8_upper(rows.get("fee_currency")), rows.get("currency"))
    foreign = pc.sum(pc.fill_null(other, False)).as_py() or 0
    if foreign:
        message = f"{foreign} fees are in another currency than their charge; the balance report has them"
        found.append(Note("foreign_fees", message, column=rows.headers.get("fee_currency")))
    return found


def _balance(rows: Rows) -> Tables:
    kind = by_value(rows.get("category"), lambda text: MOVEMENTS.get(value_key(text), "adjustment"))
    charge = pc.coalesce(rows.get("charge_id"), _charge_of_source(rows, kind))
    is_charge = pc.equal(pc.fill_null(kind, ""), "charge")
    stated = {
        "payment_id": pc.coalesce(pc.if_else(is_charge, charge, NOTHING), rows.get("transaction_id")),
        "kind": pc.coalesce(kind, rows.constant("adjustment")),
        "order_id": _order(rows),
        "charge_id": charge,
        "processor": "stripe",
    }
    return {"payments": rows.canonical("payments", **stated)}


def _charge_of_source(rows: Rows, kind: pa.Array) -> pa.Array:
    """A charge's movement has the charge itself as its source."""
    is_charge = pc.equal(pc.fill_null(kind, ""), "charge")
    return pc.if_else(is_charge, rows.get("source_id"), NOTHING)


def _order(rows: Rows) -> pa.Array:
    """The order that metadata name, else the one that the description names; a shop's internal number comes last."""
    told = by_value(rows.get("order_reference"), order_reference)
    number = by_value(told, lambda text: None if INTERNAL.fullmatch(text) else text)
    return pc.coalesce(number, by_value(rows.get("description"), order_in_text), told)


def _balance_notes(rows: Rows) -> list[Note]:
    """Rows whose gross less fee is not their net."""
    columns = (rows.get("amount"), rows.get("fee_amount"), rows.get("net_amount"))
    cells = zip(rows.numbers.to_pylist(), *(column.to_pylist() for column in columns), strict=True)
    return [
        Note("net_mismatch", f"{gross} less fee {fee or 0} is not {net}", row=row, column=rows.headers["net_amount"])
        for row, gross, fee, net in cells
        if gross is not None and net is not None and gross - (fee or Decimal(0)) != net
    ]


PAYMENTS = Source(
    kind="stripe.payments",
    system="stripe",
    table="payments",
    combine=Combine.LOG,
    required=("payment_id", "amount", "occurred_at", "status|email|captured|customer_id"),
    key=("payment_id",),
    timezone="UTC",
    fill=_payments,
    check=_payment_notes,
    fields=fields(
        """
        payment_id: id
        description: Description
        seller_message: Seller Message
        occurred_at: Created date (UTC) | Created (UTC) | Created
        amount: Amount
        refunded_amount: Amount Refunded
        currency: Currency
        converted_amount: Converted Amount
        converted_refunded_amount: Converted Amount Refunded
        fee_amount: Fee
        tax_amount: Tax | Taxes On Fee
        fee_currency: Converted Currency
        mode: Mode
        status: Status
        descriptor: Statement Descriptor
        customer_id: Customer ID
        customer_description: Customer Description
        email: Customer Email
        captured: Captured
        disputed_amount: Disputed Amount
        dispute_status: Dispute Status
        dispute_reason: Dispute Reason
        disputed_at: Dispute Date (UTC)
        evidence_due_at: Dispute Evidence Due (UTC)
        invoice_id: Invoice ID
        source_type: Payment Source Type
        destination: Destination
        transfer: Transfer
        payment_reference: PaymentIntent ID | Payment Intent ID
        card*: ~Card .+
        metadata*: ~.+ \\(metadata\\)
        """
        + ORDER_FIELDS
    ),
)

BALANCE = Source(
    kind="stripe.balance",
    system="stripe",
    table="payments",
    combine=Combine.LOG,
    required=("transaction_id", "amount", "net_amount", "occurred_at"),
    key=("transaction_id",),
    timezone=None,
    fill=_balance,
    check=_balance_notes,
    fields=fields(
        """
        transaction_id > payment_id: balance_transaction_id | id
        occurred_at: created_utc | created | Created (UTC)
        available_on: available_on_utc | available_on | Available On (UTC)
        currency: currency
        amount: gross | Amount
        fee_amount: fee
        net_amount: net
        category > kind: reporting_category | Type
        source_id: source_id | Source
        charge_id: charge_id
        payment_reference: payment_intent_id
        description: description
        email: customer_email
        status: Status
        payout_id: automatic_payout_id
        paid_out_at: automatic_payout_effective_at | automatic_payout_effective_at_utc
        metadata*: ~payment_metadata\\[.+\\]
        """
        + ORDER_FIELDS
    ),
)

STRIPE = (PAYMENTS, BALANCE)
