"""The work before a pilot changed it: timed, told of, or not known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.known import Known
from cmokit.analyses.pilot.workflow import ANALYSIS
from cmokit.registers.experiments import Experiment
from cmokit.registers.handoffs import Handoff
from cmokit.registers.processes import Process
from cmokit.registers.workflows import Workflow
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

TRIAL = {"id": "trial", "question": "Does it help?", "workflow": "routing", "start_on": "2026-02-02"}


def at(*, process: dict[str, Any] | None = None, trial: dict[str, Any] | None = None) -> Definitions:
    flow = {"id": "routing", "name": "Routing", "process": "leads" if process else None}
    registers = {
        "experiments": (Experiment.model_validate(TRIAL if trial is None else trial),),
        "workflows": (Workflow.model_validate(flow),),
        "processes": (Process.model_validate({"id": "leads", "process": "Leads", **process}),) if process else (),
        "handoffs": (Handoff.model_validate({"id": "h", "handoff": "To sales", "workflow": "routing"}),),
    }
    return replace(DEFAULTS, as_of=date(2026, 3, 1), known=Known(registers))


def run(number: int, minutes: float | None, day: str = "2026-01-10", **more: Any) -> dict[str, Any]:
    own = {"run_id": f"r{number}", "workflow_id": "routing", "started_at": f"{day}T09:00:00", "outcome": "used"}
    return {**own, "minutes": minutes, **more}


def test_runs_before_the_start_give_the_median_and_nothing_after_it_does():
    runs = [run(n, minutes) for n, minutes in enumerate((10, 12, 14, 16, 18, 20, 400))]
    runs += [run(90, 1, "2026-02-02"), run(91, 1, "2026-02-20"), run(92, 9, workflow_id="other")]
    found = measured(ANALYSIS, given(workflow_runs=runs), at())
    took = fact_of(found.facts, "minutes", experiment="trial")
    assert (took.value, took.n) == (16, 7), "the mean would be seventy, and runs of the pilot make it faster"
    assert took.low == 10
    assert took.high == 400
    assert len(rows_of(found.evidence, "run_id")) == 7
    assert value_of(found.facts, "source_text", experiment="trial") == "log"
    assert value_of(found.facts, "handoffs_count", experiment="trial") == 1


def test_minutes_that_are_not_stated_are_from_start_to_end():
    timed = run(1, None, ended_at="2026-01-10T09:25:00")
    assert value_of(measured(ANALYSIS, given(workflow_runs=[timed]), at()).facts, "minutes", experiment="trial") == 25


def test_failures_corrections_and_cost_are_of_the_same_runs():
    runs = [
        run(1, 5, cost_amount="1.10", currency="EUR", corrections_count=1),
        run(2, 5, cost_amount="1.25", currency="EUR"),
        run(3, 5, cost_amount="1.26", currency="EUR", outcome="failed"),
    ]
    facts = measured(ANALYSIS, given(workflow_runs=runs), at()).facts
    assert value_of(facts, "failed_share", experiment="trial") == pytest.approx(1 / 3)
    assert value_of(facts, "corrected_share", experiment="trial") == 0.5, "of those that were used"
    assert value_of(facts, "cost_amount", experiment="trial") == Decimal("1.2033")
    runs[0]["currency"] = "USD"
    assert names_of(measured(ANALYSIS, given(workflow_runs=runs), at()).facts, "cost_amount") == []


def test_a_timing_sheet_is_named_as_the_source():
    sheet = [run(1, 8, source_system="timing_sheet")]
    assert (
        value_of(measured(ANALYSIS, given(workflow_runs=sheet), at()).facts, "source_text", experiment="trial")
        == "sheet"
    )
    section = outcome(ANALYSIS, given(workflow_runs=[*sheet, run(2, 9)]), at()).section
    assert value_of(section.facts, "source_text", experiment="trial") == "both"
    assert "timing sheet" in " ".join(section.narrative)


def test_where_nobody_timed_it_what_people_said_stands_and_is_called_so():
    process = {"active_hours": 0.4, "waiting_hours": 7, "times_a_month": 160}
    section = outcome(ANALYSIS, given(), at(process=process)).section
    assert section.severity is Severity.WARN
    assert value_of(section.facts, "minutes", experiment="trial") == 24
    assert value_of(section.facts, "waiting_minutes", experiment="trial") == 420
    assert value_of(section.facts, "month_minutes", experiment="trial") == 24 * 160
    assert "nobody timed it" in section.headline
    assert [one.table for one in section.missing] == ["workflow_runs"]


def test_a_workflow_of_which_nothing_is_known_fails():
    section = outcome(ANALYSIS, given(), at()).section
    assert section.severity is Severity.FAIL
    assert names_of(section.facts, "minutes") == []
    assert value_of(section.facts, "unknown_share") == 1


def test_without_a_workflow_under_trial_there_is_no_answer():
    with pytest.raises(CannotAnswer, match="names the workflow"):
        measured(ANALYSIS, given(), at(trial={"id": "trial", "question": "Why?"}))
