"""What stands behind each figure that a client's books state: our rows, and what would move them toward the books.

Amounts are in the reporting currency. `moves` are what a usual difference of bookkeeping would add to the figure of a
month: tax left in or taken out, orders booked when their cash came, fees left in, and so on. They explain; they never
change our figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatch
from typing import Any

from cmokit.methods.goods_cost import ONE, cents
from cmokit.methods.order_exchange import Rates, Settled
from cmokit.methods.order_ledger import CHARGES, WENT_BACK, ZERO, Entry, Line, Order

REVENUE, REFUNDS, CASH, ADS = "revenue", "refunds", "cash_received", "ad_invoices"
FIGURES = (REVENUE, REFUNDS, CASH, ADS)
LATER, EARLIER = "timing_out", "timing_in"  # two halves of `timing`: money that came later, money of before


@dataclass(frozen=True)
class Move:
    """What a part would add to the figure of a month."""

    part: str
    month: date
    amount: Decimal


@dataclass(frozen=True)
class Record:
    """One of our rows behind a figure. amount may be nothing, where only a part would count it."""

    figure: str
    month: date
    amount: Decimal
    reference: str
    source_file: str
    source_row: int
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Basis:
    """with_tax: the figures that the books state with tax in them. test_emails: patterns of the client's own tests."""

    rates: Rates
    with_tax: frozenset[str]
    vat_share: Decimal | None = None
    test_emails: tuple[str, ...] = ()

    def amount(self, figure: str, gross: Decimal, tax: Decimal) -> Decimal:
        return gross if figure in self.with_tax else gross - tax

    def vat(self, figure: str, month: date, tax: Decimal) -> Move:
        """The books left the tax in although they say that they leave it out, or the other way round."""
        return Move("vat", month, -tax if figure in self.with_tax else tax)


def month_of(day: date) -> date:
    return day.replace(day=1)


def of_orders(settled: Iterable[Settled], basis: Basis) -> list[Record]:
    """Revenue of every order in the reporting currency, refunds and cash of every movement."""
    found: list[Record] = []
    for one in settled:
        if one.entry.currency != basis.rates.reporting:
            continue
        if one.order is not None:
            found.append(_revenue(one, one.order, basis))
        for line in one.lines:
            found += [*_refund(line, one.order, basis), *_cash(line, one.order, basis)]
    return found


def _revenue(one: Settled, order: Order, basis: Basis) -> Record:
    """An order counts in the month in which it was placed, with goods and shipping; a cancelled one does not count."""
    entry, month = one.entry, month_of(order.ordered_on)
    gross = entry.ordered + entry.steps["shipping"] + entry.steps["vat"]
    tax = _tax(gross, order)
    ours = basis.amount(REVENUE, gross, tax)
    where = (order.order_id, order.source_file, order.source_row)
    if order.is_cancelled:
        return Record(REVENUE, month, ZERO, *where, (Move("cancelled", month, ours),))
    moves = [basis.vat(REVENUE, month, tax), Move("shipping", month, -entry.steps["shipping"])]
    moves += _timing(month, _cash_month(one.lines), ours)
    moves += [Move("not_delivered", month, _part(entry, "not_delivered", order, basis))]
    if _cash_month(one.lines) is None and not entry.steps["not_delivered"]:
        moves.append(Move("not_yet_settled", month, -ours))
    if any(fnmatch(order.email.casefold(), pattern) for pattern in basis.test_emails):
        moves.append(Move("test_orders", month, -ours))
    own = basis.amount(REVENUE, order.total, order.tax)
    moves += [Move("currency", month, own - ours)] if order.currency != basis.rates.reporting else []
    back = sum((-line.amount for line in one.lines if line.kind == "refund"), ZERO)
    moves += [Move("refunds", month, -basis.amount(REVENUE, back, _tax(back, order)))] if back else []
    return Record(REVENUE, month, ours, *where, tuple(move for move in moves if move.amount))


def _tax(gross: Decimal, order: Order | None) -> Decimal:
    """The tax within an amount of the order, by the order's own share of tax."""
    return cents(gross * order.tax / order.total) if order and order.total else ZERO


def _part(entry: Entry, step: str, order: Order, basis: Basis) -> Decimal:
    gross = entry.steps[step]
    return basis.amount(REVENUE, gross, _tax(gross, order))


def _cash_month(lines: Sequence[Line]) -> date | None:
    paid = [line for line in lines if line.kind in CHARGES and line.is_settled and line.amount > 0]
    days = [line.settled_on for line in paid if line.settled_on]
    return month_of(min(days)) if days else None


