"""From the platforms' claims to cash, to the cent, for each order, each channel and in all."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.money.platform_to_cash import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import FakeData, given, measured, names_of, outcome, rows_of, value_of

D = Decimal


def an_order(number: int, **changes: Any) -> dict[str, Any]:
    """Goods 100, shipping 5, tax 21."""
    said = {"order_id": str(number), "currency": "EUR", "subtotal_amount": 100, "shipping_amount": 5}
    said |= {"tax_amount": 21, "total_amount": 126, "ordered_at": "2025-12-01", "channel": "email"}
    return said | {"financial_status": "paid", **changes}


def a_charge(number: int, amount: Any = 126, **changes: Any) -> dict[str, Any]:
    said = {"payment_id": f"ch_{number}", "order_id": str(number), "kind": "charge", "amount": amount}
    return said | {"currency": "EUR", "available_on": "2025-12-10", **changes}


def an_ad(platform: str, value: Any, **changes: Any) -> dict[str, Any]:
    said = {"platform": platform, "campaign": "a", "period_start_on": "2025-12-01", "period_end_on": "2025-12-31"}
    return said | {"platform_value_amount": value, "currency": "EUR", **changes}


def steps(data: FakeData, channel: str = "all", definitions: Definitions = DEFAULTS) -> dict[str, Decimal]:
    facts = measured(ANALYSIS, data, definitions).facts
    own = [f for f in facts if f.measure == "step_amount" and f.dimensions["channel"] == channel]
    return {fact.dimensions["step"]: fact.value for fact in own if fact.value}  # type: ignore[misc]


def shop() -> FakeData:
    return given(
        ad_spend=[an_ad("meta", 300), an_ad("google_ads", 150)],
        orders=[
            an_order(1, channel="paid_social"),
            an_order(2, channel=None),
            an_order(3, cancelled_at="2025-12-02"),
            an_order(4, is_cash_on_delivery=True, financial_status="pending"),
        ],
        payments=[
            a_charge(1, fee_amount="2.50"),
            a_charge(2, available_on="2026-02-05", fee_amount=3),
            a_charge(3),
            {"payment_id": "re_3", "order_id": "3", "kind": "refund", "amount": -126, "available_on": "2025-12-03"},
            {"payment_id": "po_1", "kind": "payout", "amount": -1000, "available_on": "2025-12-15"},
        ],
        parcels=[{"order_id": "4", "awb": "q", "status": "returned", "freight_amount": 8, "net_remitted_amount": -8,
                  "remitted_on": "2025-12-20"}],
    )  # fmt: skip


def test_every_step_from_the_platforms_to_cash() -> None:
    assert steps(shop()) == {
        "ad_reported": 450, "double_counted": -50, "crm": 400, "ordered": 400, "vat": 84, "shipping": 20,
        "cancelled": -126, "not_delivered": -126, "fees": D("-13.50"), "not_yet_settled": -123, "cash": D("115.50"),
    }  # fmt: skip


def test_a_platform_s_claims_stay_with_its_channel() -> None:
    assert steps(shop(), "paid_social") | {"cash": 0} == {
        "ad_reported": 300, "double_counted": -200, "crm": 100, "ordered": 100, "vat": 21, "shipping": 5,
        "fees": D("-2.50"), "cash": 0,
    }  # fmt: skip
    assert steps(shop(), "paid_search") == {"ad_reported": 150, "double_counted": -150}


def test_the_unknown_channel_is_said_first() -> None:
    found = outcome(ANALYSIS, shop())
    assert value_of(found.section.facts, "unknown_channel_amount") == 100
    assert value_of(found.section.facts, "unknown_channel_share") == 0.25
    assert found.section.headline.startswith("{{fact:money.platform_to_cash.unknown_channel_share}}")


def test_nothing_unexplained_passes() -> None:
    assert outcome(ANALYSIS, shop()).severity is Severity.PASS


@pytest.mark.parametrize(
    ("charged", "severity"), [("125.5", "PASS"), ("125.4", "WARN"), ("124", "WARN"), ("123.9", "FAIL")]
)
def test_the_unexplained_share_is_judged(charged: str, severity: str) -> None:
    data = given(orders=[an_order(1)], payments=[a_charge(1, charged)])
    assert outcome(ANALYSIS, data).severity == severity


def test_two_charges_of_one_order_do_not_count_the_order_twice() -> None:
    data = given(
        orders=[an_order(1, email="a@x.example"), an_order(2, email="a@x.example")],
        payments=[a_charge(1, 100), a_charge(1, 26, payment_id="ch_1b"), a_charge(2)],
    )
    found = steps(data)
    assert (found["ordered"], found["cash"]) == (200, 252)
    joined = [(o, p) for o in ("1", "2") for p in ("1", "1", "2") if o == p]
    assert 100 * len(joined) == 300, "a join of orders and payments counts 300"


def test_cash_that_belongs_to_no_order_is_shown_without_one() -> None:
    loose = {"payment_id": "ch_x", "kind": "charge", "amount": 40, "fee_amount": 1, "available_on": "2025-12-10"}
    found = measured(ANALYSIS, given(orders=[an_order(1)], payments=[a_charge(1), loose, a_charge(9, 11)]))
    assert value_of(found.facts, "step_amount", step="unexplained", channel="unknown") == 50
    rows = rows_of(found.evidence, "order_id", "reference", "unexplained_amount", "source_row", problem="no_order")
    assert rows == [(None, "ch_x", D(39), 3), ("9", "ch_9", D(11), 4)]


def test_unexplained_orders_are_named_with_their_row() -> None:
    found = measured(ANALYSIS, given(orders=[an_order(1), an_order(2)], payments=[a_charge(1)]))
    rows = rows_of(found.evidence, "order_id", "unexplained_amount", "source_file", "source_row", problem="unexplained")
    assert rows == [("2", D(-126), "orders.csv", 3)]
    assert value_of(found.facts, "unexplained_rows_count", why="no_movement") == 1


def test_plus_and_minus_do_not_hide_each_other_in_what_is_told() -> None:
    data = given(orders=[an_order(1), an_order(2)], payments=[a_charge(1, 116), a_charge(2, 136)])
    found = measured(ANALYSIS, data)
    assert value_of(found.facts, "unexplained_share") == 0
    assert value_of(found.facts, "unexplained_gross_amount", why="all") == 20
    assert outcome(ANALYSIS, data).section.money_at_stake_amount == 20


def test_money_after_the_day_is_not_cash_yet() -> None:
    early = Definitions(as_of=date(2025, 12, 9))
    data = given(orders=[an_order(1)], payments=[a_charge(1)])
    assert steps(data, definitions=early)["not_yet_settled"] == -126
    assert steps(data)["cash"] == 126


def test_several_settlements_and_a_later_adjustment_of_one_parcel() -> None:
    parcel = {"order_id": "1", "awb": "q", "status": "delivered", "delivered_on": "2025-12-05"}
    first = parcel | {"cod_collected_amount": 126, "freight_amount": 8, "net_remitted_amount": 118}
    data = given(
        orders=[an_order(1, is_cash_on_delivery=True)],
        parcels=[
            first | {"remitted_on": "2025-12-15", "source_file": "one.csv"},
            parcel | {"adjustment_amount": -3, "net_remitted_amount": -3, "remitted_on": "2026-01-15"},
            parcel | {"adjustment_amount": -2, "net_remitted_amount": -2, "remitted_on": "2026-02-15"},
        ],
    )
    found = steps(data)
    assert (found["fees"], found["not_yet_settled"], found["cash"]) == (-13, 2, 115)
    assert "unexplained" not in found


def test_without_payments_the_bridge_ends_at_the_orders() -> None:
    found = outcome(ANALYSIS, given(orders=[an_order(1), an_order(2, is_cash_on_delivery=True)]))
    assert found.severity is Severity.WARN
    assert [missing.table for missing in found.section.missing] == ["ad_spend", "parcels", "payments"]
    told = {f.dimensions["step"] for f in found.section.facts if f.measure == "step_amount"}
    assert told == {"crm", "not_matched", "ordered"}


def test_without_orders_the_bridge_ends_at_the_crm_and_says_what_to_send() -> None:
    deal = {"opportunity_id": "d", "status": "won", "channel": "paid_search", "amount": 900, "currency": "EUR"}
    data = given(
        ad_spend=[an_ad("google", 1000), an_ad("linkedin_ads", 50)],
        opportunities=[
            deal | {"closed_at": "2026-01-31T22:00:00"},
            deal | {"opportunity_id": "late", "closed_at": "2026-02-01T00:00:00"},
            deal | {"opportunity_id": "lost", "status": "lost", "closed_at": "2025-12-01"},
        ],
    )
    found = outcome(ANALYSIS, data)
    assert (found.found.ends_at, found.severity) == ("crm", Severity.WARN)
    assert "orders and payments" in found.section.reason
    assert value_of(found.section.facts, "step_amount", step="double_counted", channel="paid_search") == -100
    assert found.section.money_at_stake_amount == 150
    assert rows_of(found.evidence, "reference", "crm_amount") == [("d", D(900))]


def test_a_deal_kept_in_two_systems_counts_once() -> None:
    deal = {"status": "won", "amount": 900, "currency": "EUR", "closed_at": "2025-12-01", "channel": "email"}
    data = given(
        opportunities=[
            deal | {"opportunity_id": "h1", "source_system": "hubspot"},
            deal | {"opportunity_id": "s1", "source_system": "salesforce"},
        ],
        entity_links=[
            {"entity": "opportunity", "leading_id": "s1", "source_system": "hubspot", "record_id": "h1"},
            {"entity": "opportunity", "leading_id": "s1", "source_system": "salesforce", "record_id": "s1"},
        ],
    )
    assert steps(data)["crm"] == 900, "the usual mistake counts 1800"


def test_deals_and_orders_are_two_levels() -> None:
    deal = {"opportunity_id": "d", "status": "won", "channel": "email", "amount": 70, "currency": "EUR"}
    data = given(opportunities=[deal], orders=[an_order(1)], payments=[a_charge(1)])
    assert (steps(data)["crm"], steps(data)["not_matched"], steps(data)["ordered"]) == (70, 30, 100)


def test_neither_orders_nor_deals_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="needs orders and deals"):
        measured(ANALYSIS, given(ad_spend=[an_ad("meta", 1)]))


def test_added_in_cents_not_in_floats() -> None:
    pennies = {"subtotal_amount": "0.10", "shipping_amount": 0, "tax_amount": 0, "total_amount": "0.10"}
    data = given(
        orders=[an_order(n, **pennies) for n in range(300)], payments=[a_charge(n, "0.10") for n in range(300)]
    )
    assert steps(data) == {"crm": 30, "ordered": 30, "cash": 30}
    assert sum([0.1] * 300) != 30.0, "the usual mistake"


def test_an_empty_level_leaves_its_share_out() -> None:
    free = {"subtotal_amount": 0, "shipping_amount": 0, "tax_amount": 0, "total_amount": 0}
    found = outcome(ANALYSIS, given(orders=[an_order(1, **free)], payments=[a_charge(9, 0)]))
    assert names_of(found.section.facts, "unexplained_share") == []
    assert found.severity is Severity.WARN
