"""Spend against outcome: the word that follows from what came back, and what the numbers cannot carry."""

from decimal import Decimal

import pytest
from scipy.stats import chi2

from cmokit.analyses.money.budget import ANALYSIS
from cmokit.exhibits.surface import is_surface_measure
from cmokit.methods.budget import CUT, KEEP, MOVE, TOO_FEW, Returned, returned, word_of
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.money.paid_client import AT, ads, people

SEARCH = {"channel": "paid_search", "campaign": "all"}
SOCIAL = {"channel": "paid_social", "campaign": "all"}
WHOLE = {"channel": "all", "campaign": "all"}
BRAND = {"channel": "paid_search", "campaign": "brand"}


def orders(*said):
    """`20 paid_search brand 1 50`: twenty orders of a channel and campaign in a month, each worth so much."""
    rows = []
    for text in said:
        count, channel, campaign, month, amount = text.split()
        rows += [
            {"order_id": f"{channel}-{campaign}-{month}-{n}", "email": f"{channel}{campaign}{n}@x.example",
             "ordered_at": f"2026-{int(month):02}-{1 + n % 28:02}T10:00:00", "channel": channel, "currency": "EUR",
             "utm_campaign": campaign, "subtotal_amount": amount, "total_amount": amount}
            for n in range(int(count))
        ]  # fmt: skip
    return rows


def found(spend, sales, **tables):
    return measured(ANALYSIS, given(ad_spend=spend, orders=sales, **tables), AT)


def test_what_came_back_over_what_was_spent_and_the_word_for_it():
    spend = ads("google_ads brand 1 1000", "linkedin_ads video 1 9000")
    facts = found(spend, orders("50 paid_search brand 1 100", "20 paid_social video 1 100")).facts
    assert value_of(facts, "return_share", **SEARCH) == 5.0
    assert value_of(facts, "verdict_text", **SEARCH) == KEEP
    assert value_of(facts, "return_share", **SOCIAL) == pytest.approx(2000 / 9000)
    assert value_of(facts, "verdict_text", **SOCIAL) == CUT
    assert value_of(facts, "in_vain_amount") == 9000
    assert value_of(facts, "in_vain_share") == 0.9


def test_a_good_looking_return_on_two_sales_is_too_few_to_say():
    """The usual mistake: double a budget because two large orders happened to fall into its month."""
    facts = found(ads("google_ads brand 1 1000"), orders("2 paid_search brand 1 1500")).facts
    assert value_of(facts, "return_share", **SEARCH) == 3.0
    assert value_of(facts, "verdict_text", **SEARCH) == TOO_FEW


def test_what_earns_its_money_is_moved_where_the_same_money_surely_brings_more():
    spend = ads("google_ads brand 1 1000", "linkedin_ads video 1 1000")
    facts = found(spend, orders("200 paid_search brand 1 100", "40 paid_social video 1 100")).facts
    assert value_of(facts, "verdict_text", **SOCIAL) == MOVE
    assert value_of(facts, "verdict_text", **SEARCH) == KEEP


def test_spend_in_a_period_without_outcomes_is_a_finding_and_no_division_by_zero():
    old = orders("5 email - 1 100")
    made = outcome(ANALYSIS, given(ad_spend=ads("google_ads brand 2 1000"), orders=old), AT)
    facts = made.section.facts
    assert made.severity is Severity.WARN
    assert "sold nothing" in made.section.reason
    assert "not one sale" in made.section.headline
    assert value_of(facts, "cost_amount", **SEARCH) == 1000
    assert value_of(facts, "return_share", **SEARCH) == 0
    assert names_of(facts, "cost_per_qualified_amount") == []


def test_no_sale_where_many_should_have_come_is_cut_and_where_few_would_is_not():
    spend = ads("google_ads brand 1 1000", "linkedin_ads video 1 1000", "meta_ads reel 1 100")
    facts = found(spend, orders("100 paid_search brand 1 100")).facts
    assert value_of(facts, "verdict_text", channel="paid_social", campaign="video") == CUT
    assert value_of(facts, "verdict_text", channel="paid_social", campaign="reel") == TOO_FEW
    assert value_of(facts, "idle_spend_amount", **WHOLE) == 1100


def test_the_interval_is_that_of_as_many_equal_sales_as_would_scatter_alike():
    """Second way: the chi-square quantiles behind Poisson's bounds."""
    amounts = [Decimal(n) for n in (100, 100, 400)]
    made = returned("x", Decimal(300), amounts, None)
    number, weight = 600**2 / 180_000, 180_000 / 600
    assert made.low == pytest.approx(weight * chi2.ppf(0.025, 2 * number) / 2 / 300)
    assert made.high == pytest.approx(weight * chi2.ppf(0.975, 2 * number + 2) / 2 / 300)
    equal = returned("x", Decimal(100), [Decimal(100)] * 4, None)
    assert (equal.low, equal.high) == (pytest.approx(1.0899, rel=1e-4), pytest.approx(10.2416, rel=1e-4))


def test_nothing_sold_anywhere_has_no_interval_and_no_word():
    assert word_of(Returned("x", Decimal(10), 0, Decimal(0), None, None), ()) == TOO_FEW
    assert returned("x", Decimal(10), [], None).low is None


def test_what_finance_states_for_a_channel_is_part_of_its_cost():
    january = {"period_start_on": "2026-01-01", "currency": "EUR"}
    costs = [
        {**january, "kind": "agency", "channel": "paid_search", "amount": "500"},
        {**january, "kind": "salary", "channel": None, "amount": "900"},
    ]
    facts = found(ads("google_ads brand 1 1000"), orders("50 paid_search brand 1 60"), costs=costs).facts
    assert value_of(facts, "cost_amount", **SEARCH) == 1500
    assert value_of(facts, "return_share", **SEARCH) == 2.0
    assert value_of(facts, "cost_amount", **BRAND) == 1000  # an agency's bill names no campaign


