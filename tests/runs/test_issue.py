"""Issuing: a numbered copy that never changes, entered in the register, or refused with nothing left behind."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cmokit.errors import CmokitError, ManyErrors, RunFailed
from cmokit.registers.base import read_register
from cmokit.registers.deliverables import DELIVERABLES, Deliverable, State
from cmokit.runs import issue as module
from cmokit.runs.desk import Desk
from cmokit.runs.issue import Issued, issue
from cmokit.runs.issued import files_in, issued_copies, issued_folder, repair_issued
from cmokit.runs.override import Passed
from cmokit.sources.deliveries.ledger import write_ledger
from cmokit.vocabulary import Audience, Phase
from tests.runs.issuing import FEBRUARY, JANUARY, comment, desk_in, publish

DAY, LATER = date(2026, 2, 2), date(2026, 3, 2)
PLANNED = """\
deliverables:
  # promised in the kick-off
  - id: audit-report
    deliverable: The audit
    phase: audit
    owner: Jonas Weber
    due_on: 2026-02-02
    criteria: [The board can decide.]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = desk_in(tmp_path)
    publish(made)
    return made


def issued(desk: Desk, to: str = "The team", on: date = DAY, **more: Any) -> Issued:
    return issue(desk, Phase.AUDIT, Audience.TEAM, to=to, today=on, **more)


def register(desk: Desk) -> dict[str, Deliverable]:
    return {item.id: item for item in read_register(desk.folder, DELIVERABLES)}


def refused(desk: Desk, **more: Any) -> CmokitError:
    """The refusal, which leaves neither a folder nor an entry."""
    before = sorted(issued_folder(desk.folder).rglob("*")), register(desk)
    with pytest.raises(RunFailed) as raised:
        issued(desk, **more)
    assert (sorted(issued_folder(desk.folder).rglob("*")), register(desk)) == before
    return raised.value


def html(done: Issued) -> str:
    return (done.folder / "audit_team.html").read_text("utf-8")


def test_a_copy_is_a_numbered_folder_that_nobody_writes_to_and_an_entry_in_the_register(desk: Desk) -> None:
    done = issued(desk)
    assert done.folder == desk.folder.reports / "issued" / "2026-02-02_audit_v1_team"
    assert {"audit_team.pdf", "audit_team.html", "audit_team.xlsx", "facts.json"} <= {p.name for p in done.files}
    assert all(path.stat().st_mode & 0o222 == 0 for path in (done.folder, *done.files))
    entry = register(desk)["audit-v1-team"]
    assert entry == done.entry
    assert (entry.state, entry.version, entry.issued_to, entry.run) == (State.ISSUED, "v1", "The team", "audit-1")
    assert entry.files == files_in(done.folder)
    assert "v1, issued to The team on 2 Feb 2026" in html(done)


def test_a_first_copy_restates_nothing(desk: Desk) -> None:
    assert "Figures restated" not in html(issued(desk))


def test_a_planned_report_keeps_its_entry_and_its_own_criteria(desk: Desk) -> None:
    path = DELIVERABLES.file(desk.folder)
    path.parent.mkdir(parents=True)
    path.write_text(PLANNED, "utf-8")
    done = issued(desk)
    assert (done.entry.id, done.entry.owner, done.entry.criteria) == (
        "audit-report",
        "Jonas Weber",
        ("The board can decide.",),
    )
    assert "# promised in the kick-off" in path.read_text("utf-8")
    assert "The board can decide." in html(done)


def test_the_same_report_to_the_same_reader_is_a_slip_and_not_a_new_version(desk: Desk) -> None:
    issued(desk)
    fault = refused(desk, on=LATER)
    assert fault.code == "already_issued"
    assert "v1 on 2026-02-02" in str(fault)


def test_another_reader_gets_the_next_number_and_the_first_copy_still_waits_for_its_answer(desk: Desk) -> None:
    issued(desk)
    second = issued(desk, to="The auditor", on=LATER)
    assert second.entry.version == "v2"
    assert second.restated_count == 0
    assert register(desk)["audit-v1-team"].state is State.ISSUED
    assert "No figure that the text prints differs from v1" in html(second)


def test_a_later_copy_opens_with_what_it_restates_and_supersedes_the_one_before(desk: Desk) -> None:
    issued(desk)
    write_ledger(desk.folder, (JANUARY, FEBRUARY))
    publish(desk, "audit-2", share=0.0612, files=(JANUARY, FEBRUARY))
    second = issued(desk, on=LATER)
    assert second.folder.name == "2026-03-02_audit_v2_team"
    assert second.restated_count == 1
    shown = html(second)
    assert "Figures restated since v1" in shown
    assert "contacts_feb.csv" in shown
    assert [register(desk)[f"audit-{v}-team"].state for v in ("v1", "v2")] == [State.SUPERSEDED, State.ISSUED]


def test_words_that_changed_make_a_new_version(desk: Desk) -> None:
    issued(desk)
    comment(desk, "Most of them came in with the fair.")
    assert issued(desk, on=LATER).entry.version == "v2"


def test_an_issued_copy_does_not_change_when_the_report_does(desk: Desk) -> None:
    first = issued(desk)
    publish(desk, "audit-2", share=0.0612)
    issued(desk, on=LATER)
    assert files_in(first.folder) == register(desk)["audit-v1-team"].files


