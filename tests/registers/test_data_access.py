"""Data access: what is needed before day one, and who checked how personal data is kept."""

from datetime import date

from cmokit.registers.data_access import DATA_ACCESS
from tests.registers.held import codes, held

WHOLE = {
    "id": "crm",
    "system": "CRM",
    "person": "Bo",
    "permissions": "export",
    "owner": "Ann",
    "holds_personal_data": True,
    "security_checked_by": "Bo",
    "state": "granted",
}


def test_access_that_is_granted_and_checked_has_no_gap():
    assert codes(DATA_ACCESS, held(DATA_ACCESS, WHOLE)) == []


def test_what_was_needed_before_day_one_is_missing_from_that_day_on():
    asked = held(DATA_ACCESS, {**WHOLE, "state": "asked"})
    assert codes(DATA_ACCESS, asked, start_on=date(2026, 3, 1)) == [("crm", "state", "access_missing")]
    assert codes(DATA_ACCESS, asked, start_on=date(2026, 3, 2)) == []
    later = held(DATA_ACCESS, {**WHOLE, "state": "asked", "before_day_one": False})
    assert codes(DATA_ACCESS, later, start_on=date(2026, 1, 5)) == []


def test_granted_access_to_personal_data_is_checked_by_somebody():
    assert codes(DATA_ACCESS, held(DATA_ACCESS, {**WHOLE, "security_checked_by": None})) == [
        ("crm", "security_checked_by", "security_not_checked")
    ]
    assert codes(DATA_ACCESS, held(DATA_ACCESS, {**WHOLE, "holds_personal_data": None})) == [
        ("crm", "holds_personal_data", "personal_data_unknown")
    ]
