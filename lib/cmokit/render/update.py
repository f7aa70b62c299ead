"""An update as two pages: three views, each with the question it answers, whose figures they are, and what to do.

PDF and HTML come from the same short document. What a view shows more than fits, the workbook holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cmokit.exhibits.section import Section
from cmokit.render import formats
from cmokit.render.blocks import Block, Document, Heading, Line, Paragraph, Part, TableBlock
from cmokit.render.chapters import anchor_of, chart_block, owner_of
from cmokit.render.document import look_of, report_document
from cmokit.render.formats import Look
from cmokit.render.html import report_html
from cmokit.render.labels import title_of
from cmokit.render.notebook import Pages
from cmokit.render.pdf import brief_pdf
from cmokit.render.report_meta import ReportMeta
from cmokit.render.tables import table_block
from cmokit.render.text import FactBook, Run, Runs, resolve, words
from cmokit.vocabulary import Meeting, Severity
from cmokit.words import say, speaking

# Analyses of each view, in order; the first one's owner answers for its figures.
VIEWS = {
    "leadership": ("update.figures", "update.decisions"),
    "campaign": ("update.weeks", "pilot.adoption"),
    "operations": ("monitoring.alerts", "update.findings", "update.late", "update.sources"),
}
OF_MEETING = {
    Meeting.WEEKLY: ("leadership", "campaign", "operations"),
    Meeting.SALES_MARKETING: ("campaign", "leadership", "operations"),
    Meeting.BOARD: ("leadership", "campaign", "operations"),
}
MOST_ROWS = {"update.figures": 12, "update.weeks": 10, "update.sources": 2}
FEW_ROWS = 4  # of any other table
SEVERAL_TABLES = ("update.figures", "monitoring.alerts")  # two of them; of any other section the first
CHARTED = ("update.weeks", "monitoring.alerts")
FIRST = ("update.figures", "update.weeks", "monitoring.alerts")  # what the sentence above all says


def update_document(pages: Pages) -> Document:
    """The short document of an update's pages: no cover, no appendix; a part a view."""
    meta = pages.meta
    with speaking(meta.language):
        whole = report_document(pages.items, meta, all_figures=False)
        look, sections = look_of(meta), {one.analysis: one for one in pages.items if isinstance(one, Section)}
        book = FactBook.of(list(sections.values()))
        views = OF_MEETING[Meeting(meta.meeting or Meeting.WEEKLY)]
        parts = tuple(_view(name, sections, book, meta, look) for name in views)
        subtitle = say(f"update.meetings.{meta.meeting or Meeting.WEEKLY}")
        lines = tuple(line for line in whole.cover.lines if line.text)
        cover = replace(whole.cover, subtitle=subtitle, lines=(*lines, *_agreed(meta)))
        summary = replace(whole.summary, sentence=_verdict(sections, book, look))
        return replace(whole, cover=cover, summary=summary, parts=parts, appendices=(), opening=())


def _verdict(sections: Mapping[str, Section], book: FactBook, look: Look) -> Runs:
    """What the reader is told first: figures, then the week, then alerts; each as its section's own sentence."""
    told = [sections[name] for name in FIRST if name in sections]
    answered = [section for section in told if section.severity is not Severity.NOT_MEASURED]
    runs = [run for one in answered for run in (*resolve(one.headline, book, look, one.analysis), Run(" "))]
    return tuple(runs[:-1])


def _agreed(meta: ReportMeta) -> Iterator[Line]:
    """How fresh: the day on which the newest file in use ends."""
    days = [day for file in meta.received if (day := file.extract_on or file.period_end_on)]
    if days:
        yield Line(say("update.views.refreshed"), formats.day(max(days), meta.locale, meta.language))


def update_pdf(document: Document, meta: ReportMeta) -> bytes:
    with speaking(meta.language):
        return brief_pdf(document, look_of(meta), meta.as_of)


def update_html(document: Document, meta: ReportMeta) -> str:
    with speaking(meta.language):
        return report_html(document, look_of(meta))


def _view(name: str, sections: dict[str, Section], book: FactBook, meta: ReportMeta, look: Look) -> Part:
    mine = [sections[analysis] for analysis in VIEWS[name] if analysis in sections]
    answered = [section for section in mine if section.severity is not Severity.NOT_MEASURED]
    told = say(f"update.views.{name}.about", owner=owner_of(mine[0], meta) if mine else "", language=meta.language)
    blocks: list[Block] = [Paragraph(words(told), "note")]
    for section in answered:
        blocks += _short(section, book, look)
    blocks += [_unanswered(section, book, look) for section in mine if section not in answered]
    return Part("", say(f"update.views.{name}.title"), f"view-{name}", tuple(blocks))


def _short(section: Section, book: FactBook, look: Look) -> Iterator[Block]:
    """One section: its name, its finding, what moved, its pictures and the first rows of its tables."""
    where = section.analysis
    yield Heading(2, words(title_of(section)), anchor_of(where))
    yield Paragraph((*resolve(section.headline, book, look, where),))
    for sentence in section.narrative[:3]:
        yield Paragraph(resolve(sentence, book, look, where), "small")
    if where in CHARTED:
        yield from (chart_block(chart, book, look, where) for chart in section.charts)
    shown = [table for table in section.tables if table.rows and not table.in_workbook_only]
    for table in shown[: 2 if where in SEVERAL_TABLES else 1]:
        yield _first_rows(table_block(table, book, look, where), MOST_ROWS.get(where, FEW_ROWS))
    for step in section.next_steps[:1] if section.severity in (Severity.FAIL, Severity.WARN) else ():
        yield Paragraph((Run(say("update.views.do") + " ", "strong"), *resolve(step, book, look, where)), "small")


def _first_rows(table: TableBlock, most: int) -> TableBlock:
    is_cut = len(table.rows) > most
    return replace(table, rows=table.rows[:most], total_rows=len(table.rows) if is_cut else None, in_workbook=is_cut)


def _unanswered(section: Section, book: FactBook, look: Look) -> Block:
    reason = resolve(section.reason, book, look, section.analysis)
    return Paragraph((Run(f"{title_of(section)}: ", "strong"), *reason), "small")
