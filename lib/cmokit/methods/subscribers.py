"""Customers by subscription: how long they stay, what they pay while they do, and what that comes to over a horizon.

By Kaplan and Meier, those who are still there counted as such, those who have gone as gone. Where a list keeps only
whom it had at some day, older customers count from that day on (left truncation): those like them who had gone before
stand nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmokit.methods.customer_value import Customer, Payment, exact_months, plus_months, whole_months
from cmokit.methods.goods_cost import ONE, CostBook
from cmokit.methods.order_ledger import ZERO
from cmokit.methods.survival import Waits, kaplan_meier

RUNNING = "active"  # the state of a subscription that is paid for
CHANCE = 0.01  # that nobody leaves by chance alone: below it, a list without leavers keeps only those who stayed
DRAWS = 300
FEWEST_LEFT = 10  # customers who are still there and seen, for a horizon to be told
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """One paid interval. until: its last day, or None. cost: what serving a month costs, None where nobody says."""

    customer_id: str
    groups: Mapping[str, str]
    since: date
    until: date | None
    amount: Decimal
    cost: Decimal | None
    source_file: str
    source_row: int


def plans(rows: Iterable[Mapping[str, Any]], book: CostBook, as_of: date) -> tuple[list[Plan], set[tuple[str, date]]]:
    """The plans that ran by `as_of`, in the reporting currency; currencies and months without a rate.

    rows: customer_id, groups, state, started_on, ended_on, recurring_amount, currency, plan, source_file, source_row.
    """
    found, lacking = [], set()
    for row in rows:
        since, currency = row["started_on"], row["currency"] or book.rates.reporting
        if (row["state"] or "").lower() != RUNNING or since is None or since > as_of or _is_negative(row):
            continue
        amount = book.rates.reported(row["recurring_amount"] or ZERO, currency, since)
        if amount is None:
            lacking.add((currency, since.replace(day=1)))
            amount = ZERO
        cost = book.cost(None, row["plan"], ONE, amount, since) if amount else ZERO
        where = (row["source_file"], row["source_row"])
        found.append(Plan(row["customer_id"], row["groups"], since, row["ended_on"], amount, cost, *where))
    return found, lacking


def _is_negative(row: Mapping[str, Any]) -> bool:
    return row["ended_on"] is not None and row["ended_on"] < row["started_on"]


def subscribers(found: Iterable[Plan], as_of: date) -> list[Customer]:
    """Each customer once, from the first paid day to the last; a gap between two plans is no end."""
    own: dict[str, list[Plan]] = defaultdict(list)
    for plan in sorted(found, key=lambda plan: (plan.since, plan.source_file, plan.source_row)):
        own[plan.customer_id].append(plan)
    told = [_customer(who, mine, as_of) for who, mine in sorted(own.items())]
    return _truncated(told, as_of)


def _customer(who: str, mine: Sequence[Plan], as_of: date) -> Customer:
    began, ends = mine[0].since, [plan.until for plan in mine]
    gone = max((end for end in ends if end), default=None) if all(ends) else None
    has_left = gone is not None and gone <= as_of
    end = (gone if gone and has_left else as_of) + timedelta(days=1)
    seen = whole_months(began, as_of + timedelta(days=1))
    months = range(seen + 1)
    payments = tuple(one for month in months if (one := _paid(mine, month, plus_months(began, month), as_of)))
    return Customer(
        who, mine[0].groups, began, seen, payments, mine[0].source_file, mine[0].source_row,
        months=exact_months(began, end), has_left=has_left,
    )  # fmt: skip


def _paid(mine: Sequence[Plan], month: int, day: date, as_of: date) -> Payment | None:
    """What the plans that run on the first day of a month bring, paid in advance."""
    on = [plan for plan in mine if plan.since <= day <= (plan.until or as_of)] if day <= as_of else []
    revenue = sum((plan.amount for plan in on), ZERO)
    margin = sum((plan.amount - plan.cost for plan in on if plan.cost is not None), ZERO)
    return Payment(month, revenue, margin) if on else None


def _truncated(found: list[Customer], as_of: date) -> list[Customer]:
    """Customers from before the first end under observation from then on, where chance alone would have had ends."""
    ends = [left_on(c) for c in found if c.has_left]
    if not ends:
        return found
    first = min(ends)
    before = sum(max((first - c.began_on).days, 0) for c in found)
    after = sum((_last(c, as_of) - max(c.began_on, first)).days for c in found)
    expected = before * (len(ends) - 1) / max(after, 1)  # the first end chose the day itself, so it tells no rate
    if expected < -log(CHANCE):
        return found
    since = first - timedelta(days=1)
    return [replace(c, entered=exact_months(c.began_on, since)) if c.began_on < since else c for c in found]


def left_on(customer: Customer) -> date:
    """The first day without the customer."""
    whole = int(customer.months)
    start, following = plus_months(customer.began_on, whole), plus_months(customer.began_on, whole + 1)
    return start + timedelta(days=round((customer.months - whole) * (following - start).days))


def _last(customer: Customer, as_of: date) -> date:
    return max(left_on(customer), customer.began_on) if customer.has_left else as_of + timedelta(days=1)


@dataclass(frozen=True)
class Value:
    """What a new subscriber brings within the months of a horizon, discounted, with its interval; n: customers."""

    amount: float
    low: float
    high: float
    n: int


def staying(customers: Sequence[Customer]) -> Waits:
    """The share still there after each month, by Kaplan and Meier."""
    return kaplan_meier([c.months for c in customers], [c.has_left for c in customers], [c.entered for c in customers])


def is_seen(customers: Sequence[Customer], horizon: int) -> bool:
    """Whether enough customers are still there in the last month of a horizon."""
    return sum(c.months > horizon - 1 and c.entered <= horizon - 1 for c in customers) >= FEWEST_LEFT


def value(customers: Sequence[Customer], kind: str, horizon: int, discount: float, *, seed: int) -> Value:
    """Month by month the share still there times what those who are there pay, each worth less the later it comes."""
    times, left, entered = (
        np.array([getattr(c, name) for c in customers]) for name in ("months", "has_left", "entered")
    )
    paid = np.array([[float(c.paid(k, kind)) for k in range(horizon)] for c in customers])
    worth = (1 + discount) ** (-np.arange(horizon) / 12)
    amount = _value(times, left, entered, paid, worth)
    random, n = np.random.default_rng(seed), len(customers)
    draws = [random.integers(n, size=n) for _ in range(DRAWS)]
    drawn = [_value(times[d], left[d], entered[d], paid[d], worth) for d in draws]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Value(amount, min(float(low), amount), max(float(high), amount), n)


def _value(times: Numbers, left: NDArray[np.bool_], entered: Numbers, paid: Numbers, worth: Numbers) -> float:
    curve, total = kaplan_meier(times, left, entered), 0.0
    for month, factor in enumerate(worth):
        there = (times > month) & (entered <= month)
        if there.any():
            total += factor * (1 - curve.ended_by(month)) * float(paid[there, month].mean())
    return total
