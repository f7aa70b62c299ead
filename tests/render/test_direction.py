"""Right-to-left reports: every deliverable is mirrored, and what reads left to right keeps its own order."""

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from cmokit.render.direction import END, FIRST_STRONG, LEFT_TO_RIGHT, directed, isolated
from cmokit.render.document import look_of, report_document
from cmokit.render.html import report_html
from cmokit.render.pdf import report_pdf
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import Run, plain
from cmokit.render.word import Grid, Heading, Page, Text, word_document
from cmokit.render.workbook import report_workbook
from cmokit.words import speaking
from tests.render.sections import meta, sections


def arabic() -> ReportMeta:
    return replace(meta(locale="ar_EG"), language="ar")


def document(told: ReportMeta, *, all_figures: bool = True):
    with speaking(told.language):
        return report_document(sections(), told, all_figures=all_figures)


def test_a_figure_and_a_name_inside_an_arabic_sentence_are_isolated_and_its_words_are_not() -> None:
    sentence = (Run("نسبة "), Run("−5.2%", "", "abc"), Run(" في "), Run("file (2).csv", "data"), Run(". "))
    assert [run.text for run in directed(sentence, "ar")] == [
        "نسبة ",
        f"{FIRST_STRONG}−5.2%{END}",
        " في ",
        f"{FIRST_STRONG}file (2).csv{END}",
        ". ",
    ]


def test_a_sentence_that_fell_back_to_english_reads_from_left_to_right_as_a_whole() -> None:
    told = plain(directed((Run("Of these "), Run("5%", "", "abc"), Run(" are kept.")), "ar"))
    assert told == f"{LEFT_TO_RIGHT}Of these 5% are kept.{END}"


def test_a_month_beside_an_arabic_word_keeps_the_order_of_its_parts() -> None:
    assert isolated("النقد المستلم 2025-12", "ar") == f"النقد المستلم {FIRST_STRONG}2025-12{END}"
    assert isolated("الربع 3", "ar") == "الربع 3"


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_left_to_right_language_needs_no_marks(language: str) -> None:
    assert directed((Run("بحث"), Run("5%")), language) == (Run("بحث"), Run("5%"))
    assert isolated("5%", language) == "5%"


def test_the_html_runs_from_right_to_left_and_says_its_language() -> None:
    page = report_html(document(arabic()), look_of(arabic()))
    assert '<html lang="ar" dir="rtl">' in page
    assert "الملخص التنفيذي" in page
    assert ' dir="rtl"' not in report_html(document(meta()), look_of(meta()))


def test_the_pdf_says_its_language_and_holds_arabic_words() -> None:
    made = report_pdf(document(arabic(), all_figures=False), look_of(arabic()), arabic().as_of)
    reader = PdfReader(io.BytesIO(made))
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("ar")
    assert reader.outline[0].title == "الملخص التنفيذي"


def test_every_sheet_of_the_workbook_runs_from_right_to_left() -> None:
    with speaking("ar"):
        made = report_workbook(sections(), arabic(), lambda wanted: None)
    book = load_workbook(io.BytesIO(made.content))
    assert {sheet.sheet_view.rightToLeft for sheet in book} == {True}
    assert "الملخص" in book.sheetnames


@pytest.mark.parametrize(("language", "is_turned"), [("ar-EG", True), ("de-DE", False)])
def test_a_word_document_is_mirrored_with_its_tables(language: str, is_turned: bool) -> None:
    blocks = [Heading("طلب البيانات"), Text("نص"), Grid(("أ", "ب"), (("x", "y"),), (1, 1))]
    made = word_document(blocks, Page("t", language=language, header="h"))
    with ZipFile(io.BytesIO(made)) as packed:
        text = packed.read("word/document.xml").decode()
    assert ("<w:bidiVisual/>" in text) == is_turned
    paragraphs = [p for p in Document(io.BytesIO(made)).paragraphs if p.text]
    assert {bool(run.font.rtl) for paragraph in paragraphs for run in paragraph.runs} == {is_turned}


def test_a_cell_whose_sentence_begins_with_a_figure_reads_from_right_to_left() -> None:
    with speaking("ar"):
        made = report_workbook(sections(), arabic(), lambda wanted: None)
    cells = [c for sheet in load_workbook(io.BytesIO(made.content)) for row in sheet for c in row if c.value]
    orders = {
        c.alignment.readingOrder for c in cells if isinstance(c.value, str) and "ال" in c.value and not c.hyperlink
    }
    assert orders == {2}
