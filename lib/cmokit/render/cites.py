"""Figures that people's words cite: found by name or short code, with the value that they had when first printed."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cmokit.exhibits.fact import Fact
from cmokit.render import formats
from cmokit.render.formats import Look
from cmokit.render.marks import FACT, Piece, pieces_of
from cmokit.render.numerals import line_of
from cmokit.render.report_meta import CitedFigure, Comment
from cmokit.render.text import FactBook

_BLANK = re.compile(r"\n[ \t]*\n\s*(?=\S)")
_SIMILAR = 0.5


@dataclass(frozen=True)
class Cite:
    """A mark in a comment. line: its own; paragraph: its paragraph's first. fact: None where the report has none."""

    comment: Comment
    piece: Piece
    line: int
    paragraph: int
    fact: Fact | None
    then: CitedFigure | None

    @property
    def place(self) -> str:
        return f"{self.comment.origin}, line {self.line}"


def cites_in(comment: Comment, book: FactBook) -> Iterator[Cite]:
    """The figures that a comment cites, in order."""
    then = {(figure.line, figure.name): figure for figure in comment.cited}
    for piece in pieces_of(comment.text):
        if piece.kind == FACT:
            fact, paragraph = find_fact(piece.text, book), _paragraph(comment, piece.start)
            was = then.get((paragraph, fact.name)) if fact else None
            yield Cite(comment, piece, comment.line + line_of(comment.text, piece.start) - 1, paragraph, fact, was)


def find_fact(name: str, book: FactBook) -> Fact | None:
    """A figure by its name, dimensions in any order, or by its short code."""
    for tried in (name, _settled(name)):
        if tried in book.facts:
            return book.facts[tried]
    named = (fact for fact, code in book.codes.items() if code == name.lower())
    return book.facts.get(next(named, ""))


def nearest(name: str, book: FactBook) -> str:
    """The figure that may be meant: one of the same id, else of the most similar name; empty where none is near."""
    measure = name.partition("[")[0]
    same = sorted(known for known in book.facts if known.partition("[")[0] == measure)
    found = difflib.get_close_matches(name, same or book.facts, n=1, cutoff=0 if same else _SIMILAR)
    return found[0] if found else ""


def moved(cite: Cite, look: Look) -> tuple[str, str] | None:
    """How a cited figure reads that moved: then and now. None where a reader sees no difference."""
    if cite.fact is None or cite.then is None:
        return None
    then = printed(cite.then.value, cite.then.unit, look)
    now = formats.show(cite.fact.value, cite.fact.unit, look.locale, language=look.language, brief=True)
    return None if then == now else (then, now)


def printed(value: str, unit: str, look: Look) -> str:
    """A value kept as text, as a sentence prints it."""
    kept = value if unit == "text" else Decimal(value)
    return formats.show(kept, unit, look.locale, language=look.language, brief=True)


def _settled(name: str) -> str:
    """A name with its dimensions sorted and without blanks between them."""
    measure, _, inside = name.partition("[")
    pairs = sorted(pair.strip() for pair in inside.rstrip(" ]").split(","))
    return f"{measure.strip()}[{','.join(pairs)}]" if inside else measure.strip()


def paragraphs(comment: Comment) -> Iterator[tuple[int, str]]:
    """The paragraphs of a comment: first line in its file, words."""
    starts = _starts(comment.text)
    for start, end in zip(starts, [*starts[1:], len(comment.text)], strict=True):
        yield comment.line + line_of(comment.text, start) - 1, comment.text[start:end].strip()


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _BLANK.finditer(text))]


def _paragraph(comment: Comment, at: int) -> int:
    """The first line of the paragraph that holds a character."""
    start = max(start for start in _starts(comment.text) if start <= at)
    return comment.line + line_of(comment.text, start) - 1
