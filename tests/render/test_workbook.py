import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache

import openpyxl
import pyarrow as pa
import pytest

from cmokit.exhibits.section import EvidenceFile
from cmokit.render.formats import Look
from cmokit.render.workbook import Workbook, records, report_workbook
from cmokit.render.workbook.book import Book
from tests.render.sections import AT_SUM, FORMULA, SCRIPT, duplicates, meta, names, sections

RECORDS = pa.table(
    {
        "cluster_id": ["a|b", FORMULA, AT_SUM, SCRIPT],
        "is_first": [True, False, None, False],
        "lost_amount": pa.array(
            [Decimal("1.2345"), Decimal("12345678901234.5678"), None, Decimal("-7")], pa.decimal128(18, 4)
        ),
        "source_row": [2, 3, 4, 5],
    }
)


def find(wanted: EvidenceFile) -> pa.Table:
    return RECORDS


@cache
def made() -> Workbook:
    return report_workbook(sections(), meta(), find)


@cache
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made().content))


def test_the_same_report_twice_gives_equal_members() -> None:
    again = report_workbook(sections(), meta(), find)
    assert _members(again.content) == _members(made().content)


def test_the_sheets_stand_in_the_order_of_the_report() -> None:
    assert book().sheetnames == [
        "Summary",
        "Duplicates",
        "Campaign names",
        "Funnel conversion",
        "Platform to cash",
        "Not answered",
        "Data received",
        "Set aside",
        "Definitions",
        "Facts",
        "Duplicates rows",
    ]


def test_no_cell_is_a_formula_and_no_link_leads_outside() -> None:
    for sheet in book():
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert cell.hyperlink is None or cell.hyperlink.target is None
    for name, content in _members(made().content).items():
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in content


def test_records_are_read_back_as_they_were() -> None:
    rows = list(book()["Duplicates rows"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("cluster_id", "is_first", "lost_amount", "source_row")
    assert [row[0] for row in rows[1:]] == ["a|b", FORMULA, AT_SUM, SCRIPT]
    assert [row[1] for row in rows[1:]] == ["yes", "no", None, "no"]
    assert [row[3] for row in rows[1:]] == [2, 3, 4, 5]


def test_an_amount_of_more_than_15_digits_is_text_and_the_sheet_says_so() -> None:
    sheet = book()["Duplicates rows"]
    assert sheet["C3"].value == 1.2345
    assert sheet["C4"].value == "12345678901234.5678"
    assert "more than 15 digits stand as text" in sheet["B1"].value


def test_every_figure_is_a_number_in_its_format_and_its_code_leads_to_its_row() -> None:
    facts, sheet = book()["Facts"], book()["Duplicates"]
    assert [cell.value for cell in sheet[7]][:3] == ["Code", "Figure", "Value"]
    assert (sheet["C8"].value, sheet["C8"].number_format) == (0.0834, "0.0%")
    assert sheet["A8"].hyperlink.location == "'Facts'!A2"
    assert facts["A2"].value == sheet["A8"].value
    cash = next(row for row in facts.iter_rows(min_row=2) if "step=cash" in str(row[12].value))
    assert (cash[3].value, cash[3].number_format) == (352812.25, "#,##0.00 [$EUR]")


def test_headers_are_frozen_and_lists_can_be_filtered() -> None:
    for name, frozen in (("Duplicates", "A8"), ("Facts", "A2"), ("Data received", "A2"), ("Duplicates rows", "B3")):
        assert book()[name].freeze_panes == frozen
        assert book()[name].auto_filter.ref


def test_charts_are_native_and_carry_alt_text() -> None:
    drawings = {n: c for n, c in _members(made().content).items() if n.startswith("xl/drawings/drawing")}
    assert sum(content.count(b"<c:chart") for content in drawings.values()) == 5
    assert all(b'descr="' in content for content in drawings.values())


def test_too_many_records_stand_in_a_file_beside_that_the_sheet_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_RECORDS", 3)
    work = report_workbook([duplicates()], meta(), find, "audit")
    assert list(work.beside) == ["audit-crm.duplicates.csv"]
    lines = work.beside["audit-crm.duplicates.csv"].decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[2].startswith("\"'=HYPERLINK(")
    sheet = openpyxl.load_workbook(io.BytesIO(work.content))["Duplicates"]
    assert "audit-crm.duplicates.csv" in sheet["A5"].value


def test_missing_records_are_a_stated_line_and_a_warning() -> None:
    work = report_workbook([duplicates()], meta(), lambda wanted: None)
    sheet = openpyxl.load_workbook(io.BytesIO(work.content))["Duplicates"]
    assert "were not found" in sheet["A5"].value
    assert len(work.warnings) == 1


def test_sheet_names_are_short_valid_and_unique() -> None:
    odd = replace(names(), analysis="tracking.other", facts=(), headline="None.", reason="None.", key_facts=())
    told = meta(
        sheets={"tracking.campaign_names": "Facts", "tracking.other": "A [very] long/name: that Excel would not take?"}
    )
    found = openpyxl.load_workbook(io.BytesIO(report_workbook([names(), odd], told, find).content)).sheetnames
    assert found[1:3] == ["Facts 2", "A  very  long name  that Excel"]
    book = Book(Look(), None)
    assert [book.sheet("History").name, book.sheet("x" * 40).name, book.sheet("X" * 40).name] == [
        "History -",
        "x" * 31,
        "X" * 29 + " 2",
    ]
    book.close()


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}
