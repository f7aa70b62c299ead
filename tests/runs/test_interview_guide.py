"""Interview guides: access to verify, what is open for the role, and what the reports say beside the questions."""

import json
from datetime import date

import pytest
from docx import Document

from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.registers.interviews import Role
from cmokit.runs.desk import open_engagement
from cmokit.runs.interview_guide import MOST, write_guides
from cmokit.runs.interview_questions import BESIDE, QUESTIONS
from cmokit.words import has
from tests.runs.test_priorities import publish
from tests.runs.test_questions import TODAY, client

__all__ = ["client"]  # the fixture
MEASURE = "funnel.conversion.stage_share[from=mql,split=all,to=sql]"
ACCESS = """\
data_access:
  - {id: crm, system: The CRM, permissions: read, person: Jonas Weber, state: asked}
  - {id: ads, system: The ads, owner: Nadia Farahani, state: granted}
  - {id: shop, system: The shop}
"""


@pytest.fixture
def workspace(client: ClientFolder) -> Workspace:
    (client.registers / "data_access.yaml").write_text(ACCESS, "utf-8")
    return Workspace(client.root.parent.parent)


def words(workspace: Workspace, role: str, today: date = TODAY) -> str:
    [path] = write_guides(open_engagement("acme", workspace=workspace.root), [role], today)
    assert path.name == f"interview-{role}.docx"
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def boxes(workspace: Workspace, role: str) -> int:
    [path] = write_guides(open_engagement("acme", workspace=workspace.root), [role], TODAY)
    return sum(len(table.columns) == 1 for table in Document(str(path)).tables)


def test_a_role_verifies_the_access_that_it_gives_and_that_nobody_gives(workspace):
    text = words(workspace, "sales")
    assert "The CRM" in text
    assert "The shop" in text
    assert "The ads" not in text
    assert all(system in words(workspace, "operations") for system in ("The CRM", "The ads", "The shop"))


def test_it_asks_what_is_open_for_the_people_of_the_role_with_what_stands_there(workspace):
    text = words(workspace, "marketing")
    assert "With: Nadia Farahani" in text
    assert "More customers: " in text
    assert "Stands there now: from 60 points on" in text
    assert "Reference: glossary/mql/definition" in text
    assert "Price list" not in text
    assert "Price list" in words(workspace, "sales")


def test_a_role_that_nobody_holds_is_asked_what_everybody_is_asked(workspace):
    text = words(workspace, "finance")
    assert "nobody among the people" in text
    assert "Reference: glossary/mql/definition" in text
    assert "More customers" not in text


def test_the_report_stands_beside_the_question_and_what_was_not_measured_does_not(client, workspace):
    publish(client, "audit", "2026-01-05", speed__first_response="NOT_MEASURED", funnel__rejections="WARN")
    path = client.reports / "audit" / "facts.json"
    told = json.loads(path.read_text("utf-8"))
    told["analyses"] = [{**one, "reason": f"reason of {one['id']}"} for one in told["analyses"]]
    path.write_text(json.dumps(told), "utf-8")
    text = words(workspace, "sales")
    assert "as of 5 Jan 2026): reason of funnel.rejections" in text
    assert "reason of speed.first_response" not in text


def test_the_figure_that_an_item_names_stands_beside_its_questions(client, workspace):
    goals = client.registers / "goals.yaml"
    goals.write_text(goals.read_text("utf-8").replace("measure: x.y.z_share", f'measure: "{MEASURE}"'), "utf-8")
    publish(client, "audit", "2026-01-05")
    path = client.reports / "audit" / "facts.json"
    fact = {
        "id": "funnel.conversion.stage_share",
        "dimensions": {"from": "mql", "split": "all", "to": "sql"},
        "value": 0.25,
        "unit": "share",
        "n": 8,
        "low": None,
        "high": None,
        "confidence": None,
        "period": {"start_on": "2025-01-01", "end_on": "2026-01-05"},
        "definition": {"id": "funnel.conversion", "version": "1", "text": "share"},
        "sources": [],
    }
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "facts": [fact]}), "utf-8")
    assert "From MQL to sql: ever got that far (everybody): 25,0\N{NO-BREAK SPACE}%" in words(workspace, "marketing")


def test_each_question_has_a_box_and_a_register_at_most_a_handful(workspace):
    text = words(workspace, "finance")
    asked = text.count("Reference: ")
    assert boxes(workspace, "finance") == asked + len(QUESTIONS[Role.FINANCE])
    assert text.count("Reference: glossary") == MOST
    assert "more questions stand on the person's own sheet" in text


def test_equal_inputs_give_equal_bytes(workspace):
    desk = open_engagement("acme", workspace=workspace.root)
    first = write_guides(desk, ["sales"], TODAY)[0].read_bytes()
    assert write_guides(desk, ["sales"], TODAY)[0].read_bytes() == first


def test_every_role_has_questions_whose_words_and_analyses_exist():
    from cmokit.analyses.catalog import CATALOG

    known = {analysis.id for analysis in CATALOG}
    assert set(QUESTIONS) == set(Role)
    for asked in (one for told in QUESTIONS.values() for one in told):
        assert has(f"interview.subjects.{asked.subject}")
        assert has(f"interview.asks.{asked.question}")
        assert set(asked.analyses) <= known
    assert set(BESIDE.values()) <= known
