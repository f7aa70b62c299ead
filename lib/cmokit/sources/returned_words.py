"""The workbook of the client's words as it comes back: each line found by its heads, wherever people moved things."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cmokit.errors import CmokitError, DataNotReadable, ManyErrors
from cmokit.sources.finance.book import Cell, Page, open_pages

SEARCHED = 40  # rows of a sheet in which its heads may stand
NEEDED = ("what", "system", "text", "answer")
Heads = Mapping[str, Collection[str]]  # our column → the words that may stand above it


@dataclass(frozen=True)
class ReturnedLine:
    """One line with an answer. row: its number in the sheet; column: the head above its answer."""

    row: int
    what: str
    system: str
    text: str
    answer: str
    column: str


def returned_lines(path: Path, heads: Heads) -> tuple[ReturnedLine, ...]:
    """The answered lines of the first sheet that has the heads.

    Raises DataNotReadable (no_file, wrong_format, no_heads …), or ManyErrors with a line a merged or broken cell.
    """
    if not path.is_file():
        raise DataNotReadable("there is no such file", "no_file", path, mend="give the workbook that came back")
    known = {_folded(word): name for name, words in heads.items() for word in words}
    pages = open_pages(path)
    for page in pages:
        for at in range(1, min(len(page.rows), SEARCHED) + 1):
            places = _places(page.texts(at), known)
            if set(NEEDED) <= set(places):
                return _lines(path, page, at, places)
    raise _no_heads(path, pages, heads, known)


def _lines(path: Path, page: Page, head: int, places: Mapping[str, int]) -> tuple[ReturnedLine, ...]:
    found: list[ReturnedLine] = []
    faults: list[CmokitError] = []
    heads = page.texts(head)
    for row in range(head + 1, len(page.rows) + 1):
        cells = {name: page.cell(row, places[name]) for name in NEEDED}
        texts = {name: cell.text.strip() for name, cell in cells.items()}
        fault = _fault(path, row, cells, {name: heads[place] for name, place in places.items()})
        if fault:
            faults.append(fault)
        elif texts["answer"]:
            found.append(ReturnedLine(row=row, column=heads[places["answer"]], **texts))
    if faults:
        raise ManyErrors(_once(faults))
    return tuple(found)


def _fault(path: Path, row: int, cells: Mapping[str, Cell], heads: Mapping[str, str]) -> CmokitError | None:
    """A cell that says nothing certain: part of a merged range, an error, a formula without its value."""
    for name, cell in cells.items():
        if cell.merged:
            mend = "unmerge the cells, and write into each what it means"
            return DataNotReadable(
                "these cells are merged", "merged_cells", path.name, row, heads[name], cell.merged, mend=mend
            )
        if cell.is_error or cell.formula:
            found, mend = cell.formula or cell.text, "write the word itself into the cell"
            return DataNotReadable("this cell holds no text", "no_text", path.name, row, heads[name], found, mend=mend)
    return None


def _once(faults: Sequence[CmokitError]) -> list[CmokitError]:
    """A merged range is one fault, however many rows it covers."""
    return list({(fault.code, fault.column, fault.found): fault for fault in reversed(faults)}.values())[::-1]


def _places(texts: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """Our columns found in a row; of two of one name the first counts."""
    places: dict[str, int] = {}
    for place, text in enumerate(texts):
        if name := known.get(_folded(text)):
            places.setdefault(name, place)
    return places


def _no_heads(path: Path, pages: Sequence[Page], heads: Heads, known: Mapping[str, str]) -> DataNotReadable:
    """Which head is missing in the row that comes nearest, and what may stand in its place."""
    rows = [(page, at) for page in pages for at in range(1, min(len(page.rows), SEARCHED) + 1)]
    best = max(rows, key=lambda r: len(set(_places(r[0].texts(r[1]), known)) & set(NEEDED)), default=None)
    texts = best[0].texts(best[1]) if best else []
    there = set(_places(texts, known))
    missing = [sorted(heads[name])[0] for name in NEEDED if name not in there]
    other = [text for text in texts if text and _folded(text) not in known]
    near = difflib.get_close_matches(missing[0], other, n=1, cutoff=0.5)
    return DataNotReadable(
        "no sheet has the heads that were sent out",
        "no_heads",
        file=path.name,
        row=best[1] if best and there else None,
        column=missing[0],
        found=near[0] if near else ", ".join(other[:6]) or "no such head",
        wanted=", ".join(missing),
        mend="give these columns their names back; their order and the sheet's name do not matter",
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
