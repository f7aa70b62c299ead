"""The answer to an issued copy: recorded once, with remarks typed or from a returned workbook."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cmokit.engagement.workspace import Workspace
from cmokit.errors import DataNotReadable, ManyErrors, RunFailed, UsageError
from cmokit.registers.base import read_register
from cmokit.registers.deliverables import DELIVERABLES, Deliverable, Remark, State
from cmokit.runs.acceptance import Answer, accept
from cmokit.runs.desk import Desk
from cmokit.runs.issue import issue
from cmokit.vocabulary import Audience, Phase
from tests.runs.issuing import desk_in, publish

ISSUED, ANSWERED = date(2026, 2, 2), date(2026, 2, 9)
COPY = "audit-v1-team"


@pytest.fixture(scope="module")
def issued_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client with an issued audit, made once: no test here changes the copy."""
    root = tmp_path_factory.mktemp("issued")
    desk = desk_in(root)
    publish(desk)
    issue(desk, Phase.AUDIT, Audience.TEAM, to="The team", today=ISSUED)
    return root


@pytest.fixture
def desk(issued_once: Path, tmp_path: Path) -> Desk:
    shutil.copytree(issued_once, tmp_path, dirs_exist_ok=True)
    workspace = Workspace(tmp_path)
    return Desk(workspace, workspace.client("acme"))


def answered(desk: Desk, deliverable: str = COPY, **more: Any) -> Deliverable:
    return accept(desk.folder, deliverable, Answer("Eva Roth", more.pop("on", ANSWERED), **more))


def entry(desk: Desk) -> Deliverable:
    [item] = read_register(desk.folder, DELIVERABLES)
    return item


def returned(desk: Desk, change: Callable[[Any], None]) -> Path:
    """The copy's workbook as it came back, its sheet of remarks changed by somebody."""
    sent = desk.folder.reports / "issued" / "2026-02-02_audit_v1_team" / "audit_team.xlsx"
    book = load_workbook(sent)
    change(book["Remarks"])
    path = desk.folder.root / "returned.xlsx"
    book.save(path)
    return path


def row_of(sheet: Any, number: str) -> int:
    return next(row for row in range(1, 60) if sheet.cell(row, 1).value == number)


def faults(desk: Desk, path: Path) -> list[str]:
    """All faults of a returned workbook, after which nothing was written."""
    before = DELIVERABLES.file(desk.folder).read_bytes()
    with pytest.raises((ManyErrors, DataNotReadable)) as raised:
        answered(desk, workbooks=(path,))
    assert DELIVERABLES.file(desk.folder).read_bytes() == before
    assert raised.value.exit_code == 4
    return str(raised.value).split("\n")


def test_an_acceptance_says_who_and_when(desk: Desk) -> None:
    done = answered(desk, remarks=("Well done.",))
    assert done == entry(desk)
    assert (done.state, done.decided_by, done.decided_on) == (State.ACCEPTED, "Eva Roth", ANSWERED)
    assert done.remarks == (Remark(remark="Well done.", by="Eva Roth", on=ANSWERED),)


def test_a_rejection_is_recorded_too(desk: Desk) -> None:
    assert answered(desk, is_accepted=False, remarks=("Which orders?",)).state is State.REJECTED


def test_a_copy_is_known_by_its_folder_too(desk: Desk) -> None:
    assert answered(desk, "reports/acme/issued/2026-02-02_audit_v1_team").id == COPY


@pytest.mark.parametrize(
    ("deliverable", "on", "code"),
    [("audit-v1-tem", ANSWERED, "unknown_deliverable"), (COPY, date(2026, 2, 1), "bad_order")],
)
def test_what_cannot_be_answered_is_refused(desk: Desk, deliverable: str, on: date, code: str) -> None:
    with pytest.raises(UsageError) as raised:
        answered(desk, deliverable, on=on)
    assert raised.value.code == code
    assert entry(desk).state is State.ISSUED


def test_a_planned_report_is_issued_first(desk: Desk) -> None:
    path = DELIVERABLES.file(desk.folder)
    path.write_text(path.read_text("utf-8") + "  - {id: plan, deliverable: Pilot, phase: pilot}\n", "utf-8")
    with pytest.raises(UsageError, match="not issued yet"):
        answered(desk, "plan")


def test_an_answer_is_given_once(desk: Desk) -> None:
    answered(desk)
    with pytest.raises(RunFailed, match="accepted by Eva Roth on 2026-02-09"):
        answered(desk, is_accepted=False)
    assert entry(desk).state is State.ACCEPTED


