"""Workflows: all nine attributes, a tier and a way to stop it, or not live."""

import pytest

from cmokit.registers.workflows import BEFORE_LIVE, NINE, WORKFLOWS
from tests.registers.held import codes, held, stops

LIVE = {
    "id": "weekly-report",
    "name": "Weekly report",
    "trigger": "Monday",
    "input_sources": ["CRM"],
    "output_format": "PDF",
    "review_points": ["Ann reads it"],
    "exception_handling": "it waits",
    "access_controls": "marketing reads",
    "owner": "Ann",
    "backup": "Bo",
    "service_level": "by ten",
    "usefulness_metric": "hours",
    "tier": "low",
    "stop_method": "switch it off",
    "state": "live",
}


def test_a_whole_workflow_may_be_live():
    assert len(NINE) == 9
    assert stops(WORKFLOWS, held(WORKFLOWS, LIVE)) == []
    assert codes(WORKFLOWS, held(WORKFLOWS, LIVE)) == []


@pytest.mark.parametrize("field", BEFORE_LIVE)
def test_each_attribute_that_is_missing_stops_it(field):
    lacking = {**LIVE, field: [] if isinstance(LIVE[field], list) else None}
    assert stops(WORKFLOWS, held(WORKFLOWS, lacking)) == [("weekly-report", field, "not_ready_to_be_live")]


def test_one_that_is_proposed_owes_nothing_but_an_owner():
    proposed = {"id": "a", "name": "A", "state": "proposed"}
    assert stops(WORKFLOWS, held(WORKFLOWS, proposed)) == []
    assert codes(WORKFLOWS, held(WORKFLOWS, proposed)) == [("a", "owner", "no_owner")]


def test_one_that_is_tested_says_in_one_line_what_is_still_to_be_written():
    tested = {**LIVE, "state": "tested", "tier": None, "stop_method": None}
    assert codes(WORKFLOWS, held(WORKFLOWS, tested)) == [("weekly-report", "tier", "before_live")]


def test_a_workflow_that_reports_is_stopped_by_data_that_failed_readiness():
    reporting = held(WORKFLOWS, {**LIVE, "reports_figures": True})
    failed, passed = {"crm.readiness": "FAIL"}, {"crm.readiness": "WARN"}
    assert stops(WORKFLOWS, reporting, verdicts=failed) == [("weekly-report", "state", "data_not_ready")]
    assert stops(WORKFLOWS, reporting, verdicts=passed) == []
    assert stops(WORKFLOWS, held(WORKFLOWS, LIVE), verdicts=failed) == []


def test_a_prompt_that_does_not_exist_is_named():
    prompted = held(WORKFLOWS, {**LIVE, "prompts": ["weekly-comment", "gone"]})
    known = {"prompts": {"weekly-comment"}}
    assert codes(WORKFLOWS, prompted, ids=known) == [("weekly-report", "prompts", "no_such_item")]
