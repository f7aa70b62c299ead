"""The sample clients, masked: the same figures, and nobody left."""

import csv
import io
import re
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.workspace import Workspace
from cmokit.engagement.writing import make_folder, write_bytes
from cmokit.runs.desk import open_engagement
from cmokit.runs.report import Report
from cmokit.sources.deliveries import ingest
from cmokit.sources.finance.layout import FILE
from cmokit.sources.masking import mask_files
from cmokit.sources.reading import read_raw
from cmokit.words import say
from tests import planted

COURIER = ("Order Ref", "AWB No.", "UTR")
# Files that no source recognises, and which of their columns name somebody; all others are kept.
TOOLS = {
    "board-log": ("Bearbeitung",),
    "helpdesk-tickets": ("Contact", "Company"),
    "feedback": ("Contact ID", "Company ID"),
    "helpdesk-2": ("Requester",),
    "reviews": ("reviewer_email",),
}
PERSONAL = {
    *("First Name", "Last Name", "Email", "Phone Number", "FirstName", "LastName", "Phone", "email", "first_name"),
    *("last_name", "phone", "Billing Name", "Customer Email", "Contact owner", "Deal owner", "Company owner"),
}
# What masked names and mailboxes cannot give: pairs that are alike and not equal.
FUZZY = "crm.duplicates"


def masked(client: str, out: Path, key: Path) -> Path:
    files = sorted(path for path in (kit_folder("data_samples") / client / "delivery-1").iterdir())
    books = [path for path in files if path.suffix == ".xlsx" and path.name != FILE]
    tools = {path: TOOLS[start] for path in files for start in TOOLS if path.name.startswith(start)}
    mask_files([path for path in files if path not in books and path not in tools], out=out, key_file=key)
    for path, named in tools.items():
        kept = [header for header in read_raw(path).headers if header not in named]
        mask_files([path], out=out, key_file=key, keep=kept, mask=named, header_row=1)
    if books:
        mask_files(books, out=out, key_file=key, keep=COURIER, sheet="Shipments", header_row=5)
    return out


@pytest.fixture(scope="module", params=planted.CLIENTS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Path]:
    """A client's name, the folder of its first delivery, and that of the masked one."""
    root = tmp_path_factory.mktemp("masked")
    client = request.param
    return client, kit_folder("data_samples") / client / "delivery-1", masked(client, root / "out", root / "mask.key")


def report_of(root: Path, client: str, delivery: Path) -> Report:
    """The audit on that one delivery."""
    folder = Workspace(root).folder(client)
    make_folder(folder.inbox)
    shipped = kit_folder("data_samples") / client / "engagement.yaml"
    files = sorted(path for path in delivery.iterdir() if path.is_file())
    ingest(folder, load_engagement(shipped), files, today=planted.days(client)[1])
    write_bytes(folder.engagement_file, shipped.read_bytes())
    return open_engagement(client, workspace=root).phase("audit", as_of=planted.days(client)[1])


def facts_of(report: Report) -> dict[tuple[str, tuple[tuple[str, str], ...]], object]:
    return {(f.id, tuple(f.dimensions.items())): f.value for finding in report for f in finding.section.facts}


def clusters_in(report: Report) -> set[tuple[str, str]]:
    """All pairs of records said to be one person."""
    ids = report[FUZZY].evidence["cluster_id"].dropna().unique()
    return {pair for cluster in ids for pair in combinations(sorted(str(cluster).split("|")), 2)}


def test_every_figure_but_those_of_likeness_is_the_same(pair: tuple[str, Path, Path], tmp_path: Path) -> None:
    client, plain, hidden = pair
    open_, closed = report_of(tmp_path / "plain", client, plain), report_of(tmp_path / "masked", client, hidden)
    stated, masked_too = facts_of(open_), facts_of(closed)
    exact = {key: value for key, value in stated.items() if not key[0].startswith(FUZZY)}
    assert len(exact) > 50
    assert {key: (value, masked_too.get(key)) for key, value in exact.items() if masked_too.get(key) != value} == {}
    pairs = (f"{FUZZY}.pairs_count", ())
    assert 0 < masked_too[pairs] <= stated[pairs]  # type: ignore[operator]
    assert say("masked.duplicates") in closed[FUZZY].section.how_sure
    assert say("masked.duplicates") not in open_[FUZZY].section.how_sure
    assert clusters_in(closed) <= clusters_in(open_)


def test_no_mailbox_name_or_number_is_left(pair: tuple[str, Path, Path]) -> None:
    _, plain, hidden = pair
    mailboxes, names, numbers = people_of(plain)
    assert len(mailboxes) > 1000
    assert len(names) > 500
    sent = "\n".join(text_of(path) for path in sorted(hidden.iterdir()))
    left_boxes = {box for box in re.findall(r"[^\s,;\"'=/?&|]+(?=@)", sent) if box.lower() in mailboxes}
    assert left_boxes == set()
    assert {cell for cell in cells_of(hidden) if cell.lower() in names | numbers} == set()
    words = sent.lower()
    assert [name for name in sorted(names) if " " in name and name in words] == []


def people_of(folder: Path) -> tuple[set[str], set[str], set[str]]:
    """E-mail local parts, full names and phone numbers of a delivery, as written in it."""
    mailboxes, names, numbers = set(), set(), set()
    # The ragged history holds nobody who does not stand among the contacts.
    for path in (path for path in folder.glob("*.csv") if "lifecycle-history" not in path.name):
        table = read_raw(path).table
        for header in PERSONAL & set(table.column_names):
            for text in table[header].to_pylist():
                if "@" in text:
                    mailboxes.add(text.partition("@")[0].lower())
                elif "hone" in header and text:
                    numbers.add(text.lstrip("'"))
                elif text and ("ame" in header or "owner" in header):
                    names.add(text.lower())
        firsts = next((h for h in ("First Name", "FirstName", "first_name") if h in table.column_names), None)
        if firsts:
            lasts = firsts.replace("First", "Last").replace("first", "last")
            pairs = zip(table[firsts].to_pylist(), table[lasts].to_pylist(), strict=True)
            names |= {f"{first} {last}".lower() for first, last in pairs if first and last}
    return mailboxes, names - {"test", "test test"}, numbers


def text_of(path: Path) -> str:
    if path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path).worksheets
        return "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    data = path.read_bytes()
    return data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig")


def cells_of(folder: Path) -> set[str]:
    texts = (text_of(path) for path in folder.glob("*.csv"))
    return {cell.lstrip("'") for text in texts for row in csv.reader(io.StringIO(text)) for cell in row}
