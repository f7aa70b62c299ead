"""A run on a client's own warehouse: its views stand in the manifest where files stand, and nothing is copied."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from cmokit.engagement.load import load_engagement
from cmokit.engagement.workspace import Workspace
from cmokit.errors import RunFailed, UsageError
from cmokit.runs.desk import Desk
from cmokit.runs.run import run_phase
from cmokit.runs.secrets import secrets_of
from cmokit.sources.deliveries import build_snapshot, ingest, open_built, open_tables, refuse_if_moved
from cmokit.vocabulary import Phase
from tests.warehouse.engines import VARIABLE, put
from tests.warehouse.test_check import made

DAY = date(2026, 1, 5)


@pytest.fixture
def acme(tmp_path: Path, tables: dict[str, pa.Table]) -> Iterator[Desk]:
    """The little client as `acme`, in a DuckDB file of its own."""
    made(tmp_path)
    given = {name: rows for name, rows in tables.items() if name not in ("received_files", "rows_set_aside")}
    with put("duckdb", given, tmp_path, "checked"):
        workspace = Workspace(tmp_path)
        yield Desk(workspace, workspace.client("acme"))


def change(acme: Desk, statement: str) -> None:
    """The client's own load goes on."""
    import os

    with duckdb.connect(os.environ[VARIABLE]) as db:
        db.execute(statement)


def test_a_run_names_the_views_that_it_read_and_copies_none(acme: Desk):
    done = run_phase(acme, Phase.AUDIT, as_of=DAY)
    manifest = json.loads((done.folder / "manifest.json").read_text("utf-8"))
    views = {file["file"]: file for file in manifest["files"]}
    assert views["checked.contacts"]["path"] == "duckdb:checked.contacts"
    assert views["checked.contacts"]["rows_used_count"] == len(
        acme.phase("audit", as_of=DAY).data.table("contacts").to_pyarrow()
    )
    assert list(acme.folder.tables.rglob("*.parquet")) == []
    facts = json.loads((done.folder / "facts.json").read_text("utf-8"))
    duplicates = next(fact for fact in facts["facts"] if fact["id"] == "crm.duplicates.pairs_count")
    assert duplicates["sources"][0]["file"].startswith("checked.")
    assert (done.folder / "audit.pdf").is_file()
    page = (done.folder / "audit.html").read_text("utf-8")
    assert "These tables were read where they are" in page
    assert "Every row that came in" not in page
    assert run_phase(acme, Phase.AUDIT, as_of=DAY).status == "unchanged"

    # Rows of tomorrow change nothing; a value of today makes another run, and the earlier one cannot be made again.
    change(acme, "UPDATE checked.contacts SET email = 'new@firm.example' WHERE contact_id = 'tomorrow'")
    assert run_phase(acme, Phase.AUDIT, as_of=DAY).status == "unchanged"
    change(acme, "UPDATE checked.contacts SET email = 'new@firm.example' WHERE contact_id = 'ann'")
    with pytest.raises(UsageError, match="no longer holds what that run read") as refused:
        run_phase(acme, Phase.AUDIT, as_of=DAY, deliveries_of=done.run_id)
    assert refused.value.found == "checked.contacts"


def test_the_same_rows_are_the_same_snapshot_which_opens_with_its_views_as_files(acme: Desk):
    first = build_snapshot(acme.folder, acme.engagement, as_of=DAY)
    assert build_snapshot(acme.folder, acme.engagement, as_of=DAY) == first
    assert build_snapshot(acme.folder, acme.engagement, as_of=date(2026, 1, 6)).id != first.id
    built = open_built(acme.folder, first.id, as_of=DAY)
    assert built == first
    tables = open_tables(built, acme.engagement)
    assert tables.files("contacts")[0][0] == "checked.contacts"
    received = tables.table("received_files").to_pyarrow().to_pylist()
    assert {row["kind"] for row in received} == {file.kind for file in first.files}
    assert tables.set_aside() == []


def test_a_warehouse_that_moves_while_it_is_read_stops_the_run(acme: Desk):
    began = build_snapshot(acme.folder, acme.engagement, as_of=DAY)
    refuse_if_moved(acme.folder, acme.engagement, began)
    change(acme, "DELETE FROM checked.orders WHERE order_id = '11'")
    with pytest.raises(RunFailed, match="changed while the run was reading it") as stopped:
        refuse_if_moved(acme.folder, acme.engagement, began)
    assert "orders: " in str(stopped.value.found)


def test_without_a_day_there_is_no_run(acme: Desk):
    with pytest.raises(UsageError, match="no extract date"):
        build_snapshot(acme.folder, acme.engagement)


def test_no_export_is_taken_in_beside_a_warehouse(acme: Desk):
    (acme.folder.inbox / "contacts.csv").write_text("contact_id\nann\n", "utf-8")
    with pytest.raises(UsageError, match="no export is taken in beside it"):
        ingest(acme.folder, acme.engagement, today=DAY)


def test_a_copy_knows_the_people_of_the_warehouse(acme: Desk):
    snapshot = build_snapshot(acme.folder, acme.engagement, as_of=DAY)
    known = secrets_of(acme, snapshot.id, ("contacts",)).people
    assert "late@firm.example" in known.emails
    assert load_engagement(acme.folder.engagement_file).warehouse is not None