def _timing(month: date, other: date | None, amount: Decimal) -> list[Move]:
    if other is None or other == month:
        return []
    return [Move(LATER, month, -amount), Move(EARLIER, other, amount)]


def _refund(line: Line, order: Order | None, basis: Basis) -> list[Record]:
    """A refund counts on the day on which it was made; a dispute only where the books count it as one."""
    if line.kind not in WENT_BACK:
        return []
    month = month_of(line.day)
    gross = -(basis.rates.reported(line.amount, line.currency, line.day) or ZERO)
    tax = _tax(gross, order)
    ours = basis.amount(REFUNDS, gross, tax)
    where = (line.reference or "", line.source_file, line.source_row)
    if line.kind == "dispute":
        return [Record(REFUNDS, month, ZERO, *where, (Move("disputes", month, ours),))]
    moves = [basis.vat(REFUNDS, month, tax), *_timing(month, line.settled_on and month_of(line.settled_on), ours)]
    own = basis.amount(REFUNDS, -line.amount, _tax(-line.amount, order))
    moves += [Move("currency", month, own - ours)] if line.currency != basis.rates.reporting else []
    return [Record(REFUNDS, month, ours, *where, tuple(move for move in moves if move.amount))]


def _cash(line: Line, order: Order | None, basis: Basis) -> list[Record]:
    """Cash counts from the day on which the processor made it available or the courier remitted it."""
    if not line.is_settled or line.settled_on is None:
        return _announced(line, order, basis)
    month, rates = month_of(line.settled_on), basis.rates
    ours = rates.reported(line.net, line.currency, line.day) or ZERO
    fee = rates.reported(line.fee, line.currency, line.day) or ZERO
    moves = [Move("fees", month, fee), *_charged(month, month_of(line.day), ours)]
    moves += [Move("no_order", month, -ours)] if order is None else []
    moves += [Move("currency", month, line.net - ours)] if line.currency != rates.reporting else []
    where = (line.reference or line.order_id or "", line.source_file, line.source_row)
    return [Record(CASH, month, ours, *where, tuple(move for move in moves if move.amount))]


def _announced(line: Line, order: Order | None, basis: Basis) -> list[Record]:
    """Money that was charged and has not come: no cash yet, unless the books count the charge."""
    month, net = month_of(line.day), basis.rates.reported(line.net, line.currency, line.day) or ZERO
    where = (line.reference or line.order_id or "", line.source_file, line.source_row)
    return [Record(CASH, month, ZERO, *where, (Move(EARLIER, month, net), Move("not_yet_settled", month, net)))]


def _charged(came: date, charged: date, amount: Decimal) -> list[Move]:
    """The books count cash when it was charged: not in the month in which it came, but in that of the charge."""
    return [] if came == charged else [Move(LATER, came, -amount), Move(EARLIER, charged, amount)]


def of_deals(deals: Iterable[Mapping[str, Any]], basis: Basis, undated: date) -> list[Record]:
    """Revenue where there are no orders: each won deal in the month in which it was closed; amounts without tax."""
    found = []
    for deal in deals:
        day, own = deal["closed_on"] or undated, deal["currency"] or basis.rates.reporting
        net = basis.rates.reported(deal["amount"], own, day)
        if net is not None:
            tax = cents(net * (basis.vat_share or ZERO))
            moves = [basis.vat(REVENUE, month_of(day), tax)]
            moves += [Move("currency", month_of(day), deal["amount"] - net)] if own != basis.rates.reporting else []
            where = (deal["opportunity_id"], deal["source_file"], deal["source_row"])
            ours = basis.amount(REVENUE, net + tax, tax)
            found.append(Record(REVENUE, month_of(day), ours, *where, tuple(m for m in moves if m.amount)))
    return found


def of_ads(rows: Iterable[Mapping[str, Any]], basis: Basis, taxed: frozenset[str]) -> list[Record]:
    """What the ad platforms report as spent, in the month of the day; taxed: platforms whose amounts include tax."""
    found = []
    for row in rows:
        day, own = row["period_start_on"], row["currency"] or basis.rates.reporting
        said = basis.rates.reported(row["spend"], own, day)
        if said is None:
            continue
        share = basis.vat_share or ZERO
        net = cents(said / (ONE + share)) if row["platform"] in taxed else said
        tax = cents(net * share)
        moves = [basis.vat(ADS, month_of(day), tax)]
        moves += [Move("currency", month_of(day), row["spend"] - said)] if own != basis.rates.reporting else []
        where = (f"{row['platform']} {day.isoformat()}", row["source_file"], row["source_row"])
        ours = basis.amount(ADS, net + tax, tax)
        found.append(Record(ADS, month_of(day), ours, *where, tuple(move for move in moves if move.amount)))
    return found
