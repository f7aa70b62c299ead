"""An old way is switched off on its day, with those told who work with it; two ways side by side are a gap."""

from datetime import date
from typing import Any

import pytest

from cmokit.registers.base import Around
from cmokit.registers.processes import PROCESSES, Process
from cmokit.registers.retiring import days_in_order, retirement, steps_open
from cmokit.registers.workflows import WORKFLOWS

TODAY = date(2026, 3, 6)
DONE = {"replaced_by": "page", "staff_told_on": "2026-02-01", "training_updated_on": "2026-02-02",
        "retire_on": "2026-02-03", "retired_on": "2026-02-03", "backup_until_on": "2026-04-01"}  # fmt: skip


def old(**fields: Any) -> Process:
    return Process.model_validate({"id": "slides", "process": "Slides", **fields})


def gaps_of(**fields: Any) -> list[tuple[str, str]]:
    return [(gap.field, gap.code) for gap in retirement([old(**fields)], Around(TODAY))]


def test_one_that_is_switched_off_with_everything_done_has_no_gap() -> None:
    assert gaps_of(**DONE) == []
    assert steps_open(old(**DONE)) == ()


def test_one_that_nobody_wants_to_switch_off_has_none_either() -> None:
    assert gaps_of() == []


def test_behind_its_day_it_runs_in_parallel() -> None:
    late = DONE | {"retired_on": None}
    assert gaps_of(**late) == [("retire_on", "runs_in_parallel")]
    assert gaps_of(**late | {"retire_on": "2026-03-06"}) == [], "on its day it may still be switched off"


def test_people_are_told_two_weeks_before() -> None:
    soon = {"retire_on": "2026-03-20", "backup_until_on": "2026-04-01"}
    assert gaps_of(**soon) == [("staff_told_on", "staff_not_told")]
    assert gaps_of(**soon | {"retire_on": "2026-03-21"}) == []


def test_behind_its_day_what_is_taught_has_to_be_changed() -> None:
    late = DONE | {"retired_on": None, "training_updated_on": None}
    assert ("training_updated_on", "training_not_updated") in gaps_of(**late)


def test_what_is_left_standing_and_a_backup_without_an_end_are_named() -> None:
    told = gaps_of(**DONE | {"left_over": ["The old slides"], "backup_until_on": None})
    assert told == [("left_over", "left_over"), ("backup_until_on", "backup_without_end")]


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"backup_until_on": "2026-01-01"}, "bad_order"), ({"replaced_by": "slides"}, "replaces_itself")],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any], code: str) -> None:
    assert [problem.code for problem in days_in_order([old(**DONE | fields)])] == [code]


def test_both_registers_ask_for_it() -> None:
    for register in (PROCESSES, WORKFLOWS):
        assert days_in_order in register.rules
        assert retirement in register.gaps
        assert set(DONE) <= set(register.model.model_fields)
