"""The records behind a finding: a sheet that can be filtered, or a CSV beside the workbook where they are too many."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cmokit.exhibits.section import EvidenceFile, Section
from cmokit.render import formats
from cmokit.render.personal import ids_only
from cmokit.render.report_meta import ReportMeta
from cmokit.render.volumes import MOST_BYTES
from cmokit.render.workbook.book import MOST_DIGITS, Book, Sheet
from cmokit.render.workbook.formulas import Area
from cmokit.vocabulary import TOTALS_ONLY
from cmokit.words import say

if TYPE_CHECKING:
    import pyarrow as pa

MOST_RECORDS = 100_000
WIDEST = 48  # characters
SEEN = 200  # rows that decide a column's width
FIRST = 2  # the row of the first record, counted from 0: above it the way back, and the header


@dataclass(frozen=True)
class Records:
    """Where a finding's records are. sheet: empty unless they stand on one; area: where formulas find them there."""

    words: str
    sheet: str = ""
    area: Area | None = None
    is_missing: bool = False
    beside: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Beside:
    """Which records stand in files beside the workbook: those of more than `above` rows; limit: bytes of one file."""

    above: int = MOST_RECORDS
    limit: int = MOST_BYTES


def write_records(
    book: Book,
    section: Section,
    name: str,
    find: Callable[[EvidenceFile], "pa.Table | None"],
    meta: ReportMeta,
    stem: str,
    beside: Beside,
) -> Records:
    """The records of one section, wherever they go; and the line that says so. stem: of files beside the workbook."""
    if section.evidence is None or section.evidence.rows_count == 0:
        return Records(book.say("workbook.evidence_none"))
    if meta.audience in TOTALS_ONLY:
        rows = formats.show(section.evidence.rows_count, "count", book.look.locale)
        return Records(say("audiences.evidence_left_out", None, book.look.language, rows=rows))
    table = find(section.evidence)
    if table is None:
        return Records(book.say("workbook.evidence_missing", file=section.evidence.file), is_missing=True)
    table, without = (table, "") if meta.shows_people else _unnamed(table, book.look.language)
    rows = formats.show(table.num_rows, "count", book.look.locale)
    if table.num_rows > min(MOST_RECORDS, beside.above):
        files = csv_files(table, f"{stem}-{section.analysis}", beside.limit)
        return Records(book.say("workbook.evidence_beside", rows=rows, file=", ".join(files)) + without, beside=files)
    sheet = book.sheet(_rows_name(book, name))
    _fill(sheet, table, section, name)
    area = None if sheet.has_long_numbers else Area(sheet.name, FIRST + 1, table)
    return Records(book.say("workbook.evidence", rows=rows) + without, sheet.name, area)


def _unnamed(table: "pa.Table", language: str) -> "tuple[pa.Table, str]":
    """The records without what names people, and the sentence that says so."""
    kept, left_out = ids_only(table, language)
    said = say("audiences.evidence_columns", None, language, columns=", ".join(left_out)) if left_out else ""
    return kept, f" {said}" if said else ""


def csv_files(table: "pa.Table", stem: str, limit: int) -> dict[str, bytes]:
    """The records as one CSV, or as several, none larger than `limit`, each with its header."""
    whole = as_csv(table)
    if len(whole) <= limit or table.num_rows < 2:
        return {f"{stem}.csv": whole}
    rows = max(table.num_rows * limit * 9 // (len(whole) * 10), 1)  # rows differ in length: a tenth is kept free
    parts = [table.slice(start, rows) for start in range(0, table.num_rows, rows)]
    return {f"{stem}-{number}.csv": as_csv(part) for number, part in enumerate(parts, 1)}


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
    for row, record in enumerate(table.to_pylist(), FIRST):
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
