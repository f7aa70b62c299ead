"""Privacy: nothing of this machine in what is given away; folders for their owner only; clients kept apart."""

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from cmokit.engagement.kit import kit_folder
from tests.acceptance.desk import Desk, contents

A, B = "contact_id,email\n1,a@one.example\n", "contact_id,email\n1,b@two.example\n"


def texts_of(path: Path) -> Iterator[str]:
    """Everything that a file says: a workbook member by member, a PDF page by page, a table as rows."""
    content = path.read_bytes()
    yield content.decode("utf-8", "replace")
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if path.suffix == ".pdf":
        pdf = PdfReader(io.BytesIO(content))
        yield str(pdf.metadata)
        yield from (page.extract_text() for page in pdf.pages)
    if path.suffix == ".parquet":
        yield str(pq.read_table(path).to_pydict())


def places_of_this_machine(desk: Desk) -> list[str]:
    kit = kit_folder("notebooks").parent
    return [str(desk.root), str(desk.root.resolve()), str(kit), str(Path.home()) + "/", str(Path(pq.__file__).parent)]


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def test_no_deliverable_names_a_place_on_this_machine(by_hand: Desk) -> None:
    reports = files(by_hand.workspace / "reports")
    assert {path.suffix for path in reports} >= {".pdf", ".html", ".xlsx", ".ipynb", ".json"}
    named = [
        (path.name, place)
        for path in reports
        for text in texts_of(path)
        for place in places_of_this_machine(by_hand)
        if place in text
    ]
    assert named == []


def test_no_table_and_no_evidence_names_a_place_on_this_machine(by_hand: Desk) -> None:
    client = by_hand.client()
    kept = [*files(client.tables), *client.runs.rglob("*.parquet"), *client.runs.rglob("manifest.json")]
    named = [
        (path.name, place)
        for path in kept
        for text in texts_of(path)
        for place in places_of_this_machine(by_hand)
        if place in text
    ]
    assert named == []


def test_every_folder_and_file_of_a_client_is_its_owners_alone(by_hand: Desk) -> None:
    client = by_hand.client()
    paths = [client.root, client.reports, *client.root.rglob("*"), *client.reports.rglob("*")]
    wanted = {True: 0o700, False: 0o600}
    open_ = [(str(p), oct(p.stat().st_mode)) for p in paths if stat.S_IMODE(p.stat().st_mode) != wanted[p.is_dir()]]
    assert open_ == []


@pytest.mark.parametrize(
    "words",
    [
        ("ingest", "one", "FILE"),
        ("ingest", "one", "--withdraw", "contacts-2026-01-05.csv", "--reason", "a test"),
        ("status",),
        ("doctor",),
        ("facts", "one"),
        ("run", "one", "audit", "-p", "client=two"),
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_a_command_for_one_client_never_touches_another(desk: Desk, words: tuple[str, ...]) -> None:
    one, two = desk.new("one"), desk.new("two")
    desk.must("ingest", "one", desk.sent("contacts-2026-01-05.csv", A))
    desk.must("ingest", "two", desk.sent("contacts-2026-01-06.csv", B))
    before = contents(two.root)
    new = desk.sent("contacts-2026-02-05.csv", A.replace("a@", "c@"))
    desk.types(*(str(new) if word == "FILE" else word for word in words))
    assert contents(two.root) == before
    for path in files(one.root):
        assert not any("two.example" in text for text in texts_of(path))


@pytest.mark.parametrize("slug", ["../two", "two/../two", "/tmp", ".", "..", "TWO"])
def test_a_clients_name_never_leads_out_of_the_workspace(desk: Desk, slug: str) -> None:
    desk.new("two")
    before = contents(desk.workspace)
    for words in (("status", slug), ("ingest", slug, desk.sent("c.csv", A)), ("run", slug, "audit"), ("facts", slug)):
        answer = desk.types(*words)
        assert (answer.code, len(answer.lines)) == (2, 1), words
    assert contents(desk.workspace) == before
