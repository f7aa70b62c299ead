"""Leads paid for in vain: what is measured, what is assumed, and never the one for the other."""

from dataclasses import replace
from decimal import Decimal

from cmokit.analyses.definitions import Assumptions
from cmokit.analyses.money.lead_waste import ANALYSIS
from cmokit.exhibits.recipe import Total
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.money.paid_client import AT, ads, called, people

SPEND = ads("google_ads brand 2 1000", "linkedin_ads video 2 300")
# Ten leads of search, of whom six are called at once; one of e-mail, whom nobody paid for and nobody calls.
LEADS = people("10 paid_search brand 2", "1 email - 2")
WHO = [f"paid_search-brand-2-{n}" for n in range(10)]
CALLS = [
    *(called(who, f"2026-02-{10 + n}T09:05:00") for n, who in enumerate(WHO[:6])),
    called(WHO[6], "2026-02-18T09:00:00"),  # two days later
    called("somebody", "2026-01-31T09:00:00"),
    called("somebody", "2026-03-02T09:00:00"),
]


def given_back(data, *said):
    """`3 Budget`: the lead was turned away, with a reason; `4` without one."""
    rows = [dict(row) for row in data]
    for text in said:
        number, _, reason = text.partition(" ")
        rows[int(number)] |= {"lead_status": "Disqualified", "disqualified_reason": reason or None}
    return rows


CONTACTS = given_back(LEADS["contacts"], "0 Budget", "1")
TABLES = {"ad_spend": SPEND, "contacts": CONTACTS, "activities": CALLS}
ALL = {"channel": "all"}


def found(definitions=AT, **tables):
    return measured(ANALYSIS, given(**{**TABLES, **tables}), definitions)


def test_each_lead_counts_once_by_the_first_that_holds_and_costs_what_its_channel_spent():
    facts = found().facts
    counted = {p: value_of(facts, "problem_count", problem=p, **ALL) for p in ("unanswered", "rejected", "late")}
    assert counted == {"unanswered": 4, "rejected": 1, "late": 1}  # three of search and the one of e-mail
    assert value_of(facts, "problem_count", problem="rejected_without_reason", **ALL) == 1
    assert value_of(facts, "cost_per_lead_amount", channel="paid_search") == 100
    assert value_of(facts, "spent_on_amount", problem="unanswered", **ALL) == 300
    assert value_of(facts, "wasted_amount", **ALL) == 500
    assert value_of(facts, "wasted_share", **ALL) == 0.5


def test_a_late_answer_is_no_waste():
    """The usual mistake: everything that was not answered in time, in one sum of money lost."""
    facts = found().facts
    assert value_of(facts, "spent_on_amount", problem="late", **ALL) == 100
    assert value_of(facts, "wasted_amount", **ALL) == 500


def test_the_amount_is_a_live_sum_over_the_leads():
    made = found()
    fact = fact_of(made.facts, "spent_on_amount", problem="unanswered", channel="paid_search")
    assert fact.recipe == Total("cost_amount", {"problem": "unanswered", "channel": "paid_search"})
    costs = rows_of(made.evidence, "cost_amount", problem="unanswered", channel="paid_search")
    assert sum(costs) == fact.value == 300


def test_a_channel_that_brought_no_lead_has_no_cost_of_a_lead():
    facts = found().facts
    assert value_of(facts, "leadless_spend_amount") == 300
    assert names_of(facts, "cost_per_lead_amount") == ["money.lead_waste.cost_per_lead_amount[channel=paid_search]"]


def test_nothing_is_assumed_unless_the_engagement_states_it():
    made = outcome(ANALYSIS, given(**TABLES), AT)
    assert not [fact for fact in made.section.facts if fact.measure.startswith("assumed")]
    assert any("nobody has stated" in text for text in made.section.narrative)
    assert made.section.money_at_stake_amount == 500


def test_an_assumption_is_worked_out_apart_and_called_one():
    deals = [{"opportunity_id": str(n), "status": "won", "closed_at": "2026-03-01T10:00:00", "amount": amount,
              "currency": "EUR"} for n, amount in enumerate(("1000", "3000"))]  # fmt: skip
    agreed = replace(AT, assumptions=Assumptions(Decimal(60), answer_lift=0.1, attempt_minutes=15))
    made = outcome(ANALYSIS, given(**TABLES, opportunities=deals), agreed)
    facts = made.section.facts
    assert value_of(facts, "assumed_value_amount") == Decimal("0.1") * 5 * 2000
    assert value_of(facts, "rejected_attempts_count") == 2
    assert value_of(facts, "assumed_sales_minutes") == 30
    assert value_of(facts, "assumed_sales_amount") == 30
    assert made.section.money_at_stake_amount == 500
    assert [text for text in made.section.narrative if text.startswith("Assumed, not measured")]


def test_a_machines_message_is_no_attempt():
    machines = [called(who, "2026-02-20T09:00:00", is_automated=True) for who in WHO]
    facts = found(activities=[*CALLS, *machines]).facts
    assert value_of(facts, "problem_count", problem="unanswered", **ALL) == 4


def test_without_a_promise_no_lead_is_late():
    made = outcome(ANALYSIS, given(**TABLES), replace(AT, answering=replace(AT.answering, promise_minutes=None)))
    assert value_of(made.section.facts, "problem_count", problem="late", **ALL) == 0
    assert any("Nothing is agreed" in text for text in made.section.narrative)


def test_leads_of_channels_without_advertising_alone_have_no_price():
    made = outcome(ANALYSIS, given(**{**TABLES, **people("3 email - 2")}), AT)
    assert made.severity is Severity.WARN
    assert value_of(made.section.facts, "wasted_amount", **ALL) == 0
    assert made.section.money_at_stake_amount is None


def test_months_that_the_log_of_work_does_not_cover_are_left_out():
    calls = [row for row in CALLS if "somebody" not in row["contact_id"]]
    made = outcome(ANALYSIS, given(**{**TABLES, "activities": calls}), AT)
    assert made.severity is Severity.NOT_MEASURED
    assert [missing.table for missing in made.section.missing] == ["ad_spend", "activities"]


def test_machines_alone_are_no_log_of_work():
    made = outcome(
        ANALYSIS, given(**{**TABLES, "activities": [called(WHO[0], "2026-02-20T09:00:00", is_automated=True)]}), AT
    )
    assert made.severity is Severity.NOT_MEASURED
    assert "No attempt of a person" in made.section.reason
