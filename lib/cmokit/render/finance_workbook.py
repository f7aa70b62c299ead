"""finance.xlsx as the client receives it: empty, explained in itself, with what is known already filled in.

Equal forms give equal bytes: nothing in the file reads the clock.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from cmokit.render import style
from cmokit.render.finance_form import FinanceForm, printed_lines
from cmokit.render.finance_rules import Lists, number_format, rule_of
from cmokit.sources.finance.layout import (
    EXAMPLE,
    HEADER_ROW,
    MONTH_FORMAT,
    README_SHEET,
    SETTINGS,
    SHEETS,
    FinanceColumn,
    FinanceSheet,
)
from cmokit.words import is_right_to_left, say, say_all

MADE = datetime(2000, 1, 1)  # the date that the file carries; the true one is the mail's
FONT = "Calibri"
SPARE = 60  # empty lines below the printed ones that are lined and checked
WIDTHS = {
    "setting": 54, "answer": 24, "key": 30, "says": 58, "line": 34, "rate_source": 34, "sku": 20, "product_line": 26,
    "kind": 15, "channel": 17, "figure": 18, "from_currency": 16, "to_currency": 16, "currency": 13, "amount": 18,
}  # fmt: skip
WIDE, OF_MONTH = 16, 12
LINE = 18  # points of a line


def finance_workbook(form: FinanceForm) -> bytes:
    """The workbook's bytes."""
    return _Writer(form).written()


