"""Access: one account a person, none unused, none beyond its end, none that changes rules without approval."""

import pytest

from cmokit.registers.access import ACCESS
from tests.registers.held import codes, held

WHOLE = {
    "id": "bo-crm",
    "account": "bo in the CRM",
    "person": "Bo",
    "role": "analyst",
    "owner": "Ann",
    "last_login_on": "2026-02-20",
}


def test_an_account_in_use_by_one_person_has_no_gap():
    assert codes(ACCESS, held(ACCESS, WHOLE)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"is_shared": True}, ("is_shared", "shared_account")),
        ({"person": None}, ("person", "no_person")),
        ({"last_login_on": "2025-11-30"}, ("last_login_on", "unused_account")),
        ({"ends_on": "2026-02-28"}, ("ends_on", "access_ended")),
        ({"is_agency": True}, ("ends_on", "agency_without_end")),
        ({"may_change_reporting": True}, ("approved_by", "not_approved")),
    ],
)
def test_each_fault_of_an_account_is_named_until_it_is_removed(change, found):
    assert codes(ACCESS, held(ACCESS, {**WHOLE, **change})) == [("bo-crm", *found)]
    assert codes(ACCESS, held(ACCESS, {**WHOLE, **change, "state": "removed"})) == []


def test_ninety_days_without_a_login_are_still_in_use():
    assert codes(ACCESS, held(ACCESS, {**WHOLE, "last_login_on": "2025-12-01"})) == []
