"""Where analyses find the canonical tables: one snapshot's Parquet files, read by an in-memory DuckDB through Ibis.
(`client_warehouse.py`: the same tables where a client's own warehouse has them.)

Nothing here is ever written to, so that an analyst's open notebook and an ingest do not block each other. The
connection reads inside the client's own `tables/` folder only, loads no extension and reaches no network.
"""

import gc
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from cmokit.errors import UsageError
from cmokit.tables.catalog import TABLES
from cmokit.tables.contract import CanonicalTable

if TYPE_CHECKING:
    import ibis
    import pandas as pd

MEMORY_LIMIT = "2GB"
# The schema in which a person's own SQL finds gone, future and test rows too: everything.contacts.
EVERYTHING = "everything"
_SPILL = ".spill"
_DUCKDB_TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "date32[day]": "DATE",
    "timestamp[us, tz=UTC]": "TIMESTAMPTZ",
}


class Warehouse:
    """The canonical tables of one snapshot, as they stood at the end of a day.

    Use `open_snapshot`. Every canonical table is there: one that no export fills is empty.
    """

    def __init__(self, folder: Path, backend: Any, as_of: date | None):
        self.folder, self.as_of, self.backend = folder, as_of, backend
        self._tables: dict[str, Any] = {}

    def has(self, table: str) -> bool:
        """Does the snapshot hold this table (perhaps without rows that count)?"""
        return _file(self.folder, known_table(table).name).is_file()

    def table(self, name: str) -> "ibis.Table":
        """The rows that count: known by `as_of`, not gone by then, and no test records."""
        if name not in self._tables:
            self._tables[name] = self.backend.table(known_table(name).name)
        return self._tables[name]

    def is_empty(self, table: str) -> bool:
        """Has the table no row that counts?"""
        query = f"SELECT 1 FROM {_quoted(known_table(table).name)} LIMIT 1"
        return self.backend.con.execute(query).fetchone() is None

    def everything(self, name: str) -> "ibis.Table":
        """All rows of the snapshot: gone ones, later ones and test records too."""
        return self.backend.table(known_table(name).name, database=EVERYTHING)

    def sql(self, query: str) -> "pd.DataFrame":
        """One reading query over the canonical tables (`everything.<table>` for all rows), as a pandas frame.

        UsageError for a query that is none, or that would change something.
        """
        import duckdb

        try:
            statements = duckdb.extract_statements(query)
            kinds = {statement.type for statement in statements}
            if len(statements) != 1 or not kinds <= {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}:
                raise UsageError("this is not one reading query", code="not_a_query", wanted="one SELECT")
            return self.backend.con.execute(statements[0]).df()
        except duckdb.Error as error:
            raise UsageError(
                _first_line(error), code="sql", mend="name canonical tables, such as contacts or everything.contacts"
            ) from error

    def files(self, name: str) -> list[tuple[str, str, int]]:
        """The files behind a table's rows that count: (source_file, sha256, rows), by source_file.

        A derived table (entity_links, conversions) names the files of the rows that it was derived from.
        """
        if not (self.has(name) and self.has("received_files")):
            return []
        query = f"""
            SELECT t.source_file, coalesce(any_value(f.sha256), ''), count(*) FROM {_quoted(name)} t
            LEFT JOIN {EVERYTHING}.received_files f ON f.source_file = t.source_file
            WHERE t.source_file IS NOT NULL GROUP BY t.source_file ORDER BY t.source_file"""
        return [tuple(row) for row in self.backend.con.execute(query).fetchall()]

    def set_aside(self) -> list[tuple[str, str, str, str, int, list[int]]]:
        """Rows, then values, that were not used: file, kind, reason, column, how many, and their rows in the file."""
        found = []
        for table, column in (("rows_set_aside", "''"), ("values_set_aside", '"column"')):
            query = (
                f"SELECT source_file, kind, reason, {column} AS col, count(*) AS n, "
                f"list(source_row ORDER BY source_row) AS r FROM {table} GROUP BY ALL ORDER BY source_file, reason, col"
            )
            found += self.backend.con.execute(query).fetchall()
        return found

    def close(self) -> None:
        self.backend.disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_snapshot(
    folder: Path,
    *,
    as_of: date | None = None,
    timezone: str = "UTC",
    memory_limit: str = MEMORY_LIMIT,
    threads: int = 1,
) -> Warehouse:
    """The snapshot in `folder`, as it stood at the end of the day `as_of` in `timezone`; None means as extracted.

    threads: one by default, because two add doubles in another order each time.
    """
    import ibis

    folder = folder.resolve()
    if not folder.is_dir():
        raise UsageError("there is no such snapshot", code="no_snapshot", file=folder, mend="cmokit ingest CLIENT")
    spill = folder.parent / _SPILL
    ibis.options.sql.fuse_selects = False  # DuckDB flattens nested selects itself, and in no time
    backend = ibis.duckdb.connect(
        memory_limit=memory_limit,
        threads=threads,
        temp_directory=str(spill),
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    backend.con.execute(f"CREATE SCHEMA {EVERYTHING}")
    for table in TABLES.values():
        for statement in _views(table, folder, as_of, timezone):
            backend.con.execute(statement)
    _lock(backend.con, folder, spill)
    _keep_libraries()
    return Warehouse(folder, backend, as_of)


@cache
def _keep_libraries() -> None:
    """Once a process: what the engine's libraries brought is never garbage, so it is walked no more.

    At the end of a process alone that walking is a fifth of a second.
    """
    gc.freeze()


def counted(table: CanonicalTable, as_of: date | None, timezone: str) -> str:
    """The SQL condition for rows that count: not after the end of the local day `as_of`, not gone, no test record."""
    names = {column.name for column in table.all_columns}
    parts = []
    if as_of and table.dated_by:
        dated = [table.dated_by] + [table.dated_by[:-3] + "_on"] * table.dated_by.endswith("_at")
        parts += [f"({name} IS NULL OR {name} {_until(name, as_of, timezone)})" for name in dated if name in names]
    if "gone_on" in names:
        parts.append(f"(gone_on IS NULL OR gone_on > DATE '{as_of}')" if as_of else "gone_on IS NULL")
    if "is_test" in names:
        parts.append("is_test IS NOT TRUE")
    return " AND ".join(parts) or "TRUE"


def end_of_day(day: date, timezone: str) -> datetime:
    """The first moment after a local day."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))


def _until(name: str, as_of: date, timezone: str) -> str:
    if name.endswith("_on"):
        return f"<= DATE '{as_of}'"
    return f"< TIMESTAMPTZ '{end_of_day(as_of, timezone).astimezone(ZoneInfo('UTC')).isoformat()}'"


def _views(table: CanonicalTable, folder: Path, as_of: date | None, timezone: str) -> tuple[str, str]:
    """The statements that make a table's two views: everything, and what counts."""
    file, name = _file(folder, table.name), _quoted(table.name)
    rows = f"SELECT * FROM read_parquet({_literal(str(file))})" if file.is_file() else no_rows(table)
    return (
        f"CREATE VIEW {EVERYTHING}.{name} AS {rows}",
        f"CREATE VIEW {name} AS SELECT * FROM {EVERYTHING}.{name} WHERE {counted(table, as_of, timezone)}",
    )


def no_rows(table: CanonicalTable) -> str:
    columns = [f"NULL::{_duckdb_type(c.type)} AS {_quoted(c.name)}" for c in table.all_columns]
    return f"SELECT {', '.join(columns)} WHERE FALSE"


def _duckdb_type(type_: Any) -> str:
    text = str(type_)
    return _DUCKDB_TYPES[text] if text in _DUCKDB_TYPES else text.replace("decimal128", "DECIMAL")


def _lock(connection: Any, folder: Path, spill: Path) -> None:
    """From here on only this folder can be read, and no query can widen that."""
    allowed = ", ".join(_literal(str(path)) for path in (folder, spill))
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def known_table(name: str) -> CanonicalTable:
    if name not in TABLES:
        raise UsageError(f"there is no canonical table {name}", code="unknown_table", wanted=", ".join(sorted(TABLES)))
    return TABLES[name]


def _file(folder: Path, table: str) -> Path:
    return folder / f"{table}.parquet"


def _first_line(error: Exception) -> str:
    return str(error).split("\n\n")[0].replace("\n", " ")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
