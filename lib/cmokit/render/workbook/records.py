"""The records behind a finding: a sheet that can be filtered, or a CSV beside the workbook where they are too many."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cmokit.exhibits.section import EvidenceFile, Section
from cmokit.render import formats
from cmokit.render.workbook.book import MOST_DIGITS, Book, Sheet

if TYPE_CHECKING:
    import pyarrow as pa

MOST_RECORDS = 100_000
WIDEST = 48  # characters
SEEN = 200  # rows that decide a column's width


@dataclass(frozen=True)
class Records:
    """Where a finding's records are. sheet: empty unless they stand on one."""

    words: str
    sheet: str = ""
    is_missing: bool = False
    beside: dict[str, bytes] = field(default_factory=dict)


def write_records(
    book: Book, section: Section, name: str, find: Callable[[EvidenceFile], "pa.Table | None"], stem: str
) -> Records:
    """The records of one section, wherever they go; and the line that says so."""
    if section.evidence is None or section.evidence.rows_count == 0:
        return Records(book.say("workbook.evidence_none"))
    table = find(section.evidence)
    if table is None:
        return Records(book.say("workbook.evidence_missing", file=section.evidence.file), is_missing=True)
    rows = formats.show(table.num_rows, "count", book.look.locale)
    if table.num_rows > MOST_RECORDS:
        file = f"{stem}-{section.analysis}.csv"
        return Records(book.say("workbook.evidence_beside", rows=rows, file=file), beside={file: as_csv(table)})
    sheet = book.sheet(_rows_name(book, name))
    _fill(sheet, table, section, name)
    return Records(book.say("workbook.evidence", rows=rows), sheet.name)


def as_csv(table: "pa.Table") -> bytes:
    """UTF-8 with a mark that Excel knows; what a spreadsheet would take for a formula begins with an apostrophe."""
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\r\n")
    out.writerow(table.column_names)
    for batch in table.to_batches(max_chunksize=50_000):
        out.writerows([_inert(value) for value in row.values()] for row in batch.to_pylist())
    return written.getvalue().encode("utf-8-sig")


def _inert(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _rows_name(book: Book, name: str) -> str:
    """`Duplicates rows`; a long name gives way to the word."""
    word = book.say("workbook.rows_of", sheet="").strip()
    return book.say("workbook.rows_of", sheet=name[: 30 - len(word)].rstrip())


def _fill(sheet: Sheet, table: "pa.Table", section: Section, back: str) -> None:
    names = table.column_names
    columns = [(column, name, _unit(name, section)) for column, name in enumerate(names)]
    sheet.link(0, 0, back, "A1", back)
    for row, record in enumerate(table.to_pylist(), 2):
        for column, name, unit in columns:
            sheet.write(row, column, record[name], unit)
    if sheet.has_long_numbers:
        sheet.text(0, 1, sheet.book.say("workbook.digits", digits=MOST_DIGITS))
    sheet.heads(1, 0, names)
    sheet.page.freeze_panes(2, 1)
    sheet.page.autofilter(1, 0, max(table.num_rows + 1, 1), max(len(names) - 1, 0))
    sheet.widths(_width(name, table) for name in names)


def _unit(name: str, section: Section) -> str:
    """A column's unit by the ending of its name, as in the canonical tables."""
    for ending in ("count", "share", "days", "minutes"):
        if name.endswith(f"_{ending}"):
            return ending
    return "amount" if name.endswith("_amount") else "general"


def _width(name: str, table: "pa.Table") -> float:
    values = table.column(name).slice(0, SEEN).to_pylist()
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return float(min(max(longest, len(name) + 3) + 2, WIDEST))
