"""One archive: what is in it, what stays behind, that it says so, and that a changed byte is named."""

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from cmokit.engagement.writing import write_text
from cmokit.errors import DataNotReadable, RunFailed, UsageError
from cmokit.runs.bundle import make
from cmokit.runs.bundle.contents import Behind
from cmokit.runs.bundle.make import Bundle, Wanted, make_bundle
from cmokit.runs.desk import Desk
from cmokit.runs.verify import Difference, What, figures_that_differ, verify_client, verify_path
from tests.runs.issuing import desk_in, publish

DAY = date(2026, 4, 1)
TOP = "acme-handover/"
SECRET = "nobody may read this"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A client with a published report, rows, private words, and a second client beside it."""
    monkeypatch.setattr(make, "kit_wheel", lambda: ("cmokit-0.1.0-py3-none-any.whl", b"the kit"))
    made = desk_in(tmp_path / "from")
    publish(made)
    folder = made.folder
    write_text(folder.inbox / "contacts.csv", "contact_id\n1\n")
    write_text(folder.runs / "audit-1" / "evidence" / "crm.duplicates.parquet", "rows")
    write_text(folder.runs / "audit-1" / "run.json", '{"host": "the consultant\'s own"}')
    write_text(folder.runs / "audit-0" / "facts.json", "{}")
    write_text(folder.commentary / "audit.md", "## crm.duplicates\n\nSaid.\n")
    write_text(folder.commentary / "audit.private.md", f"## crm.duplicates\n\n{SECRET}\n")
    write_text(folder.reports / "exports" / "audit_private" / "audit_private.html", SECRET)
    write_text(folder.reports / "issued" / "2026-02-02_audit_v1_private" / "a.html", SECRET)
    write_text(folder.reports / "issued" / "2026-02-02_audit_v1_private.json", SECRET)
    write_text(folder.reports / "old.zip", SECRET)
    write_text(made.workspace.folder("other").engagement_file, "schema: 1\n")
    write_text(made.workspace.settings_file, "brand: {name: Consultants}\n")
    return made


def bundled(desk: Desk, **more: object) -> Bundle:
    return make_bundle(desk, Wanted("Jonas Weber", DAY, **more))  # type: ignore[arg-type]


def names(bundle: Bundle) -> set[str]:
    with zipfile.ZipFile(bundle.path) as archive:
        return {name.removeprefix(TOP) for name in archive.namelist()}


def read(bundle: Bundle, name: str) -> str:
    with zipfile.ZipFile(bundle.path) as archive:
        return archive.read(TOP + name).decode()


def test_it_has_the_layout_that_others_rely_on(desk: Desk):
    found = names(bundled(desk))
    wanted = {
        "RUNBOOK.md",
        "requirements.lock",
        "workspace.yaml",
        "MANIFEST.sha256",
        "wheels/cmokit-0.1.0-py3-none-any.whl",
    }
    wanted |= {
        "engagements/acme/engagement.yaml",
        "engagements/acme/inbox/contacts.csv",
        "reports/acme/audit/facts.json",
    }
    wanted |= {"engagements/acme/runs/audit-1/evidence/crm.duplicates.parquet", "engagements/acme/commentary/audit.md"}
    assert wanted - found == set()


def test_private_words_archives_other_clients_and_this_computer_stay_behind_and_are_listed(desk: Desk):
    bundle = bundled(desk)
    with zipfile.ZipFile(bundle.path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    assert SECRET not in everything
    assert "the consultant's own" not in everything
    assert "Consultants" not in everything
    assert not any(name.startswith("engagements/other") for name in names(bundle))
    behind = {why: bundle.behind.get(why, 0) for why in Behind}
    assert behind[Behind.PRIVATE_NOTE] == 1
    assert behind[Behind.PRIVATE_COPY] == 3
    assert (behind[Behind.ARCHIVE], behind[Behind.OLD_RUN], behind[Behind.OTHER_CLIENTS]) == (1, 1, 1)
    listed = read(bundle, "engagements/acme/handed-over.md")
    assert "1 private note." in listed
    assert "1 other client." in listed


def test_the_runbook_is_one_page_with_unix_and_windows_and_says_that_it_holds_personal_data(desk: Desk):
    page = read(bundled(desk), "RUNBOOK.md")
    assert len(page.splitlines()) < 90
    assert "personal data" in page
    assert "python3 -m venv .venv" in page
    assert ".venv\\Scripts\\activate" in page
    assert "--no-index --find-links wheels" in page
    assert not any(word in page for word in ("make ", "git ", "gcc"))


def test_without_rows_neither_exports_nor_evidence_nor_workbooks_come_along(desk: Desk):
    write_text(desk.folder.reports / "audit" / "audit.xlsx", "rows")
    found = names(bundled(desk, with_rows=False))
    assert not any("/inbox/" in name or "/evidence/" in name or name.endswith(".xlsx") for name in found)
    assert "reports/acme/audit/audit.pdf" in found


def test_the_same_workspace_gives_the_same_bytes_and_stays_as_it_was(desk: Desk):
    before = {path: path.read_bytes() for path in desk.workspace.root.rglob("*") if path.is_file()}
    first = bundled(desk).path.read_bytes()
    assert bundled(desk).path.read_bytes() == first
    assert {path: path.read_bytes() for path in before} == before


def test_without_a_report_there_is_nothing_to_hand_over_and_nothing_is_left(tmp_path: Path):
    desk = desk_in(tmp_path)
    with pytest.raises(RunFailed, match="no report of acme is published"):
        bundled(desk)
    assert not (desk.folder.reports / "handover").exists()


def test_a_failure_while_writing_leaves_the_earlier_archive(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    before = bundled(desk).path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(make, "write_zip", full)
    with pytest.raises(RunFailed, match="cannot be written"):
        bundled(desk)
    folder = desk.folder.reports / "handover"
    assert [path.read_bytes() for path in folder.iterdir()] == [before]


def test_a_whole_archive_is_whole_and_so_is_what_it_unpacks_to(desk: Desk, tmp_path: Path):
    path = bundled(desk).path
    assert verify_path(path).is_whole
    zipfile.ZipFile(path).extractall(tmp_path / "to")
    there = tmp_path / "to" / "acme-handover"
    write_text(there / ".venv" / "bin" / "python", "made by following the runbook")
    assert verify_path(there).is_whole


def test_one_changed_byte_in_the_archive_is_named(desk: Desk):
    path = bundled(desk).path
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(f"{TOP}reports/acme/audit/audit.pdf")
    content = bytearray(path.read_bytes())
    content[info.header_offset + 30 + len(info.filename)] ^= 1
    path.write_bytes(content)
    assert verify_path(path).differences == (Difference("reports/acme/audit/audit.pdf", What.CHANGED),)


def test_changed_missing_and_extra_files_are_named(desk: Desk, tmp_path: Path):
    zipfile.ZipFile(bundled(desk).path).extractall(tmp_path / "to")
    there = tmp_path / "to" / "acme-handover"
    with (there / "engagements/acme/inbox/contacts.csv").open("a") as file:
        file.write("2\n")
    (there / "RUNBOOK.md").unlink()
    (there / "reports/acme/new.txt").write_text("new")
    assert verify_path(there).differences == (
        Difference("RUNBOOK.md", What.MISSING),
        Difference("engagements/acme/inbox/contacts.csv", What.CHANGED),
        Difference("reports/acme/new.txt", What.EXTRA),
    )


def test_a_member_added_to_the_archive_is_named(desk: Desk):
    path = bundled(desk).path
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{TOP}wheels/evil.whl", b"")
        archive.writestr("beside.txt", b"")
    assert [one.file for one in verify_path(path).differences] == ["beside.txt", "wheels/evil.whl"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "not_an_archive"), (b"PK\x03\x04 torn", "not_an_archive")],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes, code: str):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataNotReadable) as refused:
        verify_path(tmp_path / "a.zip")
    assert refused.value.code == code


@pytest.mark.parametrize("line", ["not a hash  file", f"{'0' * 64}  ../../etc/passwd", f"{'0' * 64}  /etc/passwd"])
def test_a_manifest_that_names_no_file_of_its_own_is_refused_with_its_line(tmp_path: Path, line: str):
    write_text(tmp_path / "MANIFEST.sha256", f"{'0' * 64}  fine.txt\n{line}\n")
    with pytest.raises(DataNotReadable) as refused:
        verify_path(tmp_path)
    assert (refused.value.code, refused.value.row) == ("bad_manifest", 2)


def test_a_folder_that_says_nothing_is_no_bundle(tmp_path: Path):
    with pytest.raises(UsageError, match="nothing here says"):
        verify_path(tmp_path)


def test_a_published_report_with_a_changed_page_is_named(desk: Desk):
    assert verify_client(desk.workspace, desk.folder).is_whole
    write_text(desk.folder.reports / "audit" / "audit.pdf", "forged")
    assert verify_client(desk.workspace, desk.folder).differences == (Difference("audit/audit.pdf", What.CHANGED),)


def test_an_archive_beside_the_report_is_no_file_too_many(desk: Desk):
    write_text(desk.folder.reports / "audit" / "acme-handover.zip", "archive")
    assert verify_client(desk.workspace, desk.folder).is_whole


def document(value: float) -> dict[str, object]:
    fact = {"id": "a.b.c_share", "value": value, "unit": "share", "n": 9, "low": None, "high": None, "confidence": None,
            "dimensions": {}, "period": None, "definition": None, "sources": []}  # fmt: skip
    said = {"id": "a.b", "severity": "PASS", "money_at_stake_amount": None, "evidence": None}
    return {"facts": [fact], "analyses": [said]}


def test_figures_of_another_platform_are_compared_to_nine_digits():
    """Two platforms add doubles in another order: the tenth digit says nothing, the ninth does."""
    assert list(figures_that_differ(document(0.123456789012), document(0.123456789099))) == []
    assert list(figures_that_differ(document(0.123456789), document(0.123456780))) == [
        ("a.b.c_share", "0.123456789", "0.12345678")
    ]


def test_the_manifest_is_one_that_sha256sum_reads(desk: Desk, tmp_path: Path):
    zipfile.ZipFile(bundled(desk).path).extractall(tmp_path / "to")
    there = tmp_path / "to" / "acme-handover"
    check = subprocess.run(
        ["sha256sum", "-c", "--quiet", "MANIFEST.sha256"], cwd=there, capture_output=True, check=False
    )
    assert check.returncode == 0 or sys.platform == "win32"
