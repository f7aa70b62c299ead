"""cmokit doctor: what is not in order, and the upgrade of an older file."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from cmokit.cli import checks
from tests.cli.conftest import Type
from tests.engagement.test_upgrade import OLD


def found(cmokit: Type, *words: str) -> dict[str, list[dict[str, Any]]]:
    """Checks by name."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for check in json.loads(cmokit("doctor", "--json", *words)[1])["checks"]:
        by_name.setdefault(check["name"], []).append(check)
    return by_name


def test_a_new_client_is_in_order(cmokit: Type, acme: Path) -> None:
    checked = found(cmokit)
    assert [check["state"] for check in checked["client acme"]] == ["ok"]
    assert checked["fonts"][0]["state"] == "ok"
    assert checked["workspace"][0]["state"] == "ok"


def test_an_invalid_engagement_fails_with_every_fault(cmokit: Type, acme: Path) -> None:
    (acme / "engagement.yaml").write_text("schema: 1\nclient: acme\nname: A\ncurrency: EURO\n")
    code, shown, _ = cmokit("doctor")
    assert code == 1
    assert "unknown currency (nearest: EUR)" in shown
    assert "row 1, column timezone" in shown


def test_data_kept_too_long_and_a_misspelt_channel_are_remarked(cmokit: Type, acme: Path) -> None:
    path = acme / "engagement.yaml"
    text = path.read_text("utf-8").replace("answers: []", "answers: [{contains: google, channel: paid_serch}]")
    path.write_text(text.replace("delete_on:     ", "delete_on: 2026-07-01"), "utf-8")
    remarks = [check["message"] for check in found(cmokit, "--today", "2026-07-01")["client acme"][1:]]
    assert len(remarks) == 2
    assert "2026-07-01" in remarks[0]
    assert "near it: paid_search" in remarks[1]
    assert len(found(cmokit, "--today", "2026-06-30")["client acme"]) == 2


def test_packages_that_differ_from_the_lock_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements.lock").write_text("typer==0.0.1 \\\n    --hash=sha256:00\nnot-installed-here==1.0\n")
    monkeypatch.setattr(checks, "lock_file", lambda: tmp_path / "requirements.lock")
    check = checks.packages()
    assert check.state == "warn"
    assert "typer" in check.message
    assert "not-installed-here" not in check.message


def test_a_package_may_have_one_version_for_each_range_of_pythons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = f"typer==0.0.1 ; python_full_version < '3.12'\ntyper=={version('typer')} ; python_full_version >= '3.12'\n"
    (tmp_path / "requirements.lock").write_text(pins)
    monkeypatch.setattr(checks, "lock_file", lambda: tmp_path / "requirements.lock")
    assert checks.packages().state == "ok"


def test_an_older_file_is_upgraded_only_by_the_command(cmokit: Type, acme: Path) -> None:
    path = acme / "engagement.yaml"
    path.write_text(OLD)
    code, shown, _ = cmokit("doctor")
    assert code == 1
    assert "--upgrade acme" in shown
    assert path.read_text() == OLD
    code, shown, said = cmokit("doctor", "--upgrade", "acme")
    assert code == 0, said
    assert "+timezone: Europe/Berlin" in shown
    assert "timezone: Europe/Berlin" in path.read_text()
    assert cmokit("doctor", "--upgrade", "acme")[:2] == (0, "")


def test_on_a_terminal_a_no_leaves_the_file_as_it_was(
    cmokit: Type, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cmokit.cli.doctor.is_terminal", lambda: True)
    path = acme / "engagement.yaml"
    path.write_text(OLD)
    assert cmokit("doctor", "--upgrade", "acme", answers="n\n")[0] == 0
    assert path.read_text() == OLD


def test_words_that_a_language_lacks_are_listed_with_the_english_that_stands_in(cmokit: Type) -> None:
    told = json.loads(cmokit("doctor", "--words", "de", "--json")[1])
    assert told["language"] == "de"
    assert told["words_count"] > 1000
    assert {tuple(word) for word in told["missing"]} <= {("id", "english")}
    assert json.loads(cmokit("doctor", "--words", "en", "--json")[1])["missing"] == []


def test_a_language_without_any_words_is_refused_with_those_there_are(cmokit: Type) -> None:
    code, _, told = cmokit("doctor", "--words", "fr")
    assert code == 2
    assert "en, de, ar" in told