class _Writer:
    """One workbook being written."""

    def __init__(self, form: FinanceForm):
        import xlsxwriter

        self.form, self.brand = form, style.brand(form.color)
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True, "default_date_format": "d mmm yyyy"})
        self.book.set_properties({"title": self.say("title", client=form.client_name), "created": MADE})
        self.formats: dict[tuple[Any, ...], Any] = {}

    def written(self) -> bytes:
        pages = {name: self.book.add_worksheet(name) for name in (README_SHEET, *(sheet.name for sheet in SHEETS))}
        if is_right_to_left(self.form.language):
            for page in pages.values():
                page.right_to_left()
        self.lists = Lists(self.book, self.form.currency, self.form.currencies)
        self._readme(pages[README_SHEET])
        for sheet in SHEETS:
            self._sheet(pages[sheet.name], sheet)
        pages[README_SHEET].activate()
        self.book.close()
        return self.buffer.getvalue()

    def say(self, word: str, **values: object) -> str:
        return say(f"finance.{word}", None, self.form.language, **values)

    def look(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self.formats:
            usual: dict[str, Any] = {"font_name": FONT, "font_size": 11, "font_color": style.INK, "valign": "vcenter"}
            if is_right_to_left(self.form.language):
                usual["reading_order"] = 2  # right to left, whatever a text begins with
            self.formats[key] = self.book.add_format({**usual, **more})
        return self.formats[key]

    def _readme(self, page: Any) -> None:
        page.hide_gridlines(2)
        page.set_column(0, 0, 3)
        page.set_column(1, 1, 20)
        page.set_column(2, 3, 62)
        page.set_row(1, 30)
        page.write_string(1, 1, self.say("title", client=self.form.client_name), self._title(20))
        page.merge_range(2, 1, 2, 3, self.say("intro"), self.look(font_size=12, text_wrap=True))
        page.set_row(2, 36)
        head = self.look(bold=True, font_color=style.on(self.brand), bg_color=self.brand, indent=1)
        for place, name in enumerate(("sheet", "asks", "answers"), start=1):
            page.write_string(4, place, self.say(f"contents.{name}"), head)
        page.set_row(4, 22)
        row = 5
        for sheet in SHEETS:
            self._listed(page, row, sheet)
            row += 1
        row = self._rules(page, row + 1)
        for word, value in (("back", {"place": self.form.place}), ("sender", {"contact": self.form.contact})):
            if all(value.values()):
                page.write_string(row, 1, self.say(word, **value), self.look(font_color=style.MUTED))
                row += 1
        self._printing(page)

    def _listed(self, page: Any, row: int, sheet: FinanceSheet) -> None:
        line = {"bottom": 1, "bottom_color": style.HAIR, "indent": 1}
        page.set_row(row, 36)
        link = self.look(font_color=self.brand, bold=True, underline=1, **line)
        page.write_url(row, 1, f"internal:'{sheet.name}'!A1", link, sheet.name)
        for place, word in ((2, "says"), (3, "answers")):
            page.write_string(row, place, self.say(f"sheets.{sheet.table}.{word}"), self.look(text_wrap=True, **line))

    def _rules(self, page: Any, row: int) -> int:
        for text in say_all("finance.rules", language=self.form.language):
            page.merge_range(row, 1, row, 3, f"•  {text}", self.look(text_wrap=True, indent=1))
            page.set_row(row, 20)
            row += 1
        return row + 1

    def _title(self, size: int) -> Any:
        return self.look(bold=True, font_size=size, font_color=self.brand)

    def _sheet(self, page: Any, sheet: FinanceSheet) -> None:
        page.hide_gridlines(2)
        page.set_row(0, 28)
        page.write_string(0, 0, sheet.name, self._title(16))
        page.write_string(1, 0, self.say(f"sheets.{sheet.table}.says"), self.look(font_color=style.MUTED))
        columns = self._columns(sheet)
        self._heads(page, sheet, columns)
        printed = printed_lines(sheet, self.form)
        first = HEADER_ROW
        if sheet is not SETTINGS:
            self._example(page, first, columns)
            first += 1
        last = first + (len(printed) if sheet is SETTINGS else max(len(printed) + SPARE // 3, SPARE)) - 1
        for row in range(first, last + 1):
            self._line(page, row, columns, printed[row - first] if row - first < len(printed) else {})
        for place, (column, _) in enumerate(columns):
            if sheet is SETTINGS:
                self._settings_rules(page, place, column, first)
            elif rule := rule_of(column.name, self.lists, self.form.language):
                page.data_validation(first, place, last, place, rule)
        page.freeze_panes(HEADER_ROW, sum(column.name in ("line", "setting") for column, _ in columns))
        self._printing(page, across=3 if sheet.table == "costs" else 1)

    def _columns(self, sheet: FinanceSheet) -> list[tuple[FinanceColumn, date | None]]:
        """Each column with the month above it, where it is one of months across; costs are printed so."""
        if sheet.table != "costs":
            return [(column, None) for column in sheet.columns]
        own = [(column, None) for column in sheet.columns if column.name not in ("period_start_on", "amount")]
        return [*own, *((sheet.column("amount"), month) for month in self.form.months)]

    def _heads(self, page: Any, sheet: FinanceSheet, columns: Sequence[tuple[FinanceColumn, date | None]]) -> None:
        help_ = self.look(font_size=9, font_color=style.MUTED, text_wrap=True, valign="bottom", italic=True, indent=1)
        head = {
            "bold": True,
            "font_color": style.on(self.brand),
            "bg_color": self.brand,
            "text_wrap": True,
            "indent": 1,
        }
        page.set_row(HEADER_ROW - 2, 40)
        page.set_row(HEADER_ROW - 1, 24)
        seen: set[str] = set()
        for place, (column, month) in enumerate(columns):
            page.set_column(place, place, OF_MONTH if month else WIDTHS.get(column.name, WIDE))
            text = "" if column.name in seen else self.say(f"sheets.{sheet.table}.columns.{column.name}")
            seen.add(column.name)
            if text and month:
                page.merge_range(HEADER_ROW - 2, place, HEADER_ROW - 2, place + 2, text, help_)
            elif text:
                page.write_string(HEADER_ROW - 2, place, text, help_)
            if month:
                form = self.look(num_format=MONTH_FORMAT, align="right", **head)
                page.write_datetime(HEADER_ROW - 1, place, datetime.combine(month, time()), form)
            else:
                page.write_string(HEADER_ROW - 1, place, column.header, self.look(**head, **_side(column)))

    def _example(self, page: Any, row: int, columns: Sequence[tuple[FinanceColumn, date | None]]) -> None:
        months = [place for place, (_, month) in enumerate(columns) if month]
        for place, (column, _) in enumerate(columns):
            text = column.example if not months or place not in months[2:] else ""
            line = {"bottom": 1, "bottom_color": style.HAIR, "indent": 1}
            form = self.look(italic=True, font_color=style.DARK_GREY, **line, **_side(column))
            page.write_string(row, place, f"{EXAMPLE}{text}", form) if text else page.write_blank(
                row, place, None, form
            )

    def _line(
        self, page: Any, row: int, columns: Sequence[tuple[FinanceColumn, date | None]], values: Mapping[str, Any]
    ) -> None:
        """One line of the form: what is printed is tinted, what is to be filled in is a white box."""
        page.set_row(row, LINE)
        for place, (column, month) in enumerate(columns):
            value = None if month else values.get(column.name)
            look: dict[str, Any] = {"border": 1, "border_color": style.HAIR, "indent": 1, **_side(column)}
            if form := number_format(column.name):
                look |= {"num_format": form}
            if column.name in ("key", "says"):
                look |= {"font_size": 9, "font_color": style.MUTED, "text_wrap": True}
            elif value is not None:
                look |= {"bg_color": style.PAPER}
            self._write(page, row, place, value, look)

    def _write(self, page: Any, row: int, place: int, value: Any, look: Mapping[str, Any]) -> None:
        if value is None:
            page.write_blank(row, place, None, self.look(**look))
        elif isinstance(value, date):
            shown = {**look, "num_format": look.get("num_format", "d mmm yyyy"), "align": "left"}
            page.write_datetime(row, place, datetime.combine(value, time()), self.look(**shown))
        elif isinstance(value, float):
            page.write_number(row, place, value, self.look(**{**look, "num_format": "0.0##%", "align": "left"}))
        else:
            page.write_string(row, place, str(value), self.look(**look))

    def _settings_rules(self, page: Any, place: int, column: FinanceColumn, first: int) -> None:
        """Each question takes another kind of answer."""
        if column.name != "answer":
            return
        for row, printed in enumerate(printed_lines(SETTINGS, self.form), start=first):
            if rule := rule_of(str(printed["key"]).partition("[")[0], self.lists, self.form.language):
                page.data_validation(row, place, row, place, rule)

    def _printing(self, page: Any, across: int = 1) -> None:
        """across: pages beside each other; then the first column stands on each."""
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(across, 0)
        if across > 1:
            page.repeat_columns(0, 0)
        page.repeat_rows(0, HEADER_ROW - 1)
        page.set_footer(f"&L&9{self.form.sender}&R&9&P / &N")


def _side(column: FinanceColumn) -> dict[str, str]:
    """Figures stand right, days and words left."""
    is_day = column.name.endswith("_on")
    return {"align": "left" if is_day or number_format(column.name) is None else "right"}
