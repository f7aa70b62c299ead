"""The bridge of each currency first; what has no rate is shown in its own currency and is in no total."""

from decimal import Decimal
from typing import Any

from cmokit.analyses.money.platform_to_cash import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import FakeData, given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.money.test_platform_to_cash import a_charge, an_ad, an_order, steps

D = Decimal
DEC = {"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-12-01", "rate": "0.9"}
JAN = {**DEC, "month_on": "2026-01-01", "rate": "0.8"}


def two_currencies(*rates: dict[str, Any]) -> FakeData:
    return given(
        ad_spend=[an_ad("meta", 50), an_ad("meta", 40, currency="USD")],
        orders=[an_order(1), an_order(2, currency="USD", ordered_at="2025-12-02")],
        payments=[
            a_charge(1),
            a_charge(2, currency="USD", occurred_at="2025-12-02T10:00:00"),
            {"payment_id": "re", "order_id": "2", "kind": "refund", "amount": -126, "currency": "USD",
             "occurred_at": "2026-01-09T10:00:00", "available_on": "2026-01-09"},
        ],
        fx_rates=rates,
    )  # fmt: skip


def own(data: FakeData, currency: str, part: str = "all") -> dict[str, Decimal]:
    facts = [f for f in measured(ANALYSIS, data).facts if f.measure == "own_currency_amount"]
    wanted = {"currency": currency, "part": part}
    return {f.dimensions["step"]: f.value for f in facts if f.value and wanted.items() <= f.dimensions.items()}  # type: ignore[misc]


def test_with_rates_the_report_is_in_one_currency_and_each_stands_beside_it() -> None:
    data = two_currencies(DEC, JAN)
    assert steps(data) == {
        "ad_reported": 86, "double_counted": 104, "crm": 190, "ordered": 190, "vat": D("39.9"), "shipping": D("9.5"),
        "refunded": D("-113.4"), "exchange": D("12.6"), "cash": D("138.6"),
    }  # fmt: skip
    assert own(data, "USD")["refunded"] == -126
    assert "exchange" not in own(data, "USD")
    assert own(data, "EUR")["cash"] == 126
    assert own(data, "USD", "not_converted") == {}
    assert steps(data)["cash"] != 126 + 126 - 126, "the usual mistake adds euros and dollars"


def test_without_a_rate_the_part_stays_in_its_currency_and_the_reason_says_what_to_send() -> None:
    found = outcome(ANALYSIS, two_currencies(DEC))
    assert steps(two_currencies(DEC))["ordered"] == 100, "December's dollars cannot be split from January's refund"
    assert own(two_currencies(DEC), "USD", "not_converted")["ordered"] == 100
    assert found.severity is Severity.WARN
    assert "There is no rate from {{data:USD}}" in found.section.reason
    assert "{{date:2026-01-01}}" in found.section.reason
    assert "fx_rates" in [missing.table for missing in found.section.missing]
    assert any("no rate for their month was sent" in text for text in found.section.narrative)
    rows = rows_of(found.evidence, "order_id", "ordered_amount", "currency")
    assert rows == [("1", D(100), "EUR"), ("2", D(100), "USD")]


def test_where_nothing_can_be_taken_over_no_total_is_made_up() -> None:
    only = {"orders": [an_order(1, currency="USD")], "payments": [a_charge(1, currency="USD")]}
    found = outcome(ANALYSIS, given(**only))
    assert found.severity is Severity.WARN
    assert found.section.headline.startswith("Every amount is in a currency for which no rate was sent")
    assert value_of(found.section.facts, "step_amount", step="cash", channel="all") == 0
    assert own(given(**only), "USD", "not_converted")["cash"] == 126


def test_one_currency_needs_neither_rates_nor_words_about_them() -> None:
    data = given(orders=[an_order(1)], payments=[a_charge(1)])
    assert names_of(measured(ANALYSIS, data).facts, "own_currency_amount") == []


def test_deals_without_a_rate_stay_apart_too() -> None:
    deal = {"opportunity_id": "d", "status": "won", "channel": "email", "amount": 70, "closed_at": "2025-12-05"}
    data = given(opportunities=[deal | {"currency": "USD"}, deal | {"opportunity_id": "e", "currency": "EUR"}])
    assert steps(data) == {"crm": 70}
    assert own(data, "USD", "not_converted") == {"crm": 70}
