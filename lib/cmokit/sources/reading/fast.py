"""The fast path: a plain file of a canonical table, from CSV to typed Parquet without a Python object per cell.

Plain is UTF-8, commas, the table's own column names on the first line, one record per line. DuckDB reads all cells as
text and types those in the plain forms (`-12.5`, `2026-05-01`, `2026-05-01T10:00:00Z`). Whatever is not in a plain
form is shown to the careful rules: if they can type it, the file is not plain and the careful reader takes it (so both
give the same); if not, it is set aside as the careful reader would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.layout import SUSPICIOUS, why_not_used
from cmokit.sources.reading.localtime import to_utc
from cmokit.sources.reading.plain import LOCAL, ODD, NotPlain, lines_at, plain_headers, plain_lines, read_plain
from cmokit.sources.reading.raw import RowSetAside, ValueSetAside
from cmokit.sources.reading.records import Record
from cmokit.sources.reading.values import ColumnHints, type_column
from cmokit.tables.contract import SNAPSHOT_DATES, CanonicalTable, Column
from cmokit.vocabulary import SetAside

# More than this of what plain rules cannot type, or of rows that are not used: no plain file.
MOST_ODD = 100_000


@dataclass
class FastReport:
    """rows_in = used + rows set aside; rows are physical lines. doubtful_hours: times that the clock showed twice."""

    rows_in: int = 0
    used: int = 0
    set_aside: list[RowSetAside] = field(default_factory=list)
    values_set_aside: list[ValueSetAside] = field(default_factory=list)
    doubtful_hours: int = 0


@dataclass(frozen=True)
class Plain:
    """How one plain file is to be read.

    timezone: of times without offset. key: columns of which one must be filled, else the row is set aside; by default
    the first of the table's key. source_system: of rows that do not say theirs.
    """

    path: Path
    table: CanonicalTable
    timezone: str = "UTC"
    key: tuple[str, ...] = ()
    source_system: str = "canonical"

    @property
    def schema(self) -> pa.Schema:
        """Own and provenance columns; the dates on which a record was seen belong to the snapshot."""
        return pa.schema([f for f in self.table.arrow_schema if f.name not in SNAPSHOT_DATES])

    @property
    def named_by(self) -> tuple[str, ...]:
        return self.key or tuple(name for name in self.table.key if name != "source_system")[:1]


def ingest_plain(
    path: Path,
    out_parquet: Path,
    table: CanonicalTable,
    *,
    timezone: str = "UTC",
    key: tuple[str, ...] = (),
    source_system: str = "canonical",
) -> FastReport:
    """Type a plain CSV of `table` into Parquet with provenance columns, in the file's order, streaming.

    Raises NotPlain (nothing is then left at out_parquet): read the file with read_raw instead.
    """
    plain, report = Plain(path, table, timezone, key, source_system), FastReport()
    try:
        with pq.ParquetWriter(out_parquet, plain.schema, compression="zstd") as writer:
            for batch in typed_batches(plain, report):
                writer.write_batch(batch)
    except BaseException:
        out_parquet.unlink(missing_ok=True)
        raise
    return report


def typed_batches(plain: Plain, report: FastReport) -> Iterator[pa.RecordBatch]:
    """The file's rows, typed, in order; `report` grows with them. Raises NotPlain, perhaps only after the last."""
    columns = [plain.table.column(name) for name in plain_headers(plain.path, plain.table)]
    line = 2
    for batch in read_plain(plain.path, columns):
        rows = pa.array(np.arange(line, line + batch.num_rows))
        line += batch.num_rows
        report.rows_in += batch.num_rows
        batch, rows = _without_odd_rows(batch, rows, columns, plain.named_by, report)
        report.used += batch.num_rows
        yield _as_table(batch, rows, columns, plain, report)
    if line - 1 != plain_lines(plain.path):
        raise NotPlain("blank lines, or line breaks within cells")
    texts = lines_at(plain.path, {aside.row for aside in report.set_aside})
    report.set_aside = [replace(aside, text=texts[aside.row]) for aside in report.set_aside]
    report.values_set_aside.sort(key=lambda value: (value.row, value.column))


def _as_table(
    batch: pa.RecordBatch, rows: pa.Array, columns: list[Column], plain: Plain, report: FastReport
) -> pa.RecordBatch:
    count = batch.num_rows
    typed = {column.name: _typed(batch, rows, column, plain, report) for column in columns}
    said = typed.get("source_system", pa.nulls(count, pa.string()))
    typed["source_system"] = pc.coalesce(said, pa.scalar(plain.source_system))
    typed["source_file"], typed["source_row"] = pa.repeat(plain.path.name, count), rows
    arrays = [typed.get(f.name, pa.nulls(count, f.type)) for f in plain.schema]
    return pa.RecordBatch.from_arrays(arrays, schema=plain.schema)


