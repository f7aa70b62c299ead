"""The warehouse shows what counts on a day, and lets nobody change or leave the snapshot."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmokit.errors import UsageError
from cmokit.tables.catalog import TABLES
from cmokit.tables.warehouse import Warehouse, open_snapshot


def put(folder: Path, table: str, *rows: dict[str, Any]) -> Path:
    schema = TABLES[table].arrow_schema
    folder.mkdir(parents=True, exist_ok=True)
    whole = [{name: row.get(name) for name in schema.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(whole, schema=schema), folder / f"{table}.parquet")
    return folder


def ids(warehouse: Warehouse, table: str, column: str) -> list[str]:
    return sorted(warehouse.table(table).to_pyarrow()[column].to_pylist())


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return tmp_path / "tables" / "0123456789ab"


def test_a_day_ends_at_the_clients_midnight(snapshot: Path) -> None:
    late_evening = datetime(2026, 1, 5, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    after_midnight = datetime(2026, 1, 5, 23, 0, tzinfo=UTC)  # 00:00 of the 6th in Berlin, still the 5th in London
    put(
        snapshot,
        "contacts",
        {"contact_id": "evening", "created_at": late_evening},
        {"contact_id": "night", "created_at": after_midnight},
        {"contact_id": "undated"},
    )
    berlin = open_snapshot(snapshot, as_of=date(2026, 1, 5), timezone="Europe/Berlin")
    london = open_snapshot(snapshot, as_of=date(2026, 1, 5), timezone="Europe/London")
    assert ids(berlin, "contacts", "contact_id") == ["evening", "undated"]
    assert ids(london, "contacts", "contact_id") == ["evening", "night", "undated"]


def test_a_row_with_a_day_only_belongs_to_the_future_too(snapshot: Path) -> None:
    put(
        snapshot,
        "activities",
        {"activity_id": "past", "occurred_on": date(2026, 1, 5)},
        {"activity_id": "planned", "occurred_on": date(2026, 1, 6)},
    )
    assert ids(open_snapshot(snapshot, as_of=date(2026, 1, 5)), "activities", "activity_id") == ["past"]


def test_gone_rows_count_until_the_day_they_are_gone(snapshot: Path) -> None:
    put(snapshot, "contacts", {"contact_id": "left", "gone_on": date(2026, 2, 4)}, {"contact_id": "stays"})
    assert ids(open_snapshot(snapshot, as_of=date(2026, 2, 3)), "contacts", "contact_id") == ["left", "stays"]
    assert ids(open_snapshot(snapshot, as_of=date(2026, 2, 4)), "contacts", "contact_id") == ["stays"]
    assert ids(open_snapshot(snapshot), "contacts", "contact_id") == ["stays"]


def test_test_records_never_count_but_are_kept(snapshot: Path) -> None:
    put(snapshot, "contacts", {"contact_id": "real", "is_test": None}, {"contact_id": "qa", "is_test": True})
    warehouse = open_snapshot(snapshot)
    assert ids(warehouse, "contacts", "contact_id") == ["real"]
    assert warehouse.everything("contacts").count().execute() == 2


def test_every_canonical_table_is_there_with_its_types(snapshot: Path) -> None:
    import ibis

    warehouse = open_snapshot(put(snapshot, "contacts"))
    assert warehouse.has("contacts")
    assert not warehouse.has("orders")
    for name, table in TABLES.items():
        assert warehouse.table(name).schema().equals(ibis.Schema.from_pyarrow(table.arrow_schema)), name
        assert warehouse.table(name).count().execute() == 0


def test_a_query_of_ones_own_reads_the_tables(snapshot: Path) -> None:
    put(snapshot, "contacts", {"contact_id": "left", "gone_on": date(2026, 2, 4)}, {"contact_id": "stays"})
    warehouse = open_snapshot(snapshot)
    both = warehouse.sql("SELECT (SELECT count(*) FROM contacts) c, (SELECT count(*) FROM everything.contacts) e")
    assert both.iloc[0].tolist() == [1, 2]


@pytest.mark.parametrize(
    "query",
    ["DROP VIEW contacts", "SELECT 1; SELECT 2", "COPY (SELECT 1) TO 'x.csv'", "SET threads = 4", "selec", ""],
)
def test_a_query_that_is_none_or_would_change_something_is_refused(snapshot: Path, query: str) -> None:
    warehouse = open_snapshot(put(snapshot, "contacts"))
    with pytest.raises(UsageError, match=r"not one reading query|syntax error"):
        warehouse.sql(query)


def test_no_query_reads_outside_the_snapshot(snapshot: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n")
    warehouse = open_snapshot(put(snapshot, "contacts"))
    with pytest.raises(UsageError, match="disabled by configuration"):
        warehouse.sql(f"SELECT * FROM read_csv('{tmp_path / 'other.csv'}')")


def test_nothing_is_loaded_from_the_network_and_times_are_utc(snapshot: Path) -> None:
    warehouse = open_snapshot(put(snapshot, "contacts"), memory_limit="512MB")
    names = ("autoinstall_known_extensions", "autoload_known_extensions", "TimeZone", "memory_limit")
    values = [warehouse.sql(f"SELECT current_setting('{name}') s").s[0] for name in names]
    assert values == [False, False, "UTC", "488.2 MiB"]


def test_the_files_behind_a_table_are_named_with_hash_and_rows(snapshot: Path) -> None:
    put(
        snapshot,
        "contacts",
        {"contact_id": "a", "source_file": "one.csv"},
        {"contact_id": "b", "source_file": "two.csv"},
        {"contact_id": "c", "source_file": "two.csv"},
        {"contact_id": "gone", "source_file": "two.csv", "gone_on": date(2026, 1, 1)},
    )
    put(
        snapshot,
        "received_files",
        {"file_id": "1", "source_file": "one.csv", "sha256": "aa"},
        {"file_id": "2", "source_file": "two.csv", "sha256": "bb"},
    )
    warehouse = open_snapshot(snapshot)
    assert warehouse.files("contacts") == [("one.csv", "aa", 1), ("two.csv", "bb", 2)]
    assert warehouse.files("orders") == []


def test_an_unknown_table_and_a_missing_snapshot_are_named(snapshot: Path) -> None:
    with pytest.raises(UsageError, match="no such snapshot"):
        open_snapshot(snapshot)
    with pytest.raises(UsageError, match="no canonical table contact"):
        open_snapshot(put(snapshot, "contacts")).table("contact")
