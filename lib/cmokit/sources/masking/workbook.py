"""A workbook's one sheet with some cells changed, as values alone: no formulas, comments, other sheets or properties.

What is not read is not sent: a hidden sheet, an author's name or a cell beside the table would undo the masking.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from cmokit.sources.masking.lines import Line, body_rows, is_filled, part_of, reasons
from cmokit.sources.reading import RawTable
from cmokit.sources.reading.cells import text_of

# A workbook says when it was made; two maskings of one file are to be the same bytes.
MADE = datetime(2000, 1, 1)
_STAMP = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")


@dataclass(frozen=True)
class Book:
    """raw: as it was read. rows: the sheet's cells (value, number format). left: columns before the table."""

    raw: RawTable
    rows: list[list[tuple[Any, str]]]
    left: int
    is_same_encoding: bool = True

    @property
    def header(self) -> tuple[str, ...]:
        return self._texts(self.rows[self.raw.header_row - 1])[self.left :]

    def lines(self) -> list[Line]:
        """Rows with their cells within the table; above it, all cells."""
        body, why, width = body_rows(self.raw), reasons(self.raw), len(self.header)
        found = []
        for row, cells in enumerate(self.rows, start=1):
            texts = self._texts(cells)
            if row >= self.raw.header_row:
                texts = (texts[self.left :] + ("",) * width)[:width]
            if is_filled(texts):
                found.append(Line(row, part_of(row, self.raw, body), texts, why.get(row, "")))
        return found

    def written(self, changed: Mapping[int, Sequence[str]]) -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.title = self.raw.sheet or sheet.title
        for row, cells in enumerate(self.rows, start=1):
            first = self.left if row >= self.raw.header_row else 0
            last = first + len(self.header) if row >= self.raw.header_row else len(cells)
            new = changed.get(row)
            for place, (value, form) in enumerate(cells[:last]):
                if place < first or value is None:
                    continue
                text = text_of(value, form)
                is_new = new is not None and new[place - first] != text
                cell = sheet.cell(row, place + 1)
                cell.value = new[place - first] if new is not None and is_new else value
                cell.number_format = form or "General"
                if cell.data_type == "f":  # a text that begins with = is a text
                    cell.data_type = "s"
        book.properties.creator, book.properties.created = "cmokit", MADE
        return same_bytes(book)

    def text_of(self, row: int) -> str:
        return "\t".join(self._texts(self.rows[row - 1]))

    @staticmethod
    def _texts(cells: list[tuple[Any, str]]) -> tuple[str, ...]:
        return tuple(text_of(value, form) for value, form in cells)


def is_workbook(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm")


def open_book(raw: RawTable) -> Book:
    """The sheet behind a reading."""
    book = load_workbook(raw.path, read_only=True, data_only=True)
    try:
        sheet = book[raw.sheet] if raw.sheet else book.worksheets[0]
        sheet.reset_dimensions()
        rows = [[(cell.value, cell.number_format or "") for cell in row] for row in sheet.iter_rows()]
    finally:
        book.close()
    header = rows[raw.header_row - 1]
    left = next(place for place, (value, form) in enumerate(header) if text_of(value, form).strip())
    return Book(raw, [_within(row, header) for row in rows], left)


def _within(row: list[tuple[Any, str]], header: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return row + [(None, "")] * (len(header) - len(row))


def same_bytes(book: Workbook) -> bytes:
    """The saved workbook without the moment of saving."""
    saved, out = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for item in given.infolist():
            content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\2", given.read(item))
            info = zipfile.ZipInfo(item.filename, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(info, content)
    return out.getvalue()
