"""cmokit register export --for, guide and agreement: what is written, where, and one line for each mistake."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Type

PEOPLE = "people:\n  - {role: head_of_sales, name: Jonas Weber}\n  - {role: head_of_marketing, name: Nadia Farahani}\n"
GLOSSARY = "glossary:\n  - {id: mql, term: MQL, owner: Jonas Weber}\n"
ON = ("--today", "2026-01-20")


@pytest.fixture
def asked(acme: Path) -> Path:
    """A client with two people and one word that nobody has defined."""
    text = (acme / "engagement.yaml").read_text("utf-8")
    kept = text.partition("people:")[0] if "\npeople:" in text else text
    (acme / "engagement.yaml").write_text(f"{kept.rstrip()}\n{PEOPLE}", "utf-8")
    (acme / "registers" / "glossary.yaml").write_text(GLOSSARY, "utf-8")
    return acme


def answered(cmokit: Type, name: str, answer: str) -> str:
    """The person's sheet with one answer in it."""
    path = json.loads(cmokit("register", "export", "acme", "--for", name, *ON, "--json")[1])["file"]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=6) if row[6].value == "glossary/mql/definition")
    row[4].value = answer
    book.save(path)
    return str(path)


def test_questions_go_out_and_answers_come_back(cmokit: Type, asked: Path) -> None:
    code, shown, said = cmokit("register", "export", "acme", "--for", "jonas weber", *ON)
    assert code == 0, said
    assert "questions for Jonas Weber" in shown
    assert "questions-jonas-weber.xlsx" in shown
    path = answered(cmokit, "Jonas Weber", "from 60 points on")
    code, shown, said = cmokit("register", "import", "acme", path, *ON)
    assert code == 0, said
    assert "~ glossary mql definition: nothing → from 60 points on" in shown
    assert "said by Jonas Weber: glossary/mql/definition: from 60 points on" in shown
    assert "1 field changed" in shown


def test_two_answers_are_named_and_the_check_finds_them(cmokit: Type, asked: Path) -> None:
    paths = [answered(cmokit, name, f"as {name} says") for name in ("Jonas Weber", "Nadia Farahani")]
    code, shown, _ = cmokit("register", "import", "acme", *paths, *ON)
    assert code == 0
    assert "! glossary/mql/definition: answers differ" in shown
    assert "nothing changed" in shown
    code, shown, _ = cmokit("register", "check", "acme", "interviews", *ON)
    assert code == 1
    assert "different answers of Jonas Weber, Nadia Farahani" in shown


def test_the_import_in_json_says_what_was_recorded(cmokit: Type, asked: Path) -> None:
    path = answered(cmokit, "Jonas Weber", "from 60 points on")
    told = json.loads(cmokit("register", "import", "acme", path, *ON, "--json")[1])
    assert [(one["person"], one["about"]) for one in told["recorded"]] == [("Jonas Weber", "glossary/mql/definition")]
    assert told["differing"] == []


def test_a_person_who_is_not_there_is_one_line(cmokit: Type, asked: Path) -> None:
    code, _, said = cmokit("register", "export", "acme", "--for", "Jonas Webber", *ON)
    assert code == 2
    assert "did you mean Jonas Weber?" in said
    assert said.count("\n") == 1


def test_guides_of_all_roles_or_of_those_named(cmokit: Type, asked: Path) -> None:
    files = json.loads(cmokit("register", "guide", "acme", "sales", *ON, "--json")[1])["files"]
    assert [Path(file).name for file in files] == ["interview-sales.docx"]
    code, shown, said = cmokit("register", "guide", "acme", *ON)
    assert code == 0, said
    assert shown.count(".docx") == 5
    code, _, said = cmokit("register", "guide", "acme", "legal", *ON)
    assert code == 2
    assert "marketing, sales, operations, finance, management" in said


def test_both_papers_to_sign_are_written(cmokit: Type, asked: Path) -> None:
    code, shown, said = cmokit("register", "agreement", "acme", *ON)
    assert code == 0, said
    assert "agreement.docx" in shown
    assert "marketing-to-revenue.docx" in shown
