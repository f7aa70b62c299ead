"""What is left of what was ordered: before tax, order by order, with every cost at its own step."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.money.contribution import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import FakeData, given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.money.test_platform_to_cash import a_charge, an_ad, an_order

D = Decimal
JULY = Definitions(fiscal_year_starts="07-01", vat_share=D("0.20"))


def a_line(number: int, sku: str = "TEA", **changes: Any) -> dict[str, Any]:
    """Two of 50: the goods of an order of 100."""
    return {"order_id": str(number), "line_no": 1, "sku": sku, "quantity_count": 2, "price_amount": 50, **changes}


def a_cost(unit: Any = 15, **changes: Any) -> dict[str, Any]:
    return {"sku": "TEA", "valid_from_on": "2025-01-01", "unit_cost_amount": unit, "currency": "EUR", **changes}


def a_parcel(number: int, status: str = "delivered", **changes: Any) -> dict[str, Any]:
    said = {"order_id": str(number), "awb": f"q{number}", "status": status, "freight_amount": 8}
    said |= {"cod_collected_amount": 126, "cod_fee_amount": 2, "net_remitted_amount": 116, "remitted_on": "2025-12-20"}
    return said | changes


def a_return(number: int, status: str = "returned") -> dict[str, Any]:
    return a_parcel(number, status, cod_collected_amount=0, cod_fee_amount=0, return_fee_amount=5,
                    net_remitted_amount=-13)  # fmt: skip


def shop(**more: Any) -> FakeData:
    """A card order, a cash order that was delivered and one that came back; ads of 30."""
    said: dict[str, Any] = {
        "orders": [
            an_order(1),
            an_order(2, channel="paid_social", is_cash_on_delivery=True),
            an_order(3, channel="paid_social", is_cash_on_delivery=True, financial_status="pending"),
        ],
        "order_lines": [a_line(1), a_line(2), a_line(3)],
        "payments": [a_charge(1, fee_amount=3)],
        "parcels": [a_parcel(2), a_return(3)],
        "ad_spend": [an_ad("meta", 0, spend_amount=30)],
        "product_costs": [a_cost()],
    }
    return given(**(said | more))


def steps(data: FakeData, definitions: Definitions = JULY, channel: str = "all", period: str = "all") -> dict[str, Any]:
    facts = [f for f in measured(ANALYSIS, data, definitions).facts if f.measure == "step_amount"]
    own = [f for f in facts if f.dimensions["channel"] == channel and f.dimensions["period"] == period]
    return {fact.dimensions["step"]: fact.value for fact in own if fact.value}


def test_every_step_from_ordered_to_contribution() -> None:
    assert steps(shop()) == {
        "ordered": 300, "shipping": 15, "not_delivered": -105, "revenue": 210, "goods": -60, "freight_out": -16,
        "freight_back": -5, "collection_fees": -2, "payment_fees": -3, "ads": -30, "contribution": 94,
    }  # fmt: skip


def test_the_usual_mistakes_give_other_figures() -> None:
    found = steps(shop())
    assert found["not_delivered"] != -126, "tax left in"
    assert found["goods"] != -90, "goods that came back counted as sold"
    assert found["revenue"] != 378, "gross instead of what was kept, before tax"
    share = value_of(measured(ANALYSIS, shop(), JULY).facts, "contribution_share", channel="all", period="all")
    assert share == pytest.approx(94 / 210)
    assert share != pytest.approx(94 / 378), "a margin on gross"


def test_channels_and_quarters_each_add_up_to_the_whole() -> None:
    early, late = an_order(1, ordered_at="2025-09-30"), an_order(2, channel="paid_social", is_cash_on_delivery=True)
    data = shop(orders=[early, late], order_lines=[a_line(1), a_line(2)], parcels=[a_parcel(2)])
    whole, facts = steps(data), measured(ANALYSIS, data, JULY).facts
    for by in ("channel", "period"):
        parts = {f.dimensions[by] for f in facts if f.measure == "step_amount"} - {"all"}
        for step in whole:
            assert whole[step] == sum(steps(data, **{by: part}).get(step, D(0)) for part in parts), (by, step)
    assert steps(data, period="FY2026 Q1")["contribution"] == 105 - 30 - 3
    assert steps(data, period="FY2026 Q2")["ads"] == -30
    assert steps(data, channel="paid_social")["contribution"] == 105 - 30 - 8 - 2 - 30


def test_an_order_on_the_last_evening_belongs_to_the_client_s_own_day() -> None:
    berlin = Definitions(timezone="Europe/Berlin", fiscal_year_starts="07-01")
    data = shop(orders=[an_order(1, ordered_at="2025-09-30T23:30:00")], order_lines=[a_line(1)], parcels=[])
    assert steps(data, berlin, period="FY2026 Q2")["ordered"] == 100


def test_tax_inside_the_prices_is_taken_out_of_the_goods() -> None:
    inside = {"subtotal_amount": 120, "shipping_amount": 0, "tax_amount": 20, "total_amount": 120}
    data = shop(orders=[an_order(1, **inside)], order_lines=[a_line(1, price_amount=60)], payments=[a_charge(1, 120)],
                parcels=[], ad_spend=[])  # fmt: skip
    found = steps(data)
    assert (found["ordered"], found["vat"], found["revenue"], found["contribution"]) == (120, -20, 100, 70)


def test_a_refund_before_tax_and_its_goods_are_gone() -> None:
    back = {"payment_id": "re", "order_id": "1", "kind": "refund", "amount": -63, "available_on": "2025-12-12"}
    data = shop(orders=[an_order(1)], order_lines=[a_line(1)], payments=[a_charge(1), back], parcels=[], ad_spend=[])
    found = steps(data)
    assert (found["refunded"], found["revenue"], found["goods"]) == (D("-52.50"), D("52.50"), -30)


def test_what_was_cancelled_or_is_under_way_has_neither_revenue_nor_goods() -> None:
    under_way = an_order(2, is_cash_on_delivery=True, financial_status="pending")
    data = shop(orders=[an_order(1, cancelled_at="2025-12-01"), under_way], order_lines=[a_line(1), a_line(2)],
                payments=[], parcels=[a_parcel(2, "in_transit", cod_collected_amount=0, remitted_on=None,
                                               cod_fee_amount=0, freight_amount=0, net_remitted_amount=0)],
                ad_spend=[])  # fmt: skip
    with pytest.raises(CannotAnswer):
        measured(ANALYSIS, data, JULY)  # card orders without a single payment: nobody knows what was paid
    found = steps(given(**{**_rows(data), "payments": [a_charge(9)]}))
    assert (found["cancelled"], found["open"]) == (-105, -105)
    assert "revenue" not in found
    assert "goods" not in found


def _rows(data: FakeData) -> dict[str, Any]:
    return {name: table.to_pylist() for name, table in data._tables.items()}


def test_goods_of_a_lost_parcel_are_lost() -> None:
    data = shop(parcels=[a_parcel(2), a_return(3, "lost")])
    assert steps(data)["goods"] == -90


def test_unknown_costs_are_said_and_left_out_on_both_sides() -> None:
    data = shop(order_lines=[a_line(1, "CUP"), a_line(2), a_line(3)])
    found = measured(ANALYSIS, data, JULY)
    assert steps(data)["unknown_cost"] == -105
    assert steps(data)["revenue"] == 105
    assert steps(data)["goods"] == -30
    assert value_of(found.facts, "unknown_cost_share") == pytest.approx(1 / 3)
    assert value_of(found.facts, "unknown_cost_lines_count") == 1
    assert steps(data)["contribution"] != 124, "a cost of nothing instead of none stated"


def test_a_line_lost_on_the_way_is_a_line_without_a_cost() -> None:
    data = shop(order_lines=[a_line(1, quantity_count=1), a_line(2), a_line(3)])
    assert steps(data)["unknown_cost"] == D("-52.50")
    assert value_of(measured(ANALYSIS, data, JULY).facts, "unknown_cost_lines_count") == 1


@pytest.mark.parametrize(
    ("costs", "goods"),
    [
        ([a_cost(15), a_cost(20, valid_from_on="2025-12-01")], -40),  # in force on the day itself
        ([a_cost(15), a_cost(20, valid_from_on="2025-12-02")], -30),
        ([a_cost(None, margin_share=0.6)], -40),
        ([{"sku": "TEA", "product_line": "Hot", "currency": "EUR"},
          {"product_line": "hot", "margin_share": 0.75, "currency": "EUR"}], -25),
        ([a_cost(10, currency="USD")], -18),
    ],
)  # fmt: skip
def test_the_cost_in_force_by_piece_or_margin_by_product_or_line(costs: list[dict[str, Any]], goods: int) -> None:
    rate = {"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-12-01", "rate": "0.9"}
    data = shop(orders=[an_order(1)], order_lines=[a_line(1)], parcels=[], product_costs=costs, fx_rates=[rate])
    assert steps(data)["goods"] == goods


def test_a_discount_lowers_the_price_and_not_the_cost_of_a_piece() -> None:
    order = an_order(1, subtotal_amount=80, discount_amount=20, tax_amount=17, total_amount=102)
    data = shop(orders=[order], order_lines=[a_line(1)], payments=[a_charge(1, 102)], parcels=[], ad_spend=[])
    assert (steps(data)["goods"], steps(data)["contribution"]) == (-30, 85 - 30)
    margin = _rows(data) | {"product_costs": [a_cost(None, margin_share=0.5)]}
    assert steps(given(**margin))["goods"] == -40, "half of what the customer paid, not of the list price"


def test_a_cost_or_rate_that_is_not_there_is_never_guessed() -> None:
    data = shop(product_costs=[a_cost(10, currency="USD")])
    assert value_of(measured(ANALYSIS, data, JULY).facts, "unknown_cost_share") == 1
    late = shop(product_costs=[a_cost(valid_from_on="2026-01-01")])
    assert value_of(measured(ANALYSIS, late, JULY).facts, "unknown_cost_lines_count") == 3


def test_ads_with_tax_in_them_lose_it() -> None:
    taxed = Definitions(vat_share=D("0.20"), vat_included_in=("meta_ads.campaigns",))
    data = shop(ad_spend=[an_ad("meta_ads", 0, spend_amount=30)])
    assert steps(data, taxed)["ads"] == -25
    assert steps(data)["ads"] == -30


def test_without_unit_costs_it_says_what_to_send() -> None:
    found = outcome(ANALYSIS, shop(product_costs=[]))
    assert found.severity is Severity.NOT_MEASURED
    assert [missing.table for missing in found.section.missing] == ["product_costs"]
    assert "finance.xlsx" in found.section.missing[0].ask


def test_a_losing_channel_is_named_with_its_loss() -> None:
    found = outcome(ANALYSIS, shop(ad_spend=[an_ad("meta", 0, spend_amount=200)]), JULY)
    assert found.severity is Severity.FAIL
    assert found.section.money_at_stake_amount == -steps(shop(ad_spend=[an_ad("meta", 0, spend_amount=200)]),
                                                         channel="paid_social")["contribution"]  # fmt: skip
    assert any("cost more than they bring" in text for text in found.section.narrative)


@pytest.mark.parametrize(("ads", "severity"), [(103, "PASS"), (104, "WARN"), (124, "WARN"), (125, "FAIL")])
def test_the_share_is_judged(ads: int, severity: str) -> None:
    """Of 210 revenue 124 is left before ads."""
    assert outcome(ANALYSIS, shop(ad_spend=[an_ad("meta", 0, spend_amount=ads)]), JULY).severity == severity


def test_without_ad_reports_it_is_no_pass() -> None:
    found = outcome(ANALYSIS, shop(ad_spend=[]), JULY)
    assert found.severity is Severity.WARN
    assert [missing.table for missing in found.section.missing] == ["ad_spend"]


def test_without_orders_the_won_deals_product_lines_carry_the_margin() -> None:
    deal = {"opportunity_id": "d", "status": "won", "channel": "paid_search", "amount": 1000, "currency": "EUR",
            "closed_at": "2025-12-05", "product_line": "Platform"}  # fmt: skip
    data = given(
        opportunities=[deal, deal | {"opportunity_id": "e", "product_line": "Other"}],
        product_costs=[{"product_line": "platform", "margin_share": 0.7}],
        ad_spend=[an_ad("google", 0, spend_amount=100)],
    )
    found = steps(data, channel="paid_search")
    assert (found["ordered"], found["unknown_cost"], found["goods"]) == (2000, -1000, -300)
    assert (found["ads"], found["contribution"]) == (-100, 600)
    bare = given(
        opportunities=[deal | {"product_line": None}], product_costs=[{"product_line": "x", "margin_share": 0}]
    )
    with pytest.raises(CannotAnswer) as refused:
        measured(ANALYSIS, bare)
    assert refused.value.missing[0].columns == ("product_line",)


def test_every_order_stands_in_the_evidence_with_what_it_leaves_before_ads() -> None:
    found = measured(ANALYSIS, shop(), JULY)
    rows = rows_of(found.evidence, "order_id", "period", "before_ads_amount", "source_row")
    assert rows == [("1", "FY2026 Q2", D(72), 2), ("2", "FY2026 Q2", D(65), 3), ("3", "FY2026 Q2", D(-13), 4)]
    assert sum(row[2] for row in rows) - 30 == steps(shop())["contribution"]


def test_what_no_rate_carries_over_is_left_out_and_asked_for() -> None:
    found = outcome(
        ANALYSIS, shop(orders=[an_order(1), an_order(4, currency="USD")], order_lines=[a_line(1)], parcels=[])
    )
    assert "fx_rates" in [missing.table for missing in found.section.missing]
    assert (
        steps(shop(orders=[an_order(1), an_order(4, currency="USD")], order_lines=[a_line(1)], parcels=[]))["ordered"]
        == 100
    )


def test_nothing_sold_has_no_share() -> None:
    back = {"payment_id": "re", "order_id": "1", "kind": "refund", "amount": -126, "available_on": "2025-12-12"}
    only = shop(orders=[an_order(1, cancelled_at="2025-12-01")], payments=[a_charge(1), back], parcels=[])
    assert names_of(measured(ANALYSIS, only, JULY).facts, "contribution_share") == []
    assert outcome(ANALYSIS, only, JULY).severity is Severity.WARN
    assert date(2026, 1, 31) == JULY.as_of
