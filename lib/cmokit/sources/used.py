"""Which of the rows that reading left are used: those that name a record."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Bound, Source
from cmokit.sources.reading import ROW, RawTable, RowSetAside


@dataclass(frozen=True)
class Used:
    """texts: the used rows as text, by header. numbers: their 1-based lines. aside: the others with the reason."""

    texts: pa.Table
    numbers: pa.Array
    aside: tuple[RowSetAside, ...]


def used_rows(raw: RawTable, source: Source, bound: tuple[Bound, ...]) -> Used:
    """Set the rows aside that name no record; reading has done so with totals, footers and torn rows."""
    unkeyed = _is_unkeyed(raw.table, source, bound)
    used, gone = raw.table.filter(pc.invert(unkeyed)), raw.table.filter(unkeyed)
    cells = zip(*(gone[header].to_pylist() for header in raw.headers), strict=True)
    glue = raw.dialect.delimiter or "\t"
    aside = tuple(
        RowSetAside(row, None, glue.join(cell or "" for cell in record), source.unkeyed.value)
        for row, record in zip(gone[ROW].to_pylist(), cells, strict=True)
    )
    return Used(used.drop_columns([ROW]), used[ROW].combine_chunks(), aside)


def _is_unkeyed(table: pa.Table, source: Source, bound: tuple[Bound, ...]) -> pa.Array:
    """True where every field that could name the record is blank."""
    header_of = {b.field.name: b.header for b in bound}
    keys = [header_of[name] for name in source.key if name in header_of]
    keys = keys or [header_of[name] for name in source.key_else if name in header_of]
    blanks = pa.array(["", *(text.strip() for text in source.nulls)], pa.string())
    unkeyed = pa.repeat(bool(keys), table.num_rows)
    for header in keys:
        texts = pc.fill_null(pc.utf8_trim_whitespace(table[header].combine_chunks()), "")
        unkeyed = pc.and_(unkeyed, pc.is_in(texts, value_set=blanks))
    return unkeyed
