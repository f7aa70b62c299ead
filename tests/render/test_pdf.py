import io
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from pypdf import PdfReader

from cmokit.exhibits.bundle import from_bundle, to_bundle
from cmokit.exhibits.section import Section
from cmokit.render.blocks import TableBlock
from cmokit.render.document import look_of, report_document
from cmokit.render.pdf import report_pdf
from tests.pages import chapter_pages, filled
from tests.render.sections import FORMULA, SCRIPT, duplicates, meta, sections


@cache
def pdf(locale: str = "en_GB") -> bytes:
    told = meta(locale=locale)
    return report_pdf(report_document(sections(), told, all_figures=False), look_of(told), told.as_of)


@cache
def pages() -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf())).pages]


def test_the_same_report_twice_gives_equal_bytes() -> None:
    told = meta()
    again = report_pdf(report_document(sections(), told, all_figures=False), look_of(told), told.as_of)
    assert again == pdf()


def test_it_is_a_tagged_document_with_title_language_and_outline() -> None:
    reader = PdfReader(io.BytesIO(pdf()))
    assert reader.metadata is not None
    assert reader.metadata.title == "Marketing and revenue audit – Nordlicht Messtechnik GmbH"
    catalog = reader.trailer["/Root"]
    assert str(catalog["/Lang"]).startswith("en")
    assert catalog["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in catalog["/Metadata"].get_object().get_data()
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles[0] == "Executive summary"
    assert [re.sub(r"^\S+\s+", "", title) for title in titles[1:5]] == [
        "Duplicate records",
        "Campaign names",
        "Funnel conversion",
        "Platform to cash",
    ]


def test_the_summary_is_one_page_and_names_owner_money_and_yardstick() -> None:
    holding = [i for i, text in enumerate(pages()) if "Decisions to take" in text or "Key figures" in text]
    assert holding == [1]
    for words in ("Mona El-Sayed", "€64,231", "Owner to be named", "No yardstick is agreed", "target 2%"):
        assert words in pages()[1]


@pytest.mark.parametrize("family", ["Lato-Regular", "Lato-Bold", "IBMPlexSansArabic", "Heebo"])
def test_each_of_our_fonts_is_in_the_file_and_no_other(family: str) -> None:
    names = {str(font["/BaseFont"]) for font in _fonts()}
    assert any(family in name for name in names)
    assert all(re.search(r"Lato|IBMPlexSansArabic|Heebo", name) for name in names)


def test_no_page_is_empty_and_every_page_but_the_cover_says_which_it_is() -> None:
    body = pages()[1:]
    assert all(f"Page {number} of {len(pages())}" in text for number, text in enumerate(body, 2))
    assert min(map(len, body)) > 150


def test_hostile_text_stands_as_text() -> None:
    whole = "\n".join(pages())
    assert FORMULA in whole
    assert SCRIPT in whole


def test_a_long_table_says_how_many_rows_the_workbook_has() -> None:
    assert any("12 of 36 rows are shown; the workbook holds more." in text for text in pages())


def test_a_script_without_glyphs_is_named_and_never_a_box() -> None:
    told = meta(client_name="秋のセール 🎉 GmbH\u200d")
    made = report_pdf(report_document([duplicates()], told), look_of(told), told.as_of)
    cover = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "[CJK]" in cover
    assert "[symbol] GmbH" in cover


def _fonts() -> list:
    found = []
    for page in PdfReader(io.BytesIO(pdf())).pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            found.append(font.get_object())
    return found


def test_whatever_a_chapter_has_to_say_it_leaves_no_nearly_empty_page() -> None:
    """The usual mistake: two lines of how sure we are on a page of their own."""
    told = meta()
    longer = [_longer(duplicates(), lines) for lines in (0, 9, 12, 14, 17, 20, 25, 30)]
    made = report_pdf(report_document(longer, told, all_figures=False), look_of(told), told.as_of)
    reader = PdfReader(io.BytesIO(made))
    pages = list(chapter_pages(reader))
    further = [number for (before, _), (title, number) in pairwise(pages) if title == before]
    titles = {title for title, _ in pages}
    assert 0 < len(further) < len(titles)
    assert min(filled(reader.pages[number]) for number in further) > 0.25


def test_a_table_for_the_workbook_stands_on_no_page() -> None:
    [table] = duplicates().tables
    section = replace(duplicates(), tables=(replace(table, in_workbook_only=True),))
    [part] = report_document([section], meta()).parts
    assert not any(isinstance(block, TableBlock) for block in part.blocks)
    assert from_bundle(to_bundle(section)).tables[0].in_workbook_only


def _longer(section: Section, lines: int) -> Section:
    """The section with more to say, under an id and a title of its own."""
    assert section.card is not None
    card = replace(section.card, title="Duplicate records, in more and more words"[: 20 + lines])
    more = ("Whoever reads this has read enough to know what it is that should be done about it.",) * lines
    return replace(section, analysis=f"{section.analysis}_{lines}", narrative=section.narrative + more, card=card)


def test_measuring_rows_of_one_height_once_sets_the_very_same_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cmokit.render.widths.row_kind", lambda row, layout: "")
    told = meta()
    every_row = report_pdf(report_document(sections(), told, all_figures=False), look_of(told), told.as_of)
    assert every_row == pdf()
