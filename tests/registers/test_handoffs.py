"""Handoffs: each with a deadline, and named where it waits longer."""

from cmokit.registers.handoffs import HANDOFFS
from tests.registers.held import codes, held

WHOLE = {
    "id": "to-sales",
    "handoff": "Lead to sales",
    "trigger": "qualified",
    "owner": "Ann",
    "action": "task",
    "failure": "lead is told",
    "deadline_hours": 4,
    "waiting_hours": 4,
}


def test_a_handoff_within_its_deadline_has_no_gap():
    assert codes(HANDOFFS, held(HANDOFFS, WHOLE)) == []


def test_one_without_a_deadline_or_beyond_it_is_named():
    assert codes(HANDOFFS, held(HANDOFFS, {**WHOLE, "deadline_hours": None})) == [
        ("to-sales", "deadline_hours", "no_deadline")
    ]
    assert codes(HANDOFFS, held(HANDOFFS, {**WHOLE, "waiting_hours": 5})) == [
        ("to-sales", "waiting_hours", "over_deadline")
    ]
