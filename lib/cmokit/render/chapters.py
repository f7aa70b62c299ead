"""The body of a report: a chapter per answered section, the analyst's own chapters, and what stays unanswered."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cmokit.exhibits.section import Chart, Section
from cmokit.render import formats
from cmokit.render.blocks import (
    Block,
    Cell,
    ChartBlock,
    Finding,
    Heading,
    ListBlock,
    Notes,
    Paragraph,
    Part,
    Steps,
    TableBlock,
)
from cmokit.render.comment_blocks import comments_on, lost_part, opening_part, with_figures
from cmokit.render.formats import Look
from cmokit.render.labels import readable, responsibility_name, title_of
from cmokit.render.numbering import numbered
from cmokit.render.report_meta import ReportMeta
from cmokit.render.tables import plain_table, table_block
from cmokit.render.text import FactBook, Runs, plain, resolve, resolve_all, words
from cmokit.vocabulary import Severity
from cmokit.words import say

UNANSWERED = "not-answered"
MOST_ROWS = 12  # of a table in a chapter
FEW_MORE = 2  # rows: a line that tells of them would take as much room


def parts_of(items: Sequence[Section | Notes], book: FactBook, meta: ReportMeta, look: Look) -> tuple[Part, ...]:
    """Chapters in the order of `items`, numbered as meta says; unanswered sections become one table at the end.

    The consultant's comments stand in their chapters; opening words and comments without a chapter have no number.
    """
    parts: list[Part] = []
    for item in items:
        if isinstance(item, Notes):
            _add_notes(parts, replace(item, blocks=with_figures(item.blocks, book, look)), look)
        elif item.severity is not Severity.NOT_MEASURED:
            parts.append(_commented(section_part(item, book, meta, look), comments_on(item.analysis, meta, book, look)))
    sections = [item for item in items if isinstance(item, Section)]
    unanswered = [section for section in sections if section.severity is Severity.NOT_MEASURED]
    if unanswered:
        comments = [c for s in unanswered for c in comments_on(s.analysis, meta, book, look, title_of(s))]
        parts.append(_commented(_unanswered(unanswered, book, meta, look), comments))
    lost = lost_part([section.analysis for section in sections], meta, book, look)
    return (*_closed(opening_part(meta, book, look)), *numbered(parts, meta), *_closed(lost))


def _commented(part: Part, comments: Sequence[Block]) -> Part:
    return replace(part, blocks=(*part.blocks, *closed_up(comments)))


def _closed(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(replace(part, blocks=closed_up(part.blocks)) for part in parts)


def section_part(section: Section, book: FactBook, meta: ReportMeta, look: Look) -> Part:
    """One answered section: question, finding, picture, table, what to do next, how sure we are."""
    blocks = (*_told(section, book, look), *_after(section, book, meta, look))
    return Part("", title_of(section), anchor_of(section.analysis), blocks, section.severity, section.analysis)


def anchor_of(analysis: str) -> str:
    return analysis.replace(".", "-").replace("_", "-")


def owner_of(section: Section, meta: ReportMeta) -> str:
    """Who should act, by name; where nobody is named, `Owner to be named`, and for which role, as a line begins."""
    named = section.owner or meta.owner(section.owner_role)
    if named:
        return named
    if section.owner_role:
        role = responsibility_name(section.owner_role, meta.language)
        return _capital(say("report.summary.owner_unnamed_role", language=meta.language, role=role))
    return _capital(say("report.summary.owner_unnamed", language=meta.language))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def owner_line(section: Section, meta: ReportMeta) -> str:
    """`Owner: Jonas Weber`, or that the owner is to be named."""
    owner = owner_of(section, meta)
    is_named = bool(section.owner or meta.owner(section.owner_role))
    return say("report.parts.owner", language=meta.language, owner=owner) if is_named else owner


def stake_of(section: Section, meta: ReportMeta, look: Look) -> Runs:
    """The money at stake in the report's words; empty where it is not quantified."""
    amount = section.money_at_stake_amount
    if amount is None:
        return ()
    return words(
        formats.show(amount, section.currency or meta.currency, look.locale, language=look.language, brief=True)
    )


def finding_of(section: Section, book: FactBook, look: Look) -> Finding:
    question = section.card.question if section.card else readable(section.analysis)
    headline = resolve(section.headline, book, look, section.analysis)
    return Finding(question, headline, section.severity, resolve(section.reason, book, look, section.analysis))


