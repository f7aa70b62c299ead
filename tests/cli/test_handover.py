"""`cmokit handover`, `verify` and `diff` as typed: wrong words cost a line and an exit code, a changed byte another."""

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cmokit.cli.root import app
from cmokit.runs.bundle import make
from tests.runs.issuing import desk_in, publish


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(make, "kit_wheel", lambda: ("cmokit-0.1.0-py3-none-any.whl", b"the kit"))
    publish(desk_in(tmp_path))
    return tmp_path


def typed(workspace: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["--workspace", str(workspace), *words])
    return done.exit_code, done.stdout, done.stderr


HANDED = ("handover", "acme", "--bundle", "--to", "Jonas Weber", "--today", "2026-04-01")


def test_the_archive_is_made_and_what_was_left_out_is_said(workspace: Path):
    code, out, _ = typed(workspace, *HANDED, "--json")
    said = json.loads(out)
    assert (code, said["holds_personal_data"], said["to"]) == (0, True, "Jonas Weber")
    assert Path(said["archive"]).is_file()
    code, out, _ = typed(workspace, *HANDED)
    assert "personal data" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("handover", "acme"), "--bundle"),
        (("handover", "acme", "--bundle"), "receiver"),
        (("handover", "acme", "--bundle", "--to", "Nobody"), "Jonas Weber"),
        ((*HANDED, "--wheels", "amiga"), "linux, macos, windows"),
        (("verify", "nowhere"), "no such file"),
        (("diff", "acme", "audit", "pilot"), "no pilot report"),
    ],
)
def test_what_is_typed_wrongly_costs_one_line(workspace: Path, words: tuple[str, ...], told: str):
    code, _, err = typed(workspace, *words)
    assert code == 2
    assert told in err
    assert len(err.strip().splitlines()) == 1


def test_a_changed_byte_is_named_and_fails(workspace: Path):
    typed(workspace, *HANDED)
    archive = workspace / "reports/acme/handover/acme-handover.zip"
    assert typed(workspace, "verify", str(archive))[0] == 0
    to = workspace / "to"
    zipfile.ZipFile(archive).extractall(to)
    (to / "acme-handover/RUNBOOK.md").write_text("forged")
    code, out, _ = typed(workspace, "verify", str(to / "acme-handover"))
    assert code == 1
    assert "RUNBOOK.md: was changed" in out


def test_a_torn_archive_is_data_that_cannot_be_read(workspace: Path):
    (workspace / "torn.zip").write_bytes(b"PK")
    code, _, err = typed(workspace, "verify", str(workspace / "torn.zip"))
    assert code == 4
    assert "copy it again" in err
