"""Risks: judged, kept in check where they are high, accepted only by a decision."""

from cmokit.registers.risks import RISKS
from tests.registers.held import codes, held

WHOLE = {
    "id": "R-1",
    "risk": "Weekend leads wait",
    "kind": "operational",
    "impact": "high",
    "likelihood": "medium",
    "control": "alert",
    "owner": "Ann",
}


def test_a_risk_that_is_judged_and_in_check_has_no_gap():
    assert codes(RISKS, held(RISKS, WHOLE)) == []


def test_a_risk_that_nobody_judged_is_named():
    unjudged = held(RISKS, {**WHOLE, "impact": None, "likelihood": None})
    assert codes(RISKS, unjudged) == [("R-1", "impact", "not_judged"), ("R-1", "likelihood", "not_judged")]


def test_a_high_risk_without_a_control_is_named_and_a_low_one_is_not():
    assert codes(RISKS, held(RISKS, {**WHOLE, "control": None})) == [("R-1", "control", "no_control")]
    assert codes(RISKS, held(RISKS, {**WHOLE, "control": None, "impact": "low"})) == []


def test_a_risk_is_accepted_by_a_decision():
    accepted = {**WHOLE, "state": "accepted"}
    assert codes(RISKS, held(RISKS, accepted)) == [("R-1", "decision", "no_decision")]
    decided = held(RISKS, {**accepted, "decision": "D-1"})
    assert codes(RISKS, decided, ids={"decisions": {"D-1"}}) == []
