"""A text file whose cells can be changed one by one: all else stays as it is, quotes and line ends too."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmokit.errors import DataNotReadable
from cmokit.sources.masking.lines import Line, body_rows, is_filled, part_of, reasons
from cmokit.sources.reading import Dialect, RawTable
from cmokit.sources.reading.dialect import delimiter_said
from cmokit.sources.reading.encoding import decode
from cmokit.sources.reading.reader import file_bytes
from cmokit.sources.reading.records import Record, physical_lines, records

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CODECS = {"utf-8-sig": "utf-8", "shift_jis": "cp932"}


@dataclass(frozen=True)
class TextFile:
    """raw: as it was read. physical: its lines with their ends. records: by their first line. codec, mark: how it is
    written. is_same_encoding: False where it was a mixture, which is written as UTF-8."""

    raw: RawTable
    physical: list[str]
    records: dict[int, Record]
    codec: str
    mark: bytes
    is_same_encoding: bool

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(self.records[self.raw.header_row].cells or ())

    def lines(self) -> list[Line]:
        body, why = body_rows(self.raw), reasons(self.raw)
        return [
            Line(row, part_of(row, self.raw, body), None if r.cells is None else tuple(r.cells), why.get(row, ""))
            for row, r in self.records.items()
            if is_filled(r.cells)
        ]

    def written(self, changed: Mapping[int, Sequence[str]]) -> bytes:
        """The file's bytes with these lines' cells in place of its own. A torn line has one cell, the line itself."""
        out = list(self.physical)
        for row, cells in changed.items():
            record = self.records[row]
            out[row - 1] = self._rewritten(record, cells)
            out[row : record.last] = [""] * (record.last - row)
        return self.mark + "".join(out).encode(self.codec)

    def text_of(self, row: int) -> str:
        return "".join(self.physical[row - 1 : self.records[row].last])

    def _rewritten(self, record: Record, cells: Sequence[str]) -> str:
        text = self.text_of(record.row)
        end = text[len(text.rstrip("\r\n")) :]
        if record.cells is None:
            return cells[0].rstrip("\r\n") + end
        spans = cell_spans(text.rstrip("\r\n"), self.raw.dialect)
        if len(spans) != len(record.cells):
            raise DataNotReadable(
                "this line cannot be masked cell by cell", code="cannot_mask", file=self.raw.path.name, row=record.row,
                mend="export the file again as plain CSV",
            )  # fmt: skip
        for (start, stop), old, new in reversed(list(zip(spans, record.cells, cells, strict=True))):
            if new != old:
                text = text[:start] + _quoted(new, text[start:stop], self.raw.dialect) + text[stop:]
        return text


def open_text(raw: RawTable) -> TextFile:
    """The file behind a reading. Raises DataNotReadable as reading does."""
    data = file_bytes(raw.path)
    text, name, _ = decode(data, raw.path)
    physical = physical_lines(text)
    parsed = ["\n", *physical[1:]] if delimiter_said(physical[0]) else physical
    codec, mark = _CODECS.get(name, name), next((mark for mark in _MARKS if data.startswith(mark)), b"")
    same = _encodes_to(text, codec, mark, data)
    found = {record.row: record for record in records(parsed, raw.dialect)}
    if parsed is not physical:
        found.pop(1, None)
    return TextFile(raw, physical, found, codec if same else "utf-8", mark if same else b"", same)


def _encodes_to(text: str, codec: str, mark: bytes, data: bytes) -> bool:
    try:
        return mark + text.encode(codec) == data
    except UnicodeEncodeError:
        return False


def cell_spans(text: str, dialect: Dialect) -> list[tuple[int, int]]:
    """Where each cell of a record stands in its text, quotes included."""
    spans, at = [], 0
    while True:
        while dialect.skip_space and text[at : at + 1] == " ":
            at += 1
        stop = _end_of_cell(text, at, dialect)
        spans.append((at, stop))
        if stop >= len(text):
            return spans
        at = stop + len(dialect.delimiter)


def _end_of_cell(text: str, at: int, dialect: Dialect) -> int:
    is_open = bool(dialect.quote) and text[at : at + 1] == dialect.quote
    at += is_open
    while at < len(text):
        if dialect.escape == "\\" and text[at] == "\\":
            at += 2
        elif is_open and text[at] == dialect.quote:
            if dialect.escape != "\\" and text[at + 1 : at + 2] == dialect.quote:
                at += 2
            else:
                is_open, at = False, at + 1
        elif not is_open and text[at] == dialect.delimiter:
            return at
        else:
            at += 1
    return len(text)


def _quoted(new: str, old: str, dialect: Dialect) -> str:
    """The cell's new text, in quotes where the old one was or where it needs them."""
    quote = dialect.quote
    if not quote or not (old.startswith(quote) or any(c in new for c in (dialect.delimiter, quote, "\n", "\r"))):
        return new
    if dialect.escape == "\\":
        return quote + new.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote
    return quote + new.replace(quote, quote * 2) + quote
