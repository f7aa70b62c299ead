"""The consultant's words in the report: filled in, marked where doubtful, listed by place, never dropped."""

from dataclasses import replace
from pathlib import Path

import nbformat.v4 as nb
import pytest

from cmokit.render import blocks as b
from cmokit.render.commentary import loose_numerals, moved_figures, unknown_figures
from cmokit.render.document import look_of, report_document
from cmokit.render.html import report_html
from cmokit.render.notebook import Pages, read_notebook
from cmokit.render.report_meta import CitedFigure, Comment, ReportMeta
from cmokit.render.text import FactBook, plain
from cmokit.render.workbook import report_workbook
from cmokit.vocabulary import Audience
from tests.render.notebooks import notebook
from tests.render.sections import duplicates, meta, names

FILE = "commentary/audit.md"
SHARE = "crm.duplicates.duplicate_share"


def comment(text: str, section: str = "crm.duplicates", line: int = 3, **more: object) -> Comment:
    return Comment(section, text, FILE, line, **more)  # type: ignore[arg-type]


def pages(*comments: Comment, audience: str = "team") -> Pages:
    return Pages((duplicates(), names()), replace(meta(), commentary=comments, audience=audience), ())


def document(*comments: Comment, audience: str = "team") -> b.Document:
    told = pages(*comments, audience=audience)
    return report_document(told.items, told.meta)


def text_of(blocks: tuple[b.Block, ...]) -> str:
    said = []
    for block in blocks:
        if isinstance(block, (b.Heading, b.Paragraph)):
            said.append(plain(block.runs, codes=True))
        elif isinstance(block, b.ListBlock):
            said += [text_of(item) for item in block.items]
        elif isinstance(block, b.TableBlock):
            said += [" ".join(plain(cell.runs) for cell in row) for row in block.rows]
        elif isinstance(block, b.Quote):
            said.append(text_of(block.blocks))
    return "\n".join(said)


def chapter(told: b.Document, title: str) -> b.Part:
    return next(part for part in (*told.parts, *told.appendices) if part.title == title)


def test_a_comment_stands_in_its_chapter_behind_the_finding() -> None:
    plain_chapter = chapter(document(), "Duplicate records").blocks
    commented = chapter(document(comment("Stop the *imports*.")), "Duplicate records").blocks
    assert commented[: len(plain_chapter)] == plain_chapter
    assert text_of(commented[len(plain_chapter) :]) == "Consultant's comment\nStop the imports."


def test_a_fact_is_filled_in_by_name_or_code_in_the_readers_format() -> None:
    code = FactBook.of([duplicates()]).codes[SHARE]
    told = chapter(
        document(comment(f"So {{{{fact:{SHARE}}}}} or {{{{ fact: {code.upper()} }}}}.")), "Duplicate records"
    )
    assert text_of(told.blocks).endswith(f"So 8.3% [{code}] or 8.3% [{code}].")
    german = replace(meta(), locale="de", commentary=(comment(f"{{{{fact:{SHARE}}}}}"),))
    assert "8,3 %" in text_of(report_document((duplicates(),), german).parts[0].blocks).replace("\xa0", " ")


def test_dimensions_may_stand_in_any_order_and_in_a_table() -> None:
    from tests.render.sections import conversion

    named = next(f for f in conversion().facts if f.dimensions["from"] == "lead")
    swapped = "funnel.conversion.stage_share[to=mql, split=all, from=lead]"
    told = comment(f"| a | b |\n|---|---|\n| x | {{{{fact:{swapped}}}}} |", "funnel.conversion")
    part = report_document((conversion(),), replace(meta(), commentary=(told,))).parts[0]
    assert f"x {round(float(named.value) * 100, 1)}%" in text_of(part.blocks)  # type: ignore[arg-type]


def test_a_number_from_a_person_is_printed_with_its_source() -> None:
    told = chapter(document(comment("{{said:12|CEO, interview 2026-01-12}} a week")), "Duplicate records")
    assert text_of(told.blocks).endswith("12 (CEO, interview 2026-01-12) a week")
    assert loose_numerals(pages(comment("{{said:12|CEO, interview 2026-01-12}} a week"))) == ()


def test_a_number_whose_mark_names_nobody_has_no_source() -> None:
    found = loose_numerals(pages(comment("{{said:12}} a week and {{said:13|  }}")))
    assert [numeral.text for numeral in found] == ["12", "13"]