def test_won_deals_are_the_sales_where_there_are_any_by_the_campaign_of_their_person():
    leads = people("1 paid_search brand 1 q")
    deal = {"opportunity_id": "d", "status": "won", "closed_at": "2026-01-20T10:00:00", "channel": "paid_search",
            "contact_id": "paid_search-brand-1-0", "amount": "5000", "currency": "EUR"}  # fmt: skip
    made = measured(ANALYSIS, given(ad_spend=ads("google_ads brand 1 1000"), opportunities=[deal], **leads), AT)
    assert value_of(made.facts, "revenue_amount", **BRAND) == 5000
    assert value_of(made.facts, "qualified_count", **BRAND) == 1
    assert value_of(made.facts, "cost_per_qualified_amount", **BRAND) == 1000
    assert rows_of(made.evidence, "record_id", "campaign", "revenue_amount") == [("d", "brand", Decimal("5000.0000"))]


def test_a_cancelled_order_is_no_sale_and_tax_is_no_value():
    sold = orders("2 paid_search brand 1 119")
    sold[0]["cancelled_at"] = "2026-01-25T10:00:00"
    sold[1]["tax_amount"] = "19"
    facts = found(ads("google_ads brand 1 100"), sold).facts
    assert value_of(facts, "sales_count", **SEARCH) == 1
    assert value_of(facts, "revenue_amount", **SEARCH) == 100


def test_customers_who_bought_again_are_a_share_of_the_new_ones():
    sold = [*orders("4 paid_search brand 1 100"), *orders("1 paid_search brand 2 100")]
    facts = found(ads("google_ads brand 1 100", "google_ads brand 2 100"), sold).facts
    assert value_of(facts, "bought_again_share", **SEARCH) == 0.25


def test_campaigns_of_one_kind_are_compared_by_cost_per_result_and_few_results_are_called_few():
    spend = ads("google_ads search_brand_demo 1 1000", "linkedin_ads social_video_demo 1 1000", "google_ads Neu 1 50")
    sold = orders("20 paid_search search_brand_demo 1 100", "2 paid_social social_video_demo 1 100")
    made = outcome(ANALYSIS, given(ad_spend=spend, orders=sold), AT)
    facts = made.section.facts
    assert value_of(facts, "pattern_cost_amount", by="format", which="search") == 50
    assert value_of(facts, "pattern_spend_amount", by="format", which="other") == 50
    assert value_of(facts, "pattern_results_count", by="season", which="FY2026 Q1") == 22
    table = next(table for table in made.section.tables if "format" in table.title)
    assert [row["few"] for row in table.rows if row["value"] == "Social"] == ["few"]


def test_a_plan_is_held_against_what_a_campaign_cost_and_who_responded():
    plans = [
        {"campaign_id": "1", "name": "fair", "channel": "event", "budget_amount": "900", "actual_amount": "1000"},
        {"campaign_id": "2", "name": "Brand", "channel": "paid_search", "budget_amount": "1500"},
        {"campaign_id": "3", "name": "dinner", "channel": "event", "budget_amount": "700"},
        {"campaign_id": "4", "name": "later", "channel": "event", "budget_amount": "50", "started_on": "2026-12-01"},
    ]
    members = [{"campaign_id": "1", "contact_id": "a", "responded_at": "2026-01-20T10:00:00"},
               {"campaign_id": "1", "contact_id": "b"}]  # fmt: skip
    facts = found(
        ads("google_ads brand 1 1000"), orders("9 paid_search brand 1 60"), campaigns=plans, campaign_members=members
    ).facts
    fair = {"channel": "event", "campaign": "fair"}
    assert value_of(facts, "over_plan_amount", **fair) == 100
    assert value_of(facts, "responses_count", **fair) == 1
    assert value_of(facts, "actual_amount", channel="paid_search", campaign="Brand") == 1000  # as the platform says
    assert value_of(facts, "planned_amount", **WHOLE) == 3100
    assert value_of(facts, "without_actual_count") == 1


def test_clicks_and_impressions_are_no_outcome():
    made = outcome(
        ANALYSIS, given(ad_spend=ads("google_ads brand 1 100"), orders=orders("9 paid_search brand 1 60")), AT
    )
    assert not [fact.name for fact in made.section.facts if is_surface_measure(fact.id)]


def test_without_deals_and_orders_or_a_whole_month_it_cannot_be_answered():
    nothing = outcome(ANALYSIS, given(ad_spend=ads("google_ads brand 1 100")), AT)
    assert nothing.severity is Severity.NOT_MEASURED
    assert [missing.table for missing in nothing.section.missing] == ["opportunities", "orders"]
    days = [{**ads("google_ads brand 1 100")[0], "period_end_on": "2026-01-09"}]
    short = outcome(ANALYSIS, given(ad_spend=days, orders=orders("9 paid_search brand 1 60")), AT)
    assert short.severity is Severity.NOT_MEASURED
    assert "no whole month" in short.section.reason


def test_money_of_another_currency_without_a_rate_is_asked_for():
    sold = [{**row, "currency": "USD"} for row in orders("9 paid_search brand 1 60")]
    made = outcome(ANALYSIS, given(ad_spend=ads("google_ads brand 1 100"), orders=sold), AT)
    assert "fx_rates" in [missing.table for missing in made.section.missing]