def _without_odd_rows(
    batch: pa.RecordBatch, rows: pa.Array, columns: list[Column], key: tuple[str, ...], report: FastReport
) -> tuple[pa.RecordBatch, pa.Array]:
    """Set aside totals, footers, repeated headers and rows without a key, as the careful reader does."""
    reasons = _reasons(batch, columns, key)
    if not reasons:
        return batch, rows
    if len(reasons) + len(report.set_aside) > MOST_ODD:
        raise NotPlain("many rows are set aside")
    # Their text is fetched from the file at the end, as it stands there.
    report.set_aside += [RowSetAside(rows[i].as_py(), None, "", str(reason)) for i, reason in sorted(reasons.items())]
    places = pa.array(range(batch.num_rows), pa.int64())
    keep = pc.invert(pc.is_in(places, value_set=pa.array(list(reasons), pa.int64())))
    return batch.filter(keep), rows.filter(keep)


def _reasons(batch: pa.RecordBatch, columns: list[Column], key: tuple[str, ...]) -> dict[int, SetAside]:
    """Place in the batch → why the row is not used; only rows that begin suspiciously are looked at one by one."""
    present = [_as_text(batch, name) for name in key if name in batch.schema.names]
    unnamed = pc.indices_nonzero(pc.is_null(pc.coalesce(*present))).to_pylist() if present else []
    names = [column.name for column in columns]
    likely = pc.match_substring_regex(_as_text(batch, names[0]), SUSPICIOUS + re.escape(names[0]), ignore_case=True)
    reasons: dict[int, SetAside] = {}
    for place in sorted({*unnamed, *pc.indices_nonzero(likely).to_pylist()}):
        one = batch.slice(place, 1)
        record = Record(0, 0, [_as_text(one, name)[0].as_py() or "" for name in names])
        if record.is_blank:
            raise NotPlain("rows of blank cells alone")
        reason = why_not_used(record, names, len(names))
        if reason or place in unnamed:
            reasons[place] = reason or SetAside.NO_KEY
    return reasons


def _as_text(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column's text, blank as null; of a typed column, what was typed stands as text again."""
    column = batch.column(name)
    if name + ODD not in batch.schema.names:
        return _trimmed(column)
    return pc.coalesce(batch.column(name + ODD), column.cast(pa.string()))


def _trimmed(texts: pa.Array) -> pa.Array:
    texts = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _typed(batch: pa.RecordBatch, rows: pa.Array, column: Column, plain: Plain, report: FastReport) -> pa.Array:
    """One column in its canonical type; what has no plain form goes to the careful rules."""
    name, values = column.name, batch.column(column.name)
    if name + ODD not in batch.schema.names:
        texts = _trimmed(values)
        return _closed(texts, rows, column, report) if column.allowed else texts
    odd = batch.column(name + ODD)
    if odd.null_count < len(odd):
        _set_aside(odd.filter(pc.is_valid(odd)), rows.filter(pc.is_valid(odd)), column, plain, report)
    if name + LOCAL in batch.schema.names:
        return _moments(values, batch.column(name + LOCAL), rows, column, plain, report)
    return values.cast(column.type)


def _closed(texts: pa.Array, rows: pa.Array, column: Column, report: FastReport) -> pa.Array:
    """A closed vocabulary. Values spelt otherwise in case, spaces or hyphens are for the careful reader."""
    known = pc.is_in(texts, value_set=pa.array(column.allowed))
    strange = pc.and_(pc.is_valid(texts), pc.invert(known))
    if not pc.any(strange).as_py():
        return texts
    for row, text in zip(rows.filter(strange).to_pylist(), texts.filter(strange).to_pylist(), strict=True):
        if text.casefold().replace(" ", "_").replace("-", "_") in column.allowed:
            raise NotPlain(f"{column.name} has spellings of its own")
        report.values_set_aside.append(ValueSetAside(row, column.name, text, "not_allowed"))
    if len(report.values_set_aside) > MOST_ODD:
        raise NotPlain("many values are set aside")
    return pc.if_else(known, texts, pa.scalar(None, pa.string()))


def _set_aside(texts: pa.Array, rows: pa.Array, column: Column, plain: Plain, report: FastReport) -> None:
    """Keep what no rule can type. Raises NotPlain where some rule can, or would have to decide."""
    try:
        typed = type_column(texts, rows, column.name, column.type, hints=ColumnHints(timezone=plain.timezone))
    except DataNotReadable as error:
        raise NotPlain(str(error)) from error
    blanks = pc.sum(pc.equal(pc.utf8_trim_whitespace(texts), "")).as_py()
    if len(typed.set_aside) + blanks < len(texts) or len(report.values_set_aside) + len(texts) > MOST_ODD:
        raise NotPlain(f"{column.name} has values in forms that are not plain")
    report.values_set_aside += typed.set_aside


def _moments(
    values: pa.Array, texts: pa.Array, rows: pa.Array, column: Column, plain: Plain, report: FastReport
) -> pa.Array:
    """Timestamps with an offset are in UTC already; those without (texts) are local times of the file's zone."""
    utc = values.cast(column.type)
    if plain.timezone == "UTC" or texts.null_count == len(texts):
        return utc
    is_local = pc.is_valid(texts)
    local = pc.if_else(is_local, values.cast(pa.timestamp("us")), pa.scalar(None, pa.timestamp("us")))
    moments, gaps, folds = to_utc(local, ZoneInfo(plain.timezone))
    report.doubtful_hours += len(folds)
    for place in gaps:
        reason = ValueSetAside(rows[place].as_py(), column.name, texts[place].as_py(), "clock_change_gap")
        report.values_set_aside.append(reason)
    return pc.if_else(is_local, moments, utc)
