"""The books beside the exports: equal to the cent, explained to the cent, or the remainder shown."""

from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.money.control_totals import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import FakeData, given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.money.test_platform_to_cash import a_charge, an_ad, an_order

D = Decimal
VAT = Definitions(vat_share=D("0.20"), fiscal_year_starts="07-01", test_emails=("*@qa.example",))


def books(figure: str, amount: Any, month: str = "2025-12", **changes: Any) -> dict[str, Any]:
    return {"figure": figure, "month_on": f"{month}-01", "amount": amount, "currency": "EUR", "includes_vat": "no",
            **changes}  # fmt: skip


def shop(*totals: dict[str, Any], **more: Any) -> FakeData:
    """November: one order, paid in December. December: two orders, one paid with a fee, one refunded by half."""
    said: dict[str, Any] = {
        "orders": [an_order(1, ordered_at="2025-11-20"), an_order(2), an_order(3)],
        "payments": [
            a_charge(1, available_on="2025-12-02", occurred_at="2025-11-20"),
            a_charge(2, fee_amount=3, occurred_at="2025-12-01"),
            a_charge(3, occurred_at="2025-12-01"),
            {"payment_id": "re", "order_id": "3", "kind": "refund", "amount": -63, "available_on": "2025-12-12",
             "occurred_at": "2025-12-12"},
        ],
        "ad_spend": [an_ad("meta", 0, spend_amount=30), an_ad("google", 0, spend_amount=D("12.50"))],
        "control_totals": totals,
    }  # fmt: skip
    return given(**(said | more))


def found(data: FakeData, figure: str, month: str = "2025-12", definitions: Definitions = VAT) -> dict[str, Any]:
    facts = measured(ANALYSIS, data, definitions).facts
    own = [f for f in facts if f.dimensions.get("figure") == figure and f.dimensions.get("month") == month]
    return {f.dimensions.get("part", f.measure.removesuffix("_amount")): f.value for f in own}


@pytest.mark.parametrize(
    ("figure", "ours", "taxed"), [("revenue", 210, 252), ("refunds", D("52.50"), 63), ("ad_invoices", D("42.50"), 51)]
)
def test_our_figures_without_and_with_tax(figure: str, ours: Any, taxed: Any) -> None:
    assert found(shop(books(figure, ours)), figure) == {
        "books": ours, "ours": ours, "difference": 0, "remainder": 0
    }  # fmt: skip
    assert found(shop(books(figure, taxed, includes_vat="yes")), figure)["difference"] == 0


def test_cash_is_what_came_in_the_month_whatever_the_books_say_of_tax() -> None:
    for vat in ("yes", "no", None):
        assert found(shop(books("cash_received", 312, includes_vat=vat)), "cash_received")["difference"] == 0
    assert 126 + 126 - 3 + 126 - 63 == 312


@pytest.mark.parametrize(
    ("figure", "amount", "part"),
    [
        ("revenue", 252, {"vat": 42}),  # stated as before tax, with tax in it
        ("revenue", 200, {"shipping": -10}),
        ("revenue", 315, {"timing": 105}),  # November's order, paid in December, booked in December
        ("revenue", D("157.50"), {"refunds": D("-52.50")}),
        ("cash_received", 315, {"fees": 3}),
        ("cash_received", 186, {"timing": -126}),  # counted when it was charged
        ("ad_invoices", 51, {"vat": D("8.50")}),
        ("revenue", 357, {"vat": 42, "timing": 105}),
    ],
)
def test_a_difference_is_explained_to_the_cent(figure: str, amount: Any, part: dict[str, Any]) -> None:
    told = found(shop(books(figure, amount)), figure)
    assert {name: told[name] for name in part} == part
    assert told["remainder"] == 0
    assert told["books"] == told["ours"] + sum(part.values())


def test_timing_moves_an_order_out_of_its_month_too() -> None:
    assert found(shop(books("revenue", 0, "2025-11")), "revenue", "2025-11")["timing"] == -105


def test_cancelled_undelivered_and_test_orders_have_their_names() -> None:
    orders = [an_order(1), an_order(2, cancelled_at="2025-12-02"), an_order(3, email="x@QA.example")]
    data = {"orders": orders, "payments": [a_charge(1), a_charge(3)]}
    assert found(shop(books("revenue", 315), **data), "revenue")["cancelled"] == 105
    assert found(shop(books("revenue", 105), **data), "revenue")["test_orders"] == -105
    cod = an_order(4, is_cash_on_delivery=True)
    parcel = {"order_id": "4", "awb": "q", "status": "returned", "remitted_on": "2025-12-20", "freight_amount": 4,
              "net_remitted_amount": -4}  # fmt: skip
    data = {"orders": [an_order(1), cod], "payments": [a_charge(1)], "parcels": [parcel]}
    assert found(shop(books("revenue", 105), **data), "revenue")["not_delivered"] == -105


def test_what_fits_to_no_cent_is_a_remainder_and_not_a_reason() -> None:
    told = found(shop(books("revenue", D("241.37"))), "revenue")
    assert (told["remainder"], set(told)) == (D("31.37"), {"books", "ours", "difference", "remainder"})


def test_a_reason_that_leaves_next_to_nothing_is_named_and_the_rest_is_shown() -> None:
    told = found(shop(books("revenue", D("252.30"))), "revenue")
    assert (told["vat"], told["remainder"]) == (42, D("0.30"))


def test_a_cent_is_a_difference() -> None:
    assert found(shop(books("revenue", D("210.01"))), "revenue")["remainder"] == D("0.01")


