"""cmokit read: one file, outside any engagement."""

import json
from pathlib import Path

from tests.cli.conftest import Type
from tests.cli.test_ingest import CONTACTS


def test_a_person_sees_kind_columns_and_rows(cmokit: Type, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS, "utf-8")
    code, shown, said = cmokit("read", str(path), "--rows")
    assert code == 0, said
    assert shown.startswith("contacts.csv: hubspot.contacts")
    assert "rows in 2, used 2, set aside 0" in shown
    assert "سارة" in shown


def test_a_machine_gets_the_contracts_document(cmokit: Type, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS, "utf-8")
    document = json.loads(cmokit("read", str(path), "--json")[1])
    assert "rows" not in document
    assert document["columns"][0] == {"header": "Record ID", "column": "contact_id", "type": "text"}
    rows = json.loads(cmokit("read", str(path), "--rows", "--json")[1])["rows"]
    assert [row["Record ID"] for row in rows] == ["1", "2"]


def test_a_file_of_no_known_kind_is_refused_in_one_line(cmokit: Type, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("foo,bar\n1,2\n")
    code, shown, said = cmokit("read", str(path), "--json")
    assert code == 4
    assert set(json.loads(shown)["error"]) >= {"code", "file", "row", "column", "found", "wanted", "mend"}
    assert said.count("\n") == 1
