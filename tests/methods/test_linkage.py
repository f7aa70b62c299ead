"""A person kept in two systems is one person."""

from cmokit.methods.linkage import copies, leading_records, with_leading_id
from tests.analyses.builders import build

LINKS = [
    {"entity": "contact", "leading_id": "h1", "source_system": "hubspot", "record_id": "h1", "method": "none"},
    {"entity": "contact", "leading_id": "h1", "source_system": "salesforce", "record_id": "s1", "method": "synced id"},
    {"entity": "contact", "leading_id": "h1", "source_system": "salesforce", "record_id": "s2", "method": "e-mail"},
    {"entity": "contact", "leading_id": "s3", "source_system": "salesforce", "record_id": "s3", "method": "none"},
    {"entity": "company", "leading_id": "h1", "source_system": "salesforce", "record_id": "s3", "method": "domain"},
]
CONTACTS = [
    {"contact_id": "h1"},
    *({"contact_id": f"s{n}", "source_system": "salesforce"} for n in (1, 2, 3)),
]


def ids(table):
    return sorted(table.contact_id.to_pyarrow().to_pylist())


def test_the_leading_record_and_those_linked_to_none_stand_for_their_person():
    assert ids(leading_records(build("contacts", *CONTACTS), build("entity_links", *LINKS), "contact")) == ["h1", "s3"]


def test_without_links_every_record_stands_for_itself():
    assert len(ids(leading_records(build("contacts", *CONTACTS), build("entity_links"), "contact"))) == 4


def test_a_copy_whose_leading_record_is_gone_is_not_lost():
    there = build("contacts", *CONTACTS[1:])
    assert ids(leading_records(there, build("entity_links", *LINKS), "contact")) == ["s1", "s2", "s3"]


def test_an_id_that_two_systems_share_by_chance_is_two_records():
    twice = build("contacts", {"contact_id": "s1"}, *CONTACTS)
    assert ids(leading_records(twice, build("entity_links", *LINKS), "contact")) == ["h1", "s1", "s3"]


def test_rows_about_a_copy_are_given_to_its_person():
    contacts, links = build("contacts", *CONTACTS), build("entity_links", *LINKS)
    rows = with_leading_id(contacts, copies(contacts, links, "contact"), "contact_id", "person_id")
    assert sorted(rows.person_id.to_pyarrow().to_pylist()) == ["h1", "h1", "h1", "s3"]
