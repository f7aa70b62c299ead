"""Deliveries give equal tables one by one, at once, backwards or twice; the past comes again; nothing blocks."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.runs.sample_clients import SAMPLES, deliveries
from cmokit.sources.deliveries import Snapshot, build_snapshot
from cmokit.tables.warehouse import open_snapshot
from tests.acceptance.desk import Desk, made, rows, snapshot_of, table

SHIPPED = {slug: deliveries(kit_folder("data_samples") / slug) for slug in SAMPLES}
THE_CLOCK = "received_files.parquet"  # says when each file came


def sample(desk: Desk, slug: str, *calls: Iterable[Path]) -> ClientFolder:
    """A sample client that took its files in by these calls of ingest."""
    folder = desk.workspace / "engagements" / slug
    folder.mkdir(parents=True)
    shutil.copy(kit_folder("data_samples") / slug / "engagement.yaml", folder)
    for files in calls:
        desk.must("ingest", slug, *files)
    return desk.client(slug)


def same_tables(one: Path, other: Path) -> None:
    names = {path.name for path in one.glob("*.parquet")}
    assert names == {path.name for path in other.glob("*.parquet")}
    assert [n for n in sorted(names - {THE_CLOCK}) if (one / n).read_bytes() != (other / n).read_bytes()] == []
    (key, *same) = [pq.read_table(folder / THE_CLOCK) for folder in (one, other)]
    days = ["source_file", "sha256", "kind", "extract_on", "period_start_on", "period_end_on", "rows_used_count"]
    assert [_sorted(t, days) for t in same] == [_sorted(key, days)]


def _sorted(received: Any, columns: list[str]) -> list[dict[str, Any]]:
    return received.select(columns).sort_by([("source_file", "ascending")]).to_pylist()


@pytest.fixture(scope="module", params=SAMPLES)
def both(request: pytest.FixtureRequest, samples: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One sample client twice: its deliveries taken in one by one, and all at once."""
    desk = made(tmp_path_factory.mktemp("at-once"))
    every = [path for delivery in SHIPPED[request.param] for path in delivery.files]
    return samples.client(request.param), sample(desk, request.param, every)


def as_of(client: ClientFolder, day: date) -> Snapshot:
    return build_snapshot(client, load_engagement(client.engagement_file), as_of=day)


def test_one_by_one_and_all_at_once_give_equal_tables(both: tuple[ClientFolder, ClientFolder]) -> None:
    one_by_one, at_once = both
    assert snapshot_of(one_by_one).name == snapshot_of(at_once).name
    same_tables(snapshot_of(one_by_one), snapshot_of(at_once))


@pytest.mark.parametrize("number", [1, 2])
def test_a_delivery_stands_as_it_stood_whatever_came_later(
    both: tuple[ClientFolder, ClientFolder], number: int
) -> None:
    one_by_one, at_once = both
    day = SHIPPED[one_by_one.slug][number - 1].as_of
    then, again = as_of(one_by_one, day), as_of(at_once, day)
    assert (then.id, then.as_of) == (again.id, again.as_of)
    assert {file.sha256 for file in then.files} < {file.sha256 for file in as_of(at_once, date(2030, 1, 1)).files}
    same_tables(then.folder, again.folder)


@pytest.mark.parametrize("slug", SAMPLES)
def test_backwards_and_some_of_it_twice_give_equal_tables(samples: Workspace, desk: Desk, slug: str) -> None:
    first, second, third = (delivery.files for delivery in SHIPPED[slug])
    backwards = sample(desk, slug, (*third, *reversed(second)), (*first, *second))
    assert snapshot_of(backwards).name == snapshot_of(samples.client(slug)).name
    same_tables(snapshot_of(samples.client(slug)), snapshot_of(backwards))


A = "contact_id,email,country\n" + "".join(f"{n},p{n}@firm.example,DE\n" for n in range(1, 31))
B = "contact_id,email,country\n" + "".join(f"{n},p{n}@firm.example,{'FR' if n > 1 else ''}\n" for n in range(1, 29))
FIRST, SECOND, THIRD = "contacts-2026-01-01.csv", "contacts-2026-02-01.csv", "contacts-2026-03-01.csv"


@pytest.mark.parametrize("order", ["123", "321", "213", "all"])
def test_an_old_state_that_came_back_stands_at_the_end(desk: Desk, order: str) -> None:
    client = desk.new()
    files = [desk.sent(FIRST, A), desk.sent(SECOND, B), desk.sent(THIRD, A)]
    for call in [files] if order == "all" else [[files[int(number) - 1]] for number in order]:
        desk.must("ingest", "acme", *call)
    kept = table(client, "contacts").select(["country", "gone_on", "last_seen_on"]).to_pylist()
    assert kept == [{"country": "DE", "gone_on": None, "last_seen_on": date(2026, 3, 1)}] * 30


