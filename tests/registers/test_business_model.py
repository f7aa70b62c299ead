"""The business model: every topic, who said it, and two people who differ."""

from cmokit.registers.business_model import BUSINESS_MODEL, Topic
from tests.registers.held import codes, held

WHOLE = [
    {"id": topic.value, "topic": topic.value, "answer": "so", "said_by": "Ann", "said_on": "2026-01-12"}
    for topic in Topic
]


def test_every_topic_answered_has_no_gap():
    assert codes(BUSINESS_MODEL, held(BUSINESS_MODEL, *WHOLE)) == []


def test_topics_that_nobody_spoke_about_are_one_line():
    assert codes(BUSINESS_MODEL, held(BUSINESS_MODEL, *WHOLE[3:])) == [("", "topic", "topic_missing")]


def test_an_answer_without_who_or_when_is_named():
    anonymous = {**WHOLE[0], "said_by": None}
    undated = {**WHOLE[1], "said_on": None}
    assert codes(BUSINESS_MODEL, held(BUSINESS_MODEL, anonymous, undated, *WHOLE[2:])) == [
        ("margin", "said_on", "no_source"),
        ("revenue_sources", "said_by", "no_source"),
    ]


def test_two_people_who_say_different_things_are_both_named():
    other = {**WHOLE[1], "id": "margin-bo", "said_by": "Bo", "answer": "otherwise"}
    assert codes(BUSINESS_MODEL, held(BUSINESS_MODEL, *WHOLE, other)) == [
        ("margin", "answer", "two_answers"),
        ("margin-bo", "answer", "two_answers"),
    ]
