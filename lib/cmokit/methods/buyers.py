"""Customers by order: who bought when and for how much, and what a new one will bring within a horizon.

Orders by BG/NBD and money an order by gamma-gamma (lifetime_value.py); a cancelled order won nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmokit.methods.customer_value import MARGIN, Customer, Payment, whole_months
from cmokit.methods.lifetime_interval import error_of
from cmokit.methods.lifetime_value import Buyers, OrderModel, fit_orders, fit_spend
from cmokit.methods.linkage import with_leading_id
from cmokit.methods.subscribers import Value

DAYS_A_MONTH = 365.25 / 12
WIDE = 1.959964  # standard errors on either side of an estimate
Place = tuple[str, int]  # file and row of an order
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Bought:
    """One order that was kept: its day where the client is, and what it brought before tax."""

    customer_id: str
    channel: str
    on: date
    revenue: Decimal
    margin: Decimal
    place: Place


def whose(orders: Any, links: Any) -> dict[Place, str]:
    """Customer of each order: the contact, else the e-mail, else the order itself."""
    known = with_leading_id(orders, links, "contact", "contact_id", "person_id")
    named = known.select("source_file", "source_row", who=known.person_id.coalesce(known.email.lower(), known.order_id))
    return {(row["source_file"], row["source_row"]): row["who"] for row in named.to_pyarrow().to_pylist()}


def buyers(bought: Iterable[Bought], as_of: date) -> list[Customer]:
    """Each customer once. Orders of one day are one visit to the shop for the model, and all of them money."""
    own: dict[str, list[Bought]] = defaultdict(list)
    for one in sorted(bought, key=lambda one: (one.on, one.place)):
        own[one.customer_id].append(one)
    return [_customer(who, mine, as_of) for who, mine in sorted(own.items())]


def _customer(who: str, mine: Sequence[Bought], as_of: date) -> Customer:
    first, days = mine[0], sorted({one.on for one in mine})
    after = as_of + timedelta(days=1)
    return Customer(
        who,
        {"channel": first.channel},
        first.on,
        whole_months(first.on, after),
        tuple(Payment(whole_months(first.on, one.on), one.revenue, one.margin) for one in mine),
        *first.place,
        repeats=len(days) - 1,
        recency=(days[-1] - days[0]).days,
        age=(after - days[0]).days,
    )


@dataclass(frozen=True)
class Model:
    """orders: when they come. first: money of a customer's first day; again: of a later one; each with its error."""

    orders: OrderModel
    seen: Buyers
    first: Mapping[str, tuple[float, float]]
    again: Mapping[str, tuple[float, float]]

    def value(self, kind: str, horizon: int, discount: float) -> Value:
        """What a new customer brings within so many months, later money discounted, with its interval."""

        def expected(orders: OrderModel) -> float:
            new = Buyers(np.zeros(1), np.zeros(1), np.zeros(1))
            upto = [float(orders.expected_orders(new, month * DAYS_A_MONTH)[0]) for month in range(1, horizon + 1)]
            worth = (1 + discount) ** (-(np.arange(horizon) + 0.5) / 12)
            return float(np.diff([0.0, *upto]) @ worth)

        count, count_error = expected(self.orders), error_of(self.orders, self.seen, expected)
        (first, first_error), (again, again_error) = self.first[kind], self.again[kind]
        amount = first + count * again
        half = WIDE * sqrt(first_error**2 + (again * count_error) ** 2 + (count * again_error) ** 2)
        return Value(amount, amount - half, amount + half, len(self.seen.age))


def model(customers: Sequence[Customer], bought: Iterable[Bought], kinds: Sequence[str]) -> Model:
    """ValueError where customers are too few, or too few came back."""
    seen = Buyers(*(np.array([getattr(c, name) for c in customers], dtype=float) for name in _SEEN))
    orders = fit_orders(seen)
    days: dict[str, dict[date, list[Bought]]] = defaultdict(lambda: defaultdict(list))
    for one in bought:
        days[one.customer_id][one.on].append(one)
    visits = {who: [_sum(mine[day]) for day in sorted(mine)] for who, mine in days.items()}
    first = {kind: _mean([float(_of(own[0], kind)) for own in visits.values()]) for kind in kinds}
    later = [(own[1:], len(own) - 1) for own in visits.values() if len(own) > 1]
    means = np.array([sum(float(revenue) for revenue, _ in own) / n for own, n in later])
    spend = fit_spend([n for _, n in later], means)
    typical, spread = float(spend.expected_spend([0], [0])[0]), float(means.std(ddof=1)) / sqrt(len(means))
    revenue = sum((revenue for own, _ in later for revenue, _ in own), Decimal(0))
    margin = sum((margin for own, _ in later for _, margin in own), Decimal(0))
    share = float(margin / revenue) if revenue else 0.0
    again = {
        kind: (typical * part, spread * abs(part)) for kind in kinds for part in [share if kind == MARGIN else 1.0]
    }
    return Model(orders, seen, first, again)


_SEEN = ("repeats", "recency", "age")


def _sum(orders: Sequence[Bought]) -> tuple[Decimal, Decimal]:
    return sum((one.revenue for one in orders), Decimal(0)), sum((one.margin for one in orders), Decimal(0))


def _of(money: tuple[Decimal, Decimal], kind: str) -> Decimal:
    return money[1] if kind == MARGIN else money[0]


def _mean(values: Sequence[float]) -> tuple[float, float]:
    """A mean and its standard error."""
    array = np.array(values)
    return float(array.mean()), float(array.std(ddof=1)) / sqrt(len(array))
