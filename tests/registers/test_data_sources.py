"""Data sources: an owner, a use and readers for each."""

from cmokit.registers.data_sources import DATA_SOURCES
from tests.registers.held import codes, held


def test_a_source_says_what_it_holds_who_answers_and_what_it_may_be_used_for():
    bare = held(DATA_SOURCES, {"id": "crm", "name": "CRM", "content": "crm"})
    assert codes(DATA_SOURCES, bare) == [
        ("crm", "allowed_use", "missing"),
        ("crm", "holds", "missing"),
        ("crm", "may_read", "missing"),
        ("crm", "owner", "no_owner"),
        ("crm", "refresh", "missing"),
    ]


def test_an_owner_who_left_is_named():
    from datetime import date

    source = {"id": "crm", "name": "CRM", "content": "crm", "holds": "leads", "owner": "Bo", "refresh": "daily"}
    whole = held(DATA_SOURCES, {**source, "allowed_use": "reports", "may_read": ["marketing"]})
    assert codes(DATA_SOURCES, whole) == []
    assert codes(DATA_SOURCES, whole, left={"Bo": date(2026, 2, 1)}) == [("crm", "owner", "person_left")]
    assert codes(DATA_SOURCES, whole, left={"Bo": date(2026, 4, 1)}) == []
