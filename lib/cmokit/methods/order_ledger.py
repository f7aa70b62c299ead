"""What became of each order's money: from goods value to cash, in signed steps that add up exactly.

Everything is Decimal in the reporting currency and belongs to one order; nothing is joined on e-mail addresses.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.0000")
STEPS = (
    *("vat", "shipping", "exchange", "cancelled", "refunded", "disputed"),
    *("not_delivered", "fees", "not_yet_settled", "unexplained"),
)
CHARGES = (
    "charge",
    "parcel",
)  # kinds that bring in the price of an order: a processor's charge, a courier's collection
COSTS = ("fee", "adjustment")  # movements that are a cost or its correction as a whole
EXCHANGE_BAND = Decimal("0.10")  # a charge further from the order than this is no matter of rates: it stays unexplained

Convert = Callable[[Decimal, str, date], Decimal]  # amount, its currency, its day → the reporting currency


@dataclass(frozen=True)
class Line:
    """One movement of money. kind: a payment's kind, or `parcel` for a line of a courier's settlement.

    amount: gross, + in, - out. fee: costs taken off it (+ is a cost). net: what reaches the client by this line.
    original, currency: the gross amount before exchange. reference: payment id or parcel number.
    """

    order_id: str | None
    kind: str
    amount: Decimal
    fee: Decimal
    net: Decimal
    is_settled: bool
    currency: str
    original: Decimal
    reference: str | None
    source_file: str
    source_row: int


@dataclass(frozen=True)
class Parcels:
    """What the courier says of an order: something came back or was lost; something is still under way or uncounted."""

    any_line: bool = False
    is_lost: bool = False
    is_awaited: bool = False


@dataclass(frozen=True)
class Order:
    """One order in the reporting currency. is_pending: the shop waits for the money; is_part_paid: for the rest."""

    order_id: str
    channel: str
    goods: Decimal
    shipping: Decimal
    total: Decimal
    currency: str
    ordered_on: date
    is_cancelled: bool
    is_pending: bool
    is_part_paid: bool
    is_cash_on_delivery: bool
    said_refunded: Decimal
    source_file: str
    source_row: int


@dataclass(frozen=True)
class Entry:
    """The ledger's row: ordered + the steps = cash.

    problem: `unexplained` of an order, `no_order` of a movement that belongs to none, else blank.
    why: its likely cause.
    """

    order_id: str | None
    reference: str | None
    channel: str
    ordered: Decimal
    steps: dict[str, Decimal]
    cash: Decimal
    problem: str
    why: str
    source_file: str
    source_row: int

    @property
    def is_order(self) -> bool:
        """False for a movement that belongs to no known order."""
        return self.reference is None


def by_size(entry: Entry) -> tuple[Decimal, str, str, int]:
    """Sorts the most unexplained first."""
    return -abs(entry.steps["unexplained"]), entry.order_id or "", entry.source_file, entry.source_row


def settle(order: Order, lines: Sequence[Line], parcels: Parcels, convert: Convert) -> Entry:
    """The way of one order's money. What none of the steps explains is left in `unexplained`."""
    charged = total_of(line.amount for line in lines if line.kind in CHARGES)
    is_undone = order.is_cancelled and (charged == 0 or _is_wholly_refunded(lines))
    steps = dict.fromkeys(STEPS, ZERO)
    steps["shipping"] = order.shipping
    steps["vat"] = order.total - order.goods - order.shipping
    steps["exchange"] = _exchange(order, lines, is_undone, convert)
    steps["fees"] = -total_of(line.fee for line in lines)
    steps["not_yet_settled"] = -total_of(line.net for line in lines if not line.is_settled)
    if is_undone:
        steps["cancelled"] = -order.total
    else:
        steps["disputed"] = total_of(line.amount for line in lines if line.kind == "dispute")
        steps["not_delivered"] = -_not_delivered(order, charged, parcels)
        steps["refunded"] = -_refunded(order, lines, steps["not_delivered"])
        steps["not_yet_settled"] -= _awaited(order, charged, parcels, bool(lines), steps["not_delivered"])
    cash = total_of(line.net for line in lines if line.is_settled)
    steps["unexplained"] = cash - order.goods - total_of(steps.values())
    said = ("unexplained", _why(lines, steps)) if steps["unexplained"] else ("", "")
    return Entry(
        order.order_id, None, order.channel, order.goods, steps, cash, *said, order.source_file, order.source_row
    )


