"""Columns typed by their field: what one column cannot decide, the rest of its file may."""

from decimal import Decimal
from pathlib import Path

from tests.sources.exports import read, refusal

HEADER = "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date\n"


def test_an_ambiguous_date_is_settled_by_another_column_of_the_file(tmp_path: Path):
    text = HEADER + "1,A,Demo,1,25/01/2026 10:00,03/04/2026 10:00\n"
    row = read(tmp_path, text).as_json(rows=True)["rows"][0]
    assert row["Create Date"].startswith("2026-04-03")


def test_it_is_refused_where_no_date_of_the_file_decides(tmp_path: Path):
    error = refusal(tmp_path, HEADER + "1,A,Demo,1,05/01/2026 10:00,03/04/2026 10:00\n")
    assert (error.code, error.exit_code, error.row) == ("ambiguous_date", 4, 2)
    assert error.column in ("Close Date", "Create Date")
    assert error.file == "export.csv"


def test_columns_that_prove_opposite_orders_settle_no_third(tmp_path: Path):
    header = HEADER.replace("\n", ",Last Activity Date\n")
    error = refusal(tmp_path, header + "1,A,Demo,1,25/01/2026 10:00,01/25/2026 10:00,03/04/2026 10:00\n")
    assert (error.code, error.column) == ("ambiguous_date", "Last Activity Date")


def test_an_ambiguous_number_is_settled_by_another_column_of_the_file(tmp_path: Path):
    text = "opportunity_id;stage;amount;probability_share\no1;Demo;1,234;0,5\n"
    assert read(tmp_path, text).tables["opportunities"]["amount"].to_pylist() == [Decimal("1.234")]


def test_a_column_that_mixes_days_and_times_sets_the_days_aside(tmp_path: Path):
    found = read(tmp_path, HEADER + "1,A,Demo,1,,2026-01-05 10:00\n2,B,Demo,1,,2026-01-06\n")
    assert found.tables["opportunities"]["created_at"].null_count == 1
    assert [(v.row, v.reason) for v in found.values_set_aside] == [(3, "date_only")]


def test_a_currency_beside_every_amount_is_taken(tmp_path: Path):
    found = read(tmp_path, HEADER + "1,A,Demo,USD 5.00,,\n2,B,Demo,USD 6.00,,\n")
    assert found.tables["opportunities"]["currency"].to_pylist() == ["USD", "USD"]
    assert found.tables["opportunities"]["amount"].to_pylist() == [Decimal(5), Decimal(6)]
