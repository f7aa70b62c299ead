from datetime import date
from pathlib import Path

from cmokit.engagement.writing import write_text
from cmokit.registers.catalog import BY_NAME
from cmokit.render.door import FrontDoor
from cmokit.render.formats import Look
from cmokit.runs.desk import Desk
from cmokit.runs.front_door import front_door, write_front_door
from tests.runs.issuing import desk_in, publish

TODAY = date(2026, 2, 20)
DECISIONS = """\
decisions:
  - {id: agency, issue: Do we keep the agency?, owner: Jonas Weber, state: decided, decision: for now,
     decided_on: 2026-01-20, review_on: 2026-02-10}
  - {id: page, issue: Which page first?, state: open}
  - {id: old, issue: What was it?, state: withdrawn}
"""


def door(desk: Desk, today: date = TODAY) -> FrontDoor:
    return front_door(desk, today, Look())


def test_a_new_client_has_a_page_on_which_nothing_is_published(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    path = write_front_door(desk, date(2026, 1, 5))
    assert path == desk.folder.reports / "index.html"
    told = door(desk, date(2026, 1, 5))
    assert [line.state for line in told.phases] == ["now", "ahead", "ahead", "ahead", "ahead"]
    assert not told.late


def test_a_published_report_is_led_to_and_its_phase_is_done(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    publish(desk)
    audit, baseline, pilot, *_ = door(desk).phases
    assert audit.state == "done"
    assert audit.report
    assert [file.path for file in audit.report.files] == ["audit/audit.pdf"]
    assert (baseline.state, pilot.state) == ("late", "now")
    html = write_front_door(desk, TODAY).read_text("utf-8")
    assert 'href="audit/audit.pdf"' in html
    assert (desk.folder.reports / "audit/audit.pdf").is_file()


def test_every_link_of_the_page_leads_to_a_file(tmp_path: Path) -> None:
    import re
    from urllib.parse import unquote

    desk = desk_in(tmp_path)
    publish(desk)
    for folder in ("exports/audit_board", "update/2026-02-18_weekly", "audit/fixes"):
        write_text(desk.folder.reports / folder / "a file, ünd more.pdf", "x")
    path = write_front_door(desk, TODAY)
    links = re.findall(r'href="([^"]*)"', path.read_text("utf-8"))
    assert len(links) == 4
    assert all((path.parent / unquote(link)).is_file() for link in links)


def test_what_is_late_is_by_the_day_that_was_asked_for_and_never_by_the_clock(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    assert not door(desk, date(2026, 1, 10)).late
    late = door(desk, date(2026, 3, 1)).late
    assert late
    assert all(point.is_late and point.due_on and point.due_on < date(2026, 3, 1) for point in late)
    assert write_front_door(desk, TODAY).read_bytes() == write_front_door(desk, TODAY).read_bytes()


def test_open_decisions_are_told_the_late_one_first(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    write_text(BY_NAME["decisions"].file(desk.folder), DECISIONS)
    first, second = door(desk).decisions
    assert (first.text, first.owner, first.is_late, first.note) == (
        "Do we keep the agency?",
        "Jonas Weber",
        True,
        "for now",
    )
    assert (second.text, second.is_late) == ("Which page first?", False)
    assert any("agency" in point.text for point in door(desk).late)


def test_a_register_with_faults_is_named_and_hides_nothing_else(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    publish(desk)
    write_text(BY_NAME["decisions"].file(desk.folder), "decisions:\n  - {id: a, issue: B, colour: red}\n")
    told = door(desk)
    assert any("decisions.yaml" in line for line in told.faults)
    assert not any(str(tmp_path) in line for line in told.faults)
    assert told.phases[0].state == "done"


def test_a_plan_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    write_text(desk.folder.root / "plan.yaml", "name: Mine\nphases: {audit: {colour: red}}\n")
    assert any("plan.yaml" in line for line in door(desk).faults)


def test_updates_stand_newest_first(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    for name in ("2026-02-11_weekly", "2026-02-18_board", "2026-02-18_weekly"):
        write_text(desk.folder.reports / "update" / name / "update.pdf", "x")
    titles = [folder.title for folder in door(desk).updates]
    assert "18" in titles[0]
    assert "11" in titles[-1]
    assert any("board" in title for title in titles)
