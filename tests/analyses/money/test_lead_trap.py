"""Cheap leads that are dear in the end: named where it is sure, called possible where it is not."""

from datetime import date
from decimal import Decimal

import pytest

from cmokit.analyses.money.lead_trap import ANALYSIS
from cmokit.exhibits.text import spans
from cmokit.methods.lead_prices import NONE, POSSIBLE, TOO_FEW, TRAP, Price, rank_moves, word_of
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.money.paid_client import AT, ads, people

SPEND = ads("google_ads brand 1 1000", "linkedin_ads video 1 1000")
# Video brings five times the leads of the same money, of whom two get further; brand brings few, and most do.
CHEAP = people("20 paid_search brand 1 qqqqqqqqqqqqqqqqqq", "100 paid_social video 1 qq")
SEARCH, SOCIAL = ({"channel": name, "campaign": "all"} for name in ("paid_search", "paid_social"))


def found(**tables):
    return measured(ANALYSIS, given(**{"ad_spend": SPEND, **CHEAP, **tables}), AT)


def test_the_cheapest_lead_is_the_dearest_qualified_lead():
    """The usual mistake: rank channels by cost per lead, where video is five times as good as brand."""
    facts = found().facts
    assert value_of(facts, "cost_per_lead_amount", step="qualified", **SOCIAL) == Decimal("10.00")
    assert value_of(facts, "cost_per_lead_amount", step="qualified", **SEARCH) == Decimal("50.00")
    assert value_of(facts, "cost_each_amount", step="qualified", **SOCIAL) == Decimal("500.00")
    assert value_of(facts, "cost_each_amount", step="qualified", **SEARCH) == Decimal("55.5556")
    assert value_of(facts, "trap_text", step="qualified", **SOCIAL) == TRAP
    assert value_of(facts, "trap_text", step="qualified", **SEARCH) == NONE
    assert value_of(facts, "rank_move_count", step="qualified", **SOCIAL) == 1
    assert value_of(facts, "trap_spend_share", by="channel", step="qualified") == 0.5


def test_the_trap_is_the_headline_and_fails():
    made = outcome(ANALYSIS, given(ad_spend=SPEND, **CHEAP), AT)
    assert made.severity is Severity.FAIL
    assert made.section.headline.startswith("Leads of Paid social look cheap")
    assert made.section.decision


def test_leads_that_never_get_further_are_a_trap_and_no_division_by_zero():
    made = outcome(
        ANALYSIS, given(ad_spend=SPEND, **people("20 paid_search brand 1 " + "q" * 18, "100 paid_social video 1")), AT
    )
    facts = made.section.facts
    assert value_of(facts, "trap_text", step="qualified", **SOCIAL) == TRAP
    assert value_of(facts, "reached_count", step="qualified", **SOCIAL) == 0
    assert not [name for name in names_of(facts, "cost_each_amount") if "paid_social" in name]
    assert "none of" in made.section.headline


def test_a_number_that_leaves_room_for_chance_is_possible_and_no_trap():
    whole = Price("all", Decimal(2000), 120, 15)
    assert word_of(Price("video", Decimal(1000), 100, 4), whole) == POSSIBLE
    assert word_of(Price("video", Decimal(1000), 100, 1), Price("all", Decimal(2000), 120, 60)) == TRAP


def test_a_lead_that_costs_nearly_the_same_is_no_cheap_one():
    whole = Price("all", Decimal(2000), 200, 40)
    assert word_of(Price("video", Decimal(1000), 105, 5), whole) == NONE


def test_with_too_few_in_all_nothing_is_told_apart():
    made = outcome(
        ANALYSIS, given(ad_spend=SPEND, **people("5 paid_search brand 1 qq", "50 paid_social video 1 q")), AT
    )
    assert value_of(made.section.facts, "trap_text", step="qualified", **SOCIAL) == TOO_FEW
    assert made.severity is Severity.WARN
    assert "Too few leads" in made.section.reason


def test_leads_that_came_too_lately_are_not_held_against_their_channel():
    """Half of them took forty days: those of June have not had the time, and their month is left out."""
    late = people("20 paid_search brand 1 " + "q" * 18, "20 paid_search brand 6")
    for entry in late["stage_entries"]:
        entry["entered_at"] = "2026-03-20T10:00:00"
    spend = [*ads("google_ads brand 1 1000", "google_ads brand 6 1000")]
    made = measured(ANALYSIS, given(ad_spend=spend, **late), AT)
    assert made.months["qualified"][-1] == date(2026, 4, 1)
    assert value_of(made.facts, "leads_count", step="qualified", **SEARCH) == 20
    assert value_of(made.facts, "reached_share", step="qualified", **SEARCH) == 0.9


def test_a_campaign_is_known_by_name_in_any_spelling_or_by_the_platforms_id():
    leads = people("6 paid_search Brand 1 qqqqqq", "6 paid_search id-brand 1 qqqqqq")
    facts = found(**leads).facts
    assert value_of(facts, "leads_count", channel="paid_search", campaign="brand", step="qualified") == 12


def test_spend_under_whose_name_no_lead_came_is_told_apart():
    facts = found(ad_spend=[*SPEND, *ads("linkedin_ads nobody 1 300")]).facts
    assert value_of(facts, "leadless_spend_amount", channel="paid_social", campaign="nobody") == 300
    assert value_of(facts, "leadless_spend_amount", channel="all", campaign="all") == 300
    assert not [name for name in names_of(facts, "cost_per_lead_amount") if "nobody" in name]


def test_a_lead_that_becomes_dearer_is_a_sign_of_a_tired_audience():
    """As much money each month: forty leads a month in the first half, twelve in the second."""
    spend = ads(*(f"google_ads brand {month} 400" for month in range(1, 7)))
    early = (f"40 paid_search brand {month} {'q' * 20}" for month in (1, 2, 3))
    leads = people(*early, *(f"12 paid_search brand {month}" for month in (4, 5, 6)))
    made = outcome(ANALYSIS, given(ad_spend=spend, **leads), AT)
    assert value_of(made.section.facts, "later_cost_share", **SEARCH) == pytest.approx(120 / 36)
    assert any("costs more in the later months" in text for text in made.section.narrative)


def test_the_evidence_is_the_leads_with_how_far_they_got():
    rows = rows_of(found().evidence, "contact_id", channel="paid_social", qualified="reached")
    assert len(rows) == 2


def test_money_of_another_currency_needs_a_rate():
    spend = [{**SPEND[0], "currency": "USD"}, SPEND[1]]
    made = outcome(ANALYSIS, given(ad_spend=spend, **CHEAP), AT)
    assert "fx_rates" in [missing.table for missing in made.section.missing]
    assert "no rate" in "".join(span.value for span in spans(made.section.reason))


def test_without_leads_or_their_history_it_cannot_be_answered():
    nobody = outcome(ANALYSIS, given(ad_spend=SPEND, contacts=[{"contact_id": "x", "channel": "email"}]), AT)
    assert nobody.severity is Severity.NOT_MEASURED
    assert "contacts" in [missing.table for missing in nobody.section.missing]
    untold = outcome(ANALYSIS, given(ad_spend=SPEND, contacts=CHEAP["contacts"], stage_entries=[]), AT)
    assert "No export says when" in untold.section.reason


def test_ranks_put_who_brought_nobody_last():
    a, b, c = Price("a", Decimal(10), 10, 0), Price("b", Decimal(30), 10, 3), Price("c", Decimal(40), 10, 1)
    assert rank_moves([a, b, c]) == {"a": 2, "b": -1, "c": -1}
