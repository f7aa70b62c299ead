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

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from cmokit.render.blocks import Document
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
    say: Say = lambda line: None,
) -> tuple[Path, ...]:
    """The report of an executed notebook as files, into `target`. pages_change: what is done to its pages before."""
    pages = read_pages(notebook, run_folder, name)
    return write_pages(pages_change(pages) if pages_change else pages, run_folder, target, name=name, say=say)


def read_pages(notebook: "NotebookNode", run_folder: Path, name: str) -> "Pages":
    """What an executed notebook holds for its report; run_folder: where it was executed."""
    from cmokit.render.notebook import read_notebook

    return read_notebook(notebook, run_folder, name)


def write_pages(
    pages: "Pages", run_folder: Path, target: Path, *, name: str, say: Say = lambda line: None
) -> tuple[Path, ...]:
    """`<name>.pdf`, `.html`, `.xlsx`, summary.pdf, email.txt and whatever stands beside them, into `target`.

    run_folder: with the run's evidence and pictures. Raises CmokitError; files written before the fault stay, so
    `target` is a folder that is not published yet.
    """
    from cmokit.render.charts import kept_in

    for warning in pages.warnings:
        say(warning)
    with kept_in(run_folder / PICTURES):
        return tuple(write_bytes(target / file, content) for file, content in _files(pages, run_folder, name, say))


def _files(pages: "Pages", run_folder: Path, name: str, say: Say) -> Iterator[tuple[str, bytes]]:
    """Each file's name and content, made one after the other; the e-mail last, as it names the others."""
    from cmokit.render.exporters import email_of, printed_document, summary_of

    document, named = printed_document(pages), []
    for file, content in _report_files(pages, document, run_folder, name, say):
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
