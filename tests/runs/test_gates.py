"""Gates and acts: what is still open, when it is due, and the command that does it."""

import json
from datetime import date
from pathlib import Path

import pytest

from cmokit.engagement.load import load_engagement
from cmokit.engagement.plan import plan_of, shipped_plan
from cmokit.engagement.presets import Preset
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ManyErrors
from cmokit.runs.acts import acts
from cmokit.runs.gates import gates, in_front
from cmokit.runs.registers import surroundings
from cmokit.vocabulary import PHASES, Phase
from tests.engagement.files import WHOLE

TODAY = date(2026, 1, 19)  # day 15 of an engagement that began on the fifth


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    folder = ClientFolder("acme", tmp_path / "engagements" / "acme", tmp_path / "reports" / "acme")
    folder.registers.mkdir(parents=True)
    folder.engagement_file.write_text(WHOLE, "utf-8")
    return folder


def enter(client: ClientFolder, name: str, *items: dict[str, object]) -> None:
    (client.registers / f"{name}.yaml").write_text(json.dumps({name: list(items)}, default=str), "utf-8")


def publish(client: ClientFolder, phase: str) -> None:
    folder = client.reports / phase
    folder.mkdir(parents=True)
    folder.joinpath("manifest.json").write_text("{}", "utf-8")
    folder.joinpath("facts.json").write_text('{"as_of": "2026-01-05", "analyses": [], "facts": []}', "utf-8")


def front(client: ClientFolder):
    engagement = load_engagement(client.engagement_file)
    plan = plan_of(client.root, engagement.preset)
    return in_front(gates(client, engagement, plan, surroundings(client, TODAY)))


def due(client: ClientFolder, today: date = TODAY):
    engagement = load_engagement(client.engagement_file)
    return acts(client, engagement, plan_of(client.root, engagement.preset), front(client), today)


def test_a_new_client_stands_before_the_gate_of_the_audit(client):
    gate = front(client)
    assert gate.phase is Phase.AUDIT
    assert {point.words[-1] for point in gate.points} == {
        "data_sources", "glossary", "stage_map", "owners", "data_access", "audit"
    }  # fmt: skip


def test_a_register_with_open_points_keeps_the_gate_shut_and_counts_them(client):
    enter(client, "data_access", {"id": "crm", "system": "CRM", "state": "asked"})
    told = [point.what for point in front(client).points if point.words[-1] == "data_access"]
    assert told == ["Data access: 3 points are open"]


def test_a_published_report_and_whole_registers_open_it(client):
    plan = "name: ours\nphases:\n  audit: {gate: {says: so, registers: [data_access], reports: [audit]}}\n"
    client.root.joinpath("plan.yaml").write_text(plan, "utf-8")
    item = {"id": "crm", "system": "CRM", "permissions": "export", "holds_personal_data": False, "state": "granted"}
    enter(client, "data_access", {**item, "owner": "Dr. Jana Vogel"})
    assert [point.what for point in front(client).points] == ["no audit report is published"]
    publish(client, "audit")
    assert front(client) is None


def test_acts_stand_in_the_order_of_their_days_with_the_late_ones_first(client):
    enter(
        client,
        "decisions",
        {"id": "D-1", "issue": "Which agency?", "review_on": date(2026, 1, 12), "owner": "Dr. Jana Vogel"},
        {"id": "D-2", "issue": "Later", "review_on": date(2026, 3, 1)},
    )
    found = due(client)
    assert (found[0].what, found[0].is_late, found[0].owner) == ("look again at: Which agency?", True, "Dr. Jana Vogel")
    assert [act.due_on for act in found] == sorted(act.due_on for act in found)
    assert "look again at: Later" not in {act.what for act in found}


def test_a_planned_report_is_run_then_issued_and_gone_once_it_is_out(client):
    words = {act.what: act.words for act in due(client)}
    assert words["Audit report"] == ("run", "acme", Phase.AUDIT)
    publish(client, "audit")
    assert {act.what: act.words for act in due(client)}["Audit report"][0] == "issue"
    issued = {"id": "v1", "deliverable": "Audit report", "phase": "audit", "state": "issued", "version": "v1"}
    more = {"audience": "board", "issued_to": "B", "issued_on": date(2026, 1, 18), "folder": "f", "run": "r"}
    enter(client, "deliverables", {**issued, **more})
    assert "Audit report" not in {act.what for act in due(client)}


@pytest.mark.parametrize("preset", list(Preset))
def test_every_plan_that_ships_names_registers_that_exist_and_a_gate_a_phase(preset):
    from cmokit.registers.catalog import BY_NAME

    plan = shipped_plan(preset)
    assert set(plan.phases) == set(PHASES)
    for phase in plan.phases.values():
        assert phase.goals
        assert phase.deliverables
        assert set(phase.gate.registers) <= set(BY_NAME)


def test_the_days_of_phases_stand_in_one_place_alone(client):
    client.root.joinpath("plan.yaml").write_text("name: ours\nphases:\n  audit:\n    days: [1, 40]\n", "utf-8")
    with pytest.raises(ManyErrors) as raised:
        plan_of(client.root, "plan_a")
    assert [(fault.code, fault.row) for fault in raised.value.errors] == [("misplaced_days", 4)]


def test_a_gate_is_due_on_the_last_day_that_the_engagement_says(client):
    assert front(client).due_on == date(2026, 1, 24)
    moved = "phases: {audit: {start_on: 2026-01-05, end_on: 2026-02-01}}\n"
    client.engagement_file.write_text(WHOLE + moved, "utf-8")
    assert front(client).due_on == date(2026, 2, 1)


def test_a_plan_of_ones_own_with_a_mistake_is_refused_with_its_line(client):
    client.root.joinpath("plan.yaml").write_text(
        "name: ours\nphases:\n  audit: {days: [20, 1]}\n  autumn: {}\n", "utf-8"
    )
    with pytest.raises(ManyErrors) as raised:
        plan_of(client.root, "plan_a")
    assert [fault.row for fault in raised.value.errors] == [3, 4]
