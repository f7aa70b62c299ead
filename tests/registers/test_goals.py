"""Goals: none is agreed that nothing can show."""

from cmokit.registers.goals import GOALS
from tests.registers.held import codes, held, stops

FIGURE = "funnel.conversion.stage_share[from=mql,split=all,to=sql]"
WHOLE = {
    "id": "better-leads",
    "goal": "Sales accepts more leads",
    "measure": FIGURE,
    "target_value": "0.40",
    "due_on": "2026-04-04",
    "owner": "Ann",
    "state": "agreed",
}


def test_a_whole_goal_has_no_gap():
    assert codes(GOALS, held(GOALS, WHOLE), figures=frozenset({FIGURE})) == []
    assert stops(GOALS, held(GOALS, WHOLE)) == []


def test_a_broad_goal_is_named_and_cannot_be_agreed():
    broad = {"id": "awareness", "goal": "Improve awareness", "owner": "Ann"}
    assert codes(GOALS, held(GOALS, broad)) == [("awareness", "measure", "no_measure")]
    assert stops(GOALS, held(GOALS, broad)) == []
    assert stops(GOALS, held(GOALS, {**broad, "state": "agreed"})) == [("awareness", "state", "broad_goal")]


def test_a_measure_that_no_report_states_is_named():
    wrong = held(GOALS, {**WHOLE, "measure": "funnel.conversion.happiness"})
    assert codes(GOALS, wrong, figures=frozenset({FIGURE})) == [("better-leads", "measure", "no_such_figure")]


def test_an_agreed_goal_says_how_much_and_by_when():
    vague = held(GOALS, {**WHOLE, "target_value": None, "due_on": None})
    assert codes(GOALS, vague) == [
        ("better-leads", "due_on", "no_target"),
        ("better-leads", "target_value", "no_target"),
    ]
