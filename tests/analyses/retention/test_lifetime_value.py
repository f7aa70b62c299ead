"""What a customer brings: margin or else called revenue, leavers and stayers, a horizon with an interval, payback."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Assumptions
from cmokit.analyses.retention.lifetime_value import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

AT = replace(DEFAULTS, as_of=date(2026, 1, 31), assumptions=Assumptions(discount=0.0))
COSTS = [{"product_line": "Pro", "valid_from_on": "2024-01-01", "margin_share": 0.8}]


def plan(number, left=None, **more):
    """A plan since February 2025 at 100 a month, until the last day before month `left` of it."""
    end = None if left is None else date(2025 + (1 + left) // 12, (1 + left) % 12 + 1, 1) - timedelta(days=1)
    told = {"subscription_id": f"s{number:02d}", "contact_id": f"c{number:02d}", "plan": "Pro", "state": "active"}
    told |= {"started_on": "2025-02-01", "ended_on": end and end.isoformat(), "recurring_amount": "100"}
    return told | {"currency": "EUR"} | more


def plans(stay=30, gone=10, after=3):
    return [plan(n, after if n < gone else None) for n in range(stay + gone)]


def found(definitions=AT, **tables):
    return measured(ANALYSIS, given(**tables), definitions)


def ads(amount="3000", month="2025-12"):
    return {
        "platform": "google_ads",
        "campaign_id": "k",
        "campaign": "k",
        "period_start_on": f"{month}-01",
        "period_end_on": f"{month}-31",
        "spend_amount": amount,
        "currency": "EUR",
    }


def won(count=10):
    return [
        {"opportunity_id": f"d{n}", "company_id": f"f{n}", "status": "won", "closed_at": "2025-12-10", "amount": "1"}
        for n in range(count)
    ]


def winning(amount="3000"):
    return {"ad_spend": [ads(amount)], "opportunities": won()}


def test_without_stated_costs_it_is_revenue_and_says_so():
    """The usual mistake: revenue, called lifetime value."""
    made = outcome(ANALYSIS, given(subscriptions=plans(), **winning()), AT)
    assert names_of(made.section.facts, "margin_amount") == []
    assert names_of(made.section.facts, "return_share") == []
    assert made.severity is Severity.WARN
    assert "revenue, not margin" in made.section.reason
    assert [missing.table for missing in made.section.missing] == ["product_costs"]
    assert "of margin" not in made.section.headline


def test_margin_is_what_the_plan_leaves_and_is_held_against_the_cost_of_winning():
    made = found(subscriptions=plans(), product_costs=COSTS, **winning())
    assert value_of(made.facts, "curve_amount", month="1", of="margin", split="all") == Decimal("80.00")
    stays = 3 + 9 * 0.75
    assert value_of(made.facts, "margin_amount", horizon="12", split="all") == pytest.approx(Decimal(80 * stays))
    assert value_of(made.facts, "revenue_amount", horizon="12", split="all") == pytest.approx(Decimal(100 * stays))
    assert value_of(made.facts, "cac_amount", cost="paid") == Decimal("300.00")
    assert value_of(made.facts, "return_share", cost="paid", horizon="12") == pytest.approx(80 * stays / 300)


def test_later_money_is_worth_less_by_what_the_engagement_assumes():
    rows = {"subscriptions": plans(), "product_costs": COSTS}
    plain, less = (
        value_of(found(replace(AT, assumptions=Assumptions(discount=share)), **rows).facts, "margin_amount",
                 horizon="12", split="all")
        for share in (0.0, 0.10)
    )  # fmt: skip
    by_hand = sum(80 * (1 if k < 3 else 0.75) / 1.1 ** (k / 12) for k in range(12))
    assert float(less) == pytest.approx(by_hand, abs=0.01)
    assert less < plain


def test_a_horizon_that_nobody_has_lived_through_is_not_told():
    made = found(subscriptions=plans(), product_costs=COSTS)
    assert names_of(made.facts, "margin_amount") == [
        "retention.lifetime_value.margin_amount[horizon=12,split=all]",
        "retention.lifetime_value.margin_amount[horizon=6,split=all]",
    ]


def test_leavers_are_in_the_curve_as_long_as_the_others():
    """The usual mistake: what survivors have brought."""
    made = found(subscriptions=plans(), product_costs=COSTS)
    year = fact_of(made.facts, "curve_amount", month="12", of="revenue", split="all")
    assert (year.value, year.n) == (Decimal(300 + 9 * 75), 40)
    assert year.low < year.value < year.high
    assert value_of(made.facts, "staying_share", month="12") == pytest.approx(0.75)


def test_payback_is_the_first_month_on_the_customers_own_curve():
    """The usual mistake: cost over the margin of a month, as if nobody left: 480 would be back in month six."""
    made = found(subscriptions=plans(), product_costs=COSTS, **winning("4800"))
    assert value_of(made.facts, "payback_months_count", cost="paid", of="margin") == 7


def test_a_payback_that_is_not_reached_says_so():
    made = outcome(ANALYSIS, given(subscriptions=plans(), product_costs=COSTS, **winning("90000")), AT)
    assert names_of(made.section.facts, "payback_months_count") == []
    assert "is not back within" in made.section.reason
    assert made.severity is Severity.FAIL


def test_on_revenue_a_payback_is_only_the_earliest_that_could_be():
    section = outcome(ANALYSIS, given(subscriptions=plans(), **winning()), AT).section
    assert value_of(section.facts, "payback_months_count", cost="paid", of="revenue") == 3
    assert "if all revenue were margin" in " ".join(section.narrative)


def test_too_few_who_left_allow_no_look_ahead_but_what_was_seen_is_told():
    made = outcome(ANALYSIS, given(subscriptions=plans(36, 4), product_costs=COSTS), AT)
    assert names_of(made.section.facts, "margin_amount") == []
    assert "only what was seen" in made.section.reason
    assert "by the end of month" in made.section.headline


def test_groups_of_enough_customers_stand_by_themselves():
    people = [{"contact_id": f"c{n:02d}", "segment": "small" if n < 40 else "rare"} for n in range(50)]
    rows = [plan(n, 3 if n < 10 else None) for n in range(50)]
    made = found(subscriptions=rows, contacts=people, product_costs=COSTS)
    assert value_of(made.facts, "customers_count", split="segment=small") == 40
    assert value_of(made.facts, "margin_amount", horizon="12", split="segment=small") == pytest.approx(
        Decimal(80 * (3 + 9 * 0.75))
    )
    assert not any("rare" in fact.name for fact in made.facts)


def test_plans_of_which_most_have_no_stated_cost_are_revenue():
    others = [row | {"plan": "Other"} for row in plans()[:20]]
    made = found(subscriptions=[*plans()[20:], *others], product_costs=COSTS)
    assert made.kind == "revenue"
    assert value_of(made.facts, "unknown_cost_share") == 0.5


def test_a_list_of_those_who_stayed_counts_them_from_its_first_end_on():
    old = [plan(100 + n, started_on="2023-01-01") for n in range(40)]
    left = {"ended_on": "2025-08-31"}
    new = [plan(n, started_on="2025-06-01") | (left if n < 10 else {}) for n in range(40)]
    made = outcome(ANALYSIS, given(subscriptions=[plan(200, 3), *new, *old]), AT)
    assert value_of(made.section.facts, "late_entry_count") == 40 + 1
    assert value_of(made.section.facts, "staying_share", month="6") == pytest.approx(1 - 11 / 41)
    assert "keeps only who stayed" in " ".join(made.section.narrative)


def shop(count=150, seed=3):
    """Customers who come back at rates of their own, each order 50 and tax of 5."""
    random, rows = np.random.default_rng(seed), []
    for n in range(count):
        day, rate = date(2025, 1, 1) + timedelta(days=int(random.integers(200))), random.gamma(1.2, 1 / 150)
        while day <= AT.as_of:
            rows.append(
                {
                    "order_id": f"o{len(rows)}",
                    "email": f"c{n}@x.example",
                    "ordered_at": f"{day}T10:00:00",
                    "currency": "EUR",
                    "subtotal_amount": "50",
                    "tax_amount": "5",
                    "total_amount": "55",
                    "channel": "email" if n % 2 else "direct",
                    "is_cash_on_delivery": False,
                    "financial_status": "paid",
                }
            )
            day += timedelta(days=max(1, int(random.exponential(1 / rate))))
            if random.random() < 0.1:
                break
    return rows


def paid(orders):
    return [
        {
            "payment_id": f"p{row['order_id']}",
            "order_id": row["order_id"],
            "kind": "charge",
            "occurred_at": row["ordered_at"],
            "available_on": row["ordered_at"][:10],
            "amount": "55",
            "fee_amount": "2",
            "net_amount": "53",
            "currency": "EUR",
        }
        for row in orders
    ]


def lines(orders):
    return [
        {"order_id": row["order_id"], "line_no": 1, "sku": "TEA", "quantity_count": 1, "price_amount": "50"}
        for row in orders
    ]


def test_a_shop_s_orders_leave_their_margin_month_by_month():
    orders = shop()
    costs = [{"sku": "TEA", "valid_from_on": "2024-01-01", "unit_cost_amount": "20", "currency": "EUR"}]
    made = found(orders=orders, order_lines=lines(orders), payments=paid(orders), product_costs=costs)
    assert (made.basis, made.kind) == ("orders", "margin")
    first = {}
    for row in orders:
        first.setdefault(row["email"], []).append(date.fromisoformat(row["ordered_at"][:10]))
    old = [days for days in first.values() if min(days) <= date(2025, 7, 31)]
    month = sum(sum(day < _a_month_later(min(days)) for day in days) for days in old) / len(old)
    point = value_of(made.facts, "curve_amount", month="1", of="margin", split="all")
    assert float(point) == pytest.approx(28 * month, abs=1e-4)
    assert rows_of(made.evidence, "customer_id")[:2] == ["c0@x.example", "c100@x.example"]


def test_a_shop_s_look_ahead_is_what_came():
    """A second way: what was told in summer for a year, and what those customers had really brought by then."""
    orders = shop(600)
    past = replace(AT, as_of=date(2025, 7, 31))
    early = [row for row in orders if row["ordered_at"][:10] <= "2025-07-31"]
    told = fact_of(found(past, orders=early).facts, "revenue_amount", horizon="12", split="all")
    came = value_of(found(orders=orders).facts, "curve_amount", month="12", of="revenue", split="all")
    assert told.low < told.value < told.high
    assert float(told.value) == pytest.approx(float(came), rel=0.15)


def test_a_horizon_that_customers_have_lived_through_is_told_by_their_own_curve_alone():
    """The usual mistake: the model's figure for six months beside what six months have really brought."""
    made = found(orders=shop())
    seen = max(int(f.dimensions["month"]) for f in made.facts if f.measure == "curve_amount")
    horizons = {int(f.dimensions["horizon"]) for f in made.facts if f.measure == "revenue_amount"}
    assert seen >= 6
    assert horizons
    assert min(horizons) > seen


