"""Names that no rule reads, parents that do not exist, and one name written twice."""

from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import CampaignNames, Definitions
from cmokit.analyses.tracking.campaign_names import ANALYSIS
from cmokit.methods.campaign_list import follows
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

RULE = CampaignNames()


def spent(campaign: str | None, amount: Any = 1, **changes: Any) -> dict[str, Any]:
    said = {"platform": "google", "campaign": campaign, "spend_amount": amount, "currency": "EUR"}
    return said | {"period_start_on": "2025-12-01", "period_end_on": "2025-12-01", **changes}


@pytest.mark.parametrize(
    ("name", "ok"),
    [
        ("search_brand_demo", True),
        ("Search_brand_demo_2025", True),
        ("social_رمضان_خصم20", True),
        ("search_brand", False),
        ("brandnew_a_b", False),
        ("search__demo", False),
        ("search_ _demo", False),
        ("search-brand-demo", False),
        ("", False),
    ],
)
def test_a_name_says_channel_initiative_and_offer(name: str, ok: bool) -> None:
    assert follows(name, separator=RULE.separator, parts=RULE.parts, heads=RULE.heads) is ok


def test_names_count_once_however_many_days_they_ran() -> None:
    rows = [spent("Herbst", "1.10", period_start_on=f"2025-12-0{day}") for day in range(1, 6)]
    found = measured(ANALYSIS, given(ad_spend=[*rows, spent("search_a_b", 7)]))
    assert value_of(found.facts, "parsed_share", source="google") == 0.5
    assert value_of(found.facts, "unparsed_count", source="google") == 1
    assert value_of(found.facts, "unparsed_spend_amount") == Decimal("5.50")
    assert 1 / 6 != 0.5, "the usual mistake counts rows, not names"


def test_a_name_in_two_platforms_is_two_campaigns() -> None:
    found = measured(ANALYSIS, given(ad_spend=[spent("x"), spent("x", platform="meta")]))
    assert len(names_of(found.facts, "parsed_share")) == 2
    assert value_of(found.facts, "variant_count") == 0


def test_the_crm_is_a_source_of_its_own_and_spends_nothing() -> None:
    found = measured(ANALYSIS, given(campaigns=[{"campaign_id": "1", "name": "Messe"}]))
    assert value_of(found.facts, "unparsed_count", source="crm") == 1
    assert names_of(found.facts, "unparsed_spend_amount") == []


def test_a_campaign_whose_parent_is_gone_is_an_orphan() -> None:
    rows = [
        {"campaign_id": "1", "name": "event_a_b", "parent_campaign_id": "9"},
        {"campaign_id": "2", "name": "event_a_c", "parent_campaign_id": "1"},
        {"campaign_id": "3", "name": "event_a_d", "parent_campaign_id": "1", "source_system": "salesforce"},
    ]
    found = measured(ANALYSIS, given(campaigns=rows))
    assert value_of(found.facts, "orphan_count") == 2
    assert rows_of(found.evidence, "campaign_id", problem="orphan") == ["1", "3"]


def test_a_second_spelling_counts_beside_the_one_with_most_spend() -> None:
    rows = [spent("search_brand_demo", 9), spent("Search-Brand demo", 2), spent("search_brand_demo2", 1)]
    found = measured(ANALYSIS, given(ad_spend=rows))
    assert value_of(found.facts, "variant_count") == 1
    assert rows_of(found.evidence, "campaign", "spend_amount", problem="variant") == [("Search-Brand demo", Decimal(2))]


def test_another_currency_needs_its_rate() -> None:
    row = spent("Herbst", 10, currency="USD")
    with pytest.raises(CannotAnswer, match="no rate"):
        measured(ANALYSIS, given(ad_spend=[row]))
    rates = [{"from_currency": "EUR", "to_currency": "USD", "month_on": "2025-12-01", "rate": "1.25"}]
    assert value_of(measured(ANALYSIS, given(ad_spend=[row], fx_rates=rates)).facts, "unparsed_spend_amount") == 8


def test_an_engagement_has_a_rule_of_its_own() -> None:
    rule = Definitions(campaign_names=CampaignNames("-", 2, ("de", "fr")))
    found = measured(ANALYSIS, given(ad_spend=[spent("de-brand"), spent("search_brand_demo")]), rule)
    assert rows_of(found.evidence, "campaign", problem="unparsed") == ["search_brand_demo"]


def test_the_worst_source_is_judged_and_orphans_alone_warn() -> None:
    good = [{"campaign_id": "1", "name": "event_a_b"}]
    assert outcome(ANALYSIS, given(campaigns=good)).severity is Severity.PASS
    assert outcome(ANALYSIS, given(campaigns=good, ad_spend=[spent("x")])).severity is Severity.FAIL
    orphan = [{**good[0], "parent_campaign_id": "9"}]
    assert outcome(ANALYSIS, given(campaigns=orphan)).severity is Severity.WARN


def test_no_campaign_at_all_is_no_answer() -> None:
    assert outcome(ANALYSIS, given(ad_spend=[spent(None)])).severity is Severity.NOT_MEASURED
