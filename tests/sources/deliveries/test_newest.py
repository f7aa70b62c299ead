"""Snapshots: the newest row per id, rows gone and back, whole exports and parts."""

import pytest

from cmokit.errors import DataNotReadable
from tests.sources.deliveries.given import Client, contacts, csv, on

MANY = [f"c{n}" for n in range(20)]


def life(client: Client, id_: str) -> tuple[str | None, ...]:
    row = next(row for row in client.table("contacts") if row["contact_id"] == id_)
    return tuple(str(row[name]) if row[name] else None for name in ("first_seen_on", "last_seen_on", "gone_on"))


def test_the_newest_row_of_an_id_wins(client: Client) -> None:
    client.give("contacts_2026-02-04.csv", contacts("ann Customer"))
    client.give("contacts_2026-01-05.csv", contacts("ann Lead"))
    assert client.column("contacts", "contact_id", "lifecycle_stage") == [("ann", "customer")]
    assert life(client, "ann") == ("2026-01-05", "2026-02-04", None)


def test_a_row_that_a_newer_whole_export_lacks_is_gone_on_that_day(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    client.give("contacts_2026-02-04.csv", contacts(*MANY[1:]))
    client.give("contacts_2026-03-06.csv", contacts(*MANY[1:]))
    assert life(client, "c0") == ("2026-01-05", "2026-01-05", "2026-02-04")
    assert life(client, "c1") == ("2026-01-05", "2026-03-06", None)


def test_a_row_that_comes_back_is_not_gone(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    client.give("contacts_2026-02-04.csv", contacts(*MANY[1:]))
    client.give("contacts_2026-03-06.csv", contacts(*MANY))
    assert life(client, "c0") == ("2026-01-05", "2026-03-06", None)


def test_an_export_that_lacks_more_than_a_tenth_is_a_part_and_says_so(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    report = client.give("contacts_2026-02-04.csv", contacts(*MANY[3:]))
    assert life(client, "c0") == ("2026-01-05", "2026-01-05", None)
    assert [(note.code, "3 of the 20" in note.message) for note in report.notes] == [("taken_as_partial", True)]


def test_exactly_a_tenth_missing_is_a_whole_export(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    client.give("contacts_2026-02-04.csv", contacts(*MANY[2:]))
    assert life(client, "c1")[2] == "2026-02-04"


def test_a_person_who_says_full_overrides_the_doubt_also_afterwards(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    client.give("contacts_2026-02-04.csv", contacts(*MANY[3:]))
    client.take(client.outside / "contacts_2026-02-04.csv", full=True)
    assert life(client, "c0")[2] == "2026-02-04"


def test_a_person_who_says_partial_keeps_what_is_missing(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    client.give("contacts_2026-02-04.csv", contacts(*MANY[1:]), partial=True)
    assert life(client, "c0")[2] is None


def test_a_mapping_says_that_an_export_is_always_a_part(tmp_path) -> None:
    rule = {"file": "contacts_*.csv", "kind": "hubspot.contacts", "partial": True}
    client = Client.at(tmp_path, mapping=[rule])
    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    client.give("contacts_2026-02-04.csv", contacts(*MANY[1:]))
    assert life(client, "c0")[2] is None


def test_who_is_at_a_terminal_is_asked_about_the_doubt_and_remembered(client: Client) -> None:
    questions = []

    def ask(question: str, answers: tuple[str, ...]) -> str:
        questions.append((question, answers))
        return "full"

    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    report = client.give("contacts_2026-02-04.csv", contacts(*MANY[3:]), ask=ask)
    assert [answers for _, answers in questions] == [("partial", "full")]
    assert life(client, "c0")[2] == "2026-02-04"
    assert [note.code for note in report.notes] == ["gone"]


def test_orders_of_a_later_range_of_days_leave_the_earlier_ones(client: Client) -> None:
    header = "order_id,ordered_at,total_amount,currency"
    client.give("orders_2026-01-05.csv", csv(header, "1001,2026-01-02T10:00:00Z,10.00,EUR"))
    client.give("orders_2026-02-04.csv", csv(header, "1002,2026-02-02T10:00:00Z,20.00,EUR"))
    assert client.column("orders", "order_id", "gone_on") == [("1001", None), ("1002", None)]


def test_an_order_has_the_lines_of_its_newest_export_alone(client: Client) -> None:
    header = "order_id,line_no,sku,quantity_count,price_amount"
    client.give("lines_2026-01-05.csv", csv(header, "1001,1,A,1,5.00", "1001,2,B,1,5.00", "1002,1,A,1,5.00"))
    client.give("lines_2026-02-04.csv", csv(header, "1001,1,A,3,5.00"))
    assert client.column("order_lines", "order_id", "line_no", "quantity_count") == [("1001", 1, 3), ("1002", 1, 1)]


def test_two_exports_of_one_day_that_disagree_are_refused_with_the_record(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann Lead", "bob Lead"))
    before = client.snapshot().id
    with pytest.raises(DataNotReadable, match="says something else") as refused:
        client.give("all_2026-01-05.csv", contacts("ann Lead", "bob Customer"))
    error = refused.value
    assert (error.code, error.row, error.column) == ("same_day_disagreement", 3, "lifecycle_stage")
    assert client.snapshot().id == before


def test_who_is_at_a_terminal_chooses_between_two_that_disagree(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann Lead"))
    client.give("other_2026-01-05.csv", contacts("ann Customer"), ask=lambda _, names: "other_2026-01-05.csv")
    assert client.column("contacts", "lifecycle_stage") == ["customer"]
    assert client.column("received_files", "precedence_count") == [0, 1]


def test_a_narrower_export_of_the_same_day_disagrees_with_nothing_and_fills_in(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann Lead"))
    narrow = csv("Record ID,First Name,Last Name,Job Title", "ann,Ann,Example,Head of Sales")
    client.give("titles_2026-01-05.csv", narrow)
    assert client.column("contacts", "lifecycle_stage", "job_title") == [("lead", "Head of Sales")]


def test_leads_and_contacts_of_one_system_do_not_make_each_other_gone(client: Client) -> None:
    lead = "Id,FirstName,LastName,Email,Company,Status,IsConverted,CreatedDate"
    person = "Id,FirstName,LastName,Email,AccountId,CreatedDate"
    when = "2025-11-03T10:00:00.000Z"
    client.give("leads_2026-01-05.csv", csv(lead, f"00Q000000000001AAA,Ann,X,ann@x.example,X,New,false,{when}"))
    client.give("contacts_2026-02-04.csv", csv(person, f"003000000000001AAA,Bob,X,bob@x.example,001,{when}"))
    assert client.column("contacts", "gone_on") == [None, None]


def test_the_day_of_an_export_is_the_extract_date_never_the_day_it_came(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann"), today=on("2026-12-24"))
    assert life(client, "ann") == ("2026-01-05", "2026-01-05", None)


def test_an_id_twice_in_one_export_counts_once_and_that_is_said(client: Client) -> None:
    report = client.give("contacts_2026-01-05.csv", contacts("ann Lead", "ann Customer", "bob Lead"))
    assert client.column("contacts", "contact_id", "lifecycle_stage") == [("ann", "lead"), ("bob", "lead")]
    assert [note.code for note in report.notes] == ["repeated_key"]