def test_an_old_state_said_to_be_newer_stands_at_the_end_too(desk: Desk) -> None:
    client = desk.new()
    a, b = desk.sent("contacts.csv", A), desk.sent("other.csv", B)
    for path, day in ((a, "2026-01-01"), (b, "2026-02-01"), (a, "2026-03-01")):
        desk.must("ingest", "acme", path, "--as-of", day)
    assert rows(client, "contacts", "country") == [("DE",)] * 30


def test_a_value_emptied_later_is_empty_and_a_row_no_longer_there_is_gone(desk: Desk) -> None:
    client = desk.new()
    desk.must("ingest", "acme", desk.sent(FIRST, A), desk.sent(SECOND, B))
    kept = {row[0]: row[1:] for row in rows(client, "contacts", "contact_id", "country", "gone_on")}
    assert kept["1"] == (None, None)
    assert kept["2"] == ("FR", None)
    assert kept["30"] == ("DE", date(2026, 2, 1))
    with open_snapshot(snapshot_of(client), as_of=date(2026, 2, 1), timezone="Europe/Berlin") as data:
        assert data.table("contacts").count().execute() == 28


def test_a_withdrawn_file_is_out_of_use_and_the_inbox_keeps_it(desk: Desk) -> None:
    client = desk.new()
    desk.must("ingest", "acme", desk.sent(FIRST, A))
    before = snapshot_of(client).name
    desk.must("ingest", "acme", desk.sent(SECOND, B))
    assert snapshot_of(client).name != before
    desk.must("ingest", "acme", "--withdraw", SECOND, "--reason", "a filtered view")
    assert snapshot_of(client).name == before
    assert (client.inbox / SECOND).read_text("utf-8") == B
    ledger = pq.read_table(client.tables / THE_CLOCK).select(["source_file", "is_withdrawn", "reason"]).to_pylist()
    assert {"source_file": SECOND, "is_withdrawn": True, "reason": "a filtered view"} in ledger
    again = desk.must("ingest", "acme", desk.sent(SECOND, B), "--json").document
    assert [file["status"] for file in again["files"]] == ["withdrawn before"]


def test_files_dropped_by_hand_into_the_inbox_are_taken_in(desk: Desk) -> None:
    client = desk.new()
    (client.inbox / "from-mail").mkdir()
    (client.inbox / "from-mail" / FIRST).write_text(A, "utf-8")
    waiting = desk.must("status", "acme", "--json").document["clients"][0]
    assert (waiting["received"]["waiting"], waiting["next"]["act"]) == (1, "take in 1 new in the inbox")
    desk.must("ingest", "acme")
    assert table(client, "contacts").num_rows == 30


def test_an_open_reader_and_an_ingest_do_not_block_each_other(desk: Desk) -> None:
    client = desk.new()
    desk.must("ingest", "acme", desk.sent(FIRST, A))
    old = snapshot_of(client)
    with open_snapshot(old, as_of=date(2026, 1, 1)) as data, duckdb.connect() as own:
        own.execute(f"CREATE VIEW contacts AS FROM '{old}/contacts.parquet'")
        desk.must("ingest", "acme", desk.sent(SECOND, B))
        assert data.sql("SELECT count(*) AS n FROM contacts WHERE country = 'DE'")["n"].tolist() == [30]
        assert own.execute("SELECT count(*) FROM contacts").fetchall() == [(30,)]
    assert table(client, "contacts").num_rows == 30
    assert snapshot_of(client) != old


def test_while_an_ingest_is_under_way_reading_goes_on_and_a_second_one_is_told(desk: Desk) -> None:
    client = desk.new()
    desk.must("ingest", "acme", desk.sent(FIRST, A))
    with engagement_lock(client, "an ingest"):
        with open_snapshot(snapshot_of(client)) as data:
            assert data.table("contacts").count().execute() == 30
        assert desk.must("status", "acme", "--json").document["clients"][0]["received"]["used"] == 1
        second = desk.types("ingest", "acme", desk.sent(SECOND, B))
    assert (second.code, len(second.lines)) == (1, 1)
    assert "an ingest is under way for acme" in second.lines[0]


def test_an_interrupted_ingest_leaves_nothing_and_says_so(desk: Desk) -> None:
    client = desk.new()
    path = desk.sent(FIRST, A)
    # Ctrl+C while the file is read: the signal comes from within, so that it always comes at the same place.
    program = (
        "import signal, sys, cmokit.sources.read as read\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it\n"
        "read.read_file = lambda *a, **k: signal.raise_signal(signal.SIGINT)\n"
        "from cmokit.cli import main\n"
        f"sys.argv = {['cmokit', '--workspace', str(desk.workspace), 'ingest', 'acme', str(path), '--json']}\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.strip() == "cmokit: interrupted; nothing half-written is left"
    assert not (client.tables / "current").exists()
    assert list(client.inbox.iterdir()) == []
    assert json.loads(desk.must("ingest", "acme", path, "--json").out)["files"][0]["rows_used_count"] == 30
