"""The printed page as a reader meets it: a chapter to a page, and no page with three lines on it."""

from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from cmokit.runs.desk import Desk
from cmokit.vocabulary import Audience, Phase
from tests.pages import chapter_pages, filled
from tests.planted import CLIENTS

QUARTER = 0.25


def printed(desk: Desk, audience: Audience) -> Path:
    return desk.folder.reports / "exports" / f"{Phase.AUDIT}_{audience}" / f"{Phase.AUDIT}_{audience}.pdf"


@pytest.mark.parametrize("audience", [Audience.TEAM, Audience.BOARD])
@pytest.mark.parametrize("client", CLIENTS)
def test_no_chapter_leaves_a_nearly_empty_page_behind_it(
    copies: dict[str, Desk], client: str, audience: Audience
) -> None:
    """With three deliveries, where chapters have most to say."""
    reader = PdfReader(printed(copies[client], audience))
    pages = list(chapter_pages(reader))
    further = [(title, number) for (before, _), (title, number) in pairwise(pages) if title == before]
    assert {title: filled(reader.pages[n]) for title, n in further if filled(reader.pages[n]) < QUARTER} == {}


@pytest.mark.parametrize("client", CLIENTS)
def test_most_chapters_take_one_page(copies: dict[str, Desk], client: str) -> None:
    titles = [title for title, _ in chapter_pages(PdfReader(printed(copies[client], Audience.BOARD)))]
    assert len(titles) - len(set(titles)) <= len(set(titles)) / 4


@pytest.mark.parametrize("client", CLIENTS)
def test_findings_over_deliveries_are_said_and_their_table_stands_in_the_workbook(
    copies: dict[str, Desk], client: str
) -> None:
    import openpyxl

    folder = copies[client].folder.reports / "exports" / f"{Phase.AUDIT}_{Audience.TEAM}"
    text = " ".join((folder / "audit_team.html").read_text("utf-8").split())
    assert "already found in the first delivery" in text
    assert "The findings from delivery to delivery" not in text
    sheet = openpyxl.load_workbook(folder / "audit_team.xlsx")["Duplicates"]
    assert "The findings from delivery to delivery" in [cell.value for row in sheet.iter_rows() for cell in row]
