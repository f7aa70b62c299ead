"""Deals find their person over all systems, people are judged only once they have had the time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.funnel.closed_loop import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

AS_OF = Definitions(as_of=date(2025, 12, 31))
END = datetime(2026, 1, 1, tzinfo=UTC)
SF = {"source_system": "salesforce"}


def person(name: str, days_ago: float = 200, channel: str = "email", **more: Any) -> dict[str, Any]:
    return {"contact_id": name, "created_at": END - timedelta(days=days_ago), "channel": channel, **more}


def deal(name: str, who: str | None, days_ago: float = 190, status: str = "open", **more: Any) -> dict[str, Any]:
    start = END - timedelta(days=days_ago)
    closed = None if status == "open" else start + timedelta(days=20)
    row = {"opportunity_id": name, "contact_id": who, "status": status, "created_at": start, "closed_at": closed}
    return {**row, "amount": "100", "currency": "EUR", **more}


def found(people: list[dict[str, Any]], deals: list[dict[str, Any]], **tables: Any) -> Any:
    return measured(ANALYSIS, given(contacts=people, opportunities=deals, **tables), AS_OF)


def test_a_deal_s_person_may_stand_on_its_copy_in_the_other_system() -> None:
    copy = deal("copy", "ann", source_system="hubspot")
    leading = deal("lead", None, **SF)
    links = [{"entity": "opportunity", "leading_id": "lead", "source_system": "hubspot", "record_id": "copy"}]
    result = found([person("ann")], [leading, copy], entity_links=links)
    assert value_of(result.facts, "associated_share") == 1
    assert rows_of(result.evidence, "opportunity_id", "person_id") == [("lead", "ann")]


def test_or_on_the_lead_that_became_the_deal() -> None:
    people = [person("ann", converted_opportunity_id="d")]
    assert value_of(found(people, [deal("d", None)]).facts, "associated_share") == 1


def test_deals_that_name_nobody_and_deals_that_name_a_stranger_are_told_apart() -> None:
    deals = [deal("d", "ann"), deal("none", None, status="won"), deal("gone", "zoe", status="won")]
    said = outcome(ANALYSIS, given(contacts=[person("ann")], opportunities=deals), AS_OF)
    facts = said.section.facts
    assert value_of(facts, "associated_share") == pytest.approx(1 / 3)
    reasons = ("no_person", "unknown_person")
    assert [value_of(facts, "unlinked_count", reason=reason) for reason in reasons] == [1, 1]
    assert value_of(facts, "unlinked_won_amount") == Decimal(200)
    assert rows_of(said.evidence, "opportunity_id", link="unknown_person") == ["gone"]
    assert said.severity is Severity.FAIL


def test_people_who_have_not_had_the_time_are_not_judged() -> None:
    people = [person("ann"), person("bob"), *(person(f"new{n}", 3) for n in range(4))]
    facts = found(people, [deal("d", "ann", 190)]).facts
    assert value_of(facts, "maturity_days", step="opportunity") == 10
    assert value_of(facts, "opportunity_share", split="all") == 0.5
    counting_the_new_as_failures = 1 / 6
    assert value_of(facts, "opportunity_share", split="all") != counting_the_new_as_failures


def test_a_person_with_two_deals_counts_once_and_both_deals_bring_their_money() -> None:
    deals = [deal("a", "ann", status="won"), deal("b", "ann", status="won", amount="50")]
    facts = found([person("ann")], deals).facts
    assert value_of(facts, "won_share", split="all") == 1
    assert value_of(facts, "won_amount", channel="email") == 150


def test_a_deal_from_before_the_person_was_recorded_took_no_time() -> None:
    facts = found([person("ann", 100)], [deal("d", "ann", 190)]).facts
    assert value_of(facts, "maturity_days", step="opportunity") == 0


def test_money_is_counted_by_the_channel_of_the_person_at_the_rate_of_its_month() -> None:
    rates = [{"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-07-01", "rate": "0.5"}]
    deals = [deal("d", "ann", 190, "won", currency="USD", channel="event")]
    facts = found([person("ann", channel="")], deals, fx_rates=rates).facts
    assert value_of(facts, "won_amount", channel="unknown") == 50
    with pytest.raises(CannotAnswer, match="rate"):
        found([person("ann")], deals)


def test_acceptance_is_of_mature_people_who_were_handed_over() -> None:
    rows = [("ann", "mql", 100), ("ann", "opportunity", 90), ("bob", "mql", 100), ("new", "mql", 2)]
    entries = [
        {"entity": "contact", "entity_id": who, "stage": stage, "entered_at": END - timedelta(days=days)}
        for who, stage, days in rows
    ]
    people = [person(name) for name in ("ann", "bob", "new")]
    facts = found(people, [deal("d", "ann")], stage_entries=entries).facts
    assert value_of(facts, "accepted_share", split="all") == 0.5


def test_what_nobody_has_reached_is_left_out_and_said() -> None:
    said = outcome(ANALYSIS, given(contacts=[person("ann")], opportunities=[deal("d", "ann")]), AS_OF)
    assert names_of(said.section.facts, "won_share") == []
    assert "was won yet" in said.section.reason


def test_without_a_deal_there_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="No deal had begun"):
        found([person("ann")], [deal("d", "ann", -5)])
