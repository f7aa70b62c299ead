"""Old ways: what runs beside its replacement, for how long, and what is still to be done."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.known import Known
from cmokit.analyses.rollout.retirement import ANALYSIS
from cmokit.registers.processes import Process
from cmokit.registers.workflows import Workflow
from tests.analyses.builders import given, rows_of, value_of

PAGE = {"id": "page", "name": "Page", "state": "live", "live_on": "2026-01-05"}
ITEM = "processes/slides"


def found(log: Any = (), page: dict[str, Any] = PAGE, **fields: Any) -> Any:
    old = Process.model_validate({"id": "slides", "process": "Slides", **fields})
    known = Known({"processes": (old,), "workflows": (Workflow.model_validate(page),)})
    at = replace(DEFAULTS, as_of=date(2026, 1, 31), known=known)
    return ANALYSIS.measure(given(workflow_runs=log).table("workflow_runs"), definitions=at)


def told(measure: str, made: Any) -> Any:
    return value_of(made.facts, measure, item=ITEM)


def test_past_its_day_it_is_overdue_and_ran_side_by_side_since_the_new_way_is_live() -> None:
    made = found(replaced_by="page", retire_on="2026-01-20")
    assert told("state_text", made) == "overdue"
    assert told("overdue_days", made) == 11
    assert told("parallel_days", made) == 26
    assert value_of(made.facts, "late_share") == 1.0


def test_before_its_day_it_runs_side_by_side_once_the_new_way_is_live() -> None:
    assert told("state_text", found(replaced_by="page", retire_on="2026-02-10")) == "parallel"
    not_yet = PAGE | {"state": "tested", "live_on": None}
    made = found(page=not_yet, replaced_by="page", retire_on="2026-02-10")
    assert told("state_text", made) == "planned"
    assert told("parallel_days", made) == 0


def test_switched_off_it_is_not_late_any_more() -> None:
    off: dict[str, Any] = {"replaced_by": "page", "retire_on": "2026-01-20", "retired_on": "2026-01-22"}
    made = found(**off, backup_until_on="2026-02-20")
    assert told("state_text", made) == "backup"
    assert told("parallel_days", made) == 17
    assert value_of(made.facts, "late_share") == 0
    assert told("state_text", found(**off, backup_until_on="2026-01-30")) == "retired"


def test_a_day_in_the_future_has_not_come() -> None:
    """The usual mistake: a planned day is taken for one that was kept."""
    made = found(replaced_by="page", retire_on="2026-01-20", retired_on="2026-02-05")
    assert told("state_text", made) == "overdue"


def test_a_process_that_a_live_workflow_changes_without_a_day_is_named() -> None:
    made = found(page=PAGE | {"process": "slides"})
    assert told("state_text", made) == "undated"
    assert value_of(made.facts, "open_steps_count") == 5


def test_runs_that_go_around_the_new_way_since_the_day_show_that_the_old_one_is_used() -> None:
    run = {"workflow_id": "page", "outcome": "bypassed"}
    log = [{**run, "run_id": f"r{day}", "started_at": f"2026-01-{day}T09:00:00"} for day in (19, 20, 25)]
    log.append({**run, "run_id": "used", "outcome": "used", "started_at": "2026-01-25T09:00:00"})
    made = found(log, replaced_by="page", retire_on="2026-01-20")
    assert told("around_count", made) == 2
    assert rows_of(made.evidence, "run_id", state="around") == ["r20", "r25"]


def test_where_nothing_replaces_anything_there_is_nothing_to_switch_off() -> None:
    with pytest.raises(CannotAnswer) as refused:
        found()
    assert {missing.table for missing in refused.value.missing} == {"processes", "workflows"}
