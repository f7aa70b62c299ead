"""Claims: approved by somebody, on evidence that is still fresh."""

import pytest

from cmokit.registers.claims import CLAIMS
from tests.registers.held import broken, codes, held

WHOLE = {
    "id": "renewal",
    "claim": "Nine of ten renew",
    "evidence": "cohorts of 2024",
    "limits": "EU only",
    "checked_on": "2026-01-30",
    "approver": "Bo",
    "owner": "Ann",
    "state": "approved",
}


def test_a_whole_claim_has_no_gap():
    assert broken(CLAIMS, WHOLE) == []
    assert codes(CLAIMS, held(CLAIMS, WHOLE)) == []


@pytest.mark.parametrize("field", ["approver", "evidence", "checked_on"])
def test_an_approved_claim_says_who_on_what_and_when(field):
    assert broken(CLAIMS, {**WHOLE, field: None}) == [("renewal", field, "missing_key")]
    assert broken(CLAIMS, {**WHOLE, field: None, "state": "proposed"}) == []


@pytest.mark.parametrize(("checked_on", "found"), [("2025-03-01", 0), ("2025-02-28", 1)])
def test_evidence_older_than_a_year_is_named(checked_on, found):
    assert len(codes(CLAIMS, held(CLAIMS, {**WHOLE, "checked_on": checked_on}))) == found
