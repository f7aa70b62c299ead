"""Taking files in: the inbox, the ledger, days and faults; and that the order of arrival does not matter."""

import itertools
import stat
from pathlib import Path

import pytest

from cmokit.errors import DataNotReadable, ManyErrors, UsageError
from cmokit.sources.deliveries import current, read_ledger
from cmokit.tables.warehouse import open_snapshot
from tests.sources.deliveries.given import Client, all_tables, contacts, csv, on

MANY = [f"c{n}" for n in range(20)]
ORDERS = "order_id,ordered_at,total_amount,subtotal_amount,currency"
PARCELS = "order_id,awb,status,delivered_on,cod_collected_amount,net_remitted_amount,currency"


def deliveries(client: Client) -> list[Path]:
    """Three deliveries: overlapping, restated, one row gone, one name twice, one content twice."""
    ads = "platform,campaign,period_start_on,spend_amount,currency"
    fields = csv("object,field,label,type", "contact,email,E-mail,text")
    return [
        client.export("contacts_2026-01-05.csv", contacts(*MANY)),
        client.export("contacts_2026-02-04.csv", contacts("c1 Customer", *MANY[2:], "new")),
        client.export("orders_2026-01-05.csv", csv(ORDERS, "1,2026-01-02T10:00:00Z,10.00,8.00,EUR")),
        client.export(
            "orders_2026-02-04.csv",
            csv(ORDERS, "1,2026-01-02T10:00:00Z,12.00,9.00,EUR", "2,2026-02-01T10:00:00Z,5.00,4.00,EUR"),
        ),
        client.export("ads.csv", csv(ads, "google,a,2026-01-01,1.00,EUR", "google,a,2026-01-02,2.00,EUR"), "one"),
        client.export("ads.csv", csv(ads, "google,a,2026-01-02,3.00,EUR", "google,a,2026-01-03,4.00,EUR"), "two"),
        client.export("fields_2026-01-05.csv", fields),
        client.export("fields_2026-02-04.csv", fields),
        client.export("courier_2026-01-15.csv", csv(PARCELS, "1,A,delivered,2026-01-10,9.00,8.00,EUR")),
        client.export(
            "courier_2026-01-31.csv",
            csv(PARCELS, "1,A,delivered,2026-01-10,9.00,8.00,EUR", "2,B,returned,2026-01-20,0.00,-1.00,EUR"),
        ),
    ]


def test_one_by_one_all_at_once_in_any_order_or_twice_the_tables_are_equal(tmp_path: Path) -> None:
    at_once = Client.at(tmp_path / "at once")
    at_once.take(*deliveries(at_once))
    wanted = all_tables(at_once.snapshot())
    assert {"contacts", "orders", "ad_spend", "fields", "parcels", "entity_links", "conversions"} <= set(wanted)
    for n, backwards in enumerate((False, True)):
        client = Client.at(tmp_path / str(n))
        files = deliveries(client)
        for file in (reversed(files) if backwards else files) if n else files:
            client.take(file)
        client.take(*files)
        assert all_tables(client.snapshot()) == wanted
        assert client.snapshot().id == at_once.snapshot().id


def test_three_exports_in_each_order_give_one_table(tmp_path: Path) -> None:
    exports = {
        "contacts_2026-01-05.csv": contacts(*MANY),
        "contacts_2026-02-04.csv": contacts(*MANY[1:]),
        "contacts_2026-03-06.csv": contacts(*MANY[2:], "c0 Customer"),
    }
    seen = []
    for n, names in enumerate(itertools.permutations(exports)):
        client = Client.at(tmp_path / str(n))
        for name in names:
            client.give(name, exports[name])
        seen.append(all_tables(client.snapshot()))
    assert all(tables == seen[0] for tables in seen)


def test_the_same_file_twice_is_already_received_and_changes_nothing(client: Client) -> None:
    first = client.give("contacts_2026-01-05.csv", contacts(*MANY))
    ledger = read_ledger(client.folder)
    again = client.give("contacts_2026-01-05.csv", contacts(*MANY), today=on("2026-05-05"))
    assert [file.status for file in again.files] == ["already received"]
    assert (again.snapshot.id, read_ledger(client.folder)) == (first.snapshot.id, ledger)


