"""cmokit fixes, and cmokit accept of an analysis, as they are typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cmokit.cli.root import app
from cmokit.runs.merge_sample import ANSWER


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one client and nothing published."""
    folder = tmp_path / "engagements" / "acme"
    folder.mkdir(parents=True)
    (folder / "engagement.yaml").write_text("schema: 1\n", "utf-8")
    return tmp_path


def typed(workspace: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["--workspace", str(workspace), *words])
    return done.exit_code, done.stdout, done.stderr


def test_nothing_published_is_said_with_the_command_that_helps(workspace: Path) -> None:
    code, said, _ = typed(workspace, "fixes", "acme")
    assert code == 0
    assert "run acme audit" in said
    assert json.loads(typed(workspace, "fixes", "acme", "--json")[1])["analyses"] == []


def test_a_checked_sample_is_read_kept_and_said_with_its_margin(workspace: Path, tmp_path: Path) -> None:
    sample = tmp_path / "crm.duplicates.hubspot.check.csv"
    lines = [f"s{n},m{n},{answer}" for n, answer in enumerate(["y"] * 9 + ["n", ""])]
    sample.write_text("\n".join([f"survivor,merged,{ANSWER}", *lines]), "utf-8")
    code, said, _ = typed(workspace, "fixes", "acme", "--checked", str(sample))
    assert code == 0
    assert "9 of 10 checked merges are right: 90.0%" in said
    assert "1 pairs have no answer" in said
    assert (workspace / "engagements" / "acme" / "checked" / sample.name).is_file()


def test_a_sample_with_a_wrong_answer_is_data_that_cannot_be_read(workspace: Path, tmp_path: Path) -> None:
    sample = tmp_path / "crm.duplicates.hubspot.check.csv"
    sample.write_text(f"survivor,merged,{ANSWER}\na,b,perhaps\n", "utf-8")
    code, _, errors = typed(workspace, "fixes", "acme", "--checked", str(sample))
    assert code == 4
    assert "row 2" in errors
    assert not (workspace / "engagements" / "acme" / "checked").exists()


def test_findings_are_accepted_by_the_same_verb_as_copies(workspace: Path) -> None:
    words = ("accept", "acme", "crm.duplicates", "--by", "Eva Roth", "--on", "2026-02-09")
    code, said, _ = typed(workspace, *words, "--records", "all", "--why", "old list")
    assert code == 0
    assert "every finding of crm.duplicates accepted by Eva Roth" in said
    assert typed(workspace, *words, "--records", "all")[0] == 2
    assert typed(workspace, "accept", "acme", "audit-v1", *words[3:], "--why", "x")[0] == 2
