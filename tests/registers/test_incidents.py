"""Incidents: the cause stopped at once, and closed only when all six steps are done."""

from cmokit.registers.incidents import INCIDENTS, STEPS
from tests.registers.held import broken, codes, held

WHOLE = {
    "id": "I-1",
    "incident": "Old prices were sent",
    "kind": "wrong_publication",
    "happened_on": "2026-02-10",
    "paused_on": "2026-02-10",
    "preserved": "the mail",
    "affected": "214 customers",
    "notified": ["management"],
    "corrected_on": "2026-02-11",
    "control_updated": "price list only",
    "owner": "Ann",
    "state": "closed",
}


def test_an_incident_with_all_steps_done_is_closed():
    assert broken(INCIDENTS, WHOLE) == []
    assert codes(INCIDENTS, held(INCIDENTS, WHOLE)) == []


def test_it_cannot_be_closed_with_a_step_open():
    for step in STEPS:
        lacking = {**WHOLE, step: [] if step == "notified" else None}
        assert broken(INCIDENTS, lacking) == [("I-1", step, "step_open")]


def test_an_open_incident_whose_cause_still_runs_is_named():
    assert codes(INCIDENTS, held(INCIDENTS, {**WHOLE, "state": "open", "paused_on": None})) == [
        ("I-1", "paused_on", "not_paused")
    ]
