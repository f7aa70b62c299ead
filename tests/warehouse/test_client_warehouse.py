"""A client's own views: which rows count, what a narrower type becomes, what a view may lack, and who is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from cmokit.engagement.parts import Warehouse as Named
from cmokit.errors import ConfigurationError, ProviderError, UsageError
from cmokit.tables.catalog import TABLES
from cmokit.tables.client_warehouse import ClientWarehouse, open_warehouse
from cmokit.tables.warehouse_reading import read_tables
from tests.analyses.builders import arrow
from tests.warehouse.engines import VARIABLE, put

DAY = date(2026, 1, 5)
BERLIN = "Europe/Berlin"


def ids(warehouse: ClientWarehouse, table: str, column: str) -> list[str]:
    return sorted(warehouse.table(table).to_pyarrow()[column].to_pylist())


@pytest.fixture
def views(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ClientWarehouse]:
    """Make views in a DuckDB file by SQL, and open it: `views("CREATE …", schema="main")`."""

    def made(*statements: str, tables: tuple[str, ...] = (), as_of: date | None = DAY) -> ClientWarehouse:
        file = tmp_path / "client.duckdb"
        with duckdb.connect(str(file)) as db:
            for statement in statements:
                db.execute(statement)
        monkeypatch.setenv("ACME_URL", str(file))
        named = Named(engine="duckdb", url_environment="ACME_URL", tables=tables)
        return open_warehouse(named, as_of=as_of, timezone=BERLIN, spill=tmp_path / "spill")

    return made


def as_sql(table: str, **changed: str) -> str:
    """A view of one row without values; changed: columns by SQL, `None` for one left out."""
    kinds = {pa.string(): "VARCHAR", pa.int64(): "BIGINT", pa.float64(): "DOUBLE", pa.bool_(): "BOOLEAN"}
    kinds |= {pa.date32(): "DATE", pa.timestamp("us", "UTC"): "TIMESTAMPTZ", pa.decimal128(18, 4): "DECIMAL(18,4)"}
    none = {column.name: f"NULL::{kinds.get(column.type, 'DECIMAL(18,8)')}" for column in TABLES[table].all_columns}
    told = {**none, "source_row": "1", "source_system": "'hubspot'", **changed}
    columns = ", ".join(f'{value} AS "{name}"' for name, value in told.items() if value)
    return f"CREATE OR REPLACE VIEW {table} AS SELECT {columns}"


def test_only_rows_that_count_on_the_day_are_there_on_every_engine(warehouse: ClientWarehouse):
    known = ids(warehouse, "contacts", "contact_id")
    assert not {"tester", "gone", "tomorrow"} & set(known)
    everything = warehouse.everything("contacts").to_pyarrow()["contact_id"].to_pylist()
    assert {"tester", "gone", "tomorrow"} <= set(everything)


def test_every_table_is_there_in_canonical_types_on_every_engine(warehouse: ClientWarehouse):
    for name in ("contacts", "orders", "consent_changes", "rows_set_aside"):
        found = warehouse.table(name).to_pyarrow()
        assert found.schema.equals(TABLES[name].arrow_schema), name
    assert warehouse.is_empty("consent_changes")
    assert not warehouse.has("consent_changes")


def test_a_query_of_ones_own_is_answered_over_rows_that_count_on_every_engine(warehouse: ClientWarehouse):
    query = """
        WITH known AS (SELECT contact_id FROM contacts)
        SELECT (SELECT count(*) FROM known) AS c, (SELECT count(*) FROM everything.contacts) AS e"""
    row = warehouse.sql(query).iloc[0]
    assert int(row["e"]) - int(row["c"]) == 3


@pytest.mark.parametrize("query", ["DROP TABLE contacts", "SELECT 1; SELECT 2", "SELEC 1"])
def test_a_query_that_is_none_is_refused_on_every_engine(warehouse: ClientWarehouse, query: str):
    with pytest.raises(UsageError):
        warehouse.sql(query)


def test_what_was_read_is_the_same_twice_and_moves_with_a_value_but_not_with_rows_that_do_not_count(
    tmp_path: Path,
):
    def read(**contact: Any) -> str:
        people = arrow("contacts", [{"contact_id": "ann", **contact}, {"contact_id": "b", "is_test": True}])
        with put("duckdb", {"contacts": people}, tmp_path) as named:
            return read_tables(open_warehouse(named, as_of=DAY, timezone=BERLIN, spill=tmp_path / "s"))[0].sha256

    assert read(email="a@b.example") == read(email="a@b.example")
    assert read(email="a@b.example") != read(email="a@c.example")
    assert read(first_name="ab", last_name="c") != read(first_name="a", last_name="bc")
    assert read(first_name="x") != read(last_name="x")


def test_what_was_read_is_counted_on_every_engine(warehouse: ClientWarehouse):
    first, second = read_tables(warehouse), read_tables(warehouse)
    assert first == second
    assert {one.table: one.rows for one in first}["contacts"] == len(warehouse.table("contacts").to_pyarrow())
    assert len({one.sha256 for one in first if one.rows}) == len([one for one in first if one.rows])


def test_narrower_types_become_canonical_and_a_view_may_lack_its_own_name_and_days(views):
    changed = {"order_id": "'o1'", "total_amount": "12.5::DECIMAL(10,2)", "source_row": "7::INTEGER"}
    left_out = dict.fromkeys(("source_file", "first_seen_on", "last_seen_on", "gone_on"), "")
    orders = views(as_sql("orders", **changed, **left_out)).table("orders").to_pyarrow()
    assert orders.schema.equals(TABLES["orders"].arrow_schema)
    assert [str(orders[name][0]) for name in ("total_amount", "source_file", "source_row")] == [
        "12.5000",
        "orders",
        "7",
    ]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"total_amount": "1.5::DOUBLE"}, "total_amount is a floating number, which loses cents"),
        ({"total_amount": "1.5::DECIMAL(18,6)"}, "total_amount may hold more digits than are counted"),
        ({"ordered_at": "TIMESTAMP '2026-01-01 09:00'"}, "ordered_at has no time zone"),
        ({"ordered_at": "DATE '2026-01-01'"}, "ordered_at is no moment"),
        ({"is_cash_on_delivery": "'yes'"}, "is_cash_on_delivery is string: wanted true or false"),
        ({"email": ""}, "lacks email"),
    ],
)
def test_a_view_that_would_be_counted_wrongly_is_not_read(views, changed: dict[str, str], says: str):
    warehouse = views(as_sql("orders", **changed))
    with pytest.raises(ConfigurationError, match="cannot be read") as refused:
        warehouse.table("orders")
    assert says in str(refused.value)


def test_a_warehouse_without_a_view_of_such_a_name_is_refused(views):
    with pytest.raises(ProviderError, match="no canonical view"):
        views("CREATE TABLE customers (id INTEGER)")


def test_a_table_that_is_no_canonical_one_cannot_be_demanded(views):
    with pytest.raises(ConfigurationError, match="no canonical table") as refused:
        views(as_sql("orders"), tables=("orders", "kontakte"))
    assert refused.value.found == "kontakte"


def test_nothing_is_written_and_no_other_file_is_read(views, tmp_path: Path):
    warehouse = views(as_sql("orders"))
    for statement in ("CREATE TABLE client.x (y INTEGER)", f"SELECT * FROM read_csv('{tmp_path}/other.csv')"):
        with pytest.raises(duckdb.Error):
            warehouse.backend.con.execute(statement)


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(ConfigurationError, match=f"{VARIABLE} is not set") as refused:
        open_warehouse(Named(engine="duckdb", url_environment=VARIABLE), spill=tmp_path)
    assert refused.value.exit_code == 3


def test_a_file_that_is_not_there_or_no_database_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "text.duckdb").write_text("no database, only text in a file of that name")
    for name, says in (("absent.duckdb", "no such database file"), ("text.duckdb", "cannot be opened")):
        monkeypatch.setenv(VARIABLE, str(tmp_path / name))
        with pytest.raises(ProviderError, match=says) as refused:
            open_warehouse(Named(engine="duckdb", url_environment=VARIABLE), spill=tmp_path)
        assert refused.value.exit_code == 5
