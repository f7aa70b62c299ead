"""From a file to its load: carefully, or, where it is a large plain canonical table, straight into Parquet."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cmokit.engagement.mapping import Mapping
from cmokit.engagement.writing import PRIVATE_FILE
from cmokit.sources import periods, read
from cmokit.sources.base import Note, Source
from cmokit.sources.deliveries.load import Load
from cmokit.sources.deliveries.parquet import write_parquet
from cmokit.sources.deliveries.vocabularies import close_vocabularies
from cmokit.sources.large import large_source
from cmokit.sources.reading import RowSetAside, ValueSetAside
from cmokit.sources.reading.fast import ingest_plain
from cmokit.sources.reading.plain import NotPlain
from cmokit.sources.result import FileReading
from cmokit.sources.rows import local_day
from cmokit.sources.settings import ReadSettings
from cmokit.tables.catalog import TABLES
from cmokit.vocabulary import Combine

if TYPE_CHECKING:
    from cmokit.sources.finance.reading import FinanceReading

# Days in these columns lie ahead on purpose and say nothing about when an export was made.
_AHEAD = ("expected_close_on", "ended_on", "renews_on", "available_on", "gone_on", "valid_from_on")


def understand(path: Path, sha256: str, folder: Path, settings: ReadSettings, mappings: Sequence[Mapping] = ()) -> Load:
    """Read a file, and write its canonical rows and what was set aside into `folder`. Raises DataNotReadable."""
    source = large_source(path, mappings)
    if source is not None:
        try:
            return _plain(path, sha256, folder, source, settings.timezone)
        except NotPlain:
            pass  # the careful reader takes over
    return _careful(read.read_file(path, mapping=mappings, settings=settings), sha256, folder, settings.timezone)


def _plain(path: Path, sha256: str, folder: Path, source: Source, timezone: str) -> Load:
    """The load of a plain file of a canonical table, typed straight into Parquet. Raises NotPlain."""
    file, table = folder / f"{source.table}.parquet", TABLES[source.table]
    found = ingest_plain(path, file, table, timezone=timezone, key=source.key, source_system=source.system)
    os.chmod(file, PRIVATE_FILE)
    _write(folder, "rows_set_aside", _set_aside(source, path.name, "rows_set_aside", found.set_aside))
    _write(folder, "values_set_aside", _set_aside(source, path.name, "values_set_aside", found.values_set_aside))
    start, end = periods.of_text_or_name((), path.name)
    first, last = days_within(file, timezone)
    if source.combine is Combine.RESTATED_WINDOW and not (start or end):
        start, end = first, last
    doubt = f"{found.doubtful_hours} local times fall into the hour that the clock showed twice; the first was taken"
    return Load(
        sha256=sha256,
        folder=folder,
        kind=source.kind,
        system=source.system,
        table=source.table,
        combine=str(source.combine),
        recognised_by="headers (100% known)",
        rows_in_count=found.rows_in,
        rows_used_count=found.used,
        rows_set_aside_count=found.rows_in - found.used,
        values_set_aside_count=len(found.values_set_aside),
        extract_on=periods.extract_day((), path.name),
        start_on=start,
        end_on=end,
        latest_on=last,
        is_partial=None,
        is_enrichment=False,
        tables={
            source.table: found.used,
            "rows_set_aside": len(found.set_aside),
            "values_set_aside": len(found.values_set_aside),
        },
        warnings=(Note("clock_change", doubt),) if found.doubtful_hours else (),
    )


def _careful(reading: "FileReading | FinanceReading", sha256: str, folder: Path, timezone: str) -> Load:
    tables, aside = close_vocabularies(reading.tables)
    values = (*reading.values_set_aside, *aside)
    tables = {
        **tables,
        "rows_set_aside": _set_aside(reading.source, reading.path.name, "rows_set_aside", reading.rows_set_aside),
        "values_set_aside": _set_aside(reading.source, reading.path.name, "values_set_aside", values),
    }
    for name, table in tables.items():
        _write(folder, name, table)
    days = [days_within(folder / f"{name}.parquet", timezone)[1] for name in reading.tables]
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
        latest_on=max(filter(None, days), default=None),
        is_partial=reading.is_partial,
        is_enrichment=reading.is_enrichment,
        tables={name: table.num_rows for name, table in tables.items()},
        warnings=reading.warnings,
        answers=reading.answers,
    )


def days_within(file: Path, timezone: str) -> tuple[date | None, date | None]:
    """The first and the last local day that the rows of a table's file name; None where they name none."""
    dated = [n for n in pq.read_schema(file).names if n.endswith(("_at", "_on")) and n not in _AHEAD]
    ends = [pc.min_max(pq.read_table(file, columns=[name])[name]) for name in dated]
    days = [_local(end, timezone) for column in ends for end in (column["min"], column["max"]) if end.is_valid]
    return (min(days), max(days)) if days else (None, None)


def _local(end: pa.Scalar, timezone: str) -> date:
    if pa.types.is_date(end.type):
        return end.as_py()
    return local_day(pa.array([end.as_py()], end.type), timezone)[0].as_py()


def _write(folder: Path, name: str, table: pa.Table) -> None:
    write_parquet(folder / f"{name}.parquet", table.schema.remove_metadata(), table.to_batches())


def _set_aside(source: Source, file: str, table: str, found: Sequence[RowSetAside | ValueSetAside]) -> pa.Table:
    """Rows or values set aside as their canonical table."""
    schema = TABLES[table].arrow_schema
    rows = [
        {
            "kind": source.kind,
            "column": aside.column,
            "text": aside.text,
            "reason": str(aside.reason),
            "source_file": file,
            "source_row": aside.row,
            "sheet": aside.sheet,
            "source_system": source.system,
        }
        for aside in found
    ]
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)
