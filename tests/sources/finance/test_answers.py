"""The sheet Settings: answers by key or by question, in the spellings that people use."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sources.finance.books import TOTALS, aside, read

HEAD = ("Setting", "Answer", "Key")


def answered(tmp_path: Path, *lines: tuple[Any, ...]) -> dict[str, str]:
    reading = read(tmp_path, {"Settings": [HEAD, *lines], "Control totals": TOTALS})
    return {answer.key: answer.value for answer in reading.answers}


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("currency", "eur", "EUR"), ("currency", "€", "EUR"),
        ("fiscal_year_starts", date(2025, 4, 1), "04-01"), ("fiscal_year_starts", "1 April", "04-01"),
        ("fiscal_year_starts", "April", "04-01"), ("fiscal_year_starts", "01.04.", "04-01"),
        ("fiscal_year_starts", "04-01", "04-01"), ("fiscal_year_starts", "April 1st", "04-01"),
        ("week_starts", "Sunday", "sunday"), ("week_starts", "Montag", "monday"),
        ("vat.share", 0.19, "0.19"), ("vat.share", 19, "0.19"), ("vat.share", "19 %", "0.19"), ("vat.share", 0, "0"),
        ("as_of", date(2026, 2, 4), "2026-02-04"), ("as_of", "4.2.2026", "2026-02-04"),
        ("vat.included_in[shopify.orders]", "Ja", "yes"), ("vat.included_in[shopify.orders]", False, "no"),
    ],
)  # fmt: skip
def test_an_answer_in_the_spellings_that_people_use(tmp_path: Path, key: str, cell: Any, value: str) -> None:
    assert answered(tmp_path, ("…", cell, key)) == {key: value}


@pytest.mark.parametrize(
    ("key", "cell"),
    [("currency", "Euros"), ("fiscal_year_starts", "soon"), ("fiscal_year_starts", "31.02."), ("week_starts", "8"),
     ("vat.share", "a lot"), ("vat.share", 190), ("as_of", "03/04/2026"), ("vat.included_in[a.b]", "maybe")],
)  # fmt: skip
def test_what_is_no_answer_is_set_aside_and_said(tmp_path: Path, key: str, cell: Any) -> None:
    reading = read(tmp_path, {"Settings": [HEAD, ("…", cell, key)], "Control totals": TOTALS})
    assert reading.answers == ()
    (value,) = reading.values_set_aside
    assert (value.row, value.column, value.sheet) == (2, "Settings!Answer", "Settings")
    assert [note.row for note in reading.warnings if note.code == "not_understood"] == [2]


def test_without_the_column_of_keys_the_question_is_enough(tmp_path: Path) -> None:
    assert answered(tmp_path, ("Reporting currency", "SAR", None)) == {"currency": "SAR"}


def test_an_unanswered_question_is_no_row_and_an_unknown_or_second_answer_is_set_aside(tmp_path: Path) -> None:
    lines = [("VAT rate", None, "vat.share"), ("Favourite colour", "red", None), ("VAT rate", 0.19, "vat.share")]
    reading = read(tmp_path, {"Settings": [HEAD, *lines, ("VAT rate", 0.2, "vat.share")], "Control totals": TOTALS})
    assert [(answer.value, answer.row) for answer in reading.answers] == [("0.19", 4)]
    assert aside(reading) == [
        (3, "Settings!Setting", "no setting of this form"),
        (5, "Settings!Setting", "a setting that was answered above"),
    ]
    assert reading.rows_in == 4
