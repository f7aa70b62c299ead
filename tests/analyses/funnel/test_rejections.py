"""Reasons ranked with their money, groups turned away over and over, and people who came back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.funnel.rejections import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

AS_OF = Definitions(as_of=date(2025, 12, 31))
END = datetime(2026, 1, 1, tzinfo=UTC)


def lost(name: str, reason: str | None, amount: str | None = "100", **more: Any) -> dict[str, Any]:
    row = {"opportunity_id": name, "status": "lost", "created_at": "2025-06-01", "closed_at": "2025-07-01"}
    return {**row, "loss_reason": reason, "amount": amount, "currency": "EUR", **more}


def person(name: str, reason: str | None = None, **more: Any) -> dict[str, Any]:
    return {"contact_id": name, "disqualified_reason": reason, "channel": "email", **more}


def facts_of(**tables: Any) -> Any:
    return measured(ANALYSIS, given(**tables), AS_OF).facts


def test_reasons_are_ranked_in_number_and_money_and_their_spellings_are_one() -> None:
    deals = [lost("a", "No budget"), lost("b", "No budget", "50"), lost("c", "no-budget "), lost("d", "Price", None)]
    facts = facts_of(opportunities=[*deals, lost("w", None, status="won")])
    assert (value_of(facts, "lost_count", reason="No budget"), value_of(facts, "lost_count", reason="Price")) == (3, 1)
    assert value_of(facts, "lost_amount", reason="No budget") == Decimal(250)
    assert value_of(facts, "lost_amount", reason="all") == 250
    spelled_apart = 2
    assert value_of(facts, "lost_count", reason="No budget") != spelled_apart


def test_a_loss_without_a_reason_counts_and_is_said() -> None:
    deals = [lost("a", "Price"), lost("b", " "), lost("c", None)]
    said = outcome(ANALYSIS, given(opportunities=deals), AS_OF)
    assert value_of(said.section.facts, "reason_filled_share", of="deals") == pytest.approx(1 / 3)
    assert value_of(said.section.facts, "lost_count", reason="none given") == 2
    assert said.severity is Severity.FAIL
    assert rows_of(said.evidence, "record_id", reason="none given") == ["b", "c"]


def test_other_currencies_count_at_the_rate_of_the_month_in_which_the_deal_was_lost() -> None:
    rates = [{"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-07-01", "rate": "0.5"}]
    deals = [lost("a", "Price", currency="USD"), lost("b", "Price")]
    assert value_of(facts_of(opportunities=deals, fx_rates=rates), "lost_amount", reason="Price") == 150
    with pytest.raises(CannotAnswer, match="rate"):
        facts_of(opportunities=deals)


def test_a_person_is_given_back_by_a_reason_a_status_or_the_history_of_either() -> None:
    changes = [
        {"entity": "contact", "entity_id": who, "field": field, "new_value": new, "changed_at": "2025-05-01"}
        for who, field, new in (
            ("by_history", "lead_status", "Returned to marketing"),
            ("by_field", "Disqualified_Reason__c", "Not a fit"),
            ("nobody", "lead_status", "Contact attempted"),
        )
    ]
    people = [person("by_reason", "Not a fit"), person("by_status", lead_status="Unqualified")]
    people += [person("by_history"), person("by_field"), person("nobody", lead_status="New")]
    found = measured(ANALYSIS, given(contacts=people, field_changes=changes), AS_OF)
    wanted = ["by_field", "by_history", "by_reason", "by_status"]
    assert rows_of(found.evidence, "record_id", kind="rejected") == wanted
    assert value_of(found.facts, "rejected_count", reason="Not a fit") == 2
    assert value_of(found.facts, "reason_filled_share", of="people") == 0.5
    assert value_of(found.facts, "rejected_share", split="all") == 4 / 5


def test_a_person_kept_in_two_systems_is_given_back_once() -> None:
    people = [person("h"), person("s", "No need", source_system="salesforce")]
    links = [{"entity": "contact", "leading_id": "h", "source_system": "salesforce", "record_id": "s"}]
    found = measured(ANALYSIS, given(contacts=people, entity_links=links), AS_OF)
    assert rows_of(found.evidence, "record_id", "reason") == [("h", "No need")]
    assert value_of(found.facts, "rejected_share", split="all") == 1


def test_a_group_is_rejected_over_and_over_where_its_whole_interval_lies_above_all() -> None:
    students = [person(f"s{n}", ("Student", "Student", "No need")[n % 3], channel="paid_social") for n in range(30)]
    others = [person(f"o{n}", "No need" if n < 3 else None) for n in range(90)]
    said = outcome(ANALYSIS, given(contacts=[*students, *others]), AS_OF)
    assert said.found.repeated == (("channel=paid_social", "Student"),)
    assert value_of(said.section.facts, "repeated_count") == 1
    assert any("Student" in sentence for sentence in said.section.narrative)
    few = [person(f"f{n}", "No need", channel="event") for n in range(5)]
    splits = {f.dimensions["split"] for f in facts_of(contacts=few + others) if f.measure == "rejected_share"}
    assert splits == {"all", "channel=email"}, "five people are no group"


def test_people_who_fell_back_and_came_as_far_again_are_told_apart() -> None:
    paths = {
        "came": ("mql", "sales_accepted", "lead", "sales_qualified"),
        "half": ("mql", "sales_accepted", "lead", "mql"),
        "never": ("mql", "subscriber"),
        "early": ("lead", "subscriber"),
        "onward": ("lead", "mql"),
    }
    entries = [
        {"entity": "contact", "entity_id": who, "stage": stage, "entered_at": END - timedelta(days=100 - n)}
        for who, path in paths.items()
        for n, stage in enumerate(path)
    ]
    found = measured(ANALYSIS, given(stage_entries=entries), AS_OF)
    assert rows_of(found.evidence, "record_id", "came_back", kind="recycled") == [
        ("came", "yes"),
        ("half", "no"),
        ("never", "no"),
    ]
    assert (value_of(found.facts, "recycled_count"), value_of(found.facts, "reconverted_share")) == (
        3,
        pytest.approx(1 / 3),
    )


def test_without_any_loss_there_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="No deal was lost"):
        facts_of(opportunities=[lost("a", None, status="won")], contacts=[person("ann")])


def test_nobody_who_fell_back_states_no_share_of_those_who_came_again() -> None:
    assert names_of(facts_of(opportunities=[lost("a", "Price")]), "reconverted_share") == []
