"""The e-mail beside a report: subject, finding with its figure, decision, attachments, copy; at most 150 words."""

from dataclasses import replace
from datetime import date

from cmokit.render.blocks import Document
from cmokit.render.cover_email import MOST_WORDS, cover_email
from cmokit.render.document import report_document
from cmokit.render.report_meta import ReportMeta
from cmokit.render.stamp import Stamp
from cmokit.render.text import words
from tests.render.sections import meta, sections

FILES = ("summary.pdf", "audit.pdf", "audit.html", "audit.xlsx", "audit-crm.duplicates.csv")


def email(shown: ReportMeta, files: tuple[str, ...] = FILES) -> str:
    return cover_email(report_document(sections(), shown), shown, files)


def test_the_finding_stands_first_with_its_figure_then_the_decision() -> None:
    subject, _, finding, _, decision, *_ = email(meta()).split("\n")
    assert subject.startswith("Subject: Marketing and revenue audit, ")
    assert "%" in finding
    assert decision.startswith("To decide first: ")
    assert "wner" in decision


def test_every_attachment_is_named_and_so_is_the_copy() -> None:
    text = email(meta())
    assert [name for name in FILES if f"- {name}" not in text] == []
    assert "Attached (working copy, team copy, data as of" in text


def test_an_issued_copy_says_its_version() -> None:
    stamp = Stamp("v2", "D-1", "The board", date(2026, 2, 2), "board")
    text = email(replace(meta(), stamp=stamp, audience="board"))
    assert "working copy" not in text
    assert "v2" in text
    assert "board copy" in text


def test_it_never_has_more_words_than_a_reader_takes() -> None:
    shown = meta()
    document = report_document(sections(), shown)
    many = tuple(f"audit_part{n}.pdf" for n in range(40))
    long = replace(document, summary=replace(document.summary, sentence=words("loss of 4 % " * 100)))
    for one, files in ((document, FILES), (document, many), (long, many)):
        assert len(cover_email(one, shown, files).split()) <= MOST_WORDS


def test_where_nothing_is_to_be_decided_it_says_so() -> None:
    document: Document = report_document(sections(), meta())
    none = replace(document, summary=replace(document.summary, decisions=()))
    assert "No decision is called for" in cover_email(none, meta(), FILES)
