"""A workbook that people fill in and send back: look, drop-downs, checked cells, a hidden sheet of what was sent.

Equal contents give equal bytes: nothing in the file reads the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from cmokit.registers.cells import FieldKind, Kind
from cmokit.render import style
from cmokit.sources.returned_sheets import LISTS_SHEET, SENT_SHEET
from cmokit.words import is_right_to_left, say

MADE = datetime(2000, 1, 1)  # the date that the file carries; the true one is the mail's
FONT = "Calibri"
LINE, LETTERS = 15.5, 0.95  # points of a line; letters a unit of width
WHOLE_DIGITS = 15  # more than these a spreadsheet forgets
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class SheetColumn:
    """One field as people see it. choices: what the drop-down offers, in words. is_open: something else is an answer
    too.
    """

    field: str
    label: str
    kind: FieldKind
    asks: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    is_open: bool = False


class ExchangeBook:
    """One workbook being written: first its sheets, then what drop-downs offer, at last what was sent."""

    def __init__(self, title: str, color: str, language: str, sheets: Sequence[str]):
        import xlsxwriter

        self.language, self.brand, self.buffer = language, style.brand(color), BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.buffer, options)
        self.book.set_properties({"title": title, "created": MADE})
        self.looks: dict[tuple[Any, ...], Any] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.pages = [self._page(name) for name in sheets]
        self.list_page = self.book.add_worksheet(LISTS_SHEET)
        self.list_page.hide()

    def _page(self, title: str) -> Any:
        page = self.book.add_worksheet(_sheet_name(title))
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        if is_right_to_left(self.language):
            page.right_to_left()
        return page

    def look(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self.looks:
            usual: dict[str, Any] = {"font_name": FONT, "font_size": 11, "font_color": style.INK, "valign": "top"}
            if is_right_to_left(self.language):
                usual["reading_order"] = 2
            self.looks[key] = self.book.add_format({**usual, **more})
        return self.looks[key]

    def top(self, page: Any, title: str, about: str, mark: str) -> None:
        """The first three lines: what the sheet is, what it is for, and the line by which it is known again."""
        page.set_row(0, 28)
        page.write_string(0, 0, title, self.look(bold=True, font_size=16, font_color=self.brand))
        page.write_string(1, 0, about, self.look(font_color=style.MUTED))
        page.write_string(2, 0, mark, self.look(font_size=8, font_color=style.MUTED))

    def head(self) -> Any:
        return self.look(bold=True, font_color=style.on(self.brand), bg_color=self.brand, text_wrap=True)

    def cell(self, page: Any, row: int, place: int, value: Any, **more: Any) -> None:
        line: dict[str, Any] = {"border": 1, "border_color": style.HAIR, **more}
        if value is None:
            page.write_blank(row, place, None, self.look(**line))
        elif isinstance(value, date):
            day = datetime.combine(value, datetime.min.time())
            page.write_datetime(row, place, day, self.look(**{"num_format": "yyyy-mm-dd", "align": "left", **line}))
        elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= WHOLE_DIGITS:
            page.write_number(row, place, value, self.look(num_format="#,##0.########", **line))
        else:
            page.write_string(row, place, str(value), self.look(text_wrap=True, num_format="@", **line))

    def rule(self, column: SheetColumn) -> dict[str, Any] | None:
        """What a cell takes: one of a list, a day, a number."""
        if column.kind.kind is Kind.TEXTS or not (column.choices or column.kind.kind in (Kind.DAY, Kind.NUMBER)):
            return None
        asks = {"input_title": column.label[:32], "input_message": column.asks[:255]} if column.asks else {}
        said = {
            "error_title": column.label[:32],
            "error_message": say("registers.workbook.refused", None, self.language),
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

    def written(self, sent: Iterable[Sequence[str]]) -> bytes:
        """The workbook's bytes. sent: the lines of the hidden sheet."""
        page = self.book.add_worksheet(SENT_SHEET)
        page.very_hidden()
        for row, told in enumerate(sent):
            for place, text in enumerate(told):
                page.write_string(row, place, text)
        self.book.close()
        return self.buffer.getvalue()


def _sheet_name(title: str) -> str:
    """Within what a spreadsheet takes as a sheet's name."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31].strip("'")


def lines(value: Any, width: int) -> int:
    """How many lines a text takes in a column; the rows of a sheet are not as high as their texts by themselves."""
    told = str(value or "").split("\n")
    return sum(max(1, -(-len(line) // int(width * LETTERS))) for line in told)
