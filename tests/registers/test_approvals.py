"""Approvals: who, when, which version, and never one's own work."""

from cmokit.registers.approvals import APPROVALS
from tests.registers.held import broken, codes, held

WHOLE = {
    "id": "A-1",
    "subject": "Landing page",
    "version": "v3",
    "tier": "medium",
    "asked_by": "Bo",
    "approver": "Ann",
    "approved_on": "2026-02-04",
    "state": "approved",
}


def test_a_whole_approval_stands():
    assert broken(APPROVALS, WHOLE) == []
    assert codes(APPROVALS, held(APPROVALS, WHOLE)) == []


def test_an_approval_says_who_when_and_what():
    for field in ("approver", "approved_on", "version", "tier"):
        assert broken(APPROVALS, {**WHOLE, field: None}) == [("A-1", field, "missing_key")]


def test_nobody_approves_their_own_but_at_low_risk():
    own = {**WHOLE, "approver": "Bo"}
    assert broken(APPROVALS, own) == [("A-1", "approver", "approves_own_work")]
    assert broken(APPROVALS, {**own, "tier": "low"}) == []


def test_high_risk_was_reviewed_by_somebody():
    assert broken(APPROVALS, {**WHOLE, "tier": "high"}) == [("A-1", "reviews", "not_reviewed")]
    assert broken(APPROVALS, {**WHOLE, "tier": "high", "reviews": ["Text: Bo"]}) == []


def test_what_is_only_asked_for_is_not_yet_judged():
    assert broken(APPROVALS, {"id": "A-2", "subject": "Flyer"}) == []
    assert codes(APPROVALS, held(APPROVALS, {"id": "A-2", "subject": "Flyer"})) == [("A-2", "version", "missing")]
