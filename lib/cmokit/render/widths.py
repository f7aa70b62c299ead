"""How wide the columns of a printed table are: measured from the text, so that nothing is clipped.

All lengths in points. A table that does not fit upright at a readable size is turned; one that does not fit then is
split into parts that each repeat its first column.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cmokit.render import fonts
from cmokit.render.blocks import Cell, TableBlock

UPRIGHT, TURNED = 483.0, 730.0  # the text area of A4, portrait and landscape
SIZES = (8.5, 8.0, 7.5, 7.0)
TURNED_SIZES = (8.0, 7.5, 7.0, 6.5)
GAP = 9.0  # between columns
CODE = 20.0  # a short code beside a figure
LONG_WORD = 22  # characters after which a word may be broken
BREAK = "\u200b"
SPACES = re.compile(r"[ \t\n]+")  # where a line may end: not at a space that holds two words together
ROW_GAP, HEAD = 6.4, 60.0  # above and below a row's text; title and header
SLACK = 1.04  # bold heads and kerning


@dataclass(frozen=True)
class Layout:
    """widths: points a column; columns: which of the table's columns, as a part may hold some of them."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    size: float
    turned: bool


def layouts(table: TableBlock) -> list[Layout]:
    """The table in one part where it fits, else in several."""
    everything = tuple(range(len(table.columns)))
    for turned, room, sizes in ((False, UPRIGHT, SIZES), (True, TURNED, TURNED_SIZES)):
        for size in sizes:
            widths = _fitted(table, everything, size, room)
            if widths:
                return [Layout(everything, widths, size, turned)]
    return list(_split(table, TURNED_SIZES[-1]))


def height(table: TableBlock, layout: Layout) -> float:
    """About how high the table is, in points."""
    rows = (
        max(_lines(row[i], wide, layout.size) for i, wide in zip(layout.columns, layout.widths, strict=True))
        for row in table.rows
    )
    return sum(lines * layout.size * 1.5 + ROW_GAP for lines in rows) + HEAD


def row_kind(row: Sequence[Cell], layout: Layout) -> str:
    """`line` or `line with codes` where every cell surely stays on one line of our Latin font; else empty."""
    cells = [(row[i], wide) for i, wide in zip(layout.columns, layout.widths, strict=True)]
    if not all(_is_line(cell, wide, layout.size) for cell, wide in cells):
        return ""
    return "line with codes" if any(run.fact for cell, _ in cells for run in cell.runs) else "line"


def breakable(text: str) -> str:
    """Text whose long words may be broken: after a mark inside them, else anywhere."""
    if all(len(word) <= LONG_WORD for word in text.split()):
        return text
    return " ".join(_broken(word) if len(word) > LONG_WORD else word for word in text.split(" "))


def text_width(text: str, size: float) -> float:
    return sum(_advance(character) for character in text) * size * SLACK


def _fitted(table: TableBlock, columns: tuple[int, ...], size: float, room: float) -> tuple[float, ...]:
    """Widths that fill no more than the room; empty where even the least ones do not fit."""
    spans = [_span(table, index, size) for index in columns]
    least, wished = [s[0] for s in spans], [s[1] for s in spans]
    if sum(least) > room:
        return ()
    if sum(wished) <= room:
        return tuple(wished)
    return _shared(spans, room)


def _shared(spans: Sequence[tuple[float, float]], room: float) -> tuple[float, ...]:
    """Room shared fairly: columns that want little get it, the others split what is left evenly above their least."""
    widths = [least for least, _ in spans]
    spare = room - sum(widths)
    waiting = sorted(range(len(spans)), key=lambda i: spans[i][1] - spans[i][0])
    for place, index in enumerate(waiting):
        more = min(spans[index][1] - spans[index][0], spare / (len(waiting) - place))
        widths[index] += more
        spare -= more
    return tuple(widths)


def _split(table: TableBlock, size: float) -> Iterator[Layout]:
    first, *rest = range(len(table.columns))
    part: list[int] = [first]
    for index in rest:
        if len(part) > 1 and not _fitted(table, (*part, index), size, TURNED):
            yield _layout(table, tuple(part), size)
            part = [first]
        part.append(index)
    yield _layout(table, tuple(part), size)


def _layout(table: TableBlock, part: tuple[int, ...], size: float) -> Layout:
    room = _fitted(table, part, size, TURNED) or (TURNED / len(part),) * len(part)
    return Layout(part, room, size, True)


def _span(table: TableBlock, index: int, size: float) -> tuple[float, float]:
    """The least and the wished-for width of a column."""
    column = table.columns[index]
    cells = [row[index] for row in table.rows]
    codes = CODE if any(run.fact for cell in cells for run in cell.runs) else 0.0
    beside = codes if column.align == "right" else 0.0  # a head stands over the figures, not over their codes
    heads = [text_width(word, size) + beside for word in column.header.split()] or [0.0]
    whole = max((_natural(cell, size) for cell in cells), default=0.0) + codes
    least = whole if column.align == "right" else max((_least(cell, size) for cell in cells), default=0.0) + codes
    wished = max(whole, min(text_width(column.header, size) + beside, 1.6 * max(*heads, 30.0)))
    return max(least, *heads) + GAP, max(wished, *heads) + GAP


def _lines(cell: Cell, wide: float, size: float) -> int:
    return sum(max(math.ceil(text_width(line, size) / max(wide - GAP, 1.0)), 1) for line in _text(cell).split("\n"))


def _is_line(cell: Cell, wide: float, size: float) -> bool:
    """Not where the text is bold or needs another font: it may be wider or higher than reckoned."""
    text = _text(cell)
    if "\n" in text or any(run.style == "strong" for run in cell.runs):
        return False
    codes = CODE * sum(bool(run.fact) for run in cell.runs)
    return all(ord(sign) in _advances() for sign in text) and text_width(text, size) + codes <= wide - GAP


def _natural(cell: Cell, size: float) -> float:
    return max((text_width(line, size) for line in _text(cell).split("\n")), default=0.0)


def _least(cell: Cell, size: float) -> float:
    pieces = [piece for word in SPACES.split(breakable(_text(cell))) for piece in word.split(BREAK)]
    return max((text_width(piece, size) for piece in pieces), default=0.0)


def _text(cell: Cell) -> str:
    return "".join(run.text for run in cell.runs)


def _broken(word: str) -> str:
    out, since = "", 0
    for character in word:
        out += character
        since += 1
        if (character in "_-/.@:;,&=" and since > 3) or since >= LONG_WORD // 2:
            out += BREAK
            since = 0
    return out


@cache
def _advance(character: str) -> float:
    """Width of a character as a share of the font's size; an estimate where Lato lacks it."""
    return _advances().get(ord(character), 0.62)


@cache
def _advances() -> dict[int, float]:
    from fontTools.ttLib import TTFont

    with TTFont(fonts.font_files()[0], lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
