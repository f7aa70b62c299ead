"""Registers as a workbook and back: nothing lost, nothing half, and two answers never one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import CmokitError, ManyErrors
from cmokit.registers.base import read_register
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.deliverables import DELIVERABLES
from cmokit.runs.register_export import export_registers
from cmokit.runs.register_import import import_registers
from tests.engagement.files import WHOLE

TODAY = date(2026, 3, 1)
HEADS, FIRST = 5, 7  # rows of the sheet: heads, and the first item
BY_HAND = """\
# what we decided
decisions:
  # the first one
  - id: D-1      # keep
    issue: "Shall we stop paid social?"   # short
    options: [stop, "halve, then look"]
    evidence: |
      Its customers cost twice as much.
      So says the report.
    decision: halve
    owner: Jana
    decided_on: 2026-02-02
    state: decided

  - id: D-2
    issue: Which agency?
# the end
"""


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    folder = ClientFolder("acme", tmp_path / "engagements" / "acme", tmp_path / "reports" / "acme")
    folder.registers.mkdir(parents=True)
    folder.engagement_file.write_text(WHOLE, "utf-8")
    DECISIONS.file(folder).write_text(BY_HAND, "utf-8")
    return folder


def returned(client: ClientFolder, change: Callable[[Any], object], name: str = "back.xlsx") -> Path:
    """The workbook as sent out, changed by somebody in a spreadsheet."""
    book = openpyxl.load_workbook(export_registers(client, [DECISIONS]))
    change(book.worksheets[0])
    path = client.root.parent / name
    book.save(path)
    return path


def column(sheet: Any, label: str) -> int:
    return next(cell.column for cell in sheet[HEADS] if cell.value == label)


def fill(label: str, value: object, row: int = FIRST) -> Callable[[Any], object]:
    return lambda sheet: sheet.cell(row, column(sheet, label), value)


def text(client: ClientFolder) -> str:
    return DECISIONS.file(client).read_text("utf-8")


def refused(client: ClientFolder, *paths: Path) -> list[CmokitError]:
    """The faults of an import that wrote nothing."""
    before = text(client)
    with pytest.raises(ManyErrors) as raised:
        import_registers(client, paths, TODAY)
    assert text(client) == before
    return raised.value.errors


def test_out_and_back_leaves_every_byte(client):
    done = import_registers(client, [returned(client, lambda sheet: None)], TODAY)
    assert (done.changes, done.not_returned) == ((), ())
    assert text(client) == BY_HAND


def test_one_cell_changes_one_field_and_keeps_every_comment(client):
    done = import_registers(client, [returned(client, fill("Owner", "Jonas"))], TODAY)
    assert [(c.cell.id, c.cell.field, c.old, c.cell.value) for c in done.changes] == [("D-1", "owner", "Jana", "Jonas")]
    assert text(client) == BY_HAND.replace("owner: Jana", "owner: Jonas")


def test_a_sheet_may_be_renamed_sorted_and_extended(client):
    def change(sheet):
        sheet.title = "Unsere Entscheidungen"
        rows = [[cell.value for cell in sheet[row]] for row in (FIRST, FIRST + 1)]
        for row, values in zip((FIRST, FIRST + 1), reversed(rows), strict=True):
            for place, value in enumerate(values, start=1):
                sheet.cell(row, place).value = value
        sheet.insert_cols(2)
        sheet.cell(HEADS, 2, "our own remarks")
        sheet.cell(FIRST, 2, "ask Bo")
        fill("Owner", "Jonas", FIRST)(sheet)

    path = returned(client, change)
    done = import_registers(client, [path], TODAY)
    assert [(c.cell.id, c.cell.field, c.cell.value) for c in done.changes] == [("D-2", "owner", "Jonas")]
    assert done.own == ("our own remarks",)
    again = openpyxl.load_workbook(export_registers(client, [DECISIONS], path)).worksheets[0]
    kept = next(cell.column for cell in again[HEADS] if cell.value == "our own remarks")
    assert [again.cell(row, kept).value for row in (FIRST, FIRST + 1)] == [None, "ask Bo"]


def test_a_new_row_becomes_an_item_once_however_often_it_comes_back(client):
    path = returned(client, fill("Question", "Hire an agency?", FIRST + 2))
    for _ in range(2):
        done = import_registers(client, [path], TODAY)
    assert [item.id for item in read_register(client, DECISIONS)] == ["D-1", "D-2", "hire-an-agency"]
    assert done.changes == ()


def test_a_row_taken_out_of_the_sheet_stays_in_the_register(client):
    done = import_registers(client, [returned(client, lambda sheet: sheet.delete_rows(FIRST + 1))], TODAY)
    assert done.not_returned == (("decisions", "D-2"),)
    assert text(client) == BY_HAND


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [("Decided on", "next week", "bad_value"), ("State", "finished", "bad_value"), ("Owner", '="Jo"&"nas"', "formula")],
)
def test_what_cannot_be_read_is_named_by_its_cell(client, label, value, code):
    path = returned(client, fill(label, value))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    [fault] = refused(client, path)
    letter = sheet.cell(FIRST, column(sheet, label)).column_letter
    assert (fault.code, fault.row, fault.column) == (code, FIRST, letter)
    assert Path(str(fault.file)).name == "back.xlsx"


def test_one_wrong_cell_lets_no_other_in(client):
    path = returned(client, lambda sheet: (fill("Owner", "Jonas")(sheet), fill("Decided on", "soon", FIRST + 1)(sheet)))
    assert [fault.row for fault in refused(client, path)] == [FIRST + 1]


def test_a_rule_of_the_register_refuses_the_whole_import(client):
    path = returned(client, fill("State", "decided", FIRST + 1))
    assert {fault.column for fault in refused(client, path)} == {"decision", "decided_on"}


def test_an_id_given_twice_is_refused(client):
    path = returned(client, fill("Short name", "D-1", FIRST + 1))
    assert [(f.code, f.row) for f in refused(client, path)] == [("duplicate_id", FIRST + 1)]


def test_two_people_with_one_answer_agree_and_with_two_are_asked(client):
    first = returned(client, fill("Owner", "Jonas"), "one.xlsx")
    same = returned(client, fill("Owner", "Jonas"), "two.xlsx")
    other = returned(client, fill("Owner", "Nadia"), "three.xlsx")
    [fault] = refused(client, first, other)
    assert fault.code == "two_answers"
    assert "Jonas" in str(fault.found)
    assert "Nadia" in str(fault.found)
    assert len(import_registers(client, [first, same], TODAY).changes) == 1


def test_a_file_edited_since_the_export_is_not_overwritten(client):
    path = returned(client, fill("Owner", "Jonas"))
    DECISIONS.file(client).write_text(BY_HAND.replace("owner: Jana", "owner: Nadia"), "utf-8")
    [fault] = refused(client, path)
    assert "changed since, says Nadia" in str(fault.found)


def test_another_field_edited_since_the_export_stays(client):
    path = returned(client, fill("Owner", "Jonas"))
    DECISIONS.file(client).write_text(BY_HAND.replace("Which agency?", "Which of the agencies?"), "utf-8")
    import_registers(client, [path], TODAY)
    assert text(client) == BY_HAND.replace("Which agency?", "Which of the agencies?").replace("Jana", "Jonas")


def test_a_trial_writes_nothing(client):
    done = import_registers(client, [returned(client, fill("Owner", "Jonas"))], TODAY, is_trial=True)
    assert (len(done.changes), text(client)) == (1, BY_HAND)


def test_a_register_with_blocks_in_its_fields_keeps_them(client):
    copies = "deliverables:\n  - id: audit\n    deliverable: Audit\n    phase: audit\n    remarks: [{remark: good}]\n"
    DELIVERABLES.file(client).write_text(copies, "utf-8")
    path = export_registers(client, [DELIVERABLES])
    assert import_registers(client, [path], TODAY).changes == ()
    assert DELIVERABLES.file(client).read_text("utf-8") == copies


def test_equal_registers_give_equal_bytes(client):
    first = export_registers(client, [DECISIONS]).read_bytes()
    assert export_registers(client, [DECISIONS], client.root / "other.xlsx").read_bytes() == first


def test_a_workbook_of_something_else_is_no_register(client):
    book = openpyxl.Workbook()
    book.active["A1"] = "Budget"
    path = client.root / "budget.xlsx"
    book.save(path)
    assert [fault.code for fault in refused(client, path)] == ["no_register"]
