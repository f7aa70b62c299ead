"""The report's words in Word: what stands in the report stands in it, to be edited."""

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from cmokit.render.blocks import Finding, Paragraph, Steps, TableBlock
from cmokit.render.document import report_document
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import plain
from cmokit.render.word_report import word_of
from tests.render.sections import meta, sections


def made(told: ReportMeta | None = None) -> bytes:
    told = told or meta()
    return word_of(report_document(sections(), told), told)


@cache
def own() -> Any:
    return Document(BytesIO(made()))


def lines() -> list[str]:
    return [paragraph.text for paragraph in own().paragraphs]


def test_it_says_what_the_report_says() -> None:
    document, said = report_document(sections(), meta()), "\n".join(lines())
    assert plain(document.summary.sentence) in said
    for decision in document.summary.decisions:
        assert plain(decision.text) in said
    for part in document.parts:
        assert part.title in said
        for block in part.blocks:
            if isinstance(block, Finding):
                assert plain(block.headline) in said
                assert plain(block.reason) in said
            elif isinstance(block, Steps):
                assert all(plain(step) in said for step in block.items)
            elif isinstance(block, Paragraph):
                assert plain(block.runs) in said


def test_each_chapter_brings_its_first_table_and_no_more() -> None:
    document = report_document(sections(), meta())
    firsts = [next((block for block in part.blocks if isinstance(block, TableBlock)), None) for part in document.parts]
    wanted = [[column.header for column in table.columns] for table in firsts if table and table.rows]
    _, *shown = own().tables  # the first is that of the key figures
    assert [[cell.text for cell in table.rows[0].cells] for table in shown] == wanted


def test_its_chapters_are_places_of_the_outline() -> None:
    marks = own().element.body.iter(qn("w:outlineLvl"))
    assert {mark.get(qn("w:val")) for mark in marks} >= {"0", "1"}


def test_what_comes_out_of_data_is_text() -> None:
    assert not list(own().element.body.iter(qn("w:hyperlink"), qn("w:fldSimple"), qn("w:instrText")))


def test_the_same_report_twice_gives_equal_bytes() -> None:
    assert made() == made()


def test_arabic_is_mirrored() -> None:
    document = Document(BytesIO(made(replace(meta(), language="ar", locale="ar"))))
    assert list(document.element.body.iter(qn("w:bidi")))
    assert list(document.element.body.iter(qn("w:bidiVisual")))
