"""Controls: each is met only by what a register or the log shows, in time; and whatever runs has its card."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.known import Known
from cmokit.analyses.pilot.controls import ANALYSIS
from cmokit.engagement.parts import Person
from cmokit.registers.approvals import APPROVALS
from cmokit.registers.changes import CHANGES
from cmokit.registers.incidents import INCIDENTS
from cmokit.registers.training import TRAINING
from cmokit.registers.workflows import WORKFLOWS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, outcome, rows_of, value_of

CARD: dict[str, Any] = {
    "id": "mails", "name": "Mails", "trigger": "A list", "input_sources": ["Orders"], "output_format": "A mail",
    "review_points": ["Ann reads it"], "exception_handling": "No mail", "access_controls": "Ann", "owner": "Ann",
    "backup": "Bob", "service_level": "A day", "usefulness_metric": "repeat_purchase", "tier": "low",
    "stop_method": "One click", "tested_on": "2026-01-30", "test_records": "Own mailboxes",
    "tried": ["triggers", "permissions", "mapping", "messages", "budget_limits", "failures"],
    "released_to": "Every second customer", "state": "live", "live_on": "2026-02-02", "review_on": "2026-03-30",
}  # fmt: skip
CHANGE = {"id": "c1", "change": "Mails", "approver": "Bob", "version": "3", "made_on": "2026-02-02", "made_by": "Ann",
          "rollback": "Off", "workflow": "mails", "state": "made"}  # fmt: skip
APPROVAL = {"id": "a1", "subject": "Mails", "version": "3", "tier": "low", "workflow": "mails", "asked_by": "Ann",
            "approver": "Bob", "approved_on": "2026-02-01", "state": "approved"}  # fmt: skip
TAUGHT = {"id": "t1", "subject": "Mails", "person": "Ann", "workflow": "mails", "done_on": "2026-02-01",
          "proof": "One alone", "state": "done"}  # fmt: skip
INCIDENT = {"id": "i1", "incident": "Twice", "kind": "failed_automation", "workflow": "mails", "state": "open"}
PEOPLE = (
    Person(role="marketing", name="Ann"),
    Person(role="sales", name="Bob"),
    Person(role="service", name="Kim", left_on=date(2026, 2, 10)),
    Person(role="consultant", name="Eva"),
)
RUNS = [{"run_id": "r1", "workflow_id": "mails", "item_id": "q1", "started_at": "2026-02-03", "outcome": "used"}]


def on(card=CARD, change=CHANGE, approval=APPROVAL, taught=TAUGHT, incident=None, day="2026-03-06"):
    filled = ((WORKFLOWS, card), (CHANGES, change), (APPROVALS, approval), (TRAINING, taught), (INCIDENTS, incident))
    registers = {register.name: (register.model.model_validate(item),) for register, item in filled if item}
    return replace(DEFAULTS, as_of=date.fromisoformat(day), known=Known(registers, people=PEOPLE))


def unmet(definitions, runs=RUNS):
    return rows_of(measured(ANALYSIS, given(workflow_runs=runs), definitions).evidence, "control", is_met=False)


def without(item, *fields):
    return {name: value for name, value in item.items() if name not in fields}


def test_a_workflow_with_everything_on_record_lacks_nothing():
    assert unmet(on()) == []
    assert outcome(ANALYSIS, given(workflow_runs=RUNS), on()).severity is Severity.PASS


@pytest.mark.parametrize(
    ("definitions", "lacking"),
    [
        (on(without(CARD, "stop_method")), ["card", "stop"]),
        (on({**CARD, "owner": "Kim"}), ["owner"]),
        (on({**CARD, "backup": "Eva"}), ["backup"]),
        (on({**CARD, "tested_on": "2026-02-04"}), ["test_environment"]),
        (on(without(CARD, "test_records")), ["test_environment"]),
        (on({**CARD, "tried": ["triggers", "mapping"]}), ["test_cases"]),
        (on(without(CARD, "released_to")), ["limited_release"]),
        (on({**CARD, "review_on": "2026-03-05"}), ["review"]),
        (on({**CARD, "review_on": "2026-09-01"}), ["review"]),
        (on(change=without(CHANGE, "version")), ["rollback"]),
        (on(change=None), ["rollback"]),
        (on(approval={**APPROVAL, "approved_on": "2026-02-09"}), ["approval"]),
        (on(approval=without({**APPROVAL, "state": "asked"}, "approved_on")), ["approval"]),
        (on(taught=without(TAUGHT, "proof")), ["training"]),
        (on(incident=INCIDENT), ["incidents"]),
    ],
)
def test_what_is_not_shown_or_comes_too_late_is_not_met(definitions, lacking):
    assert unmet(definitions) == lacking


def test_an_incident_that_was_paused_is_no_fault():
    assert unmet(on(incident={**INCIDENT, "paused_on": "2026-02-05"})) == []


def test_a_live_workflow_without_a_log_is_not_logged():
    assert unmet(on(), runs=[]) == ["logged"]


def test_a_run_before_the_day_on_the_card_is_the_real_beginning():
    """Approved before it was called live, but after it had run: too late."""
    early = [{**RUNS[0], "started_at": "2026-01-31"}]
    assert unmet(on(), runs=early) == ["approval", "training"]


def test_whatever_the_log_shows_without_a_card_fails_the_whole_however_much_is_met():
    runs = [*RUNS, {**RUNS[0], "run_id": "r2", "workflow_id": "secret"}]
    done = outcome(ANALYSIS, given(workflow_runs=runs), on())
    assert value_of(done.section.facts, "without_card_count") == 1
    assert done.severity is Severity.FAIL
    assert set(rows_of(done.evidence, "control", workflow_id="secret", is_met=True)) == {"logged", "incidents"}


def test_a_card_that_is_complete_but_planned_is_not_watched_before_it_runs():
    planned = {**without(CARD, "live_on"), "state": "tested"}
    assert value_of(measured(ANALYSIS, given(workflow_runs=RUNS), on(planned)).facts, "workflows_count") == 1
    secret = [{**RUNS[0], "workflow_id": "other"}]
    named = rows_of(measured(ANALYSIS, given(workflow_runs=secret), on(planned)).evidence, "workflow_id")
    assert set(named) == {"other"}


def test_a_run_after_the_day_of_the_report_begins_nothing():
    later = [{**RUNS[0], "started_at": "2026-03-20"}]
    assert unmet(on(), runs=later) == ["logged"]
