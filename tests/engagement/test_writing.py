"""Files are private, and whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from cmokit.engagement import writing
from cmokit.engagement.writing import make_folder, write_text
from cmokit.errors import RunFailed

posix = pytest.mark.skipif(os.name != "posix", reason="rights of this kind exist on POSIX systems only")


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_folders_and_files_belong_to_their_owner_only(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a" / "b" / "c.txt", "x")
    assert (rights(path), rights(path.parent), rights(path.parent.parent)) == (0o600, 0o700, 0o700)


@posix
def test_a_folder_that_exists_keeps_its_rights(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    make_folder(shared / "new")
    assert rights(shared) == 0o755


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_text(tmp_path / "c.txt", "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(RunFailed, match="No space left"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
