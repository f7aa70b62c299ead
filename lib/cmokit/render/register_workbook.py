"""Registers as one workbook for people to fill in: a sheet each, with drop-downs, checked days and a question a column.

Equal forms give equal bytes: nothing in the file reads the clock. A last, hidden sheet holds what was sent out, so that
a returned file shows what somebody changed and not merely what it holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from cmokit.registers.cells import FieldKind, Kind
from cmokit.render import style
from cmokit.sources.returned_registers import LISTS_SHEET, MARK, SENT_SHEET
from cmokit.words import is_right_to_left, say

MADE = datetime(2000, 1, 1)  # the date that the file carries; the true one is the mail's
FONT = "Calibri"
HEAD_ROW = 4  # the fifth row; questions stand above it, an example below
SPARE = 30  # empty lines below the items
WIDTHS = {Kind.TEXT: 30, Kind.TEXTS: 34, Kind.DAY: 13, Kind.NUMBER: 14, Kind.CHOICE: 18, Kind.YES_NO: 10}
LINE, LETTERS = 15.5, 0.95  # points of a line; letters a unit of width
PRINTED_WIDTH = 240  # of columns on one landscape page, still legible
WHOLE_DIGITS = 15  # more than these a spreadsheet forgets
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class SheetColumn:
    """choices: what the drop-down offers, in words. is_open: something else is an answer too."""

    field: str
    label: str
    kind: FieldKind
    asks: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    is_open: bool = False


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
    """The workbook's bytes."""
    return _Writer(form).written()


