"""A team's copy lists records by their ids; names and addresses stand in it only where the engagement says so."""

import io
from dataclasses import replace

import openpyxl
import pyarrow as pa

from cmokit.exhibits.section import Section, Table, TableColumn
from cmokit.render.personal import ids_only, without_names
from cmokit.render.report_meta import ReportMeta
from cmokit.render.workbook import report_workbook
from tests.render.sections import duplicates, meta

EVIDENCE = pa.table(
    {
        "contact_id": ["17", "18"],
        "email": ["anna@berg.example", "ben@tal.example"],
        "column": ["phone", "industry"],
        "value": ["0171 5550100", "Steel"],
    }
)


def people() -> Section:
    columns = (TableColumn("contact_id", "Record"), TableColumn("email", "E-mail"), TableColumn("matched_by", "By"))
    rows = ({"contact_id": "17", "email": "anna@berg.example", "matched_by": "name"},)
    return replace(duplicates(), tables=(Table("Kept twice", columns, rows, "Sorted by size."),))


def test_columns_that_name_people_are_left_out_and_named() -> None:
    table = without_names(people()).tables[0]
    assert [column.name for column in table.columns] == ["contact_id", "matched_by"]
    assert table.rows == ({"contact_id": "17", "matched_by": "name"},)
    assert table.note.startswith("Sorted by size. Left out here")
    assert "E-mail" in table.note


def test_evidence_keeps_its_ids_and_withholds_what_shows_a_person() -> None:
    kept, left_out = ids_only(EVIDENCE)
    assert left_out == ("email",)
    assert kept.to_pylist() == [
        {"contact_id": "17", "column": "phone", "value": "withheld"},
        {"contact_id": "18", "column": "industry", "value": "Steel"},
    ]


def texts(shown: ReportMeta) -> str:
    made = report_workbook([people()], shown, lambda wanted: EVIDENCE)
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_workbook_shows_addresses_only_where_the_engagement_says_so() -> None:
    by_default, shown = texts(meta()), texts(replace(meta(), shows_people=True))
    assert "ben@tal.example" not in by_default
    assert "Left out, as they name people: email." in by_default
    assert "ben@tal.example" in shown


def test_a_board_copy_has_no_rows_but_says_how_many_there_are() -> None:
    told = texts(replace(meta(), audience="board", shows_people=True))
    assert "0171 5550100" not in told
    assert "695 records stand behind this finding" in told
