"""What an analyst added to the notebook, on a sheet of its own: text as text, tables as tables."""

from collections.abc import Sequence

from cmokit.render import blocks as b
from cmokit.render import style
from cmokit.render.html_blocks import rows_note
from cmokit.render.text import plain
from cmokit.render.workbook.book import Book, Sheet


def write_notes(book: Book, notes: Sequence[b.Notes]) -> None:
    """Nothing where the analyst added nothing."""
    if not notes:
        return
    sheet = book.sheet(book.say("workbook.notes"))
    sheet.title(0, book.say("parts.analyst"))
    row = 2
    for note in notes:
        for block in note.blocks:
            row = _write(sheet, row, block)
        row += 1
    sheet.widths((60, 24, 24, 24, 24, 24))


def _write(sheet: Sheet, row: int, block: b.Block, indent: str = "") -> int:
    """A block from a row on; the row after it."""
    if isinstance(block, b.TableBlock):
        return _table(sheet, row, block)
    if isinstance(block, (b.ListBlock, b.Quote)):
        inner = block.blocks if isinstance(block, b.Quote) else [one for item in block.items for one in item]
        for one in inner:
            row = _write(sheet, row, one, f"{indent}• " if isinstance(block, b.ListBlock) else indent)
        return row
    if isinstance(block, b.Heading):
        sheet.text(row, 0, plain(block.runs), bold=True)
    elif isinstance(block, b.Paragraph):
        sheet.text(row, 0, indent + plain(block.runs), text_wrap=True)
    elif isinstance(block, b.Code):
        sheet.text(row, 0, block.text, font_name="Consolas", text_wrap=True)
    elif isinstance(block, b.Picture):
        sheet.text(row, 0, block.alt, italic=True, font_color=style.MUTED)
    return row + 1


def _table(sheet: Sheet, row: int, table: b.TableBlock) -> int:
    sheet.heads(row, 0, [column.header for column in table.columns], [column.align for column in table.columns])
    for line in table.rows:
        row += 1
        for column, cell in enumerate(line):
            sheet.write(row, column, cell.value if cell.value is not None else plain(cell.runs), cell.unit)
    for words in (plain(table.note), rows_note(table, len(table.rows), sheet.book.look)):
        if words:
            row += 1
            sheet.text(row, 0, words, font_color=style.MUTED)
    return row + 2
