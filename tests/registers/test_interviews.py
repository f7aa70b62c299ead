"""Interviews: who said what and when; two who differ, and a figure that contradicts."""

from cmokit.registers.interviews import INTERVIEWS
from tests.registers.held import broken, codes, held

ANN = {
    "id": "I-1",
    "question": "When is a lead qualified?",
    "answer": "when a meeting was asked for",
    "person": "Ann",
    "said_on": "2026-01-14",
    "about": "glossary/mql/definition",
}
BO = {**ANN, "id": "I-2", "person": "Bo", "answer": "from 60 points on"}


def test_one_answer_has_no_gap_and_two_that_differ_are_named_once():
    assert codes(INTERVIEWS, held(INTERVIEWS, ANN)) == []
    assert codes(INTERVIEWS, held(INTERVIEWS, ANN, BO)) == [("I-2", "answer", "two_answers")]
    assert codes(INTERVIEWS, held(INTERVIEWS, ANN, {**BO, "answer": ANN["answer"]})) == []
    assert codes(INTERVIEWS, held(INTERVIEWS, ANN, {**BO, "about": "glossary/lead/definition"})) == []


def test_an_answer_says_who_gave_it_and_when():
    for field in ("person", "said_on"):
        assert broken(INTERVIEWS, {**ANN, field: None}) == [("I-1", field, "missing_key")]
        assert broken(INTERVIEWS, {**ANN, field: None, "answer": None, "does_not_know": True}) != []
    assert broken(INTERVIEWS, {"id": "I-3", "question": "Why?"}) == []


def test_the_later_answer_of_one_person_counts():
    later = {**ANN, "id": "I-3", "said_on": "2026-01-20", "answer": "from 60 points on"}
    assert codes(INTERVIEWS, held(INTERVIEWS, ANN, later, BO)) == []
    assert codes(INTERVIEWS, held(INTERVIEWS, ANN, {**later, "said_on": ANN["said_on"]})) != []


def test_settled_answers_and_people_who_do_not_know_contradict_nobody():
    assert codes(INTERVIEWS, held(INTERVIEWS, ANN, {**BO, "state": "settled"})) == []
    assert codes(INTERVIEWS, held(INTERVIEWS, ANN, {**BO, "answer": None, "does_not_know": True})) == []


def test_an_answer_beside_what_the_register_holds_is_named_until_it_is_settled():
    beside = {**ANN, "stands": "from 60 points on"}
    assert codes(INTERVIEWS, held(INTERVIEWS, beside)) == [("I-1", "answer", "differs_from_register")]
    assert codes(INTERVIEWS, held(INTERVIEWS, {**beside, "state": "settled"})) == []


def test_an_answer_that_the_figure_contradicts_is_named():
    assert codes(INTERVIEWS, held(INTERVIEWS, {**ANN, "agrees": "contradicts"})) == [("I-1", "agrees", "contradicted")]
