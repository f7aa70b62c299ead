"""No copy for the board or the public names a person of the samples, with all three deliveries; searched naively."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from cmokit.engagement.workspace import Workspace
from cmokit.runs.desk import Desk, open_engagement
from cmokit.runs.export import export
from cmokit.runs.run import run_phase
from cmokit.vocabulary import Audience, Phase
from tests.planted import CLIENTS

LAST = date(2026, 3, 6)


@pytest.fixture(scope="module", params=CLIENTS)
def desk(request: pytest.FixtureRequest, samples: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One sample client, audited on all three deliveries, with a copy for each audience."""
    root: Path = tmp_path_factory.mktemp("copies")
    client: str = request.param
    shutil.copytree(samples.client(client).root, root / "engagements" / client)
    opened = open_engagement(client, workspace=root)
    run_phase(opened, Phase.AUDIT, as_of=LAST)
    for audience in Audience:
        export(opened, Phase.AUDIT, audience)
    return opened


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a copy as text, in lower case."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".pdf":
            yield path.name, "\n".join(page.extract_text() for page in PdfReader(path).pages).lower()
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", plain(archive.read(name).decode("utf-8"))
        else:
            yield path.name, plain(path.read_text("utf-8"))


def plain(text: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"base64,[\w+/=]+", "", text))).lower()


def column(desk: Desk, name: str) -> set[str]:
    """Every value of a column in any canonical table of any snapshot."""
    files = [path for path in desk.folder.tables.glob("*/*.parquet") if name in pq.read_schema(path).names]
    return {str(value) for path in files for value in pq.read_table(path, columns=[name])[name].to_pylist() if value}


def full_names(desk: Desk) -> set[tuple[str, str]]:
    """First and last words of everybody's name, in lower case."""
    pairs = {("x", "y")}
    for path in desk.folder.tables.glob("*/contacts.parquet"):
        rows = pq.read_table(path, columns=["first_name", "last_name"]).to_pylist()
        pairs |= {(r["first_name"].lower(), r["last_name"].lower()) for r in rows if r["first_name"] and r["last_name"]}
    people = [person.name.lower().split() for person in desk.engagement.people]
    return pairs - {("x", "y")} | {(words[0], words[-1]) for words in people}


@pytest.mark.parametrize("audience", [Audience.BOARD, Audience.PUBLIC])
def test_no_address_number_or_name_stands_in_any_file(desk: Desk, audience: Audience) -> None:
    emails = {email.lower() for email in column(desk, "email")}
    emails |= {person.email.lower() for person in desk.engagement.people if person.email}
    phones = {re.sub(r"\D", "", phone)[-9:] for phone in column(desk, "phone")}
    names = full_names(desk)
    assert min(len(emails), len(phones), len(names)) > 500
    found: list[tuple[str, object]] = []
    for place, text in texts(desk.folder.reports / "exports" / f"audit_{audience}"):
        found += [(place, email) for email in set(re.findall(r"[\w.+-]+@[\w.-]+\w", text)) & emails]
        spoken = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", text)
        found += [(place, pair) for pair in set(zip(spoken, spoken[1:], strict=False)) & names]
        numbers = {re.sub(r"\D", "", number)[-9:] for number in re.findall(r"(?<![\w.])\+?\d[\d ()-]{7,18}\d", text)}
        found += [(place, number) for number in numbers & phones]
    assert found == []


def test_the_search_itself_finds_people_where_they_are(desk: Desk) -> None:
    """The team's files name the owners among the engagement's people: what finds them there finds nobody above."""
    words = "\n".join(text for _, text in texts(desk.folder.reports / "exports" / "audit_team"))
    owners = [person.name.lower() for person in desk.engagement.people]
    assert any(name in words for name in owners)


def test_the_team_s_files_hold_no_contact_s_address(desk: Desk) -> None:
    emails = {email.lower() for email in column(desk, "email")}
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
