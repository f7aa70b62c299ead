import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cmokit.render.door import File, Folder, FrontDoor, PhaseLine, Point, Score
from cmokit.render.formats import Look
from cmokit.render.front_door import front_door_html
from cmokit.words import speaking
from tests.browser import browser, seen
from tests.render.sections import ARABIC, SCRIPT

AUDIT = Folder(
    "Marketing and revenue audit",
    tuple(
        File(f"audit/{name}")
        for name in (
            "summary.pdf",
            "audit.pdf",
            "audit.html",
            "audit.xlsx",
            "audit.pptx",
            "audit.docx",
            "email.txt",
            "fixes/crm.duplicates.a_very_long_name_of_a_vendor_without_any_blank_in_it.csv",
            "fixes/with blank & sign#1.csv",
        )
    ),
    date(2026, 1, 31),
)
DOOR = FrontDoor(
    client=f"Acme {SCRIPT} {ARABIC}",
    consultant="Ada Consulting",
    today=date(2026, 2, 20),
    start_on=date(2026, 1, 5),
    end_on=date(2026, 4, 4),
    phases=(
        PhaseLine("audit", date(2026, 1, 5), date(2026, 1, 24), "done", AUDIT),
        PhaseLine("baseline", date(2026, 1, 19), date(2026, 2, 3), "late"),
        PhaseLine("pilot", date(2026, 2, 4), date(2026, 3, 5), "now"),
        PhaseLine("scale", date(2026, 3, 6), date(2026, 3, 25), "ahead"),
        PhaseLine("handover", None, None, "ahead"),
    ),
    late=tuple(Point(f"Report number {n} that nobody has made", "", date(2026, 2, n), True) for n in range(1, 12)),
    scores=(
        Score("Deals that are won", "29.4%", "31.0%", "24.0%", "Baseline, 4 Feb 2026", "missed"),
        Score("Cost of a customer, everything counted", "€5,812", "", "", "Audit, 31 Jan 2026"),
    ),
    decisions=(Point("Do we keep the agency?", "Jonas Weber", date(2026, 3, 26), False, "for now"),),
    gate="What is true is agreed.",
    gaps=(Point("Owners: 4 points are open", None, date(2026, 1, 24), True),),
    updates=(Folder("Update of 18 Feb 2026, weekly", (File("update/2026-02-18_weekly/update.pdf"),)),),
    faults=("registers/decisions.yaml, row 3: something is wrong",),
)


def page(door: FrontDoor = DOOR, language: str = "en") -> str:
    with speaking(language):
        return front_door_html(door, Look("en" if language == "en" else language, language))


def test_it_holds_no_script_and_nothing_from_outside() -> None:
    html = page()
    assert "<script" not in html.lower()
    assert "Content-Security-Policy" in html
    assert "default-src 'none'" in html
    assert not re.findall(r'(?:src|href)="(?:https?:|//|file:)', html)
    assert "&lt;script&gt;" in html


def test_links_are_relative_and_written_for_a_browser() -> None:
    links = re.findall(r'href="([^"]*)"', page())
    assert "audit/audit.pptx" in links
    assert "audit/fixes/with%20blank%20%26%20sign%231.csv" in links
    assert not [link for link in links if link.startswith(("/", "..")) or ":" in link]


def test_the_day_of_the_engagement_is_said_and_marked_on_the_line() -> None:
    html = page()
    assert "Day 47 of 90" in html
    assert "Pilot" in html
    share = (date(2026, 2, 20) - date(2026, 1, 5)).days / 90 * 100
    assert f'class="mark" style="inset-inline-start:{share:.1f}%"' in html


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 1, 4), "Begins tomorrow"),
        (date(2026, 1, 5), "Day 1 of 90"),
        (date(2026, 4, 4), "Day 90 of 90"),
        (date(2026, 4, 5), "The 90 days ended one day ago"),
        (date(2026, 11, 22), "The 90 days ended 232 days ago"),
    ],
)
def test_before_and_behind_the_days_it_says_so(today: date, said: str) -> None:
    html = page(replace(DOOR, today=today))
    assert said in html
    assert ('class="mark" style' in html) == said.startswith("Day")


def test_what_is_late_stands_first_with_owner_and_day_and_the_rest_behind_a_click() -> None:
    html = page()
    assert html.index("What is late") < html.index("Scorecard") < html.index("Reports by phase")
    assert "Owner to be named" in html
    assert "3 more</summary>" in html


def test_a_figure_stands_beside_target_and_baseline() -> None:
    row = re.search(r"<tr><th scope=\"row\">Deals that are won.*?</tr>", page())
    assert row
    for text in ("29.4%", "31.0%", "not reached", "24.0%", "Baseline, 4 Feb 2026"):
        assert text in row.group(0)


def test_an_empty_engagement_is_a_page_too() -> None:
    bare = FrontDoor("Acme", "", date(2026, 1, 5), date(2026, 1, 5), date(2026, 4, 4))
    html = page(bare)
    for said in ("Nothing is late.", "No decision is open.", "No published report states"):
        assert said in html


def test_the_same_door_gives_the_same_text() -> None:
    assert page() == page()


def test_arabic_runs_from_right_to_left_and_german_speaks_german() -> None:
    assert '<html lang="ar" dir="rtl">' in page(language="ar")
    assert "اليوم 47 من 90" in page(language="ar")
    assert "Tag 47 von 90" in page(language="de")


@pytest.mark.skipif(browser() is None, reason="no chromium is installed")
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_in_a_browser_nothing_sticks_out_on_a_phone_or_on_a_desk(language: str, tmp_path: Path) -> None:
    for width in (390, 1366):
        told = seen(page(language=language), width, tmp_path)
        assert told["width"] <= told["room"] == width
        assert told["out"] == []
        assert told["text"] > 500