def test_a_file_changed_by_hand_is_named(desk: Desk) -> None:
    (desk.folder.reports / "audit" / "audit.pdf").write_text("mended in an editor")
    fault = refused(desk)
    assert (fault.code, Path(str(fault.file)).name) == ("not_whole", "audit.pdf")


def test_a_report_on_withdrawn_data_is_not_issued_and_the_file_is_named(desk: Desk) -> None:
    gone = replace(JANUARY, is_withdrawn=True, withdrawn_on=DAY, reason="wrong export")
    write_ledger(desk.folder, (gone,))
    fault = refused(desk)
    assert fault.code == "withdrawn"
    assert "contacts.csv, which was withdrawn on 2026-02-02: wrong export" in str(fault)
    assert "cmokit run acme audit" in str(fault)


def test_a_file_withdrawn_and_taken_in_again_stands(desk: Desk) -> None:
    gone = replace(JANUARY, is_withdrawn=True, withdrawn_on=DAY, reason="wrong day", extract_on=date(2026, 1, 1))
    write_ledger(desk.folder, (gone, JANUARY))
    assert issued(desk).entry.version == "v1"


def test_a_report_older_than_its_data_is_issued_with_a_warning(desk: Desk) -> None:
    late = replace(FEBRUARY, extract_on=date(2026, 1, 30), name="late.csv")
    write_ledger(desk.folder, (JANUARY, late))
    assert [w for w in issued(desk).warnings if "late.csv came since" in w]


def test_data_from_after_the_reports_day_is_no_warning(desk: Desk) -> None:
    write_ledger(desk.folder, (JANUARY, FEBRUARY))
    assert issued(desk).warnings == ()


def test_a_number_without_a_source_stops_it_with_its_place(desk: Desk) -> None:
    comment(desk, "About 40 are sister companies.")
    fault = refused(desk)
    assert fault.code == "loose_numeral"
    assert "commentary/audit.md, line 5: 40" in str(fault)
    assert "\n" not in str(fault)


def test_a_named_person_may_let_it_pass_and_that_is_on_record(desk: Desk) -> None:
    comment(desk, "About 40 are sister companies.")
    issued(desk, passed=Passed("Eva Roth", "counted together"))
    [told] = register(desk)["audit-v1-team"].overrides
    assert (told.name, told.reason, told.on) == ("Eva Roth", "counted together", DAY)
    assert "line 5: 40" in told.what


def test_a_comment_on_a_section_that_is_gone_is_a_warning(desk: Desk) -> None:
    comment(desk, "Fine.\n\n## crm.no_such_section\n\nLost words.")
    [warning] = issued(desk).warnings
    assert "crm.no_such_section" in warning


def test_an_override_of_nothing_is_not_recorded(desk: Desk) -> None:
    assert issued(desk, passed=Passed("Eva Roth", "just in case")).entry.overrides == ()


def test_nothing_is_published_means_nothing_to_issue(tmp_path: Path) -> None:
    assert refused(desk_in(tmp_path)).code == "nothing_published"


def test_a_register_with_a_fault_is_said_before_anything_is_made(desk: Desk) -> None:
    path = DELIVERABLES.file(desk.folder)
    path.parent.mkdir(parents=True)
    path.write_text("deliverables:\n  - id: a\n    phase: audit\n", "utf-8")
    with pytest.raises(ManyErrors):
        issued(desk)
    assert not issued_folder(desk.folder).exists()


def test_a_failure_while_it_is_made_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **more: Any) -> None:
        more["target"].mkdir(parents=True)
        raise RunFailed("no space")

    monkeypatch.setattr(module, "export", fails)
    with pytest.raises(RunFailed, match="no space"):
        issued(desk)
    assert list(issued_folder(desk.folder).iterdir()) == []


def test_a_copy_that_a_crash_kept_out_of_the_register_is_entered_on_the_next_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(module, "enter", _killed)
        with pytest.raises(KeyboardInterrupt):
            issued(desk)
    assert register(desk) == {}
    assert repair_issued(desk.folder) == ("audit-v1-team",)
    [copy] = issued_copies(desk.folder)
    assert register(desk)["audit-v1-team"] == copy.entry
    assert repair_issued(desk.folder) == ()
    assert issued(desk, to="Somebody else", on=LATER).entry.version == "v2"


def test_what_a_killed_issue_left_half_made_goes(desk: Desk) -> None:
    folder = issued_folder(desk.folder)
    (folder / ".2026-02-02_audit_v1_team").mkdir(parents=True)
    (folder / "2026-02-02_audit_v1_team.json").write_text("{}")
    assert repair_issued(desk.folder) == ()
    assert list(folder.iterdir()) == []


def test_a_remark_can_cite_every_section_of_the_copy(desk: Desk) -> None:
    issued(desk)
    [copy] = issued_copies(desk.folder)
    assert copy.sections[:2] == (("1.4", "Duplicate records"), ("4.2", "Campaign names"))
    assert copy.sections[2][0] == "A"


def _killed(*args: Any) -> Path:
    raise KeyboardInterrupt
