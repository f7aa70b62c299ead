"""The timing sheet: read back in each language as runs that name it."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cmokit.render.timing_sheet import HEAD_ROW, LINES, TimingSheet, timing_sheet
from cmokit.sources.read import read_file
from cmokit.sources.result import FileReading
from cmokit.sources.timing import HEADS, LANGUAGES, outcome
from tests.sources.exports import BERLIN, rows_of, utc

ROW = HEAD_ROW + 2


def read(path: Path) -> FileReading:
    return read_file(path, settings=BERLIN)


def filled(folder: Path, language: str, *, title: str | None = None) -> Path:
    made = timing_sheet(TimingSheet("Acme", "Does it help?", "calls", "Calling", language, "#1F3A5F"))
    book = load_workbook(BytesIO(made))
    sheet = book.active
    if title is not None:
        sheet["A1"] = title
    for place, value in enumerate(
        ("900", "Ann", date(2026, 1, 12), 12.5, outcome("failed", language), 2, "no owner"), 1
    ):
        sheet.cell(ROW, place).value = value
    for place, value in enumerate(("901", "Bo", date(2026, 1, 13), 8), 1):
        sheet.cell(ROW + 1, place).value = value
    path = folder / "timing.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_sheet_is_a_log_of_runs(tmp_path: Path, language: str):
    runs = read(filled(tmp_path, language)).tables["workflow_runs"]
    columns = (
        "workflow_id",
        "item_id",
        "user_id",
        "started_at",
        "minutes",
        "outcome",
        "corrections_count",
        "error_kind",
    )
    assert rows_of(runs, *columns) == [
        ("calls", "900", "Ann", utc("2026-01-12 11:00"), 12.5, "failed", 2, "no owner"),
        ("calls", "901", "Bo", utc("2026-01-13 11:00"), 8, "used", None, None),
    ], "noon, so that the day stays; a blank for how it went is done"
    assert set(runs["source_system"].to_pylist()) == {"timing_sheet"}
    assert len(set(runs["run_id"].to_pylist())) == 2


def test_a_title_without_its_workflow_is_said(tmp_path: Path):
    loaded = read(filled(tmp_path, "en", title="Timing sheet"))
    assert [note.code for note in loaded.warnings] == ["no_workflow"]
    assert loaded.tables["workflow_runs"]["workflow_id"].to_pylist() == [None, None]


def test_the_sheet_prints_on_one_page_with_a_choice_for_how_it_went():
    made = timing_sheet(TimingSheet("Acme", "Does it help?", "calls", "Calling", "ar", ""))
    sheet = load_workbook(BytesIO(made)).active
    assert sheet.sheet_view.rightToLeft
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.max_row == HEAD_ROW + 1 + LINES
    assert [cell.value for cell in sheet[HEAD_ROW + 1]] == [heads[2] for heads in HEADS.values()]
    assert any(rule.type == "list" for rule in sheet.data_validations.dataValidation)


def test_equal_sheets_are_equal_bytes():
    sheet = TimingSheet("Acme", "Does it help?", "calls", "Calling", "de", "#1F3A5F")
    assert timing_sheet(sheet) == timing_sheet(sheet)
