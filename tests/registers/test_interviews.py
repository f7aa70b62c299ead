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
    assert broken(INTERVIEWS, {"id": "I-3", "question": "Why?"}) == []


def test_an_answer_that_the_figure_contradicts_is_named():
    assert codes(INTERVIEWS, held(INTERVIEWS, {**ANN, "agrees": "contradicts"})) == [("I-1", "agrees", "contradicted")]