class _Writer:
    """One workbook being written."""

    def __init__(self, form: RegisterForm):
        import xlsxwriter

        self.form, self.brand, self.buffer = form, style.brand(form.color), BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.buffer, options)
        title = say("registers.workbook.title", None, form.language, client=form.client_name)
        self.book.set_properties({"title": title, "created": MADE})
        self.looks: dict[tuple[Any, ...], Any] = {}
        self.lists: dict[tuple[str, ...], str] = {}

    def written(self) -> bytes:
        pages = [self.book.add_worksheet(_sheet_name(sheet.title)) for sheet in self.form.sheets]
        self.list_page = self.book.add_worksheet(LISTS_SHEET)
        self.list_page.hide()
        for page, sheet in zip(pages, self.form.sheets, strict=True):
            if is_right_to_left(self.form.language):
                page.right_to_left()
            self._sheet(page, sheet)
        self._sent()
        self.book.close()
        return self.buffer.getvalue()

    def look(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self.looks:
            usual: dict[str, Any] = {"font_name": FONT, "font_size": 11, "font_color": style.INK, "valign": "top"}
            if is_right_to_left(self.form.language):
                usual["reading_order"] = 2
            self.looks[key] = self.book.add_format({**usual, **more})
        return self.looks[key]

    def _sheet(self, page: Any, sheet: RegisterSheet) -> None:
        page.hide_gridlines(2)
        page.set_row(0, 28)
        page.write_string(0, 0, sheet.title, self.look(bold=True, font_size=16, font_color=self.brand))
        page.write_string(1, 0, " ".join(sheet.about), self.look(font_color=style.MUTED))
        page.write_string(2, 0, f"{MARK} {sheet.register}", self.look(font_size=8, font_color=style.MUTED))
        columns = [*sheet.columns, *(SheetColumn(head, head, FieldKind(Kind.TEXT)) for head in sheet.own)]
        self._heads(page, columns)
        first = HEAD_ROW + 2
        for row, values in enumerate([*sheet.rows, *({} for _ in range(SPARE))], start=first):
            own = {head: told.get(str(values.get("id"))) for head, told in sheet.own.items()}
            self._line(page, row, columns, {**values, **own})
        last = first + len(sheet.rows) + SPARE - 1
        for place, column in enumerate(columns):
            if rule := self._rule(column):
                page.data_validation(first, place, last, place, rule)
        page.freeze_panes(HEAD_ROW + 1, min(2, len(columns) - 1))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1 + sum(WIDTHS[c.kind.kind] for c in columns) // PRINTED_WIDTH, 0)
        page.repeat_columns(0, 1)
        page.repeat_rows(HEAD_ROW)

    def _heads(self, page: Any, columns: Sequence[SheetColumn]) -> None:
        help_ = self.look(font_size=9, font_color=style.MUTED, text_wrap=True, valign="bottom", italic=True)
        head = self.look(bold=True, font_color=style.on(self.brand), bg_color=self.brand, text_wrap=True)
        example = self.look(italic=True, font_color=style.DARK_GREY, text_wrap=True, bottom=1, bottom_color=style.HAIR)
        page.set_row(HEAD_ROW - 1, LINE * max(_lines(c.asks, WIDTHS[c.kind.kind]) for c in columns))
        page.set_row(HEAD_ROW, 22)
        page.set_row(HEAD_ROW + 1, LINE * max(_lines(self._example(c), WIDTHS[c.kind.kind]) for c in columns))
        for place, column in enumerate(columns):
            page.set_column(place, place, WIDTHS[column.kind.kind])
            page.write_string(HEAD_ROW - 1, place, column.asks, help_)
            page.write_string(HEAD_ROW, place, column.label, head)
            page.write_string(HEAD_ROW + 1, place, self._example(column), example)

    def _example(self, column: SheetColumn) -> str:
        """Marked as an example, so that it is never read as an answer."""
        text = column.example or (column.choices[0] if column.choices else "")
        return say("registers.workbook.example", None, self.form.language, text=text) if text else ""

    def _line(self, page: Any, row: int, columns: Sequence[SheetColumn], values: Mapping[str, Any]) -> None:
        high = max(_lines(values.get(c.field), WIDTHS[c.kind.kind]) for c in columns)
        page.set_row(row, LINE * min(high, 12))
        for place, column in enumerate(columns):
            self._cell(page, row, place, values.get(column.field))

    def _cell(self, page: Any, row: int, place: int, value: Any) -> None:
        line: dict[str, Any] = {"border": 1, "border_color": style.HAIR}
        if value is None:
            page.write_blank(row, place, None, self.look(**line))
        elif isinstance(value, date):
            day = datetime.combine(value, datetime.min.time())
            page.write_datetime(row, place, day, self.look(num_format="yyyy-mm-dd", align="left", **line))
        elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= WHOLE_DIGITS:
            page.write_number(row, place, value, self.look(num_format="#,##0.########", **line))
        else:
            page.write_string(row, place, str(value), self.look(text_wrap=True, num_format="@", **line))

    def _rule(self, column: SheetColumn) -> dict[str, Any] | None:
        """What a cell takes: one of a list, a day, a number."""
        if column.kind.kind is Kind.TEXTS or not (column.choices or column.kind.kind in (Kind.DAY, Kind.NUMBER)):
            return None
        asks = {"input_title": column.label[:32], "input_message": column.asks[:255]} if column.asks else {}
        said = {
            "error_title": column.label[:32],
            "error_message": say("registers.workbook.refused", None, self.form.language),
        }
        if column.choices:
            kind = "warning" if column.is_open else "stop"
            return {"validate": "list", "source": self._list(column.choices), "error_type": kind, **asks, **said}
        if column.kind.kind is Kind.DAY:
            return {"validate": "date", "criteria": ">=", "value": EARLIEST, **asks, **said}
        return {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15, **asks, **said}

    def _list(self, choices: tuple[str, ...]) -> str:
        """The range of a drop-down's entries; each list stands once."""
        from xlsxwriter.utility import xl_col_to_name

        if choices not in self.lists:
            letter = xl_col_to_name(len(self.lists))
            for row, choice in enumerate(choices):
                self.list_page.write_string(row, len(self.lists), choice)
            self.lists[choices] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(choices)}"
        return self.lists[choices]

    def _sent(self) -> None:
        page = self.book.add_worksheet(SENT_SHEET)
        page.very_hidden()
        for row, told in enumerate(self.form.sent):
            for place, text in enumerate(told):
                page.write_string(row, place, text)


def _sheet_name(title: str) -> str:
    """Within what a spreadsheet takes as a sheet's name."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31].strip("'")


def _lines(value: Any, width: int) -> int:
    """How many lines a text takes in a column; the rows of a sheet are not as high as their texts by themselves."""
    lines = str(value or "").split("\n")
    return sum(max(1, -(-len(line) // int(width * LETTERS))) for line in lines)
