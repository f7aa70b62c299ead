"""The sheets of the report itself: what is not answered, the data, definitions, and every figure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.render.appendices import measures, reason_of, when
from cmokit.render.blocks import Document
from cmokit.render.chapters import finding_of
from cmokit.render.labels import fact_label, name_of, readable, title_of
from cmokit.render.metrics_shown import sheet_rows
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import FactBook, plain
from cmokit.render.workbook.book import MOST_DIGITS, Book, Sheet, is_apart
from cmokit.vocabulary import Severity

Row = Sequence[Any]
FACT_HEADS = (
    "code",
    "analysis",
    "figure",
    "value",
    "unit",
    "n",
    "low",
    "high",
    "confidence",
    "period",
    "definition",
    "files",
    "name",
)


def write_lists(
    book: Book,
    document: Document,
    sections: Sequence[Section],
    facts: FactBook,
    meta: ReportMeta,
    names: Mapping[str, str],
) -> dict[str, int]:
    """All of them. What it returns: a figure's short code → its row on the sheet of figures, counted from 1."""
    _not_answered(book, sections, facts)
    _received(book, meta)
    _set_aside(book, meta)
    _definitions(book, sections, meta)
    return _facts(book, sections, facts, names)


def fill(
    sheet: Sheet, heads: Sequence[str], rows: Iterable[Row], units: Sequence[str], widths: Sequence[float]
) -> None:
    """A list from the sheet's first row: header frozen, filter on, long texts wrapped."""
    sides = ["left" if unit in ("text", "date") else "right" for unit in units]
    sheet.heads(0, 0, heads, sides)
    last = 0
    for last, row in enumerate(rows, 1):
        for column, (value, unit) in enumerate(zip(row, units, strict=True)):
            look = {"text_wrap": True} if isinstance(value, str) else {}
            sheet.write(last, column, value, unit, **look, **({"indent": 1} if is_apart(sides, column) else {}))
    sheet.page.freeze_panes(1, 0)
    sheet.page.autofilter(0, 0, max(last, 1), len(heads) - 1)
    sheet.widths(widths)
    sheet.page.set_landscape()
    sheet.page.fit_to_pages(1, 0)
    sheet.page.repeat_rows(0)


def _not_answered(book: Book, sections: Sequence[Section], facts: FactBook) -> None:
    rows = [
        (
            section.card.question if section.card else title_of(section),
            plain(finding_of(section, facts, book.look).reason, codes=True),
            "\n".join(dict.fromkeys(missing.ask for missing in section.missing)),
        )
        for section in sections
        if section.severity is Severity.NOT_MEASURED
    ]
    heads = [book.say(f"not_answered.{name}") for name in ("question", "reason", "send")]
    fill(book.sheet(book.say("workbook.not_answered")), heads, rows, ("text",) * 3, (46, 50, 70))


def _received(book: Book, meta: ReportMeta) -> None:
    names = ("file", "kind", "extract_on", "rows_in", "rows_used", "rows_set_aside")
    heads = [*(book.say(f"received.{name}") for name in names), book.say("received.reason"), "sha256"]
    rows = [
        (
            *(
                f.file,
                name_of(f.kind, "kind", book.look.language),
                when(f, book.look),
                f.rows_in_count,
                f.rows_used_count,
                f.rows_set_aside_count,
            ),
            book.say("received.withdrawn", reason=f.reason) if f.is_withdrawn else f.reason,
            f.sha256,
        )
        for f in meta.received
    ]
    units = ("text", "text", "text", "count", "count", "count", "text", "text")
    fill(book.sheet(book.say("workbook.received")), heads, rows, units, (44, 26, 26, 12, 12, 12, 30, 66))


def _set_aside(book: Book, meta: ReportMeta) -> None:
    heads = [book.say(f"received.{name}") for name in ("file", "kind", "reason", "column", "count", "rows")]
    whole = book.say("received.whole_row")
    rows = [
        (
            s.file,
            name_of(s.kind, "kind", book.look.language),
            reason_of(s.reason, book.look),
            s.column or whole,
            s.count,
            s.rows,
        )
        for s in meta.set_aside
    ]
    units = ("text", "text", "text", "text", "count", "text")
    fill(book.sheet(book.say("workbook.set_aside")), heads, rows, units, (44, 26, 40, 20, 12, 50))


def _definitions(book: Book, sections: Sequence[Section], meta: ReportMeta) -> None:
    names = ("term", "text", "origin", "version", "since", "reason", "approver")
    heads = [book.say(f"definitions.{name}") for name in names]
    agreed = [(term.term, term.text, term.origin, "", "", "", "") for term in meta.definitions]
    metrics = sheet_rows(meta.metrics, book.look)
    measured = [(title, text, meta.kit, version, "", "", "") for title, text, version in measures(sections)]
    widths = (34, 90, 26, 10, 14, 30, 26)
    fill(book.sheet(book.say("workbook.definitions")), heads, [*agreed, *metrics, *measured], ("text",) * 7, widths)


def _facts(book: Book, sections: Sequence[Section], facts: FactBook, names: Mapping[str, str]) -> dict[str, int]:
    sheet = book.sheet(book.say("workbook.facts"))
    heads = [book.say("workbook.analysis" if name == "analysis" else f"facts.{name}") for name in FACT_HEADS]
    ordered = [(section, fact) for section in sections for fact in section.facts]
    dimensions = sorted({name for _, fact in ordered for name in fact.dimensions})  # a column each, to pivot by
    heads += [f"[{name}]" if readable(name) in heads else readable(name) for name in dimensions]  # no head stands twice
    widths = (9, 26, 48, 18, 8, 10, 14, 14, 10, 25, 26, 40, 60, *(16 for _ in dimensions))
    fill(sheet, heads, (), ("text",) * len(heads), widths)
    rows: dict[str, int] = {}
    for row, (section, fact) in enumerate(ordered, 1):
        code = facts.code(fact)
        rows[code] = row + 1
        _fact_row(sheet, row, code, section, fact, names)
        for column, name in enumerate(dimensions, len(FACT_HEADS)):
            sheet.write(row, column, fact.dimensions.get(name))
    sheet.page.autofilter(0, 0, max(len(ordered), 1), len(heads) - 1)
    if sheet.has_long_numbers:
        sheet.text(0, len(heads), book.say("workbook.digits", digits=MOST_DIGITS))
    return rows


def _fact_row(sheet: Sheet, row: int, code: str, section: Section, fact: Fact, names: Mapping[str, str]) -> None:
    period, definition = fact.period, fact.definition
    sheet.text(row, 0, code)
    if section.analysis in names:
        sheet.link(row, 1, names[section.analysis], "A1", names[section.analysis])
    else:
        sheet.text(row, 1, title_of(section))
    sheet.text(row, 2, fact_label(fact, sheet.book.look.language))
    sheet.write(row, 3, fact.value, fact.unit, align="right")
    sheet.text(row, 4, fact.unit)
    for column, (value, unit) in enumerate(((fact.n, "count"), (fact.low, fact.unit), (fact.high, fact.unit)), 5):
        sheet.write(row, column, value, unit)
    sheet.write(row, 8, fact.confidence, "share")
    days = [str(day) for day in (period.start_on, period.end_on) if day] if period else []
    sheet.text(row, 9, " – ".join(days))
    sheet.text(row, 10, f"{definition.id} {definition.version}" if definition else "")
    sheet.text(row, 11, ", ".join(source.file for source in fact.sources))
    sheet.text(row, 12, fact.name)
