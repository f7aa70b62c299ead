"""Words that a later delivery brings for the first time, and those that no list knows."""

from datetime import date

from cmokit.engagement.mapping import Mapping
from cmokit.sources.deliveries import NewWord, still_unmapped
from tests.sources.deliveries.given import Client, csv

HEAD = "Record ID,Email,Lifecycle Stage,Original Source"


def people(*rows: tuple[str, str]) -> str:
    return csv(HEAD, *(f"{n},p{n}@x.example,{stage},{source}" for n, (stage, source) in enumerate(rows, 1)))


def give(client: Client) -> tuple[NewWord, ...]:
    client.give("contacts_2026-01-05.csv", people(("Lead", "Messe"), ("Lead", "Messe")))
    report = client.give("contacts_2026-02-04.csv", people(("Neu!", "Messe"), ("Lead", "Radio"), ("Lead", "Radio")))
    assert report.snapshot
    return report.snapshot.new_words


def test_only_what_no_earlier_export_held_is_new(client: Client) -> None:
    found = {(word.column, word.text, word.first_seen_on, word.records_count) for word in give(client)}
    assert found == {
        ("lifecycle_stage", "Neu!", date(2026, 2, 4), 1),
        ("lead_source", "Radio", date(2026, 2, 4), 2),
    }


def test_the_first_delivery_brings_nothing_new(client: Client) -> None:
    report = client.give("contacts_2026-01-05.csv", people(("Neu!", "Messe")))
    assert report.snapshot
    assert report.snapshot.new_words == ()
    first = still_unmapped(report.snapshot.first_words, client.engagement)
    assert {(word.text, word.records_count) for word in first} == {("Neu!", 1), ("Messe", 1)}


def test_a_mapped_word_is_new_but_not_unmapped(client: Client) -> None:
    rule = Mapping(file="*", kind="hubspot.contacts", values={"lead_source": {"Radio": "offline"}})
    client.engagement = client.engagement.model_copy(update={"mapping": (rule,)})
    words = give(client)
    assert len(words) == 2
    assert [word.text for word in still_unmapped(words, client.engagement)] == ["Neu!"]


def test_another_mapping_is_another_snapshot(client: Client) -> None:
    give(client)
    before = client.snapshot()
    rule = Mapping(file="*", kind="hubspot.contacts", values={"lead_source": {"Radio": "offline"}})
    client.engagement = client.engagement.model_copy(update={"mapping": (rule,)})
    after = client.snapshot()
    assert before.id != after.id


def test_a_mapping_made_after_the_tables_counts_too(client: Client) -> None:
    words = give(client)
    rule = Mapping(file="*", kind="hubspot.contacts", values={"lifecycle_stage": {"neu!": "lead"}})
    mapped = client.engagement.model_copy(update={"mapping": (rule,)})
    assert [word.text for word in still_unmapped(words, mapped)] == ["Radio"]
