"""The canonical tables where the client's own warehouse has them, as views of those names: same questions, same answers
as a snapshot's. Nothing is written there, and no rows are kept here.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.errors import ConfigurationError, ProviderError, UsageError
from cmokit.tables.catalog import TABLES
from cmokit.tables.client_types import canonical, required, unfit
from cmokit.tables.contract import CanonicalTable
from cmokit.tables.engines import Connection, connect
from cmokit.tables.warehouse import Warehouse, end_of_day, known_table

if TYPE_CHECKING:
    import ibis
    import pandas as pd

    from cmokit.engagement.parts import Warehouse as Named

# What the kit writes down about files that it took in; a warehouse may have them, and mostly has not.
OWN = ("received_files", "rows_set_aside", "values_set_aside")


@dataclass(frozen=True)
class TableRead:
    """One view as it was read. name: with its schema; sha256: of its aggregates; rows: that count."""

    table: str
    name: str
    sha256: str
    rows: int


class ClientWarehouse(Warehouse):
    """The canonical tables of a client's warehouse, as they stand at the end of a day.

    Use `open_warehouse`. A table that is not there is empty. read: what a run names as its files, by table.
    """

    def __init__(self, connection: Connection, schema: str | None, as_of: date | None, timezone: str, spill: Path):
        super().__init__(spill, connection.backend, as_of)
        self.engine, self.schema = connection.engine, schema
        self._connection, self._timezone = connection, timezone
        self.present = tuple(name for name in TABLES if name in connection.names())
        self.read: Mapping[str, TableRead] = {}
        self._everything: dict[str, Any] = {}

    def name(self, table: str) -> str:
        """What the client calls the view: `analytics.contacts`."""
        return f"{self.schema}.{table}" if self.schema else table

    def has(self, table: str) -> bool:
        own = known_table(table).name
        return own in self.present or (own == OWN[0] and bool(self.read))

    def raw(self, table: str) -> "ibis.Table":
        """The client's view as it is."""
        return self._connection.table(table)

    def table(self, name: str) -> "ibis.Table":
        if name not in self._tables:
            self._tables[name] = counted_rows(self.everything(name), TABLES[name], self.as_of, self._timezone)
        return self._tables[name]

    def everything(self, name: str) -> "ibis.Table":
        if name not in self._everything:
            self._everything[name] = self._rows(known_table(name))
        return self._everything[name]

    def is_empty(self, table: str) -> bool:
        return len(self.table(table).limit(1).to_pyarrow()) == 0

    def files(self, name: str) -> list[tuple[str, str, int]]:
        found = self.read.get(name)
        return [(found.name, found.sha256, found.rows)] if found else []

    def set_aside(self) -> list[tuple[str, str, str, str, int, list[int]]]:
        """Nothing: what a view leaves out, the kit has not seen."""
        return []

    def sql(self, query: str) -> "pd.DataFrame":
        from cmokit.tables.client_sql import with_tables

        sql = with_tables(query, self.backend.dialect, self._compiled)
        try:
            with self.backend._safe_raw_sql(sql) as found:
                return _frame(found)
        except Exception as error:  # each engine has its own, all of them about the query
            raise UsageError(
                str(error).strip().splitlines()[0], code="sql", mend="name canonical tables, such as contacts"
            ) from error

    def close(self) -> None:
        self._connection.close()

    def _compiled(self, table: str, is_everything: bool) -> str:
        rows = self.everything(table) if is_everything else self.table(table)
        return str(self.backend.compile(rows))

    def _rows(self, table: CanonicalTable) -> "ibis.Table":
        if table.name in self.present:
            return _checked(self.raw(table.name), table, self.name(table.name))
        if table.name == OWN[0] and self.read:
            return self._as_received(table)
        import ibis

        return canonical(self._anchor().select(_=ibis.null("int64")), table, "").filter(ibis.literal(False))

    def _anchor(self) -> "ibis.Table":
        """Some view of this schema: what has no view of its own must still be asked of the same engine."""
        return self.raw(self.present[0])

    def _as_received(self, table: CanonicalTable) -> "ibis.Table":
        """One row a view, as one a file: what was read, and how much of it."""
        import ibis

        none = self._anchor().filter(ibis.literal(False))
        one = none.aggregate(row_no=none.count())
        rows = []
        for read in self.read.values():
            told = {"file_id": read.name, "kind": read.table, "sha256": read.sha256, "name": read.name}
            texts = {key: ibis.literal(value) for key, value in told.items()}
            counts = {f"rows_{kind}_count": ibis.literal(read.rows, "int64") for kind in ("in", "used")}
            day = ibis.literal(self.as_of, "date") if self.as_of else ibis.null("date")
            none_aside = {"rows_set_aside_count": ibis.literal(0, "int64")}
            rows.append(one.select(**texts, **counts, **none_aside, extract_on=day, source_file=texts["name"]))
        return canonical(ibis.union(*rows) if len(rows) > 1 else rows[0], table, "")


