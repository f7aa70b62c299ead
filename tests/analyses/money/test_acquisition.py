"""Cost of acquisition: the right months, whole months, each customer once, and what chance leaves of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.money.acquisition import ANALYSIS
from cmokit.methods.acquisition import covered_months, interval_of
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, outcome, rows_of, value_of

AT = replace(DEFAULTS, as_of=date(2026, 7, 15))
MONTHS = {month: f"2026-{month:02}" for month in range(1, 8)}


def ads(*said, platform="google_ads"):
    """`1 100`: the month's spend, reported for the whole month."""
    rows = []
    for number, text in enumerate(said):
        month, amount = text.split()
        last = {"2": 28, "4": 30, "6": 30}.get(month, 31)
        rows.append(
            {"platform": platform, "campaign_id": str(number), "period_start_on": f"{MONTHS[int(month)]}-01",
             "period_end_on": f"{MONTHS[int(month)]}-{last}", "spend_amount": amount, "currency": "EUR"}
        )  # fmt: skip
    return rows


def won(*said):
    """`acme 3 paid_search`: a company's deal won on the 10th, its person known since as many days before as stated."""
    rows = []
    for number, text in enumerate(said):
        company, month, channel = text.split()
        day = f"{MONTHS[int(month)]}-10T10:00:00+00:00"
        rows.append({"opportunity_id": str(number), "company_id": company, "status": "won", "closed_at": day,
                     "created_at": day, "channel": channel, "amount": "10", "currency": "EUR",
                     "contact_id": f"p-{company}"})  # fmt: skip
    return rows


def people(*said):
    """`acme 2026-01-10`: the person of a company, and the day of the first record."""
    return [
        {"contact_id": f"p-{company}", "created_at": f"{day}T10:00:00+00:00", "channel": "paid_search"}
        for company, day in (text.split() for text in said)
    ]


def found(definitions=AT, **tables):
    return measured(ANALYSIS, given(**tables), definitions)


SPEND = ads("1 100", "2 200", "3 300", "4 400", "5 500", "6 600")


def test_a_customer_counts_once_with_the_first_deal_and_cost_is_what_the_channel_spent():
    made = found(ad_spend=SPEND, opportunities=won("acme 2 paid_search", "acme 5 paid_search", "beta 3 paid_search"))
    assert value_of(made.facts, "customers_count", channel="all") == 2
    assert value_of(made.facts, "cac_amount", channel="paid_search", cost="paid") == Decimal(2100) / 2
    assert rows_of(made.evidence, "record_id", "month", outcome="customer") == [
        ("acme", "2026-02"),
        ("beta", "2026-03"),
    ]


def test_cost_lies_before_the_outcome_by_the_usual_time():
    """The usual mistake: the spend of the month in which the customer signed, 600 in June."""
    made = found(
        ad_spend=SPEND, opportunities=won("acme 6 paid_search"), contacts=people("acme 2026-03-12"), stage_entries=[]
    )
    assert value_of(made.facts, "lag_days", outcome="customer") == 90
    assert made.windows["customer"].months == tuple(date(2026, month, 1) for month in (4, 5, 6))
    assert (
        value_of(made.facts, "cost_amount", channel="all", cost="paid", outcome="customer") == 600
    )  # January to March


def test_a_month_that_the_reports_cover_in_part_is_left_out_with_its_customers():
    half = [{**ads("4 50")[0], "period_end_on": "2026-04-12"}]
    made = found(ad_spend=[*ads("3 300"), *half], opportunities=won("acme 3 paid_search", "beta 4 paid_search"))
    assert value_of(made.facts, "cac_amount", channel="all", cost="paid") == 300


def stated(*months):
    """Agency 60 for paid search, salaries 40 for nobody's channel, and ads that the platforms report themselves."""
    kinds = (("agency", "paid_search", "60"), ("salary", None, "40"), ("ads", "paid_search", "300"))
    return [
        {
            "period_start_on": f"{MONTHS[month]}-01",
            "kind": kind,
            "channel": channel,
            "amount": amount,
            "currency": "EUR",
        }
        for month in months
        for kind, channel, amount in kinds
    ]


def test_loaded_cost_has_what_finance_states_and_a_cost_without_channel_stands_in_no_channel():
    spend = ads("2 300", "3 300", "4 300")
    made = found(ad_spend=spend, opportunities=won("acme 3 paid_search"), costs=stated(2, 3, 4))
    assert value_of(made.facts, "cac_amount", channel="all", cost="loaded") == 1200
    assert value_of(made.facts, "cac_amount", channel="paid_search", cost="loaded") == 1080
    assert value_of(made.facts, "cac_amount", channel="paid_search", cost="paid") == 900


def test_months_without_stated_costs_are_not_called_loaded():
    """The usual mistake: a year of customers over the salaries of four months."""
    deals = won("acme 1 paid_search", "beta 4 paid_search")
    made = found(ad_spend=SPEND, opportunities=deals, costs=stated(3, 4, 5, 6))
    assert value_of(made.facts, "customers_count", channel="all") == 1
    assert value_of(made.facts, "cac_amount", channel="all", cost="loaded") == 1800 + 400
    few = found(ad_spend=SPEND, opportunities=deals, costs=stated(5, 6))
    assert value_of(few.facts, "customers_count", channel="all") == 2
    assert not [fact for fact in few.facts if fact.dimensions.get("cost") == "loaded"]


