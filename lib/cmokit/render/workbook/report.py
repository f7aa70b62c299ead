"""The workbook of a report: summary, a sheet an analysis, what is unanswered, the data, every figure, every record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cmokit.exhibits.section import EvidenceFile, Section
from cmokit.render.blocks import Notes
from cmokit.render.comment_blocks import with_figures
from cmokit.render.document import look_of, report_document
from cmokit.render.labels import title_of
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import FactBook
from cmokit.render.volumes import MOST_BYTES
from cmokit.render.workbook import comments, issued, lists, notes, records
from cmokit.render.workbook.analysis import HEAD, RIGHT, Place, write_analysis
from cmokit.render.workbook.book import Book
from cmokit.render.workbook.front import write_summary
from cmokit.vocabulary import Severity

if TYPE_CHECKING:
    import pyarrow as pa

FEW_RECORDS = 1000  # stay in a workbook that is too large otherwise
Finder = Callable[[EvidenceFile], "pa.Table | None"]


@dataclass(frozen=True)
class Workbook:
    """content: the .xlsx. beside: file name → CSV of records too many for a sheet. warnings: sentences."""

    content: bytes
    beside: dict[str, bytes]
    warnings: tuple[str, ...]


def report_workbook(
    items: Sequence[Section | Notes], meta: ReportMeta, find: Finder, stem: str = "", limit: int = MOST_BYTES
) -> Workbook:
    """The workbook of sections and notes. find: an evidence file → its rows, or None where they are not there.

    stem: how files beside the workbook are named, before the analysis. limit: bytes; a larger workbook gives its
    records away, first the longest lists of them, then all.
    """
    for above in (records.MOST_RECORDS, FEW_RECORDS, 0):
        made = _written(items, meta, find, stem, records.Beside(above, limit))
        if len(made.content) <= limit:
            break
    return made


def _written(
    items: Sequence[Section | Notes], meta: ReportMeta, find: Finder, stem: str, beside: records.Beside
) -> Workbook:
    document = report_document(items, meta)
    sections = [item for item in items if isinstance(item, Section)]
    book = Book(look_of(meta), meta.as_of, document.title)
    facts = FactBook.of(sections)
    measured = [section for section in sections if section.severity is not Severity.NOT_MEASURED]
    commented = comments.sheets_of(items, meta, book)
    names = _names(book, measured, meta, commented)
    front = book.sheet(book.say("workbook.summary"))
    places = {name: Place(book.sheet(name), document, facts, meta) for name in names.values()}
    others = lists.write_lists(book, document, sections, facts, meta, names)
    issued.write_issued(book, document, sections, meta)
    told = comments.write_comments(book, items, facts, meta, names)
    added = [item for item in items if isinstance(item, Notes)]
    notes.write_notes(book, [replace(note, blocks=with_figures(note.blocks, facts, book.look)) for note in added])
    kept = {
        s.analysis: records.write_records(book, s, names[s.analysis], find, meta, stem or meta.client_slug, beside)
        for s in measured
    }
    for section in measured:
        place = places[names[section.analysis]]
        write_analysis(place, section, kept[section.analysis], others)
        if section.analysis in told:
            comments.link_comment(place.sheet, HEAD - 1, RIGHT, told[section.analysis])
    write_summary(front, document, sections, names, facts, meta, commented)
    front.page.activate()
    files = {name: content for record in kept.values() for name, content in record.beside.items()}
    warnings = tuple(record.words for record in kept.values() if record.is_missing)
    return Workbook(book.close(), files, warnings)


def _names(book: Book, sections: Sequence[Section], meta: ReportMeta, more: Sequence[str]) -> dict[str, str]:
    """Analysis → the name of its sheet, all different, none a name that the report itself uses (`more` among them)."""
    own = ("summary", "not_answered", "received", "set_aside", "definitions", "facts", "notes")
    kept = (*(book.say(f"workbook.{n}") for n in own), *issued.sheets_of(meta, book), *more)
    taken = {name.casefold() for name in kept}
    names: dict[str, str] = {}
    for section in sections:
        wanted = book.free_name(meta.sheets.get(section.analysis) or title_of(section))
        chosen, number = wanted, 1
        while chosen.casefold() in taken:
            number += 1
            chosen = f"{wanted[:28].rstrip()} {number}"
        taken.add(chosen.casefold())
        names[section.analysis] = chosen
    return names
