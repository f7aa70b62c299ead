"""A filled workbook becomes rows: every line that came in is used or set aside with its reason."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from cmokit.errors import DataNotReadable
from cmokit.sources.finance.reading import read_finance
from cmokit.sources.settings import ReadSettings
from tests.sources.finance.books import FEB, JAN, RATES, TOTALS, aside, head, read, rows

COSTS = ("Cost line", "Kind", "Channel", "Currency")


def test_costs_with_months_across_and_costs_with_months_down_are_the_same_rows(tmp_path: Path) -> None:
    across = [(*COSTS, JAN, "Feb 2026"), ("Search agency", "Agency", "Paid search", "EUR", 1000, 1200.5)]
    down = [
        (*COSTS, "Month", "Amount"),
        ("Search agency", "agency", "paid_search", "EUR", JAN, 1000),
        ("Search agency", "Agentur", "Paid Search", "eur", "Februar 2026", 1200.5),
    ]
    names = ("period_start_on", "kind", "channel", "amount", "currency")
    wanted = [
        (JAN, "agency", "paid_search", Decimal("1000.0000"), "EUR"),
        (FEB, "agency", "paid_search", Decimal("1200.5000"), "EUR"),
    ]
    for name, sheet in (("across", across), ("down", down)):
        (tmp_path / name).mkdir()
        reading = read(tmp_path / name, {"Costs": sheet, "Control totals": TOTALS})
        assert rows(reading, "costs", *names) == wanted
    assert {row["source_row"] for row in reading.tables["costs"].to_pylist()} == {2, 3}
    assert {row["source_system"] for row in reading.tables["costs"].to_pylist()} == {"finance"}


def test_rates_and_totals_may_have_their_months_across_too(tmp_path: Path) -> None:
    rates = [("From currency", "To currency", "Jan 2026", "Feb 2026"), ("USD", "EUR", 0.92, 0.93)]
    totals = [("Figure", "Currency", "Jan 2026"), ("Cash received", "EUR", 10)]
    reading = read(tmp_path, {"Exchange rates": rates, "Control totals": totals})
    assert rows(reading, "fx_rates", "month_on", "rate") == [(JAN, Decimal("0.92000000")), (FEB, Decimal("0.93000000"))]
    assert rows(reading, "control_totals", "figure", "month_on") == [("cash_received", JAN)]


def test_blank_lines_of_the_form_and_examples_are_no_rows(tmp_path: Path) -> None:
    rates = [
        *RATES,
        ("e.g. USD", "e.g. EUR", "e.g. Jan 2026", "e.g. 0.92", "e.g. central bank"),
        ("USD", "EUR", FEB, None, None),
        (None, None, None, None, None),
    ]
    totals = [*TOTALS, ("Refunds", JAN, None, "EUR", None)]
    reading = read(tmp_path, {"Exchange rates": rates, "Control totals": totals})
    assert (reading.rows_in, reading.rows_used, reading.rows_set_aside) == (2, 2, ())


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("USD", "EUR", FEB, "often"), "Rate", "no number"),
        (("USD", "EUR", FEB, -0.92), "Rate", "no rate above zero"),
        (("USD", "EUR", FEB, 0), "Rate", "no rate above zero"),
        (("USD", "EUR", None, 0.92), "Month", "no month"),
        (("USD", "EUR", "2026-Q1", 0.92), "Month", "a quarter, not a month"),
        (("USD", "EUR", "2026", 0.92), "Month", "a year, not a month"),
        (("USD", "EUR", "03/04/2026", 0.92), "Month", "a date that may be two different months"),
        (("Dollar", "EUR", FEB, 0.92), "From currency", "no currency (three letters such as EUR)"),
        (("EUR", "EUR", FEB, 1), "To currency", "a currency and itself"),
        (("USD", "EUR", FEB, None, "ECB"), "Rate", "no figure"),
        (("USD", "e.g. EUR", FEB, 0.92), "", "an example, filled in by half"),
        (("Total", None, None, 0.92), "", "total"),
        (RATES[0], "", "header"),
    ],
)
def test_a_rate_that_is_none_is_set_aside_with_sheet_row_column_and_reason(
    tmp_path: Path, row: tuple[Any, ...], column: str, reason: str
) -> None:
    reading = read(tmp_path, {"Exchange rates": [*RATES, row], "Control totals": TOTALS})
    assert aside(reading) == [(3, f"Exchange rates!{column}", reason)]
    assert (reading.rows_in, reading.rows_used) == (3, 2)
    assert [found.sheet for found in reading.rows_set_aside] == ["Exchange rates"]
    said = [note for note in reading.warnings if note.code == "not_understood"]
    assert len(said) == (0 if reason in ("total", "header") else 1)
    assert all(note.row == 3 and "found: " in note.message and "do: " in note.message for note in said)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("Profit", JAN, 5, "EUR"), "Figure", "none of: Revenue, Refunds, Cash received, Ad invoices"),
        ((None, JAN, 5, "EUR"), "Figure", "nothing"),
        (("Refunds", JAN, 5, "XXQ"), "Currency", "no currency (three letters such as EUR)"),
        (("Refunds", JAN, "USD 5.00", "EUR"), "Amount", "another currency beside the digits than in its column"),
        (("Refunds", JAN, 10**14, "EUR"), "Amount", "a number too large to be an amount"),
    ],
)  # fmt: skip
def test_a_control_total_that_is_none_is_set_aside(
    tmp_path: Path, row: tuple[Any, ...], column: str, reason: str
) -> None:
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": [*TOTALS, row]})
    assert aside(reading) == [(3, f"Control totals!{column}", reason)]


def test_a_total_without_a_currency_is_in_the_books_currency_and_without_any_it_is_set_aside(tmp_path: Path) -> None:
    bare = [*TOTALS, ("Refunds", JAN, 5, None, None)]
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": bare}, currency="SAR")
    assert rows(reading, "control_totals", "currency", "includes_vat") == [("EUR", "no"), ("SAR", None)]
    assert "currency_assumed" in {note.code for note in reading.warnings}
    said = {"Settings": [("Setting", "Answer"), ("Reporting currency", "AED")], "Control totals": bare}
    assert rows(read(tmp_path, said), "control_totals", "currency") == [("EUR",), ("AED",)]
    lost = read(tmp_path, {"Exchange rates": RATES, "Control totals": bare}, currency=None)
    assert aside(lost) == [(3, "Control totals!Currency", "nothing")]


def test_texts_of_numbers_are_decided_by_their_column_and_refused_where_they_may_be_two(tmp_path: Path) -> None:
    german = [*TOTALS, ("Refunds", JAN, "1.234,50", "EUR", "brutto")]
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": german})
    assert rows(reading, "control_totals", "amount", "includes_vat")[1] == (Decimal("1234.5000"), "yes")
    unclear = [*TOTALS, ("Refunds", JAN, "1.234", "EUR", "no")]
    with pytest.raises(DataNotReadable) as refused:
        read(tmp_path, {"Exchange rates": RATES, "Control totals": unclear})
    error = refused.value
    assert (error.code, error.row, error.column) == ("ambiguous_number", 3, "Control totals!Amount")
    assert error.mend == "write these cells as numbers, not as text"


def test_a_bad_month_of_a_cost_line_costs_that_month_alone(tmp_path: Path) -> None:
    costs = [(*COSTS, JAN, FEB), ("Agency", "Agency", None, "EUR", 1000, "tbd"), ("Tool", "Software", None, "EUR")]
    reading = read(tmp_path, {"Costs": costs, "Control totals": TOTALS})
    assert rows(reading, "costs", "period_start_on", "amount") == [(JAN, Decimal("1000.0000"))]
    (value,) = reading.values_set_aside
    assert (value.row, value.text, value.reason, value.sheet) == (2, "tbd", "no number", "Costs")
    assert aside(reading) == [(3, "Costs!Amount", "no figure")]


def test_figures_that_sorting_put_above_the_headings_are_not_lost_without_a_word(tmp_path: Path) -> None:
    sorted_ = [("Cash received", JAN, 7, "EUR", "no"), *TOTALS]
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": sorted_})
    assert aside(reading) == [(1, "Control totals!", "a figure above the headings")]
    assert rows(reading, "control_totals", "figure") == [("revenue",)]


def test_two_columns_of_one_month_are_refused_for_their_costs_would_count_twice(tmp_path: Path) -> None:
    costs = [(*COSTS, JAN, "01/2026"), ("Agency", "Agency", None, "EUR", 1000, 1000)]
    with pytest.raises(DataNotReadable) as refused:
        read(tmp_path, {"Costs": costs, "Control totals": TOTALS})
    assert (refused.value.code, refused.value.row, refused.value.found) == ("two_columns", 1, "2026-01 above E1 and F1")


def test_merged_keys_count_for_every_row_and_a_merged_figure_for_none(tmp_path: Path) -> None:
    totals = [*TOTALS[:1], ("Revenue", JAN, 5, "EUR"), (None, FEB, 6, "EUR")]
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": totals}, merged={"Control totals": "A2:A3"})
    assert rows(reading, "control_totals", "figure", "month_on") == [("revenue", JAN), ("revenue", FEB)]
    totals = [*TOTALS[:1], ("Revenue", JAN, 15, "EUR"), ("Revenue", FEB, None, "EUR")]
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": totals}, merged={"Control totals": "C2:C3"})
    reason = "one figure merged over several cells"
    assert aside(reading) == [(2, "Control totals!Amount", reason), (3, "Control totals!Amount", reason)]


def test_formulas_without_values_and_error_cells_are_no_figures(tmp_path: Path) -> None:
    totals = [*TOTALS, ("Refunds", JAN, "=2+3", "EUR", None), ("Refunds", FEB, "#REF!", "EUR", None)]
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": totals})
    assert [reason for _, _, reason in aside(reading)] == [
        "a formula that was saved without its value", "a cell that shows an error",
    ]  # fmt: skip
    (said, _) = (note.message for note in reading.warnings if note.code == "not_understood")
    assert "open the workbook in a spreadsheet, save it" in said


def test_more_digits_than_a_table_keeps_are_rounded_and_that_is_said(tmp_path: Path) -> None:
    rates = [RATES[0], ("USD", "EUR", JAN, 1 / 3, None)]
    reading = read(tmp_path, {"Exchange rates": rates, "Control totals": TOTALS})
    assert rows(reading, "fx_rates", "rate") == [(Decimal("0.33333333"),)]
    assert [note.code for note in reading.warnings] == ["rounded"]


def test_product_costs_take_a_unit_cost_or_a_margin_from_a_day_on(tmp_path: Path) -> None:
    products = [
        head("product_costs"),
        ("007", None, date(2026, 1, 15), 3.4, None, "EUR"),
        (None, "Teas", "1.2.2026", None, "45%", None),
        (7, None, None, 2, 0.3, "EUR"),
        ("A", None, JAN, -1, None, "EUR"),
        ("B", None, JAN, None, 45, None),
        (None, None, JAN, 5, None, "EUR"),
        ("C", None, "03/04/2026", 5, None, "EUR"),
        ("D", None, None, None, None, None),
    ]
    reading = read(tmp_path, {"Product costs": products, "Control totals": TOTALS})
    names = ("sku", "product_line", "valid_from_on", "unit_cost_amount", "margin_share", "currency")
    assert rows(reading, "product_costs", *names) == [
        ("007", None, date(2026, 1, 15), Decimal("3.4000"), None, "EUR"),
        (None, "Teas", FEB, None, 0.45, None),
        ("7", None, None, Decimal("2.0000"), 0.3, "EUR"),
    ]
    assert aside(reading) == [
        (5, "Product costs!Unit cost", "a negative cost"),
        (6, "Product costs!Margin share", "no share between zero and one"),
        (7, "Product costs!SKU", "neither SKU nor product line"),
        (8, "Product costs!Valid from", "no day, or one that may be two different days"),
        (9, "Product costs!Unit cost", "neither unit cost nor margin"),
    ]


def test_the_answer_in_json_has_the_form_of_every_file_and_names_the_sheets(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Exchange rates": [*RATES, ("USD", "EUR", FEB, "x")], "Control totals": TOTALS})
    said = json.loads(json.dumps(reading.as_json(rows=True)))
    assert (said["kind"], said["encoding"], said["sheet"], said["header_row"]) == (
        "finance", "xlsx", "Exchange rates | Control totals", 1,
    )  # fmt: skip
    assert said["rows_in"] == said["rows_used"] + 1 == 3
    assert {"header": "Exchange rates!Rate", "column": "fx_rates.rate", "type": "number"} in said["columns"]
    assert said["rows"][0]["Exchange rates!Rate"] == "0.92"
    assert said["rows"][0]["Exchange rates!Month"] == "2026-01-01"
    assert said["rows"][1]["Control totals!Amount"] == "1200.5"
    assert said["rows_set_aside"][0]["column"] == "Exchange rates!Rate"
    assert len(said["rows"]) == said["rows_used"]


def test_its_day_is_what_finance_says_and_its_period_the_months_of_the_books(tmp_path: Path) -> None:
    stated = [("Setting", "Answer"), ("These figures are as of (date)", date(2026, 2, 4))]
    reading = read(tmp_path, {"Settings": stated, "Control totals": TOTALS})
    assert (reading.extract_on, reading.period) == (date(2026, 2, 4), (JAN, date(2026, 1, 31)))
    assert read(tmp_path, {"Exchange rates": RATES, "Control totals": TOTALS}).extract_on is None


def test_hidden_sheets_stay_out_and_hidden_rows_are_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "finance.xlsx"
    made = Workbook()
    page = made.active
    page.title = "Control totals"
    for row in (*TOTALS, ("Refunds", JAN, 5, "EUR", None)):
        page.append(["2026-01" if isinstance(v, date) else v for v in row])
    page.row_dimensions[3].hidden = True
    secret = made.create_sheet("Costs")
    secret.append((*COSTS, "Jan 2026"))
    secret.append(("x", "Agency", None, "EUR", 5))
    secret.sheet_state = "hidden"
    made.save(path)
    reading = read_finance(path, ReadSettings())
    assert set(reading.tables) == {"control_totals"}
    assert len(rows(reading, "control_totals", "amount")) == 2
    assert "Control totals: 1 hidden rows were read like the others" in {note.message for note in reading.warnings}


def test_what_stands_far_below_is_not_lost_without_a_word(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": TOTALS})
    book = load_workbook(reading.path)
    book["Control totals"]["A30000"] = "Revenue"
    book.save(reading.path)
    with pytest.raises(DataNotReadable) as refused:
        read_finance(reading.path, ReadSettings())
    assert (refused.value.code, refused.value.row, refused.value.column) == ("too_large", 30000, "Control totals")


def test_a_damaged_workbook_is_refused_in_one_line(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Exchange rates": RATES, "Control totals": TOTALS})
    cut = reading.path.read_bytes()[:-300]
    reading.path.write_bytes(cut)
    with pytest.raises(DataNotReadable) as refused:
        read_finance(reading.path, ReadSettings())
    assert "\n" not in str(refused.value)
