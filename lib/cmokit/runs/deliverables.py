"""The files of a report, from the notebook that a run executed: any audience's, without running it again."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.engagement.writing import write_bytes, write_text
from cmokit.exhibits.facts_file import dump_json, facts_document
from cmokit.exhibits.section import Section
from cmokit.render.formats import Look
from cmokit.render.text import FactBook, plain, resolve
from cmokit.render.volumes import MOST_BYTES
from cmokit.runs.notebook import PICTURES
from cmokit.vocabulary import Meeting

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from cmokit.render.blocks import Document
    from cmokit.render.deck.template import Template
    from cmokit.render.notebook import Pages

Say = Callable[[str], None]
SUMMARY, EMAIL = "summary.pdf", "email.txt"


def write_deliverables(
    notebook: "NotebookNode",
    run_folder: Path,
    target: Path,
    *,
    name: str,
    pages_change: "Callable[[Pages], Pages] | None" = None,
    template: "Template | None" = None,
    say: Say = lambda line: None,
) -> tuple[Path, ...]:
    """The report of an executed notebook as files, into `target`. pages_change: what is done to its pages before."""
    pages = read_pages(notebook, run_folder, name)
    shown = pages_change(pages) if pages_change else pages
    return write_pages(shown, run_folder, target, name=name, template=template, say=say)


def read_pages(notebook: "NotebookNode", run_folder: Path, name: str) -> "Pages":
    """What an executed notebook holds for its report; run_folder: where it was executed."""
    from cmokit.render.notebook import read_notebook

    return read_notebook(notebook, run_folder, name)


def write_pages(
    pages: "Pages",
    run_folder: Path,
    target: Path,
    *,
    name: str,
    template: "Template | None" = None,
    say: Say = lambda line: None,
) -> tuple[Path, ...]:
    """`<name>.pdf`, `.html`, `.xlsx`, `.pptx`, `.docx`, summary.pdf, email.txt and whatever stands beside them, into
    `target`.

    run_folder: with the run's evidence and pictures. template: the client's own slides. Raises CmokitError; files
    written before the fault stay, so `target` is a folder that is not published yet.
    """
    from cmokit.render.charts import kept_in

    for warning in pages.warnings:
        say(warning)
    with kept_in(run_folder / PICTURES):
        return tuple(
            write_bytes(target / file, content) for file, content in _files(pages, run_folder, name, template, say)
        )


def _files(
    pages: "Pages", run_folder: Path, name: str, template: "Template | None", say: Say
) -> Iterator[tuple[str, bytes]]:
    """Each file's name and content, made one after the other; the e-mail last, as it names the others."""
    from cmokit.render.exporters import email_of, printed_document, summary_of

    document, named = printed_document(pages), []
    for file, content in _report_files(pages, document, run_folder, name, say):
        named.append(file)
        yield file, content
    for file, content in _office_files(document, pages, name, template, say):
        named.append(file)
        yield file, content
    yield SUMMARY, summary_of(document, pages.meta)
    yield EMAIL, email_of(document, pages.meta, [SUMMARY, *named]).encode("utf-8")


def _report_files(
    pages: "Pages", document: "Document", run_folder: Path, name: str, say: Say
) -> Iterator[tuple[str, bytes]]:
    """PDF, HTML and workbook; what is too large to be mailed comes in parts."""
    from cmokit.render.exporters import html_files, pdf_files, workbook_of

    say(f"writing {name}.pdf")
    yield from pdf_files(document, pages.meta, name, MOST_BYTES).items()
    say(f"writing {name}.html")
    yield from html_files(pages, name, MOST_BYTES).items()
    say(f"writing {name}.xlsx")
    book = workbook_of(pages, run_folder, name, MOST_BYTES)
    for warning in book.warnings:
        say(warning)
    yield f"{name}.xlsx", book.content
    yield from book.beside.items()


def _office_files(
    document: "Document", pages: "Pages", name: str, template: "Template | None", say: Say
) -> Iterator[tuple[str, bytes]]:
    """Slides and words, both to be edited."""
    from cmokit.render.deck import deck_of
    from cmokit.render.word_report import word_of

    say(f"writing {name}.pptx")
    deck = deck_of(document, pages.meta, template)
    if len(deck) > MOST_BYTES:
        say(f"{name}.pptx has {len(deck) // 1_000_000} MB, most of it the client's own slides: too large for most mail")
    yield f"{name}.pptx", deck
    say(f"writing {name}.docx")
    yield f"{name}.docx", word_of(document, pages.meta)


def write_update(
    pages: "Pages",
    run_folder: Path,
    target: Path,
    *,
    name: str,
    template: "Template | None" = None,
    say: Say = lambda line: None,
) -> tuple[Path, ...]:
    """An update's files: two pages as PDF and HTML, the workbook, the agenda in Word, email.txt; slides for the board.

    As `write_pages` otherwise.
    """
    from cmokit.render.charts import kept_in

    for warning in pages.warnings:
        say(warning)
    with kept_in(run_folder / PICTURES):
        files = _update_files(pages, run_folder, name, template, say)
        return tuple(write_bytes(target / file, content) for file, content in files)


def _update_files(
    pages: "Pages", run_folder: Path, name: str, template: "Template | None", say: Say
) -> Iterator[tuple[str, bytes]]:
    from cmokit.render.agenda import AGENDA, agenda_of
    from cmokit.render.deck import deck_of
    from cmokit.render.exporters import email_of, printed_document, workbook_of
    from cmokit.render.update import update_document, update_html, update_pdf

    short = update_document(pages)
    say(f"writing {name}.pdf")
    yield f"{name}.pdf", update_pdf(short, pages.meta)
    yield f"{name}.html", update_html(short, pages.meta).encode()
    book = workbook_of(pages, run_folder, name, MOST_BYTES)
    for warning in book.warnings:
        say(warning)
    yield f"{name}.xlsx", book.content
    yield from book.beside.items()
    yield AGENDA, agenda_of(pages)
    named = [f"{name}.pdf", f"{name}.xlsx", AGENDA]
    if pages.meta.meeting == Meeting.BOARD:
        yield f"{name}.pptx", deck_of(printed_document(pages), pages.meta, template)
        named.append(f"{name}.pptx")
    yield EMAIL, email_of(short, pages.meta, named).encode("utf-8")


def write_facts(
    target: Path,
    sections: Iterable[Section],
    look: Look,
    *,
    client: str,
    phase: str,
    as_of: date,
    kit: str,
    currency: str,
) -> Path:
    """facts.json of these sections, each reason as plain text in the reader's formats."""
    told = list(sections)
    reasons = {section.analysis: _plain_reason(section, look) for section in told}
    document = facts_document(
        client=client, phase=phase, as_of=as_of, kit=kit, currency=currency, sections=told, reasons=reasons
    )
    return write_text(target / "facts.json", dump_json(document))


def _plain_reason(section: Section, look: Look) -> str:
    return plain(resolve(section.reason, FactBook.of([section]), look, section.analysis))
