"""The files in use, and an in-memory DuckDB in which their rows are combined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from cmokit.engagement.parts import ChannelRules
from cmokit.sources.base import Note
from cmokit.sources.channels import NO_RULES
from cmokit.sources.deliveries.ledger import Received
from cmokit.sources.deliveries.load import Load
from cmokit.tables.catalog import TABLES
from cmokit.tables.warehouse import no_rows

MEMORY_LIMIT = "2GB"


@dataclass(frozen=True)
class InUse:
    """A file in use. n: its place among them by day, precedence and hash. label: what `source_file` says."""

    n: int
    label: str
    entry: Received
    load: Load

    @property
    def day(self) -> date:
        return self.entry.stands_on


class Engine:
    """DuckDB over the loads of the files in use.

    Per canonical table a view `raw_<table>`: the rows of all files with `_n`, the file's place, and `_day` and
    `_rank`, by which newer wins. What combining finds worth saying is in `notes`.
    """

    def __init__(
        self, files: Sequence[InUse], *, timezone: str, currency: str, spill: Path, channels: ChannelRules = NO_RULES
    ):
        self.files, self.timezone, self.currency, self.channels = tuple(files), timezone, currency, channels
        self.notes: list[Note] = []
        self.con = duckdb.connect(
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(spill),
            }
        )
        self.con.execute("SET TimeZone = 'UTC'")
        self._made: set[str] = set()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.con.execute(query).fetchall()

    def loads_with(self, table: str) -> list[InUse]:
        """The files that carry rows of a table; a mapped channel-per-order export is none of `orders`."""
        carrying = (f for f in self.files if f.load.tables.get(table))
        return [f for f in carrying if not (table == "orders" and f.load.is_enrichment)]

    def raw(self, table: str, files: Iterable[InUse] | None = None, name: str | None = None) -> str:
        """The view over the rows of these files (all that carry the table, unless named); gives its name."""
        view = name or f"raw_{table}"
        parts = [f"SELECT *, NULL::INT AS _n, NULL::DATE AS _day, NULL::INT AS _rank FROM ({no_rows(TABLES[table])})"]
        parts += [_select(f, table) for f in (self.loads_with(table) if files is None else files)]
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {' UNION ALL BY NAME '.join(parts)}")
        return view

    def make(self, table: str, query: str) -> None:
        """Materialise a combined table; `query` gives at least its own columns."""
        names = ", ".join(quoted(column.name) for column in TABLES[table].all_columns)
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {names} FROM ({query})")
        self._made.add(table)

    def define(self, table: str, query: str) -> None:
        """As `make`, but computed only when written: for what nothing else is made from."""
        names = ", ".join(quoted(column.name) for column in TABLES[table].all_columns)
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT {names} FROM ({query})")
        self._made.add(table)

    def has(self, table: str) -> bool:
        return table in self._made and bool(self.rows(f"SELECT 1 FROM {table} LIMIT 1"))

    @property
    def made(self) -> tuple[str, ...]:
        return tuple(name for name in TABLES if name in self._made)

    def batches(self, table: str) -> Iterable[pa.RecordBatch]:
        """A combined table's rows in the order of its key."""
        contract = TABLES[table]
        order = ", ".join(map(quoted, (*contract.key, "source_file", "source_row")))
        return self.con.execute(f"SELECT * FROM {table} ORDER BY {order}").to_arrow_reader(122_880)

    def note(self, code: str, message: str, row: int | None = None, column: str | None = None) -> None:
        self.notes.append(Note(code, message, row, column))

    def file(self, n: int) -> InUse:
        return next(f for f in self.files if f.n == n)


def _select(file: InUse, table: str) -> str:
    day, rank = file.day.isoformat(), file.entry.precedence_count
    return (
        f"SELECT * REPLACE ({literal(file.label)} AS source_file), {file.n} AS _n, DATE '{day}' AS _day, "
        f"{rank} AS _rank FROM read_parquet({literal(str(file.load.file(table)))})"
    )


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def key_text(columns: Iterable[str], alias: str = "") -> str:
    """One text that names a row by these columns; blanks are equal to each other and to nothing else."""
    parts = [f"coalesce({alias}{quoted(name)}::VARCHAR, chr(30))" for name in columns]
    return f"concat_ws(chr(31), {', '.join(parts)})"