def test_remarks_come_back_in_the_workbook(desk: Desk) -> None:
    def wrote(sheet: Any) -> None:
        row = row_of(sheet, "1.4")
        sheet.cell(row, 3, "Are the sister companies in here?")
        sheet.cell(row, 4, "Jonas Weber")
        sheet.cell(row, 5, datetime(2026, 2, 5))
        sheet.cell(row_of(sheet, "4.2"), 3, "=1+1 is no formula to us")
        free = row_of(sheet, "E") + 1
        sheet.cell(free, 1, "1.4")
        sheet.cell(free, 3, "And a second one.")

    done = answered(desk, workbooks=(returned(desk, wrote),))
    assert done.remarks[0] == Remark(
        section="1.4", remark="Are the sister companies in here?", by="Jonas Weber", on=date(2026, 2, 5)
    )
    assert [(r.section, r.by, r.on) for r in done.remarks[-1:]] == [("1.4", "Eva Roth", ANSWERED)]
    assert entry(desk).remarks == done.remarks


def test_an_untouched_workbook_holds_no_remark(desk: Desk) -> None:
    assert answered(desk, workbooks=(returned(desk, lambda sheet: None),)).remarks == ()


def test_a_remark_without_a_section_is_about_the_whole(desk: Desk) -> None:
    def wrote(sheet: Any) -> None:
        sheet.cell(row_of(sheet, "E") + 1, 3, "A fine piece of work.")

    [remark] = answered(desk, workbooks=(returned(desk, wrote),)).remarks
    assert remark.section is None


def test_a_renamed_sheet_with_moved_sorted_and_further_columns_is_read_all_the_same(desk: Desk) -> None:
    def rearranged(sheet: Any) -> None:
        sheet.title = "our comments"
        rows = [[cell.value for cell in row[:5]] for row in sheet.iter_rows(min_row=6, max_row=12)]
        heads = [cell.value for cell in sheet[5][:5]]
        rows = [["done?", *reversed(line)] for line in reversed(rows)]
        sheet.delete_rows(3, 60)
        sheet.insert_cols(1)
        for place, line in enumerate([["Status", *reversed(heads)], *rows], 6):
            for column, value in enumerate(line, 2):
                sheet.cell(place, column, value)
        at = next(r for r in range(6, 20) if sheet.cell(r, 7).value == "4.2")
        sheet.cell(at, 5, "Who names campaigns?")

    [remark] = answered(desk, workbooks=(returned(desk, rearranged),)).remarks
    assert (remark.section, remark.remark) == ("4.2", "Who names campaigns?")


def test_the_same_workbook_twice_gives_its_remarks_once(desk: Desk) -> None:
    path = returned(desk, lambda sheet: sheet.cell(row_of(sheet, "1.4"), 3, "Once."))
    assert len(answered(desk, workbooks=(path, path)).remarks) == 1


def test_every_fault_is_a_line_with_row_and_column_and_nothing_is_written(desk: Desk) -> None:
    def wrote(sheet: Any) -> None:
        row = row_of(sheet, "1.4")
        sheet.cell(row, 1, "1.44")
        sheet.cell(row, 3, "Which?")
        sheet.cell(row, 5, "last Tuesday")
        sheet.cell(row_of(sheet, "4.2"), 3, "Fine.")

    lines = faults(desk, returned(desk, wrote))
    assert len(lines) == 2
    assert "row 6, column A: no section of this copy has this number | found: 1.44" in lines[0]
    assert "row 6, column E: this is no date | found: last Tuesday" in lines[1]


def test_a_workbook_of_another_copy_is_refused(desk: Desk) -> None:
    path = DELIVERABLES.file(desk.folder)
    path.write_text(path.read_text("utf-8") + "  - {id: audit-v9-team, deliverable: A, phase: audit}\n", "utf-8")
    back = returned(desk, lambda sheet: sheet.cell(2, 2, "audit-v9-team"))
    with pytest.raises(ManyErrors, match="about another copy"):
        answered(desk, workbooks=(back,))


@pytest.mark.parametrize("head", ["Remark", "Section"])
def test_a_workbook_without_its_heads_is_refused(desk: Desk, head: str) -> None:
    def renamed(sheet: Any) -> None:
        for cell in sheet[5]:
            cell.value = "x" if cell.value == head else cell.value

    [line] = faults(desk, returned(desk, renamed))
    assert "one row with Section / Kapitel" in line


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"no zip"), ("a.csv", b"Section,Remark\n"), ("gone.xlsx", None)]
)
def test_what_is_no_workbook_is_refused_in_one_line(desk: Desk, name: str, content: bytes | None) -> None:
    path = desk.folder.root / name
    if content is not None:
        path.write_bytes(content)
    [line] = faults(desk, path)
    assert name in line
