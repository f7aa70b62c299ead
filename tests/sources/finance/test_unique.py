"""One figure, one value: a workbook that says two things of one month is refused, and names both rows."""

from decimal import Decimal
from pathlib import Path

import pytest

from cmokit.errors import DataNotReadable, ManyErrors
from tests.sources.finance.books import FEB, JAN, RATES, TOTALS, aside, head, read, rows


def test_two_rates_for_one_pair_and_month_are_refused_with_both_rows(tmp_path: Path) -> None:
    twice = [*RATES, ("GBP", "EUR", JAN, 1.1), ("usd", "EUR", "Jan 2026", 0.93, "bank")]
    with pytest.raises(DataNotReadable) as refused:
        read(tmp_path, {"Exchange rates": twice, "Control totals": TOTALS})
    error = refused.value
    assert (error.code, error.file, error.row, error.column) == ("two_rates", "finance.xlsx", 4, "Exchange rates!Rate")
    assert error.found == "0.92 in row 2 and 0.93 in row 4"
    assert "(USD, EUR, 2026-01)" in error.message
    assert "\n" not in str(error)


def test_all_pairs_of_lines_that_disagree_come_in_one_pass_over_all_sheets(tmp_path: Path) -> None:
    rates = [*RATES, ("USD", "EUR", JAN, 0.93, None)]
    totals = [*TOTALS, ("Umsatz", "2026-01", 7, "EUR", "no")]
    products = [head("product_costs"), ("A", None, JAN, 3, None, "EUR"), ("A", None, JAN, 4, None, "EUR")]
    with pytest.raises(ManyErrors) as refused:
        read(tmp_path, {"Exchange rates": rates, "Control totals": totals, "Product costs": products})
    assert [error.code for error in refused.value.errors] == ["two_rates", "two_costs", "two_totals"]


def test_the_second_of_two_sheets_is_named_beside_the_first(tmp_path: Path) -> None:
    later = [TOTALS[0], ("Revenue", JAN, 7, "EUR", "no")]
    with pytest.raises(DataNotReadable) as refused:
        read(tmp_path, {"Control totals": TOTALS, "Control totals (new)": later})
    assert refused.value.column == "Control totals (new)!Amount"
    assert refused.value.found == "1200.5 in row 2 of Control totals and 7 in row 2"


def test_a_line_that_repeats_another_is_set_aside(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Exchange rates": [*RATES, RATES[1]], "Control totals": TOTALS})
    assert rows(reading, "fx_rates", "rate") == [(Decimal("0.92000000"),)]
    assert aside(reading) == [(3, "Exchange rates!", "repeats a line above")]
    assert (reading.rows_in, reading.rows_used) == (3, 2)


def test_equal_cost_lines_are_two_costs(tmp_path: Path) -> None:
    line = ("Agency", "Agency", None, "EUR", FEB, 10)
    reading = read(tmp_path, {"Costs": [head("costs"), line, line], "Control totals": TOTALS})
    assert len(rows(reading, "costs", "amount")) == 2
