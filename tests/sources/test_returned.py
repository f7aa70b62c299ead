"""A workbook of ours that came back is read by its heads, whatever people did around them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cmokit.errors import DataNotReadable
from cmokit.sources.returned import ReturnedSheet, returned_sheet

HEADS = {"section": ["Section", "Kapitel"], "remark": ["Remark"], "by": ["By"]}


def read(tmp_path: Path, *sheets: Sequence[Sequence[Any]]) -> ReturnedSheet:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        page = book.create_sheet()
        for row in rows:
            page.append(list(row))
    path = tmp_path / "back.xlsx"
    book.save(path)
    return returned_sheet(path, HEADS, ("section", "remark"))


def values(sheet: ReturnedSheet) -> list[tuple[int, Any, Any]]:
    return [(row.row, row.values.get("section"), row.values.get("remark")) for row in sheet.rows]


def test_rows_carry_their_number_in_the_sheet_and_blank_ones_are_none(tmp_path: Path) -> None:
    sheet = read(tmp_path, [["Remarks"], [], ["Section", "Remark"], ["1.1", " yes "], [], ["1.2", None]])
    assert values(sheet) == [(4, "1.1", "yes"), (6, "1.2", None)]
    assert sheet.above == ("Remarks",)


def test_heads_are_found_in_any_order_case_and_language_among_other_columns(tmp_path: Path) -> None:
    sheet = read(tmp_path, [["done?", "REMARK", "x", " kapitel "], ["yes", "why", 1, "1.1"]])
    assert values(sheet) == [(2, "1.1", "why")]
    assert sheet.columns == {"remark": "B", "section": "D"}


def test_of_two_columns_with_one_name_the_first_counts(tmp_path: Path) -> None:
    assert values(read(tmp_path, [["Section", "Remark", "Remark"], ["1.1", "first", "second"]])) == [
        (2, "1.1", "first")
    ]


def test_the_sheet_is_found_by_its_heads_and_not_by_its_name_or_place(tmp_path: Path) -> None:
    assert values(read(tmp_path, [["Section", "Title"]], [["Section", "Remark"], ["1.1", "x"]])) == [(2, "1.1", "x")]


def test_a_row_shorter_than_its_heads_has_nothing_there(tmp_path: Path) -> None:
    assert values(read(tmp_path, [["Section", "By", "Remark"], ["1.1"]])) == [(2, "1.1", None)]


def test_without_the_required_heads_the_refusal_names_them(tmp_path: Path) -> None:
    with pytest.raises(DataNotReadable, match="Section / Kapitel, Remark"):
        read(tmp_path, [["Section", "Comment"], ["1.1", "x"]])
