"""cmokit mask: typed by the client."""

import json
from pathlib import Path

from tests.cli.conftest import Type
from tests.cli.test_ingest import CONTACTS


def test_the_answer_names_columns_and_the_key_to_keep(cmokit: Type, tmp_path: Path) -> None:
    path, key = tmp_path / "contacts.csv", tmp_path / "keys" / "mask.key"
    path.write_text(CONTACTS, "utf-8")
    code, shown, said = cmokit("mask", str(path), "--out", str(tmp_path / "out"), "--key", str(key))
    assert code == 0, said
    assert "hubspot.contacts" in shown
    assert "Email" in shown
    assert str(key) in shown
    assert "Keep it, never send it" in shown
    assert path.read_text("utf-8") == CONTACTS


def test_a_machine_gets_one_document(cmokit: Type, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS, "utf-8")
    words = ("mask", str(path), "--out", str(tmp_path / "out"), "--key", str(tmp_path / "mask.key"), "--json")
    document = json.loads(cmokit(*words)[1])
    assert document["is_new_key"] is True
    assert document["files"][0]["columns_masked"]["Email"] == "e-mail"


def test_what_nobody_knows_is_refused_in_one_line(cmokit: Type, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("foo,bar\n1,2\n")
    code, _, said = cmokit("mask", str(path), "--out", str(tmp_path / "out"), "--key", str(tmp_path / "mask.key"))
    assert code == 4
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()
