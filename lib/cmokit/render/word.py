"""A Word document from plain blocks, on A4. Equal blocks give equal bytes: nothing in the file reads the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cmokit.render import style
from cmokit.render.settled import settled
from cmokit.render.word_mirror import mirror
from cmokit.words import is_right_to_left

EPOCH = datetime(2000, 1, 1)  # the date that a document carries; the true one is the repository's and the mail's
FONT = "Calibri"  # on every machine with Word, and replaced by one of equal width elsewhere
SHORT, LONG = 210, 297  # A4, in mm
MARGIN = 11


@dataclass(frozen=True)
class Heading:
    """The title line of a document, or of a part of it. above: air above it, in points. level: its place in the
    outline, from 1; 0 stands in none.
    """

    text: str
    size: float = 17
    above: float = 0
    level: int = 0


@dataclass(frozen=True)
class Text:
    """A paragraph. label: bold words in front of it. above: air above it, in points. bullet: as a list's item."""

    text: str
    label: str = ""
    size: float = 9.5
    above: float = 0
    bullet: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. headers: none for pairs without a head. widths: share of the page's width a column. strong: columns in
    bold; boxes: columns of tick boxes.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    size: float = 8
    strong: tuple[int, ...] = ()


@dataclass(frozen=True)
class Box:
    """A frame to write in by hand or on the screen, never torn over two pages. height: of the empty room, in mm;
    texts: what stands above it in the frame.
    """

    height: float = 16
    texts: tuple[Text, ...] = ()


Block = Heading | Text | Grid | Box


@dataclass(frozen=True)
class Page:
    """How the document looks. color: of title and table head; side: the line of names in the header, at its right."""

    title: str
    author: str = ""
    color: str = ""
    accent: str = ""
    header: str = ""
    footer: str = ""
    language: str = "en-GB"
    is_wide: bool = False

    @property
    def width(self) -> int:
        """The text's width in mm."""
        return (LONG if self.is_wide else SHORT) - 2 * MARGIN


def word_document(blocks: Iterable[Block], page: Page) -> bytes:
    """The .docx of some blocks."""
    document = Document()
    _set_up(document, page)
    for block in blocks:
        if isinstance(block, Grid):
            _grid(document, block, page)
        elif isinstance(block, Box):
            _box(document, block, page)
        elif isinstance(block, Heading):
            _heading(document, block, page)
        else:
            _text(document.add_paragraph(style="List Bullet" if block.bullet else None), block)
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
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(9.5), _rgb(style.INK)
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
    run.font.size, run.font.bold, run.font.color.rgb = Pt(8.5), bold, _rgb(color)


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
    run.font.size, run.font.bold, run.font.color.rgb = Pt(block.size), True, _rgb(style.brand(page.color))


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


def _text(paragraph: Any, block: Text) -> None:
    paragraph.paragraph_format.space_before = Pt(block.above)
    if block.label:
        run = paragraph.add_run(f"{block.label} " if block.text else block.label)
        run.font.bold, run.font.size = True, Pt(block.size)
    paragraph.add_run(block.text).font.size = Pt(block.size)


def _grid(document: Any, block: Grid, page: Page) -> None:
    lines = [block.headers, *block.rows] if block.headers else list(block.rows)
    table = document.add_table(rows=len(lines), cols=len(block.widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _lines(table)
    whole = sum(block.widths)
    widths = [Mm(round(page.width * width / whole, 1)) for width in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    color = style.brand(page.color)
    for place, (row, texts) in enumerate(zip(table.rows, lines, strict=True)):
        is_head = place == 0 and bool(block.headers)
        _whole(row, is_head=is_head)
        for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = widths[number]
            _cell(cell, text, block.size, bold=is_head or number in block.strong, fill=color if is_head else "")


def _box(document: Any, block: Box, page: Page) -> None:
    table = document.add_table(rows=1, cols=1)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    table.columns[0].width = table.rows[0].cells[0].width = Mm(page.width)
    _whole(table.rows[0], is_head=False)
    cell = table.rows[0].cells[0]
    for number, text in enumerate(block.texts):
        _text(cell.add_paragraph() if number else cell.paragraphs[0], text)
    room = cell.add_paragraph() if block.texts else cell.paragraphs[0]
    room.paragraph_format.space_after = Mm(block.height)
    room.paragraph_format.line_spacing = Pt(6)
    _lines(table, ("top", "left", "bottom", "right"))


def _cell(cell: Any, text: str, size: float, *, bold: bool, fill: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    if fill:
        run.font.color.rgb = _rgb(style.on(fill))
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill.lstrip("#"))):
            shade.set(qn(f"w:{name}"), value)
        cell._element.get_or_add_tcPr().append(shade)


def _whole(row: Any, *, is_head: bool) -> None:
    """A row is never torn over two pages; the head is repeated where there is a second one."""
    marks = ("w:cantSplit", "w:tblHeader") if is_head else ("w:cantSplit",)
    for mark in marks:
        row._tr.get_or_add_trPr().append(OxmlElement(mark))


def _lines(table: Any, edges: tuple[str, ...] = ("bottom", "insideH")) -> None:
    """Hair lines, between rows only where nothing else is asked for, and a little air in the cells."""
    borders, air = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for name in edges:
        edge = OxmlElement(f"w:{name}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", style.GREY.lstrip("#"))):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    for name, twips in (("top", 25), ("left", 60), ("bottom", 25), ("right", 60)):
        edge = OxmlElement(f"w:{name}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        air.append(edge)
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(air)


def _rgb(color: str) -> RGBColor:
    return RGBColor.from_string(color.lstrip("#"))
