"""What one person is asked: their own gaps, what is to be looked at again, and what the gate asks of everybody."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import UsageError
from cmokit.registers.catalog import CATALOG
from cmokit.runs.question_export import Sent, export_questions
from tests.engagement.files import WHOLE

TODAY = date(2026, 3, 1)
PEOPLE = """\
people:
  - {role: head_of_marketing, name: Nadia Farahani}
  - {role: head_of_sales, name: Jonas Weber}
  - {role: sales_manager, name: Bo Old, left_on: 2026-02-01}
"""
REGISTERS = {
    "goals": """\
goals:
  - {id: more, goal: More customers, owner: Nadia Farahani, state: agreed, measure: x.y.z_share}
""",
    "knowledge": """\
knowledge:
  - {id: prices, name: Price list, kind: pricing_rules, owner: jonas  weber, review_on: 2026-01-01}
""",
    "glossary": """\
# words
glossary:
  - {id: mql, term: MQL, definition: from 60 points on, owner: Nadia Farahani}   # by hand
  - {id: sql, term: SQL}
  - {id: old, term: Lead, definition: anybody, state: agreed, owner: Nadia Farahani, review_on: 2027-01-01}
""",
}


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    folder = ClientFolder("acme", tmp_path / "engagements" / "acme", tmp_path / "reports" / "acme")
    folder.registers.mkdir(parents=True)
    folder.engagement_file.write_text(WHOLE + PEOPLE, "utf-8")
    for name, text in REGISTERS.items():
        (folder.registers / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def asked(client: ClientFolder, name: str) -> Sent:
    return export_questions(client, name, CATALOG, TODAY)


def test_a_person_is_asked_what_is_missing_where_they_answer(client):
    abouts = [one.about for one in asked(client, "Nadia Farahani").questions]
    assert {"goals/more/target_value", "goals/more/due_on"} <= set(abouts)
    assert "goals/more/goal" not in abouts
    assert not [about for about in abouts if about.startswith("knowledge")]


def test_what_is_to_be_looked_at_again_is_asked_again(client):
    abouts = [one.about for one in asked(client, "Jonas Weber").questions]
    assert "knowledge/prices/review_on" in abouts
    assert not [about for about in abouts if about.startswith("goals")]


def test_everybody_is_asked_for_words_that_are_not_agreed_and_for_missing_ones(client):
    for name in ("Nadia Farahani", "Jonas Weber"):
        abouts = [one.about for one in asked(client, name).questions]
        assert {"glossary/mql/definition", "glossary/sql/owner", "glossary/opportunity/definition"} <= set(abouts)
        assert not {"glossary/old/definition", "glossary/lead/definition"} & set(abouts)
        assert len(set(abouts)) == len(abouts)


def test_nobody_is_asked_for_the_word_by_which_they_know_an_item(client):
    words = client.registers / "glossary.yaml"
    words.write_text(words.read_text("utf-8") + "  - {id: mql-2, term: mql, owner: Nadia Farahani}\n", "utf-8")
    owners = "owners:\n" + "".join(f"  - {{id: {i}, area: content, owner: Nadia Farahani}}\n" for i in ("a", "b"))
    (client.registers / "owners.yaml").write_text(owners, "utf-8")
    abouts = [one.about for one in asked(client, "Nadia Farahani").questions]
    assert {"glossary/mql/definition", "glossary/mql-2/definition", "owners/a/owner", "owners/b/owner"} <= set(abouts)
    assert not {"glossary/mql/term", "owners/a/area"} & set(abouts)


def test_the_sheet_says_question_example_and_what_stands_there(client):
    path = asked(client, "nadia farahani").path
    assert path == client.root / "request" / "questions-nadia-farahani.xlsx"
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["A3"].value == "questions: Nadia Farahani"
    rows = {row[6]: row for row in sheet.iter_rows(min_row=6, values_only=True)}
    subject, question, example, stands, answer, unknown, _ = rows["glossary/mql/definition"]
    assert subject == "Definitions"
    assert question.startswith("MQL: What does it mean here?")
    assert example
    assert stands == "from 60 points on"
    assert (answer, unknown) == (None, None)
    assert rows["glossary/lost_customer/definition"][1].startswith("Lost customer:")


def test_it_is_in_the_language_of_the_client(client):
    client.engagement_file.write_text(WHOLE + "language: ar\n" + PEOPLE, "utf-8")
    sheet = openpyxl.load_workbook(asked(client, "Jonas Weber").path).worksheets[0]
    assert sheet.sheet_view.rightToLeft


def test_answers_not_yet_sent_back_and_own_columns_are_carried_along(client):
    path = asked(client, "Jonas Weber").path
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["H5"], sheet["H6"], sheet["E6"], sheet["F7"] = "our remarks", "ask Bo", "half done", "x"
    book.save(path)
    again = openpyxl.load_workbook(asked(client, "Jonas Weber").path).worksheets[0]
    assert [again[cell].value for cell in ("H5", "H6", "E6", "F7")] == ["our remarks", "ask Bo", "half done", "x"]


def test_equal_registers_give_equal_bytes(client):
    first = asked(client, "Jonas Weber").path.read_bytes()
    assert asked(client, "Jonas Weber").path.read_bytes() == first


@pytest.mark.parametrize(("name", "mend"), [("Nadia Faraham", "Nadia Farahani"), ("Bo Old", "people")])
def test_somebody_who_is_not_there_is_not_asked(client, name, mend):
    with pytest.raises(UsageError) as raised:
        asked(client, name)
    assert raised.value.code == "unknown_person"
    assert mend in str(raised.value.mend)


def test_a_person_to_whom_nothing_is_open_gets_no_sheet(client):
    (client.registers / "glossary.yaml").unlink()
    (client.registers / "goals.yaml").unlink()
    client.root.joinpath("plan.yaml").write_text("name: short\nphases: {}\n", "utf-8")
    assert asked(client, "Nadia Farahani").path is None
