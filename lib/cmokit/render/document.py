"""A report as one document: cover, summary, chapters, appendices. Every renderer draws this and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from cmokit.exhibits.section import Section
from cmokit.render import formats
from cmokit.render.appendices import appendices_of
from cmokit.render.blocks import Cover, Document, Line, Notes, Part, Summary, TableBlock
from cmokit.render.chapters import closed_up, parts_of
from cmokit.render.comment_blocks import comments_on, doubts_of
from cmokit.render.commentary import SUMMARY
from cmokit.render.formats import Look
from cmokit.render.issued import acceptance_part, restated_part, version_line
from cmokit.render.labels import readable
from cmokit.render.report_meta import ReportMeta
from cmokit.render.summary import summary_of
from cmokit.render.text import FactBook, Run
from cmokit.vocabulary import Audience
from cmokit.words import has, say


def look_of(meta: ReportMeta) -> Look:
    """The consultant's colour leads, as the report is the consultant's; the client's where there is none."""
    return Look(meta.locale, meta.language, meta.consultant_brand.color or meta.client_brand.color)


def report_document(
    items: Sequence[Section | Notes], meta: ReportMeta, *, all_figures: bool = True, warnings: Sequence[str] = ()
) -> Document:
    """The report of sections and notes in their order.

    all_figures: list every printed figure in the appendix; else only those that sentences print.
    Raises RunFailed where a sentence holds an untraced number or cites a figure that nobody measured.
    """
    look, sections = look_of(meta), [item for item in items if isinstance(item, Section)]
    book = FactBook.of(sections)
    parts = parts_of(items, book, meta, look)
    numbers = {part.analysis: part.number for part in parts if part.analysis}
    comment = closed_up(comments_on(SUMMARY, meta, book, look))
    summary = replace(summary_of(sections, numbers, book, meta, look), comment=comment)
    printed = set(printed_codes((summary, parts), tables=all_figures))
    appendices = appendices_of(sections, printed, book, meta, look, doubts_of(items, meta, look))
    opening: tuple[Part, ...] = ()
    if meta.stamp:
        first, cited = ([*printed_codes(shown, tables=False)] for shown in (summary, (summary, parts)))
        opening = (restated_part(meta.stamp, first, cited, meta.numbers, book, look),) if meta.stamp.previous else ()
        appendices = (*appendices, acceptance_part(meta.stamp, look))
    return Document(_title(meta), _cover(meta, look), summary, parts, appendices, tuple(warnings), opening)


def printed_codes(shown: Summary | tuple[Summary, tuple[Part, ...]], *, tables: bool = True) -> Iterator[str]:
    """Short codes of the figures in any part of a document."""
    for run in _runs(shown, tables):
        if run.fact:
            yield run.fact


def _runs(shown: Any, tables: bool) -> Iterator[Run]:
    if isinstance(shown, Run):
        yield shown
    elif isinstance(shown, (tuple, list)):
        for inner in shown:
            yield from _runs(inner, tables)
    elif is_dataclass(shown) and (tables or not isinstance(shown, TableBlock)):
        for f in fields(shown):
            yield from _runs(getattr(shown, f.name), tables)


def _copy(meta: ReportMeta) -> str:
    """For whom this copy is, in words."""
    return say(f"audiences.names.{meta.audience}", language=meta.language)


def _title(meta: ReportMeta) -> str:
    named = f"{_phase(meta, 'title')} – {meta.client_name}"
    copy = say(f"audiences.short.{meta.audience}", language=meta.language)
    return named if meta.audience == Audience.TEAM else f"{named}, {copy}"


def _phase(meta: ReportMeta, what: str) -> str:
    word = f"report.phases.{meta.phase}.{what}"
    return (
        say(word, language=meta.language)
        if has(word, meta.language)
        else readable(meta.phase)
        if what == "title"
        else ""
    )


def _version(meta: ReportMeta, look: Look) -> str:
    """Which copy this is: issued to somebody, or a working copy."""
    if meta.stamp:
        return version_line(meta.stamp, look)
    return meta.version or say("report.cover.working_copy", language=look.language)


def _cover(meta: ReportMeta, look: Look) -> Cover:
    def label(name: str) -> str:
        return say(f"report.cover.{name}", language=look.language)

    ours, theirs = meta.consultant_brand, meta.client_brand
    lines = [
        Line(label("prepared_for"), theirs.name or meta.client_name),
        Line(label("prepared_by"), ours.name or label("unnamed_consultant")),
        Line(label("contact"), ours.contact),
        Line(label("version"), _version(meta, look)),
        Line(say("audiences.label", language=look.language), _copy(meta)),
        Line(say("audiences.money", language=look.language), meta.index_base),
        Line(label("as_of"), formats.day(meta.as_of, look.locale, look.language) if meta.as_of else ""),
    ]
    secret = ours.confidentiality or theirs.confidentiality or label("confidential")
    told = tuple(line for line in lines if line.text)
    return Cover(_phase(meta, "title"), _phase(meta, "subtitle"), told, secret, theirs.logo, ours.logo)
