"""The register of decisions: complete when decided, looked at again, and its gaps named."""

from datetime import date
from pathlib import Path

import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ManyErrors
from cmokit.registers.base import Around, read_register
from cmokit.registers.check import found_in
from cmokit.registers.decisions import DECISIONS

DECIDED = """\
decisions:
  - id: D-1
    issue: Shall we stop paid social?
    evidence: Its customers cost twice as much.
    options: [stop, halve]
    decision: halve
    owner: Ann
    decided_on: 2026-02-02
    expected_result: half the cost
    review_on: 2026-04-06
    state: decided
"""


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    return ClientFolder("one", tmp_path / "engagements" / "one", tmp_path / "reports" / "one")


def write(client: ClientFolder, text: str) -> None:
    path = DECISIONS.file(client)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def codes(client: ClientFolder, today: str = "2026-03-01") -> list[tuple[str, str]]:
    around = Around(date.fromisoformat(today), ("Ann",), ids={"decisions": frozenset({"D-1"})})
    return [(found.field, found.code) for found in found_in(client, DECISIONS, around)]


def test_a_whole_decision_has_no_gap_until_its_review(client):
    write(client, DECIDED)
    assert codes(client) == []
    assert codes(client, "2026-04-07") == [("review_on", "review_overdue")]


def test_a_decision_without_options_owner_or_review_is_named(client):
    lines = [line for line in DECIDED.splitlines() if not any(f in line for f in ("options", "owner", "review_on"))]
    write(client, "\n".join(lines) + "\n")
    assert sorted(codes(client)) == [("options", "missing"), ("owner", "no_owner"), ("review_on", "no_review")]


def test_what_is_decided_says_what_and_when(client):
    write(client, DECIDED.replace("    decision: halve\n", "").replace("    decided_on: 2026-02-02\n", ""))
    with pytest.raises(ManyErrors) as raised:
        read_register(client, DECISIONS)
    assert [(e.row, e.column) for e in raised.value.errors] == [(2, "decision"), (2, "decided_on")]


def test_a_reviewed_decision_says_what_happened(client):
    write(client, DECIDED.replace("state: decided", "state: reviewed"))
    with pytest.raises(ManyErrors, match="what really happened"):
        read_register(client, DECISIONS)


def test_a_decision_that_replaces_none_is_named(client):
    write(client, DECIDED + "    replaces: D-0\n")
    assert codes(client) == [("replaces", "no_such_item")]
