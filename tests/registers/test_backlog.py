"""The backlog: what is needed to rank it, and what is never among the first."""

import pytest

from cmokit.registers.backlog import ASKED, BACKLOG, EXCLUDED_FIRST
from tests.registers.held import codes, held, stops

WHOLE = {
    "id": "report",
    "opportunity": "Weekly report",
    "topic": "reporting",
    "business_value": 4,
    "times_a_month": 4,
    "adoption_feasibility": 5,
    "owner": "Ann",
}


def test_an_opportunity_that_can_be_ranked_has_no_gap():
    assert codes(BACKLOG, held(BACKLOG, WHOLE)) == []


@pytest.mark.parametrize("field", ASKED)
def test_each_question_that_is_not_answered_is_named(field):
    assert codes(BACKLOG, held(BACKLOG, {**WHOLE, field: None})) == [("report", field, "not_answered")]


@pytest.mark.parametrize("topic", EXCLUDED_FIRST)
def test_what_is_never_among_the_first_may_be_an_idea_and_not_more(topic):
    assert stops(BACKLOG, held(BACKLOG, {**WHOLE, "topic": topic})) == []
    for state in ("chosen", "started"):
        assert stops(BACKLOG, held(BACKLOG, {**WHOLE, "topic": topic, "state": state})) == [
            ("report", "topic", "excluded_first")
        ]
