"""Each currency on its own first, then at the stated rate of the month; what rates make of it is a step of its own."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmokit.methods.order_exchange import Rates, Settled, loose, settled
from cmokit.methods.order_ledger import ZERO, Line, Order, Parcels, total_of
from tests.methods.test_order_ledger import line, order

D = Decimal
DEC, JAN = date(2025, 12, 1), date(2026, 1, 1)
RATES = Rates({("USD", "EUR", DEC): D("0.90"), ("USD", "EUR", JAN): D("0.95"), ("EUR", "GBP", DEC): D("0.80")}, "EUR")


def dollars(**changes: Any) -> Order:
    """An order of 100 dollars, without shipping and tax, on 1 December."""
    return order(**({"currency": "USD", "shipping": ZERO, "total": D(100)} | changes))


def moved(amount: str, kind: str = "charge", currency: str = "USD", **changes: Any) -> Line:
    return line(amount, kind, currency=currency, **({"day": date(2025, 12, 5)} | changes))


def one(of: Order, *lines: Line, rates: Rates = RATES) -> Settled:
    [found] = settled(of, lines, Parcels(), rates)
    for entry in (found.own, found.entry):
        assert entry.ordered + total_of(entry.steps.values()) == entry.cash
    return found


def shown(entry: Any) -> dict[str, Decimal]:
    return {name: amount for name, amount in {**entry.steps, "cash": entry.cash}.items() if amount}


def test_an_order_in_dollars_is_settled_in_dollars_and_reported_in_euros() -> None:
    found = one(dollars(), moved("100", fee="3"))
    assert (found.own.currency, found.own.ordered, shown(found.own)) == ("USD", 100, {"fees": D(-3), "cash": D(97)})
    assert (found.entry.currency, found.entry.ordered) == ("EUR", 90)
    assert shown(found.entry) == {"fees": D("-2.7"), "cash": D("87.3")}


def test_a_refund_at_another_month_s_rate_is_a_refund_at_the_order_s_and_exchange() -> None:
    found = one(dollars(), moved("100"), moved("-100", "refund", day=date(2026, 1, 9)))
    assert shown(found.own) == {"refunded": D(-100)}
    assert shown(found.entry) == {"refunded": D(-90), "exchange": D(-5), "cash": D(-5)}
    assert found.entry.steps["refunded"] != -95, "the usual mistake hides the rate in the refund"


def test_a_charge_of_a_later_month_differs_by_exchange() -> None:
    found = one(dollars(), moved("100", day=date(2026, 1, 9)))
    assert shown(found.entry) == {"exchange": D(5), "cash": D(95)}


def test_a_charge_in_the_reporting_currency_for_a_foreign_order_differs_by_exchange() -> None:
    found = one(dollars(), moved("91", currency="EUR"))
    assert (found.entry.steps["exchange"], found.entry.steps["unexplained"], found.entry.cash) == (1, 0, 91)
    half = one(dollars(), moved("45", currency="EUR"))
    assert half.entry.steps["exchange"] == 0, "half the price is no matter of rates"
    assert half.entry.problem == "unexplained"
    assert half.entry.steps["unexplained"] == -45


def test_two_foreign_currencies_meet_over_the_reporting_one() -> None:
    assert RATES.rate("USD", "GBP", DEC) == D("0.720")
    assert RATES.rate("GBP", "EUR", DEC) == D("1.25")
    assert RATES.rate("USD", "SAR", DEC) is None


@pytest.mark.parametrize("given_back", ["-92", "-90"])
def test_a_cancelled_foreign_order_leaves_only_what_the_rates_made(given_back: str) -> None:
    paid = moved("91", currency="EUR")
    found = one(dollars(is_cancelled=True), paid, moved(given_back, "refund", "EUR", original=D(-91)))
    assert (found.entry.steps["cancelled"], found.entry.steps["unexplained"]) == (-90, 0)
    assert found.entry.steps["exchange"] == found.entry.cash == 91 + D(given_back)


def test_without_a_rate_the_order_stays_in_its_own_currency() -> None:
    found = one(dollars(ordered_on=date(2025, 11, 3)), moved("100"))
    assert (found.entry, found.entry.currency) == (found.own, "USD")
    assert found.lacking == (("USD", date(2025, 11, 1)),)


def test_a_movement_that_no_rate_relates_to_its_order_is_exchange_on_both_sides() -> None:
    bare = Rates({}, "EUR")
    first, second = settled(dollars(), [moved("91", fee="2", currency="EUR")], Parcels(), bare)
    assert (first.entry.currency, shown(first.entry)) == ("USD", {"exchange": D(-100)})
    assert (second.entry.currency, shown(second.entry)) == ("EUR", {"exchange": D(91), "fees": D(-2), "cash": D(89)})
    assert (first.entry.problem, second.entry.problem) == ("", ""), "nobody knows whether anything is missing"


def test_cash_without_an_order_is_taken_over_at_its_own_month() -> None:
    assert loose(moved("100", day=date(2026, 1, 9)), RATES).entry.cash == 95
    far = loose(moved("100", currency="SAR"), RATES)
    assert (far.entry.currency, far.entry.cash, far.lacking) == ("SAR", 100, (("SAR", DEC),))


def test_rounding_is_never_unexplained() -> None:
    thirds = Rates({("USD", "EUR", DEC): D("0.33333333")}, "EUR")
    found = one(dollars(goods=D("33.35"), total=D("40.02"), tax=D("6.67")), moved("40.02", fee="1.17"), rates=thirds)
    assert found.entry.steps["unexplained"] == 0
    assert abs(found.entry.steps["exchange"]) < D("0.001")
