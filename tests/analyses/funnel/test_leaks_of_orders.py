"""Where orders fall out between ordered and paid."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.funnel.leaks import ANALYSIS
from tests.analyses.builders import given, measured, rows_of, value_of

D = Decimal
AS_OF = Definitions(as_of=date(2025, 12, 31))


def order(number: int, **changes: Any) -> dict[str, Any]:
    said = {"order_id": str(number), "total_amount": D("10.10") * number, "currency": "EUR"}
    return said | {"ordered_at": "2025-12-01", "financial_status": "paid", **changes}


def orders() -> Any:
    sent = {"fulfilled_at": "2025-12-03"}
    cod = sent | {"is_cash_on_delivery": True, "financial_status": "pending"}
    parcel = {"delivered_on": "2025-12-08", "remitted_on": "2025-12-18", "status": "delivered"}
    return measured(
        ANALYSIS,
        given(
            orders=[
                order(1, cancelled_at="2025-12-02"),
                order(2, **cod),
                order(3, **sent),
                order(4, **sent),
                order(5, **cod),
                order(6, financial_status="pending"),
                order(7, **sent),
            ],
            payments=[
                *({"payment_id": f"c{n}", "order_id": str(n), "kind": "charge", "amount": 1} for n in (1, 3, 4, 7)),
                {"payment_id": "r1", "order_id": "1", "kind": "refund", "amount": -1},
                {"payment_id": "r3", "order_id": "3", "kind": "refund", "amount": D("-7.07")},
                {"payment_id": "d4", "order_id": "4", "kind": "dispute", "amount": D("-40.40")},
            ],
            parcels=[
                {"order_id": "2", "awb": "a", "status": "returned"},
                {"order_id": "5", "awb": "b", **parcel},
                {"order_id": "5", "awb": "b", "adjustment_amount": -1, "remitted_on": "2025-12-30"},
            ],
        ),
        AS_OF,
    )


def test_each_order_falls_out_once_at_the_stage_it_did_not_get_beyond() -> None:
    rows = rows_of(orders().evidence, "record_id", "stage", "amount")
    assert rows == [
        ("3", "delivered", D("7.07")),
        ("4", "delivered", D("40.40")),
        ("2", "fulfilled", D("20.20")),
        ("1", "ordered", D("10.10")),
    ]
    assert value_of(orders().facts, "lost_amount", stage="all", funnel="orders") == D("77.77"), (
        "a cancelled and refunded order counts once"
    )


def test_how_many_orders_get_to_each_stage() -> None:
    found = orders()
    entered = {
        stage: value_of(found.facts, "entered_count", stage=stage, funnel="orders")
        for stage in ("ordered", "fulfilled", "delivered", "paid")
    }
    assert entered == {"ordered": 7, "fulfilled": 5, "delivered": 4, "paid": 2}
    assert value_of(found.facts, "advanced_share", stage="ordered", funnel="orders") == pytest.approx(5 / 6)
    assert value_of(found.facts, "advanced_share", stage="fulfilled", funnel="orders") == 0.8
    assert value_of(found.facts, "advanced_share", stage="delivered", funnel="orders") == 0.5


def test_how_long_an_order_waits_between_stages() -> None:
    found = orders()
    waits = [
        value_of(found.facts, "delay_days", stage=stage, funnel="orders")
        for stage in ("ordered", "fulfilled", "delivered")
    ]
    assert waits == [2, 5, 10]


def lost_of_one(payments: list[dict[str, Any]], **changes: Any) -> tuple[Any, Any]:
    """Number and amount lost at `delivered` of one order of 50.50."""
    found = measured(ANALYSIS, given(orders=[order(5, fulfilled_at="2025-12-03", **changes)], payments=payments), AS_OF)
    name = {"stage": "delivered", "funnel": "orders"}
    return value_of(found.facts, "lost_count", **name), value_of(found.facts, "lost_amount", **name)


def movement(number: int, kind: str, amount: str, **changes: Any) -> dict[str, Any]:
    return {
        "payment_id": f"m{number}",
        "order_id": "5",
        "kind": kind,
        "amount": D(amount),
        "currency": "EUR",
        **changes,
    }


def test_an_order_refunded_in_part_loses_the_part_and_not_its_total() -> None:
    charge = movement(0, "charge", "50.50")
    assert lost_of_one([charge, movement(1, "refund", "-12.25")]) == (1, D("12.25"))
    assert lost_of_one([charge, movement(1, "refund", "-12.25"), movement(2, "refund", "-3.00")]) == (1, D("15.25"))
    assert lost_of_one([charge, movement(1, "refund", "-12.25"), movement(2, "dispute", "-38.25")]) == (1, D("50.50"))


def test_refunds_written_without_a_sign_and_reversals_are_understood() -> None:
    charge = movement(0, "charge", "50.50")
    assert lost_of_one([charge, movement(1, "refund", "12.25")]) == (1, D("12.25"))
    assert lost_of_one([charge, movement(1, "dispute", "-50.50"), movement(2, "dispute", "40.50")]) == (1, D("10.00"))


def test_what_the_shop_says_of_a_refund_counts_where_no_payment_speaks_of_the_order() -> None:
    assert lost_of_one([], refunded_amount=D("8.08")) == (1, D("8.08"))
    assert lost_of_one([movement(0, "charge", "50.50")], refunded_amount=D("8.08")) == (0, D("0"))


def test_money_that_went_back_in_two_currencies_is_no_one_amount() -> None:
    dollars = movement(2, "refund", "-4.00", currency="USD")
    assert lost_of_one([movement(1, "refund", "-5.00"), dollars]) == (1, D("50.50"))


def test_a_dispute_that_was_won_and_a_payment_that_failed_take_nothing() -> None:
    charge = movement(0, "charge", "50.50")
    assert lost_of_one([charge, movement(1, "dispute", "-50.50"), movement(2, "dispute", "50.50")]) == (0, 0)
    assert lost_of_one([charge, movement(1, "refund", "-50.50", status="failed")]) == (0, 0)


def test_an_order_whose_only_payment_failed_is_not_paid() -> None:
    unpaid = order(5, fulfilled_at="2025-12-03", financial_status="pending")
    for status, paid in (("Failed", 0), ("succeeded", 1)):
        only = movement(0, "charge", "50.50", status=status)
        found = measured(ANALYSIS, given(orders=[unpaid], payments=[only]), AS_OF)
        assert value_of(found.facts, "entered_count", stage="paid", funnel="orders") == paid
