"""Leads, qualified leads and opportunities as outcomes, each person and deal once, unless an export gives them."""

from decimal import Decimal
from pathlib import Path

from tests.sources.deliveries.given import Client, csv

PEOPLE = "contact_id,source_system,email,created_at,converted_opportunity_id,is_test"
DEALS = "opportunity_id,source_system,stage,status,amount,currency,created_at,closed_at,contact_id,synced_id"
BOTH = {"used": ["hubspot", "salesforce"], "leading": {"contact": "hubspot", "opportunity": "salesforce"}}


def with_people(tmp_path: Path) -> Client:
    client = Client.at(tmp_path, systems=BOTH)
    client.give(
        "contacts_2026-02-04.csv",
        csv(
            PEOPLE,
            "h1,hubspot,ann@x.example,2026-01-03T10:00:00Z,,",
            "00Q1,salesforce,ann@x.example,2026-01-01T10:00:00Z,D,",
            "h2,hubspot,bob@x.example,2026-01-05T10:00:00Z,,",
            "h3,hubspot,eve@x.example,2026-01-06T10:00:00Z,,true",
            "h4,hubspot,joe@x.example,,,",
        ),
    )
    return client


def of_kind(client: Client, kind: str, *names: str) -> list[tuple]:
    return sorted(tuple(row[name] for name in names) for row in client.table("conversions") if row["kind"] == kind)


def test_a_person_is_a_lead_once_when_its_first_record_was_created(tmp_path: Path) -> None:
    client = with_people(tmp_path)
    assert of_kind(client, "lead", "conversion_id", "source_system", "derived_from") == [
        ("lead:00Q1", "salesforce", "contacts"),
        ("lead:h2", "hubspot", "contacts"),
    ]


def test_the_first_entry_into_mql_of_all_records_of_a_person_counts(tmp_path: Path) -> None:
    client = with_people(tmp_path)
    rows = (
        "contact,h1,mql,2026-01-08T10:00:00Z,hubspot",
        "contact,00Q1,MQL,2026-01-07T10:00:00Z,salesforce",
        "contact,h1,mql,2026-01-20T10:00:00Z,hubspot",
        "contact,h3,mql,2026-01-20T10:00:00Z,hubspot",
        "contact,h2,lead,2026-01-20T10:00:00Z,hubspot",
    )
    client.give("stages_2026-02-04.csv", csv("entity,entity_id,stage,entered_at,source_system", *rows))
    assert of_kind(client, "mql", "conversion_id", "derived_from") == [("mql:00Q1", "stage_entries")]


def test_a_deal_counts_when_it_is_created_with_the_person_that_is_known(tmp_path: Path) -> None:
    """The deal of the leading system names nobody: the lead converted into it, or its copy's contact, is the person."""
    client = with_people(tmp_path)
    opened, closed = "2026-01-10T10:00:00Z", "2026-01-20T10:00:00Z"
    client.give(
        "opportunities_2026-02-04.csv",
        csv(
            DEALS,
            f"D,salesforce,New,open,120.00,EUR,{opened},,,",
            f"E,salesforce,Won,won,70.00,EUR,{opened},{closed},,",
            f"9,hubspot,Won,won,70.00,EUR,{opened},{closed},h2,salesforce:E",
        ),
    )
    assert of_kind(client, "opportunity", "conversion_id", "contact_id", "value_amount") == [
        ("opened:D", "00Q1", Decimal(120)),
        ("opened:E", "h2", Decimal(70)),
    ]
    assert of_kind(client, "won", "conversion_id", "contact_id") == [("opportunity:E", "h2")]


def test_a_kind_that_an_export_gives_is_not_derived(tmp_path: Path) -> None:
    client = with_people(tmp_path)
    header = "conversion_id,contact_id,converted_at,kind"
    client.give("conversions_2026-02-04.csv", csv(header, "k1,h1,2026-01-02T10:00:00Z,lead"))
    assert of_kind(client, "lead", "conversion_id", "derived_from") == [("k1", None)]
