"""Workbooks (.xlsx): the sheet whose rows are an export, as the same table of text that a CSV becomes."""

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from cmokit.errors import DataNotReadable
from cmokit.sources.reading import signatures
from cmokit.sources.reading.assemble import assemble
from cmokit.sources.reading.header import SEARCHED, HeaderScore, find_header, known_names
from cmokit.sources.reading.layout import below_header
from cmokit.sources.reading.raw import NO_DIALECT, RawTable, Warning_
from cmokit.sources.reading.records import Record
from cmokit.sources.reading.sheets import Sheet, read_sheet

# A workbook of a few hundred thousand rows; what inflates to more is no export, or a bomb.
MAX_INFLATED = 400 * 1024 * 1024
_NAMES = (".xlsx", ".xlsm")
# What openpyxl lets through from a damaged file; SyntaxError is the XML parser's.
DAMAGE = (zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, EOFError, OSError)


def read_workbook(
    path: Path, *, header_score: HeaderScore | None = None, header_row: int | None = None, sheet: str | None = None
) -> RawTable:
    """The sheet named, else the one whose header scores best, else the only one with rows.

    Raises DataNotReadable: wrong_format, too_large, unreadable, empty_file, which_sheet, headers_only, no_header.
    """
    if path.suffix.lower() not in _NAMES:
        raise signatures.not_a_table(path, f"an Excel workbook under the name {path.suffix}", "rename it to .xlsx")
    guard(path)
    sheets, hidden = _load(path, sheet)
    chosen = _choose(path, sheets, header_score)
    at = find_header(chosen.records, score=header_score, row=header_row, file=path.name)
    left, rows, beside = _within(chosen.records[at:])
    raw = assemble(
        path,
        rows[0],
        below_header(rows[0], rows[1:], padded=True),
        lambda record: "\t".join(record.cells or []).rstrip("\t"),
        encoding="xlsx",
        dialect=NO_DIALECT,
        preamble=[" ".join(filter(None, map(str.strip, r.cells or []))) for r in chosen.records[:at] if not r.is_blank],
        warnings=hidden + chosen.warnings + beside,
        sheet=chosen.name,
    )
    named = _places(rows[0], raw.headers, left)
    return replace(raw, decimals={named[i]: "." for i in sorted(chosen.floats - chosen.texts) if i in named})


def guard(path: Path) -> None:
    """Look at the archive before anything is unpacked. Raises DataNotReadable: unreadable, too_large."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    names = [member.filename for member in members]
    outside = [name for name in names if ".." in name.split("/") or name.startswith(("/", "\\"))]
    if outside or len(set(names)) < len(names):
        raise unreadable(path, f"an entry outside of the archive: {outside[0]}" if outside else "an entry twice")
    inflated = sum(member.file_size for member in members)
    if inflated > MAX_INFLATED:
        raise DataNotReadable(
            message="the workbook unpacks to more than a workbook may",
            code="too_large",
            file=path.name,
            found=f"{inflated} bytes",
            wanted=f"at most {MAX_INFLATED} bytes",
            mend="export it as CSV",
        )


def _load(path: Path, wanted: str | None) -> tuple[list[Sheet], list[Warning_]]:
    """The sheets that may hold the export (hidden ones only when asked for), and warnings of hidden ones."""
    try:
        return _open(path, wanted)
    except DataNotReadable:
        raise
    except (*DAMAGE, SyntaxError) as error:
        raise unreadable(path, str(error)[:200] or type(error).__name__) from error


def _open(path: Path, wanted: str | None) -> tuple[list[Sheet], list[Warning_]]:
    book = load_workbook(path, read_only=True, data_only=True)
    formulas = load_workbook(path, read_only=True, data_only=False) if _has_formulas(path) else None
    try:
        if wanted is not None and wanted not in book.sheetnames:
            raise _which_sheet(path, book.sheetnames, f"no sheet {wanted}")
        shown = [s for s in book.worksheets if s.title == wanted or (not wanted and s.sheet_state == "visible")]
        hidden = [s.title for s in book.worksheets if s.sheet_state != "visible" and s not in shown]
        sheets = [read_sheet(path, s, formulas[s.title] if formulas else None) for s in shown]
    finally:
        book.close()
        if formulas:
            formulas.close()
    return sheets, [Warning_("hidden_sheet", None, None, f"the hidden sheet {name} was not read") for name in hidden]


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in archive.read(name) for name in sheets)


def _choose(path: Path, sheets: list[Sheet], score: HeaderScore | None) -> Sheet:
    filled = [s for s in sheets if any(not r.is_blank for r in s.records)]
    if not filled:
        raise DataNotReadable(
            message="the workbook is empty",
            code="empty_file",
            file=path.name,
            found="no sheet with a filled cell",
            wanted="a sheet with a header and rows",
            mend="export it again",
        )
    if len(filled) == 1:
        return filled[0]
    ranked = sorted(((_best(s, score), s) for s in filled), key=lambda pair: -pair[0]) if score else []
    if ranked and ranked[0][0] > max(0, ranked[1][0]):
        others = ", ".join(s.name for s in filled if s is not ranked[0][1])
        ranked[0][1].warnings.append(Warning_("other_sheets", None, None, f"sheets not read: {others}"))
        return ranked[0][1]
    raise _which_sheet(path, [s.name for s in filled], f"{len(filled)} sheets with rows")


def _best(sheet: Sheet, score: HeaderScore) -> float:
    return max((known_names(r.cells or [], score) for r in sheet.records[:SEARCHED]), default=0.0)


def _within(rows: list[Record]) -> tuple[int, list[Record], list[Warning_]]:
    """The first row is the header: the table spans its cells, from the first filled one (its place comes first).

    What stands to the left and right of the table is no part of it, and said.
    """
    header = rows[0].cells or []
    left, right = next((i for i, cell in enumerate(header) if cell.strip()), 0), len(header)
    outside = [(r.row, t) for r in rows if (t := " ".join([*(r.cells or [])[:left], *(r.cells or [])[right:]]).strip())]
    inside = [r._replace(cells=((r.cells or []) + [""] * right)[left:right]) for r in rows]
    if not outside:
        return left, inside, []
    message = f"{len(outside)} rows have cells beside the table, which were not read: {outside[0][1][:80]}"
    return left, inside, [Warning_("beside_table", outside[0][0], None, message)]


def _places(header: Record, headers: list[str], left: int) -> dict[int, str]:
    """Place in the sheet (0-based) → header, where nameless columns were dropped."""
    cells = enumerate(header.cells or [], start=1)
    kept = [left + place - 1 for place, cell in cells if cell.strip() or f"column_{place}" in headers]
    return dict(zip(kept, headers, strict=False))


def _which_sheet(path: Path, names: list[str], found: str) -> DataNotReadable:
    return DataNotReadable(
        message="which sheet holds the export?",
        code="which_sheet",
        file=path.name,
        found=f"{found}: {', '.join(names)}",
        wanted="one sheet",
        mend="say sheet in this file's entry under mapping in engagement.yaml, or save that sheet alone",
    )


def unreadable(path: Path, found: str) -> DataNotReadable:
    return DataNotReadable(
        message="the workbook is damaged",
        code="unreadable",
        file=path.name,
        found=found,
        wanted="a whole .xlsx workbook",
        mend="open it in a spreadsheet, save it again, or export it as CSV",
    )
