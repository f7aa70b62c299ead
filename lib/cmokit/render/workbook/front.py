"""The first sheet: verdict, key figures, decisions, and the way to every other sheet."""

from collections.abc import Mapping, Sequence

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.render import style
from cmokit.render.blocks import Document
from cmokit.render.chapters import finding_of, owner_of
from cmokit.render.labels import fact_label, title_of
from cmokit.render.metrics_shown import kind_of
from cmokit.render.report_meta import ReportMeta
from cmokit.render.summary import MOST_DECISIONS, figure_groups, key_facts, ranked, yardstick
from cmokit.render.text import FactBook, plain, resolve
from cmokit.render.workbook.book import Sheet
from cmokit.render.workbook.issued import sheets_of
from cmokit.vocabulary import Severity

WIDTHS = (34, 24, 16, 62, 14, 24)


def write_summary(
    sheet: Sheet,
    document: Document,
    sections: Sequence[Section],
    names: Mapping[str, str],
    facts: FactBook,
    meta: ReportMeta,
    more: Sequence[str] = (),
) -> None:
    """names: analysis → its sheet. more: sheets to be found from here beside those that every report has."""
    book = sheet.book
    sheet.title(0, document.title)
    row = 1
    for line in document.cover.lines:
        sheet.text(row, 0, line.label, font_color=style.MUTED)
        sheet.text(row, 1, line.text)
        row += 1
    sheet.text(row, 0, document.cover.confidentiality, font_color=style.MUTED)
    summary = document.summary
    verdict = book.say(f"verdict.{summary.verdict}")
    sheet.text(
        row + 2, 0, f"{verdict}: {plain(summary.sentence)}", bold=True, font_color=style.VERDICTS[summary.verdict]
    )
    row = _figures(sheet, row + 4, sections, names, facts, meta)
    row = _decisions(sheet, row + 1, sections, names, facts, meta)
    row = _sheets(sheet, row + 1, sections, names, facts)
    lists = ("not_answered", "received", "set_aside", "definitions", "facts")
    for name in (*(book.say(f"workbook.{name}") for name in lists), *sheets_of(meta, book), *more):
        sheet.link(row, 0, name, "A1", name)
        row += 1
    sheet.widths(WIDTHS)
    sheet.page.set_landscape()
    sheet.page.fit_to_pages(1, 0)
    sheet.page.hide_gridlines(2)


def _figures(
    sheet: Sheet, row: int, sections: Sequence[Section], names: Mapping[str, str], facts: FactBook, meta: ReportMeta
) -> int:
    """Results and diagnostics under heads of their own."""
    told = key_facts(sections, facts, meta)
    for kind, head in figure_groups(kind_of(meta.metrics, fact.id) for _, fact in told):
        group = [(section, fact) for section, fact in told if kind_of(meta.metrics, fact.id) == kind]
        row = _figure_rows(sheet, row, head, group, names, facts, meta)
    return row


def _figure_rows(
    sheet: Sheet,
    row: int,
    head: str,
    told: Sequence[tuple[Section, Fact]],
    names: Mapping[str, str],
    facts: FactBook,
    meta: ReportMeta,
) -> int:
    book = sheet.book
    sheet.title(row, book.say(head), 12)
    heads = ("summary.figure", "facts.value", "facts.code", "summary.yardstick", "workbook.verdict", "workbook.sheet")
    sheet.heads(row + 1, 0, [book.say(head) for head in heads], ("left", "right", "left", "left", "left", "left"))
    row += 2
    for section, fact in told:
        sheet.text(row, 0, fact_label(fact, book.look.language), text_wrap=True)
        sheet.write(row, 1, fact.value, fact.unit, bold=True, align="right")
        sheet.text(row, 2, facts.code(fact), indent=1)
        sheet.text(row, 3, yardstick(fact, section, facts, meta, book.look), text_wrap=True)
        _verdict(sheet, row, 4, section.severity)
        _to(sheet, row, 5, section, names)
        row += 1
    return row


def _decisions(
    sheet: Sheet, row: int, sections: Sequence[Section], names: Mapping[str, str], facts: FactBook, meta: ReportMeta
) -> int:
    book = sheet.book
    sheet.title(row, book.say("summary.decisions"), 12)
    heads = (
        "summary.decisions",
        "summary.owner",
        "summary.stake",
        "parts.formula",
        "workbook.verdict",
        "workbook.sheet",
    )
    sheet.heads(row + 1, 0, [book.say(head) for head in heads], ("left", "left", "right", "left", "left", "left"))
    row += 2
    for section in [s for s in ranked(sections) if s.decision][:MOST_DECISIONS]:
        sheet.text(
            row, 0, plain(resolve(section.decision, facts, book.look, section.analysis), codes=True), text_wrap=True
        )
        sheet.text(row, 1, owner_of(section, meta), text_wrap=True)
        stake = section.money_at_stake_amount
        sheet.write(
            row,
            2,
            book.say("summary.not_quantified") if stake is None else stake,
            section.currency or meta.currency,
            align="right",
            text_wrap=stake is None,
        )
        sheet.text(
            row,
            3,
            plain(resolve(section.money_formula, facts, book.look, section.analysis), codes=True),
            text_wrap=True,
            indent=1,
        )
        _verdict(sheet, row, 4, section.severity)
        _to(sheet, row, 5, section, names)
        row += 1
    return row


def _sheets(sheet: Sheet, row: int, sections: Sequence[Section], names: Mapping[str, str], facts: FactBook) -> int:
    book = sheet.book
    heads = ("workbook.analysis", "workbook.sheet", "workbook.verdict", "workbook.finding")
    sheet.heads(row, 0, [book.say(head) for head in heads])
    for section in sections:
        row += 1
        sheet.text(row, 0, title_of(section), text_wrap=True)
        _to(sheet, row, 1, section, names)
        _verdict(sheet, row, 2, section.severity)
        found = finding_of(section, facts, book.look)
        said = found.reason if section.severity is Severity.NOT_MEASURED else found.headline
        sheet.text(row, 3, plain(said, codes=True), text_wrap=True)
    return row + 2


def _verdict(sheet: Sheet, row: int, column: int, severity: Severity) -> None:
    sheet.text(row, column, sheet.book.say(f"verdict.{severity}"), bold=True, font_color=style.VERDICTS[severity])


def _to(sheet: Sheet, row: int, column: int, section: Section, names: Mapping[str, str]) -> None:
    target = names.get(section.analysis) or sheet.book.say("workbook.not_answered")
    sheet.link(row, column, target, "A1", target)
