"""What an analyst added to the notebook, on a sheet of its own: text as text, tables as tables."""

from collections.abc import Sequence
from typing import Any

from cmokit.render import blocks as b
from cmokit.render import style
from cmokit.render.html_blocks import rows_note
from cmokit.render.text import plain
from cmokit.render.workbook.book import Book, Sheet
from cmokit.vocabulary import Severity

_DOUBT = style.VERDICTS[Severity.WARN]
_LOOKS: dict[str, dict[str, Any]] = {
    "loose": {"underline": 1, "font_color": _DOUBT},
    "missing": {"underline": 1, "font_color": _DOUBT},
    "flag": {"italic": True, "font_color": _DOUBT},
    "source": {"font_color": style.MUTED},
}


def write_notes(book: Book, notes: Sequence[b.Notes]) -> None:
    """Nothing where the analyst added nothing."""
    if not notes:
        return
    sheet = book.sheet(book.say("workbook.notes"))
    sheet.title(0, book.say("parts.analyst"))
    row = 2
    for note in notes:
        for block in note.blocks:
            row = write_block(sheet, row, block)
        row += 1
    sheet.widths((60, 24, 24, 24, 24, 24))


def write_block(sheet: Sheet, row: int, block: b.Block, indent: str = "") -> int:
    """A block from a row on; the row after it."""
    if isinstance(block, b.TableBlock):
        return _table(sheet, row, block)
    if isinstance(block, (b.ListBlock, b.Quote)):
        inner = block.blocks if isinstance(block, b.Quote) else [one for item in block.items for one in item]
        for one in inner:
            row = write_block(sheet, row, one, f"{indent}• " if isinstance(block, b.ListBlock) else indent)
        return row
    if isinstance(block, b.Heading):
        sheet.text(row, 0, plain(block.runs), bold=True)
    elif isinstance(block, b.Paragraph):
        _words(sheet, row, block, indent)
    elif isinstance(block, b.Code):
        sheet.text(row, 0, block.text, font_name="Consolas", text_wrap=True)
    elif isinstance(block, b.Picture):
        sheet.text(row, 0, block.alt, italic=True, font_color=style.MUTED)
    return row + 1


def _words(sheet: Sheet, row: int, block: b.Paragraph, indent: str) -> None:
    """A paragraph; in people's words what is doubtful is underlined and its remark coloured."""
    muted = {"font_color": style.MUTED} if block.role == "note" else {}
    if not any(run.style in _LOOKS for run in block.runs):
        sheet.text(row, 0, indent + plain(block.runs, codes=True), text_wrap=True, **muted)
        return
    parts = [(indent, {}), *((plain((run,), codes=True), _LOOKS.get(run.style, {})) for run in block.runs)]
    sheet.rich(row, 0, [(text, look) for text, look in parts if text])


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
