"""An update as published: two pages, a workbook, an agenda, an e-mail; the next one beside the one before."""

import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader

from cmokit.engagement.workspace import Workspace
from cmokit.errors import UsageError
from cmokit.exhibits.facts_file import read_json
from cmokit.runs.desk import Desk, open_engagement
from cmokit.runs.run import RunResult
from cmokit.runs.update import meeting_named, update
from cmokit.vocabulary import Meeting

CLIENT = "sample-shop"  # Arabic, right to left: the harder pages
FEBRUARY, MARCH = date(2026, 2, 4), date(2026, 3, 6)


@pytest.fixture(scope="module")
def desk(samples: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("updates")
    shutil.copytree(samples.root / "engagements" / CLIENT, root / "engagements" / CLIENT)
    return open_engagement(CLIENT, workspace=root)


@pytest.fixture(scope="module")
def first(desk: Desk) -> RunResult:
    return update(desk, as_of=FEBRUARY)


@pytest.fixture(scope="module")
def second(desk: Desk, first: RunResult) -> RunResult:
    return update(desk, Meeting.BOARD, as_of=MARCH)


def names(result: RunResult) -> set[str]:
    return {path.name for path in result.files}


def test_it_lies_by_day_and_meeting_with_everything_that_a_meeting_needs(first: RunResult) -> None:
    assert first.folder.name == "2026-02-04_weekly"
    wanted = {"update.pdf", "update.html", "update.xlsx", "agenda.docx", "email.txt", "facts.json", "manifest.json"}
    assert wanted <= names(first)
    assert "update.pptx" not in names(first)


def test_it_is_two_pages(first: RunResult, second: RunResult) -> None:
    for result in (first, second):
        assert len(PdfReader(result.folder / "update.pdf").pages) == 2


def test_the_page_for_the_browser_holds_no_script_and_no_address(first: RunResult) -> None:
    html = (first.folder / "update.html").read_text("utf-8")
    assert "<script" not in html
    assert "default-src 'none'" in html
    assert "http://" not in html
    assert "https://" not in html


def test_the_agenda_has_a_row_for_what_changed_with_who_looks_at_it_when(first: RunResult) -> None:
    tables = Document(io.BytesIO((first.folder / "agenda.docx").read_bytes())).tables
    rows = [[cell.text for cell in row.cells] for row in tables[0].rows]
    assert len(rows[0]) == 5
    assert len(rows) > 1
    assert all(row[3] and row[4] for row in rows[1:])


def test_the_board_gets_slides_and_no_more_than_eight(second: RunResult) -> None:
    deck = Presentation(io.BytesIO((second.folder / "update.pptx").read_bytes()))
    assert 1 < len(deck.slides) <= 8


def test_the_next_update_stands_beside_the_one_before(first: RunResult, second: RunResult) -> None:
    """What was `now` in February is `last` in March, figure by figure."""
    told = {side: _figures(result, side) for side, result in (("now", first), ("last", second))}
    assert told["last"]
    assert {key: told["now"][key] for key in told["last"]} == told["last"]
    assert _figures(first, "last") == {}


def _figures(result: RunResult, side: str) -> dict[str, object]:
    facts = read_json(result.folder / "facts.json")["facts"]
    wanted = f"update.figures.{side}_"
    return {
        fact["dimensions"]["figure"]: fact["value"]
        for fact in facts
        if fact["id"].startswith(wanted) and fact["value"] is not None
    }


def test_nothing_new_is_nothing_to_do_and_a_day_without_a_delivery_says_so(desk: Desk, second: RunResult) -> None:
    said: list[str] = []
    assert update(desk, Meeting.BOARD, as_of=MARCH).status == "unchanged"
    later = update(desk, as_of=date(2026, 3, 9), say=said.append)
    assert later.folder.name == "2026-03-09_weekly"
    assert any("no file came since the update of 2026-03-06" in line for line in said)


def test_equal_inputs_give_equal_pages(desk: Desk, first: RunResult) -> None:
    before = json.loads((first.folder / "manifest.json").read_text("utf-8"))["deliverables"]
    again = update(desk, as_of=FEBRUARY, force=True)
    after = json.loads((Path(again.folder) / "manifest.json").read_text("utf-8"))["deliverables"]
    assert before == after


def test_a_meeting_that_does_not_exist_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="there is no such meeting") as fault:
        meeting_named("weekley")
    assert fault.value.mend == "did you mean weekly?"
