"""What the client receives, read back: every format holds the same figures, and nothing that came alive from data."""

import json
import re
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from cmokit.engagement.workspace import Workspace
from cmokit.vocabulary import PHASES, Phase
from tests.formulas import Recalculated
from tests.planted import CLIENTS

# Sheets of money whose totals a reader can follow into the rows.
LIVE_SHEETS = {
    "sample-b2b": {"Leaks", "Platform to cash", "Control totals"},
    "sample-shop": {"Leaks", "Platform to cash", "Contribution", "Control totals"},
}
of_every_report = pytest.mark.parametrize(("client", "phase"), [(c, p) for c in CLIENTS for p in PHASES])


def report(workspace: Workspace, client: str, phase: Phase = Phase.AUDIT) -> Path:
    return workspace.reports(client) / phase


@cache
def facts_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"), parse_float=Decimal)


def name_of(fact: dict[str, Any]) -> str:
    inside = ",".join(f"{key}={value}" for key, value in sorted(fact["dimensions"].items()))
    return f"{fact['id']}[{inside}]" if inside else fact["id"]


def sheet_rows(book: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@of_every_report
def test_the_workbook_holds_every_figure_of_facts_json(reported: Workspace, client: str, phase: Phase) -> None:
    folder = report(reported, client, phase)
    book = openpyxl.load_workbook(folder / f"{phase}.xlsx", read_only=True)
    rows = sheet_rows(book, "Facts")
    in_book = {row["Name in facts.json"]: row["Value"] for row in rows}
    facts = [fact for fact in facts_json(folder / "facts.json")["facts"] if fact["value"] is not None]
    wrong = {}
    for fact in facts:
        shown = in_book.get(name_of(fact))
        equal = shown == fact["value"] if fact["unit"] == "text" else Decimal(str(shown)) == Decimal(str(fact["value"]))
        if not equal:
            wrong[name_of(fact)] = (fact["value"], shown)
    assert len(facts) > 80
    assert wrong == {}


@of_every_report
def test_the_workbook_holds_every_evidence_row(reported: Workspace, client: str, phase: Phase) -> None:
    folder = report(reported, client, phase)
    book = openpyxl.load_workbook(folder / f"{phase}.xlsx")
    for entry in facts_json(folder / "facts.json")["analyses"]:
        if entry["evidence"] and entry["evidence"]["rows_count"]:
            sheets = [s for s in book.sheetnames if s.endswith(" rows")]
            assert any(book[s].max_row - 2 == entry["evidence"]["rows_count"] for s in sheets), entry["id"]


@pytest.mark.parametrize(("client", "phase"), [(c, p) for c in CLIENTS for p in (Phase.AUDIT, Phase.BASELINE)])
def test_the_formulas_of_money_sheets_give_the_figures_stored_with_them(
    reported: Workspace, client: str, phase: Phase
) -> None:
    book = Recalculated(report(reported, client, phase) / f"{phase}.xlsx")
    live = book.live()
    wrong = {}
    for (sheet, cell), (formula, stored) in live.items():
        again = book.again(sheet, formula)
        if abs(again - Decimal(str(stored))) > Decimal("1e-6"):
            wrong[sheet, cell] = (formula, stored, again)
    assert wrong == {}
    assert {sheet for sheet, _ in live} >= LIVE_SHEETS[client]


@of_every_report
def test_the_workbook_leads_nowhere_outside(reported: Workspace, client: str, phase: Phase) -> None:
    with zipfile.ZipFile(report(reported, client, phase) / f"{phase}.xlsx") as archive:
        relations = "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".rels"))
    assert "External" not in relations


@of_every_report
def test_html_asks_nobody_for_anything(reported: Workspace, client: str, phase: Phase) -> None:
    text = (report(reported, client, phase) / f"{phase}.html").read_text("utf-8")
    assert "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'" in text
    assert "<script" not in text.lower()
    assert re.findall(r"(?:src|href)=[\"'](?!#|data:)[^\"']*", text) == []
    assert re.findall(r"url\((?!['\"]?data:)[^)]*\)", text) == []


@of_every_report
def test_pdf_has_an_outline_a_title_and_no_blank_page(reported: Workspace, client: str, phase: Phase) -> None:
    reader = PdfReader(report(reported, client, phase) / f"{phase}.pdf")
    texts = [page.extract_text() for page in reader.pages]
    furniture = 30  # words of running head and foot
    assert reader.metadata is not None
    assert reader.metadata.title
    assert len(reader.outline) > 8
    assert [number for number, text in enumerate(texts, 1) if len(text.split()) < furniture and number > 1] == []
    assert "Executive summary" in texts[1]
    assert "Executive summary" not in texts[2].split("Contents")[0]


@of_every_report
def test_every_page_format_prints_the_headline_figures(reported: Workspace, client: str, phase: Phase) -> None:
    """The five figures of the summary stand in PDF and HTML as the workbook's summary shows them by code."""
    folder = report(reported, client, phase)
    book = openpyxl.load_workbook(folder / f"{phase}.xlsx", read_only=True)
    rows = list(book["Summary"].iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row[:3] == ("Figure", "Value", "Code"))
    codes = [row[2] for row in rows[start + 1 : start + 6] if row[2]]
    pdf = PdfReader(folder / f"{phase}.pdf").pages[1].extract_text()
    html = (folder / f"{phase}.html").read_text("utf-8")
    assert codes
    assert [code for code in codes if code not in pdf or code not in html] == []


def test_arabic_in_data_is_drawn_with_a_font_that_has_it(reported: Workspace) -> None:
    fonts = set()
    for page in PdfReader(report(reported, "sample-shop") / "audit.pdf").pages:
        for font in (page.get("/Resources") or {}).get("/Font", {}).values():
            fonts.add(str(font.get_object()["/BaseFont"]))
    assert any("Lato" in name for name in fonts)
    assert any("Arabic" in name for name in fonts)