def test_a_loose_number_is_marked_in_words_and_listed_by_its_line() -> None:
    said = comment("One line.\n\nWe expect 40 % fewer.", line=7)
    told = document(said)
    text = text_of(chapter(told, "Duplicate records").blocks)
    assert "We expect 40 % [no source] fewer." in text
    assert "no named person vouches for" in text
    found = loose_numerals(pages(said))
    assert [(n.place, n.line_or_cell, n.text) for n in found] == [("commentary/audit.md, line 9", 9, "40 %")]
    assert "commentary/audit.md, line 9 40 %" in text_of(chapter(told, "Numbers without a source").blocks)


def test_without_a_doubt_there_is_no_appendix_of_doubts() -> None:
    assert "Numbers without a source" not in [part.title for part in document(comment("Fine.")).appendices]


def test_an_unknown_figure_is_shown_marked_and_names_the_nearest() -> None:
    said = comment("Only {{fact:crm.duplicates.pair_count}} pairs")
    text = text_of(chapter(document(said), "Duplicate records").blocks)
    assert "{{fact:crm.duplicates.pair_count}} [no such figure; nearest: crm.duplicates.pairs_count] pairs" in text
    (found,) = unknown_figures(pages(said))
    assert (found.place, found.name) == ("commentary/audit.md, line 3", "crm.duplicates.pair_count")
    assert [n.text for n in loose_numerals(pages(said))] == ["{{fact:crm.duplicates.pair_count}}"]


def test_a_figure_that_moved_is_marked_and_listed() -> None:
    then = (CitedFigure(5, SHARE, "0.041", "share"),)
    said = comment(f"Above.\n\nIt is {{{{fact:{SHARE}}}}} now.", cited=then)
    told = document(said)
    assert "[written at 4.1%, now 8.3%]" in text_of(chapter(told, "Duplicate records").blocks)
    (moved,) = moved_figures(pages(said))
    assert (moved.place, moved.then, moved.now) == ("commentary/audit.md, line 5", "4.1%", "8.3%")
    assert "4.1% 8.3%" in text_of(chapter(told, "Numbers without a source").blocks)


def test_a_figure_that_reads_the_same_did_not_move() -> None:
    said = comment(f"{{{{fact:{SHARE}}}}}", cited=(CitedFigure(3, SHARE, "0.08339", "share"),))
    assert moved_figures(pages(said)) == ()


def test_a_figure_moved_only_in_the_paragraph_that_was_written_then() -> None:
    then = (CitedFigure(3, SHARE, "0.041", "share"),)
    said = comment(f"{{{{fact:{SHARE}}}}} first\n\n{{{{fact:{SHARE}}}}} second", cited=then)
    assert [found.line for found in moved_figures(pages(said))] == [3]


def test_a_comment_on_a_section_that_is_gone_is_shown_at_the_end() -> None:
    told = document(comment("Still true.", "crm.gone", 40), comment("No heading.", "", 2))
    lost = told.parts[-1]
    assert lost.title == "Comments on sections that this report no longer holds"
    assert "crm.gone (commentary/audit.md, line 40)\nStill true." in text_of(lost.blocks)
    assert "No section named (commentary/audit.md, line 2)\nNo heading." in text_of(lost.blocks)
    assert [part.number for part in told.parts] == ["1", "2", ""]


def test_summary_and_opening_have_their_places_and_shift_no_number() -> None:
    told = document(comment("One thing first.", "summary"), comment("We looked.", "opening"))
    assert text_of(told.summary.comment) == "Consultant's comment\nOne thing first."
    assert [(part.number, part.title) for part in told.parts[:2]] == [("", "Opening words"), ("1", "Duplicate records")]


def test_a_comment_on_an_unanswered_section_names_it() -> None:
    from cmokit.vocabulary import Severity

    unanswered = replace(names(), severity=Severity.NOT_MEASURED)
    told = report_document((duplicates(), unanswered), replace(meta(), commentary=(comment("Ask.", names().analysis),)))
    assert "Consultant's comment: Campaign names\nAsk." in text_of(told.parts[-1].blocks)


