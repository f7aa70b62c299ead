"""Match rate: rows beside the people whom a list knows, by id or mailbox; nobody is guessed."""

from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.integration.matching import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, outcome, rows_of, value_of

SF = {"source_system": "salesforce"}
PEOPLE = [{"contact_id": "h1", "email": "Ann@Firm.example"}, {"contact_id": "h2"}, {"contact_id": "s1", **SF}]


def touch(number: int, who: str | None, **more: Any) -> dict[str, Any]:
    return {"touchpoint_id": f"t{number}", "contact_id": who, "touched_at": "2025-06-01", **more}


def found(**tables: Any) -> Any:
    return measured(ANALYSIS, given(contacts=PEOPLE, **tables))


def test_rows_of_a_known_person_are_counted_by_what_knows_them() -> None:
    facts = found(touchpoints=[touch(1, "h1"), touch(2, "H2 "), touch(3, "ann@firm.example"), touch(4, "x9")]).facts
    about = {"table": "touchpoints", "system": "hubspot"}
    assert value_of(facts, "matched_count", by="id", **about) == 2
    assert value_of(facts, "matched_count", by="e-mail", **about) == 1
    assert value_of(facts, "unknown_count", **about) == 1
    assert value_of(facts, "matched_share", **about) == 0.75


def test_a_copy_of_another_system_is_the_same_person() -> None:
    links = [{"entity": "contact", "leading_id": "h1", "record_id": "lead9", "method": "synced id", **SF}]
    facts = found(touchpoints=[touch(1, "lead9", **SF), touch(2, "s1", **SF)], entity_links=links).facts
    assert value_of(facts, "matched_share", table="touchpoints", system="salesforce") == 1


def test_who_names_nobody_is_no_unknown_person() -> None:
    """The usual mistake: a blank matched to the blank of a list, or called unknown."""
    people = [*PEOPLE, {"contact_id": "h3", "email": ""}]
    rows = [touch(1, None), touch(2, " "), touch(3, "h1")]
    facts = measured(ANALYSIS, given(contacts=people, touchpoints=rows)).facts
    about = {"table": "touchpoints", "system": "hubspot"}
    assert value_of(facts, "nameless_count", **about) == 2
    assert value_of(facts, "unknown_count", **about) == 0
    assert value_of(facts, "matched_share", **about) == pytest.approx(1 / 3)


def test_an_order_without_a_contact_is_known_by_its_mailbox() -> None:
    orders = [{"order_id": "1", "email": "ANN@firm.example"}, {"order_id": "2", "email": "who@else.example"}]
    facts = found(orders=orders).facts
    assert value_of(facts, "matched_count", table="orders", system="hubspot", by="e-mail") == 1
    assert value_of(facts, "matched_share", table="orders", system="hubspot") == 0.5


def test_one_mailbox_of_two_records_does_not_double_the_rows() -> None:
    people = [*PEOPLE, {"contact_id": "h4", "email": "ann@firm.example"}, {"contact_id": "h1", **SF}]
    facts = measured(ANALYSIS, given(contacts=people, touchpoints=[touch(1, "h1"), touch(2, "ann@firm.example")])).facts
    assert value_of(facts, "rows_count", table="all", system="all") == 2
    assert value_of(facts, "matched_share", table="all", system="all") == 1


def test_a_record_for_trying_things_out_is_no_known_person() -> None:
    people = [*PEOPLE, {"contact_id": "probe", "is_test": True}]
    facts = measured(ANALYSIS, given(contacts=people, touchpoints=[touch(1, "probe"), touch(2, "h1")])).facts
    assert value_of(facts, "matched_share", table="all", system="all") == 0.5


def test_the_evidence_names_every_row_of_no_known_person() -> None:
    tickets = [{"ticket_id": "k1", "contact_id": "x9"}, {"ticket_id": "k2", "contact_id": "h1"}, {"ticket_id": "k3"}]
    told = rows_of(found(tickets=tickets).evidence, "table", "record_id", "state")
    assert told == [("tickets", "k1", "unknown"), ("tickets", "k3", "nobody")]


def test_the_verdict_is_that_of_the_lowest_table_and_a_handful_of_rows_decides_nothing() -> None:
    touches = [touch(n, "h1") for n in range(40)]
    few = [{"ticket_id": f"k{n}", "contact_id": "x9"} for n in range(3)]
    assert outcome(ANALYSIS, given(contacts=PEOPLE, touchpoints=touches, tickets=few)).severity is Severity.PASS
    many = [{"ticket_id": f"k{n}", "contact_id": "x9"} for n in range(40)]
    assert outcome(ANALYSIS, given(contacts=PEOPLE, touchpoints=touches, tickets=many)).severity is Severity.FAIL


def test_people_alone_leave_nothing_to_match() -> None:
    with pytest.raises(CannotAnswer):
        found()
