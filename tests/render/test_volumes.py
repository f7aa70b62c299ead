"""What is too large for a mailbox comes in parts, each with cover, contents and summary."""

import io
import re
from functools import cache

import openpyxl
import pyarrow as pa
import pytest
from pypdf import PdfReader

from cmokit.render.blocks import Document
from cmokit.render.document import look_of, report_document
from cmokit.render.html import report_html
from cmokit.render.pdf import report_pdf, summary_pdf
from cmokit.render.volumes import files_of, volumes
from cmokit.render.workbook import report_workbook
from tests.render.sections import meta, sections


@cache
def document() -> Document:
    return report_document(sections(), meta(), all_figures=False)


def html(one: Document) -> bytes:
    return report_html(one, look_of(meta())).encode()


def test_what_is_small_enough_stays_one_file() -> None:
    assert list(files_of(document(), html, "audit", ".html")) == ["audit.html"]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_every_chapter_is_in_exactly_one_part_in_its_order(count: int) -> None:
    made = list(volumes(document(), count))
    held = [part.anchor for one in made for part in (*one.parts, *one.appendices)]
    assert held == [part.anchor for part in (*document().parts, *document().appendices)]
    assert all(one.parts or one.appendices for one in made)
    assert len({tuple(entry.title for entry in one.contents) for one in made}) == 1


def test_no_part_is_larger_than_the_limit_and_no_link_leads_nowhere() -> None:
    whole = html(document())
    limit = len(whole) * 2 // 3
    made = files_of(document(), html, "audit", ".html", limit)
    assert len(made) > 1
    assert next(iter(made)) == "audit_part1.html"
    for number, content in enumerate(made.values(), 1):
        text = content.decode()
        assert len(content) <= limit
        assert f"part {number} of {len(made)}" in text
        targets = set(re.findall(r'href="#([^"]+)"', text))
        assert {target for target in targets if f'id="{target}"' not in text} == set()


def test_a_part_of_a_pdf_has_cover_summary_and_the_whole_contents() -> None:
    second = list(volumes(document(), 2))[1]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(report_pdf(second, look_of(meta()), None))).pages]
    assert "part 2 of 2" in pages[0]
    assert "Executive summary" in pages[1]
    contents = next(page for page in pages if "Contents" in page)
    assert [part.title for part in document().parts if part.title[:20] not in contents.replace("\n", " ")] == []
    assert "part 1" in contents


def test_the_summary_alone_is_one_page_that_says_whose_it_is() -> None:
    reader = PdfReader(io.BytesIO(summary_pdf(document(), look_of(meta()), None)))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    for said in ("Executive summary", document().cover.title, "working copy", "for the team"):
        assert said in text
    assert not [a for a in reader.pages[0].get("/Annots") or [] if a.get_object().get("/Subtype") == "/Link"]


def test_records_leave_a_workbook_that_is_too_large_and_fill_several_files() -> None:
    rows = pa.table({"contact_id": [f"{n:05}" for n in range(4000)], "source_row": list(range(4000))})
    whole = report_workbook(sections(), meta(), lambda wanted: rows, "audit")
    limit = len(whole.content) * 2 // 3
    made = report_workbook(sections(), meta(), lambda wanted: rows, "audit", limit)
    small = report_workbook(sections(), meta(), lambda wanted: rows, "audit", 30_000)
    assert whole.beside == {}
    assert len(made.content) <= limit
    assert max(map(len, small.beside.values())) <= 30_000
    files = [name for name in small.beside if "duplicates" in name]
    assert files[:2] == ["audit-crm.duplicates-1.csv", "audit-crm.duplicates-2.csv"]
    lines = [line for name in files for line in small.beside[name].decode("utf-8-sig").splitlines()]
    assert [line for line in lines if not line.startswith("contact_id")] == [f"{n:05},{n}" for n in range(4000)]
    book = openpyxl.load_workbook(io.BytesIO(small.content))
    assert any("duplicates-1.csv" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