def test_without_other_costs_nothing_is_called_loaded_and_they_are_asked_for():
    made = outcome(ANALYSIS, given(ad_spend=SPEND, opportunities=won("acme 3 paid_search")), AT)
    assert not [fact for fact in made.section.facts if fact.dimensions.get("cost") == "loaded"]
    assert [missing.table for missing in made.section.missing] == ["costs"]
    assert "finance has not stated them for these months" in made.section.reason


def test_a_channel_that_spent_and_won_nobody_has_cost_and_no_cost_each():
    made = found(ad_spend=SPEND, opportunities=won("acme 3 referral"))
    assert value_of(made.facts, "cost_amount", channel="paid_search", cost="paid", outcome="customer") == 2100
    assert value_of(made.facts, "customers_count", channel="paid_search") == 0
    assert [f.name for f in made.facts if f.measure == "cac_amount"] == [
        "money.acquisition.cac_amount[channel=all,cost=paid]"
    ]


def test_leads_and_opportunities_have_costs_of_their_own():
    entries = [
        {"entity": "contact", "entity_id": "p-acme", "stage": "mql", "entered_at": "2026-03-12T10:00:00+00:00"},
        {"entity": "contact", "entity_id": "p-acme", "stage": "mql", "entered_at": "2026-05-12T10:00:00+00:00"},
    ]
    contacts = people("acme 2026-03-10")
    made = found(ad_spend=SPEND, opportunities=won("acme 3 paid_search"), contacts=contacts, stage_entries=entries)
    assert value_of(made.facts, "qualified_leads_count", channel="paid_search") == 1
    assert value_of(made.facts, "cost_per_qualified_lead_amount", channel="all", cost="paid") == 2100
    assert value_of(made.facts, "cost_per_opportunity_amount", channel="all", cost="paid") == 2100


def test_a_shops_customers_are_those_who_order_first_in_these_months():
    orders = [
        {"order_id": "1", "email": "Ann@x.example", "ordered_at": "2026-02-10T10:00:00+00:00",
         "channel": "paid_social"},
        {"order_id": "2", "email": "ann@x.example", "ordered_at": "2026-03-10T10:00:00+00:00", "channel": "email"},
        {"order_id": "3", "email": "bob@x.example", "ordered_at": "2026-03-11T10:00:00+00:00", "channel": None},
        {"order_id": "4", "email": "cat@x.example", "ordered_at": "2026-03-12T10:00:00+00:00",
         "cancelled_at": "2026-03-12T12:00:00+00:00"},
    ]  # fmt: skip
    made = found(ad_spend=ads("2 80", "3 40", platform="meta_ads"), orders=orders)
    assert value_of(made.facts, "customers_count", channel="all") == 2
    assert value_of(made.facts, "cac_amount", channel="paid_social", cost="paid") == 120
    assert value_of(made.facts, "cac_amount", channel="all", cost="paid") == 60


def test_the_interval_is_what_the_number_of_customers_could_have_been():
    low, high = interval_of(Decimal(1000), 4)
    assert float(low) == pytest.approx(1000 / 10.2416, rel=1e-4)  # Poisson's exact bounds of 4: 1.0899 and 10.2416
    assert float(high) == pytest.approx(1000 / 1.08987, rel=1e-4)


def test_the_figure_is_a_live_quotient_of_cost_and_count():
    made = found(ad_spend=SPEND, opportunities=won("acme 3 paid_search"))
    fact = next(f for f in made.facts if f.name == "money.acquisition.cac_amount[channel=all,cost=paid]")
    assert fact.recipe.bottom == "money.acquisition.customers_count[channel=all]"


def test_customers_without_a_channel_decide_the_verdict():
    deals = won("a 3 unknown", "b 3 paid_search", "c 3 paid_search")
    assert outcome(ANALYSIS, given(ad_spend=SPEND, opportunities=deals), AT).severity is Severity.FAIL
    deals = won("b 3 paid_search", "c 3 paid_search")
    assert outcome(ANALYSIS, given(ad_spend=SPEND, opportunities=deals), AT).severity is Severity.PASS


def test_money_that_won_nobody_is_said_and_no_division_by_nothing():
    deals = won("acme 7 paid_search")
    made = outcome(ANALYSIS, given(ad_spend=SPEND, opportunities=deals), replace(AT, as_of=date(2026, 7, 1)))
    assert made.severity is Severity.WARN
    assert "nobody became a customer" in made.section.reason
    assert value_of(made.section.facts, "cost_amount", channel="all", cost="paid", outcome="customer") == 2100


def test_no_whole_month_of_advertising_cannot_be_answered():
    few_days = [{**ads("3 300")[0], "period_end_on": "2026-03-20"}]
    made = outcome(ANALYSIS, given(ad_spend=few_days, opportunities=won("acme 3 paid_search")), AT)
    assert made.severity is Severity.NOT_MEASURED
    assert "ad_spend" in [missing.table for missing in made.section.missing]


def test_whole_months_between_two_days():
    assert covered_months(date(2026, 1, 2), date(2026, 3, 31)) == {date(2026, 2, 1), date(2026, 3, 1)}
    assert covered_months(date(2026, 1, 1), date(2026, 2, 27)) == {date(2026, 1, 1)}
    assert covered_months(date(2026, 1, 5), date(2026, 1, 20)) == set()
