"""What has to be said about the numbers in people's words: which lack a source, which moved, which do not exist."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.render.blocks import Notes
from cmokit.render.cites import Cite, cites_in, find_fact, moved, nearest
from cmokit.render.formats import Look
from cmokit.render.marks import FACT, LOOSE, pieces_of
from cmokit.render.numerals import line_of
from cmokit.render.report_meta import Comment, ReportMeta
from cmokit.render.text import FactBook
from cmokit.vocabulary import Audience

if TYPE_CHECKING:
    from cmokit.render.notebook import Pages

SUMMARY, OPENING = "summary", "opening"


@dataclass(frozen=True)
class LooseNumeral:
    """A number that no figure and no named person stands behind.

    place: `commentary/audit.md, line 12` or `cell 14`; line_or_cell: its number alone. text: as written.
    """

    place: str
    line_or_cell: int
    text: str


@dataclass(frozen=True)
class MovedFigure:
    """A figure that reads otherwise than when the paragraph that cites it was first printed. then, now: as printed."""

    place: str
    line: int
    fact: Fact
    then: str
    now: str


@dataclass(frozen=True)
class UnknownFigure:
    """A mark that names no figure of the report. nearest: the name that may be meant, or empty."""

    place: str
    line_or_cell: int
    name: str
    nearest: str


@dataclass(frozen=True)
class Words:
    """What of a report people wrote: the notes among its items, and its commentary."""

    items: tuple[object, ...]
    meta: ReportMeta


def loose_numerals(pages: "Pages | Words") -> tuple[LooseNumeral, ...]:
    """Numbers in people's words without a source: of the notebook's cells in their order, then of the commentary.

    A mark that names no figure of the report is one of them: nothing stands behind it either.
    """
    book = book_of(pages)
    cells = (
        LooseNumeral(note.place, note.cell, text)
        for note in pages.items
        if isinstance(note, Notes)
        for text in (*note.loose, *(_mark(name) for name in note.cited if find_fact(name, book) is None))
    )
    return (*cells, *(found for comment in shown_comments(pages.meta) for found in _loose(comment, book)))


def moved_figures(pages: "Pages | Words") -> tuple[MovedFigure, ...]:
    """Figures that comments cite and that read otherwise since."""
    look = Look(pages.meta.locale, pages.meta.language)
    return tuple(
        MovedFigure(cite.place, cite.line, cite.fact, *change)
        for cite in _cites(pages)
        if cite.fact and (change := moved(cite, look))
    )


def unknown_figures(pages: "Pages | Words") -> tuple[UnknownFigure, ...]:
    """Marks that name no figure of the report, in cells and in comments."""
    book = book_of(pages)
    cells = (
        UnknownFigure(note.place, note.cell, name, nearest(name, book))
        for note in pages.items
        if isinstance(note, Notes)
        for name in note.cited
        if find_fact(name, book) is None
    )
    told = (
        UnknownFigure(cite.place, cite.line, cite.piece.text, nearest(cite.piece.text, book))
        for cite in _cites(pages)
        if cite.fact is None
    )
    return (*cells, *told)


def lost_comments(sections: Iterable[str], meta: ReportMeta) -> tuple[Comment, ...]:
    """Comments on what the report does not hold. sections: the analyses that it holds."""
    held = {*sections, SUMMARY, OPENING}
    return tuple(comment for comment in shown_comments(meta) if comment.section not in held)


def shown_comments(meta: ReportMeta) -> tuple[Comment, ...]:
    """What this copy's readers may see: private notes stand in the private copy only."""
    is_private = meta.audience == Audience.PRIVATE
    return tuple(comment for comment in meta.commentary if is_private or not comment.is_private)


def book_of(pages: "Pages | Words") -> FactBook:
    return FactBook.of(item for item in pages.items if isinstance(item, Section))


def _cites(pages: "Pages | Words") -> Iterator[Cite]:
    book = book_of(pages)
    return (cite for comment in shown_comments(pages.meta) for cite in cites_in(comment, book))


def _loose(comment: Comment, book: FactBook) -> Iterator[LooseNumeral]:
    for piece in pieces_of(comment.text):
        is_unknown = piece.kind == FACT and find_fact(piece.text, book) is None
        if piece.kind == LOOSE or is_unknown:
            line = comment.line + line_of(comment.text, piece.start) - 1
            text = _mark(piece.text) if is_unknown else piece.text
            yield LooseNumeral(f"{comment.origin}, line {line}", line, text)


def _mark(name: str) -> str:
    return f"{{{{fact:{name}}}}}"
