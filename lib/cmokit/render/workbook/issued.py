"""The sheets that only an issued copy has: what it restates, figure by figure, and room for remarks."""

from collections.abc import Mapping, Sequence

from cmokit.exhibits.section import Section
from cmokit.render import style
from cmokit.render.blocks import Document
from cmokit.render.issued import BOTH_TERMS, section_number, terms_heads, value_of, why_words
from cmokit.render.numbering import listed
from cmokit.render.report_meta import ReportMeta
from cmokit.render.stamp import Stamp
from cmokit.render.workbook.book import Book, Sheet
from cmokit.render.workbook.lists import fill
from cmokit.words import say

FREE_ROWS = 30  # for further remarks, below one row a section
HEADS_ROW = 4
REMARK_COLUMNS = ("section", "section_title", "remark", "by", "date")


def sheets_of(meta: ReportMeta, book: Book) -> tuple[str, ...]:
    """The names of the sheets that this copy has more than a working copy."""
    if not meta.stamp:
        return ()
    names = ("restated", "remarks") if meta.stamp.previous else ("remarks",)
    return tuple(_say(book, f"{name}.sheet") for name in names)


def write_issued(book: Book, document: Document, sections: Sequence[Section], meta: ReportMeta) -> None:
    """Nothing in a working copy."""
    if not meta.stamp:
        return
    if meta.stamp.previous:
        _restated(book, meta.stamp, meta.numbers)
    _remarks(book, meta.stamp, listed(document, sections, meta))


def _restated(book: Book, stamp: Stamp, numbers: Mapping[str, str]) -> None:
    """Every figure that differs, by name; both values as numbers."""
    heads = [_say(book, "remarks.section"), _say(book, "restated.figure")]
    heads += [_say(book, "restated.in_version", version=version) for version in (stamp.previous, stamp.version)]
    heads += [_say(book, "restated.reason"), book.say("facts.unit"), _say(book, "restated.name")]
    is_both = stamp.terms == BOTH_TERMS
    heads += [*(head for head, _ in terms_heads(stamp, book.look)), _say(book, "restated.moved")] if is_both else []
    more = (None,) * 3 * is_both
    sheet = book.sheet(_say(book, "restated.sheet"))
    rows = [
        (section_number(f, numbers), f.label, None, None, why_words(f.why, book.look), f.unit, f.name, *more)
        for f in stamp.restated
    ]
    units, widths = ("text", "text", "amount", "amount", "text", "text", "text"), (9, 60, 18, 18, 26, 10, 76)
    fill(sheet, heads, rows, (*units, *("amount" for _ in more)), (*widths, *(24 for _ in more)))
    for row, figure in enumerate(stamp.restated, 1):
        between = ((7, figure.under_new), (8, figure.under_old), (9, figure.moved)) if is_both else ()
        for column, text in ((2, figure.old), (3, figure.new), *between):
            value = value_of(text, figure.unit)
            shown = _say(book, "restated.not_stated") if value is None else value
            sheet.write(row, column, shown, figure.unit, align="right")


def _remarks(book: Book, stamp: Stamp, sections: Sequence[tuple[str, str]]) -> None:
    """One row a section, more below: number, title, remark, by, date. Line two says which copy it is about."""
    sheet = book.sheet(_say(book, "remarks.sheet"))
    sheet.title(0, _say(book, "remarks.title", title=stamp.title, version=stamp.version))
    sheet.text(1, 0, _say(book, "remarks.copy"), font_color=style.MUTED)
    sheet.text(1, 1, stamp.deliverable, font_color=style.MUTED)
    sheet.text(2, 0, _say(book, "remarks.lead"))
    sheet.heads(HEADS_ROW, 0, [_say(book, f"remarks.{name}") for name in REMARK_COLUMNS])
    first = HEADS_ROW + 1
    for row, (number, title) in enumerate(sections, first):
        _line(sheet, row)
        sheet.text(row, 0, number, **_room())
        sheet.text(row, 1, title, **_room(text_wrap=True))
    last = first + len(sections) - 1
    for row in range(last + 1, last + 1 + FREE_ROWS):
        _line(sheet, row)
        titles = f"$A${first + 1}:$B${last + 1}"
        title = f'=IF(A{row + 1}="","",IFERROR(VLOOKUP(A{row + 1},{titles},2,FALSE),""))'
        sheet.page.write_formula(row, 1, title, book.format("text", **_room(text_wrap=True)), "")
    _checks(sheet, stamp, first, last)


def _checks(sheet: Sheet, stamp: Stamp, first: int, last: int) -> None:
    """Sections to pick from a list; a date that is one. Neither stops anybody who knows better."""
    book, end = sheet.book, last + FREE_ROWS
    pick = {"validate": "list", "source": f"=$A${first + 1}:$A${last + 1}", "error_type": "warning"}
    sheet.page.data_validation(last + 1, 0, end, 0, {**pick, "input_message": _say(book, "remarks.pick")})
    since = {"validate": "date", "criteria": ">=", "value": stamp.issued_on, "error_type": "warning"}
    sheet.page.data_validation(first, 4, end, 4, since)
    sheet.page.autofilter(HEADS_ROW, 0, end, len(REMARK_COLUMNS) - 1)
    sheet.page.freeze_panes(HEADS_ROW + 1, 0)
    sheet.widths((11, 40, 80, 24, 14))
    sheet.page.set_landscape()
    sheet.page.fit_to_pages(1, 0)
    sheet.page.hide_gridlines(2)


def _line(sheet: Sheet, row: int) -> None:
    """Cells to write in, as text, so that 1.10 does not become 1.1; the day as a date."""
    for column, unit in enumerate(("text", "text", "text", "text", "date")):
        sheet.page.write_blank(row, column, None, sheet.book.format(unit, **_room(text_wrap=column == 2)))


def _room(**more: object) -> dict[str, object]:
    return {"bottom": 1, "bottom_color": style.HAIR, "valign": "top", **more}


def _say(book: Book, word: str, **values: object) -> str:
    return say(f"issue.{word}", None, book.look.language, **values)
