"""One person's questions as one sheet: a question a row, an example, what stands there now, a place to answer.

What a row is about stands in its last column, so that rows may be sorted and sheets renamed; a hidden sheet holds what
was sent out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cmokit.registers.cells import FieldKind, Kind
from cmokit.render import style
from cmokit.render.exchange_book import LINE, ExchangeBook, SheetColumn, lines
from cmokit.sources.returned_questions import MARK
from cmokit.words import say

HEAD_ROW = 4
# The columns by their words (`registers.questions.columns`), and how wide each is.
WIDTHS = {"subject": 17, "question": 46, "example": 28, "stands": 28, "answer": 42, "unknown": 13, "about": 22}
OWN_WIDTH = 24
TICK = "x"
MOST_LINES = 14  # of one row
QUIET = frozenset({"subject", "example", "stands"})


@dataclass(frozen=True)
class QuestionRow:
    """about: register/id/field. stands: what the field holds, as a cell. column: what an answer may be. answer, ticked:
    what somebody had already filled in.
    """

    about: str
    subject: str
    question: str
    stands: Any
    column: SheetColumn
    answer: Any = None
    ticked: bool = False


@dataclass(frozen=True)
class QuestionForm:
    """sent: (register, id, field, JSON, question) of every row as it goes out. own: columns that people added: head →
    about → value.
    """

    client_name: str
    color: str
    language: str
    person: str
    rows: tuple[QuestionRow, ...]
    sent: tuple[tuple[str, str, str, str, str], ...]
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def question_workbook(form: QuestionForm) -> bytes:
    """The workbook's bytes; equal forms give equal bytes."""
    title = _say("title", form, person=form.person, client=form.client_name)
    book = ExchangeBook(title, form.color, form.language, [_say("sheet", form)])
    [page] = book.pages
    book.top(page, title, _say("intro", form), f"{MARK} {form.person}")
    heads = [*(_say(f"columns.{name}", form) for name in WIDTHS), *form.own]
    for place, head in enumerate(heads):
        width = list(WIDTHS.values())[place] if place < len(WIDTHS) else OWN_WIDTH
        page.set_column(place, place, width)
        page.write_string(HEAD_ROW, place, head, book.head())
    page.set_row(HEAD_ROW, 22)
    for row, asked in enumerate(form.rows, start=HEAD_ROW + 1):
        _row(book, page, row, asked, [told.get(asked.about) for told in form.own.values()])
    page.freeze_panes(HEAD_ROW + 1, 2)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    person = (MARK, "", "", "", form.person)  # known even where the line above the heads is gone
    return book.written([person, *form.sent])


def _row(book: ExchangeBook, page: Any, row: int, asked: QuestionRow, own: Sequence[Any]) -> None:
    example = asked.column.example or (asked.column.choices[0] if asked.column.choices else "")
    told = {
        "subject": asked.subject,
        "question": asked.question,
        "example": example,
        "stands": asked.stands,
        "answer": asked.answer,
        "unknown": TICK if asked.ticked else None,
        "about": asked.about,
    }
    high = max(lines(told[name], width) for name, width in WIDTHS.items() if name != "about")
    page.set_row(row, LINE * min(high, MOST_LINES))
    for place, (name, value) in enumerate(told.items()):
        book.cell(page, row, place, value, **_look(name))
    for place, value in enumerate(own, start=len(told)):
        book.cell(page, row, place, value)
    answer = list(WIDTHS).index("answer")
    if rule := book.rule(asked.column):
        page.data_validation(row, answer, row, answer, rule)
    tick = SheetColumn("unknown", TICK, FieldKind(Kind.CHOICE), choices=(TICK,))
    page.data_validation(row, answer + 1, row, answer + 1, book.rule(tick))


def _look(name: str) -> dict[str, Any]:
    if name == "about":
        return {"font_size": 7, "font_color": style.GREY}
    if name == "unknown":
        return {"align": "center", "bg_color": style.PAPER}
    if name == "answer":
        return {"bg_color": style.PAPER, "align": "left"}
    return {"font_color": style.MUTED, "align": "left"} if name in QUIET else {}


def _say(name: str, form: QuestionForm, **values: object) -> str:
    return say(f"registers.questions.{name}", None, form.language, **values)
