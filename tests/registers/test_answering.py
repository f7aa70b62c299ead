"""Answers beside each other: one changes a field, two that differ change nothing, whoever came last."""

from datetime import date
from typing import Any

import pytest

from cmokit.registers.answering import Answered, Told, answered, as_text
from cmokit.registers.interviews import Answer
from cmokit.registers.merging import Cell
from tests.registers.held import TODAY

ABOUT = "glossary/mql/definition"


def told(person: str, value: Any, *, current: Any = None, sent: Any = None, is_owner: bool = False) -> Told:
    cell = Cell("glossary", "mql", "definition", value, sent, f"{person}.xlsx", "Questions", 6, "E")
    return Told(cell, person, None, "When is a lead qualified?", current, is_owner)


def taken(*answers: Told, before: tuple[Answer, ...] = ()) -> Answered:
    return answered(answers, before, TODAY)


def values(found: Answered) -> list[Any]:
    return [change.cell.value for change in found.changes]


def test_one_answer_and_two_that_agree_fill_a_blank_field():
    assert values(taken(told("Ann", "a demo"))) == ["a demo"]
    assert values(taken(told("Ann", "a demo"), told("Bo", "A  demo"))) == ["a demo"]


@pytest.mark.parametrize("order", [("Ann", "Bo"), ("Bo", "Ann")])
def test_two_that_differ_change_nothing_in_any_order(order):
    found = taken(*(told(person, f"as {person} says") for person in order))
    assert (values(found), found.differing) == ([], (ABOUT,))
    assert {record.person for record in found.records} == {"Ann", "Bo"}


def test_an_earlier_answer_of_somebody_else_counts_and_a_settled_one_does_not():
    earlier = taken(told("Ann", "a demo")).records
    assert values(taken(told("Bo", "60 points"), before=earlier)) == []
    settled = tuple(record.model_copy(update={"state": "settled"}) for record in earlier)
    assert values(taken(told("Bo", "60 points"), before=settled)) == ["60 points"]


def test_what_stands_is_changed_by_its_owner_and_where_it_has_not_moved():
    assert values(taken(told("Bo", "60 points", current="a demo", sent="a demo"))) == []
    owned = told("Bo", "60 points", current="a demo", sent="a demo", is_owner=True)
    assert values(taken(owned)) == ["60 points"]
    found = taken(told("Bo", "60 points", current="a demo", sent="a call", is_owner=True))
    assert (values(found), found.records[0].stands) == ([], "a demo")


def test_who_says_what_stands_confirms_it():
    found = taken(told("Bo", "a demo", current="a demo", sent="a demo"))
    assert (values(found), found.differing, found.records[0].stands) == ([], (), None)


def test_who_does_not_know_contradicts_nobody():
    found = taken(told("Ann", None), told("Bo", "a demo"))
    assert values(found) == ["a demo"]
    assert [(record.person, record.does_not_know) for record in found.records] == [("Ann", True), ("Bo", False)]


def test_an_answer_on_record_is_not_taken_again_but_a_new_one_of_the_same_person_is():
    before = taken(told("Ann", "a demo")).records
    assert taken(told("Ann", "a demo"), before=before) == Answered((), (), ())
    again = taken(told("Ann", "60 points", current="a demo", sent="a demo", is_owner=True), before=before)
    assert values(again) == ["60 points"]
    assert again.records[0].id != before[0].id


def test_an_answer_is_kept_as_the_file_would_hold_it():
    shown = [as_text(value) for value in (None, [], ["a", "b"], False, date(2026, 2, 2), "text")]
    assert shown == [None, None, "a; b", "no", "2026-02-02", "text"]
