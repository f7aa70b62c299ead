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


def test_a_shared_id_is_told_apart_by_the_system_in_front_of_it():
    both = [{"contact_id": "7"}, {"contact_id": "7", "source_system": "salesforce"}]
    copy = {"contact_id": "c", "source_system": "salesforce"}
    links = [
        {"entity": "contact", "leading_id": "hubspot:7", "source_system": "hubspot", "record_id": "7"},
        {"entity": "contact", "leading_id": "salesforce:7", "source_system": "salesforce", "record_id": "7"},
        {"entity": "contact", "leading_id": "hubspot:7", "source_system": "salesforce", "record_id": "c"},
    ]
    contacts, linked = build("contacts", *both, copy), build("entity_links", *links)
    assert ids(leading_records(contacts, linked, "contact")) == ["7", "7"]
    rows = with_leading_id(contacts, linked, "contact", "contact_id", "person_id").order_by("source_row")
    assert rows.person_id.to_pyarrow().to_pylist() == ["hubspot:7", "salesforce:7", "hubspot:7"]


def test_rows_about_a_copy_are_given_to_its_person():
    rows = with_leading_id(
        build("contacts", *CONTACTS), build("entity_links", *LINKS), "contact", "contact_id", "person"
    )
    assert sorted(rows.person.to_pyarrow().to_pylist()) == ["h1", "h1", "h1", "s3"]


def test_a_copy_carries_who_leads_it_and_how_it_was_linked():
    found = copies(build("contacts", *CONTACTS), build("entity_links", *LINKS), "contact").order_by("contact_id")
    assert [(r["contact_id"], r["leading_id"], r["method"]) for r in found.to_pyarrow().to_pylist()] == [
        ("s1", "h1", "synced id"),
        ("s2", "h1", "e-mail"),
    ]
