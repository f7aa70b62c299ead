"""Open a file that a client sent: text, workbook or Parquet, as a table of text with row numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cmokit.errors import DataNotReadable
from cmokit.sources.reading import dialect as dialects
from cmokit.sources.reading import signatures
from cmokit.sources.reading.assemble import assemble
from cmokit.sources.reading.encoding import decode
from cmokit.sources.reading.header import HeaderScore, clean, find_header
from cmokit.sources.reading.layout import below_header
from cmokit.sources.reading.ragged import evened
from cmokit.sources.reading.raw import RawTable
from cmokit.sources.reading.records import Record, physical_lines, records

_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")


def read_raw(
    path: Path,
    *,
    header_score: HeaderScore | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
    is_ragged: Callable[[list[str]], bool] | None = None,
) -> RawTable:
    """The file as a table of text, one row per record, with everything else set aside or warned of.

    header_score: how well a row of cells fits a known export's header (above 0: it may be one). header_row: the
    header's line or sheet row, when a person said so. sheet: the sheet of a workbook, else chosen by header_score.
    is_ragged: is this the header of a text whose rows go on in pairs behind it?
    Raises DataNotReadable: not_a_file, empty_file, headers_only, no_header, wrong_format, binary, unreadable, …
    """
    path = Path(path)
    data = file_bytes(path)
    kind = signatures.kind_of_bytes(data, path)
    if kind == signatures.WORKBOOK:
        from cmokit.sources.reading.workbook import read_workbook

        return read_workbook(path, header_score=header_score, header_row=header_row, sheet=sheet)
    if kind == signatures.PARQUET:
        from cmokit.sources.reading.parquet import read_parquet

        return read_parquet(path)
    return _read_text(path, data, header_score, header_row, is_ragged)


def file_bytes(path: Path) -> bytes:
    """The bytes of a regular file. Raises DataNotReadable: not_a_file, unreadable."""
    if not path.is_file():
        raise DataNotReadable(
            message="there is no such file" if not path.exists() else "is no regular file",
            code="not_a_file",
            file=path.name,
            wanted="a file that can be read",
            mend="check the path",
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataNotReadable(
            message="the file cannot be opened",
            code="unreadable",
            file=path.name,
            found=error.strerror,
            wanted="a file that may be read",
            mend="check the file's permissions",
        ) from error


def sha256_of(path: Path) -> str:
    """Hex digest of a file's bytes, read in pieces."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_text(
    path: Path,
    data: bytes,
    score: HeaderScore | None,
    header_row: int | None,
    is_ragged: Callable[[list[str]], bool] | None,
) -> RawTable:
    text, name, warnings = decode(data, path)
    signatures.refuse_markup(text, path)
    if path.suffix.lower() in _WORKBOOK_NAMES:
        mend = "rename it to .csv, or save it as a workbook in a spreadsheet"
        raise signatures.not_a_table(path, f"a text file under the name {path.suffix}", mend)
    lines = physical_lines(text)
    said = dialects.delimiter_said(lines[0])
    if said:
        lines[0] = "\n"
    dialect = dialects.detect(lines, delimiter=said)
    found = records(lines, dialect)
    at = find_header(found, score=score, row=header_row, file=path.name)
    header, below = found[at], found[at + 1 :]
    goes_on = is_ragged is not None and is_ragged(clean(header.cells or []))
    if goes_on:
        header, below = evened(header, below)
    body = below_header(header, below)
    preamble = ["".join(lines[r.row - 1 : r.last]).strip() for r in found[:at] if not r.is_blank]

    def text_of(record: Record) -> str:
        return "".join(lines[record.row - 1 : record.last]).rstrip("\r\n")

    table = assemble(path, header, body, text_of, encoding=name, dialect=dialect, preamble=preamble, warnings=warnings)
    return replace(table, is_ragged=goes_on)
