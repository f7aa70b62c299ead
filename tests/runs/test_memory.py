"""What is on record is found by all words at once, whatever their case and accents, with file and line."""

import json
from datetime import date
from pathlib import Path

import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.exhibits.bundle import to_bundle
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import SECTION_MIME, Section, Table, TableColumn
from cmokit.exhibits.text import cite
from cmokit.runs.memory import Found, Hit, find, matched
from cmokit.vocabulary import Severity

DECISIONS = """# What was decided
decisions:
  - id: fair
    issue: 'Herbstmesse: the same stand?'
    decision: smaller
    decided_on: 2026-01-20
    evidence: Elf Aufträge in zwei Jahren
    state: decided
  - {id: later, issue: The fair again, decided_on: 2026-02-20, decision: none, state: decided}
"""
INCIDENTS = """incidents:
  - {id: codes, incident: A code could be used twice, kind: failed_automation, workflow: reminder}
"""
WORKFLOWS = "workflows:\n  - {id: reminder, name: 'رسالة التذكير بالإعلان'}\n"


@pytest.fixture
def folder(tmp_path: Path) -> ClientFolder:
    root = tmp_path / "engagements" / "acme"
    (root / "registers").mkdir(parents=True)
    for name, text in (("decisions", DECISIONS), ("incidents", INCIDENTS), ("workflows", WORKFLOWS)):
        (root / "registers" / f"{name}.yaml").write_text(text, "utf-8")
    return ClientFolder("acme", root, tmp_path / "reports" / "acme")


@pytest.fixture
def engagement() -> Engagement:
    return load_engagement(kit_folder("data_samples") / "sample-b2b" / "engagement.yaml")


def places(found: Found) -> list[tuple[str, str, int | None]]:
    return [(hit.register, hit.id, hit.line) for hit in found.hits]


def test_an_entry_must_hold_every_word_wherever_in_it(folder: ClientFolder, engagement: Engagement) -> None:
    assert places(find(folder, engagement, ["stand", "smaller"])) == [("decisions", "fair", 3)]
    assert places(find(folder, engagement, ["stand", "larger"])) == []


def test_case_accents_and_mixed_arabic_letters_do_not_count(folder: ClientFolder, engagement: Engagement) -> None:
    for words in (["AUFTRAGE"], ["aufträge"], ["herbst"]):
        assert places(find(folder, engagement, words)) == [("decisions", "fair", 3)]
    assert places(find(folder, engagement, ["الاعلان"]))[0] == ("workflows", "reminder", 2)


def test_the_newest_stands_first_within_a_register(folder: ClientFolder, engagement: Engagement) -> None:
    (folder.registers / "decisions.yaml").write_text(DECISIONS.replace("Herbstmesse", "fair"), "utf-8")
    hits = find(folder, engagement, ["fair"]).hits
    assert [(hit.id, hit.day) for hit in hits] == [("later", date(2026, 2, 20)), ("fair", date(2026, 1, 20))]


def test_a_hit_says_where_it_stands_and_what_stands_around_it(folder: ClientFolder, engagement: Engagement) -> None:
    [hit] = find(folder, engagement, ["twice"]).hits
    assert (hit.file, hit.field, hit.text) == ("registers/incidents.yaml", "incident", "A code could be used twice")
    links = {(link.why, link.register): link.ids for link in hit.links}
    assert links["names", "workflows"] == ("reminder",)
    assert links["failures_to_controls", "workflows"] == ("reminder",)


def test_a_lesson_that_nothing_uses_says_so(folder: ClientFolder, engagement: Engagement) -> None:
    [hit] = find(folder, engagement, ["smaller"]).hits
    assert [(link.why, link.ids) for link in hit.links] == [("decisions_to_backlog", ())]


def test_published_findings_are_found_with_their_figures_as_they_read(
    folder: ClientFolder, engagement: Engagement
) -> None:
    publish(folder, section())
    [hit] = find(folder, engagement, ["delivery", "1,234"]).hits
    assert (hit.register, hit.id, hit.field, hit.day) == ("report", "voice.themes", "headline", date(2026, 2, 4))
    assert "1,234 letters speak of delivery" in hit.text


def test_a_theme_that_only_a_table_names_is_found_and_asks_what_is_said_now(
    folder: ClientFolder, engagement: Engagement
) -> None:
    publish(folder, section())
    claims = "claims:\n  - {id: fast, claim: There in two days, figure: 'voice.themes.theme_count'}\n"
    (folder.registers / "claims.yaml").write_text(claims, "utf-8")
    [hit] = find(folder, engagement, ["broken", "lid"]).hits
    assert hit.field == "table"
    assert {link.why: link.ids for link in hit.links}["complaints_to_messages"] == ("fast",)


def test_comments_that_reports_print_are_found_and_private_notes_are_not(
    folder: ClientFolder, engagement: Engagement
) -> None:
    (folder.root / "commentary").mkdir()
    (folder.root / "commentary" / "audit.md").write_text("## crm.duplicates\n\nThe import of Zagreb.\n", "utf-8")
    (folder.root / "commentary" / "audit.private.md").write_text("## summary\n\nZagreb was Bo's idea.\n", "utf-8")
    hits = find(folder, engagement, ["zagreb"]).hits
    assert [(hit.register, hit.id, hit.file, hit.line) for hit in hits] == [
        ("commentary", "crm.duplicates", "commentary/audit.md", 3)
    ]


def test_a_register_with_faults_is_named_and_the_others_are_searched(
    folder: ClientFolder, engagement: Engagement
) -> None:
    (folder.registers / "risks.yaml").write_text("risks: [{id: x, nonsense: 1}]\n", "utf-8")
    found = find(folder, engagement, ["smaller"])
    assert found.unread == ("registers/risks.yaml",)
    assert len(found.hits) == 1


def test_no_word_finds_nothing_rather_than_everything() -> None:
    assert matched([("text", "anything")], ()) is None


def test_a_long_text_is_cut_around_the_word() -> None:
    field, text = matched([("text", "a " * 100 + "needle" + " b" * 100)], ("needle",)) or ("", "")
    assert field == "text"
    assert text.startswith("…")
    assert text.endswith("…")
    assert "needle" in text
    assert len(text) < 200


def section() -> Section:
    fact = Fact("voice.themes.letters_count", 1234, "count")
    rows = ({"theme": "broken lid"},)
    table = Table("Themes", (TableColumn("theme", "Theme"),), rows)
    headline = f"{cite(fact)} letters speak of delivery"
    return Section("voice.themes", headline, tables=(table,), severity=Severity.WARN, facts=(fact,), reason="x")


def publish(folder: ClientFolder, shown: Section) -> None:
    """A notebook as a run publishes it, with one section."""
    target = folder.reports / "baseline"
    target.mkdir(parents=True)
    cells = [{"outputs": [{"data": {SECTION_MIME: to_bundle(shown)}}]}, {"outputs": []}]
    (target / "baseline.ipynb").write_text(json.dumps({"cells": cells}, default=str), "utf-8")
    (target / "facts.json").write_text('{"as_of": "2026-02-04"}', "utf-8")


def test_json_gives_every_hit_with_its_links(folder: ClientFolder, engagement: Engagement) -> None:
    [hit] = find(folder, engagement, ["smaller"]).hits
    assert isinstance(hit, Hit)
    said = hit.as_json()
    assert said["date"] == date(2026, 1, 20)
    assert said["links"] == [{"why": "decisions_to_backlog", "register": "backlog", "ids": ()}]
