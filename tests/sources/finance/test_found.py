"""A finance workbook is known by its sheets and headers, whatever it and they are called by now."""

from pathlib import Path

import pytest

from cmokit.errors import DataNotReadable
from cmokit.sources.finance.found import looks_like_finance
from cmokit.sources.read import read_file
from tests.sources.finance.books import JAN, RATES, TOTALS, Rows, book, read, rows


def test_two_of_its_sheets_or_one_under_its_own_name_say_so(tmp_path: Path) -> None:
    assert looks_like_finance(book(tmp_path / "copy of numbers.xlsx", {"a": RATES, "b": TOTALS}))
    assert looks_like_finance(book(tmp_path / "rates.xlsx", {"Exchange rates": RATES}))
    assert looks_like_finance(book(tmp_path / "kurse.xlsx", {"Wechselkurse": RATES}))


@pytest.mark.parametrize(
    "sheets",
    [
        {"Sheet1": [("Order", "Total", "Currency"), ("1", 2.5, "EUR")]},
        {"Sheet1": RATES},
        {"costs": [("period_start_on", "kind", "amount", "currency"), (JAN, "agency", 5, "EUR")]},
        {"empty": []},
    ],
)
def test_another_export_is_none(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    assert not looks_like_finance(book(tmp_path / "export.xlsx", sheets))


def test_a_canonical_table_in_a_workbook_stays_what_it_was(tmp_path: Path) -> None:
    path = book(
        tmp_path / "costs.xlsx",
        {"costs": [("period_start_on", "kind", "amount", "currency"), (JAN, "agency", 5, "EUR")]},
    )
    assert read_file(path).kind == "costs"


def test_a_renamed_file_with_renamed_sheets_and_headers_in_another_order_is_read_all_the_same(tmp_path: Path) -> None:
    kurse = [("Bemerkung",), (), ("Kurs", "Monat", "Nach Währung", "Von Währung"), (0.92, "Januar 2026", "EUR", "USD")]
    summen = [("Betrag", "Kennzahl", "Monat"), (10, "Umsatz", "01/2026")]
    path = book(tmp_path / "Rückmeldung FiBu.xlsx", {"Blatt1": kurse, "Blatt2": summen})
    reading = read_file(path)
    assert (reading.kind, reading.recognised_by) == ("finance", "sheets and headers")
    (rate,) = reading.tables["fx_rates"].to_pylist()
    assert (rate["from_currency"], rate["to_currency"], str(rate["month_on"]), rate["source_row"]) == (
        "USD", "EUR", "2026-01-01", 4,
    )  # fmt: skip


def test_columns_and_sheets_of_ones_own_stay_out_and_are_said(tmp_path: Path) -> None:
    wide = [(*RATES[0], "Who checked"), (*RATES[1], "Kim")]
    reading = read(tmp_path, {"Exchange rates": wide, "Control totals": TOTALS, "Notes": [("Hello",)]})
    said = {note.code: note for note in reading.warnings}
    assert said["unknown_column"].message == "Exchange rates: Who checked is no column of this sheet; it was not read"
    assert "the sheet Notes" in said["other_sheets"].message
    assert "Kim" not in str(reading.tables["fx_rates"].to_pylist())


def test_two_sheets_of_one_kind_are_both_read(tmp_path: Path) -> None:
    later = [TOTALS[0], ("Revenue", "Feb 2026", 7, "EUR", "no")]
    reading = read(tmp_path, {"Control totals": TOTALS, "Control totals Q1": later})
    assert [str(month) for (month,) in rows(reading, "control_totals", "month_on")] == ["2026-01-01", "2026-02-01"]


def test_a_sheet_of_the_forms_name_without_its_columns_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    torn = [("From currency", "To currency", "Month", "Exchange"), ("USD", "EUR", JAN, 0.92)]
    with pytest.raises(DataNotReadable) as refused:
        read(tmp_path, {"Exchange rates": torn, "Control totals": TOTALS})
    error = refused.value
    assert (error.code, error.file, error.row) == ("missing_column", "finance.xlsx", 1)
    assert error.column == "Exchange rates!Rate or a column for each month"
    assert error.found == "From currency, To currency, Month, Exchange"
    assert error.mend


def test_a_workbook_without_any_of_its_sheets_is_refused_where_a_person_called_it_finance(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", {"Sheet1": [("Order", "Total"), ("1", 2)]})
    with pytest.raises(DataNotReadable, match="no sheet of this workbook") as refused:
        read_file(path, kind="finance")
    assert refused.value.code == "unknown_kind"
