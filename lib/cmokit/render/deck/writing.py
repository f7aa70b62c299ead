"""Texts and tables on a slide: in the theme's own colours and fonts, so that a client's slides stay the client's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from cmokit.render.deck.base import Box, points
from cmokit.render.deck.painting import fade
from cmokit.render.direction import isolated
from cmokit.words import is_right_to_left

MUTED = 0.65  # strength of words that step back
CELL = 6  # points above and below a cell's text
LETTER = 0.53  # of a size: the width of a usual letter
LINE = 1.22  # of a size: the height of a line


@dataclass(frozen=True)
class Words:
    """A paragraph. kind: empty for text, `brand` or `muted`. after: points below."""

    text: str
    size: float = 14
    bold: bool = False
    kind: str = ""
    after: float = 4


def text_box(slide: Any, box: Box, told: Iterable[Words], language: str, *, middle: bool = False) -> Any:
    """Paragraphs in a box without margins, from its top."""
    shape = slide.shapes.add_textbox(*map(Emu, (box.left, box.top, box.width, box.height)))
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    fill(frame, told, language)
    return shape


def fill(frame: Any, told: Iterable[Words], language: str) -> None:
    """Write paragraphs into a text frame, in place of what it held."""
    for place, words in enumerate(told):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(words.after)
        run(paragraph, words, language)


def run(paragraph: Any, words: Words, language: str) -> None:
    turned(paragraph, language)
    written = paragraph.add_run()
    written.text = isolated(words.text, language).replace("\n", "\v")
    written.font.size, written.font.bold = Pt(words.size), words.bold
    colored(written.font, words.kind)
    written._r.get_or_add_rPr().set("lang", language)


def title(shape: Any, text: str, size: float, language: str) -> None:
    """A title's text at a size; everything else as the layout has it."""
    paragraph = shape.text_frame.paragraphs[0]
    turned(paragraph, language)
    written = paragraph.add_run()
    written.text, written.font.size = isolated(text, language), Pt(size)
    written._r.get_or_add_rPr().set("lang", language)


def turned(paragraph: Any, language: str) -> None:
    if is_right_to_left(language):
        paragraph._p.get_or_add_pPr().set("rtl", "1")
        paragraph.alignment = PP_ALIGN.RIGHT


def colored(font: Any, kind: str) -> None:
    font.color.theme_color = MSO_THEME_COLOR.ACCENT_1 if kind == "brand" else MSO_THEME_COLOR.TEXT_1
    if kind == "muted":
        fade(font.color, MUTED)


def height_of(text: str, size: float, width: int) -> float:
    """Points that a text takes in a column of `width` EMU."""
    letters = max(int(points(width) / (LETTER * size)), 1)
    return sum(-(-max(len(line), 1) // letters) for line in text.split("\n")) * size * LINE


def that_fit(told: Iterable[Words], box: Box) -> list[Words]:
    """The paragraphs that a box holds, from the first one; none is cut in its middle."""
    kept: list[Words] = []
    left = points(box.height)
    for words in told:
        left -= height_of(words.text, words.size, box.width) + words.after
        if left < 0:
            break
        kept.append(words)
    return kept


def grid(
    slide: Any,
    box: Box,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    language: str,
    size: float = 13,
    right: Sequence[int] = (),
    alt: str = "",
) -> None:
    """A native table in the theme's colours, of as many rows as the box holds.

    widths: shares of its width; right: columns of figures.
    """
    whole = sum(widths)
    wide = [round(box.width * width / whole) for width in widths]
    kept = _rows_that_fit(heads, rows, wide, size, box)
    frame = slide.shapes.add_table(
        1 + len(kept), len(heads), *map(Emu, (box.left, box.top, box.width, _height(size) * (1 + len(kept))))
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    table = frame.table
    table.horz_banding = False
    if is_right_to_left(language):
        table._tbl.tblPr.set("rtl", "1")
    for column, width in zip(table.columns, wide, strict=True):
        column.width = Emu(width)
    for place, texts in enumerate((heads, *kept)):
        for number, text in enumerate(texts):
            _cell(table.cell(place, number), text, size, language, is_head=place == 0, is_right=number in right)


def _height(size: float) -> int:
    return int(Pt(size * LINE + 2 * CELL))


def _rows_that_fit(
    heads: Sequence[str], rows: Sequence[Sequence[str]], wide: Sequence[int], size: float, box: Box
) -> list[Sequence[str]]:
    margin = int(Pt(15))
    left = points(box.height)
    kept: list[Sequence[str]] = []
    for row in (heads, *rows):
        left -= max(height_of(text, size, width - margin) for text, width in zip(row, wide, strict=True)) + 2 * CELL + 1
        if left < 0:
            break
        kept.append(row)
    return kept[1:]


def _cell(cell: Any, text: str, size: float, language: str, *, is_head: bool, is_right: bool) -> None:
    cell.margin_top = cell.margin_bottom = Pt(CELL)
    paragraph = cell.text_frame.paragraphs[0]
    turned(paragraph, language)
    if is_right:
        paragraph.alignment = PP_ALIGN.LEFT if is_right_to_left(language) else PP_ALIGN.RIGHT
    written = paragraph.add_run()
    written.text = isolated(text, language).replace("\n", "\v")
    written.font.size = Pt(size)
    written._r.get_or_add_rPr().set("lang", language)
    if is_head:
        written.font.bold = True


def described(shape: Any, alt: str) -> None:
    """The words that stand for a picture or chart where it cannot be seen."""
    named = shape._element.find(f".//{qn('p:cNvPr')}")
    named.set("descr", alt)