@pytest.mark.parametrize("audience", list(Audience))
def test_private_notes_reach_the_private_copy_only(audience: Audience) -> None:
    secret = comment("Fire them 99", is_private=True)
    html = report_html(document(secret, audience=audience), look_of(meta()))
    assert ("Fire them" in html) == (audience is Audience.PRIVATE)
    assert bool(loose_numerals(pages(secret, audience=audience))) == (audience is Audience.PRIVATE)


def test_html_in_a_comment_is_text_and_headings_never_skip() -> None:
    said = comment("<script>alert(1)</script>\n\n##### Deep\n\n<b>bold</b>")
    html = report_html(document(said), look_of(meta()))
    assert "<script" not in html
    part = chapter(document(said), "Duplicate records")
    assert [block.level for block in part.blocks if isinstance(block, b.Heading)][-2:] == [2, 3]


def test_the_summary_alone_stays_on_its_page_however_long_the_comment_is() -> None:
    import io

    from pypdf import PdfReader

    from cmokit.render.pdf import summary_pdf

    def page(text: str) -> str:
        told = document(comment(text, "summary"))
        (only,) = PdfReader(io.BytesIO(summary_pdf(told, look_of(meta()), meta().as_of))).pages
        return str(only.extract_text())

    assert "One thing first." in page("One thing first.")
    assert "One thing" not in page("One thing first, and many more words.\n\n" * 80)


def test_an_analysts_cell_follows_the_same_rule() -> None:
    cell = nb.new_markdown_cell(f"We saw 40 of {{{{fact:{SHARE}}}}} and {{{{fact:crm.nothing.count}}}}.")
    made = notebook(cell)
    told = read_notebook(made)
    place = f"cell {made.cells.index(cell) + 1}"
    assert [(n.place, n.text) for n in loose_numerals(told)] == [(place, "40"), (place, "{{fact:crm.nothing.count}}")]
    text = "\n".join(text_of(part.blocks) for part in report_document(told.items, told.meta).parts)
    assert "We saw 40 [no source] of 8.3%" in text
    assert "[no such figure" in text


def test_a_taken_cell_is_printed_as_a_comment_only() -> None:
    from cmokit.render.notebook import TAKEN, source_sha256

    cell = nb.new_markdown_cell("Our view.")
    cell.metadata[TAKEN] = {"file": FILE, "sha256": source_sha256(cell)}
    assert not any(isinstance(item, b.Notes) for item in read_notebook(notebook(cell)).items)
    cell.source = "Our view, edited."
    assert any(isinstance(item, b.Notes) for item in read_notebook(notebook(cell)).items)


def test_commentary_travels_in_the_notebook() -> None:
    said = comment(
        "x", cited=(CitedFigure(3, SHARE, "0.041", "share"),), pictures=(("a.png", "data:image/png;base64,"),)
    )
    told = replace(meta(), commentary=(said,))
    assert ReportMeta.from_dict(told.to_dict()) == told


def test_the_workbook_holds_the_comments_and_the_doubts(tmp_path: Path) -> None:
    import openpyxl

    said = comment(f"It is 40 % of {{{{fact:{SHARE}}}}}.", cited=(CitedFigure(3, SHARE, "0.041", "share"),))
    path = tmp_path / "report.xlsx"
    told = pages(said, comment("=1+1", "summary"))
    path.write_bytes(report_workbook(told.items, told.meta, lambda file: None).content)
    book = openpyxl.load_workbook(path)
    cells = [str(cell.value) for row in book["Comments"].iter_rows() for cell in row if cell.value]
    assert "Consultant's comment: Duplicate records" in cells
    assert any("40 % [no source]" in text and "[written at 4.1%, now 8.3%]" in text for text in cells)
    assert all(cell.data_type != "f" for row in book["Comments"].iter_rows() for cell in row)
    rows = list(book["Without a source"].iter_rows(min_row=2, values_only=True))
    assert rows[0][:3] == ("commentary/audit.md, line 3", "40 %", "no source")
    assert rows[-1][3:] == ("4.1%", "8.3%")
    link = book[meta().sheets["crm.duplicates"]].cell(6, 8).hyperlink
    assert link.location == f"'Comments'!A{row_of(book['Comments'])}"


def row_of(sheet: object) -> int:
    """The row on which the comment on duplicates begins."""
    column = sheet["A"]  # type: ignore[index]
    return next(cell.row for cell in column if cell.value == "Consultant's comment: Duplicate records")