def test_other_currencies_taken_as_they_stand_are_the_usual_mistake_and_have_a_name() -> None:
    rate = {"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-12-01", "rate": "0.9"}
    data = {"orders": [an_order(1), an_order(2, currency="USD")], "fx_rates": [rate]}
    data["payments"] = [a_charge(1), a_charge(2, currency="USD")]
    assert found(shop(books("revenue", D("199.50")), **data), "revenue")["difference"] == 0
    assert found(shop(books("revenue", 210), **data), "revenue")["currency"] == D("10.50")


def test_books_in_another_currency_are_taken_over_at_the_month_s_rate_or_not_compared() -> None:
    total = books("revenue", 420, currency="USD")
    rate = {"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-12-01", "rate": "0.5"}
    assert found(shop(total, fx_rates=[rate]), "revenue")["difference"] == 0
    data = shop(total, books("refunds", D("52.50")))
    assert names_of(measured(ANALYSIS, data, VAT).facts, "books_amount") == [
        "money.control_totals.books_amount[figure=refunds,month=2025-12]",
        "money.control_totals.books_amount[figure=refunds,month=all]",
    ]
    assert "There is no rate from {{data:USD}}" in outcome(ANALYSIS, data, VAT).section.reason


def test_only_whole_months_that_the_exports_cover_are_compared() -> None:
    months = [books("revenue", 1, month) for month in ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02")]
    counted = measured(ANALYSIS, shop(*months), VAT).facts
    assert value_of(counted, "compared_count") == 3, "October is before the exports, February is not over"
    day_before = Definitions(as_of=VAT.as_of.replace(day=30), vat_share=VAT.vat_share)
    assert value_of(measured(ANALYSIS, shop(*months), day_before).facts, "compared_count") == 2


def test_totals_that_cover_nothing_are_no_answer() -> None:
    with pytest.raises(CannotAnswer):
        measured(ANALYSIS, shop(books("revenue", 1, "2026-02")), VAT)
    bare = given(control_totals=[books("cash_received", 1)], orders=[an_order(1)])
    assert outcome(ANALYSIS, bare, VAT).severity is Severity.NOT_MEASURED
    assert [missing.table for missing in outcome(ANALYSIS, bare, VAT).section.missing] == ["payments"]


@pytest.mark.parametrize(
    ("amount", "severity"),
    [(210, "PASS"), (211, "PASS"), (D("211.10"), "WARN"), (D("214.20"), "WARN"), (D("214.40"), "FAIL")],
)
def test_the_remainder_of_the_worst_figure_is_judged(amount: Any, severity: str) -> None:
    large = books("cash_received", 312)
    assert outcome(ANALYSIS, shop(books("revenue", amount), large), VAT).severity == severity


def test_plus_and_minus_do_not_hide_each_other() -> None:
    data = shop(books("revenue", D("203.77")), books("revenue", D("111.23"), "2025-11"))
    facts = measured(ANALYSIS, data, VAT).facts
    assert value_of(facts, "remainder_amount", figure="revenue", month="all") == 0
    assert value_of(facts, "remainder_gross_amount", figure="revenue") == D("12.46")
    assert value_of(facts, "remainder_share", figure="revenue") == pytest.approx(12.46 / 315)


def test_the_rows_behind_each_difference_are_named() -> None:
    data = shop(books("revenue", 315), books("refunds", D("52.50")), books("cash_received", D("312.40")))
    evidence = measured(ANALYSIS, data, VAT).evidence
    assert rows_of(evidence, "reference", "amount", "source_file", part="timing") == [("1", D(105), "orders.csv")]
    assert rows_of(evidence, "figure", "amount", part="books") == [("cash_received", D("312.4")), ("revenue", D(315))]
    ours = rows_of(evidence, "reference", "amount", figure="cash_received", part="ours")
    assert ours == [("ch_1", D(126)), ("ch_2", D(123)), ("ch_3", D(126)), ("re", D(-63))]
    assert rows_of(evidence, "reference", figure="refunds") == [], "what agrees needs no rows"


def test_without_orders_revenue_is_what_was_won() -> None:
    deal = {
        "opportunity_id": "d",
        "status": "won",
        "amount": 900,
        "currency": "EUR",
        "closed_at": "2025-12-31T22:30:00",
    }
    berlin = Definitions(timezone="Europe/Berlin")
    data = given(
        opportunities=[deal], control_totals=[books("revenue", 900, "2025-12"), books("revenue", 900, "2026-01")]
    )
    assert found(data, "revenue", "2025-12", berlin)["difference"] == 0
    late = given(
        opportunities=[deal | {"closed_at": "2025-12-31T23:30:00"}, deal | {"opportunity_id": "e"}],
        control_totals=[books("revenue", 900, "2026-01")],
    )
    assert found(late, "revenue", "2026-01", berlin)["difference"] == 0, "half past midnight in Berlin is January"


def test_the_finding_says_what_agrees_what_is_explained_and_what_remains() -> None:
    whole = outcome(ANALYSIS, shop(books("revenue", 210)), VAT)
    assert whole.section.headline.startswith("All ")
    assert whole.section.decision == ""
    some = outcome(ANALYSIS, shop(books("revenue", 252)), VAT)
    assert (some.severity, "explains every cent" in some.section.headline) == (Severity.PASS, True)
    open_ = outcome(ANALYSIS, shop(books("revenue", 999)), VAT)
    assert open_.section.money_at_stake_amount == 789
    [row] = next(t for t in open_.section.tables if any(c.name == "quarter" for c in t.columns)).rows
    assert (row["month"], row["quarter"], row["why"]) == ("2025-12", "FY2026\u00a0Q2", "Nothing found")
