"""Files of a client, masked into another folder: read, recognised, masked cell by cell, looked over, then written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cmokit.engagement.writing import PRIVATE_FILE, make_folder, write_bytes
from cmokit.errors import CmokitError, DataNotReadable, ManyErrors, UsageError
from cmokit.sources.base import Source, header_key
from cmokit.sources.catalog import SOURCES
from cmokit.sources.masking.asides import masked_around
from cmokit.sources.masking.columns import Columns, columns_of, masked_row, people_in
from cmokit.sources.masking.finance import is_finance, passed_on
from cmokit.sources.masking.key import load_key
from cmokit.sources.masking.lines import Line, Part
from cmokit.sources.masking.people import People
from cmokit.sources.masking.personal import How
from cmokit.sources.masking.report import UNKNOWN, MaskedFile, Masking
from cmokit.sources.masking.scan import refuse_leaks, refuse_names_left
from cmokit.sources.masking.text_file import TextFile, open_text
from cmokit.sources.masking.tokens import Tokens
from cmokit.sources.masking.workbook import Book, is_workbook, open_book
from cmokit.sources.reading import RawTable, read_raw
from cmokit.sources.reading.header import column_names
from cmokit.sources.recognise import header_score, is_ragged, recognise, sources_of
from cmokit.vocabulary import SetAside


@dataclass(frozen=True)
class _Said:
    """What a person says of the files; keep and mask as `header_key`."""

    kind: str | None
    sheet: str | None
    header_row: int | None
    keep: frozenset[str]
    mask: frozenset[str]


@dataclass(frozen=True)
class _Opened:
    file: TextFile | Book
    source: Source | None
    columns: Columns
    places: tuple[int, ...]  # of the columns among the header's cells
    lines: list[Line]

    @property
    def raw(self) -> RawTable:
        return self.file.raw

    def cells(self, line: Line) -> list[str]:
        """The line's cells of the columns; a line may be shorter than the header."""
        cells = line.cells or ()
        return [cells[place] if place < len(cells) else "" for place in self.places]

    def body(self) -> list[list[str]]:
        return [self.cells(line) for line in self.lines if line.part is Part.BODY]


def mask_files(
    files: Sequence[Path],
    *,
    out: Path,
    key_file: Path,
    kind: str | None = None,
    keep: Sequence[str] = (),
    mask: Sequence[str] = (),
    sheet: str | None = None,
    header_row: int | None = None,
) -> Masking:
    """Mask the files into `out`, all or none; the files themselves are only read.

    kind: taken as said. keep, mask: headers that a person has decided on. sheet, header_row: where the table stands in
    workbooks and files that no source recognises. Finance's workbook goes along as it is.
    Raises UsageError (folders, key) and DataNotReadable (unknown kind, unreadable, somebody left).
    """
    _refuse_folders(files, out)
    said = _Said(kind, sheet, header_row, frozenset(map(header_key, keep)), frozenset(map(header_key, mask)))
    books = [path for path in files if is_finance(path, kind)]
    opened = _each(lambda path: _open(path, said), [path for path in files if path not in books])
    _refuse_headers(opened, keep, mask)
    key, is_new = load_key(key_file, out)
    tokens, people = Tokens(key), People()
    for one in opened:
        people_in(one.columns, one.body(), people)
    done = _each(lambda one: _masked(one, people, tokens), opened) + _each(lambda path: passed_on(path, people), books)
    _write(out, [(report.file, content) for content, report in done])
    return Masking(out, key_file, is_new, tokens.fingerprint(), tuple(report for _, report in done))


def _open(path: Path, said: _Said) -> _Opened:
    among = sources_of(said.kind) if said.kind else SOURCES
    where: dict[str, Any] = (
        {"header_row": said.header_row} if said.header_row else {"header_score": lambda c: header_score(c, among)}
    )
    sheet = said.sheet if is_workbook(path) else None
    raw = read_raw(path, sheet=sheet, is_ragged=lambda cells: is_ragged(cells, among), **where)
    if raw.encoding == "parquet":
        raise DataNotReadable("Parquet is not masked", code="wrong_format", file=path.name, mend="export it as CSV")
    source = _source(raw, among, said)
    file = open_book(raw) if raw.sheet else open_text(raw)
    names = column_names(list(file.header))
    places = tuple(range(len(raw.headers))) if raw.is_ragged else tuple(names.index(header) for header in raw.headers)
    return _Opened(file, source, columns_of(raw, source, said.keep, said.mask), places, file.lines())


