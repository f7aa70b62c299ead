"""A workbook being written: formats by unit, values by type, sheet names that Excel takes, links inside only."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from babel.numbers import get_currency_precision

from cmokit.render import style
from cmokit.render.direction import has_right_to_left
from cmokit.render.formats import Look, exact, is_money
from cmokit.words import is_right_to_left, say

MOST_DIGITS = 15  # of a number that a workbook keeps exactly
LONGEST_TEXT = 32_767  # characters of a cell
LINE, HIGHEST = 15.0, 400.0  # points of a line, and of the highest row
FULL = 1.02  # a line breaks before it is full, yet most letters are narrower than the digit that widths count
RIGHT_TO_LEFT = 2  # XlsxWriter's reading order
LONGEST_NAME = 31  # characters of a sheet's name
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass
class Book:
    """look: formats and words; brand: the report's colour."""

    look: Look
    created: date | None
    title: str = ""
    sheets: dict[str, "Sheet"] = field(default_factory=dict)
    _buffer: BytesIO = field(default_factory=BytesIO)
    _formats: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import xlsxwriter

        self.brand = style.brand(self.look.color)
        self.file = xlsxwriter.Workbook(self._buffer, OPTIONS)
        made = datetime.combine(self.created or date(2000, 1, 1), time())
        self.file.set_properties({"title": self.title, "created": made})
        self.file.set_calc_mode("auto")

    def sheet(self, name: str) -> "Sheet":
        """A new sheet under a name that Excel takes and that no other sheet has."""
        free = self.free_name(name)
        sheet = Sheet(self, free, self.file.add_worksheet(free))
        self.sheets[free] = sheet
        if self.is_turned:
            sheet.page.right_to_left()
        return sheet

    @property
    def is_turned(self) -> bool:
        """Whether sheets run from right to left."""
        return is_right_to_left(self.look.language)

    def free_name(self, name: str) -> str:
        clean = _FORBIDDEN.sub(" ", name).strip().strip("'").strip() or "Sheet"
        if clean.casefold() == "history":  # Excel keeps this one for itself
            clean = f"{clean} -"
        taken = {other.casefold() for other in self.sheets}
        chosen, number = clean[:LONGEST_NAME].rstrip(), 1
        while chosen.casefold() in taken:
            number += 1
            ending = f" {number}"
            chosen = clean[: LONGEST_NAME - len(ending)].rstrip() + ending
        return chosen

    def format(self, unit: str = "text", **more: Any) -> Any:
        """The cell format of a unit, with XlsxWriter's own properties on top."""
        key = (unit, *sorted(more.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format({**_by_unit(unit), **more})
        return self._formats[key]

    def close(self) -> bytes:
        for sheet in self.sheets.values():
            sheet.settle()
        self.file.close()
        return self._buffer.getvalue()

    def say(self, word: str, **values: object) -> str:
        return say(f"report.{word}", None, self.look.language, **values)


@dataclass
class Sheet:
    """One sheet. has_long_numbers: an amount was written as text, because a number would lose digits."""

    book: Book
    name: str
    page: Any
    has_long_numbers: bool = False
    _wide: dict[int, float] = field(default_factory=dict)
    _wrapped: list[tuple[int, int, str]] = field(default_factory=list)

    def write(self, row: int, column: int, value: Any, unit: str = "text", **look: Any) -> None:
        """A value by its type; whatever text it is, it becomes no formula and no link."""
        if value is None or value == "":
            return
        if isinstance(value, bool):
            value = self.book.say("yes" if value else "no")
        if isinstance(value, (int, float, Decimal)):
            self._number(row, column, value, unit, look)
        elif isinstance(value, (date, datetime)):
            self._moment(row, column, value, look)
        else:
            self.text(row, column, str(value), **look)

    def text(self, row: int, column: int, text: str, **look: Any) -> None:
        shown = text if len(text) <= LONGEST_TEXT else self._cut(text)
        if look.get("text_wrap"):
            self._wrapped.append((row, column, shown))
        self.page.write_string(
            row,
            column,
            shown,
            self.book.format("text", **self._turned({"valign": "top", "align": "left", **look}, shown)),
        )

    def rich(self, row: int, column: int, parts: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """A wrapped text of which some pieces look otherwise; parts: each piece with XlsxWriter's own properties."""
        whole = "".join(text for text, _ in parts)
        if len(parts) < 2 or len(whole) > LONGEST_TEXT:
            self.text(row, column, whole, text_wrap=True)
            return
        self._wrapped.append((row, column, whole))
        pieces = [piece for text, look in parts for piece in (self.book.format("text", **look), text)]
        cell = self.book.format("text", valign="top", align="left", text_wrap=True)
        self.page.write_rich_string(row, column, *pieces, cell)

    def _turned(self, look: dict[str, Any], text: str) -> dict[str, Any]:
        """On a turned sheet `left` means where a line begins, and a sentence may begin with a figure."""
        if not self.book.is_turned:
            return look
        side = {"align": "right"} if look["align"] == "left" else {}
        return look | side | ({"reading_order": RIGHT_TO_LEFT} if has_right_to_left(text) else {})

    def _cut(self, text: str) -> str:
        why = self.book.say("workbook.long_text")
        return f"{text[: LONGEST_TEXT - len(why) - 3]} ({why})"

    def formula(self, row: int, column: int, formula: str, value: Any, unit: str, **look: Any) -> None:
        """A formula of our own with the figure that it gives, for programs that do not work it out."""
        form = self.book.format(unit, **{"valign": "top", **look})
        self.page.write_formula(row, column, formula, form, float(exact(value)))

    def link(self, row: int, column: int, sheet: str, cell: str, text: str, **look: Any) -> None:
        """A link to a cell of this workbook."""
        quoted = sheet.replace("'", "''")
        form = self.book.format("text", **{"font_color": self.book.brand, "underline": 1, "valign": "top", **look})
        self.page.write_url(row, column, f"internal:'{quoted}'!{cell}", form, text)

    def heads(self, row: int, column: int, texts: Iterable[str], aligns: Iterable[str] = ()) -> None:
        sides = list(aligns)
        for offset, text in enumerate(texts):
            side = sides[offset] if offset < len(sides) else "left"
            apart = {"indent": 1} if is_apart(sides, offset) else {}
            line = {"bottom": 1, "bottom_color": self.book.brand, "valign": "bottom", "text_wrap": True}
            self.text(row, column + offset, text, bold=True, align=side, **line, **apart)

    def title(self, row: int, text: str, size: int = 15) -> None:
        self.text(row, 0, text, bold=True, font_size=size, font_color=self.book.brand if size > 12 else style.INK)
        self.page.set_row(row, size * 1.6)

    def widths(self, wide: Iterable[float], start: int = 0) -> None:
        for offset, width in enumerate(wide):
            self.page.set_column(start + offset, start + offset, width)
            self._wide[start + offset] = width

    def settle(self) -> None:
        """Rows as high as their wrapped texts need: not every program works that out by itself."""
        lines: dict[int, int] = {}
        for row, column, text in self._wrapped:
            wide = max(self._wide.get(column, 8.43) - 1, 4)
            needed = sum(max(math.ceil(len(line) * FULL / wide), 1) for line in text.split("\n"))
            lines[row] = max(lines.get(row, 1), needed)
        for row, count in lines.items():
            if count > 1:
                self.page.set_row(row, min(count * LINE, HIGHEST))

    def _number(self, row: int, column: int, value: Any, unit: str, look: dict[str, Any]) -> None:
        number = exact(value)
        if not number.is_finite():
            self.text(row, column, str(value), **look)
        elif len(number.normalize().as_tuple().digits) > MOST_DIGITS and not isinstance(value, float):
            self.has_long_numbers = True
            self.text(row, column, f"{number:f}", **{"align": "right", **look})
        else:
            self.page.write_number(row, column, float(number), self.book.format(unit, **{"valign": "top", **look}))

    def _moment(self, row: int, column: int, value: date | datetime, look: dict[str, Any]) -> None:
        if isinstance(value, datetime) and value.tzinfo:
            self.text(row, column, value.isoformat(sep=" ", timespec="seconds"), **look)
        else:
            unit = "moment" if isinstance(value, datetime) else "date"
            self.page.write_datetime(row, column, value, self.book.format(unit, **{"valign": "top", **look}))


def is_apart(sides: Sequence[str], offset: int) -> bool:
    """Whether a column stands left behind one that stands right: then it keeps a distance."""
    return 0 < offset < len(sides) and sides[offset] == "left" and sides[offset - 1] == "right"


def pattern(unit: str) -> str:
    """Excel's number format of a unit; a unit of its own shape is `General`."""
    if is_money(unit):
        places = get_currency_precision(unit)
        return f"#,##0{'.' + '0' * places if places else ''} [${unit}]"
    return {
        "count": "#,##0",
        "amount": "#,##0.00",
        "share": "0.0%",
        "days": "#,##0.0",
        "minutes": "#,##0.0",
        "index": "#,##0.00",
        "date": "yyyy-mm-dd",
        "moment": "yyyy-mm-dd hh:mm:ss",
    }.get(unit, "General")


def _by_unit(unit: str) -> dict[str, Any]:
    base: dict[str, Any] = {"font_name": "Calibri", "font_size": 11}
    if unit == "text":
        return {**base, "num_format": "@"}
    if unit in ("date", "moment"):
        return {**base, "num_format": pattern(unit), "align": "left"}
    return {**base, "num_format": pattern(unit)}
