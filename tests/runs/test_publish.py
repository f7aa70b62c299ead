"""A published folder is the old one or the new one, never a part."""

from pathlib import Path

from cmokit.runs import publish as publishing
from cmokit.runs.publish import publish, repair


def folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "audit.pdf").write_text(text)
    return path


def test_the_new_folder_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = folder(tmp_path / "audit", "old")
    publish(folder(tmp_path / ".audit.new", "new"), target)
    assert (target / "audit.pdf").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit"]


def test_where_the_system_cannot_exchange_two_renames_do(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(publishing, "_exchanged", lambda one, other: False)
    target = folder(tmp_path / "audit", "old")
    publish(folder(tmp_path / ".audit.new", "new"), target)
    assert (target / "audit.pdf").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit"]


def test_a_publication_killed_between_the_renames_is_repaired(tmp_path: Path) -> None:
    folder(tmp_path / ".audit.old", "old")
    repair(tmp_path / "audit")
    assert (tmp_path / "audit" / "audit.pdf").read_text() == "old"


def test_a_publication_killed_after_the_renames_keeps_the_new_folder(tmp_path: Path) -> None:
    folder(tmp_path / ".audit.old", "old")
    folder(tmp_path / "audit", "new")
    repair(tmp_path / "audit")
    assert (tmp_path / "audit" / "audit.pdf").read_text() == "new"
    assert not (tmp_path / ".audit.old").exists()


def test_an_archive_beside_a_report_is_carried_over(tmp_path: Path) -> None:
    target = folder(tmp_path / "handover", "old")
    (target / "acme-handover.zip").write_bytes(b"archive")
    publish(folder(tmp_path / ".handover.new", "new"), target)
    assert (target / "audit.pdf").read_text() == "new"
    assert (target / "acme-handover.zip").read_bytes() == b"archive"
