"""Answered questions taken back: one answer changes a field, two that differ stand side by side, none is lost."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import CmokitError, ManyErrors
from cmokit.registers.base import read_register
from cmokit.registers.glossary import GLOSSARY
from cmokit.registers.interviews import INTERVIEWS, Answer, Role
from cmokit.runs.register_export import export_registers
from cmokit.runs.register_import import Imported, import_registers
from cmokit.runs.registers import check_registers
from tests.runs.test_questions import REGISTERS, TODAY, asked, client

__all__ = ["client"]  # the fixture
NADIA, JONAS = "Nadia Farahani", "Jonas Weber"
SQL, MQL = "glossary/sql/definition", "glossary/mql/definition"


def returned(client: ClientFolder, name: str, change: Callable[[Any], object]) -> Path:
    """The person's sheet as it came back: what somebody did to it in a spreadsheet."""
    book = openpyxl.load_workbook(asked(client, name).path)
    change(book.worksheets[0])
    path = client.root.parent / f"{name.split()[0]}.xlsx"
    book.save(path)
    return path


def row_of(sheet: Any, about: str) -> int:
    return next(row[0].row for row in sheet.iter_rows(min_row=6) if row[6].value == about)


def saying(answers: dict[str, object], column: str = "E") -> Callable[[Any], object]:
    def change(sheet: Any) -> None:
        for about, value in answers.items():
            sheet[f"{column}{row_of(sheet, about)}"] = value

    return change


def taken(client: ClientFolder, *paths: Path, today: date = TODAY) -> Imported:
    return import_registers(client, paths, today)


def words(client: ClientFolder) -> dict[str, str | None]:
    return {item.id: item.definition for item in read_register(client, GLOSSARY)}


def on_record(client: ClientFolder) -> list[Answer]:
    return list(read_register(client, INTERVIEWS))


def codes(client: ClientFolder) -> list[str]:
    return [found.code for found in check_registers(client, TODAY, ["interviews"])]


def refused(client: ClientFolder, *paths: Path) -> list[CmokitError]:
    """The faults of an import that wrote nothing."""
    before = {path: path.read_bytes() for path in client.registers.iterdir()}
    with pytest.raises(ManyErrors) as raised:
        taken(client, *paths)
    assert {path: path.read_bytes() for path in client.registers.iterdir()} == before
    return raised.value.errors


def test_an_answer_changes_the_field_and_stays_on_record_with_person_and_day(client):
    done = taken(client, returned(client, JONAS, saying({SQL: "sales has spoken to them"})))
    assert [(c.cell.place, c.cell.value) for c in done.changes] == [
        (("glossary", "sql", "definition"), "sales has spoken to them")
    ]
    assert words(client)["sql"] == "sales has spoken to them"
    [record] = on_record(client)
    assert (record.person, record.role, record.said_on, record.about) == (JONAS, Role.SALES, TODAY, SQL)
    assert record.question.startswith("SQL: What does it mean")
    assert record.answer == "sales has spoken to them"
    assert "# by hand" in GLOSSARY.file(client).read_text("utf-8")


def test_people_who_agree_change_the_field_once(client):
    paths = [
        returned(client, name, saying({SQL: text}))
        for name, text in ((NADIA, "sales has spoken  to them"), (JONAS, "Sales has spoken to them"))
    ]
    assert len(taken(client, *paths).changes) == 1
    assert sorted(str(record.person) for record in on_record(client)) == [JONAS, NADIA]
    assert codes(client) == []


def test_two_who_differ_change_nothing_and_stand_side_by_side(client):
    paths = [returned(client, name, saying({SQL: f"as {name} says"})) for name in (NADIA, JONAS)]
    done = taken(client, *paths)
    assert (done.changes, done.differing) == ((), (SQL,))
    assert words(client)["sql"] is None
    assert {record.answer for record in on_record(client)} == {f"as {NADIA} says", f"as {JONAS} says"}
    assert codes(client) == ["two_answers"]


def test_who_answers_a_week_later_is_not_the_last_who_wins(client):
    first, second = (returned(client, name, saying({SQL: f"as {name} says"})) for name in (NADIA, JONAS))
    taken(client, first)
    done = taken(client, second, today=date(2026, 3, 8))
    assert (done.changes, done.differing) == ((), (SQL,))
    assert words(client)["sql"] == f"as {NADIA} says"
    assert codes(client) == ["two_answers"]


def test_a_later_sheet_that_shows_the_first_answer_does_not_overrule_it_either(client):
    taken(client, returned(client, NADIA, saying({SQL: "a call took place"})))
    done = taken(client, returned(client, JONAS, saying({SQL: "a meeting took place"})), today=date(2026, 3, 8))
    assert done.changes == ()
    assert words(client)["sql"] == "a call took place"


def test_only_its_owner_changes_what_stands_already(client):
    done = taken(client, returned(client, JONAS, saying({MQL: "asked for a meeting"})))
    assert (done.changes, done.differing) == ((), (MQL,))
    [record] = on_record(client)
    assert record.stands == "from 60 points on"
    assert codes(client) == ["differs_from_register"]
    (client.registers / "interviews.yaml").unlink()
    taken(client, returned(client, NADIA, saying({MQL: "asked for a meeting"})))
    assert words(client)["mql"] == "asked for a meeting"


def test_not_knowing_is_recorded_and_changes_nothing(client):
    done = taken(client, returned(client, JONAS, saying({SQL: "x"}, "F")))
    assert (done.changes, words(client)["sql"]) == ((), None)
    [record] = on_record(client)
    assert (record.does_not_know, record.answer, record.person) == (True, None, JONAS)
    assert codes(client) == []


