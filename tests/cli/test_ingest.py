"""cmokit ingest: files taken in, shown as a table, and taken out of use again with a reason."""

import json
from pathlib import Path

import pytest
import typer

from cmokit.cli import ingest as module
from cmokit.cli.ingest import existing
from cmokit.errors import UsageError
from tests.cli.conftest import Type

CONTACTS = """\
Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date
1,Ann,Lee,ann@globex.example,lead,2026-01-03 10:00
2,Bob,سارة,bob@globex.example,mql,2026-01-04 11:00
"""


@pytest.fixture
def contacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("downloads") / "hubspot-contacts-2026-01-10.csv"
    path.write_text(CONTACTS, "utf-8")
    return path


def test_a_file_is_copied_recognised_and_counted(cmokit: Type, acme: Path, contacts: Path) -> None:
    code, shown, said = cmokit("ingest", "acme", str(contacts))
    assert code == 0, said
    row = next(line for line in shown.splitlines() if line.startswith(contacts.name))
    assert row.split()[1:5] == ["hubspot.contacts", "2", "2", "0"]
    assert (acme / "inbox" / contacts.name).read_bytes() == contacts.read_bytes()


def test_with_json_the_answer_is_one_document(cmokit: Type, acme: Path, contacts: Path) -> None:
    code, shown, said = cmokit("ingest", "acme", str(contacts), "--json")
    assert code == 0, said
    (file,) = json.loads(shown)["files"]
    assert (file["kind"], file["rows_used_count"], file["status"]) == ("hubspot.contacts", 2, "loaded")


def test_the_same_file_twice_is_known(cmokit: Type, acme: Path, contacts: Path) -> None:
    cmokit("ingest", "acme", str(contacts))
    code, shown, _ = cmokit("ingest", "acme", str(contacts))
    assert code == 0
    assert "already received" in shown


def test_without_files_the_inbox_itself_is_taken_in(cmokit: Type, acme: Path, contacts: Path) -> None:
    (acme / "inbox" / contacts.name).write_bytes(contacts.read_bytes())
    code, shown, said = cmokit("ingest", "acme")
    assert code == 0, said
    assert contacts.name in shown
    assert "already received" in cmokit("ingest", "acme")[1]


def test_nothing_to_take_in_says_what_to_type(cmokit: Type, acme: Path, contacts: Path) -> None:
    code, _, said = cmokit("ingest", "acme")
    assert code == 2
    assert "there is no file in the inbox" in said
    assert "ingest acme FILES…" in said
    (acme / "inbox" / contacts.name).write_bytes(contacts.read_bytes())
    (acme / "empty").mkdir()
    assert cmokit("ingest", "acme", str(acme / "empty"))[0] == 2  # the inbox was not meant


def test_a_file_is_withdrawn_with_its_reason_only(cmokit: Type, acme: Path, contacts: Path) -> None:
    later = contacts.with_name("hubspot-contacts-2026-02-10.csv")
    later.write_text(CONTACTS.replace("Ann", "Anna"), "utf-8")
    cmokit("ingest", "acme", str(contacts), str(later))
    assert cmokit("ingest", "acme", "--withdraw", contacts.name)[0] == 2
    code, shown, said = cmokit("ingest", "acme", "--withdraw", contacts.name, "--reason", "test system", "--json")
    assert code == 0, said
    assert json.loads(shown)["withdrawn"] == contacts.name
    assert (acme / "inbox" / contacts.name).is_file()


def test_a_file_that_cannot_be_read_changes_nothing(cmokit: Type, acme: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    before = sorted(path for path in acme.rglob("*") if not path.name.startswith(".lock"))
    code, shown, said = cmokit("ingest", "acme", str(empty), "--json")
    assert code == 4
    assert json.loads(shown)["error"]["file"]
    assert said.count("\n") == 1
    assert sorted(path for path in acme.rglob("*") if not path.name.startswith(".lock")) == before


@pytest.mark.parametrize(
    "words", [("missing.csv",), ("--partial", "--full"), ("--as-of", "monday"), ("--withdraw", "a.csv", "b.csv")]
)
def test_a_contradiction_is_a_usage_error(cmokit: Type, acme: Path, words: tuple[str, ...]) -> None:
    assert cmokit("ingest", "acme", *words)[0] == 2


def test_folders_and_patterns_name_their_files(tmp_path: Path) -> None:
    (tmp_path / "january").mkdir()
    for name in ("b.csv", "a.csv", ".hidden.csv", "c.xlsx", "~$c.xlsx", "Thumbs.db", "january/d.csv"):
        (tmp_path / name).touch()
    assert [path.name for path in existing([tmp_path])] == ["a.csv", "b.csv", "c.xlsx", "d.csv"]
    assert [path.name for path in existing([tmp_path / "*.xlsx"])] == ["c.xlsx"]
    with pytest.raises(UsageError, match="no such file"):
        list(existing([tmp_path / "*.json"]))


def test_a_choice_is_asked_for_until_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["3", "two", "2"])

    def prompt(_: str, *, value_proc: object, err: bool) -> object:
        assert callable(value_proc)
        while True:
            try:
                return value_proc(next(typed))
            except typer.BadParameter:
                continue

    monkeypatch.setattr(module.typer, "prompt", prompt)
    assert module._ask("Which is right?", ("one.csv", "two.csv")) == "two.csv"


def test_a_word_first_seen_in_a_later_delivery_is_a_warning_with_the_command_to_type(
    cmokit: Type, acme: Path, contacts: Path
) -> None:
    later = contacts.with_name("hubspot-contacts-2026-02-10.csv")
    later.write_text(CONTACTS.replace("2026-01-04", "2026-02-04").replace(",mql,", ",Neu im Februar,"), "utf-8")
    code, shown, _ = cmokit("ingest", "acme", str(contacts))
    assert "is not mapped" not in shown
    code, shown, said = cmokit("ingest", "acme", str(later))
    assert code == 0, said
    warning = next(line for line in shown.splitlines() if line.startswith("warning:"))
    assert "“Neu im Februar” (contacts.lifecycle_stage of hubspot) came first on 2026-02-10, in 1 record," in warning
    assert warning.endswith("map acme")
    assert "Neu im Februar" in cmokit("status", "acme")[1]
    (word,) = json.loads(cmokit("status", "acme", "--json")[1])["clients"][0]["unmapped_new_words"]
    assert word["text"] == "Neu im Februar"
