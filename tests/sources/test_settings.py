"""Which contacts are the client's own tests."""

import pytest

from cmokit.engagement.parts import TestRecords
from cmokit.sources.settings import ReadSettings

OWN = ReadSettings(
    test_records=TestRecords(email_domains=("qa.example",), email_patterns=("robot*@*",), names=("Max Mustermann",))
)


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("ann@qa.example", ""),
        ("Robot7@acme.com", ""),
        ("max@acme.com", "MAX Mustermann"),
        ("ann+test@acme.com", ""),
        ("", "Test Test"),
    ],
)
def test_rules_know_test_records_in_any_case(email: str, name: str):
    assert OWN.is_test(email, name)


@pytest.mark.parametrize(
    ("email", "name"), [("", ""), ("ann@qa.example.com", ""), ("contest@acme.com", ""), ("ann@acme.com", "Ann Testa")]
)
def test_a_person_is_no_test(email: str, name: str):
    assert not OWN.is_test(email, name)
