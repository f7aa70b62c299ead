"""Kinds of companies by what they brought per lead, the proof, and the agreed ideal customer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.ideal_customer import IdealCustomer
from cmokit.analyses.segments.icp import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, outcome, rows_of, value_of

AT = Definitions(as_of=date(2026, 1, 31))
AGREED = replace(AT, icp=IdealCustomer(employees_from=50, excluded=("retail",), since_on=date(2025, 1, 1)))
FIRST = datetime(2025, 1, 1, 9, tzinfo=UTC)
N = 240
FIRMS = [
    {"company_id": "big", "employee_count": 900, "industry": "Rail", "country": "Germany"},
    {"company_id": "tiny", "employee_count": 4, "industry": "rail", "country": "Germany"},
    {"company_id": "shop", "employee_count": 900, "industry": "Retail", "country": "Germany"},
]


def client(firm: Any = None, won: Any = None, amount: Any = None, n: int = N, **more: Any) -> dict[str, Any]:
    """A lead a day; every sixth is won twenty days later, large amounts at the big company."""
    firm = firm or (lambda k: ("big", "tiny")[k % 2])
    won = won or (lambda k: k % 6 < 2)
    amount = amount or (lambda k: 5000 + k if firm(k) == "big" else 100 + k)
    came = [FIRST + timedelta(days=k) for k in range(n)]
    who = [{"contact_id": f"p{k}", "company_id": firm(k), "created_at": came[k], "channel": "paid_search"}
           for k in range(n)]  # fmt: skip
    deals = [
        {"opportunity_id": f"d{k}", "contact_id": f"p{k}", "status": "won", "amount": amount(k), "currency": "EUR",
         "created_at": came[k] + timedelta(days=5), "closed_at": came[k] + timedelta(days=20)}
        for k in range(n) if won(k)
    ]  # fmt: skip
    return {"contacts": who, "companies": FIRMS, "opportunities": deals, **more}


def facts_of(definitions: Definitions = AT, **tables: Any) -> Any:
    return measured(ANALYSIS, given(**tables), definitions).facts


def test_value_per_lead_counts_the_leads_that_were_not_won():
    """The usual mistake: the average deal."""
    facts = facts_of(**client())
    old = [k for k in range(N) if AT.as_of_end - (FIRST + timedelta(days=k)) >= timedelta(days=20)]
    own = [k for k in old if k % 2 == 0]
    won = sum(Decimal(5000 + k) for k in own if k % 6 < 2)
    assert abs(value_of(facts, "value_amount", split="size=250-999") - won / len(own)) < Decimal("0.0001")
    fact = fact_of(facts, "value_amount", split="size=250-999")
    assert fact.low < fact.value < fact.high  # type: ignore[operator]


def test_groups_stand_above_or_below_and_leads_fall_into_tiers():
    found = measured(ANALYSIS, given(**client()), AT)
    assert value_of(found.facts, "standing_text", split="size=250-999") == "above"
    assert value_of(found.facts, "standing_text", split="size=1-9") == "below"
    assert value_of(found.facts, "standing_text", split="country=Germany") == "unclear"
    assert set(rows_of(found.evidence, "tier", size="1-9")) == {"outside"}
    assert set(rows_of(found.evidence, "tier", size="250-999")) == {"fits"}


def test_spellings_of_an_industry_are_one():
    facts = facts_of(**client())
    industries = [f.dimensions["split"] for f in facts if f.measure == "people_count" and "industry" in f.name]
    assert industries == ["industry=Rail"] or industries == ["industry=rail"]


def test_the_proof_is_what_the_later_half_brought():
    """What was learned on the earlier half turns round in the later one: the proof says so."""
    half = N // 2
    turned = client(amount=lambda k: 5000 if (k % 2 == 0) == (k < half) else 100)
    facts = facts_of(**turned)
    assert value_of(facts, "proof_amount", tier="fits") < value_of(facts, "proof_amount", tier="outside")


def test_where_nothing_stands_out_nobody_is_turned_away():
    found = outcome(ANALYSIS, given(**client(amount=lambda k: 500)), AT)
    assert value_of(found.section.facts, "outside_share") == 0
    assert found.severity is Severity.WARN


def test_a_handful_of_wins_is_not_called_below_by_chance():
    facts = facts_of(**client(firm=lambda k: "tiny" if k < 40 else "big", won=lambda k: k >= 40 and k % 10 == 0))
    assert value_of(facts, "standing_text", split="size=1-9") == "unclear"
    assert value_of(facts, "value_amount", split="size=1-9") == 0


def test_leads_in_hand_and_lost_ones_are_counted_with_what_was_paid_for_them():
    spend = [
        {"platform": "google_ads", "campaign": "a", "campaign_id": "a", "period_start_on": f"2025-{month:02d}-01",
         "period_end_on": f"2025-{month:02d}-28", "spend_amount": "310", "currency": "EUR"}
        for month in range(1, 13)
    ]  # fmt: skip
    facts = facts_of(**client(ad_spend=spend))
    costs = sum(fact.value for fact in facts if fact.measure == "cost_amount")
    leads = sum(fact.value for fact in facts if fact.measure == "leads_count")
    assert leads == N
    assert abs(costs - 310 * 8) < Decimal("0.01")  # January to August brought leads


def test_without_ad_reports_it_asks_for_them():
    found = measured(ANALYSIS, given(**client()), AT)
    assert [missing.table for missing in found.missing] == ["ad_spend"]
    assert [fact for fact in found.facts if fact.measure == "cost_amount"] == []


def test_the_agreed_ideal_customer_is_held_against_the_records():
    data = client(firm=lambda k: ("big", "tiny", "shop", "")[k % 4])
    found = outcome(ANALYSIS, given(**data), AGREED)
    facts = found.section.facts
    counts = {fit: value_of(facts, "agreed_count", fit=fit) for fit in ("inside", "outside", "unknown")}
    assert counts == {"inside": N / 4, "outside": N / 2, "unknown": N / 4}
    assert value_of(facts, "agreed_share") == pytest.approx(1 / 3)
    assert value_of(facts, "agreed_age_days") == 395
    assert "agreed_age_days" in found.section.reason


def test_without_an_agreed_one_it_says_so():
    found = outcome(ANALYSIS, given(**client()), AT)
    assert [fact for fact in found.section.facts if fact.measure.startswith("agreed")] == []
    assert "definitions.icp" in found.section.reason


@pytest.mark.parametrize("data", [client(n=60), client(won=lambda k: k == 6), client(won=lambda k: False)])
def test_too_few_leads_or_wins_are_an_answer(data: Any):
    data["opportunities"] = data["opportunities"] or [{"opportunity_id": "x", "status": "open"}]
    with pytest.raises(CannotAnswer) as refused:
        facts_of(**data)
    assert {missing.table for missing in refused.value.missing} == {"contacts", "opportunities"}
