"""The ledger: one row per file taken in, in `tables/received_files.parquet`.

It holds what happened (when a file came, under which name) and what was decided (its day, whether it is a whole export,
which of two wins, whether it was withdrawn). Everything else is computed from the files.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_bytes
from cmokit.sources.deliveries.parquet import parquet_bytes
from cmokit.tables.catalog import TABLES

FILE = "received_files.parquet"
AUTO, FULL, PARTIAL = "auto", "full", "partial"


@dataclass(frozen=True)
class Received:
    """One file taken in. See the notes of the canonical table received_files for what each column means."""

    sha256: str
    name: str
    path: str
    kind: str
    delivery_id: str
    received_on: date
    extract_on: date | None = None
    period_start_on: date | None = None
    period_end_on: date | None = None
    dated_from: str = "file"
    coverage: str = AUTO
    precedence_count: int = 0
    names: str = ""
    source_system: str | None = None
    rows_in_count: int = 0
    rows_used_count: int = 0
    rows_set_aside_count: int = 0
    values_set_aside_count: int = 0
    warnings_count: int = 0
    is_withdrawn: bool = False
    withdrawn_on: date | None = None
    reason: str | None = None

    @property
    def file_id(self) -> str:
        """The same content with another day is another delivery of it, so the day is part of the identity."""
        parts = (self.sha256, self.extract_on, self.period_start_on, self.period_end_on)
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]

    @property
    def stands_on(self) -> date:
        """The day whose state the file shows: its extract date, else the end of its period."""
        return self.extract_on or self.period_end_on or self.received_on

    @property
    def all_names(self) -> tuple[str, ...]:
        return tuple(sorted({self.name, *filter(None, self.names.split("|"))}))


def read_ledger(client: ClientFolder) -> tuple[Received, ...]:
    """All files ever taken in, in the order of their arrival; none for a new client."""
    path = client.tables / FILE
    if not path.is_file():
        return ()
    known = {f.name for f in fields(Received)}
    rows = pq.ParquetFile(path).read().to_pylist()  # read_table would import pandas
    return tuple(Received(**{k: v for k, v in row.items() if k in known}) for row in rows)


def write_ledger(client: ClientFolder, entries: Iterable[Received]) -> None:
    write_bytes(client.tables / FILE, parquet_bytes(ledger_table(tuple(entries))))


def ledger_table(entries: tuple[Received, ...]) -> pa.Table:
    """The entries as the canonical table received_files, each under the label that the other tables use."""
    schema = TABLES["received_files"].arrow_schema
    labels = labels_of(entries)
    rows = [{**vars(entry), "file_id": entry.file_id, "source_file": labels[entry.file_id]} for entry in entries]
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def labels_of(entries: Iterable[Received]) -> dict[str, str]:
    """file_id → what `source_file` says: the name, with day (and hash) in front where several files share it.

    A function of the files alone, so that it does not matter in which order they came.
    """
    entries = tuple(entries)
    labels = {entry.file_id: entry.all_names[0] for entry in entries}
    for rename in (_dated, _hashed):
        seen: dict[str, int] = {}
        for label in labels.values():
            seen[label] = seen.get(label, 0) + 1
        labels = {e.file_id: label if seen[label := labels[e.file_id]] == 1 else rename(e) for e in entries}
    return labels


def _dated(entry: Received) -> str:
    return str(PurePosixPath(entry.stands_on.isoformat(), entry.all_names[0]))


def _hashed(entry: Received) -> str:
    return str(PurePosixPath(f"{entry.stands_on.isoformat()}-{entry.sha256[:8]}", entry.all_names[0]))
