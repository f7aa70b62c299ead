"""Registers as one workbook for people to fill in: a sheet each, with drop-downs, checked days and a question a column.

A last, hidden sheet holds what was sent out, so that a returned file shows what somebody changed and not merely what it
holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cmokit.registers.cells import FieldKind, Kind
from cmokit.render import style
from cmokit.render.exchange_book import LINE, ExchangeBook, SheetColumn, lines
from cmokit.sources.returned_registers import MARK
from cmokit.words import say

HEAD_ROW = 4  # the fifth row; questions stand above it, an example below
SPARE = 30  # empty lines below the items
WIDTHS = {Kind.TEXT: 30, Kind.TEXTS: 34, Kind.DAY: 13, Kind.NUMBER: 14, Kind.CHOICE: 18, Kind.YES_NO: 10}
PRINTED_WIDTH = 240  # of columns on one landscape page, still legible
MOST_LINES = 12  # of one row


@dataclass(frozen=True)
class RegisterSheet:
    """rows: each a mapping of field → what its cell holds (`cells.to_cell`). own: columns that people added, carried
    along: head → id → value.
    """

    register: str
    title: str
    about: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    rows: tuple[Mapping[str, Any], ...]
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisterForm:
    """sent: (register, id, field, JSON) of every cell as it goes out."""

    client_name: str
    color: str
    language: str
    sheets: tuple[RegisterSheet, ...]
    sent: tuple[tuple[str, str, str, str], ...]


def register_workbook(form: RegisterForm) -> bytes:
    """The workbook's bytes; equal forms give equal bytes."""
    title = say("registers.workbook.title", None, form.language, client=form.client_name)
    book = ExchangeBook(title, form.color, form.language, [sheet.title for sheet in form.sheets])
    for page, sheet in zip(book.pages, form.sheets, strict=True):
        _sheet(book, page, sheet)
    return book.written(form.sent)


def _sheet(book: ExchangeBook, page: Any, sheet: RegisterSheet) -> None:
    book.top(page, sheet.title, " ".join(sheet.about), f"{MARK} {sheet.register}")
    columns = [*sheet.columns, *(SheetColumn(head, head, FieldKind(Kind.TEXT)) for head in sheet.own)]
    _heads(book, page, columns)
    first = HEAD_ROW + 2
    for row, values in enumerate([*sheet.rows, *({} for _ in range(SPARE))], start=first):
        own = {head: told.get(str(values.get("id"))) for head, told in sheet.own.items()}
        _line(book, page, row, columns, {**values, **own})
    last = first + len(sheet.rows) + SPARE - 1
    for place, column in enumerate(columns):
        if rule := book.rule(column):
            page.data_validation(first, place, last, place, rule)
    page.freeze_panes(HEAD_ROW + 1, min(2, len(columns) - 1))
    page.fit_to_pages(1 + sum(WIDTHS[c.kind.kind] for c in columns) // PRINTED_WIDTH, 0)
    page.repeat_columns(0, 1)
    page.repeat_rows(HEAD_ROW)


def _heads(book: ExchangeBook, page: Any, columns: Sequence[SheetColumn]) -> None:
    help_ = book.look(font_size=9, font_color=style.MUTED, text_wrap=True, valign="bottom", italic=True)
    example = book.look(italic=True, font_color=style.DARK_GREY, text_wrap=True, bottom=1, bottom_color=style.HAIR)
    examples = [_example(book, column) for column in columns]
    widths = [WIDTHS[column.kind.kind] for column in columns]
    page.set_row(HEAD_ROW - 1, LINE * max(map(lines, (c.asks for c in columns), widths)))
    page.set_row(HEAD_ROW, 22)
    page.set_row(HEAD_ROW + 1, LINE * max(map(lines, examples, widths)))
    for place, column in enumerate(columns):
        page.set_column(place, place, widths[place])
        page.write_string(HEAD_ROW - 1, place, column.asks, help_)
        page.write_string(HEAD_ROW, place, column.label, book.head())
        page.write_string(HEAD_ROW + 1, place, examples[place], example)


def _example(book: ExchangeBook, column: SheetColumn) -> str:
    """Marked as an example, so that it is never read as an answer."""
    text = column.example or (column.choices[0] if column.choices else "")
    return say("registers.workbook.example", None, book.language, text=text) if text else ""


def _line(book: ExchangeBook, page: Any, row: int, columns: Sequence[SheetColumn], values: Mapping[str, Any]) -> None:
    high = max(lines(values.get(c.field), WIDTHS[c.kind.kind]) for c in columns)
    page.set_row(row, LINE * min(high, MOST_LINES))
    for place, column in enumerate(columns):
        book.cell(page, row, place, values.get(column.field))
