"""What became of each order's money: from goods value to cash, in signed steps that add up exactly.

Everything is Decimal and belongs to one order; nothing is joined on e-mail addresses. An order is settled in its own
currency; `methods.order_exchange` turns what came in another one, and the whole, into the reporting currency.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.0000")
STEPS = (
    *("vat", "shipping", "exchange", "cancelled", "refunded", "disputed"),
    *("not_delivered", "fees", "not_yet_settled", "unexplained"),
)
CHARGES = ("charge", "parcel")  # what brings in the price of an order: a processor's charge, a courier's collection
WENT_BACK = ("refund", "dispute")
COSTS = ("fee", "adjustment")  # movements that are a cost or its correction as a whole
EXCHANGE_BAND = Decimal("0.10")  # a charge further from the order than this is no matter of rates: it stays unexplained

Convert = Callable[[Decimal, str, date], Decimal]  # amount, its currency, its day → the reporting currency


@dataclass(frozen=True)
class Line:
    """One movement of money. kind: a payment's kind, or `parcel` for a line of a courier's settlement.

    amount: gross, + in, - out. fee: costs taken off it (+ is a cost), of which back_fee for a parcel that came back and
    collection_fee for collecting cash. net: what reaches the client by this line. original, currency: the gross amount
    as the file writes it; the others are in the same currency, or in the order's where that is another one.
    reference: payment id or parcel number. day: when it happened, for the rate of its month. settled_on: the day from
    which it is cash.
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
    day: date = date.min
    settled_on: date | None = None
    back_fee: Decimal = ZERO
    collection_fee: Decimal = ZERO


@dataclass(frozen=True)
class Parcels:
    """What the courier says of an order: something came back or was lost; something is still under way or uncounted.

    is_gone: a parcel was lost, and its goods with it.
    """

    any_line: bool = False
    is_lost: bool = False
    is_awaited: bool = False
    is_gone: bool = False


@dataclass(frozen=True)
class Order:
    """One order in its own currency. is_pending: the shop waits for the money; is_part_paid: for the rest.

    tax: within the total, on top of the goods or in their prices. discount: taken off the goods already.
    """

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
    tax: Decimal = ZERO
    discount: Decimal = ZERO
    email: str = ""

    @property
    def before_tax(self) -> Decimal:
        """What the order brings without tax: goods and shipping."""
        return self.total - self.tax


