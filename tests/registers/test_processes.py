"""Processes: what each needs to be understood, how long it takes, and the usual ones that nobody entered."""

from cmokit.registers.processes import AREAS, PROCESSES
from tests.registers.held import broken, codes, held

WHOLE = [
    {
        "id": area,
        "process": area,
        "trigger": "a brief",
        "inputs": ["brief"],
        "owner": "Ann",
        "steps": ["write"],
        "output": "text",
        "measure": "days",
        "active_hours": 2,
        "waiting_hours": 20,
    }
    for area in AREAS
]


def test_processes_that_are_whole_have_no_gap():
    assert codes(PROCESSES, held(PROCESSES, *WHOLE)) == []


def test_usual_processes_that_are_missing_are_asked_about_once():
    assert codes(PROCESSES, held(PROCESSES, *WHOLE[2:])) == [("", "id", "usual_missing")]
    assert codes(PROCESSES, ()) == []


def test_a_process_without_its_times_is_named_by_the_first_that_lacks():
    no_wait = {**WHOLE[0], "waiting_hours": None}
    assert codes(PROCESSES, held(PROCESSES, no_wait, *WHOLE[1:])) == [("research", "waiting_hours", "no_duration")]


def test_a_time_below_zero_is_refused():
    assert broken(PROCESSES, {**WHOLE[0], "active_hours": -1}) == [("research", "active_hours", "negative")]
