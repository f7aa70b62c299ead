"""Copies of different definitions are never set side by side as they are."""

import re
from datetime import date
from pathlib import Path

import pytest

from cmokit.exhibits.fact import Fact
from cmokit.runs import restated_terms as module
from cmokit.runs.compare import Causes, Change, Why
from cmokit.runs.desk import Desk
from cmokit.runs.issue import Issued, issue
from cmokit.runs.measured_again import TERMS
from cmokit.runs.restated_terms import told_apart, with_todays_settings
from cmokit.runs.under_definitions import CannotCarry, Figure, UnderDefinitions
from cmokit.vocabulary import Audience, Phase
from tests.runs.issuing import FEBRUARY, JANUARY, YAML, desk_in, publish
from tests.runs.test_issue import html

SHARE = "crm.duplicates.duplicate_share"
OTHER = "definitions: {lifecycle: {order: [lead, opportunity, customer]}}\n"


def of(value: float) -> Fact:
    return Fact(SHARE, value, "share")


FOUR = Figure(SHARE, of(0.0834), of(0.06), of(0.0612), of(0.0412))
FOUND = UnderDefinitions({SHARE: FOUR}, (CannotCarry("crm.duplicates", True, "No address was exported then."),))


def issued_twice(tmp_path: Path, *, kept: str | None, audience: Audience = Audience.TEAM) -> Issued:
    """v1 of January, then v2 of February; kept: what was agreed when v1 was made, None where that was not kept."""
    desk = desk_in(tmp_path)
    publish(desk, "audit-1")
    terms(desk, "audit-1", kept)
    issue(desk, Phase.AUDIT, audience, to="The team", today=date(2026, 2, 2))
    publish(desk, "audit-2", share=0.0412, files=(JANUARY, FEBRUARY))
    terms(desk, "audit-2", YAML + OTHER)
    path = desk.folder.runs / "audit-2" / "manifest.json"
    for place in (path, desk.folder.reports / "audit" / "manifest.json"):
        place.write_text(place.read_text("utf-8").replace('"definitions": "1"', '"definitions": "2"'), "utf-8")
    return issue(desk, Phase.AUDIT, audience, to="The team", today=date(2026, 3, 2))


def terms(desk: Desk, run: str, text: str | None) -> None:
    if text:
        (desk.folder.runs / run / TERMS).write_text(text, "utf-8")


def test_each_copy_s_data_stand_under_both_definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "under_definitions", lambda *_: FOUND)
    page = html(issued_twice(tmp_path, kept=YAML))
    assert "What was agreed about counting changed between v1 and v2" in page
    assert "v1’s data, definitions of v2" in page
    assert "v2’s data, definitions of v1" in page
    told = re.sub(r"<[^>]+>", " ", page[page.index("Moved by the definitions alone") :])[:400]
    places = [told.index(shown) for shown in ("8.3%", "6.0%", "6.1%", "4.1%", "−2.3 points")]
    assert places == sorted(places)
    assert "v1’s data cannot carry the definitions of v2 in “Duplicate records”: No address was exported then." in page


def test_where_the_earlier_definitions_are_not_on_record_its_figures_are_not_set_beside(tmp_path: Path) -> None:
    page = html(issued_twice(tmp_path, kept=None))
    assert "Its figures are therefore not set beside these." in page
    assert "In v1" not in page


def test_the_issued_copy_stays_as_issued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "under_definitions", lambda *_: FOUND)
    done = issued_twice(tmp_path, kept=YAML)
    first = next(folder for folder in done.folder.parent.iterdir() if folder.is_dir() and "_v1_" in folder.name)
    assert "8.3%" in (first / "audit_team.html").read_text("utf-8")


def test_equal_definitions_are_compared_as_they_are(tmp_path: Path) -> None:
    """A key that is new to the kit changes the hash of what was agreed, and nothing that was agreed."""
    page = html(issued_twice(tmp_path, kept=YAML + OTHER))
    assert "What was agreed about counting changed" not in page
    assert "In v1" in page


def test_settings_are_hashed_by_today_s_kit(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    (desk.folder.runs / "audit-1").mkdir(parents=True)
    manifest = {"run": "audit-1", "settings": {"definitions": "of an older kit"}}
    assert with_todays_settings(manifest, desk.folder) == manifest
    terms(desk, "audit-1", YAML)
    assert with_todays_settings(manifest, desk.folder)["settings"]["definitions"] != "of an older kit"


ALL = (Why.DATA, Why.DEFINITION, Why.CORRECTION)


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        (FOUR, (Why.DATA, Why.DEFINITION)),
        (Figure(SHARE, of(0.0834), of(0.0834), of(0.0412), of(0.0412)), (Why.DATA,)),
        (Figure(SHARE, of(0.0834), of(0.0412), of(0.0834), of(0.0412)), (Why.DEFINITION,)),
        (Figure(SHARE, of(0.09), of(0.0412), of(0.09), of(0.0412)), (Why.DEFINITION, Why.CORRECTION)),
        (None, ALL),
    ],
)
def test_the_reasons_of_a_difference_are_told_apart(figure: Figure | None, why: tuple[Why, ...]) -> None:
    assert told_apart(Change(SHARE, of(0.0834), of(0.0412), ALL), figure) == why


def test_without_a_changed_setting_nothing_is_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "under_definitions", lambda *_: pytest.fail("measured again"))
    causes = Causes(("2026-01-31", "2026-02-28"), files_come=("b.csv",))
    found = module.terms_between({}, {}, desk_in(tmp_path).folder, causes, "team", module.Look("en_GB", "en"))
    assert found.kind == module.SAME


def test_a_figure_that_was_not_measured_again_is_left_out_and_counted() -> None:
    """What has become of findings is stated by a run, not by measuring: its two sides are under different terms."""
    measured, added = (Change(name, of(0.1), of(0.2), ALL) for name in (SHARE, "crm.duplicates.findings_count"))
    terms = module.Terms(module.BOTH, FOUND)
    assert [change.name for change in (measured, added) if terms.holds(change)] == [SHARE]
    told = list(module.cannot_in_words(terms, (measured, added), "v1", "v2", {}, module.Look("en_GB", "en")))
    assert told[0].startswith("1 figure that only a whole run states")
    assert not module.Terms(module.APART).holds(measured)