@dataclass(frozen=True)
class Entry:
    """The ledger's row: ordered + the steps = cash, all in one currency.

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
    currency: str = ""
    awaited: Decimal = ZERO  # of not_yet_settled: what no movement has announced

    @property
    def is_order(self) -> bool:
        """False for a movement that belongs to no known order."""
        return self.reference is None


def by_size(entry: Entry) -> tuple[Decimal, str, str, int]:
    """Sorts the most unexplained first."""
    return -abs(entry.steps["unexplained"]), entry.order_id or "", entry.source_file, entry.source_row


def settle(order: Order, lines: Sequence[Line], parcels: Parcels, *, is_whole: bool = True) -> Entry:
    """The way of one order's money. What none of the steps explains is left in `unexplained`.

    is_whole False: further lines are in a currency that no stated rate relates to the order's. What they stand for
    cannot be told and is `exchange`.
    """
    charged = total_of(line.amount for line in lines if line.kind in CHARGES)
    cash = total_of(line.net for line in lines if line.is_settled)
    steps = dict.fromkeys(STEPS, ZERO)
    steps["shipping"] = order.shipping
    steps["vat"] = order.total - order.goods - order.shipping
    steps["exchange"] = _exchange(order, lines)
    steps["fees"] = -total_of(line.fee for line in lines)
    steps["not_yet_settled"] = -total_of(line.net for line in lines if not line.is_settled)
    to_come = ZERO
    if order.is_cancelled:
        steps["cancelled"] = -order.total
    else:
        steps["disputed"] = total_of(line.amount for line in lines if line.kind == "dispute")
        steps["not_delivered"] = -_not_delivered(order, charged, parcels)
        steps["refunded"] = -_refunded(order, lines, steps["not_delivered"])
        to_come = _awaited(order, lines, parcels, charged, steps["not_delivered"])
        steps["not_yet_settled"] -= to_come
    rest = cash - order.goods - total_of(steps.values())
    steps["unexplained" if is_whole else "exchange"] += rest
    said = ("unexplained", _why(order, lines, steps)) if steps["unexplained"] else ("", "")
    who, where = (order.order_id, None, order.channel), (order.source_file, order.source_row)
    return Entry(*who, order.goods, steps, cash, *said, *where, order.currency, to_come)


def without_order(line: Line) -> Entry:
    """A movement that belongs to no known order: a cost is a cost, all else is cash that nobody can explain."""
    cash = line.net if line.is_settled else ZERO
    steps = dict.fromkeys(STEPS, ZERO) | {("fees" if line.kind in COSTS else "unexplained"): cash}
    said = ("no_order", "no_order") if steps["unexplained"] else ("", "")
    return of_line(line, steps, cash, said)


def of_line(line: Line, steps: dict[str, Decimal], cash: Decimal, said: tuple[str, str]) -> Entry:
    """A row of the ledger for a movement alone."""
    reference = line.reference or f"{line.source_file}, row {line.source_row}"
    who, where = (line.order_id, reference, "unknown"), (line.source_file, line.source_row)
    return Entry(*who, ZERO, steps, cash, *said, *where, line.currency)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def check(entries: Sequence[Entry], received: Sequence[Order | Line], used: Sequence[Order | Line]) -> None:
    """Every row adds up, and nothing was lost or counted twice on the way. A failure here is a fault of the kit."""
    for entry in entries:
        if entry.ordered + total_of(entry.steps.values()) != entry.cash:
            raise AssertionError(f"order {entry.order_id}: its steps do not lead to its cash")
    if Counter(map(id, used)) != Counter(map(id, received)):
        raise AssertionError("the ledger's orders and movements are not those received, each once")


def _awaited(
    order: Order, lines: Sequence[Line], parcels: Parcels, charged: Decimal, not_delivered: Decimal
) -> Decimal:
    """What is still to come beyond the announced movements: parcels under way, orders that wait for their payment."""
    nothing_yet = order.is_pending and not lines and not parcels.any_line
    under_way = order.is_cash_on_delivery and parcels.is_awaited
    is_awaited = nothing_yet or under_way or order.is_part_paid
    return max(order.total - charged + not_delivered, ZERO) if is_awaited else ZERO


def _refunded(order: Order, lines: Sequence[Line], not_delivered: Decimal) -> Decimal:
    """Money given back: by the payments, or more where the shop says so; by its word never more than is left.

    What only the shop says has not left the cash: it stands again in `unexplained`, as a refund that no payment shows.
    """
    seen = -total_of(line.amount for line in lines if line.kind == "refund")
    disputed = -total_of(line.amount for line in lines if line.kind == "dispute")
    is_comparable = all(line.currency == order.currency for line in lines if line.kind in WENT_BACK)
    said = min(order.said_refunded, order.total + not_delivered) - disputed
    return max(seen, said) if is_comparable else seen


def _not_delivered(order: Order, charged: Decimal, parcels: Parcels) -> Decimal:
    """What was never collected of a cash-on-delivery order of which a parcel came back or was lost."""
    lost = order.is_cash_on_delivery and parcels.is_lost
    return max(order.total - charged, ZERO) if lost else ZERO


def _exchange(order: Order, lines: Sequence[Line]) -> Decimal:
    """What two currencies make of one and the same price, where an order was charged in another than its own."""
    charges = [line for line in lines if line.kind in CHARGES and line.original]
    if all(line.currency == order.currency for line in charges):
        return ZERO
    charged = total_of(line.amount for line in charges)
    if order.is_cancelled:
        back = total_of(line.amount for line in lines if line.kind in WENT_BACK)
        return charged + back if _is_wholly_given_back(lines) else ZERO
    difference = charged - order.total
    return difference if abs(difference) <= EXCHANGE_BAND * order.total else ZERO


def _is_wholly_given_back(lines: Sequence[Line]) -> bool:
    """Charges and refunds cancel out, in the currency in which they were made."""
    left: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if line.kind in (*CHARGES, *WENT_BACK):
            left[line.currency] += line.original
    return not any(left.values())


def _why(order: Order, lines: Sequence[Line], steps: dict[str, Decimal]) -> str:
    if not lines:
        return "no_movement"
    if any(line.amount - line.fee != line.net for line in lines):
        return "net_differs"
    if order.is_cancelled and steps["unexplained"] > 0:
        return "cancelled_and_kept"
    seen = -total_of(line.amount for line in lines if line.kind == "refund")
    return "refund_not_seen" if steps["unexplained"] == -steps["refunded"] - seen else "amount_differs"
