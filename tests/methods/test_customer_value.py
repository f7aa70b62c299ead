"""Months since a customer began, and what customers brought in them: survivors and leavers alike."""

from datetime import date
from decimal import Decimal

import pytest

from cmokit.methods.customer_value import (
    MARGIN,
    REVENUE,
    Customer,
    Payment,
    curve,
    exact_months,
    payback,
    plus_months,
    whole_months,
)


def customer(seen, *paid, **more):
    payments = tuple(Payment(month, Decimal(amount), Decimal(amount) / 2) for month, amount in enumerate(paid))
    return Customer("c", {}, date(2026, 1, 1), seen, payments, "f", 1, **more)


def test_each_month_is_asked_of_those_who_have_had_it():
    """The usual mistake: everybody in the denominator, so that new customers look poor; or survivors only."""
    points = curve([customer(2, 10, 30), customer(2, 10, 0), customer(1, 40)], REVENUE, 12, 1)
    assert [(p.month, p.amount, p.n) for p in points] == [(1, Decimal(20), 3), (2, Decimal(35), 2)]
    assert [p.amount for p in curve([customer(1, 10)], MARGIN, 12, 1)] == [Decimal(5)]


def test_the_curve_ends_where_too_few_have_had_a_month():
    assert len(curve([customer(3, 1, 1, 1), customer(1, 1)], REVENUE, 12, 2)) == 1
    assert curve([customer(0, 1)], REVENUE, 12, 1) == []


def test_the_interval_is_that_of_a_mean_where_everybody_has_been_seen():
    amounts = [10, 20, 60]
    [point] = curve([customer(1, amount) for amount in amounts], REVENUE, 1, 1)
    off = [(a - 30) / 3 for a in amounts]
    assert float(point.high - point.amount) == pytest.approx(1.959964 * sum(x * x for x in off) ** 0.5, rel=1e-6)


def test_who_came_under_observation_late_says_nothing_of_the_months_before():
    points = curve([customer(3, 5, 5, 5), customer(3, 9, 9, 9, entered=1.5)], REVENUE, 3, 1)
    assert [point.n for point in points] == [1, 1, 2]


def test_payback_is_the_first_month_that_reaches_the_cost_or_none():
    points = curve([customer(3, 10, 10, 10)], REVENUE, 12, 1)
    assert [payback(points, Decimal(cost)) for cost in (10, 11, 30, 31)] == [1, 2, 3, None]


@pytest.mark.parametrize(
    ("first", "later", "months"),
    [
        ((2026, 1, 15), (2026, 2, 14), 0),
        ((2026, 1, 15), (2026, 2, 15), 1),
        ((2026, 1, 31), (2026, 2, 28), 1),
        ((2026, 1, 31), (2026, 3, 30), 1),
        ((2025, 12, 5), (2026, 12, 5), 12),
    ],
)
def test_whole_months_between_two_days(first, later, months):
    assert whole_months(date(*first), date(*later)) == months


def test_a_month_of_a_short_february_is_one_month():
    assert plus_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert exact_months(date(2026, 2, 1), date(2026, 3, 1)) == 1.0
    assert exact_months(date(2026, 1, 1), date(2026, 1, 17)) == pytest.approx(16 / 31)
