"""What reading one file gave, kept as Parquet in `tables/.loads/`, so that a snapshot never reads an export again."""

import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import make_folder, write_text
from cmokit.errors import DataNotReadable
from cmokit.sources import read
from cmokit.sources.base import Note
from cmokit.sources.deliveries.identity import digest, kit_id, read_settings, shaping
from cmokit.sources.deliveries.parquet import write_parquet
from cmokit.sources.deliveries.vocabularies import close_vocabularies
from cmokit.sources.reading import sha256_of
from cmokit.sources.result import FileReading
from cmokit.sources.rows import local_day
from cmokit.tables.catalog import TABLES

FOLDER = ".loads"
_ABOUT = "load.json"
# Days in these columns lie ahead on purpose and say nothing about when an export was made.
_AHEAD = ("expected_close_on", "ended_on", "renews_on", "available_on", "gone_on")


@dataclass(frozen=True)
class Load:
    """One file as it was understood under the engagement's settings.

    folder: where its canonical rows lie, one Parquet file a table. tables: their rows, by name. latest_on: the last day
    on which something happened in its rows. extract_on, start_on, end_on: as text or name say.
    """

    sha256: str
    folder: Path
    kind: str
    system: str
    table: str
    combine: str
    recognised_by: str
    rows_in_count: int
    rows_used_count: int
    rows_set_aside_count: int
    values_set_aside_count: int
    extract_on: date | None
    start_on: date | None
    end_on: date | None
    latest_on: date | None
    is_partial: bool | None
    is_enrichment: bool
    tables: dict[str, int] = field(default_factory=dict)
    warnings: tuple[Note, ...] = ()

    def file(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


class Loads:
    """The loads of one client under its present settings. new: a folder for those made now, else beside the others."""

    def __init__(self, client: ClientFolder, engagement: Engagement, new: Path | None = None):
        self.engagement = engagement
        self.inbox = client.inbox
        self.kept = client.tables / FOLDER
        self.new = new or self.kept
        self._settings = (kit_id(), shaping(engagement))

    def of(self, path: Path, sha256: str) -> Load:
        """The load of the file at `path` with this hash: kept, else read now. Raises DataNotReadable.

        The name counts too: it may say a day, and mappings are chosen by it.
        """
        name = f"{sha256}-{digest(*self._settings, path.name)}"
        for folder in (self.kept / name, self.new / name):
            if (folder / _ABOUT).is_file():
                return _kept(folder)
        return self._read(path, sha256, self.new / name)

    def _read(self, path: Path, sha256: str, folder: Path) -> Load:
        if not path.is_file() or sha256_of(path) != sha256:
            raise DataNotReadable(
                "this file is not in the inbox as it was taken in",
                code="inbox_changed",
                file=path,
                wanted=f"the content with sha256 {sha256[:12]}…",
                mend="put the file back, or take it out of use: cmokit ingest CLIENT --withdraw FILE --reason TEXT",
            )
        rules, settings = self.engagement.mapping, read_settings(self.engagement)
        return _write(read.read_file(path, mapping=rules, settings=settings), sha256, folder, settings.timezone)


def _write(reading: FileReading, sha256: str, folder: Path, timezone: str) -> Load:
    """Keep a reading: written beside, then renamed, so that no reader finds half of it."""
    make_folder(folder.parent)
    beside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        load = _load(reading, sha256, beside, timezone)
        about = {**asdict(load), "folder": None}
        write_text(beside / _ABOUT, json.dumps(about, default=str, sort_keys=True, indent=1))
        os.replace(beside, folder)
    except OSError:
        if not (folder / _ABOUT).is_file():  # else another process was faster with the same content
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return _kept(folder)


def _load(reading: FileReading, sha256: str, folder: Path, timezone: str) -> Load:
    tables, aside = close_vocabularies(reading.tables)
    values = (*reading.values_set_aside, *aside)
    tables = {
        **tables,
        "rows_set_aside": _set_aside(reading, "rows_set_aside", reading.rows_set_aside),
        "values_set_aside": _set_aside(reading, "values_set_aside", values),
    }
    for name, table in tables.items():
        write_parquet(folder / f"{name}.parquet", table.schema.remove_metadata(), table.to_batches())
    return Load(
        sha256=sha256,
        folder=folder,
        kind=reading.kind,
        system=reading.source.system,
        table=reading.source.table,
        combine=str(reading.combine),
        recognised_by=reading.recognised_by,
        rows_in_count=reading.rows_in,
        rows_used_count=reading.rows_used,
        rows_set_aside_count=reading.rows_in - reading.rows_used,
        values_set_aside_count=len(values),
        extract_on=reading.extract_on,
        start_on=reading.period[0],
        end_on=reading.period[1],
        latest_on=latest_day(reading.tables, timezone),
        is_partial=reading.is_partial,
        is_enrichment=reading.is_enrichment,
        tables={name: table.num_rows for name, table in tables.items()},
        warnings=reading.warnings,
    )


def latest_day(tables: dict[str, pa.Table], timezone: str) -> date | None:
    """The last local day on which something happened in these rows; None where they name no time."""
    days = [_latest(table[name], timezone) for table in tables.values() for name in _dated(table)]
    return max((day for day in days if day), default=None)


def _dated(table: pa.Table) -> list[str]:
    return [name for name in table.column_names if name.endswith(("_at", "_on")) and name not in _AHEAD]


def _latest(column: pa.ChunkedArray, timezone: str) -> date | None:
    last = pc.max(column)
    if not last.is_valid:
        return None
    if pa.types.is_date(column.type):
        return last.as_py()
    return local_day(pa.array([last.as_py()], column.type), timezone)[0].as_py()


def _set_aside(reading: FileReading, table: str, found: Any) -> pa.Table:
    """Rows or values set aside as their canonical table."""
    schema = TABLES[table].arrow_schema
    rows = [
        {
            "kind": reading.kind,
            "column": aside.column,
            "text": aside.text,
            "reason": str(aside.reason),
            "source_file": reading.raw.path.name,
            "source_row": aside.row,
            "source_system": reading.source.system,
        }
        for aside in found
    ]
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def _kept(folder: Path) -> Load:
    about = json.loads((folder / _ABOUT).read_text("utf-8"))
    days = {name: _day(about[name]) for name in ("extract_on", "start_on", "end_on", "latest_on")}
    notes = tuple(Note(**note) for note in about["warnings"])
    return Load(**{**about, **days, "folder": folder, "warnings": notes})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
