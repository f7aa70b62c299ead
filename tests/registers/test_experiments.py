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


def test_one_arm_alone_has_no_control_and_two_of_one_name_are_one():
    assert broken(EXPERIMENTS, {**WHOLE, "variants": ["call"]}) == [("E-1", "variants", "no_control")]
    assert broken(EXPERIMENTS, {**WHOLE, "variants": ["call"], "design": "before_after"}) == []
    assert broken(EXPERIMENTS, {**WHOLE, "variants": ["call", "Call"]}) == [("E-1", "variants", "arm_twice")]
    assert broken(EXPERIMENTS, {**WHOLE, "variants": ["plain", "call"]}) == []


def test_nobody_is_assigned_before_the_start_or_after_the_end():
    for day in ("2026-02-15", "2026-04-04"):
        assert broken(EXPERIMENTS, {**WHOLE, "assign_until_on": day}) == [("E-1", "assign_until_on", "bad_order")]


def test_two_over_the_same_people_and_days_are_named_once_at_the_later_one():
    later = {**WHOLE, "id": "E-2", "start_on": "2026-03-02", "unit_kind": "contact"}
    first = {**WHOLE, "unit_kind": "contact"}
    assert codes(EXPERIMENTS, held(EXPERIMENTS, later, first)) == [("E-2", "start_on", "overlapping")]
    after = {**later, "start_on": "2026-04-04", "end_on": "2026-05-01"}
    assert codes(EXPERIMENTS, held(EXPERIMENTS, first, after)) == [], "one after the other"
    by_owner, customers = {**later, "unit_kind": "owner"}, {**later, "eligible": "customers"}
    assert codes(EXPERIMENTS, held(EXPERIMENTS, first, by_owner)) == []
    assert codes(EXPERIMENTS, held(EXPERIMENTS, first, customers)) == [], "other people"
    same_flow = [{**WHOLE, "workflow": "routing"}, {**by_owner, "workflow": "routing"}]
    found = codes(EXPERIMENTS, held(EXPERIMENTS, *same_flow), ids={"workflows": ["routing"]})
    assert found == [("E-2", "start_on", "overlapping")], "the same workflow, whoever is drawn"
