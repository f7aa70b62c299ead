"""Orders settled in their own currency first, then in the reporting currency at the stated rate of the month.

Every step of an order stands at the rate of the month in which it was ordered, its cash at that of the month in which
the money moved; what the rates between made of it is `exchange`. Without a rate an amount stays in its own currency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from cmokit.methods.order_ledger import (
    STEPS,
    ZERO,
    Entry,
    Line,
    Order,
    Parcels,
    of_line,
    settle,
    total_of,
    without_order,
)

AMOUNT_STEP = Decimal("0.0001")  # the scale of every amount
ONE = Decimal(1)


@dataclass(frozen=True)
class Rates:
    """The rates that the client states, by pair and month, and the currency in which the report is written."""

    stated: Mapping[tuple[str, str, date], Decimal]
    reporting: str

    def rate(self, own: str, wanted: str, day: date) -> Decimal | None:
        """How many of `wanted` one of `own` is in the day's month; over the reporting currency if need be, or None."""
        if own == wanted:
            return ONE
        direct = self._pair(own, wanted, day)
        if direct is None and self.reporting not in (own, wanted):
            there, on = self._pair(own, self.reporting, day), self._pair(self.reporting, wanted, day)
            return there * on if there and on else None
        return direct

    def reported(self, amount: Decimal, own: str, day: date) -> Decimal | None:
        """The amount in the reporting currency, or None without a rate; the reporting currency itself loses no digit"""
        rate = self.rate(own, self.reporting, day)
        return None if rate is None else times(amount, rate)

    def _pair(self, own: str, wanted: str, day: date) -> Decimal | None:
        month = day.replace(day=1)
        straight, turned = self.stated.get((own, wanted, month)), self.stated.get((wanted, own, month))
        return straight if straight else 1 / turned if turned else None


def times(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount at a rate, at the scale of amounts."""
    return amount if rate == ONE else (amount * rate).quantize(AMOUNT_STEP, ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Settled:
    """One order with what became of its money, or one movement that belongs to none (order None).

    lines: as the files write them. own: in the order's or movement's own currency. entry: in the reporting currency,
    or `own` again where a rate is missing; lacking then names currency and month.
    """

    order: Order | None
    lines: tuple[Line, ...]
    parcels: Parcels
    own: Entry
    entry: Entry
    lacking: tuple[tuple[str, date], ...] = ()


def settled(order: Order, lines: Sequence[Line], parcels: Parcels, rates: Rates) -> list[Settled]:
    """The order, and each of its movements that no rate relates to its currency."""
    if all(line.currency == order.currency for line in lines):
        own = settle(order, lines, parcels)
        return [_in_reporting(Settled(order, tuple(lines), parcels, own, own), order.ordered_on, rates)]
    turned = [(line, _turned(line, order.currency, rates)) for line in lines]
    related = [(line, ours) for line, ours in turned if ours is not None]
    others = [line for line, ours in turned if ours is None]
    own = settle(order, [ours for _, ours in related], parcels, is_whole=not others)
    one = Settled(order, tuple(line for line, _ in related), parcels, own, own, tuple(_months(others, order.currency)))
    apart = [Settled(None, (line,), Parcels(), entry, entry) for line in others for entry in [_without_rate(line)]]
    found = [_in_reporting(one, order.ordered_on, rates)]
    return found + [_in_reporting(movement, movement.lines[0].day, rates) for movement in apart]


def loose(line: Line, rates: Rates) -> Settled:
    """A movement that belongs to no known order."""
    own = without_order(line)
    return _in_reporting(Settled(None, (line,), Parcels(), own, own), line.day, rates)


def _without_rate(line: Line) -> Entry:
    """A movement for an order of another currency, to which no stated rate relates it: all its money is `exchange`."""
    cash = line.net if line.is_settled else ZERO
    steps = dict.fromkeys(STEPS, ZERO) | {"fees": -line.fee, "not_yet_settled": cash - line.net}
    return of_line(line, steps | {"exchange": line.net + line.fee}, cash, ("", ""))


def _months(lines: Sequence[Line], currency: str) -> list[tuple[str, date]]:
    return [(line.currency, line.day.replace(day=1)) for line in lines if line.currency != currency]


def _turned(line: Line, currency: str, rates: Rates) -> Line | None:
    """The movement in the order's currency, at the rate of its own month."""
    rate = rates.rate(line.currency, currency, line.day)
    if rate is None or rate == ONE:
        return None if rate is None else line
    amount, fee = times(line.amount, rate), times(line.fee, rate)
    net = amount - fee if line.net == line.amount - line.fee else times(line.net, rate)
    return replace(line, amount=amount, fee=fee, net=net)


def _in_reporting(one: Settled, day: date, rates: Rates) -> Settled:
    own, needed = one.own, {(one.own.currency, day.replace(day=1))}
    paid = [line for line in one.lines if line.is_settled]
    if own.currency == rates.reporting and all(line.currency == rates.reporting for line in paid):
        return one
    needed |= {(line.currency, line.day.replace(day=1)) for line in paid}
    lacking = sorted(need for need in needed if rates.rate(need[0], rates.reporting, need[1]) is None)
    if lacking:
        return replace(one, lacking=(*one.lacking, *lacking))
    return replace(one, entry=_converted(own, paid, day, rates))


def _converted(own: Entry, paid: Sequence[Line], day: date, rates: Rates) -> Entry:
    """Every step at the order's rate, cash at the movements' rates; the difference, and all rounding, is exchange."""
    rate = rates.rate(own.currency, rates.reporting, day) or ONE
    cash = total_of(rates.reported(line.net, line.currency, line.day) or ZERO for line in paid)
    steps = {name: times(own.steps[name], rate) for name in STEPS}
    ordered = times(own.ordered, rate)
    steps["exchange"] = cash - ordered - total_of(amount for name, amount in steps.items() if name != "exchange")
    to_come = times(own.awaited, rate)
    return replace(own, ordered=ordered, steps=steps, cash=cash, currency=rates.reporting, awaited=to_come)
