"""cmokit new: five answers, a commented engagement.yaml, and nothing left behind by a failure."""

import os
import stat
from pathlib import Path

import pytest

from cmokit.cli import new
from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.lock import FILE_NAME as LOCK
from tests.cli.conftest import NEW, Type


def test_a_client_is_made_from_the_template_with_its_comments(cmokit: Type, tmp_path: Path) -> None:
    code, shown, _ = cmokit("new", "acme", *NEW, "--set", "definitions.attribution.lookback_days=120")
    assert code == 0
    path = tmp_path / "engagements" / "acme" / "engagement.yaml"
    engagement = load_engagement(path)
    assert (engagement.name, str(engagement.start_on)) == ("Acme GmbH", "2026-01-05")
    assert engagement.definitions.attribution.lookback_days == 120
    assert "# a touch this long before the outcome may take credit" in path.read_text("utf-8")
    assert "ingest acme FILES…" in shown


def test_every_file_of_the_template_is_copied_and_private(acme: Path) -> None:
    template = kit_folder("engagement_template")
    expected = {path.relative_to(template) for path in template.rglob("*") if path.is_file()}
    copied = {path.relative_to(acme): stat.S_IMODE(path.stat().st_mode) for path in acme.rglob("*") if path.is_file()}
    assert set(copied) == expected | {Path(LOCK)}
    if os.name == "posix":
        assert set(copied.values()) == {0o600}


def test_names_of_any_script_and_with_signs_of_yaml_are_kept(cmokit: Type, tmp_path: Path) -> None:
    name = 'متجر: "سارة" & Söhne #1'
    values = ("--name", name, *NEW[2:], "--set", "brand.color=#1F4E79", "--set", "systems.used=[shopify]")
    assert cmokit("new", "shop", *values)[0] == 0
    engagement = load_engagement(tmp_path / "engagements" / "shop" / "engagement.yaml")
    assert (engagement.name, engagement.brand.color) == (name, "#1F4E79")
    assert engagement.systems.used == ("shopify",)


def test_without_a_terminal_what_is_missing_is_named(cmokit: Type) -> None:
    code, _, said = cmokit("new", "acme", "--name", "Acme")
    assert code == 2
    assert "not given: --currency, --timezone, --start" in said


def test_on_a_terminal_the_five_questions_are_asked_until_an_answer_can_stand(
    cmokit: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "is_terminal", lambda: True)
    answers = "Acme!\nacme\nAcme GmbH\neuros\nEUR\nEurope/Berlin\n5.1.2026\n2026-01-05\n"
    code, shown, said = cmokit("new", answers=answers)
    assert code == 0, said
    assert shown.count("Error:") + said.count("Error:") == 3
    assert load_engagement(tmp_path / "engagements" / "acme" / "engagement.yaml").currency == "EUR"


def test_the_workspace_proposes_what_it_knows(cmokit: Type, tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text("defaults: {currency: CHF, timezone: Europe/Zurich, locale: de_CH}\n")
    assert cmokit("new", "acme", "--name", "Acme", "--start", "2026-01-05")[0] == 0
    engagement = load_engagement(tmp_path / "engagements" / "acme" / "engagement.yaml")
    assert (engagement.currency, engagement.timezone, engagement.locale) == ("CHF", "Europe/Zurich", "de_CH")


def test_an_existing_client_is_left_alone(cmokit: Type, acme: Path) -> None:
    before = (acme / "engagement.yaml").read_bytes()
    code, _, said = cmokit("new", "acme", *NEW)
    assert code == 2
    assert "exists already" in said
    assert (acme / "engagement.yaml").read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("acme", *NEW, "--currency", "EURO"),
        ("acme", *NEW, "--set", "definitions.attribution.lookback=1"),
        ("acme", *NEW, "--set", "name"),
        ("acme", *NEW, "--start", "05.01.2026"),
        ("../acme", *NEW),
        ("con", *NEW),
    ],
)
def test_a_refused_new_leaves_nothing(cmokit: Type, tmp_path: Path, words: tuple[str, ...]) -> None:
    code, shown, said = cmokit("new", *words)
    assert (code, shown) == (2, "")
    assert said
    assert list(tmp_path.iterdir()) == []


def test_a_new_that_breaks_off_leaves_nothing(cmokit: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cmokit.engagement.create._into_place", broken)
    assert cmokit("new", "acme", *NEW)[0] == 1
    assert list(tmp_path.iterdir()) == []
