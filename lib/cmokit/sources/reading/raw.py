"""What reading gives: a file as a table of text, and all that was not taken over, with row and reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ROW = "__row__"


@dataclass(frozen=True)
class Dialect:
    """How a text file is written.

    quote: '"', "'" or None. escape: '"' (a quote is doubled) or a backslash, None without quotes.
    newline: the commonest of LF, CRLF, CR. skip_space: blanks after a delimiter belong to no cell.
    """

    delimiter: str = ","
    quote: str | None = '"'
    escape: str | None = '"'
    newline: str = "\n"
    skip_space: bool = False


# Workbooks and Parquet have cells, not delimiters.
NO_DIALECT = Dialect(delimiter="", quote=None, escape=None, newline="")


@dataclass(frozen=True)
class RowSetAside:
    """A record that was not used. row: where it starts; text: as in the file; reason: a `vocabulary.SetAside`.

    sheet: of a file that is read sheet by sheet.
    """

    row: int
    column: str | None
    text: str
    reason: str
    sheet: str | None = None


@dataclass(frozen=True)
class ValueSetAside:
    """A value that could not be typed: null in the table, kept here with its text and the reason."""

    row: int
    column: str
    text: str
    reason: str
    sheet: str | None = None


@dataclass(frozen=True)
class Warning_:
    """Something that a person should know and that stops nothing."""

    code: str
    row: int | None
    column: str | None
    message: str


@dataclass(frozen=True)
class RawTable:
    """One file read as text.

    header_row: 1-based line (sheet row) of the header. headers: as in the file, trimmed; a repeated one is `name_2`,
    a blank one `column_N`. preamble: the lines above the header. table: one text column per header (blank is "")
    and `__row__`, the line on which the record starts. rows_in = rows of the table + rows set aside.
    decimals: header → decimal mark, for columns whose numbers were numbers in the file (workbook, Parquet), not text.
    is_ragged: the header was carried on to the end of the longest row.
    """

    path: Path
    encoding: str
    dialect: Dialect
    sheet: str | None
    header_row: int
    headers: list[str]
    preamble: list[str]
    table: pa.Table
    set_aside: list[RowSetAside] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)
    decimals: dict[str, str] = field(default_factory=dict)
    is_ragged: bool = False

    @property
    def rows_in(self) -> int:
        """Records below the header: used, totals, footers, repeated headers and torn ones; blank lines are none."""
        return self.table.num_rows + len(self.set_aside)