def test_those_who_began_first_stand_beside_those_since():
    section = outcome(ANALYSIS, given(orders=shop()), AT).section
    earlier, later = (
        fact_of(section.facts, "curve_amount", month="3", of="revenue", split=f"began={half}")
        for half in ("earlier", "later")
    )
    assert (earlier.n or 0) + (later.n or 0) == 150
    assert any("told by the earlier ones alone" in text for text in section.narrative)
    assert not any("earlier half" in str(row) for table in section.tables for row in table.rows)


def test_buyers_whom_the_list_knew_before_the_first_order_received_are_left_out():
    """The usual mistake: customers of many years, new because the export begins now."""
    orders = shop()
    first = min(row["ordered_at"] for row in orders)[:10]
    people = [
        {"contact_id": "c1@x.example", "email": "C1@x.example", "created_at": "2021-05-01T10:00:00"},
        {"contact_id": "77", "email": "c2@x.example", "created_at": "2022-05-01T10:00:00"},
        {"contact_id": "78", "email": "c3@x.example", "created_at": f"{first}T00:00:00"},
        {"contact_id": "79", "email": "reader@x.example", "created_at": "2020-05-01T10:00:00"},
    ]
    made = outcome(ANALYSIS, given(orders=orders, contacts=people), AT)
    assert value_of(made.section.facts, "older_count") == 2
    assert value_of(made.section.facts, "customers_count", split="all") == 148
    assert any("left out" in text for text in made.section.narrative)


