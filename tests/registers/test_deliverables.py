"""The register of deliverables: what it refuses, and what it says is missing or late."""

from datetime import date
from pathlib import Path

import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ManyErrors
from cmokit.registers.base import Around, read_register
from cmokit.registers.catalog import BY_NAME, CATALOG
from cmokit.registers.check import found_in
from cmokit.registers.deliverables import DELIVERABLES, State

PLANNED = """\
deliverables:
  - id: audit-report
    deliverable: Audit report
    phase: audit
    owner: Jonas Weber
    due_on: 2026-02-02
    criteria: [every finding names an owner]
"""
ISSUED = """\
  - id: audit-v1-board
    deliverable: Audit report
    phase: audit
    owner: Jonas Weber
    state: issued
    version: v1
    audience: board
    issued_to: The board
    issued_on: 2026-02-02
    folder: 2026-02-02_audit_v1_board
    run: audit-20260131-1a2b3c4d
"""


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    return ClientFolder("one", tmp_path / "engagements" / "one", tmp_path / "reports" / "one")


def write(client: ClientFolder, text: str) -> None:
    path = DELIVERABLES.file(client)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def codes(client: ClientFolder, today: str = "2026-02-03") -> list[tuple[str, str]]:
    around = Around(date.fromisoformat(today), ("Jonas Weber",))
    return [(gap.id, gap.code) for gap in found_in(client, DELIVERABLES, around)]


def refused(client: ClientFolder) -> list[tuple[int | None, str | None]]:
    with pytest.raises(ManyErrors) as raised:
        read_register(client, DELIVERABLES)
    return [(fault.row, fault.column) for fault in raised.value.errors]


def test_the_catalogue_holds_each_register_once_under_its_name():
    assert BY_NAME["deliverables"] is DELIVERABLES
    assert len(BY_NAME) == len(CATALOG)


def test_a_planned_report_needs_no_more_than_a_person_knows(client):
    write(client, PLANNED)
    [item] = read_register(client, DELIVERABLES)
    assert item.state is State.PLANNED
    assert item.version is None
    assert codes(client, "2026-02-02") == []


def test_what_is_due_and_not_issued_is_late(client):
    write(client, PLANNED)
    assert codes(client) == [("audit-report", "overdue")]


def test_what_is_missing_in_a_plan_is_named(client):
    write(client, "deliverables:\n  - {id: a, deliverable: Audit report, phase: audit}\n")
    assert sorted(code for _, code in codes(client)) == ["no_criteria", "no_due_date", "no_owner"]


def test_an_owner_whom_the_engagement_does_not_know_is_named(client):
    write(client, PLANNED.replace("Jonas Weber", "Somebody Else"))
    assert ("audit-report", "unknown_person") in codes(client)


def test_an_issued_copy_waits_for_its_answer_ten_days_long(client):
    write(client, "deliverables:\n" + ISSUED)
    assert codes(client, "2026-02-12") == []
    assert codes(client, "2026-02-13") == [("audit-v1-board", "no_answer")]


def test_a_rejection_without_a_word_is_a_gap(client):
    rejected = "deliverables:\n" + ISSUED.replace("state: issued", "state: rejected")
    rejected += "    decided_by: Eva Roth\n    decided_on: 2026-02-09\n"
    write(client, rejected)
    assert codes(client) == [("audit-v1-board", "no_remark")]
    write(client, rejected + "    remarks: [{section: '3.2', remark: Which orders?}]\n")
    assert codes(client) == []


def test_a_section_without_quotes_would_lose_its_last_digit_and_is_refused(client):
    write(client, "deliverables:\n" + ISSUED + "    remarks: [{section: 3.10, remark: Which orders?}]\n")
    assert refused(client) == [(13, "deliverables[1].remarks[1].section")]


def test_an_issued_copy_without_its_run_is_refused(client):
    write(client, "deliverables:\n" + ISSUED.replace("    run: audit-20260131-1a2b3c4d\n", ""))
    assert refused(client) == [(2, "run")]


def test_an_acceptance_without_a_name_is_refused(client):
    write(client, "deliverables:\n" + ISSUED.replace("state: issued", "state: accepted"))
    assert refused(client) == [(2, "decided_by"), (2, "decided_on")]


def test_an_answer_before_the_issue_is_refused(client):
    text = ISSUED.replace("state: issued", "state: accepted")
    write(client, "deliverables:\n" + text + "    decided_by: Eva Roth\n    decided_on: 2026-02-01\n")
    assert refused(client) == [(14, "decided_on")]


def test_two_copies_with_one_number_are_refused(client):
    write(client, "deliverables:\n" + ISSUED + ISSUED.replace("id: audit-v1-board", "id: other"))
    assert refused(client) == [(18, "version")]


def test_an_id_with_a_dot_would_be_an_analysis_to_the_command_and_is_refused(client):
    write(client, PLANNED.replace("id: audit-report", "id: audit.report"))
    assert refused(client) == [(2, "deliverables[1].id")]
