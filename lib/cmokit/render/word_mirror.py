"""A Word document mirrored for a right-to-left language: paragraphs, runs and tables.

Word takes size and weight of right-to-left runs from properties of their own; they are set from the usual ones.
"""

from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

# What stands behind `w:bidi` in a paragraph's properties; the schema wants this order.
BEHIND = (
    *("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc"),
    *("textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr"),
    "pPrChange",
)


def mirror(document: Any) -> None:
    """Set the whole document right to left, in place."""
    for table in document.tables:
        properties = table._tbl.tblPr
        style = properties.find(qn("w:tblStyle"))
        properties.insert(0 if style is None else 1, OxmlElement("w:bidiVisual"))
    for paragraph in _paragraphs(document):
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(OxmlElement("w:bidi"), *(f"w:{name}" for name in BEHIND))
        for run in paragraph.runs:
            _turn(run)


def _turn(run: Any) -> None:
    font = run.font
    font.rtl, font.cs_bold = True, font.bold
    size = run._r.get_or_add_rPr().find(qn("w:sz"))
    if size is not None:
        other = OxmlElement("w:szCs")
        other.set(qn("w:val"), size.get(qn("w:val")))
        size.addnext(other)


def _paragraphs(document: Any) -> Iterator[Any]:
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    for section in document.sections:
        yield from (*section.header.paragraphs, *section.footer.paragraphs)
