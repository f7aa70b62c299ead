"""Every order's money is followed to the cent; each step has its own case."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmokit.methods.order_ledger import ZERO, Entry, Line, Order, Parcels, check, settle, total_of, without_order

NO_PARCEL = Parcels()


def order(**changes: Any) -> Order:
    """An order of 100 with 5 shipping and 21 tax: 126 in all."""
    said: dict[str, Any] = {
        "order_id": "1", "channel": "email", "goods": Decimal(100), "shipping": Decimal(5), "total": Decimal(126),
        "currency": "EUR", "ordered_on": date(2025, 12, 1), "is_cancelled": False, "is_pending": False,
        "is_part_paid": False, "is_cash_on_delivery": False, "said_refunded": ZERO, "source_file": "o.csv",
        "source_row": 2,
    }  # fmt: skip
    return Order(**(said | changes))


def line(amount: str, kind: str = "charge", fee: str = "0", **changes: Any) -> Line:
    gross, cost = Decimal(amount), Decimal(fee)
    said: dict[str, Any] = {
        "order_id": "1", "kind": kind, "amount": gross, "fee": cost, "net": gross - cost, "is_settled": True,
        "currency": "EUR", "original": gross, "reference": "p", "source_file": "p.csv", "source_row": 2,
    }  # fmt: skip
    return Line(**(said | changes))


def steps(of: Order, *lines: Line, parcels: Parcels = NO_PARCEL) -> dict[str, Decimal]:
    """The steps that are not nothing, and the cash."""
    entry = settle(of, lines, parcels)
    check([entry], [of, *lines], [of, *lines])
    return {name: amount for name, amount in {**entry.steps, "cash": entry.cash}.items() if amount}


D = Decimal
PRICE = {"vat": D(21), "shipping": D(5)}


def test_a_charged_order_becomes_cash_less_the_fee() -> None:
    assert steps(order(), line("126", fee="2.50")) == PRICE | {"fees": D("-2.50"), "cash": D("123.50")}


def test_a_charge_that_is_not_available_yet_is_open_with_its_net() -> None:
    found = steps(order(), line("126", fee="2.50", is_settled=False))
    assert found == PRICE | {"fees": D("-2.50"), "not_yet_settled": D("-123.50")}


def test_an_order_cancelled_before_any_charge_is_taken_out_once() -> None:
    assert steps(order(is_cancelled=True, is_pending=True)) == PRICE | {"cancelled": D(-126)}


def test_a_cancelled_and_wholly_refunded_order_is_not_counted_twice() -> None:
    found = steps(order(is_cancelled=True), line("126", fee="2.50"), line("-126", "refund"))
    assert found == PRICE | {"cancelled": D(-126), "fees": D("-2.50"), "cash": D("-2.50")}
    assert found.get("refunded", ZERO) + found["cancelled"] == -126, "the usual mistake gives -252"


@pytest.mark.parametrize(("given_back", "kept"), [("-100", "26"), ("0", "126")])
def test_what_is_kept_of_a_cancelled_order_needs_an_explanation(given_back: str, kept: str) -> None:
    lines = [line("126"), line(given_back, "refund")]
    assert steps(order(is_cancelled=True), *lines) == PRICE | {
        "cancelled": D(-126), "unexplained": D(kept), "cash": D(kept)
    }  # fmt: skip
    assert settle(order(is_cancelled=True), lines, Parcels()).why == "cancelled_and_kept"


def test_a_cancelled_order_that_was_charged_back_is_not_counted_twice() -> None:
    found = steps(order(is_cancelled=True), line("126"), line("-126", "dispute", fee="15"))
    assert found == PRICE | {"cancelled": D(-126), "fees": D(-15), "cash": D(-15)}


def test_a_refund_taken_before_the_charge_is_available_is_owed_by_the_processor() -> None:
    found = steps(order(), line("126", is_settled=False), line("-26", "refund"))
    assert found == PRICE | {"refunded": D(-26), "not_yet_settled": D(-126), "cash": D(-26)}


def test_a_dispute_takes_the_amount_and_its_fee() -> None:
    found = steps(order(), line("126"), line("-126", "dispute", fee="15"))
    assert found == PRICE | {"disputed": D(-126), "fees": D(-15), "cash": D(-15)}


def test_a_refund_that_only_the_shop_states_is_a_step_and_unexplained_until_a_payment_shows_it() -> None:
    for of in (order(said_refunded=D(26)), order(said_refunded=D(26), is_cash_on_delivery=True)):
        entry = settle(of, [line("126", "parcel" if of.is_cash_on_delivery else "charge")], NO_PARCEL)
        assert (entry.steps["refunded"], entry.steps["unexplained"]) == (D(-26), D(26))
        assert (entry.cash, entry.why) == (D(126), "refund_not_seen")
    assert steps(order(said_refunded=D(26))) == PRICE | {"refunded": D(-26), "unexplained": D(-100)}


def test_a_refund_that_shop_and_processor_show_counts_once() -> None:
    found = steps(order(said_refunded=D(26)), line("126"), line("-26", "refund"))
    assert found == PRICE | {"refunded": D(-26), "cash": D(100)}
    assert found["refunded"] != -52, "the usual mistake adds the two"
    more = steps(order(said_refunded=D(26)), line("126"), line("-40", "refund"))
    assert more["refunded"] == -40, "the processor knows more than the shop"
    assert steps(order(said_refunded=D(126)), line("126"), line("-126", "dispute")).get("refunded", ZERO) == 0


def test_a_paid_order_without_any_payment_is_unexplained() -> None:
    entry = settle(order(), [], Parcels())
    assert (entry.steps["unexplained"], entry.problem, entry.why) == (D(-126), "unexplained", "no_movement")


def test_a_pending_order_without_payment_or_parcel_is_still_to_come() -> None:
    assert steps(order(is_pending=True)) == PRICE | {"not_yet_settled": D(-126)}


def test_a_partly_paid_order_waits_for_the_rest() -> None:
    assert steps(order(is_part_paid=True), line("26")) == PRICE | {"not_yet_settled": D(-100), "cash": D(26)}


def test_a_charge_other_than_the_order_is_unexplained() -> None:
    entry = settle(order(), [line("120")], Parcels())
    assert (entry.steps["unexplained"], entry.why) == (D(-6), "amount_differs")


def test_a_returned_cash_order_is_not_delivered_and_costs_freight() -> None:
    back = line("0", "parcel", fee="30")
    found = steps(order(is_cash_on_delivery=True, is_pending=True), back, parcels=Parcels(True, is_lost=True))
    assert found == PRICE | {"not_delivered": D(-126), "fees": D(-30), "cash": D(-30)}


def test_a_cancelled_order_whose_parcel_came_back_falls_out_once() -> None:
    of = order(is_cash_on_delivery=True, is_cancelled=True)
    found = steps(of, line("0", "parcel", fee="30"), parcels=Parcels(True, is_lost=True))
    assert found == PRICE | {"cancelled": D(-126), "fees": D(-30), "cash": D(-30)}


def test_a_parcel_under_way_is_still_to_come() -> None:
    found = steps(order(is_cash_on_delivery=True), parcels=Parcels(True, is_awaited=True))
    assert found == PRICE | {"not_yet_settled": D(-126)}


def test_of_two_parcels_one_came_back_and_the_other_was_collected() -> None:
    found = steps(order(is_cash_on_delivery=True), line("76", "parcel", fee="8"), parcels=Parcels(True, is_lost=True))
    assert found == PRICE | {"not_delivered": D(-50), "fees": D(-8), "cash": D(68)}


def test_a_refund_never_takes_more_than_what_was_delivered() -> None:
    of = order(is_cash_on_delivery=True, said_refunded=D(126))
    assert steps(of, line("0", "parcel", fee="8"), parcels=Parcels(True, is_lost=True))["not_delivered"] == -126
    assert "refunded" not in steps(of, line("0", "parcel", fee="8"), parcels=Parcels(True, is_lost=True))


def test_a_courier_that_remits_less_than_it_collected_leaves_the_difference_unexplained() -> None:
    short = line("126", "parcel", fee="8", net=D(110))
    entry = settle(order(is_cash_on_delivery=True), [short], Parcels(True))
    assert (entry.steps["unexplained"], entry.steps["fees"], entry.why) == (D(-8), D(-8), "net_differs")


def test_cash_without_an_order_is_unexplained_and_a_fee_without_one_is_a_fee() -> None:
    loose, fee = without_order(line("10", fee="1", order_id=None)), without_order(line("0", "fee", fee="3"))
    assert (loose.channel, loose.steps["unexplained"], loose.cash, loose.problem) == ("unknown", D(9), D(9), "no_order")
    assert (fee.steps["fees"], fee.steps["unexplained"], fee.problem) == (D(-3), ZERO, "")
    assert without_order(line("10", is_settled=False)).cash == 0


def test_the_ledger_refuses_to_lose_or_double_a_movement() -> None:
    entry = settle(order(), [line("126")], Parcels())
    of, paid = order(), line("126")
    for received, used in (([of, paid], [of]), ([of, paid], [of, paid, paid]), ([of, of, paid], [of, paid])):
        with pytest.raises(AssertionError, match="not those received, each once"):
            check([entry], received, used)
    broken = Entry("1", None, "email", D(1), dict.fromkeys(entry.steps, ZERO), ZERO, "", "", "o.csv", 2)
    with pytest.raises(AssertionError, match="steps do not lead to its cash"):
        check([broken], [], [])


def test_a_thousand_cents_added_exactly_are_not_what_floats_make_of_them() -> None:
    cents = [D("0.10")] * 1000
    assert total_of(cents) == D(100)
    assert sum(float(cent) for cent in cents) != 100.0, "the usual mistake"
