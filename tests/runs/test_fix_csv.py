"""CSV for an import and for a spreadsheet: values exact, formulas not."""

import csv
import io

import pytest

from cmokit.runs.fix_csv import import_csv, is_formula, reading_csv


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", " =1", "\t=1", "-x"])
def test_what_a_spreadsheet_computes_is_a_formula(text: str) -> None:
    assert is_formula(text)


@pytest.mark.parametrize("text", ["+49 30 (0) 123-45", "-5", "a=b", "", None, "Ü", "x@firm.example", "+", "(030) 12"])
def test_telephone_numbers_and_plain_text_are_none(text: str | None) -> None:
    assert not is_formula(text)


def test_an_import_file_holds_values_as_they_are_and_no_mark_before_its_first_header() -> None:
    content = import_csv(["Id", "Phone"], [{"Id": "007", "Phone": '+49 30 "1", 2'}])
    assert content.startswith(b"Id,Phone\r\n")
    assert list(csv.reader(io.StringIO(content.decode("utf-8")))) == [["Id", "Phone"], ["007", '+49 30 "1", 2']]


def test_a_file_for_people_guards_formulas() -> None:
    content = reading_csv(["a", "b"], [{"a": "=1+1", "b": "+49 30"}])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == "a,b\r\n'=1+1,+49 30\r\n"
