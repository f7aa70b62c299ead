"""The request as files in the client's folder: the e-mail's text, the list in Word, the workbook for finance."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_bytes, write_text
from cmokit.render.finance_form import FinanceForm
from cmokit.render.finance_workbook import finance_workbook
from cmokit.render.formats import day
from cmokit.render.word import Block, Grid, Heading, Page, Text, word_document
from cmokit.runs.request import Export, Request
from cmokit.runs.request_finance import is_filled
from cmokit.sources.finance.layout import FILE as FINANCE
from cmokit.words import say

FOLDER, EMAIL, LIST = "request", "email.txt", "data-request.docx"
BOX = "☐"
# The list's columns, in print, and their share of the page's width.
COLUMNS = {
    "tick": 4, "title": 14, "answers": 22, "click_path": 31, "columns": 27, "period": 9, "format": 6, "send": 9,
}  # fmt: skip
# As many rows as one page takes in a size of letters; the smallest still reads, and more rows take a second page.
SIZES = ((9, 9.0), (13, 8.0), (999, 7.5))


@dataclass(frozen=True)
class Written:
    """The files of a request. kept: finance's workbook, where somebody has filled it and it was left as it is."""

    files: tuple[Path, ...]
    kept: Path | None = None


def write_request(client: ClientFolder, request: Request, form: FinanceForm) -> Written:
    """Write the e-mail, the list and the empty finance workbook anew, each whole or not at all; all are made before the
    first is written. A workbook that somebody has filled is never touched.
    """
    folder = client.root / FOLDER
    book = folder / FINANCE
    kept = book if book.is_file() and is_filled(book, form) else None
    text, document, workbook = email(request), data_request(request), b"" if kept else finance_workbook(form)
    files = (write_text(folder / EMAIL, text), write_bytes(folder / LIST, document))
    return Written((*files, kept or write_bytes(book, workbook)), kept)


def email(request: Request) -> str:
    """The e-mail as plain text, its subject in the first line."""
    who = _said(request, "email.greeting", name=request.person) if request.person else ""
    parts = [
        _said(request, "email.subject", client=request.client_name, day=_day(request)),
        who or _said(request, "email.greeting_unnamed"),
        _said(request, "email.opening", day=_day(request)),
        "\n".join(f"- {export.title}" for export in request.exports),
        _said(request, "email.list"),
        _said(request, "email.finance"),
        _said(request, "email.where", place=request.place),
        _said(request, "email.how"),
        _said(request, "email.not", never=_said(request, "never")) + "\n" + _said(request, "masked"),
        _said(request, "email.agreement", agreement=request.agreement) if request.agreement else "",
        _said(request, "email.closing"),
        "\n".join(filter(None, (_said(request, "email.regards"), request.sender, request.contact))),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def data_request(request: Request) -> bytes:
    """The list as a Word document: one page for up to 18 exports or so."""
    title = _said(request, "list.title", client=request.client_name)
    sides = " · ".join(filter(None, (request.sender, request.client_name)))
    contact = _said(request, "list.contact", contact=request.contact) if request.contact else ""
    page = Page(
        title=title,
        author=request.sender,
        color=request.client_color,
        accent=request.sender_color,
        header=sides,
        footer=" · ".join(filter(None, (contact, _said(request, "list.moved")))),
        language=request.locale.replace("_", "-"),
        is_wide=True,
    )
    return word_document(_blocks(request, title), page)


def _blocks(request: Request, title: str) -> list[Block]:
    where = _said(request, "list.where", place=request.place)
    never = _said(request, "list.not", never=_said(request, "never"))
    return [
        Heading(title),
        Text(where, label=_said(request, "list.by", day=_day(request))),
        Text(_said(request, "masked"), label=never, size=8.5),
        Grid(
            headers=tuple(_said(request, f"list.headers.{name}") for name in COLUMNS),
            rows=tuple(map(_row, request.exports)),
            widths=tuple(COLUMNS.values()),
            size=next(size for most, size in SIZES if len(request.exports) <= most),
            strong=(1,),
        ),
        Text(_said(request, "list.untouched"), size=8.5, above=4),
    ]


def _row(export: Export) -> tuple[str, ...]:
    return (BOX, *(getattr(export, name) for name in COLUMNS if name != "tick"))


def _said(request: Request, word: str, **values: Any) -> str:
    return say(f"request.{word}", language=request.language, **values)


def _day(request: Request) -> str:
    return day(request.by, request.locale, request.language)
