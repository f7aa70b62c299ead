"""What a person should know of a file that was read: assumptions made, records named twice, columns nobody reads."""

import difflib

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Note, Source, header_key, repeats
from cmokit.sources.rows import Rows
from cmokit.tables.catalog import TABLES
from cmokit.tables.contract import AMOUNT

_NOON = "{} holds days without a time; where a time is needed, noon of that day is taken"
SNAPSHOTS = ("contacts", "companies", "opportunities")


def notes_of(rows: Rows, headers: list[str]) -> list[Note]:
    """Warnings that hold for every kind of export."""
    return [*_date_only(rows), *_currency(rows), *_repeated(rows), *_derived_key(rows), *_unknown(rows.source, headers)]


def _date_only(rows: Rows) -> list[Note]:
    times = {name: values for name, values in rows.columns.items() if name.endswith("_at")}
    found = [name for name, days in times.items() if pa.types.is_date(days.type) and days.null_count < len(days)]
    return [Note("date_only", _NOON.format(rows.headers[name]), column=rows.headers[name]) for name in found]


def _currency(rows: Rows) -> list[Note]:
    has_amounts = any(values.type == AMOUNT for values in rows.columns.values())
    needs_one = has_amounts and "currency" in TABLES[rows.source.table].arrow_schema.names
    if not needs_one or "currency" in rows.headers or any("currency" in says for says in rows.says.values()):
        return []
    if rows.settings.currency:
        return [Note("currency_assumed", f"no column says the currency; {rows.settings.currency} is taken")]
    return [Note("currency_unknown", "neither a column nor a header says the currency of the amounts")]


def _repeated(rows: Rows) -> list[Note]:
    """Records named twice in one file: a snapshot keeps the first."""
    key = rows.source.key[0]
    if rows.source.table not in SNAPSHOTS or len(rows.source.key) > 1 or key not in rows.headers:
        return []
    counts = pc.value_counts(rows.get(key).drop_null())
    twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    if not len(twice):
        return []
    first = rows.numbers.filter(pc.is_in(rows.get(key), value_set=twice[:1]))[1].as_py()
    message = f"{len(twice)} ids stand on more than one row, the first is {twice[0].as_py()}"
    return [Note("repeated_id", message, row=first, column=rows.headers[key])]


def _derived_key(rows: Rows) -> list[Note]:
    if not rows.source.key_else or any(name in rows.headers for name in rows.source.key):
        return []
    parts = " and ".join(rows.headers[name] for name in rows.source.key_else if name in rows.headers)
    wanted = rows.source.by_name[rows.source.key[0]].headers[-1]
    return [Note("no_id_column", f"records are named by {parts}; add {wanted} to the report", column=wanted)]


def _unknown(source: Source, headers: list[str]) -> list[Note]:
    """Columns of a canonical file that no table has: most often a spelling."""
    if source.kind not in TABLES:
        return []
    lost = [header for header in headers if not source.knows(header)]
    return [Note("unknown_column", _message(header, source, headers), column=header) for header in lost]


def _message(header: str, source: Source, headers: list[str]) -> str:
    if repeats(header, headers):
        return f"{header.rpartition('_')[0]} stands more than once; the first is read"
    near = difflib.get_close_matches(header_key(header), source.by_name, n=1)
    return f"{source.kind} has no column {header}" + (f"; did you mean {near[0]}?" if near else "")
