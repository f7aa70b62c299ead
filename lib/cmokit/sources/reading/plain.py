"""A plain file through DuckDB: every cell as text, and the value of those that are written in a plain form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from cmokit.tables.contract import CanonicalTable, Column

BATCH = 122_880
MEMORY = "384MB"
# Beside a typed column `x`: `x?` is the text of what was not typed, `x~` the text of a time that has no offset.
ODD, LOCAL = "?", "~"
_DAY = r"(?:(?:19|20)\d\d|2100)-\d\d-\d\d"
_FORMS = {
    "TIMESTAMP": rf"{_DAY}[T ]\d\d:\d\d(?::\d\d(?:\.\d{{3}}(?:\d{{3}})?)?)?(?:Z|[+-]\d\d:\d\d)?",
    "DATE": _DAY,
    # As in the careful rules, three decimals after one to three digits (1.234) prove nothing.
    "DECIMAL": r"-?(?:\d{1,10}(?:\.\d{1,2}|\.\d{4})?|(?:0|\d{4,10})\.\d{3})",
    "BIGINT": r"-?\d{1,18}",
    "BOOLEAN": "true|false",
}
_LENGTHS_WITHOUT_OFFSET = "(16, 19, 23, 26)"
# Ã¼ for ü, in bytes.
_ENCODED_TWICE = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|\xe2[\x80-\x84]|\xc5|\xc6\x92|\xcb)")


class NotPlain(Exception):
    """The careful reader must read this file; the message says why."""


def plain_headers(path: Path, table: CanonicalTable) -> list[str]:
    """The first line's names, all of them columns of the table. Raises NotPlain."""
    with path.open("rb") as file:
        first = file.readline(1 << 16)
    try:
        headers = first.decode("utf-8-sig").rstrip("\r\n").split(",")
    except UnicodeDecodeError as error:
        raise NotPlain("the header is not UTF-8") from error
    known = {column.name for column in table.all_columns} - {"source_row", "source_file"}
    if not set(headers) <= known or len(set(headers)) < len(headers):
        raise NotPlain("the header is not the table's own columns")
    return headers


def plain_lines(path: Path) -> int:
    """Lines of the file, ended by LF or CRLF. Raises NotPlain where a CR stands alone, or text was encoded twice."""
    lines, last = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            pairs = chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            if chunk.count(b"\r") + (last == b"\r") - chunk.endswith(b"\r") != pairs:
                raise NotPlain("a line ends with CR alone")
            if b"\xc3" in chunk and _ENCODED_TWICE.search(chunk):
                raise NotPlain("text that was encoded twice")
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    if last == b"\r":
        raise NotPlain("a line ends with CR alone")
    return lines + (last != b"\n")


def lines_at(path: Path, rows: set[int]) -> dict[int, str]:
    """The text of some physical lines (1-based)."""
    if not rows:
        return {}
    with path.open("rb") as file:
        found = {number: line for number, line in enumerate(file, start=1) if number in rows}
    return {number: line.decode("utf-8", errors="replace").rstrip("\r\n") for number, line in found.items()}


def read_plain(path: Path, columns: list[Column]) -> Iterator[pa.RecordBatch]:
    """Batches in file order. Raises NotPlain where a record is not as wide as the header, or a quote out of place."""
    names = ", ".join(f"'{column.name}': 'VARCHAR'" for column in columns)
    query = f"""
        SELECT {", ".join(part for column in columns for part in _selected(column))}
        FROM read_csv(?, columns = {{{names}}}, header = true, auto_detect = false, delim = ',', quote = '"',
            escape = '"', nullstr = '', strict_mode = true, null_padding = false, encoding = 'utf-8')"""
    connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2})
    try:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        yield from connection.execute(query, [str(path)]).to_arrow_reader(BATCH)
    except duckdb.Error as error:
        raise NotPlain(str(error).splitlines()[0]) from error
    finally:
        connection.close()


def _selected(column: Column) -> list[str]:
    """The SQL of one column: text as it is; else the value, and the text where there is no value."""
    name, form = f'"{column.name}"', _form_of(column.type)
    if form is None:
        return [name]
    target = "DECIMAL(18, 8)" if form == "DECIMAL" and column.type != pa.decimal128(18, 4) else form
    # A cast to TIMESTAMP would drop the offset; with the session in UTC, a time without one is as if in UTC.
    target = {"DECIMAL": "DECIMAL(18, 4)", "TIMESTAMP": "TIMESTAMPTZ"}.get(target, target)
    value = f"CASE WHEN regexp_full_match({name}, '{_FORMS[form]}') THEN TRY_CAST({name} AS {target}) END"
    parts = [f'{value} AS "{column.name}"', f'CASE WHEN ({value}) IS NULL THEN {name} END AS "{column.name}{ODD}"']
    if form == "TIMESTAMP":
        parts.append(f'CASE WHEN length({name}) IN {_LENGTHS_WITHOUT_OFFSET} THEN {name} END AS "{column.name}{LOCAL}"')
    return parts


def _form_of(type: pa.DataType) -> str | None:
    if pa.types.is_decimal(type) or pa.types.is_floating(type):
        return "DECIMAL"
    tests = {
        "TIMESTAMP": pa.types.is_timestamp,
        "DATE": pa.types.is_date,
        "BIGINT": pa.types.is_integer,
        "BOOLEAN": pa.types.is_boolean,
    }
    return next((form for form, test in tests.items() if test(type)), None)
