"""A Word document from plain blocks, on A4. Equal blocks give equal bytes: nothing in the file reads the clock."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cmokit.render import style
from cmokit.render.settled import settled
from cmokit.render.word_blocks import LONG, MARGIN, SHORT, Block, Box, Grid, Heading, Page, Text
from cmokit.render.word_mirror import mirror
from cmokit.render.word_tables import box, grid, rgb, text
from cmokit.words import is_right_to_left

__all__ = ["Block", "Box", "Grid", "Heading", "Page", "Text", "word_document"]

EPOCH = datetime(2000, 1, 1)  # the date that a document carries; the true one is the repository's and the mail's
FONT = "Calibri"  # on every machine with Word, and replaced by one of equal width elsewhere


def word_document(blocks: Iterable[Block], page: Page) -> bytes:
    """The .docx of some blocks."""
    document = Document()
    _set_up(document, page)
    for block in blocks:
        if isinstance(block, Grid):
            grid(document, block, page)
        elif isinstance(block, Box):
            box(document, block, page)
        elif isinstance(block, Heading):
            _heading(document, block, page)
        else:
            text(document.add_paragraph(style="List Bullet" if block.bullet else None), block)
    if is_right_to_left(page.language.partition("-")[0]):
        mirror(document)
    return settled(document)


def _set_up(document: Any, page: Page) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if page.is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if page.is_wide else (Mm(SHORT), Mm(LONG))
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin, section.bottom_margin = Mm(13), Mm(12)
    section.header_distance = section.footer_distance = Mm(6)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(9.5), rgb(style.INK)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(2), 1.0
    _language(normal, page.language)
    _aside(section.header.paragraphs[0], page.header, style.brand(page.accent or page.color), bold=True)
    _aside(section.footer.paragraphs[0], page.footer, style.MUTED)
    _properties(document.core_properties, page)


def _language(normal: Any, language: str) -> None:
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), language)
    tag.set(qn("w:bidi"), language)
    normal.element.get_or_add_rPr().append(tag)


def _properties(properties: Any, page: Page) -> None:
    properties.title, properties.author, properties.last_modified_by = page.title, page.author, page.author
    properties.comments, properties.language, properties.revision = "", page.language, 1
    properties.created = properties.modified = EPOCH


def _aside(paragraph: Any, text: str, color: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(8.5), bold, rgb(color)


def _heading(document: Any, block: Heading, page: Page) -> None:
    paragraph = document.add_paragraph(style="Title")
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(block.above), Pt(3)
    for border in paragraph.style.element.pPr.findall(qn("w:pBdr")):
        paragraph.style.element.pPr.remove(border)
    paragraph.paragraph_format.keep_with_next = True
    if block.level:
        _outlined(paragraph, block.level)
    run = paragraph.add_run(block.text)
    _typeface(run)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(block.size), True, rgb(style.brand(page.color))


def _outlined(paragraph: Any, level: int) -> None:
    """A place in the document's outline, so that an editor can move about in it."""
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(min(level, 9) - 1))
    behind = ("w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange")
    paragraph._p.get_or_add_pPr().insert_element_before(mark, *behind)


def _typeface(run: Any) -> None:
    """The font for every script, so that no theme's font stands in."""
    run.font.name = FONT
    for script in ("w:cs", "w:hAnsi", "w:eastAsia"):
        run._element.rPr.rFonts.set(qn(script), FONT)
