"""No copy for the board or the public names a person of the samples, with all three deliveries; searched naively."""

import json
import re
from decimal import Decimal

import pytest
from pypdf import PdfReader

from cmokit.runs.desk import Desk
from cmokit.vocabulary import Audience
from tests.people_search import column, people_in, texts
from tests.planted import CLIENTS


@pytest.fixture(params=CLIENTS)
def desk(request: pytest.FixtureRequest, copies: dict[str, Desk]) -> Desk:
    """One sample client, audited on all three deliveries, with a copy for each audience."""
    return copies[request.param]


@pytest.mark.parametrize("audience", [Audience.BOARD, Audience.PUBLIC])
def test_no_address_number_or_name_stands_in_any_file(desk: Desk, audience: Audience) -> None:
    assert people_in(desk.folder.reports / "exports" / f"audit_{audience}", desk) == []


def test_the_search_itself_finds_people_where_they_are(desk: Desk) -> None:
    """The team's files name the owners among the engagement's people: what finds them there finds nobody above."""
    words = "\n".join(text for _, text in texts(desk.folder.reports / "exports" / "audit_team"))
    owners = [person.name.lower() for person in desk.engagement.people]
    assert any(name in words for name in owners)


def test_the_team_s_files_hold_no_contact_s_address(desk: Desk) -> None:
    named = {str(person.email).lower() for person in desk.engagement.people}  # who answers for what, on purpose
    emails = {email.lower() for email in column(desk, "email")} - named
    shared = {
        email
        for place, text in texts(desk.folder.reports / "audit")
        for email in re.findall(r"[\w.+-]+@[\w.-]+\w", text)
    }
    assert shared & emails == set()


def test_the_public_files_name_neither_client_nor_amounts(desk: Desk) -> None:
    folder = desk.folder.reports / "exports" / "audit_public"
    first = desk.engagement.name.lower().split()[:2]
    currency = desk.engagement.currency.lower()
    for place, text in texts(folder):
        assert " ".join(first) not in text, place
        assert desk.engagement.client not in text, place
        assert not re.search(rf"\b{currency}\b", text), place
    facts = json.loads((folder / "facts.json").read_text(), parse_float=Decimal)
    assert {fact["unit"] for fact in facts["facts"]} >= {"index", "share", "count"}
    assert all(not fact["unit"].isupper() for fact in facts["facts"])


def test_money_in_the_public_copy_is_one_index_of_the_board_s(desk: Desk) -> None:
    copies = {}
    for audience in (Audience.BOARD, Audience.PUBLIC):
        path = desk.folder.reports / "exports" / f"audit_{audience}" / "facts.json"
        facts = json.loads(path.read_text(), parse_float=Decimal)["facts"]
        copies[audience] = {(f["id"], json.dumps(f["dimensions"], sort_keys=True)): f for f in facts}
    board, public = copies[Audience.BOARD], copies[Audience.PUBLIC]
    money = [name for name, fact in public.items() if fact["unit"] == "index" and fact["value"] is not None]
    base = max(abs(board[name]["value"]) / public[name]["value"] for name in money if public[name]["value"] == 100)
    assert len(money) > 20
    for name in money:
        assert abs(public[name]["value"] - board[name]["value"] / base) <= Decimal("0.0001")
    assert all(public[name]["value"] == board[name]["value"] for name in public if public[name]["unit"] != "index")


def test_the_summary_is_one_page_and_the_email_short(desk: Desk) -> None:
    for folder in (desk.folder.reports / "audit", *sorted((desk.folder.reports / "exports").iterdir())):
        assert len(PdfReader(folder / "summary.pdf").pages) == 1
        email = (folder / "email.txt").read_text("utf-8")
        assert email.startswith("Subject: ")
        assert len(email.split()) <= 150
        assert "working copy" in email
