"""The roadmap to sign: every part stands in it, in the client's language, and equal inputs give equal bytes."""

from io import BytesIO

import pytest
from docx import Document

from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.runs.constraint import drafted
from cmokit.runs.desk import open_engagement
from cmokit.runs.priorities import EQUAL
from cmokit.runs.roadmap import write_roadmap
from tests.engagement.files import WHOLE
from tests.runs.test_priorities import client, publish

__all__ = ["client"]  # the fixture


@pytest.fixture
def workspace(client: ClientFolder) -> Workspace:
    client.engagement_file.write_text(WHOLE, "utf-8")
    return Workspace(client.root.parent.parent)


def words(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_names_the_constraint_the_portfolio_the_ranking_and_the_days(client, workspace):
    publish(client, "audit", "2026-01-05", crm__readiness="FAIL")
    path, found, told = write_roadmap(open_engagement("acme", workspace=workspace.root), EQUAL)
    text = words(path.read_bytes())
    assert told == drafted(found.verdicts)
    for said in (
        "is measurement",
        "Lead routing",
        "never among the first",
        "not answered yet",
        "Data readiness (Act now)",
    ):
        assert said in text
    assert "Agreed by" in text


def test_equal_inputs_give_equal_bytes(client, workspace):
    desk = open_engagement("acme", workspace=workspace.root)
    first = write_roadmap(desk, EQUAL)[0].read_bytes()
    assert write_roadmap(desk, EQUAL)[0].read_bytes() == first


def test_without_a_report_it_says_so(client, workspace):
    text = words(write_roadmap(open_engagement("acme", workspace=workspace.root), EQUAL)[0].read_bytes())
    assert "No report is published yet" in text
    assert "no single constraint" in text