def _a_month_later(day):
    number = day.year * 12 + day.month
    following = date(number // 12, number % 12 + 1, 1)
    last = (date(following.year + following.month // 12, following.month % 12 + 1, 1) - timedelta(days=1)).day
    return following.replace(day=min(day.day, last))


def test_orders_without_payments_are_revenue_and_ask_for_them():
    orders = shop()
    made = found(orders=orders, product_costs=[{"sku": "TEA", "unit_cost_amount": "20", "currency": "EUR"}])
    assert made.kind == "revenue"
    assert {missing.table for missing in made.missing} >= {"payments", "order_lines"}
    assert value_of(made.facts, "unknown_cost_share") == 1


def test_a_cancelled_order_brings_nobody():
    orders = shop()
    ghosts = [row | {"order_id": f"x{n}", "email": f"ghost{n}@x.example", "cancelled_at": "2025-02-01"}
              for n, row in enumerate(orders[:9])]  # fmt: skip
    assert value_of(found(orders=[*orders, *ghosts]).facts, "customers_count", split="all") == 150


def test_orders_too_few_for_a_model_are_told_as_they_were_seen():
    section = outcome(ANALYSIS, given(orders=shop(60)), AT).section
    assert names_of(section.facts, "revenue_amount") == []
    assert names_of(section.facts, "curve_amount") != []
    assert "only what was seen" in section.reason


@pytest.mark.parametrize("tables", [{"subscriptions": plans(20, 5)}, {"orders": shop(20)}, {"orders": []}])
def test_too_few_customers_cannot_be_answered_and_say_what_would_do(tables):
    with pytest.raises(CannotAnswer, match="Too few customers") as refused:
        found(**tables)
    assert [missing.table for missing in refused.value.missing] == ["orders", "subscriptions"]
