"""Experiments: the rule before the start, and what was learned at the end."""

from cmokit.registers.experiments import BEFORE_START, EXPERIMENTS
from tests.registers.held import broken, codes, held, stops

WHOLE = {
    "id": "E-1",
    "question": "Does an answer within the hour help?",
    "hypothesis": "yes",
    "audience": "form leads",
    "change": "call",
    "primary_metric": "funnel.conversion.stage_share",
    "expected_result": "four more",
    "start_on": "2026-02-16",
    "end_on": "2026-04-03",
    "owner": "Ann",
    "decision_rule": "expand if above zero",
    "disproof_condition": "no difference",
    "state": "running",
}


def test_a_running_experiment_with_its_rule_has_no_gap():
    assert stops(EXPERIMENTS, held(EXPERIMENTS, WHOLE)) == []
    assert codes(EXPERIMENTS, held(EXPERIMENTS, WHOLE)) == []


def test_none_runs_whose_rule_was_not_written_before():
    for field in BEFORE_START:
        assert stops(EXPERIMENTS, held(EXPERIMENTS, {**WHOLE, field: None})) == [("E-1", field, "started_without")]
        assert stops(EXPERIMENTS, held(EXPERIMENTS, {**WHOLE, field: None, "state": "planned"})) == []


def test_what_is_over_says_what_came_of_it_failures_too():
    for state in ("ended", "stopped"):
        assert codes(EXPERIMENTS, held(EXPERIMENTS, {**WHOLE, "state": state})) == [
            ("E-1", "changes_standard", "not_told"),
            ("E-1", "learned", "not_told"),
            ("E-1", "outcome", "not_told"),
        ]


def test_one_that_runs_past_its_end_is_named_and_days_are_in_order():
    assert codes(EXPERIMENTS, held(EXPERIMENTS, {**WHOLE, "end_on": "2026-02-27"})) == [("E-1", "end_on", "overdue")]
    assert broken(EXPERIMENTS, {**WHOLE, "end_on": "2026-02-16"}) == [("E-1", "end_on", "bad_order")]
