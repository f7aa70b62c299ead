"""Which record is the header, and what its columns are called."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.records import Record

HeaderScore = Callable[[list[str]], float]
SEARCHED = 80
# A cell that no header would be: a number, an amount, a date or time, an e-mail address, a web address.
_DATUM = re.compile(
    r"[-+(]?\W{0,3}\d[\d.,'’ \u00a0\u202f]*\W{0,3}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*|[^@\s]+@[^@\s]+\.\w+|https?://.*",
    re.S,
)
_INVISIBLE = re.compile("[\ufeff\u200b\u200e\u200f\u2060]")


def clean(cells: Sequence[str]) -> list[str]:
    """Header cells without surrounding blanks, marks that nobody sees, and line breaks."""
    return [re.sub(r"\s*[\r\n]+\s*", " ", _INVISIBLE.sub("", cell)).strip() for cell in cells]


def find_header(records: list[Record], *, score: HeaderScore | None, row: int | None, file: str) -> int:
    """Index of the header among the records.

    row: the line that is the header, when a person said so. score: share of a row's cells that a known export has;
    the row with most of them wins. Else the first row of names as wide as the rows below it.
    Raises DataNotReadable: no_header.
    """
    if row is not None:
        return _at_row(records, row, file)
    if score is not None:
        found = [(known_names(r.cells or [], score), -i) for i, r in enumerate(records[:SEARCHED]) if not r.is_blank]
        best = max(found, default=(0.0, 0))
        if best[0] > 0:
            return -best[1]
    return _first_of_names(records[:SEARCHED], file)


def known_names(cells: list[str], score: HeaderScore) -> float:
    """How many of a row's cells are names of a known export: a title of one known word is no better header than ten
    known names among twelve."""
    names = clean(cells)
    return score(names) * sum(map(bool, names)) if any(names) else 0.0


def looks_like_header(cells: list[str]) -> bool:
    """Every cell is filled, none twice, none a number, date or address."""
    names = clean(cells)
    return all(names) and len(set(names)) == len(names) and not any(_DATUM.fullmatch(name) for name in names)


def column_names(cells: list[str]) -> list[str]:
    """One name per cell: as written, a blank one `column_3` by its place, a repeated one `name_2`."""
    names: list[str] = []
    taken = set(clean(cells))
    for place, name in enumerate(clean(cells), start=1):
        name = name or f"column_{place}"
        copy = 1
        unique = name
        while unique in names or (copy > 1 and unique in taken):
            copy += 1
            unique = f"{name}_{copy}"
        names.append(unique)
    return names


def _at_row(records: list[Record], row: int, file: str) -> int:
    for index, record in enumerate(records):
        if record.row == row and record.cells is not None and not record.is_blank:
            return index
    raise DataNotReadable(
        message="the header row that the mapping names holds no header",
        code="no_header",
        file=file,
        row=row,
        found="a blank line, or the inside of another row",
        wanted="the line on which the column names stand",
        mend="correct header_row in engagement.yaml: mapping",
    )


def _first_of_names(records: list[Record], file: str) -> int:
    """The first row of names that is (nearly: rows may be torn) as wide as the table; gaps and repeats come second."""
    filled = [(i, r) for i, r in enumerate(records) if r.cells and not r.is_blank]
    common = _table_width([_width(r.cells or []) for _, r in filled])
    for test in (looks_like_header, _loosely):
        for index, record in filled:
            if record.cells and len(record.cells) >= common and test(_trim(record.cells)):
                return index
    first = filled[0][1] if filled else None
    raise DataNotReadable(
        message="no header row was found",
        code="no_header",
        file=file,
        row=first.row if first else None,
        found=", ".join((first.cells or [])[:6]) if first else "no rows",
        wanted="a row of column names above the data",
        mend="say header_row in engagement.yaml: mapping, or export the file again with its header",
    )


def _table_width(widths: list[int]) -> int:
    """The width that covers most cells: titles and comments above a table are many lines, but narrow."""
    counts = Counter(widths)
    repeated = {width: count for width, count in counts.items() if count > 1} or counts
    return max(repeated, key=lambda width: (repeated[width] * (width - 1), -width), default=0)


def _loosely(cells: list[str]) -> bool:
    names = [name for name in clean(cells) if name]
    return len(names) * 2 > len(cells) and not any(_DATUM.fullmatch(name) for name in names)


def _trim(cells: list[str]) -> list[str]:
    """Without blank cells at either end (a table may stand anywhere in a sheet)."""
    first = next((i for i, cell in enumerate(cells) if cell.strip()), 0)
    return cells[first : _width(cells)]


def _width(cells: list[str]) -> int:
    """Cells up to the last one that says something."""
    return max((i for i, cell in enumerate(cells, start=1) if cell.strip()), default=0)
