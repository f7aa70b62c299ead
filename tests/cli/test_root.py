"""The root command: quick, helpful, and the one place where errors end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import cmokit as kit
from cmokit.cli import checks, output
from cmokit.cli.root import VERBS
from tests.cli.conftest import NEW, Type

HEAVY = ("pandas", "numpy", "pyarrow", "ibis", "duckdb", "pandera", "matplotlib", "nbformat", "pydantic", "babel")


def test_help_imports_nothing_heavy() -> None:
    """Half a second for `cmokit --help` is kept by what is not imported, whatever the machine."""
    script = (
        "import sys; from cmokit.cli import main; sys.argv = ['cmokit', '--help']\n"
        "try:\n    main()\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "new" in done.stdout
    assert done.stderr.strip() == "[]"


def test_help_lists_every_verb_with_a_whole_sentence(cmokit: Type) -> None:
    code, shown, _ = cmokit("--help")
    assert code == 0
    assert all(f"\n  {verb} " in shown for verb in VERBS)
    assert "..." not in shown.split("Commands:")[1]


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself(cmokit: Type, verb: str) -> None:
    code, shown, _ = cmokit(verb, "--help")
    assert code == 0
    assert "Usage: cmokit" in shown


def test_the_version_is_printed(cmokit: Type) -> None:
    assert cmokit("--version")[:2] == (0, f"cmokit {kit.__version__}\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("verb-that-is-none",), 2),
        (("status", "--no-such-option"), 2),
        (("status", "nobody"), 2),
        (("status", "--today", "tomorrow"), 2),
        (("run", "acme", "audti"), 2),
        (("run", "acme"), 2),
        (("run", "acme", "audit", "-p", "as_of"), 2),
        (("read", "missing.csv"), 4),
    ],
)
def test_exit_codes_say_whose_turn_it_is(cmokit: Type, acme: Path, words: tuple[str, ...], code: int) -> None:
    found, shown, said = cmokit(*words)
    assert (found, shown) == (code, "")
    assert said


def test_an_error_is_one_line_that_names_the_mend(cmokit: Type, acme: Path) -> None:
    code, _, said = cmokit("status", "akme")
    assert code == 2
    assert said.count("\n") == 1
    assert "did you mean acme?" in said


def test_with_json_a_refusal_is_one_json_document(cmokit: Type, acme: Path) -> None:
    (acme / "engagement.yaml").write_text("schema: 1\ncurency: EUR\n")
    code, shown, said = cmokit("status", "acme", "--json")
    assert code == 0, said  # status reports faults, it does not stumble over them
    code, shown, said = cmokit("read", "missing.csv", "--json")
    assert code == 4
    assert json.loads(shown)["error"]["code"] == "no_file"
    assert said.count("\n") == 1


def test_several_faults_come_as_several_lines_and_one_document(cmokit: Type, acme: Path) -> None:
    (acme / "engagement.yaml").write_text("schema: 1\nclient: acme\nname: A\nstart_on: 2026-01-05\ncurency: EUR\n")
    (acme / "inbox" / "contacts.csv").write_text("Record ID\n1\n")
    code, shown, said = cmokit("ingest", "acme", "--json")
    assert code == 3
    assert [fault["column"] for fault in json.loads(shown)["errors"]] == ["currency", "timezone", "curency"]
    assert said.count("\n") == 3


def test_debug_adds_the_traceback_and_keeps_the_code(cmokit: Type, acme: Path) -> None:
    code, _, said = cmokit("--debug", "status", "akme")
    assert code == 2
    assert "Traceback" in said
    assert said.rstrip().splitlines()[-1].startswith("cmokit: there is no client akme")


def test_what_nobody_expected_is_one_line_without_a_traceback(cmokit: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("an\x1b[2J odd\nthing")

    monkeypatch.setattr(checks, "_python", broken)
    code, shown, said = cmokit("doctor")
    assert (code, shown) == (1, "")
    assert said == (
        "cmokit: unexpected ZeroDivisionError: an\\x1b[2J odd\\nthing; "
        "run again as `cmokit --debug …` and report what it prints\n"
    )
    assert "Traceback" in cmokit("--debug", "doctor")[2]


def test_control_c_ends_with_130(cmokit: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checks, "_python", interrupted)
    code, _, said = cmokit("doctor")
    assert code == 130
    assert "interrupted" in said


def test_the_next_command_names_the_workspace_that_was_named(cmokit: Type, tmp_path: Path) -> None:
    assert f"cmokit --workspace {tmp_path} ingest acme" in cmokit("new", "acme", *NEW)[1]


def test_text_from_data_is_shown_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("[bold]file",), [["[red]x\x1b[31m\u202egpj.csv"]])
    shown = capsys.readouterr().out
    assert "[bold]file" in shown
    assert "[red]x\\x1b[31m\\u202egpj.csv" in shown
