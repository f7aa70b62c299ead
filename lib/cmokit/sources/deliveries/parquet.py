"""Parquet that is the same bytes for the same rows: no pandas notes, one compression, row groups of one size."""

import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cmokit.engagement.writing import PRIVATE_FILE

ROW_GROUP = 122_880  # rows; a multiple of DuckDB's vectors, so that streamed batches are cut at the same places
COMPRESSION = "zstd"


def parquet_bytes(table: pa.Table) -> bytes:
    """A small table as Parquet."""
    out = BytesIO()
    pq.write_table(table.replace_schema_metadata(None), out, compression=COMPRESSION, row_group_size=ROW_GROUP)
    return out.getvalue()


def write_parquet(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches one after the other, readable by their owner only; gives the number of rows.

    Each batch is cast to `schema`. Nothing larger than a few row groups is held in memory.
    """
    rows = 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as out, pq.ParquetWriter(out, schema, compression=COMPRESSION) as writer:
        for table in _groups(schema, batches):
            writer.write_table(table, row_group_size=ROW_GROUP)
            rows += table.num_rows
    return rows


def _groups(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterable[pa.Table]:
    """The batches as tables of exactly ROW_GROUP rows, and a rest."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        if count >= ROW_GROUP:
            whole = pa.Table.from_batches(held).cast(schema)
            full = count - count % ROW_GROUP
            yield whole.slice(0, full)
            held, count = whole.slice(full).to_batches(), count % ROW_GROUP
    if count:
        yield pa.Table.from_batches(held).cast(schema)
