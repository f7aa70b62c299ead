"""What each earlier delivery showed: its analyses measured as of its own day, kept so that no run pays twice.

A delivery is a group of exports that hold whole lists of records and stand within a week. It depends on the files in
use alone: it does not matter when they were taken in, or which reports were made of them.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmokit.analyses.base import Analysis, CannotAnswer, measured
from cmokit.analyses.definitions import Definitions, definitions_of
from cmokit.analyses.finding_states import Seen
from cmokit.analyses.tracked import RECORD_IDS, Finding, findings
from cmokit.engagement.writing import make_folder, write_bytes
from cmokit.errors import DataNotReadable
from cmokit.runs.inputs import kit_sha256
from cmokit.sources.catalog import SOURCES
from cmokit.sources.deliveries import Snapshot, build_snapshot, open_tables
from cmokit.tables.contract import AMOUNT
from cmokit.tables.warehouse import Warehouse
from cmokit.vocabulary import Combine

if TYPE_CHECKING:
    from cmokit.runs.desk import Desk

FOLDER = ".findings"  # in the client's runs/
WITHIN = timedelta(days=7)  # exports of one delivery are rarely made on one day
MOST_EARLIER = 12  # deliveries: a year of monthly ones
_KIT = 8  # digits of the kit's hash that a kept file begins with
_SCHEMA = pa.schema([(name, pa.string()) for name in ("key", "table", "record", "group")] + [("amount", AMOUNT)])


def delivery_days(snapshot: Snapshot) -> tuple[date, ...]:
    """The last day of each delivery up to the snapshot's day, oldest first."""
    lists = {source.kind for source in SOURCES if source.combine is Combine.SNAPSHOT}
    days = sorted({f.stands_on for f in snapshot.files if f.kind in lists and f.stands_on <= snapshot.as_of})
    last: list[date] = []
    first = date.min
    for day in days:
        if not last or day - first >= WITHIN:
            last.append(day)
            first = day
        last[-1] = day
    return tuple(last)


class EarlierFindings:
    """The findings of the deliveries before a snapshot's last one."""

    def __init__(self, desk: "Desk", snapshot: Snapshot):
        self._desk, self._snapshot = desk, snapshot
        self._snapshots: dict[date, Snapshot] = {}
        self._tables: dict[date, Warehouse] = {}

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The last day of each delivery, the newest one too."""
        return delivery_days(self._snapshot)[-MOST_EARLIER - 1 :]

    def of(self, analysis: Analysis) -> Iterator[Seen]:
        """Oldest first; a delivery that could not be measured is left out."""
        for day in self.days[:-1]:
            try:
                found = self._found(analysis, day)
            except DataNotReadable:  # exports that only a later one reconciles: no reason to fail today's report
                continue
            if found is not None:
                yield Seen(day, found)

    def keep(self, analysis: Analysis, found: Mapping[str, Finding] | None) -> None:
        """Keep what the newest delivery showed for later runs, where this one stands on its very day."""
        if self.days and self.days[-1] == self._snapshot.as_of:
            _write(self._path(analysis, self._snapshot), found)

    def _found(self, analysis: Analysis, day: date) -> Mapping[str, Finding] | None:
        snapshot = self._snapshot_of(day)
        path = self._path(analysis, snapshot)
        if not path.is_file():
            _write(path, _measured(analysis, self._data(day), self._definitions(day)))
        return _read(path)

    def _snapshot_of(self, day: date) -> Snapshot:
        if day not in self._snapshots:
            only = {file.sha256 for file in self._snapshot.files if file.stands_on <= day}
            self._snapshots[day] = build_snapshot(self._desk.folder, self._desk.engagement, as_of=day, only=only)
        return self._snapshots[day]

    def _data(self, day: date) -> Warehouse:
        if day not in self._tables:
            self._tables[day] = open_tables(self._snapshot_of(day), self._desk.engagement, as_of=day)
        return self._tables[day]

    def _definitions(self, day: date) -> Definitions:
        return definitions_of(self._desk.engagement, day)

    def _path(self, analysis: Analysis, snapshot: Snapshot) -> Path:
        """Named by everything that decides the content; the kit's own code first, so that old ones can be told."""
        parts = (snapshot.id, snapshot.as_of, analysis.id, _settled(self._definitions(snapshot.as_of)))
        name = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]
        return self._desk.folder.runs / FOLDER / f"{kit_sha256()[:_KIT]}-{analysis.id}-{name}.parquet"


def _settled(value: Any) -> str:
    """A value's text, the same in every process: what stands in a set has no order of its own."""
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(map(_settled, value)))}}}"
    if is_dataclass(value):
        return ", ".join(f"{f.name}={_settled(getattr(value, f.name))}" for f in fields(value))
    return repr(value)


def _measured(analysis: Analysis, data: Warehouse, definitions: Definitions) -> dict[str, Finding] | None:
    from cmokit.runs.evidence import to_arrow

    try:
        evidence = to_arrow(measured(analysis, data, definitions).evidence, analysis.evidence_key)
    except CannotAnswer:
        return None
    return found_in(analysis, evidence, definitions.currency)


def found_in(analysis: Analysis, evidence: "pa.Table | None", currency: str) -> dict[str, Finding]:
    """The findings that an analysis's evidence names."""
    if evidence is None or analysis.tracked is None:
        return {}
    columns = [name for name in analysis.tracked.columns if name in evidence.column_names]
    return findings(evidence.select(columns).to_pylist(), analysis.tracked, currency)


def _write(path: Path, found: Mapping[str, Finding] | None) -> None:
    """None (it could not be measured) is a table without columns."""
    if path.is_file():
        return
    for old in path.parent.glob("*.parquet"):
        if not old.name.startswith(path.name[:_KIT]):
            old.unlink(missing_ok=True)
    rows = [vars(finding) for finding in (found or {}).values()]
    table = pa.table({}) if found is None else pa.Table.from_pylist(rows, schema=_SCHEMA)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    write_bytes(make_folder(path.parent) / path.name, sink.getvalue().to_pybytes())


def _read(path: Path) -> dict[str, Finding] | None:
    table: Any = pq.ParquetFile(path).read()
    if not table.column_names:
        return None
    return {row["key"]: Finding(**row) for row in table.to_pylist()}


class RecordsNow:
    """Which records are there today; each table is asked once, and only where a finding of it has left."""

    def __init__(self, data: Warehouse):
        self._data = data
        self._known: dict[str, set[str]] = {}

    def exist(self, table: str, record: str) -> bool:
        """Of a table whose records cannot leave (visits, campaigns of ad platforms) every record is there."""
        if table not in RECORD_IDS:
            return True
        if table not in self._known:
            column = RECORD_IDS[table]
            self._known[table] = set(self._data.table(table).select(column).to_pyarrow()[column].to_pylist())
        # A leading id carries its system's name where two systems use one id for different records.
        return record in self._known[table] or record.partition(":")[2] in self._known[table]
