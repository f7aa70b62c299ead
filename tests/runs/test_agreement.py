"""The documents to sign: what plan and registers say stands in them, and a gap is to be agreed, never invented."""

import json
from pathlib import Path

import pytest
from docx import Document

from cmokit.engagement.workspace import ClientFolder
from cmokit.registers.decision_rights import Subject
from cmokit.registers.glossary import TERMS
from cmokit.registers.owners import Area
from cmokit.runs.agreement import write_agreements
from cmokit.runs.desk import open_engagement
from tests.engagement.files import WHOLE
from tests.runs.test_questions import TODAY

PEOPLE = """\
people:
  - {role: head_of_marketing, name: Nadia Farahani}
  - {role: head_of_sales, name: Jonas Weber}
  - {role: chief_executive_officer, name: Ann Chief}
  - {role: consultant, name: Cora Sult}
"""
HELD = {
    "owners": [
        {"id": "a", "area": "reporting", "owner": "Nadia Farahani", "backup": "Jonas Weber", "hours_a_week": 3},
        {"id": "b", "area": "content", "owner": "Nadia Farahani", "hours_a_week": 1.5},
    ],
    "decision_rights": [{"id": "a", "subject": "budget", "owner": "Jonas Weber", "validates": "Ann Chief"}],
    "data_access": [{"id": "a", "system": "The CRM", "person": "Jonas Weber", "due_on": "2026-01-09"}],
    "cadence": [{"id": "a", "name": "Monday meeting", "owner": "Nadia Farahani", "minutes": 45}],
    "deliverables": [
        {"id": "audit-report", "deliverable": "Audit", "phase": "audit", "owner": "Jonas Weber",
         "due_on": "2026-02-27"},
        {"id": "extra", "deliverable": "A list of prices", "phase": "scale"},
    ],
    "glossary": [
        {"id": "mql", "term": "MQL", "definition": "asked for a meeting", "rule": "Stage is MQL", "owner": "Ann Chief"},
        {"id": "mql-2", "term": "mql", "definition": "from 60 points on"},
        {"id": "old", "term": "SQL", "definition": "not any more", "state": "replaced"},
    ],
    "stage_map": [
        {"id": "won", "stage": "Won", "position": 2},
        {"id": "lead", "stage": "First contact", "position": 1, "owner": "Nadia Farahani", "typical_delay_days": 3},
    ],
    "handoffs": [{"id": "a", "handoff": "Lead to sales", "trigger": "Lead is MQL", "deadline_hours": 24}],
    "business_model": [{"id": "a", "topic": "valuable_groups", "answer": "Makers of pumps", "said_by": "Ann Chief"}],
    "goals": [{"id": "a", "goal": "More pumps", "measure": "funnel.conversion.stage_share[from=a,split=all,to=b]",
               "target_value": 0.4}],
}  # fmt: skip


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    folder = ClientFolder("acme", tmp_path / "engagements" / "acme", tmp_path / "reports" / "acme")
    folder.registers.mkdir(parents=True)
    folder.engagement_file.write_text(WHOLE + PEOPLE, "utf-8")
    return folder


def enter(client: ClientFolder) -> None:
    for name, items in HELD.items():
        (client.registers / f"{name}.yaml").write_text(json.dumps({name: items}), "utf-8")


def publish(client: ClientFolder) -> None:
    def step(origin: str, following: str, value: float) -> dict[str, object]:
        return {
            "id": "funnel.conversion.stage_share",
            "dimensions": {"from": origin, "split": "all", "to": following},
            "value": value,
            "unit": "share",
            "n": 8,
            "low": None,
            "high": None,
            "confidence": None,
            "period": {"start_on": "2025-01-01", "end_on": "2026-01-05"},
            "definition": {"id": "funnel.conversion", "version": "1", "text": "share"},
            "sources": [],
        }

    analyses = [
        {"id": name, "severity": severity, "reason": f"reason of {name}", "money_at_stake_amount": None}
        for name, severity in (("segments.icp", "NOT_MEASURED"), ("funnel.leaks", "WARN"))
    ]
    path = client.reports / "audit" / "facts.json"
    path.parent.mkdir(parents=True)
    facts = [step("b", "c", 0.5), step("a", "b", 0.25)]
    path.write_text(json.dumps({"as_of": "2026-01-05", "analyses": analyses, "facts": facts}), "utf-8")


