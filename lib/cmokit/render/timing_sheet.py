"""A page in Excel on which people write down how long the work takes: one line a case, nothing else.

Equal sheets give equal bytes: nothing in the file reads the clock.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cmokit.render import style
from cmokit.sources.timing import OUTCOMES, head, outcome
from cmokit.words import is_right_to_left, say

MADE = datetime(2000, 1, 1)
LINES = 25  # as many as one page takes
HEAD_ROW = 4  # 0-based; title, whose, how, and a blank line stand above
WIDTHS = {"item_id": 18, "user_id": 20, "started_on": 13, "minutes": 12, "outcome": 20, "corrections_count": 14,
          "error_kind": 34}  # fmt: skip


@dataclass(frozen=True)
class TimingSheet:
    """workflow: its id, which stands in brackets so that the sheet can be read back. called: its name."""

    client_name: str
    experiment: str
    workflow: str
    called: str
    language: str
    color: str


def timing_sheet(sheet: TimingSheet) -> bytes:
    """The workbook's bytes: one sheet that prints on one page."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    title = say("timing.title", language=sheet.language, workflow=f"{sheet.called} [{sheet.workflow}]")
    book.set_properties({"title": title, "created": MADE})
    page = book.add_worksheet(say("timing.sheet", language=sheet.language))
    if is_right_to_left(sheet.language):
        page.right_to_left()
    _top(book, page, sheet, title)
    _lines(book, page, sheet)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 1)
    page.freeze_panes(HEAD_ROW + 1, 0)
    book.close()
    return buffer.getvalue()


def _top(book: Any, page: Any, sheet: TimingSheet, title: str) -> None:
    color = style.brand(sheet.color)
    page.write(0, 0, title, book.add_format({"bold": True, "font_size": 14, "font_color": color}))
    of = say("timing.of", language=sheet.language, client=sheet.client_name, experiment=sheet.experiment)
    plain = book.add_format({"font_color": "#555555"})
    page.write(1, 0, of, plain)
    page.write(2, 0, say("timing.how", language=sheet.language), plain)


def _lines(book: Any, page: Any, sheet: TimingSheet) -> None:
    heads = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
    page.set_row(HEAD_ROW, 30)
    formats = {"started_on": {"num_format": "yyyy-mm-dd"}, "item_id": {"num_format": "@"}}
    last = HEAD_ROW + LINES
    for place, (column, width) in enumerate(WIDTHS.items()):
        page.set_column(place, place, width)
        page.write(HEAD_ROW, place, head(column, sheet.language), heads)
        cell = book.add_format({"bottom": 1, "bottom_color": "#BBBBBB", **formats.get(column, {})})
        for row in range(HEAD_ROW + 1, last + 1):
            page.write_blank(row, place, None, cell)
        if rule := _rule(column, sheet):
            page.data_validation(HEAD_ROW + 1, place, last, place, rule)


def _rule(column: str, sheet: TimingSheet) -> dict[str, Any] | None:
    """What a cell takes, said in words where it is broken."""
    told = {"error_title": head(column, sheet.language), "ignore_blank": True}
    told["error_message"] = say(f"timing.wanted.{column}", language=sheet.language) if column in _TYPED else ""
    if column == "outcome":
        return {"validate": "list", "source": [outcome(name, sheet.language) for name in OUTCOMES], **told}
    if column in ("minutes", "corrections_count"):
        return {"validate": "decimal", "criteria": ">=", "value": 0, **told}
    if column == "started_on":
        return {"validate": "date", "criteria": ">=", "value": MADE, **told}
    return None


_TYPED = ("outcome", "minutes", "corrections_count", "started_on")