def test_the_inbox_keeps_each_file_byte_for_byte_and_for_its_owner_only(client: Client) -> None:
    text = "\ufeff" + contacts("ann").replace("\n", "\r\n")
    client.give("contacts_2026-01-05.csv", text)
    kept = client.folder.inbox / "contacts_2026-01-05.csv"
    assert kept.read_bytes() == text.encode()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    tables = [path for path in client.folder.tables.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tables} == {0o600}


def test_another_content_under_a_known_name_lies_in_a_folder_of_its_day(client: Client) -> None:
    client.give("contacts.csv", contacts("ann"), as_of=on("2026-01-05"))
    client.give("contacts.csv", contacts("ann", "bob"), as_of=on("2026-02-04"))
    inbox = client.folder.inbox
    found = sorted(path.relative_to(inbox).as_posix() for path in inbox.rglob("*.csv"))
    assert found == ["2026-02-04/contacts.csv", "contacts.csv"]
    assert client.column("contacts", "source_file") == ["2026-02-04/contacts.csv"] * 2
    assert [file.name for file in client.snapshot().files] == ["2026-01-05/contacts.csv", "2026-02-04/contacts.csv"]


def test_without_files_whatever_lies_in_the_inbox_is_taken_in_where_it_lies(client: Client) -> None:
    inbox = client.folder.inbox
    (inbox / "january").mkdir(parents=True)
    (inbox / "january" / "contacts_2026-01-05.csv").write_text(contacts("ann"))
    (inbox / ".DS_Store").write_text("x")
    (inbox / "~$book.xlsx").write_text("x")
    assert [file.path for file in client.take().files] == ["january/contacts_2026-01-05.csv"]
    assert [file.status for file in client.take(as_of=on("2026-03-01")).files] == ["already received"]


def test_the_day_comes_from_the_name_else_as_of_else_an_answer_else_the_rows(client: Client) -> None:
    answers = iter(["tomorrow", "2026-03-03"])
    client.give("contacts_2026-01-05.csv", contacts("a"), as_of=on("2026-02-02"))
    client.give("stated.csv", contacts("b"), as_of=on("2026-02-02"))
    client.give("asked.csv", contacts("c"), ask=lambda *_: next(answers, None))
    report = client.give("silent.csv", contacts("d"))
    said = {entry.name: (str(entry.stands_on), entry.dated_from) for entry in read_ledger(client.folder)}
    assert said == {
        "contacts_2026-01-05.csv": ("2026-01-05", "file"),
        "stated.csv": ("2026-02-02", "as_of"),
        "asked.csv": ("2026-03-03", "asked"),
        "silent.csv": ("2025-11-03", "rows"),
    }
    assert [note.code for note in report.files[0].warnings] == ["dated_by_rows"]