def chart_block(chart: Chart, book: FactBook, look: Look, where: str) -> ChartBlock:
    title, alt = resolve(chart.title, book, look, where), plain(resolve(chart.alt, book, look, where))
    return ChartBlock(chart, title, alt or plain(title), plain(resolve(chart.limit_label, book, look, where)))


def _told(section: Section, book: FactBook, look: Look) -> Iterable[Block]:
    where = section.analysis
    yield finding_of(section, book, look)
    yield from (Paragraph(runs) for runs in resolve_all(section.narrative, book, look, where))
    yield from (chart_block(chart, book, look, where) for chart in section.charts)
    for table in section.tables:
        if table.rows and not table.in_workbook_only:
            shown = table_block(table, book, look, where)
            yield shown if table.is_whole else _first_rows(shown)
    if section.missing:
        yield Paragraph(words(say("report.parts.missing", language=look.language)), "label")
        yield ListBlock(tuple((Paragraph(words(missing.ask)),) for missing in section.missing))


def _first_rows(table: TableBlock) -> TableBlock:
    """A chapter's table shows the first rows and says how many there are; the workbook holds them all."""
    most = MOST_ROWS if len(table.rows) > MOST_ROWS + FEW_MORE else len(table.rows)
    return replace(table, rows=table.rows[:most], total_rows=len(table.rows), in_workbook=True)


def _after(section: Section, book: FactBook, meta: ReportMeta, look: Look) -> Iterable[Block]:
    where = section.analysis
    if section.next_steps:
        yield Heading(2, words(say("report.parts.next_steps", language=look.language)))
        yield Steps(
            resolve_all(section.next_steps, book, look, where),
            owner_line(section, meta),
            _stake_sentence(section, book, meta, look),
        )
    if section.how_sure:
        yield Heading(2, words(say("report.parts.how_sure", language=look.language)))
        yield Paragraph(resolve(section.how_sure, book, look, where))


def _stake_sentence(section: Section, book: FactBook, meta: ReportMeta, look: Look) -> Runs:
    stake = plain(stake_of(section, meta, look))
    if not stake:
        return ()
    formula = plain(resolve(section.money_formula, book, look, section.analysis)).rstrip(".")
    word = "report.parts.stake_formula" if formula else "report.parts.stake"
    return words(say(word, language=look.language, stake=stake, formula=formula))


def _unanswered(sections: Sequence[Section], book: FactBook, meta: ReportMeta, look: Look) -> Part:
    rows = [_unanswered_row(section, book, look) for section in sections]
    headers = [(f"not_answered.{name}", "text") for name in ("question", "reason", "send")]
    if meta.numbers:
        headers.insert(0, ("section", "text"))
        rows = [(meta.numbers.get(s.analysis, ""), *row) for s, row in zip(sections, rows, strict=True)]
    title = say("report.not_answered.title", language=look.language)
    return Part("", title, UNANSWERED, (plain_table("", headers, rows, look),), Severity.NOT_MEASURED)


def _unanswered_row(section: Section, book: FactBook, look: Look) -> tuple[object, ...]:
    question = section.card.question if section.card else title_of(section)
    asks = "\n".join(dict.fromkeys(missing.ask for missing in section.missing))
    return question, Cell(resolve(section.reason, book, look, section.analysis)), asks


def _add_notes(parts: list[Part], notes: Notes, look: Look) -> None:
    """A note that begins with a heading is a chapter of its own; any other belongs to the chapter before it."""
    first, *rest = notes.blocks
    label = Paragraph(words(say("report.parts.analyst", language=look.language)), "analyst")
    anchor = f"note-{sum(part.by_analyst for part in parts) + 1}"
    if isinstance(first, Heading):
        parts.append(Part("", plain(first.runs), anchor, (label, *closed_up(rest)), by_analyst=True))
    elif parts:
        before = parts[-1]
        said = () if before.by_analyst else (label,)
        parts[-1] = replace(before, blocks=(*before.blocks, *said, *closed_up(notes.blocks)))
    else:
        title = say("report.parts.analyst_chapter", language=look.language)
        parts.append(Part("", title, anchor, (label, *closed_up(notes.blocks)), by_analyst=True))


def closed_up(blocks: Iterable[Block], above: int = 1) -> tuple[Block, ...]:
    """Heading levels without a gap below `above`, as tagged PDF demands."""
    open_levels: list[int] = []
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            while open_levels and open_levels[-1] >= block.level:
                open_levels.pop()
            open_levels.append(block.level)
            block = replace(block, level=above + len(open_levels))
        done.append(block)
    return tuple(done)