def _frame(found: Any) -> "pd.DataFrame":
    import pandas as pd

    if hasattr(found, "toPandas"):
        return found.toPandas()
    if hasattr(found, "df"):
        return found.df()
    return pd.DataFrame(found.fetchall(), columns=[column.name for column in found.description or ()])


def _checked(rows: "ibis.Table", table: CanonicalTable, name: str) -> "ibis.Table":
    """The view as canonical rows. ConfigurationError, with every column at fault, where it cannot be."""
    if faults := column_faults(rows, table):
        raise ConfigurationError(
            f"the view {name} cannot be read",
            code="view_unfit",
            found="; ".join(faults),
            mend="cmokit warehouse check CLIENT lists what every view lacks",
        )
    return canonical(rows, table, name)


def column_faults(rows: "ibis.Table", table: CanonicalTable) -> list[str]:
    """Columns that the view lacks, and columns of a type that cannot be read, a sentence each."""
    lacking = [column.name for column in required(table) if column.name not in rows.columns]
    faults = [f"lacks {', '.join(lacking)}"] if lacking else []
    there = [column for column in table.all_columns if column.name in rows.columns]
    return faults + [f"{column.name} {why}" for column in there if (why := unfit(column, rows[column.name].type()))]


def counted_rows(rows: "ibis.Table", table: CanonicalTable, as_of: date | None, timezone: str) -> "ibis.Table":
    """The rows that count, as `tables.warehouse.counted` says them in SQL."""
    import ibis

    kept = []
    if as_of and table.dated_by:
        dated = [table.dated_by] + [table.dated_by[:-3] + "_on"] * table.dated_by.endswith("_at")
        for name in (name for name in dated if name in rows.columns):
            is_day = name.endswith("_on")
            until = rows[name] <= as_of if is_day else rows[name] < ibis.literal(end_of_day(as_of, timezone), _MOMENT)
            kept.append(rows[name].isnull() | until)
    if "gone_on" in rows.columns:
        there = rows.gone_on.isnull()
        kept.append(there | (rows.gone_on > as_of) if as_of else there)
    if "is_test" in rows.columns:
        kept.append(~rows.is_test.fill_null(False))
    return rows.filter(*kept) if kept else rows


_MOMENT = "timestamp('UTC')"


def open_warehouse(
    named: "Named", *, as_of: date | None = None, timezone: str = "UTC", spill: Path, read: Sequence[TableRead] = ()
) -> ClientWarehouse:
    """The warehouse that engagement.yaml names. read: what a run names as its files.

    ConfigurationError where something is missing here, ProviderError where nobody answers or no view is there.
    """
    unknown = [name for name in named.tables if name not in TABLES]
    if unknown:
        raise ConfigurationError(
            "warehouse.tables names what is no canonical table", code="unknown_table", found=", ".join(unknown)
        )
    connection = connect(named.engine, named.url_environment, named.schema_, spill)
    with suppress(UsageError):
        found = ClientWarehouse(connection, named.schema_, as_of, timezone, spill)
        if found.present:
            found.read = {one.table: one for one in read}
            return found
    connection.close()
    raise ProviderError(
        f"the warehouse has no canonical view{f' in {named.schema_}' if named.schema_ else ''}",
        code="no_views",
        wanted="views such as contacts, opportunities, orders",
        mend="docs/scale.md shows how a view is made; warehouse.schema says where they are",
    )
