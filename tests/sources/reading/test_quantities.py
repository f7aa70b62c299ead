"""Numbers as people write them: exact, decided by the whole column, refused when the column does not decide."""

from decimal import Decimal

import pyarrow as pa
import pytest

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.values import ColumnHints, TypedColumn, type_column
from cmokit.tables.contract import AMOUNT


def typed(texts, type=AMOUNT, **hints) -> TypedColumn:
    return type_column(pa.array(texts), range(2, 2 + len(texts)), "amount", type, hints=ColumnHints(**hints))


def amounts(*texts, **hints):
    return [None if v is None else str(v.normalize()) for v in typed(texts, **hints).values.to_pylist()]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234.50", "1234.5"), ("1.234,50", "1234.5"), ("1 234,5", "1234.5"), ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,56", "1234.56"), ("1'234.50", "1234.5"), ("1’234.50", "1234.5"), ("12,34,567.5", "1234567.5"),
        ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("0,5", "0.5"), (".5", "0.5"), ("0.125", "0.125"),
        ("12345.678", "12345.678"), ("1234", "1234"), ("+7", "7"), ("-7", "-7"), ("7-", "-7"), ("−7", "-7"),
        ("(7.5)", "-7.5"), ("($1,234.50)", "-1234.5"), ("$ -7", "-7"), ("-$7", "-7"), ("€7", "7"), ("7 €", "7"),
        ("EUR 7", "7"), ("7.50 usd", "7.5"), ("R$ 1.234,56", "1234.56"), ("kr 7", "7"), ("CHF 1'234.50", "1234.5"),
        ("１２３．５", "123.5"), ("٣٤٫٥", "34.5"), ("٣٤٬٠٠٠٫٥", "34000.5"), ("1.5E+3", "1.5E+3"), ("5%", "0.05"),
        ("1.50000", "1.5"), ("12.3400000000", "12.34"),
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_locale(written, value):
    assert amounts(written) == [str(Decimal(value).normalize())]


@pytest.mark.parametrize(
    "written", ["abc", "1.2.3", "1,2,3", "12 34", "5abc", "AB 5", "--", "1,23,4", "- 5 -", "(5", "1e999", "NaN", "²"]
)
def test_what_is_no_number_is_set_aside_with_its_text(written):
    found = typed(["1", written])
    assert found.values.to_pylist() == [Decimal(1), None]
    assert [(v.row, v.text, v.reason) for v in found.set_aside] == [(3, written, "not_a_number")]


def test_an_undecidable_number_is_refused_with_its_row():
    with pytest.raises(DataNotReadable) as refusal:
        typed(["5", "1,234"])
    error = refusal.value
    assert (error.code, error.row, error.column, error.found) == ("ambiguous_number", 3, "amount", "1,234")


def test_one_value_of_the_column_decides_the_others():
    assert amounts("1,234", "0.50") == ["1234", "0.5"]
    assert amounts("1,234", "0,50") == ["1.234", "0.5"]


def test_a_column_of_counts_takes_thousands_for_thousands():
    assert typed(["1,234", "5"], pa.int64()).values.to_pylist() == [1234, 5]
    assert typed(["1.234", "5"], pa.int64()).values.to_pylist() == [1234, 5]
    with pytest.raises(DataNotReadable, match="thousands or decimals"):
        typed(["1.234", "1,234"], pa.int64())


def test_two_decimal_marks_are_refused_naming_both_rows():
    with pytest.raises(DataNotReadable, match="point in row 2 and a comma in row 4") as refusal:
        typed(["1.50", "3", "1,50"])
    assert refusal.value.code == "mixed_decimal"


def test_a_settled_mark_wins_over_the_look_of_the_column():
    assert amounts("1,234", decimal=",") == ["1.234"]
    found = typed(["1,5", "1.5"], decimal=",")
    assert [(v.text, v.reason) for v in found.set_aside] == [("1.5", "not_a_number")]


def test_the_decision_says_what_was_found():
    assert typed(["€1.234,50", "2"]).decision == {"decimal": ",", "thousands": ".", "currencies": ["EUR"]}
    assert typed(["1", "2"]).decision == {}


def test_nothing_is_rounded():
    found = typed(["1.23456", "-1.0000000000000000000000000000001", "99999999999999.9999", "100000000000000"])
    assert [v.reason for v in found.set_aside] == ["too_precise", "too_precise", "out_of_range"]
    assert found.values.to_pylist()[2] == Decimal("99999999999999.9999")


def test_whole_numbers_are_whole():
    found = typed(["12.0", "12.5", "9223372036854775807", "9223372036854775808"], pa.int64())
    assert found.values.to_pylist() == [12, None, 9223372036854775807, None]
    assert [v.reason for v in found.set_aside] == ["not_a_whole_number", "out_of_range"]


def test_percents_are_shares():
    assert typed(["12%", "0,5 %"], pa.float64()).values.to_pylist() == [0.12, 0.005]
    assert typed(["12", "50%"], pa.float64(), percent=True).values.to_pylist() == [0.12, 0.5]
