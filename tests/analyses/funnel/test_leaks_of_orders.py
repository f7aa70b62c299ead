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
                {"payment_id": "r3", "order_id": "3", "kind": "refund", "amount": -1},
                {"payment_id": "d4", "order_id": "4", "kind": "dispute", "amount": -1},
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
        ("3", "delivered", D("30.30")),
        ("4", "delivered", D("40.40")),
        ("2", "fulfilled", D("20.20")),
        ("1", "ordered", D("10.10")),
    ]
    assert value_of(orders().facts, "lost_amount", stage="all", funnel="orders") == D("101.00"), (
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
