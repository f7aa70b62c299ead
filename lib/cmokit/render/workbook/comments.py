"""The consultant's comments on a sheet of their own, linked from its analyses; numbers without a source as a list."""

from collections.abc import Mapping, Sequence

from cmokit.exhibits.section import Section
from cmokit.render import style
from cmokit.render.blocks import Block, Heading
from cmokit.render.comment_blocks import comment_blocks
from cmokit.render.commentary import OPENING, SUMMARY, Words, loose_numerals, moved_figures, shown_comments
from cmokit.render.labels import fact_label, title_of
from cmokit.render.report_meta import Comment, ReportMeta
from cmokit.render.text import FactBook
from cmokit.render.workbook.book import Book, Sheet
from cmokit.render.workbook.lists import fill
from cmokit.render.workbook.notes import write_block

WIDTHS = (90, 24, 24, 24, 24, 24)


def sheets_of(items: Sequence[object], meta: ReportMeta, book: Book) -> tuple[str, ...]:
    """The names of the sheets that `write_comments` makes."""
    told = Words(tuple(items), meta)
    sheets = [book.say("commentary.sheet")] if shown_comments(meta) else []
    return (*sheets, *([book.say("commentary.numbers_sheet")] if loose_numerals(told) or moved_figures(told) else []))


def write_comments(
    book: Book, items: Sequence[object], facts: FactBook, meta: ReportMeta, names: Mapping[str, str]
) -> dict[str, int]:
    """names: analysis → its sheet. What it returns: analysis → the row, from 1, at which its comment begins."""
    rows: dict[str, int] = {}
    comments = shown_comments(meta)
    if comments:
        sheet = book.sheet(book.say("commentary.sheet"))
        sheet.title(0, book.say("commentary.sheet"))
        sheet.widths(WIDTHS)
        sheet.page.set_landscape()
        sheet.page.fit_to_pages(1, 0)
        titles = {item.analysis: title_of(item) for item in items if isinstance(item, Section)}
        row = 2
        for comment in comments:
            rows.setdefault(comment.section, row + 1)
            sheet.text(row, 0, _heading(comment, titles, book), bold=True, font_size=12, font_color=book.brand)
            place = book.say("commentary.place_of", file=comment.origin, line=comment.line)
            sheet.text(row, 1, place, font_color=style.MUTED)
            if comment.section in names:
                sheet.link(row, 3, names[comment.section], "A1", names[comment.section])
            for block in comment_blocks(comment, facts, book.look):
                row = write_block(sheet, row + 1, _smaller(block)) - 1
            row += 2
    _numbers(book, Words(tuple(items), meta))
    return rows


def link_comment(sheet: Sheet, row: int, column: int, at: int) -> None:
    """From an analysis's sheet to the comment on it; at: its row, from 1."""
    sheet.link(row, column, sheet.book.say("commentary.sheet"), f"A{at}", sheet.book.say("commentary.heading"))


def _heading(comment: Comment, titles: Mapping[str, str], book: Book) -> str:
    own = {SUMMARY: book.say("summary.title"), OPENING: book.say("commentary.opening")}
    title = titles.get(comment.section) or own.get(comment.section)
    if title is None:
        return f"{book.say('commentary.lost')}: {comment.section}".rstrip(": ")
    return book.say("commentary.private_of" if comment.is_private else "commentary.heading_of", section=title)


def _smaller(block: Block) -> Block:
    return Heading(3, block.runs) if isinstance(block, Heading) else block


def _numbers(book: Book, told: Words) -> None:
    """Where a number has no source, and where a figure moved since it was cited: one row each."""
    loose, moved = loose_numerals(told), moved_figures(told)
    if not loose and not moved:
        return
    rows = [(found.place, found.text, book.say("commentary.no_source"), "", "") for found in loose]
    rows += [
        (move.place, fact_label(move.fact, book.look.language), book.say("commentary.has_moved"), move.then, move.now)
        for move in moved
    ]
    heads = [book.say(f"commentary.{name}") for name in ("place", "number", "why", "then", "now")]
    fill(book.sheet(book.say("commentary.numbers_sheet")), heads, rows, ("text",) * 5, (36, 52, 24, 20, 20))