def without_order(line: Line) -> Entry:
    """A movement that belongs to no known order: a cost is a cost, all else is cash that nobody can explain."""
    cash = line.net if line.is_settled else ZERO
    steps = dict.fromkeys(STEPS, ZERO) | {("fees" if line.kind in COSTS else "unexplained"): cash}
    said = ("no_order", "no_order") if steps["unexplained"] else ("", "")
    reference = line.reference or f"{line.source_file}, row {line.source_row}"
    return Entry(line.order_id, reference, "unknown", ZERO, steps, cash, *said, line.source_file, line.source_row)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def check(entries: Sequence[Entry], orders: Sequence[Order], lines: Sequence[Line]) -> None:
    """Every row adds up, and nothing was lost or counted twice on the way. A failure here is a fault of the kit."""
    for entry in entries:
        if entry.ordered + total_of(entry.steps.values()) != entry.cash:
            raise AssertionError(f"order {entry.order_id}: its steps do not lead to its cash")
    if total_of(e.ordered for e in entries) != total_of(o.goods for o in orders):
        raise AssertionError("the ledger's orders are not the orders received")
    if total_of(e.cash for e in entries) != total_of(line.net for line in lines if line.is_settled):
        raise AssertionError("the ledger's cash is not the cash received")


def _is_wholly_refunded(lines: Sequence[Line]) -> bool:
    """Charges and refunds cancel out, in the currency in which they were made."""
    left: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if line.kind in (*CHARGES, "refund"):
            left[line.currency] += line.original
    return not any(left.values())


def _refunded(order: Order, lines: Sequence[Line], not_delivered: Decimal) -> Decimal:
    """Money given back: by the payments where they cover the order, else as the shop says; never more than is left."""
    if any(line.kind != "parcel" for line in lines):
        return -total_of(line.amount for line in lines if line.kind == "refund")
    return min(order.said_refunded, order.total + not_delivered)


def _not_delivered(order: Order, charged: Decimal, parcels: Parcels) -> Decimal:
    """What was never collected of a cash-on-delivery order of which a parcel came back or was lost."""
    lost = order.is_cash_on_delivery and parcels.is_lost
    return max(order.total - charged, ZERO) if lost else ZERO


def _awaited(order: Order, charged: Decimal, parcels: Parcels, has_lines: bool, not_delivered: Decimal) -> Decimal:
    """What is still to come beyond the announced movements: parcels under way, orders that wait for their payment."""
    nothing_yet = order.is_pending and not has_lines and not parcels.any_line
    under_way = order.is_cash_on_delivery and parcels.is_awaited
    is_awaited = nothing_yet or under_way or order.is_part_paid
    return max(order.total - charged + not_delivered, ZERO) if is_awaited else ZERO


def _exchange(order: Order, lines: Sequence[Line], is_undone: bool, convert: Convert) -> Decimal:
    """What the rates of the order's and the charge's day, or of two currencies, make of one and the same price."""
    charges = [line for line in lines if line.kind in CHARGES and line.original]
    if all(line.currency == order.currency and line.amount == line.original for line in charges):
        return ZERO
    charged = total_of(line.amount for line in charges)
    if is_undone:
        return charged + total_of(line.amount for line in lines if line.kind == "refund")
    if all(line.currency == order.currency for line in charges):
        return charged - convert(total_of(line.original for line in charges), order.currency, order.ordered_on)
    difference = charged - order.total
    return difference if abs(difference) <= EXCHANGE_BAND * order.total else ZERO


def _why(lines: Sequence[Line], steps: dict[str, Decimal]) -> str:
    if not lines:
        return "no_movement"
    if any(line.amount - line.fee != line.net for line in lines):
        return "net_differs"
    if not any(line.kind != "parcel" for line in lines) and steps["refunded"]:
        return "refund_not_seen"
    return "amount_differs"
