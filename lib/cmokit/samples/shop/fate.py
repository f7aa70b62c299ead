"""What becomes of an order: cancelled, shipped, returned, charged, refunded, disputed, settled by the courier."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from cmokit.samples.plan import DELIVERIES, SHOP, rng
from cmokit.samples.shop.records import CARD, CASH, CENT, NOTHING, Movement, Order, Settled

# Of cash orders: cancelled before shipping, returned, lost. Of card orders: cancelled, refunded, disputed.
CASH_CANCELLED, CASH_RETURNED, CASH_LOST = 0.05, 0.13, 0.006
CARD_CANCELLED, CARD_REFUNDED, CARD_DISPUTED = 0.03, 0.05, 0.007
FREIGHT, COD_FEE, RETURN_FEE = Decimal("18.00"), Decimal("7.00"), Decimal("12.00")
CARD_SHARE, CARD_FIXED, DISPUTE_FEE = Decimal("0.029"), Decimal("1.00"), Decimal("55.00")
AVAILABLE_AFTER_DAYS = 7
SETTLEMENT_DAYS = (1, 15)  # of each month; moved to Sunday from the weekend
CLOSED_BEFORE_DAYS = 4  # a settlement holds what was finished this many days before it


def settlement_dates(start: date, end: date) -> list[date]:
    """The courier's days of payment between two days, never on Friday or Saturday."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return [_working(day) for day in days if day.day in SETTLEMENT_DAYS and _working(day) <= end]


def _working(day: date) -> date:
    return day + timedelta(days={4: 2, 5: 1}.get(day.weekday(), 0))


SETTLEMENTS = settlement_dates(date(2025, 7, 15), DELIVERIES[-1].on + timedelta(days=60))


def live(order: Order) -> None:
    """Give an order its fate, from a generator of its own, so that one order's defect changes no other order."""
    draw = rng(SHOP, "fate", order.number)
    if order.method == CASH:
        _cash(draw, order)
    else:
        _card(draw, order)


def _cash(draw: Random, order: Order) -> None:
    chance = draw.random()
    if chance < CASH_CANCELLED:
        order.cancelled_at = order.created_at + timedelta(hours=draw.randrange(2, 20))
        return
    order.fulfilled_at = _next(draw, order.created_at, 1, 2)
    finished = _next(draw, order.fulfilled_at, 2, 6).date()
    status = "delivered"
    if chance < CASH_CANCELLED + CASH_RETURNED:
        status, finished = "returned", finished + timedelta(days=draw.randrange(4, 10))
    elif chance < CASH_CANCELLED + CASH_RETURNED + CASH_LOST:
        status, finished = "lost", finished + timedelta(days=20)
    line = settle(order, status, finished)
    is_split = status == "delivered" and order.number % 71 == 0 and line.remitted_on < DELIVERIES[0].on.replace(day=1)
    order.settled += _split(order, line) if is_split else [line]


def _split(order: Order, whole: Settled) -> list[Settled]:
    """An order in two parcels, each with its own number, collected and settled apart: one order in two settlements."""
    first = (order.total / 2).quantize(CENT)
    following = SETTLEMENTS[SETTLEMENTS.index(whole.remitted_on) + 1]
    one = replace(whole, collected=first, net=first - whole.freight - whole.cod_fee)
    rest = order.total - first
    two = replace(whole, awb=f"{whole.awb}-2", collected=rest, net=rest - whole.freight - whole.cod_fee)
    return [one, replace(two, remitted_on=following)]


def settle(order: Order, status: str, finished: date) -> Settled:
    """The courier's line: cash collected less freight and fees; a returned parcel costs freight and a return fee."""
    collected = order.total if status == "delivered" else NOTHING
    freight = NOTHING if status == "lost" else FREIGHT
    cod_fee = COD_FEE if status == "delivered" else NOTHING
    return_fee = RETURN_FEE if status == "returned" else NOTHING
    paid_on = next(day for day in SETTLEMENTS if finished <= day - timedelta(days=CLOSED_BEFORE_DAYS))
    return Settled(
        awb=f"QF{order.number * 7 + 30_000_000}",
        status=status,
        delivered_on=finished if status == "delivered" else None,
        collected=collected,
        freight=freight,
        cod_fee=cod_fee,
        return_fee=return_fee,
        adjustment=NOTHING,
        net=collected - freight - cod_fee - return_fee,
        remitted_on=paid_on,
    )


def _card(draw: Random, order: Order) -> None:
    charged_at = order.created_at + timedelta(minutes=1)
    order.movements.append(movement(order, "charge", charged_at, order.total, card_fee(order.total)))
    chance = draw.random()
    if chance < CARD_CANCELLED:
        order.cancelled_at = order.created_at + timedelta(hours=draw.randrange(2, 20))
        refunded_at = order.cancelled_at + timedelta(minutes=5)
        order.movements.append(movement(order, "refund", refunded_at, -order.total, NOTHING))
        return
    order.fulfilled_at = _next(draw, order.created_at, 1, 2)
    if chance < CARD_CANCELLED + CARD_REFUNDED:
        amount = order.total if draw.random() < 0.6 else (order.total / 4).quantize(CENT)
        refunded_at = _next(draw, order.fulfilled_at, 4, 16)
        order.movements.append(movement(order, "refund", refunded_at, -amount, NOTHING))
    elif chance < CARD_CANCELLED + CARD_REFUNDED + CARD_DISPUTED:
        disputed_at = _next(draw, order.fulfilled_at, 9, 25)
        order.movements.append(movement(order, "dispute", disputed_at, -order.total, DISPUTE_FEE))


def card_fee(amount: Decimal) -> Decimal:
    return (amount * CARD_SHARE + CARD_FIXED).quantize(CENT, ROUND_HALF_UP)


def movement(order: Order, kind: str, at: datetime, gross: Decimal, fee: Decimal) -> Movement:
    """A charge is available a week later; what goes back to the customer is taken at once."""
    available = at.date() + timedelta(days=AVAILABLE_AFTER_DAYS if kind == "charge" else 0)
    prefix = {"charge": "ch_3Q", "refund": "re_3Q", "dispute": "du_1Q"}[kind]
    return Movement(f"{prefix}{order.number * 3001:012x}", kind, at, gross, fee, available)


def _next(draw: Random, start: datetime, fewest: int, most: int) -> datetime:
    """A working hour some days later, never on Friday."""
    when = start + timedelta(days=draw.randrange(fewest, most + 1))
    when += timedelta(days=1) if when.weekday() == 4 else timedelta()
    return when.replace(hour=draw.randrange(9, 18), minute=draw.randrange(60))


def is_card(order: Order) -> bool:
    return order.method == CARD
