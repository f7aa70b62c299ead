"""Subscribers: stays that are over or go on, lists that keep only who stayed, money while they are there."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cmokit.methods.customer_value import MARGIN, REVENUE, plus_months
from cmokit.methods.goods_cost import CostBook
from cmokit.methods.order_exchange import Rates
from cmokit.methods.subscribers import plans, staying, subscribers, value

AS_OF = date(2026, 6, 30)
BOOK = CostBook([], Rates({}, "EUR"))


def plan(who, started, ended=None, amount="100", **more):
    told = {"customer_id": who, "groups": {}, "state": "active", "started_on": date(*started), "currency": "EUR"}
    told |= {"ended_on": date(*ended) if ended else None, "recurring_amount": Decimal(amount), "plan": "Pro"}
    return told | {"source_file": "f", "source_row": 1} | more


def of(*rows, book=BOOK):
    return subscribers(plans(rows, book, AS_OF)[0], AS_OF)


def of_months(months, who, left):
    """Somebody who began on 1 July 2025 and stayed so long."""
    end = plus_months(date(2025, 7, 1), months) - timedelta(days=1)
    return plan(who, (2025, 7, 1), (end.year, end.month, end.day) if left else None)


def test_a_stay_lasts_from_the_first_paid_day_to_the_last():
    gone, there = of(plan("a", (2026, 1, 1), (2026, 3, 31)), plan("b", (2026, 1, 1)))
    assert (gone.months, gone.has_left) == (3.0, True)
    assert (there.months, there.has_left) == (6.0, False)
    assert [gone.paid(month, REVENUE) for month in range(4)] == [100, 100, 100, 0]


def test_who_changes_the_plan_or_pauses_has_not_left():
    [changed] = of(plan("a", (2026, 1, 1), (2026, 2, 28)), plan("a", (2026, 4, 1), amount="150"))
    assert (changed.months, changed.has_left) == (6.0, False)
    assert [changed.paid(month, REVENUE) for month in range(4)] == [100, 100, 0, 150]


def test_an_end_that_is_known_but_has_not_come_is_no_end():
    [staying_] = of(plan("a", (2026, 1, 1), (2026, 9, 30)))
    assert not staying_.has_left


def test_trials_and_plans_that_end_before_they_begin_make_no_customer():
    assert (
        of(plan("a", (2026, 1, 1), state="trial"), plan("b", (2026, 3, 1), (2026, 2, 1)), plan("c", (2026, 7, 1))) == []
    )


def test_money_in_a_currency_without_a_rate_is_said():
    found, lacking = plans([plan("a", (2026, 1, 1), currency="USD")], BOOK, AS_OF)
    assert lacking == {("USD", date(2026, 1, 1))}
    assert found[0].amount == 0


def test_margin_is_what_is_left_of_the_price_at_the_stated_share():
    stated = {"sku": None, "product_line": "Pro", "valid_from_on": None, "unit_cost_amount": None,
              "margin_share": 0.8, "currency": "EUR"}  # fmt: skip
    [one] = of(plan("a", (2026, 1, 1)), book=CostBook([stated], Rates({}, "EUR")))
    assert one.paid(0, MARGIN) == Decimal("80.0")


def test_a_year_is_worth_what_those_who_stay_pay_and_not_the_price_over_one_months_churn():
    """The usual mistake: 1/churn of the last month, in which nobody happened to leave, or many did."""
    rows = [of_months(2, f"gone{n}", True) for n in range(10)] + [of_months(12, f"stay{n}", False) for n in range(30)]
    whole = value(of(*rows), REVENUE, 12, 0.0, seed=1)
    assert whole.amount == pytest.approx(100 * 2 + 100 * 10 * 0.75)
    assert whole.low < whole.amount < whole.high
    later = value(of(*rows), REVENUE, 12, 0.10, seed=1)
    by_hand = sum(100 * (1 if k < 2 else 0.75) / 1.1 ** (k / 12) for k in range(12))
    assert later.amount == pytest.approx(by_hand)


def test_those_who_have_not_been_there_for_long_are_no_leavers_and_no_stayers():
    """The usual mistake: everybody who is there now counted as staying for good, or left out."""
    young = [plan(f"young{n}", (2026, 5, 1)) for n in range(20)]
    rows = [of_months(2, f"gone{n}", True) for n in range(10)] + [of_months(12, f"stay{n}", False) for n in range(10)]
    curve = staying(of(*rows, *young))
    assert 1 - curve.ended_by(2) == pytest.approx(1 - 10 / 40)
    assert 1 - curve.ended_by(12) == pytest.approx(30 / 40)


def test_who_pays_more_and_stays_longer_counts_so():
    """The usual mistake: the mean price times the share that stays, though those who stay pay more."""
    small = [of_months(1, f"s{n}", True) | {"recurring_amount": Decimal(10)} for n in range(10)]
    large = [of_months(12, f"l{n}", False) | {"recurring_amount": Decimal(90)} for n in range(10)]
    assert value(of(*small, *large), REVENUE, 2, 0.0, seed=1).amount == pytest.approx(50 + 0.5 * 90)


def test_a_list_that_keeps_only_who_stayed_counts_them_from_its_first_end_on():
    """The usual mistake: survivors only, whose early months nobody could leave in."""
    old = [plan(f"old{n}", (2024, 1, 1)) for n in range(40)]
    new = [plan(f"n{n}", (2026, 1, 1), (2026, 1 + n % 5, 28) if n < 15 else None) for n in range(30)]
    found = of(*old, *new)
    assert {c.entered > 20 for c in found if c.customer_id.startswith("old")} == {True}
    assert 1 - staying(found).ended_by(5) == pytest.approx(0.5, abs=0.05)


def test_a_list_in_which_nobody_happened_to_leave_early_is_whole():
    few = [plan(f"a{n}", (2026, 1, 1), (2026, 5, 31) if n == 0 else None) for n in range(10)]
    assert {c.entered for c in of(*few)} == {0.0}
