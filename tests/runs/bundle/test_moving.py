"""What the consultant answers for becomes the receiver's; what was done stays as it was."""

from datetime import date
from pathlib import Path

import pytest

from cmokit.engagement.load import check
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.engagement.writing import write_text
from cmokit.engagement.yaml_text import parse_yaml
from cmokit.errors import UsageError
from cmokit.runs.bundle.moving import Moves, moves_of, receiver_of, with_day_of_leaving, workspace_text
from cmokit.runs.desk import Desk

DAY = date(2026, 4, 1)
YAML = """\
schema: 1
client: acme
name: Acme GmbH
currency: EUR
timezone: Europe/Berlin
start_on: 2026-01-05
people:  # who is who
  - {role: CMO, name: Jonas Weber, email: jonas@acme.example}
  - role: consultant
    name: Eva Roth
    email: eva@consultant.example   # until April
  - {role: analyst, name: Ada Kern, left_on: 2026-02-01}
brand: {name: Acme, color: "#123456"}
"""
OWNERS = """\
owners:
  # one a line
  - {id: data, area: data_quality, owner: Eva Roth, backup: Jonas Weber}
  - {id: content, area: content, owner: Jonas Weber, backup: Eva Roth}
"""
ALERTS = """\
alerts:
  - id: spend
    name: Spend
    owner: Eva Roth
    channel: e-mail to eva@consultant.example
    state: active
  - {id: old, name: Old, owner: Eva Roth, state: removed}
"""
ACCESS = """\
access:
  - {id: crm, account: eva, person: Eva Roth, approved_by: Eva Roth, owner: Eva Roth}
"""
RIGHTS = """\
decision_rights:
  - id: sla
    subject: handoff_sla
    owner: Jonas Weber
    consulted: [Ada Kern, Eva Roth]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    workspace = Workspace(tmp_path)
    folder = workspace.folder("acme")
    write_text(folder.engagement_file, YAML)
    for name, text in (("owners", OWNERS), ("alerts", ALERTS), ("access", ACCESS), ("decision_rights", RIGHTS)):
        write_text(folder.registers / f"{name}.yaml", text)
    return Desk(workspace, folder)


def moved(desk: Desk) -> Moves:
    return moves_of(desk.folder, desk.engagement, receiver_of(desk.engagement, "jonas weber"), DAY)


def text(moves: Moves, folder: ClientFolder, name: str) -> str:
    return moves.texts[folder.registers / f"{name}.yaml"]


def test_owned_areas_move_and_nobody_stands_in_for_themselves(desk: Desk):
    moves = moved(desk)
    said = {(role.register, role.item, role.field): role.now for role in moves.roles}
    assert said[("owners", "data", "owner")] == "Jonas Weber"
    assert said[("owners", "content", "backup")] == ""
    owners = text(moves, desk.folder, "owners")
    assert "Eva Roth" not in owners
    assert "# one a line" in owners


def test_alerts_go_to_the_receiver_and_closed_ones_stay_as_they_were(desk: Desk):
    alerts = text(moved(desk), desk.folder, "alerts")
    assert "e-mail to jonas@acme.example" in alerts
    assert "{id: old, name: Old, owner: Eva Roth, state: removed}" in alerts


def test_an_account_and_what_was_done_are_named_and_not_given_away(desk: Desk):
    moves = moved(desk)
    assert {(role.field) for role in moves.kept if role.register == "access"} == {"person", "approved_by"}
    access = text(moves, desk.folder, "access")
    assert "person: Eva Roth, approved_by: Eva Roth, owner: Jonas Weber" in access


def test_one_of_a_list_of_people_is_replaced(desk: Desk):
    rights = text(moved(desk), desk.folder, "decision_rights")
    assert "Eva Roth" not in rights
    assert "- Ada Kern\n      - Jonas Weber\n" in rights


def test_the_consultants_line_gets_the_day_of_leaving_and_nothing_else_changes(desk: Desk):
    file = desk.folder.engagement_file
    after = moved(desk).texts[file]
    assert after.replace("\n    left_on: 2026-04-01", "") == YAML
    assert check(parse_yaml(file, after)).people[1].left_on == DAY


def test_in_a_list_written_on_one_line_too():
    line = "people: [{role: consultant, name: Eva Roth}, {role: CMO, name: Jonas Weber}]\n"
    after = with_day_of_leaving(line, Path("e.yaml"), ["Eva Roth"], DAY)
    assert after.startswith("people: [{role: consultant, name: Eva Roth, left_on: 2026-04-01}, {role: CMO")


def test_nothing_on_the_disk_changes(desk: Desk):
    moved(desk)
    assert desk.folder.engagement_file.read_text("utf-8") == YAML
    assert (desk.folder.registers / "owners.yaml").read_text("utf-8") == OWNERS


@pytest.mark.parametrize("name", ["Eva Roth", "Ada Kern", "Nobody", ""])
def test_only_somebody_of_the_client_who_is_still_there_receives_it(desk: Desk, name: str):
    with pytest.raises(UsageError, match="Jonas Weber"):
        receiver_of(desk.engagement, name)


def test_the_brand_is_the_receivers(desk: Desk):
    said = workspace_text(desk.engagement, receiver_of(desk.engagement, "Jonas Weber"), None)
    assert said == 'brand:\n  name: Acme\n  color: "#123456"\n  contact: "Jonas Weber, jonas@acme.example"\n'
