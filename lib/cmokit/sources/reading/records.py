"""Text to records: which cells, and on which physical line each record starts.

Python's csv parser does the cells, strictly, so that a quote out of place is an error and never a guess. It is fed one
physical line at a time; where it fails, that line alone is torn, and reading goes on with the next.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from cmokit.sources.reading.raw import Dialect

# A cell may hold line breaks, but a quote that is still open after this many lines was never closed.
LONGEST_CELL_LINES = 1000
_LONGEST_CELL = 1 << 27
# Stand-ins for \\, \" and an escaped delimiter while the csv parser works: private-use, so in no client's text.
_BACKSLASH, _QUOTE, _DELIMITER = "\uf8f0", "\uf8f1", "\uf8f2"


class Record(NamedTuple):
    """row, last: first and last physical line, 1-based. cells: None where the quotes do not close (a torn line)."""

    row: int
    last: int
    cells: list[str] | None

    @property
    def is_blank(self) -> bool:
        """No cell says anything; a quoted empty cell alone on its line is a record of a one-column table."""
        return self.cells is not None and self.cells != [""] and not any(map(str.strip, self.cells))


class _CellTooLong(Exception):
    pass


class _Lines:
    """Feeds lines to the csv parser and knows where the record under way began."""

    def __init__(self, lines: list[str], start: int):
        self.lines, self.at, self.began = lines, start, start

    def __iter__(self) -> Iterator[str]:
        while self.at < len(self.lines):
            if self.at - self.began > LONGEST_CELL_LINES:
                raise _CellTooLong
            self.at += 1
            yield self.lines[self.at - 1]


def physical_lines(text: str) -> list[str]:
    """Lines with their ends; LF, CRLF and CR end a line, nothing else does."""
    return list(io.StringIO(text, newline=""))


def records(lines: list[str], dialect: Dialect) -> list[Record]:
    """All records of the lines, blank ones too, in order."""
    if dialect.escape == "\\":
        lines = [_hide(line, dialect) if "\\" in line else line for line in lines]
    found = list(_parse(lines, dialect))
    return [_shown(record, dialect) for record in found] if dialect.escape == "\\" else found


def _parse(lines: list[str], dialect: Dialect) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_CELL)
    start = 0
    while start < len(lines):
        feed = _Lines(lines, start)
        try:
            for cells in _reader(feed, dialect):
                yield Record(feed.began + 1, feed.at, cells)
                feed.began = feed.at
            return
        except (csv.Error, _CellTooLong):
            yield Record(feed.began + 1, feed.began + 1, None)
            start = feed.began + 1


def _reader(feed: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        iter(feed),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        strict=True,
        skipinitialspace=dialect.skip_space,
    )


def _hide(line: str, dialect: Dialect) -> str:
    line = line.replace("\\\\", _BACKSLASH).replace("\\" + (dialect.quote or '"'), _QUOTE)
    return line.replace("\\" + dialect.delimiter, _DELIMITER)


def _shown(record: Record, dialect: Dialect) -> Record:
    if record.cells is None:
        return record
    return record._replace(cells=[_show(cell, dialect) for cell in record.cells])


def _show(cell: str, dialect: Dialect) -> str:
    if not re.search(f"[{_BACKSLASH}-{_DELIMITER}]", cell):
        return cell
    cell = cell.replace(_QUOTE, dialect.quote or '"').replace(_DELIMITER, dialect.delimiter)
    return cell.replace(_BACKSLASH, "\\")
