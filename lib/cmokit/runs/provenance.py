"""Where a figure comes from: the files behind its tables, and the days they cover."""

from functools import cache
from typing import Any

from cmokit.exhibits.fact import Fact, Period, SourceFile
from cmokit.sources.deliveries import Snapshot
from cmokit.tables.catalog import TABLES
from cmokit.tables.warehouse import Warehouse


class Provenance:
    """Completes facts of one snapshot with sources and period, each table looked up once."""

    def __init__(self, data: Warehouse, snapshot: Snapshot):
        self._data, self._snapshot = data, snapshot
        self._files = cache(self._files_of)
        self._days = cache(self._days_of)

    def complete(self, fact: Fact) -> Fact:
        """The fact with its sources: all files of its tables beside those that it names (registers); and, where it
        states none, the period of its tables.
        """
        if fact.value is None:
            return fact
        read = (source for table in fact.tables for source in self._files(table))
        files = {source.file: source for source in (*fact.sources, *read)}
        return fact.but(
            sources=tuple(files[name] for name in sorted(files)),
            period=fact.period or self._period(fact.tables),
        )

    @property
    def received(self) -> tuple[SourceFile, ...]:
        """Every file in use."""
        files = {f.name: SourceFile(f.name, f.sha256, f.rows_used_count) for f in self._snapshot.files}
        return tuple(files[name] for name in sorted(files))

    def _period(self, tables: tuple[str, ...]) -> Period:
        """The days covered by the first of the tables that knows days; open where none does."""
        known = (days for table in tables if (days := self._days(table)))
        return next(known, Period(None, self._snapshot.as_of))

    def _files_of(self, table: str) -> tuple[SourceFile, ...]:
        return tuple(SourceFile(*row) for row in self._data.files(table))

    def _days_of(self, table: str) -> Period | None:
        column = TABLES[table].dated_by
        if not column or not self._data.has(table):
            return None
        rows: Any = self._data.table(table)
        day = rows[column] if column.endswith("_on") else rows[column].date()
        first, last = rows.aggregate(first=day.min(), last=day.max()).to_pyarrow().to_pylist()[0].values()
        return Period(first, last) if first else None