def test_all_faults_of_a_call_are_told_together_and_nothing_is_taken_in(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann"))
    before = {path: path.read_bytes() for path in client.folder.root.rglob("*") if path.is_file()}
    good = client.export("contacts_2026-02-04.csv", contacts("bob"))
    bad = [client.export("empty.csv", ""), client.export("strange.csv", csv("Aa,Bb", "1,2"))]
    with pytest.raises(ManyErrors) as refused:
        client.take(good, *bad)
    assert {error.file for error in refused.value.errors} == {"empty.csv", "strange.csv"}
    assert {path: path.read_bytes() for path in client.folder.root.rglob("*") if path.is_file()} == before


def test_another_currency_without_a_rate_is_refused_and_with_one_is_kept(client: Client) -> None:
    foreign = client.export("orders_2026-01-05.csv", csv(ORDERS, "1,2026-01-02T10:00:00Z,10.00,8.00,USD"))
    with pytest.raises(DataNotReadable, match="no exchange rate") as refused:
        client.take(foreign)
    error = refused.value
    assert (error.code, error.row, error.column, error.found) == ("mixed_currencies", 2, "currency", "USD")
    assert read_ledger(client.folder) == ()
    rates = client.export("rates.csv", csv("from_currency,to_currency,month_on,rate", "USD,EUR,2026-01-01,0.92"))
    client.take(foreign, rates)
    assert client.column("orders", "currency") == ["USD"]


def test_the_last_extract_date_is_the_day_of_the_snapshot_and_current_names_it(client: Client) -> None:
    client.give("contacts_2026-02-04.csv", contacts(*MANY))
    client.give("contacts_2026-01-05.csv", contacts(*MANY))
    assert client.snapshot().as_of == on("2026-02-04")
    assert current(client.folder) == client.snapshot().id


def test_as_of_a_day_only_the_files_of_that_day_and_before_are_in_use(client: Client) -> None:
    first = client.give("contacts_2026-01-05.csv", contacts(*MANY)).snapshot
    client.give("contacts_2026-02-04.csv", contacts(*MANY[1:]))
    past = client.snapshot(as_of=on("2026-02-03"))
    assert (past.id, past.as_of) == (first.id, on("2026-02-03"))
    assert len(client.snapshot(as_of=on("2026-02-04")).files) == 2
    assert current(client.folder) == client.snapshot().id


def test_the_files_of_a_run_are_taken_exactly_also_when_withdrawn_since(client: Client) -> None:
    run = client.give("contacts_2026-01-05.csv", contacts(*MANY)).snapshot
    client.give("contacts_2026-02-04.csv", contacts(*MANY[1:]))
    client.withdraw("contacts_2026-01-05.csv")
    assert client.snapshot(only={file.sha256 for file in run.files}).id == run.id


def test_a_withdrawn_file_counts_no_more_and_stays_in_the_inbox(client: Client) -> None:
    alone = client.give("contacts_2026-01-05.csv", contacts("ann Lead")).snapshot
    client.give("contacts_2026-02-04.csv", contacts("ann Customer"))
    assert client.withdraw("contacts_2026-02-04.csv").id == alone.id
    assert client.column("contacts", "lifecycle_stage") == ["lead"]
    assert (client.folder.inbox / "contacts_2026-02-04.csv").is_file()
    [entry] = [entry for entry in read_ledger(client.folder) if entry.is_withdrawn]
    assert (entry.name, entry.reason) == ("contacts_2026-02-04.csv", "the wrong month")
    assert [file.status for file in client.take().files] == ["already received", "withdrawn before"]
    assert client.column("contacts", "lifecycle_stage") == ["lead"]


def test_a_file_to_withdraw_is_named_unmistakably(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann"))
    with pytest.raises(UsageError, match="no file in use"):
        client.withdraw("nothing.csv")
    assert client.withdraw(read_ledger(client.folder)[0].sha256[:10]).files == ()


def test_a_snapshot_is_never_changed_and_made_again_only_for_other_settings(client: Client) -> None:
    snapshot = client.give("contacts_2026-01-05.csv", contacts("ann")).snapshot
    times = {path: path.stat().st_mtime_ns for path in snapshot.folder.iterdir()}
    assert client.snapshot().id == snapshot.id
    assert {path: path.stat().st_mtime_ns for path in snapshot.folder.iterdir()} == times
    client.engagement = client.engagement.model_copy(update={"timezone": "America/New_York"})
    other = client.snapshot()
    assert other.id != snapshot.id
    assert client.column("contacts", "created_at")[0].hour == 15  # 10:00 in New York


def test_an_open_warehouse_and_an_ingest_do_not_block_each_other(client: Client) -> None:
    snapshot = client.give("contacts_2026-01-05.csv", contacts(*MANY)).snapshot
    with open_snapshot(snapshot.folder) as notebook:
        table = notebook.table("contacts")
        assert table.count().execute() == 20
        client.give("contacts_2026-02-04.csv", contacts(*MANY, "new"))
        assert table.count().execute() == 20
    assert open_snapshot(client.snapshot().folder).table("contacts").count().execute() == 21


def test_what_was_set_aside_is_kept_with_file_row_and_reason(client: Client) -> None:
    header = "entity,entity_id,stage,entered_at"
    client.give("log_2026-01-05.csv", csv(header, "contact,ann,lead,2026-01-02T10:00:00Z", "contact,,lead,2026-01-02"))
    client.give("orders_2026-01-05.csv", csv(ORDERS, "1,2026-01-02T10:00:00Z,a lot,8.00,EUR"))
    assert client.column("rows_set_aside", "source_file", "source_row", "reason") == [
        ("log_2026-01-05.csv", 3, "no_key")
    ]
    [value] = client.table("values_set_aside")
    assert (value["source_file"], value["source_row"], value["column"], value["text"]) == (
        "orders_2026-01-05.csv", 2, "total_amount", "a lot",
    )  # fmt: skip
