"""What stands around the rows: titles, totals, footers and torn lines, of which nobody can say which cell is whose."""

import re
from collections.abc import Sequence

from cmokit.sources.masking.lines import Line, Part
from cmokit.sources.masking.people import People
from cmokit.sources.masking.personal import is_plain
from cmokit.sources.masking.tokens import Tokens
from cmokit.vocabulary import SetAside

_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


def masked_around(line: Line, text: str, people: People, tokens: Tokens) -> list[str]:
    """The line's cells, masked: of a torn line whose quotes do not close, the whole line as one cell."""
    if line.cells is None:
        return [_shape(text)]
    if line.part is Part.HEADER or line.reason == SetAside.HEADER:
        return list(line.cells)
    if line.part is Part.ABOVE:
        return [people.credits(cell, tokens) for cell in line.cells]
    if line.reason == SetAside.FOOTER:
        return _titled(line.cells, people, tokens)
    return [cell if is_plain(cell) else tokens.text(cell) for cell in line.cells]


def _titled(cells: Sequence[str], people: People, tokens: Tokens) -> list[str]:
    """The first filled cell says what the line is; of the others only numbers and dates stay."""
    first = next(place for place, cell in enumerate(cells) if cell.strip())
    alone = sum(bool(cell.strip()) for cell in cells) == 1
    return [
        people.credits(cell, tokens) if place == first or alone or is_plain(cell) else tokens.text(cell)
        for place, cell in enumerate(cells)
    ]


def _shape(text: str) -> str:
    """Quotes and delimiters alone, so that the line is torn where it was."""
    return _DIGITS.sub("0", _LETTERS.sub("x", text))
