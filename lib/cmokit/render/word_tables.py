"""Paragraphs, tables and frames of a Word document."""

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cmokit.render import style
from cmokit.render.word_blocks import Box, Grid, Page, Text
from cmokit.words import is_right_to_left


def text(paragraph: Any, block: Text) -> None:
    paragraph.paragraph_format.space_before = Pt(block.above)
    if block.label:
        run = paragraph.add_run(f"{block.label} " if block.text else block.label)
        run.font.bold, run.font.size = True, Pt(block.size)
    paragraph.add_run(block.text).font.size = Pt(block.size)


def grid(document: Any, block: Grid, page: Page) -> None:
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
        for number, (cell, words) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = widths[number]
            _cell(cell, words, block.size, bold=is_head or number in block.strong, fill=color if is_head else "")
            if number in block.right and not is_right_to_left(page.language.partition("-")[0]):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def box(document: Any, block: Box, page: Page) -> None:
    table = document.add_table(rows=1, cols=1)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    table.columns[0].width = table.rows[0].cells[0].width = Mm(page.width)
    _whole(table.rows[0], is_head=False)
    cell = table.rows[0].cells[0]
    for number, words in enumerate(block.texts):
        text(cell.add_paragraph() if number else cell.paragraphs[0], words)
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
        run.font.color.rgb = rgb(style.on(fill))
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


def rgb(color: str) -> RGBColor:
    return RGBColor.from_string(color.lstrip("#"))
