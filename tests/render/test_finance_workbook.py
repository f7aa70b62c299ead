"""The empty finance workbook: explained, checked, prefilled, and read as empty by our own reader."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from cmokit.render.finance_form import FinanceForm
from cmokit.render.finance_workbook import finance_workbook
from cmokit.sources.finance.found import looks_like_finance
from cmokit.sources.finance.layout import HEADER_ROW, README_SHEET, SHEETS
from cmokit.sources.finance.reading import read_finance
from cmokit.sources.settings import ReadSettings
from cmokit.words import say, say_all

MONTHS = (date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1))
FORM = FinanceForm(
    client_name="Acme GmbH",
    currency="EUR",
    months=MONTHS,
    currencies=("GBP", "USD"),
    kinds=(("shopify.orders", "Shopify orders"), ("google_ads.campaigns", "Google Ads campaigns")),
    answers={"vat.share": 0.19, "vat.included_in": ("shopify.orders",), "week_starts": "Monday"},
    sender="Fenn Advisory",
    place="the folder",
    contact="fenn@fenn.example",
)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(BytesIO(finance_workbook(FORM)))


def saved(tmp_path: Path, book: Workbook) -> Path:
    path = tmp_path / "anything.xlsx"
    book.save(path)
    return path


def texts(book: Workbook, name: str, rows: int = 40) -> str:
    return "\n".join(str(c.value) for row in book[name].iter_rows(max_row=rows) for c in row if c.value is not None)


def test_equal_forms_give_equal_bytes() -> None:
    assert finance_workbook(FORM) == finance_workbook(FORM)


def test_the_first_sheet_says_one_sentence_a_sheet_and_the_rules(book: Workbook) -> None:
    assert book.sheetnames == [README_SHEET, *(sheet.name for sheet in SHEETS), "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    said = texts(book, README_SHEET)
    for sheet in SHEETS:
        assert say(sheet.word()) in said
        assert say(sheet.word()).count(".") == 1
    assert all(rule in said for rule in say_all("finance.rules"))
    assert "fenn@fenn.example" in said


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.table)
def test_headers_stand_where_the_layout_says_and_stay_in_sight(book: Workbook, sheet: Any) -> None:
    page = book[sheet.name]
    heads = [cell.value for cell in page[HEADER_ROW] if cell.value is not None]
    own = [header for header in sheet.headers if sheet.table != "costs" or header not in ("Month", "Amount")]
    assert heads[: len(own)] == own
    assert page.freeze_panes[1:] == str(HEADER_ROW + 1)


def test_costs_have_a_column_for_every_month(book: Workbook) -> None:
    heads = [cell.value for cell in book["Costs"][HEADER_ROW]]
    assert [head.date() for head in heads[4:]] == list(MONTHS)


def test_pairs_and_figures_are_printed_for_every_month(book: Workbook) -> None:
    rates = [row[:2] for row in book["Exchange rates"].iter_rows(min_row=6, values_only=True) if row[0]]
    assert rates == [("GBP", "EUR")] * len(MONTHS) + [("USD", "EUR")] * len(MONTHS)
    totals = [row[0] for row in book["Control totals"].iter_rows(min_row=6, values_only=True) if row[0]]
    assert len(totals) == 4 * len(MONTHS)
    assert set(totals) == {"Revenue", "Refunds", "Cash received", "Ad invoices"}


def test_what_engagement_yaml_has_decided_is_printed_and_what_it_has_not_is_asked(book: Workbook) -> None:
    lines = {row[2]: row[1] for row in book["Settings"].iter_rows(min_row=5, max_col=3, values_only=True)}
    assert lines == {
        "as_of": None, "currency": "EUR", "fiscal_year_starts": None, "week_starts": "Monday", "vat.share": 0.19,
        "vat.included_in[shopify.orders]": "yes", "vat.included_in[google_ads.campaigns]": "no",
    }  # fmt: skip


def test_every_column_that_may_be_checked_is(book: Workbook) -> None:
    kinds = {
        name: {validation.type for validation in book[name].data_validations.dataValidation}
        for name in (sheet.name for sheet in SHEETS)
    }
    assert kinds == {
        "Settings": {"date", "list", "decimal"},
        "Exchange rates": {"list", "date", "decimal"},
        "Costs": {"list", "decimal"},
        "Product costs": {"date", "decimal", "list"},
        "Control totals": {"list", "date", "decimal"},
    }


def test_as_it_is_sent_it_is_read_as_empty(tmp_path: Path, book: Workbook) -> None:
    path = saved(tmp_path, book)
    assert looks_like_finance(path)
    reading = read_finance(path, ReadSettings())
    assert reading.tables == {}
    assert reading.rows_set_aside == ()
    assert {answer.key for answer in reading.answers} >= {"currency", "vat.share"}


def test_filled_by_hand_every_figure_arrives(tmp_path: Path) -> None:
    made = load_workbook(BytesIO(finance_workbook(FORM)))
    made["Exchange rates"]["D6"] = 1.15
    made["Costs"]["A6"], made["Costs"]["B6"], made["Costs"]["E6"], made["Costs"]["H6"] = "Agency", "Agency", 10, 20
    made["Product costs"]["A6"], made["Product costs"]["E6"] = "TEA", 0.4
    made["Control totals"]["C7"], made["Control totals"]["E7"] = 1000, "yes"
    reading = read_finance(saved(tmp_path, made), ReadSettings())
    (rate,) = reading.tables["fx_rates"].to_pylist()
    assert (rate["from_currency"], rate["month_on"], str(rate["rate"])) == ("GBP", MONTHS[0], "1.15000000")
    costs = [(row["period_start_on"], int(row["amount"])) for row in reading.tables["costs"].to_pylist()]
    assert costs == [(MONTHS[0], 10), (MONTHS[3], 20)]
    assert [row["margin_share"] for row in reading.tables["product_costs"].to_pylist()] == [0.4]
    (total,) = reading.tables["control_totals"].to_pylist()
    assert (total["figure"], total["month_on"], total["includes_vat"]) == ("revenue", MONTHS[1], "yes")
    assert reading.rows_set_aside == ()
    assert [note for note in reading.warnings if note.code != "currency_assumed"] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.table)
def test_every_column_has_its_words(sheet: Any) -> None:
    for column in sheet.columns:
        assert isinstance(say(sheet.word(column.name)), str)
