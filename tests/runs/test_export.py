"""A copy for another audience, from the published run: nothing is executed, and nothing of a failed one stays.

`made` is the shop with a copy for each audience, only to be read; `desk` is a copy of it to be worked on.
"""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from cmokit.errors import RunFailed, UsageError
from cmokit.runs import deliverables, notebook
from cmokit.runs.desk import Desk, open_engagement
from cmokit.runs.export import Exported, export
from cmokit.runs.manifest import deliverable_sha256
from cmokit.vocabulary import Audience, Phase
from tests.acceptance.walk import Walk
from tests.runs.issuing import comment, desk_in, publish

FILES = {"summary.pdf", "email.txt", "facts.json", "manifest.json"}


@pytest.fixture
def made(copies: dict[str, Desk]) -> Desk:
    return copies["sample-shop"]


@pytest.fixture
def desk(made: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of the shop in which no notebook can be executed."""
    for folder in (made.folder.root, made.folder.reports):
        shutil.copytree(folder, tmp_path / folder.relative_to(made.workspace.root))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a copy executes nothing")

    monkeypatch.setattr(notebook, "execute", refuse)
    return open_engagement(made.folder.slug, workspace=tmp_path)


def folder_of(desk: Desk, audience: Audience) -> Path:
    return desk.folder.reports / "exports" / f"audit_{audience}"


def copy_for(desk: Desk, audience: Audience, **more: object) -> Exported:
    return export(desk, Phase.AUDIT, audience, **more)  # type: ignore[arg-type]


def read(path: Path) -> dict[str, object]:
    said: dict[str, object] = json.loads(path.read_text("utf-8"))
    return said


@pytest.mark.parametrize("audience", list(Audience))
def test_each_copy_holds_every_file_under_a_name_that_says_whose_it_is(made: Desk, audience: Audience) -> None:
    folder = folder_of(made, audience)
    names = FILES | {f"audit_{audience}{ending}" for ending in (".pdf", ".html", ".xlsx", ".pptx", ".docx")}
    assert {path.name for path in folder.iterdir()} == names
    told = read(folder / "manifest.json")
    assert (told["audience"], told["run"]) == (audience, read(made.folder.reports / "audit" / "manifest.json")["run"])
    assert {d["file"]: d["sha256"] for d in told["deliverables"]} == {  # type: ignore[attr-defined]
        name: deliverable_sha256(folder / name) for name in names if name != "manifest.json"
    }


def test_the_published_report_stays_as_it_was(made: Desk, walks: dict[str, Walk]) -> None:
    as_published = walks["sample-shop"].client.reports / "audit"
    before = {path.relative_to(as_published): path.read_bytes() for path in as_published.rglob("*") if path.is_file()}
    assert len(before) > 7
    assert {path: (made.folder.reports / "audit" / path).read_bytes() for path in before} == before


def test_the_same_copy_twice_is_equal_byte_for_byte(made: Desk, desk: Desk) -> None:
    first = {path.name: deliverable_sha256(path) for path in folder_of(made, Audience.PUBLIC).iterdir()}
    assert {path.name: deliverable_sha256(path) for path in copy_for(desk, Audience.PUBLIC).files} == first


def test_figures_of_the_board_s_copy_are_those_of_the_report(made: Desk) -> None:
    whole = {json.dumps(fact, sort_keys=True) for fact in read(made.folder.reports / "audit" / "facts.json")["facts"]}  # type: ignore[attr-defined]
    board = read(folder_of(made, Audience.BOARD) / "facts.json")["facts"]
    assert len(board) > 100  # type: ignore[arg-type]
    assert {json.dumps(fact, sort_keys=True) for fact in board} <= whole  # type: ignore[attr-defined]


def test_only_the_sections_asked_for_are_shown(desk: Desk) -> None:
    done = copy_for(desk, Audience.BOARD, sections=("crm.duplicates", "funnel.leaks"))
    told = read(done.folder / "facts.json")
    assert [entry["id"] for entry in told["analyses"]] == ["crm.duplicates", "funnel.leaks"]  # type: ignore[attr-defined]
    sheets = openpyxl.load_workbook(done.folder / "audit_board.xlsx", read_only=True).sheetnames
    assert "Duplicates" in sheets
    assert "Data readiness" not in sheets


def test_a_section_that_is_not_there_is_refused_and_the_copy_before_stays(desk: Desk) -> None:
    before = {path.name: path.read_bytes() for path in folder_of(desk, Audience.BOARD).iterdir()}
    with pytest.raises(UsageError, match=r"crm\.nobody"):
        copy_for(desk, Audience.BOARD, sections=("crm.nobody",))
    assert {path.name: path.read_bytes() for path in folder_of(desk, Audience.BOARD).iterdir()} == before
    assert {path.name for path in (desk.folder.reports / "exports").iterdir()} == {f"audit_{one}" for one in Audience}


def test_a_comment_that_names_a_customer_stops_the_board_s_copy_with_its_line(desk: Desk) -> None:
    shutil.rmtree(desk.folder.reports / "exports")
    said = desk.folder.commentary / "audit.md"
    said.write_text("## summary\n\nWell done.\nLayan Haddad agrees.\n", "utf-8")
    with pytest.raises(RunFailed) as refused:
        copy_for(desk, Audience.BOARD)
    assert (refused.value.file, refused.value.row, refused.value.found) == ("commentary/audit.md", 4, "Layan Haddad")
    assert not list((desk.folder.reports / "exports").iterdir())
    assert copy_for(desk, Audience.TEAM, sections=("crm.duplicates",)).files


def test_without_a_report_or_its_run_there_is_nothing_to_copy(desk: Desk) -> None:
    with pytest.raises(RunFailed, match=f"cmokit run {desk.folder.slug} pilot"):
        export(desk, Phase.PILOT, Audience.BOARD)
    shutil.rmtree(desk.folder.runs)
    with pytest.raises(RunFailed, match="--force"):
        copy_for(desk, Audience.BOARD)


def test_where_the_people_to_look_for_are_unknown_no_copy_is_made(desk: Desk) -> None:
    shutil.rmtree(desk.folder.tables)
    shutil.rmtree(desk.folder.reports / "exports")
    with pytest.raises(RunFailed, match="no longer there"):
        copy_for(desk, Audience.BOARD)
    assert not list((desk.folder.reports / "exports").iterdir())


def test_a_deliverable_that_is_too_large_comes_in_parts_and_the_summary_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliverables, "MOST_BYTES", 400_000)
    names = {path.name for path in copy_for(desk, Audience.BOARD).files}
    assert {"summary.pdf", "audit_board_part1.pdf", "audit_board_part2.pdf", "audit_board_part1.html"} <= names
    assert "audit_board.pdf" not in names


def test_a_figure_first_cited_in_a_copy_is_dated_by_that_copy(tmp_path: Path) -> None:
    small = desk_in(tmp_path)
    publish(small, share=0.0834)
    comment(small, "Half of {{fact:crm.duplicates.duplicate_share}} came by import.")
    copy_for(small, Audience.TEAM)
    publish(small, "audit-2", share=0.0512)
    page = (copy_for(small, Audience.TEAM).folder / "audit_team.html").read_text("utf-8")
    assert "written at 8.3" in page
