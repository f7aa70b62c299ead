"""entity_links: who is one person, company or deal across systems."""

import random

from cmokit.sources.deliveries.links import BY_EMAIL, Record, link
from tests.sources.deliveries.given import Client, csv

ORDER = ["hubspot", "salesforce"]


def record(name: str, email: str = "", *synced: str) -> Record:
    system, id_ = name.split(":")
    return Record(system, id_, synced, email, "f.csv", 2)


def linked(*records: Record, order: list[str] = ORDER) -> dict[str, tuple[str, str]]:
    return link(records, order, BY_EMAIL)


def test_an_id_that_the_sync_wrote_on_either_side_links_a_copy() -> None:
    found = linked(
        record("hubspot:1", "a@x", "salesforce:A"),
        record("salesforce:A", "other@x"),
        record("hubspot:2", "b@x"),
        record("salesforce:B", "other@y", "hubspot:2"),
    )
    assert found["salesforce:A"] == ("hubspot:1", "synced id")
    assert found["salesforce:B"] == ("hubspot:2", "synced id")


def test_without_an_id_the_same_mailbox_links_and_the_id_goes_first() -> None:
    found = linked(
        record("hubspot:1", "a@x"), record("hubspot:2", "b@x", "salesforce:A"), record("salesforce:A", "a@x"),
        record("salesforce:B", "a@x"),
    )  # fmt: skip
    assert found["salesforce:A"] == ("hubspot:2", "synced id")
    assert found["salesforce:B"] == ("hubspot:1", "e-mail")


def test_a_record_that_nothing_links_leads_itself_and_blank_links_to_nothing() -> None:
    found = linked(record("hubspot:1"), record("salesforce:A"), record("salesforce:B", "b@x"))
    assert found == {name: (name, "none") for name in ("hubspot:1", "salesforce:A", "salesforce:B")}


def test_duplicates_within_one_system_stay_two() -> None:
    found = linked(record("hubspot:1", "a@x"), record("hubspot:2", "a@x"), record("salesforce:A", "a@x"))
    assert found["hubspot:2"] == ("hubspot:2", "none")
    assert found["salesforce:A"] == ("hubspot:1", "e-mail")


def test_a_lead_and_the_contact_that_it_became_are_one_person() -> None:
    lead, contact = record("salesforce:00Q1", "a@x", "salesforce:0031"), record("salesforce:0031", "a@x")
    assert linked(lead, contact)["salesforce:00Q1"] == ("salesforce:0031", "synced id")
    with_marketing = linked(lead, contact, record("hubspot:1", "a@x", "salesforce:0031"))
    assert {leader for leader, _ in with_marketing.values()} == {"hubspot:1"}


def test_a_copy_of_a_copy_belongs_to_the_same_leader() -> None:
    found = linked(
        record("hubspot:1", "", "salesforce:A"),
        record("salesforce:A"),
        record("shop:X", "", "salesforce:A"),
        order=[*ORDER, "shop"],
    )
    assert found["shop:X"] == ("hubspot:1", "synced id")


def test_the_order_of_rows_does_not_matter() -> None:
    records = [record(f"hubspot:{n}", f"{n % 7}@x") for n in range(20)]
    records += [record(f"salesforce:{n}", f"{n % 5}@x", *([f"hubspot:{n}"] if n % 3 else [])) for n in range(20)]
    wanted = linked(*records)
    for seed in range(5):
        random.Random(seed).shuffle(records)
        assert linked(*records) == wanted


def two_systems(client: Client) -> None:
    header = "contact_id,source_system,email,first_name,synced_id,is_test"
    rows = (
        "1,hubspot,Ann@X.example,Ann,,",
        "2,hubspot,bob@x.example,Bob,salesforce:B,",
        "3,hubspot,qa@x.example,Q,,true",
    )
    client.give(
        "contacts_2026-01-05.csv", csv(header, *rows, "A,salesforce,ann@x.example,Ann,,", "B,salesforce,,Bob,,")
    )
    header = "company_id,source_system,name,domain"
    client.give(
        "companies_2026-01-05.csv", csv(header, "1,hubspot,X,https://www.x.example/", "C,salesforce,X Ltd,X.example")
    )


def test_the_leading_system_of_the_engagement_leads(tmp_path) -> None:
    systems = {"used": ["hubspot", "salesforce"], "leading": {"contact": "salesforce", "company": "hubspot"}}
    client = Client.at(tmp_path, systems=systems)
    two_systems(client)
    assert client.column("entity_links", "entity", "source_system", "record_id", "leading_id", "method") == [
        ("company", "hubspot", "1", "1", "none"),
        ("company", "salesforce", "C", "1", "domain"),
        ("contact", "hubspot", "1", "A", "e-mail"),
        ("contact", "hubspot", "2", "B", "synced id"),
        ("contact", "salesforce", "A", "A", "none"),
        ("contact", "salesforce", "B", "B", "none"),
    ]


def test_one_system_alone_has_links_too_and_a_gone_record_has_none(client: Client) -> None:
    many = [f"c{n},hubspot,c{n}@x.example,C," for n in range(20)]
    header = "contact_id,source_system,email,first_name,is_test"
    client.give("contacts_2026-01-05.csv", csv(header, *many))
    client.give("contacts_2026-02-04.csv", csv(header, *many[1:]))
    links = client.table("entity_links")
    assert {row["method"] for row in links} == {"none"}
    assert len(links) == 19


def test_links_that_the_client_gives_win(client: Client) -> None:
    two_systems(client)
    header = "entity,leading_id,source_system,record_id,method"
    client.give("entity_links_2026-01-05.csv", csv(header, "contact,2,salesforce,A,synced id"))
    links = client.column("entity_links", "record_id", "leading_id", "entity")
    assert ("A", "2", "contact") in links
    assert ("B", "2", "contact") in links


def test_an_id_that_two_systems_use_for_two_things_says_whose_it_is(client: Client) -> None:
    header = "contact_id,source_system,email"
    client.give("contacts_2026-01-05.csv", csv(header, "1,hubspot,a@x.example", "1,pipedrive,b@x.example"))
    assert client.column("entity_links", "leading_id") == ["hubspot:1", "pipedrive:1"]