def _source(raw: RawTable, among: Sequence[Source], said: _Said) -> Source | None:
    """The export that this is; None for one that nobody knows, where a person said which columns may stay."""
    if said.kind:
        return max(among, key=lambda source: sum(map(source.knows, raw.headers)))
    try:
        return recognise(raw.headers, raw.preamble, raw.path)[0]
    except DataNotReadable as error:
        if said.keep:
            return None
        error.mend = "say which export it is (--kind KIND), or which of its columns name nobody (--keep HEADER)"
        raise


def _masked(one: _Opened, people: People, tokens: Tokens) -> tuple[bytes, MaskedFile]:
    changed: dict[int, list[str]] = {}
    count = 0
    for line in one.lines:
        before = list(line.cells or [one.file.text_of(line.row)])
        after = _masked_line(one, line, before, people, tokens)
        if after != before:
            changed[line.row] = after
            count += sum(new != old for new, old in zip(after, before, strict=True))
    refuse_names_left(one.raw.path, one.columns, one.body(), _names(one))
    return one.file.written(changed), _report(one, count)


def _masked_line(one: _Opened, line: Line, before: list[str], people: People, tokens: Tokens) -> list[str]:
    """A line's cells as they will be written, looked over once more."""
    after = list(before)
    if line.part is Part.BODY or (line.reason == SetAside.TOTAL and line.cells is not None):
        shown = masked_row(one.columns, one.cells(line), people, tokens)
        for place, cell in zip(one.places, shown, strict=True):
            if place < len(after):
                after[place] = cell
        if line.part is not Part.BODY:
            first = next(place for place, cell in enumerate(before) if cell.strip())
            after[first] = people.credits(before[first], tokens)
        refuse_leaks(one.raw.path, line, one.cells(replace(line, cells=tuple(after))), one.columns, people)
    else:
        after = masked_around(line, before[0], people, tokens)
        refuse_leaks(one.raw.path, line, after, one.columns, people)
    return after


def _names(one: _Opened) -> set[str]:
    """Full names as they stand in single cells."""
    places = one.columns.of(How.NAME, How.OWNER)
    return {cells[p].strip().lower() for cells in one.body() for p in places if len(cells[p].split()) > 1}


def _report(one: _Opened, count: int) -> MaskedFile:
    how = one.columns.how
    kept = tuple(header for header in one.raw.headers if how[header] is How.KEEP)
    return MaskedFile(
        file=one.raw.path.name,
        kind=one.source.kind if one.source else UNKNOWN,
        rows_count=one.raw.table.num_rows,
        cells_count=count,
        masked={header: how[header].value for header in one.raw.headers if how[header] is not How.KEEP},
        kept=kept,
        guessed=tuple(header for header in kept if header in one.columns.unknown - one.columns.said),
        unknown=tuple(h for h in one.raw.headers if h in one.columns.unknown and how[h] is not How.KEEP),
        encoding=one.raw.encoding if one.file.is_same_encoding else "utf-8",
    )


def _each(work: Any, items: Sequence[Any]) -> list[Any]:
    """All results, or all refusals together."""
    done, refused = [], []
    for item in items:
        try:
            done.append(work(item))
        except CmokitError as error:
            refused.append(error)
    if refused:
        raise refused[0] if len(refused) == 1 else ManyErrors(refused)
    return done


def _refuse_folders(files: Sequence[Path], out: Path) -> None:
    inside = next((path for path in files if path.resolve().parent.is_relative_to(out.resolve())), None)
    if inside:
        raise UsageError(
            "the masked files may not lie with the original ones", code="same_folder", file=inside, found=str(out),
            mend="name another folder with --out",
        )  # fmt: skip
    names = [path.name.casefold() for path in files]
    twice = next((path for path in files if names.count(path.name.casefold()) > 1), None)
    if twice:
        raise UsageError("two files have one name", code="same_name", file=twice.name, mend="mask them one by one")


def _refuse_headers(opened: Sequence[_Opened], keep: Sequence[str], mask: Sequence[str]) -> None:
    """A header that no file has is a slip, and a slip in --mask would let somebody through."""
    known = {header_key(header) for one in opened for header in one.raw.headers}
    lost = next((header for header in (*keep, *mask) if header_key(header) not in known), None)
    if lost:
        raise UsageError("no file has a column of this name", code="unknown_column", found=lost)


def _write(out: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """All files or none; a file of an earlier masking is replaced."""
    make_folder(out)
    written: list[Path] = []
    try:
        for name, content in files:
            write_bytes(out / name, content, mode=PRIVATE_FILE)
            written.append(out / name)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
