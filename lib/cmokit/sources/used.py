"""Which rows of a file are used: not its totals, not its footers, not those that name no record."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Bound, Source
from cmokit.sources.reading import ROW, RawTable, RowSetAside
from cmokit.vocabulary import SetAside

NOTHING = pa.scalar(None, pa.string())


@dataclass(frozen=True)
class Used:
    """texts: the used rows as text, by header. numbers: their 1-based lines. aside: the others with the reason."""

    texts: pa.Table
    numbers: pa.Array
    aside: tuple[RowSetAside, ...]


def used_rows(raw: RawTable, source: Source, bound: tuple[Bound, ...]) -> Used:
    """Sort the rows that reading left by what this source knows of its own totals, footers and keys."""
    reasons = _reasons(raw.table, source, bound)
    used = raw.table.filter(pc.is_null(reasons))
    gone = raw.table.filter(pc.is_valid(reasons))
    cells = zip(*(gone[header].to_pylist() for header in raw.headers), strict=True)
    glue = raw.dialect.delimiter or "\t"
    aside = tuple(
        RowSetAside(row, None, glue.join(cell or "" for cell in record), reason)
        for row, record, reason in zip(gone[ROW].to_pylist(), cells, reasons.drop_null().to_pylist(), strict=True)
    )
    return Used(used.drop_columns([ROW]), used[ROW].combine_chunks(), aside)


def _reasons(table: pa.Table, source: Source, bound: tuple[Bound, ...]) -> pa.Array:
    """Per row why it is not used; null for those that are."""
    first = pc.utf8_lower(pc.utf8_trim_whitespace(table[table.column_names[0]].combine_chunks()))
    return pc.coalesce(
        pc.if_else(_begins(first, source.totals), SetAside.TOTAL.value, NOTHING),
        pc.if_else(_begins(first, source.footers), SetAside.FOOTER.value, NOTHING),
        pc.if_else(_is_unkeyed(table, source, bound), source.unkeyed.value, NOTHING),
    )


def _begins(texts: pa.Array, starts: tuple[str, ...]) -> pa.Array:
    found = pa.repeat(False, len(texts))
    for start in starts:
        found = pc.or_(found, pc.starts_with(texts, start))
    return found


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