def written(client: ClientFolder) -> tuple[str, str]:
    """Words of the agreement, and of the contract."""
    paths = write_agreements(open_engagement("acme", workspace=client.root.parent.parent), TODAY)
    assert [path.name for path in paths] == ["agreement.docx", "marketing-to-revenue.docx"]
    first, second = map(words, paths)
    return first, second


def words(path: Path) -> str:
    document = Document(str(path))
    rows = (" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows)
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *rows])
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_without_registers_everything_is_to_be_agreed_and_nothing_invented(client):
    first, second = written(client)
    assert first.count("to be agreed: who answers") == len(Area)
    assert first.count("to be agreed: who decides") == len(Subject)
    for open_ in ("hours a week of everybody", "which systems give data", "which meetings are held"):
        assert f"to be agreed: {open_}" in first
    assert second.count("to be agreed: what it means") == len(TERMS)
    for open_ in ("which companies", "what counts as qualified", "what marketing hands", "the stages", "which figures"):
        assert f"to be agreed: {open_}" in second
    assert "no published report states a figure" in second


def test_the_agreement_holds_scope_outputs_owners_time_access_rights_and_meetings(client):
    enter(client)
    first, _ = written(client)
    for said in (
        "Cora Sult works with Acme GmbH from 5 Jan 2026 to 4 Apr 2026",
        "4. Transfer ownership",
        "Audit report | 27 Feb 2026 | Every figure can be traced to its files and rows. | Jonas Weber",
        "Roadmap with the constraint in one sentence | 24 Jan 2026 | It is signed. | to be agreed: owner",
        "A list of prices | to be agreed: day | to be agreed: criteria | to be agreed: owner",
        "Reporting | Nadia Farahani | Jonas Weber",
        "Nadia Farahani | 4,5",
        "The CRM | to be agreed: what exactly | Jonas Weber | 9 Jan 2026 | needed",
        "Budget | Jonas Weber | Ann Chief | to be agreed: who signs",
        "Monday meeting | every week | 45 | Nadia Farahani | to be agreed: day",
        "Accepted by: Ann Chief",
        "What the consultant does not do",
        "For the client: Ann Chief",
        "For the consultant: Cora Sult",
    ):
        assert said in first


def test_the_contract_holds_definitions_stages_handovers_and_current_figures(client):
    enter(client)
    publish(client)
    _, second = written(client)
    for said in (
        "Lead volume is not progress",
        "Makers of pumps (Ann Chief)",
        "MQL means: asked for a meeting",
        "Rule: Stage is MQL",
        "to be agreed: which meaning of MQL counts",
        "Lead to sales | Lead is MQL | to be agreed: what is done | 24",
        "First contact | Nadia Farahani | to be agreed: what goes on to the next stage | 3",
        "from a to b: 25,0 %; from b to c: 50,0 %",
        "as of 5 Jan 2026): reason of funnel.leaks",
        "More pumps | 25,0 % | 40,0 % | to be agreed: by when",
        "For sales: Jonas Weber",
    ):
        assert said in second
    assert second.index("First contact") < second.index("Won |")
    assert "not any more" not in second
    assert "reason of segments.icp" not in second


def test_nobody_signs_whom_nobody_named(client):
    client.engagement_file.write_text(WHOLE, "utf-8")
    first, second = written(client)
    assert "For the consultant: to be agreed: name" in first
    assert "to be agreed: who accepts for the client" in first
    assert "For sales: to be agreed: name" in second


def test_equal_inputs_give_equal_bytes(client):
    enter(client)
    desk = open_engagement("acme", workspace=client.root.parent.parent)
    first = [path.read_bytes() for path in write_agreements(desk, TODAY)]
    assert [path.read_bytes() for path in write_agreements(desk, TODAY)] == first


def test_who_has_left_answers_for_nothing(client):
    enter(client)
    text = client.engagement_file.read_text("utf-8")
    client.engagement_file.write_text(text.replace("Nadia Farahani}", "Nadia Farahani, left_on: 2026-02-01}"), "utf-8")
    first, second = written(client)
    assert "Reporting | to be agreed: who answers | Jonas Weber" in first
    assert "First contact | to be agreed: who answers" in second
