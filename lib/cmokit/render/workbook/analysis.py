"""One analysis's sheet: the finding on top, every figure on the left, charts and tables on the right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.render import style
from cmokit.render.blocks import Cell, Document, TableBlock
from cmokit.render.chapters import chart_block, finding_of, owner_line, stake_of
from cmokit.render.labels import fact_label, title_of
from cmokit.render.report_meta import ReportMeta
from cmokit.render.tables import table_block
from cmokit.render.text import FactBook, plain
from cmokit.render.workbook import charts
from cmokit.render.workbook.book import MOST_DIGITS, Sheet, is_apart
from cmokit.render.workbook.formulas import Formulas
from cmokit.render.workbook.records import Records
from cmokit.words import say

HEAD = 6  # the row of the frozen header, counted from 0
RIGHT = 7  # the column at which charts and tables begin
VALUE = 2  # the column of a figure's value
FIGURES = ("code", "figure", "value", "n", "low", "high")
WIDTHS = (9, 70, 16, 11, 13, 13, 3)
MOST_HEAD = 26  # characters of a head that stay on one line, so that the figures beside keep their rows


@dataclass(frozen=True)
class Place:
    """A sheet and what is written on it."""

    sheet: Sheet
    document: Document
    facts: FactBook
    meta: ReportMeta


def write_analysis(place: Place, section: Section, records: Records, rows: Mapping[str, int]) -> None:
    """rows: short code → its row (from 1) on the sheet of all figures."""
    sheet, book = place.sheet, place.sheet.book
    _head(place, section, records)
    sheet.heads(HEAD, 0, [book.say(f"facts.{name}") for name in FIGURES], ("left", "left", *("right",) * 4))
    live = _figures(place, section, records, rows)
    sheet.page.freeze_panes(HEAD + 1, 0)
    if section.facts:
        sheet.page.autofilter(HEAD, 0, HEAD + len(section.facts), len(FIGURES) - 1)
    sheet.widths(WIDTHS)
    _exhibits(place, section, rows, live)
    sheet.page.set_landscape()
    sheet.page.fit_to_pages(1, 0)
    if sheet.has_long_numbers:
        sheet.text(HEAD - 1, 1, book.say("workbook.digits", digits=MOST_DIGITS), font_color=style.MUTED)


def _head(place: Place, section: Section, records: Records) -> None:
    sheet, book = place.sheet, place.sheet.book
    found = finding_of(section, place.facts, book.look)
    sheet.title(0, title_of(section))
    sheet.text(1, 0, plain(found.headline, codes=True), bold=True)
    verdict = say(f"report.verdict.{section.severity}", language=book.look.language)
    sheet.text(2, 0, f"{verdict}: {plain(found.reason, codes=True)}", font_color=style.VERDICTS[section.severity])
    stake = plain(stake_of(section, place.meta, book.look))
    at_stake = f"{book.say('summary.stake')}: {stake}" if stake else book.say("summary.not_quantified")
    sheet.text(3, 0, f"{owner_line(section, place.meta)} · {at_stake}")
    if records.sheet:
        sheet.link(4, 0, records.sheet, "A2", records.words)
    else:
        sheet.text(4, 0, records.words, font_color=style.MUTED)
    sheet.link(5, 0, book.say("workbook.summary"), "A1", book.say("workbook.back"))


def _figures(place: Place, section: Section, records: Records, rows: Mapping[str, int]) -> dict[str, str]:
    """Every figure below the header, live where it can be; the cell of each live one by its short code."""
    facts = {fact.name: fact for fact in section.facts}
    cells = {name: xl_rowcol_to_cell(row, VALUE, True, True) for row, name in enumerate(facts, HEAD + 1)}
    formulas, live = Formulas(facts, cells, records.area), {}
    for row, fact in enumerate(section.facts, HEAD + 1):
        code, formula = place.facts.code(fact), formulas.of(fact)
        _figure(place, row, code, fact, rows, formula)
        if formula:
            live[code] = cells[fact.name]
    return live


def _figure(place: Place, row: int, code: str, fact: Fact, rows: Mapping[str, int], formula: str | None) -> None:
    sheet, book = place.sheet, place.sheet.book
    if code in rows:
        sheet.link(row, 0, book.say("workbook.facts"), f"A{rows[code]}", code)
    sheet.text(row, 1, fact_label(fact, book.look.language), text_wrap=True)
    if formula:
        sheet.formula(row, VALUE, formula, fact.value, fact.unit, align="right")
    else:
        sheet.write(row, VALUE, fact.value, fact.unit, align="right")
    sheet.write(row, 3, fact.n, "count")
    sheet.write(row, 4, fact.low, fact.unit)
    sheet.write(row, 5, fact.high, fact.unit)


def _exhibits(place: Place, section: Section, rows: Mapping[str, int], live: Mapping[str, str]) -> None:
    """Charts first, each over free cells; then tables; then the data that the charts draw from."""
    sheet, look = place.sheet, place.sheet.book.look
    blocks = [chart_block(chart, place.facts, look, section.analysis) for chart in section.charts]
    tables = [table_block(table, place.facts, look, section.analysis) for table in section.tables if table.rows]
    row = HEAD + sum(charts.rows_covered(block) for block in blocks)
    for table in tables:
        row = _table(sheet, table, row, rows, live)
    at = HEAD
    for block in blocks:
        title = sheet.book.say("workbook.chart_data", title=plain(block.title))
        sheet.text(row, RIGHT, title, bold=True)
        area = charts.data_of(block, sheet, row + 1, RIGHT)
        row += area[2] + 4
        charts.insert(block, sheet, at, RIGHT, area)
        at += charts.rows_covered(block)
    _right_widths(sheet, tables, len(blocks) > 0)


def _table(sheet: Sheet, table: TableBlock, row: int, rows: Mapping[str, int], live: Mapping[str, str]) -> int:
    """A table at a row; the row after it. A live figure is taken from its cell; codes stand beside the table."""
    if table.title:
        sheet.text(row, RIGHT, plain(table.title), bold=True)
        row += 1
    aligns = [column.align for column in table.columns]
    sheet.heads(row, RIGHT, [column.header for column in table.columns], aligns)
    for line in table.rows:
        row += 1
        for offset, (cell, column) in enumerate(zip(line, table.columns, strict=True)):
            side = {"indent": 1} if is_apart(aligns, offset) else {}
            _cell(sheet, row, RIGHT + offset, cell, live, align=column.align, **side)
        _codes(
            sheet, row, RIGHT + len(table.columns), [run.fact for cell in line for run in cell.runs if run.fact], rows
        )
    if table.note:
        row += 1
        sheet.text(row, RIGHT, plain(table.note), font_color=style.MUTED)
    return row + 3


def _cell(sheet: Sheet, row: int, column: int, cell: Cell, live: Mapping[str, str], **look: Any) -> None:
    source = next((live[run.fact] for run in cell.runs if run.fact in live), None)
    if source:
        sheet.formula(row, column, f"={source}", cell.value, cell.unit, **look)
    else:
        sheet.write(row, column, plain(cell.runs) if isinstance(cell.value, str) else cell.value, cell.unit, **look)


def _codes(sheet: Sheet, row: int, column: int, codes: list[str], rows: Mapping[str, int]) -> None:
    for offset, code in enumerate(codes):
        if code in rows:
            sheet.link(
                row, column + offset, sheet.book.say("workbook.facts"), f"A{rows[code]}", code, font_size=8, indent=1
            )


def _right_widths(sheet: Sheet, tables: list[TableBlock], has_charts: bool) -> None:
    most = max((len(table.columns) for table in tables), default=0)
    wide = [28.0 if has_charts else 12.0, *(13.0,) * max(most, 4)]
    for table in tables:
        for offset, column in enumerate(table.columns):
            texts = [plain(row[offset].runs) for row in table.rows]
            longest = max([len(text) for text in texts] + [min(len(column.header), MOST_HEAD)])
            wide[offset] = max(wide[offset], min(longest + 3.0, 46.0))
    sheet.widths(wide, RIGHT)
