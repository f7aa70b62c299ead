"""Changes: none is made that nobody approved."""

from cmokit.registers.changes import CHANGES
from tests.registers.held import broken, codes, held

WHOLE = {
    "id": "C-1",
    "change": "Threshold to 70",
    "reason": "half is refused",
    "requested_by": "Bo",
    "approver": "Ann",
    "made_on": "2026-02-16",
    "made_by": "Bo",
    "rollback": "60 again",
    "affects": ["MQL count"],
    "state": "made",
}


def test_a_whole_change_has_no_gap():
    assert broken(CHANGES, WHOLE) == []
    assert codes(CHANGES, held(CHANGES, WHOLE)) == []


def test_a_change_that_nobody_approved_is_a_shadow_edit():
    for field in ("approver", "made_on", "made_by"):
        assert broken(CHANGES, {**WHOLE, field: None}) == [("C-1", field, "shadow_edit")]
        assert broken(CHANGES, {**WHOLE, field: None, "state": "asked"}) == []


def test_a_change_without_reason_way_back_or_requester_is_named():
    bare = held(CHANGES, {"id": "C-2", "change": "Something", "affects": ["MQL count"]})
    assert codes(CHANGES, bare) == [
        ("C-2", "reason", "missing"),
        ("C-2", "requested_by", "no_requester"),
        ("C-2", "rollback", "missing"),
    ]
