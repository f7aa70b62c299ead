"""Payments and settlements as the ledger wants them: each line once, with the sign of money to the client."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cmokit.methods.order_ledger import Parcels
from cmokit.methods.order_movements import order_of, parcel_lines, parcels_of, payment_lines
from tests.analyses.builders import arrow

AS_OF, END = date(2026, 1, 31), datetime(2026, 2, 1, tzinfo=UTC)
D = Decimal


def payments(*rows: dict[str, Any]) -> list[Any]:
    said = [{"payment_id": str(n), "kind": "charge", "available_on": "2026-01-01"} | row for n, row in enumerate(rows)]
    return payment_lines(arrow("payments", said).to_pylist(), "EUR", AS_OF)


def parcels(*rows: dict[str, Any]) -> tuple[list[Any], dict[str, Parcels]]:
    said = [{"order_id": "1", "awb": "a", "status": "delivered"} | row for row in rows]
    table = arrow("parcels", said).to_pylist()
    return parcel_lines(table, "EUR", AS_OF), parcels_of(table, AS_OF)


def test_payouts_and_failed_payments_move_no_order_s_money() -> None:
    assert payments({"kind": "payout", "amount": -9}, {"amount": 9, "status": "Failed"}) == []


def test_money_counts_as_settled_from_the_day_on_which_it_is_available() -> None:
    rows = [{"amount": 1, "available_on": day} for day in ("2026-01-31", "2026-02-01", None)]
    assert [line.is_settled for line in payments(*rows)] == [True, False, False]


def test_refunds_written_without_a_minus_leave_all_the_same() -> None:
    bare = payments({"amount": 9}, {"kind": "refund", "amount": 9}, {"kind": "refund", "amount": 1, "net_amount": 1})
    assert [line.net for line in bare] == [9, -9, -1]
    reversed_ = payments({"kind": "dispute", "amount": -9}, {"kind": "dispute", "amount": 9})
    assert [line.net for line in reversed_] == [-9, 9], "a dispute that was won brings the money back"


def test_a_fee_of_its_own_is_a_cost_as_a_whole() -> None:
    [fee] = payments({"kind": "fee", "amount": D("-3.10"), "net_amount": D("-3.10")})
    assert (fee.amount, fee.fee, fee.net) == (0, D("3.10"), D("-3.10"))


def test_a_settled_parcel_s_line_holds_what_it_cost() -> None:
    settled = {"cod_collected_amount": 126, "freight_amount": 8, "cod_fee_amount": D("1.5"), "adjustment_amount": -2}
    lines, _ = parcels({**settled, "net_remitted_amount": D("114.5"), "remitted_on": "2026-01-10"})
    assert [(line.amount, line.fee, line.net, line.is_settled) for line in lines] == [
        (126, D("11.5"), D("114.5"), True)
    ]


def test_a_later_adjustment_is_a_line_of_its_own() -> None:
    first = {"cod_collected_amount": 126, "freight_amount": 8, "net_remitted_amount": 118, "remitted_on": "2026-01-10"}
    later = {"adjustment_amount": -5, "net_remitted_amount": -5, "remitted_on": "2026-01-20"}
    lines, outcome = parcels(first, later)
    assert sum(line.net for line in lines) == 113
    assert outcome["1"] == Parcels(any_line=True)


def test_a_parcel_announced_before_it_was_remitted_is_collected_once() -> None:
    announced = {"cod_collected_amount": 126}
    remitted = {"cod_collected_amount": 126, "net_remitted_amount": 126, "remitted_on": "2026-01-20"}
    lines, _ = parcels(announced, announced, remitted)
    assert [line.is_settled for line in lines] == [True]
    waiting, _ = parcels(announced, announced)
    assert [line.is_settled for line in waiting] == [False]


def test_a_remittance_after_the_day_is_still_to_come() -> None:
    lines, _ = parcels({"cod_collected_amount": 126, "net_remitted_amount": 126, "remitted_on": "2026-02-10"})
    assert [line.is_settled for line in lines] == [False]


def test_a_parcel_is_under_way_until_a_line_says_how_it_ended() -> None:
    assert parcels({"status": "in_transit"})[1]["1"].is_awaited
    assert parcels({"status": "in_transit"}, {"status": "returned"})[1]["1"] == Parcels(True, is_lost=True)
    delivered = {"status": "delivered", "cod_collected_amount": 1, "remitted_on": "2026-01-10"}
    assert parcels({"status": "in_transit"}, delivered)[1]["1"] == Parcels(True)


def test_an_order_s_missing_total_is_the_sum_of_its_parts() -> None:
    [row] = arrow(
        "orders", [{"order_id": "1", "subtotal_amount": 100, "shipping_amount": 5, "tax_amount": 21}]
    ).to_pylist()
    assert order_of(row, "EUR", END).total == 126
    [row] = arrow(
        "orders", [{"order_id": "1", "total_amount": 126, "shipping_amount": 5, "tax_amount": 21}]
    ).to_pylist()
    assert order_of(row, "EUR", END).goods == 100


def test_an_order_cancelled_after_the_day_is_not_cancelled_yet() -> None:
    for cancelled_at, is_cancelled in (("2026-01-31T23:00:00", True), ("2026-02-01T00:00:00", False)):
        [row] = arrow("orders", [{"order_id": "1", "total_amount": 1, "cancelled_at": cancelled_at}]).to_pylist()
        assert order_of(row, "EUR", END).is_cancelled is is_cancelled


def test_a_zero_beside_a_parcel_under_way_is_no_word_of_the_courier() -> None:
    listed = {"status": "in_transit", "cod_collected_amount": 0}
    assert parcels(listed)[1]["1"].is_awaited
    assert parcels({**listed, "freight_amount": 4, "remitted_on": "2026-01-10"})[1]["1"].is_awaited
    assert not parcels(listed, {"cod_collected_amount": 9, "remitted_on": "2026-01-20"})[1]["1"].is_awaited
    assert not parcels({"cod_collected_amount": 0})[1]["1"].is_awaited, "delivered, and nothing was collected"


def test_the_costs_of_a_parcel_that_came_back_count_once_however_often_they_are_announced() -> None:
    back = {"status": "returned", "freight_amount": 4, "return_fee_amount": 2}
    lines, _ = parcels(back, back, {**back, "remitted_on": "2026-01-20"})
    assert [(line.fee, line.is_settled) for line in lines] == [(6, True)]
    sent = {"status": "in_transit", "freight_amount": 4}
    arrived = {"cod_collected_amount": 90, "freight_amount": 4, "cod_fee_amount": 1, "remitted_on": "2026-01-20"}
    assert sum(line.fee for line in parcels(sent, arrived)[0]) == 5


def test_costs_that_differ_from_those_remitted_and_corrections_stay_their_own_lines() -> None:
    arrived = {"cod_collected_amount": 90, "freight_amount": 4, "remitted_on": "2026-01-20"}
    lines, _ = parcels(arrived, {"freight_amount": 3}, {"adjustment_amount": D("-1.5")})
    assert sorted((line.fee, line.is_settled) for line in lines) == [(D("1.5"), False), (3, False), (4, True)]


def test_each_processor_has_its_own_way_with_signs() -> None:
    signed = {"kind": "refund", "amount": -9, "processor": "a"}
    bare = [{"amount": 9, "processor": "b"}, {"kind": "refund", "amount": 9, "processor": "b"}]
    assert sum(line.net for line in payments({"amount": 9, "processor": "a"}, signed, *bare)) == 0


def test_fees_written_as_deductions_are_costs() -> None:
    charge = {"amount": 100, "fee_amount": -3, "net_amount": 97}
    refund = {"kind": "refund", "amount": -50, "fee_amount": 1, "net_amount": -49}
    assert [(line.fee, line.net) for line in payments(charge, refund)] == [(3, 97), (-1, -49)]


def test_a_payment_falls_on_the_client_s_own_day() -> None:
    [row] = arrow("payments", [{"payment_id": "1", "amount": 1, "occurred_at": "2025-11-30T23:30:00"}]).to_pylist()
    [line] = payment_lines([row], "EUR", AS_OF, ZoneInfo("Europe/Berlin"))
    assert line.day == date(2025, 12, 1), "the rate of December, although it is November in UTC"


def test_goods_are_worth_what_is_left_after_discounts() -> None:
    parts = {"order_id": "1", "subtotal_amount": 100, "discount_amount": 10, "shipping_amount": 5, "tax_amount": 20}
    for total, goods in ((115, 90), (95, 90), (125, 100), (105, 100), (117, 100)):
        [row] = arrow("orders", [parts | {"total_amount": total}]).to_pylist()
        assert order_of(row, "EUR", END).goods == goods, total
