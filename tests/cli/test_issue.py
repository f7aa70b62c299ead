"""cmokit issue and accept as they are typed: what is refused before anything is made, and what they answer."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Type
from tests.runs.issuing import comment, desk_in, publish

BOARD = ("issue", "acme", "audit", "--audience", "team", "--to", "The team", "--today", "2026-02-02")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    desk = desk_in(tmp_path)
    publish(desk)
    comment(desk, "About 40 are sister companies.")
    return desk.folder.reports / "issued"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--override", " ", "--reason", "we counted"), "an override needs the name"),
        (("--reason", "we counted"), "an override needs the name"),
        (("--override", "Eva Roth"), "an override needs its reason"),
        (("--to", " "), "needs its addressee"),
        (("--audience", "press"), "this is no audience"),
        (("--today", "yesterday"), "--today is no date"),
    ],
)
def test_what_is_typed_wrongly_stops_before_anything_is_made(
    cmokit: Type, published: Path, words: tuple[str, ...], said: str
) -> None:
    code, out, err = cmokit(*BOARD, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert not published.exists()


def test_a_number_without_a_source_is_one_line_and_exit_one(cmokit: Type, published: Path) -> None:
    code, _, err = cmokit(*BOARD)
    assert code == 1
    [line] = err.strip().split("\n")
    assert "1 number has no source: commentary/audit.md, line 5: 40" in line
    assert "--override NAME --reason TEXT" in line


def test_from_issue_to_acceptance(cmokit: Type, published: Path) -> None:
    code, out, _ = cmokit(*BOARD, "--override", "Eva Roth", "--reason", "counted together", "--json")
    said = json.loads(out)
    assert (code, said["deliverable"]["id"], said["restated"]) == (0, "audit-v1-team", 0)
    assert said["deliverable"]["overrides"][0]["name"] == "Eva Roth"
    assert Path(said["folder"]).parent == published

    _, out, _ = cmokit("status", "acme", "--today", "2026-02-03", "--json")
    assert [copy["id"] for copy in json.loads(out)["clients"][0]["issued"]] == ["audit-v1-team"]
    _, out, _ = cmokit("status", "acme", "--today", "2026-02-03")
    assert "issued: audit v1 (team) to The team on 2026-02-02, awaits acceptance" in out

    code, out, _ = cmokit(
        "accept", "acme", "audit-v1-team", "--by", "Eva Roth", "--on", "2026-02-09", "--remark", "Go."
    )
    assert code == 0
    assert out.startswith("audit-v1-team v1: accepted by Eva Roth on 2026-02-09, 1 remark on record")
    _, out, _ = cmokit("status", "acme", "--today", "2026-02-10")
    assert "awaits acceptance" not in out


def test_an_acceptance_needs_a_name(cmokit: Type, published: Path) -> None:
    code, _, err = cmokit("accept", "acme", "audit-v1-team", "--by", "", "--on", "2026-02-09")
    assert (code, "needs the name" in err) == (2, True)


def test_a_register_with_a_fault_is_a_line_of_status_and_not_its_end(
    cmokit: Type, published: Path, tmp_path: Path
) -> None:
    path = tmp_path / "engagements" / "acme" / "registers" / "deliverables.yaml"
    path.parent.mkdir()
    path.write_text("deliverables:\n  - id: a\n    phase: audit\n", "utf-8")
    code, out, _ = cmokit("status", "acme", "--today", "2026-02-03")
    assert code == 0
    assert "row 2, column deliverables[1].deliverable: this key is missing" in out


def test_doctor_finds_an_issued_copy_that_is_no_longer_as_it_was(cmokit: Type, published: Path) -> None:
    cmokit(*BOARD, "--override", "Eva Roth", "--reason", "counted together")
    assert "1 as they were issued" in cmokit("doctor")[1]
    page = published / "2026-02-02_audit_v1_team" / "audit_team.html"
    page.chmod(0o600)
    page.write_text("mended", "utf-8")
    code, shown, _ = cmokit("doctor")
    assert code == 1
    assert "2026-02-02_audit_v1_team: audit_team.html is no longer as it was issued" in shown
