"""Marks in the words of people: `{{fact:name}}` is filled in, `{{said:12|CEO, interview}}` names its source.

A text is taken apart before Markdown is read (a fact's name holds characters that Markdown knows) and put together
again in the blocks that Markdown became.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from cmokit.render import blocks as b
from cmokit.render.numerals import loose_in
from cmokit.render.text import Run, Runs
from cmokit.words import say

_MARK = re.compile(r"\{\{\s*(fact|said)\s*:(.{0,500}?)\}\}", re.DOTALL)
_OPEN, _SHUT = "\ue000", "\ue001"  # private characters that stand for a piece while Markdown is read
_PLACE = re.compile(f"{_OPEN}(\\d+){_SHUT}")
_PRIVATE = {ord(_OPEN): "\ufffd", ord(_SHUT): "\ufffd"}
FACT, SAID, LOOSE = "fact", "said", "loose"


@dataclass(frozen=True)
class Piece:
    """A mark or a number without one. kind: fact, said, loose. text: a fact's name, or the number; start: where."""

    kind: str
    start: int
    end: int
    text: str
    source: str = ""


@dataclass(frozen=True)
class Taken:
    """A text taken apart. markdown: with a private place for each piece."""

    markdown: str
    pieces: tuple[Piece, ...]

    def runs(self, text: str, style: str, of: Callable[[Piece], Runs]) -> Runs:
        """A run's text with its pieces put back; they take the run's style where they have none of their own."""
        parts = _PLACE.split(text)
        told: list[Run] = []
        for number, part in enumerate(parts):
            if number % 2:
                told += [replace(run, style=run.style or style) for run in of(self.pieces[int(part)])]
            elif part:
                told.append(Run(part, style))
        return tuple(told)


def pieces_of(markdown: str) -> tuple[Piece, ...]:
    """The marks and the loose numbers of a text, in order. A number whose mark names no source is loose."""
    marks = [_piece(match) for match in _MARK.finditer(markdown)]
    loose = [Piece(LOOSE, found.start, found.end, found.text) for found in loose_in(markdown)]
    return tuple(sorted((*marks, *loose), key=lambda piece: piece.start))


def taken_apart(markdown: str) -> Taken:
    clean = markdown.translate(_PRIVATE)
    pieces = pieces_of(clean)
    told, end = [], 0
    for number, piece in enumerate(pieces):
        told += [clean[end : piece.start], f"{_OPEN}{number}{_SHUT}"]
        end = piece.end
    return Taken("".join((*told, clean[end:])), pieces)


def put_together(
    blocks: Iterable[b.Block], taken: Taken, of: Callable[[Piece], Runs], language: str
) -> tuple[b.Block, ...]:
    """Blocks with every piece back in its place; in code, which knows no styles, as plain text."""

    def text(told: str) -> str:
        return _PLACE.sub(lambda match: as_text(taken.pieces[int(match.group(1))], language), told)

    def runs(told: Runs) -> Runs:
        return tuple(new for run in told for new in taken.runs(run.text, run.style, of))

    return tuple(mapped(block, runs, text) for block in blocks)


def mapped(block: b.Block, runs: Callable[[Runs], Runs], text: Callable[[str], str] = str) -> b.Block:
    """A block with its runs, and its texts that are no runs, changed."""
    if isinstance(block, (b.Heading, b.Paragraph)):
        return replace(block, runs=runs(block.runs))
    if isinstance(block, b.ListBlock):
        items = tuple(tuple(mapped(one, runs, text) for one in item) for item in block.items)
        return replace(block, items=items)
    if isinstance(block, b.Quote):
        return replace(block, blocks=tuple(mapped(one, runs, text) for one in block.blocks))
    if isinstance(block, b.TableBlock):
        columns = tuple(replace(column, header=text(column.header)) for column in block.columns)
        rows = tuple(tuple(replace(cell, runs=runs(cell.runs)) for cell in row) for row in block.rows)
        return replace(block, title=runs(block.title), columns=columns, rows=rows)
    if isinstance(block, b.Code):
        return b.Code(text(block.text))
    return replace(block, alt=text(block.alt)) if isinstance(block, b.Picture) else block


def unresolved(piece: Piece, language: str) -> Runs:
    """A piece where the report's figures are not known yet: a fact stays a reference (`cite`) to be filled in."""
    if piece.kind == FACT:
        return (Run(piece.text, "cite"),)
    if piece.kind == SAID:
        return (Run(piece.text, "said"), Run(f" ({piece.source})", "source"))
    return (Run(piece.text, "loose"), flag("no_source", language))


def flag(word: str, language: str, **values: object) -> Run:
    """A remark in brackets behind a number: words, so that it is read without colours too."""
    return Run(f" [{say(f'report.commentary.{word}', None, language, **values)}]", "flag")


def as_text(piece: Piece, language: str) -> str:
    """A piece as plain text; a fact as it was written."""
    if piece.kind == FACT:
        return f"{{{{fact:{piece.text}}}}}"
    return "".join(run.text for run in unresolved(piece, language))


def _piece(match: re.Match[str]) -> Piece:
    kind, inside = match.group(1), match.group(2).strip()
    if kind == FACT:
        return Piece(FACT, match.start(), match.end(), inside)
    number, _, source = (part.strip() for part in inside.partition("|"))
    return Piece(SAID if source else LOOSE, match.start(), match.end(), number, source)