def test_a_usual_word_that_nobody_had_entered_becomes_an_item(client):
    taken(client, returned(client, JONAS, saying({"glossary/customer/definition": "has paid once"})))
    assert words(client)["customer"] == "has paid once"


def test_a_file_that_comes_twice_adds_nothing(client):
    path = returned(client, JONAS, saying({SQL: "sales has spoken to them", MQL: "asked for a meeting"}))
    taken(client, path)
    before = {path: path.read_bytes() for path in client.registers.iterdir()}
    done = taken(client, path)
    assert (done.changes, done.recorded) == ((), ())
    assert {path: path.read_bytes() for path in client.registers.iterdir()} == before


def test_a_renamed_sorted_and_extended_sheet_is_understood(client):
    def change(sheet: Any) -> None:
        saying({SQL: "sales has spoken to them"})(sheet)
        sheet.title = "Antworten"
        rows = [[cell.value for cell in row[:7]] for row in sheet.iter_rows(min_row=6)]
        for row, values in zip(sheet.iter_rows(min_row=6), reversed(rows), strict=True):
            for cell, value in zip(row, values, strict=False):
                cell.value = value
        sheet.insert_cols(2)
        sheet["B5"], sheet["B6"] = "our remarks", "nice question"

    done = taken(client, returned(client, JONAS, change))
    assert words(client)["sql"] == "sales has spoken to them"
    assert done.own == ("our remarks",)


def test_a_copy_without_its_first_lines_and_hidden_sheets_is_still_known(client):
    def change(sheet: Any) -> None:
        saying({SQL: "sales has spoken to them"})(sheet)
        for name in ("_sent", "_lists"):
            del sheet.parent[name]

    assert len(taken(client, returned(client, JONAS, change)).changes) == 1
    path = returned(client, NADIA, lambda sheet: (saying({MQL: "60 points"})(sheet), sheet.delete_rows(1, 4)))
    assert [record.person for record in taken(client, path).recorded] == [NADIA]


@pytest.mark.parametrize(
    ("about", "value", "code"),
    [("goals/more/due_on", "next week", "bad_value"), (MQL, '="a"&"b"', "formula")],
)
def test_what_cannot_be_read_is_named_by_its_cell(client, about, value, code):
    path = returned(client, NADIA, saying({about: value}))
    [fault] = refused(client, path)
    row = row_of(openpyxl.load_workbook(path).worksheets[0], about)
    assert (fault.code, fault.row, fault.column, Path(str(fault.file)).name) == (code, row, "E", "Nadia.xlsx")


def edited(about: str, column: str, value: object) -> Callable[[Any], object]:
    return lambda sheet: sheet.__setitem__(f"{column}{row_of(sheet, about)}", value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda sheet: sheet.__setitem__("A3", "questions: Nadia Farahani"), "other_person"),
        (lambda sheet: (saying({SQL: "yes"})(sheet), saying({SQL: "x"}, "F")(sheet)), "both"),
        (edited(SQL, "G", MQL), "asked_twice"),
        (edited(SQL, "B", "MQL: What does it mean here? One sentence that one can count by."), "moved"),
        (lambda sheet: (saying({SQL: "yes"})(sheet), edited(SQL, "G", None)(sheet)), "no_reference"),
        (lambda sheet: sheet.delete_cols(7), "no_column"),
    ],
)
def test_a_sheet_that_was_taken_apart_is_refused_with_one_line(client, change, code):
    assert [fault.code for fault in refused(client, returned(client, JONAS, change))] == [code]


@pytest.mark.parametrize(
    ("about", "code"),
    [("glossary/sql/gone", "no_such_field"), ("gone/sql/rule", "no_such_field"), ("glossary/no/rule", "no_such_item")],
)
def test_an_answer_about_what_no_longer_exists_is_refused(client, about, code):
    def change(sheet: Any) -> None:
        saying({SQL: "sales has spoken to them"})(sheet)
        sheet[f"G{row_of(sheet, SQL)}"] = about
        del sheet.parent["_sent"]

    assert [fault.code for fault in refused(client, returned(client, JONAS, change))] == [code]


def test_answers_of_somebody_who_is_not_there_are_refused(client):
    path = returned(client, JONAS, saying({SQL: "sales has spoken to them"}))
    text = client.engagement_file.read_text("utf-8")
    client.engagement_file.write_text(text.replace(JONAS, "Somebody Else"), "utf-8")
    (client.registers / "knowledge.yaml").unlink()
    [fault] = refused(client, path)
    assert (fault.code, fault.found) == ("unknown_person", JONAS)


def test_one_wrong_row_lets_no_other_file_in(client):
    good = returned(client, JONAS, saying({SQL: "sales has spoken to them"}))
    bad = returned(client, NADIA, saying({"goals/more/due_on": "soon"}))
    assert len(refused(client, good, bad)) == 1


def test_a_sheet_and_a_register_that_differ_are_asked_about(client):
    sheet = returned(client, JONAS, saying({SQL: "sales has spoken to them"}))
    book = openpyxl.load_workbook(export_registers(client, [GLOSSARY]))
    place = next(cell.column for cell in book.worksheets[0][5] if cell.value == "Meaning")
    book.worksheets[0].cell(8, place, "a meeting took place")
    book.save(client.root / "glossary.xlsx")
    assert [fault.code for fault in refused(client, sheet, client.root / "glossary.xlsx")] == ["two_answers"]


def test_a_trial_writes_nothing(client):
    path = returned(client, JONAS, saying({SQL: "sales has spoken to them"}))
    assert len(import_registers(client, [path], TODAY, is_trial=True).recorded) == 1
    assert GLOSSARY.file(client).read_text("utf-8") == REGISTERS["glossary"]
    assert not INTERVIEWS.file(client).exists()
