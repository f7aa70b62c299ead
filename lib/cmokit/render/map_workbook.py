"""The workbook in which the client's people say what their words mean: one tidy sheet, drop-downs, our proposals.

Equal forms give equal bytes: nothing in the file reads the clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from cmokit.render import style
from cmokit.words import is_right_to_left, say, say_all

MADE = datetime(2000, 1, 1)  # the date that the file carries; the true one is the mail's
FONT = "Calibri"
TO_ANSWER = "#FFF4CC"  # the cells that somebody must look at
COLUMNS = {
    "what": 24, "system": 13, "exports": 30, "text": 34, "records": 10, "money": 16, "others": 24, "state": 11,
    "meaning": 22, "proposal": 22, "reason": 44, "answer": 26,
}  # fmt: skip
LINE = 15.5  # points of a line
NUMBERS = ("records", "money")
HELP_WIDTH = 110
LETTERS_A_LINE = 105


@dataclass(frozen=True)
class MapLine:
    """One word. cells: by the columns of COLUMNS. values: the name of the list that its answer is taken from.

    is_asked: the answer's cell is marked. is_open: another answer than those of the list is an answer too.
    """

    cells: Mapping[str, str | int | Decimal | None]
    values: str
    is_asked: bool
    is_open: bool


@dataclass(frozen=True)
class MapForm:
    """What the workbook holds. values: what each list offers, by the name that stands above it."""

    client_name: str
    currency: str
    color: str
    language: str
    lines: tuple[MapLine, ...]
    values: Mapping[str, tuple[str, ...]]


def map_workbook(form: MapForm) -> bytes:
    """The workbook's bytes: Help, Words, Values."""
    return _Writer(form).written()


def headers(language: str, currency: str) -> dict[str, str]:
    """Column → the head above it."""
    return {name: say(f"map.workbook.headers.{name}", None, language, currency=currency) for name in COLUMNS}


class _Writer:
    """One workbook being written."""

    def __init__(self, form: MapForm):
        import xlsxwriter

        self.form, self.brand, self.buffer = form, style.brand(form.color), BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.buffer, options)
        self.book.set_properties({"title": self._say("title", client=form.client_name), "created": MADE})
        has_others = any(line.cells.get("others") for line in form.lines)
        self.columns = [name for name in COLUMNS if name != "others" or has_others]

    def written(self) -> bytes:
        help_, words, values = (self.book.add_worksheet(self._say(f"sheets.{n}")) for n in ("help", "words", "values"))
        if is_right_to_left(self.form.language):
            for page in (help_, words, values):
                page.right_to_left()
        self._help(help_)
        places = self._values(values)
        self._words(words, places)
        self.book.close()
        return self.buffer.getvalue()

    def _say(self, word: str, **values: object) -> str:
        return say(f"map.workbook.{word}", None, self.form.language, **values)

    def _look(self, **more: Any) -> Any:
        usual = {"font_name": FONT, "font_size": 11, "font_color": style.INK, "valign": "top"}
        return self.book.add_format({**usual, **more})

    def _head(self) -> Any:
        return self._look(bold=True, font_color=style.on(self.brand), bg_color=self.brand, text_wrap=True, indent=1)

    def _help(self, page: Any) -> None:
        page.hide_gridlines(2)
        page.set_column(0, 0, 3)
        page.set_column(1, 1, HELP_WIDTH)
        page.set_row(1, 30)
        title = self._say("title", client=self.form.client_name)
        page.write_string(1, 1, title, self._look(bold=True, font_size=20, font_color=self.brand))
        for row, text in enumerate(say_all("map.workbook.help", self.form.language), start=3):
            page.set_row(row, 18 * (1 + len(text) // LETTERS_A_LINE) + 6)
            page.write_string(row, 1, text, self._look(text_wrap=True))
        self._printing(page)
        page.activate()

    def _values(self, page: Any) -> dict[str, str]:
        """One column a list; gives the range of each for the drop-downs."""
        from xlsxwriter.utility import xl_col_to_name

        places: dict[str, str] = {}
        sheet = self._say("sheets.values").replace("'", "''")
        head, cell = self._head(), self._look()
        for place, (name, offered) in enumerate(self.form.values.items()):
            page.set_column(place, place, max([len(name), *map(len, offered)], default=12) + 4)
            page.write_string(0, place, name, head)
            for row, value in enumerate(offered, start=1):
                page.write_string(row, place, value, cell)
            letter = xl_col_to_name(place)
            places[name] = f"='{sheet}'!${letter}$2:${letter}${max(len(offered), 1) + 1}"
        page.freeze_panes(1, 0)
        self._printing(page)
        return places

    def _words(self, page: Any, places: Mapping[str, str]) -> None:
        named = headers(self.form.language, self.form.currency)
        head = self._head()
        page.set_row(0, 32)
        for place, name in enumerate(self.columns):
            page.set_column(place, place, COLUMNS[name])
            page.write_string(0, place, named[name], head)
        looks = self._looks()
        for row, line in enumerate(self.form.lines, start=1):
            self._line(page, row, line, looks)
            if places.get(line.values):
                page.data_validation(row, len(self.columns) - 1, row, len(self.columns) - 1, self._rule(line, places))
        page.autofilter(0, 0, max(len(self.form.lines), 1), len(self.columns) - 1)
        page.freeze_panes(1, self.columns.index("text") + 1)
        self._printing(page)
        page.repeat_rows(0)

    def _printing(self, page: Any) -> None:
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)

    def _looks(self) -> dict[str, Any]:
        line = {"bottom": 1, "bottom_color": style.HAIR}
        return {
            "text": self._look(text_wrap=True, **line),
            "records": self._look(num_format="#,##0", **line),
            "money": self._look(num_format="#,##0.00", **line),
            "plain": self._look(**line),
            "state": self._look(indent=1, align="left", **line),
            "asked": self._look(bg_color=TO_ANSWER, bold=True, **line),
        }

    def _line(self, page: Any, row: int, line: MapLine, looks: Mapping[str, Any]) -> None:
        page.set_row(row, LINE * max(_lines_of(line.cells.get(name), COLUMNS[name]) for name in self.columns))
        for place, name in enumerate(self.columns):
            value = line.cells.get(name)
            look = looks["asked" if line.is_asked else "plain"] if name == "answer" else looks.get(name, looks["text"])
            if value in (None, ""):
                page.write_blank(row, place, None, look)
            elif name in NUMBERS and not isinstance(value, str):
                page.write_number(row, place, value, look)
            else:
                page.write_string(row, place, str(value), look)

    def _rule(self, line: MapLine, places: Mapping[str, str]) -> dict[str, Any]:
        return {
            "validate": "list",
            "source": places[line.values],
            "ignore_blank": True,
            "input_title": self._say("prompt_title"),
            "input_message": self._say("prompt"),
            "error_type": "warning" if line.is_open else "stop",
            "error_title": self._say("refused_title"),
            "error_message": self._say("refused"),
        }


def _lines_of(value: str | int | Decimal | None, width: int) -> int:
    """How many lines a text takes in a column; the rows of a sheet are not as high as their texts by themselves."""
    return -(-len(value) // width) if isinstance(value, str) and value else 1


def lists_of(lines: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Every list that some line needs, once, in the order of the lines; an empty one offers nothing and is left out."""
    return {name: offered for name, offered in dict(lines).items() if offered}
