"""What came before outcomes: counted once each, described and never called a cause."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.attribution.influence import ANALYSIS
from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Attribution
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

LATE = replace(DEFAULTS, as_of=date(2026, 6, 30))


def touch(who: str, day: str, channel: str, campaign: str | None = None, **more: Any) -> dict[str, Any]:
    name = f"{who}{day}{channel}{campaign}"
    at = f"2026-{day}T12:00:00"
    return {
        "touchpoint_id": name,
        "contact_id": who,
        "touched_at": at,
        "channel": channel,
        "campaign": campaign,
        **more,
    }


def win(who: str, day: str, kind: str = "won", amount: int | None = 100, **more: Any) -> dict[str, Any]:
    at = f"2026-{day}T12:00:00"
    name = f"{kind}{who}{day}"
    return {"conversion_id": name, "contact_id": who, "converted_at": at, "kind": kind, "value_amount": amount,
            "currency": "EUR", **more}  # fmt: skip


TOUCHES = [
    touch("ann", "01-02", "email", "spring"),
    touch("ann", "01-03", "email", "spring"),
    touch("bob", "01-02", "event", "fair"),
    touch("cat", "01-02", "email", "spring", page="/price", utm_content="blue"),
]


def test_an_outcome_counts_once_for_each_thing_that_it_met() -> None:
    """The usual mistake: two mails of one campaign before one deal make two deals."""
    found = measured(ANALYSIS, given(touchpoints=TOUCHES, conversions=[win("ann", "01-10"), win("bob", "01-10")]), LATE)
    where = {"campaign": "spring", "outcome": "won"}
    assert value_of(found.facts, "preceded_count", **where) == 1
    assert value_of(found.facts, "preceded_share", **where) == 0.5
    assert value_of(found.facts, "preceded_amount", **where) == Decimal(100)


def test_content_page_and_the_campaign_of_the_tag_are_ways_of_looking_too() -> None:
    tagged = touch("cat", "01-04", "email", utm_campaign="tagged")
    data = given(touchpoints=[*TOUCHES, tagged], conversions=[win("cat", "01-10")])
    found = measured(ANALYSIS, data, LATE)
    met = {
        ("page", "/price"),
        ("content", "blue"),
        ("campaign", "spring"),
        ("campaign", "tagged"),
        ("channel", "email"),
    }
    every = [f for f in found.facts if f.measure == "preceded_count"]
    assert {pair for f in every for pair in f.dimensions.items() if pair[0] != "outcome"} == met


def test_a_touch_after_the_outcome_precedes_nothing() -> None:
    found = measured(ANALYSIS, given(touchpoints=TOUCHES, conversions=[win("ann", "01-01")]), LATE)
    assert names_of(found.facts, "preceded_count") == []
    assert value_of(found.facts, "no_campaign_share") == 1


def test_a_repeat_purchase_is_an_order_after_the_first_and_looks_back_to_the_one_before() -> None:
    orders = [win("ann", "01-02", "order"), win("ann", "01-05", "order"), win("bob", "01-05", "order")]
    rules = replace(LATE, attribution=Attribution(conversion="order"))
    touches = [touch("ann", "01-01", "event"), touch("ann", "01-04", "email")]
    found = measured(ANALYSIS, given(touchpoints=touches, conversions=orders), rules)
    assert value_of(found.facts, "outcomes_count", outcome="repeat") == 1
    assert value_of(found.facts, "preceded_count", channel="email", outcome="repeat") == 1
    assert "event" not in {f.dimensions.get("channel") for f in found.facts if f.dimensions.get("outcome") == "repeat"}


def test_followed_counts_people_who_all_had_the_same_time() -> None:
    """The usual mistake: who met it yesterday counts as one who never came."""
    rules = replace(LATE, attribution=Attribution(lookback_days=30))
    touches = [
        touch("ann", "01-02", "email"), touch("bob", "01-02", "email"), touch("late", "06-29", "email"),
    ]  # fmt: skip
    conversions = [win("ann", "01-20"), win("bob", "03-20"), win("late", "06-30")]
    found = measured(ANALYSIS, given(touchpoints=touches, conversions=conversions), rules)
    fact = fact_of(found.facts, "followed_share", channel="email", outcome="won")
    assert (fact.value, fact.n) == (0.5, 2)
    assert fact.low < 0.5 < fact.high


def test_nothing_is_called_a_cause() -> None:
    conversions = [win("ann", "01-10"), win("ann", "01-09", "lead", None)]
    section = outcome(ANALYSIS, given(touchpoints=TOUCHES, conversions=conversions), LATE).section
    assert any("shows no cause" in text for text in section.narrative)
    assert all("cause" not in text for text in (section.headline, section.brief, *section.next_steps))
    assert [table.in_workbook_only for table in section.tables[:2]] == [False, False]
    assert all(table.in_workbook_only for table in section.tables[2:])


def test_journeys_that_name_no_campaign_are_the_verdict() -> None:
    data = given(touchpoints=[touch("ann", "01-02", "email")], conversions=[win("ann", "01-10")])
    assert outcome(ANALYSIS, data, LATE).severity is Severity.FAIL


def test_people_who_never_convert_only_are_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="no outcomes at all"):
        measured(ANALYSIS, given(touchpoints=TOUCHES, conversions=[]), LATE)


def test_evidence_names_each_touch_before_each_outcome() -> None:
    conversions = [win("ann", "01-10"), win("ann", "01-10", "lead", None)]
    found = measured(ANALYSIS, given(touchpoints=TOUCHES, conversions=conversions), LATE)
    assert rows_of(found.evidence, "kind", "campaign") == [("lead", "spring")] * 2 + [("won", "spring")] * 2


def test_an_amount_without_a_rate_is_in_no_sum_and_the_rate_is_asked_for() -> None:
    data = given(touchpoints=TOUCHES, conversions=[win("ann", "01-10", currency="USD")])
    found = outcome(ANALYSIS, data, LATE)
    assert names_of(found.section.facts, "preceded_amount") == []
    assert [missing.table for missing in found.section.missing] == ["fx_rates"]
