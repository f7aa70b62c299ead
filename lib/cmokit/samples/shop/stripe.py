"""Stripe: the payments export, one row a charge, and the itemised balance report, one row a movement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from cmokit.samples.files import csv_bytes
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import CURRENCY, NOTHING, Movement, Order

PAYMENT_HEADERS = (
    "id", "Description", "Created (UTC)", "Amount", "Amount Refunded", "Currency", "Fee", "Status", "Captured",
    "Customer Email", "Disputed Amount", "Dispute Status", "Dispute Date (UTC)", "PaymentIntent ID",
    "order_id (metadata)",
)  # fmt: skip
BALANCE_HEADERS = (
    "balance_transaction_id", "created_utc", "available_on_utc", "currency", "gross", "fee", "net",
    "reporting_category", "source_id", "charge_id", "description", "automatic_payout_id",
    "automatic_payout_effective_at_utc",
)  # fmt: skip
RIYADH = timedelta(hours=3)


@dataclass(frozen=True)
class Payout:
    """What Stripe sends to the bank on a Monday: everything available until then and not yet sent."""

    id: str
    on: date
    amount: Decimal
    movements: tuple[str, ...]


def payments_csv(orders: list[Order], loose: list[Movement], delivery: Delivery, since: datetime) -> bytes:
    """Charges since a day, with what has become of them; loose ones were typed into the dashboard."""
    charged = [(m, order) for order in orders for m in order.movements if m.kind == "charge"]
    rows = [
        _payment(order, charge, delivery.cutoff)
        for charge, order in sorted(charged, key=lambda pair: (pair[0].at, pair[0].id))
        if since <= charge.at < delivery.cutoff
    ]
    rows += [_loose_payment(m) for m in loose if since <= m.at < delivery.cutoff]
    return csv_bytes(PAYMENT_HEADERS, rows)


def balance_csv(orders: list[Order], loose: list[Movement], delivery: Delivery, since: datetime) -> bytes:
    """Movements of the balance since a day: charges, refunds, disputes and payouts."""
    sent = payouts(orders, delivery.cutoff.date())
    payout_of = {movement: payout for payout in sent for movement in payout.movements}
    rows = [
        (m.at, _balance(order, m, payout_of.get(m.id)))
        for order in orders
        for m in order.movements
        if since <= m.at < delivery.cutoff
    ]
    rows += [(m.at, _loose_balance(m)) for m in loose if since <= m.at < delivery.cutoff]
    rows += [(_morning(p.on), _payout(p)) for p in sent if since <= _morning(p.on)]
    return csv_bytes(BALANCE_HEADERS, [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1][0]))])


def payouts(orders: list[Order], before: date) -> list[Payout]:
    """Every Monday's payout before a day."""
    waiting = sorted(
        ((m.available_on, m.id, m.gross - m.fee, m.at) for order in orders for m in order.movements),
        key=lambda entry: entry[:2],
    )
    made, monday = [], date(2025, 7, 14)
    while monday < before:
        due = [entry for entry in waiting if entry[0] < monday]
        waiting = waiting[len(due) :]
        amount = sum((net for _, _, net, _ in due), NOTHING)
        if amount > 0:
            made.append(Payout(f"po_1Q{monday:%Y%m%d}", monday, amount, tuple(id_ for _, id_, _, _ in due)))
        monday += timedelta(days=7)
    return made


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8)


def _payment(order: Order, charge: Movement, cutoff: datetime) -> list[object]:
    refunded = sum((-m.gross for m in order.movements if m.kind == "refund" and m.at < cutoff), NOTHING)
    dispute = next((m for m in order.movements if m.kind == "dispute" and m.at < cutoff), None)
    return [
        charge.id, f"Order #{order.number}", _utc(charge.at), f"{charge.gross:.2f}", f"{refunded:.2f}",
        CURRENCY.lower(), f"{charge.fee:.2f}", "Refunded" if refunded == charge.gross else "Paid", "true", order.email,
        f"{-dispute.gross:.2f}" if dispute else "", "lost" if dispute else "", _utc(dispute.at) if dispute else "",
        f"pi_3Q{order.number * 3001:012x}", order.id,
    ]  # fmt: skip


def _balance(order: Order, m: Movement, payout: Payout | None) -> list[object]:
    charge = next((c.id for c in order.movements if c.kind == "charge"), "")
    return [
        f"txn_{m.id[3:]}{m.kind[0]}", _utc(m.at), f"{m.available_on} 00:00:00", CURRENCY.lower(), f"{m.gross:.2f}",
        f"{m.fee:.2f}", f"{m.gross - m.fee:.2f}", m.kind, m.id, charge, f"Order #{order.number}",
        payout.id if payout else "", f"{payout.on} 00:00:00" if payout else "",
    ]  # fmt: skip


def _loose_payment(m: Movement) -> list[object]:
    """A payment link without order: neither description nor metadata name one."""
    return [
        m.id, "Payment link", _utc(m.at), f"{m.gross:.2f}", "0.00", CURRENCY.lower(), f"{m.fee:.2f}", "Paid", "true",
        "", "", "", "", f"pi_{m.id[3:]}", "",
    ]  # fmt: skip


def _loose_balance(m: Movement) -> list[object]:
    return [
        f"txn_{m.id[3:]}", _utc(m.at), f"{m.available_on} 00:00:00", CURRENCY.lower(), f"{m.gross:.2f}", f"{m.fee:.2f}",
        f"{m.gross - m.fee:.2f}", m.kind, m.id, m.id, "Payment link", "", "",
    ]  # fmt: skip


def _payout(payout: Payout) -> list[object]:
    return [
        f"txn_{payout.id[3:]}", _utc(_morning(payout.on)), f"{payout.on} 00:00:00", CURRENCY.lower(),
        f"{-payout.amount:.2f}", "0.00", f"{-payout.amount:.2f}", "payout", payout.id, "", "STRIPE PAYOUT", payout.id,
        f"{payout.on} 00:00:00",
    ]  # fmt: skip


def _utc(local: datetime) -> str:
    return f"{local - RIYADH:%Y-%m-%d %H:%M:%S}"
