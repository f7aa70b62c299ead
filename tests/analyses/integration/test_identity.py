"""Identity: records per system, those that stand alone, and what is left when linked records count once."""

import pytest

from cmokit.analyses.integration.identity import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

SF = {"source_system": "salesforce"}


def alone(record, system="hubspot"):
    return {"entity": "contact", "leading_id": record, "record_id": record, "source_system": system, "method": "none"}


def copy(leading, record, method="synced id"):
    return {"entity": "contact", "leading_id": leading, "record_id": record, "method": method, **SF}


CONTACTS = [
    {"contact_id": "h1"},
    {"contact_id": "h2"},
    {"contact_id": "h3"},
    *({"contact_id": name, **SF} for name in ("s1", "s2", "s9")),
]
LINKS = [alone("h1"), alone("h2"), alone("h3"), copy("h1", "s1"), copy("h1", "s2", "e-mail"), alone("s9", "salesforce")]


def facts():
    return measured(ANALYSIS, given(contacts=CONTACTS, entity_links=LINKS)).facts


def test_people_are_fewer_than_records():
    """The usual mistake: adding the systems up."""
    assert value_of(facts(), "entities_count", entity="contact") == 4
    assert sum(value_of(facts(), "records_count", entity="contact", system=s) for s in ("hubspot", "salesforce")) == 6


def test_records_that_stand_alone_are_counted_and_named():
    found = measured(ANALYSIS, given(contacts=CONTACTS, entity_links=LINKS))
    assert value_of(found.facts, "unlinked_count", entity="contact", system="hubspot") == 2
    assert value_of(found.facts, "unlinked_share", entity="contact", system="salesforce") == pytest.approx(1 / 3)
    assert rows_of(found.evidence, "source_system", "record_id") == [
        ("hubspot", "h2"),
        ("hubspot", "h3"),
        ("salesforce", "s9"),
    ]


def test_links_are_counted_by_how_they_were_made():
    assert value_of(facts(), "linked_count", entity="contact", method="synced id") == 1
    assert value_of(facts(), "linked_count", entity="contact", method="e-mail") == 1


def test_two_records_of_one_system_that_are_one_person_still_stand_alone():
    contacts = [{"contact_id": "003", **SF}, {"contact_id": "00Q", **SF}, {"contact_id": "h1"}]
    links = [alone("003", "salesforce"), copy("003", "00Q"), alone("h1")]
    found = measured(ANALYSIS, given(contacts=contacts, entity_links=links))
    assert value_of(found.facts, "unlinked_count", entity="contact", system="salesforce") == 2
    assert value_of(found.facts, "entities_count", entity="contact") == 2


def test_with_one_system_there_is_nothing_to_match():
    done = outcome(ANALYSIS, given(contacts=CONTACTS[:3], entity_links=LINKS[:3]))
    assert done.severity is Severity.PASS
    assert names_of(done.section.facts, "unlinked_share") == []
    assert rows_of(done.evidence, "record_id") == []
    assert value_of(done.section.facts, "entities_count", entity="contact") == 3


def test_test_records_do_not_count():
    contacts = [*CONTACTS, {"contact_id": "probe", "is_test": True}]
    found = measured(ANALYSIS, given(contacts=contacts, entity_links=[*LINKS, alone("probe")]))
    assert value_of(found.facts, "records_count", entity="contact", system="hubspot") == 3


def test_the_largest_unlinked_share_decides():
    assert outcome(ANALYSIS, given(contacts=CONTACTS, entity_links=LINKS)).severity is Severity.FAIL
