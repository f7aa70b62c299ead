"""Accepting findings: only those that a published report names, each once, in the register."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import UsageError
from cmokit.registers.base import read_register
from cmokit.registers.findings import FINDINGS
from cmokit.runs.accept_finding import accept_finding

SAID: dict[str, Any] = {"by": "Eva Roth", "on": date(2026, 2, 9), "why": "two brothers"}


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    """A client whose published audit names the records 1 and 2 as duplicates."""
    folder = ClientFolder("acme", tmp_path / "engagements" / "acme", tmp_path / "reports" / "acme")
    evidence = folder.runs / "audit-1" / "evidence"
    evidence.mkdir(parents=True)
    pq.write_table(pa.table({"contact_id": ["1", "2"]}), evidence / "crm.duplicates.parquet")
    (folder.reports / "audit").mkdir(parents=True)
    (folder.reports / "audit" / "manifest.json").write_text(json.dumps({"run": "audit-1"}), "utf-8")
    return folder


def code_of(client: ClientFolder, analysis: str, records: list[str]) -> str:
    before = FINDINGS.file(client).read_bytes() if FINDINGS.file(client).is_file() else None
    with pytest.raises(UsageError) as caught:
        accept_finding(client, analysis, records, **SAID)
    assert (FINDINGS.file(client).read_bytes() if FINDINGS.file(client).is_file() else None) == before
    return caught.value.code


def test_it_is_written_with_who_when_and_why(client: ClientFolder) -> None:
    accept_finding(client, "crm.duplicates", ["1"], **SAID, decision="D-3")
    [item] = read_register(client, FINDINGS)
    assert (item.accepts, item.by, item.on, item.why, item.decision) == (
        ("1",),
        "Eva Roth",
        SAID["on"],
        "two brothers",
        "D-3",
    )


def test_a_second_one_of_the_same_day_has_an_id_of_its_own_and_comments_stay(client: ClientFolder) -> None:
    accept_finding(client, "crm.duplicates", ["1"], **SAID)
    file = FINDINGS.file(client)
    file.write_text(file.read_text("utf-8").replace("why: two brothers", "why: two brothers  # asked twice"), "utf-8")
    accept_finding(client, "crm.duplicates", ["2"], **SAID)
    assert [item.id for item in read_register(client, FINDINGS)] == [
        "crm.duplicates-2026-02-09",
        "crm.duplicates-2026-02-09-2",
    ]
    assert "# asked twice" in file.read_text("utf-8")


def test_all_needs_no_report(client: ClientFolder) -> None:
    assert accept_finding(client, "crm.integrity", ["all"], **SAID).accepts == ("all",)


def test_what_cannot_be_accepted_is_refused_and_nothing_is_written(client: ClientFolder) -> None:
    assert code_of(client, "crm.duplicate", ["1"]) == "unknown_analysis"
    assert code_of(client, "funnel.conversion", ["1"]) == "unknown_analysis"
    assert code_of(client, "crm.duplicates", ["9"]) == "unknown_record"
    assert code_of(client, "crm.duplicates", []) == "no_records"
    assert code_of(client, "crm.duplicates", ["1", "all"]) == "no_records"
    accept_finding(client, "crm.duplicates", ["1"], **SAID)
    assert code_of(client, "crm.duplicates", ["1"]) == "already_accepted"
