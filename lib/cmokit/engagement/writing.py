"""Writing into a client's folder: private to the owner, and whole or not at all."""

import os
import tempfile
from pathlib import Path

from cmokit.errors import RunFailed

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def make_folder(folder: Path) -> Path:
    """The folder and those missing above it, readable by their owner only; what exists keeps its rights."""
    missing = [folder, *folder.parents]
    for part in reversed([p for p in missing if not p.exists()]):
        try:
            part.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        except OSError as error:
            raise _not_written(part, error) from error
    return folder


def write_bytes(path: Path, content: bytes, *, mode: int = PRIVATE_FILE) -> Path:
    """Replace `path` by `content` in one step: a reader, or a crash, sees the old file or the new one, never a part."""
    make_folder(path.parent)
    try:
        _replace(path, content, mode)
    except OSError as error:
        raise _not_written(path, error) from error
    return path


def write_text(path: Path, content: str, *, mode: int = PRIVATE_FILE) -> Path:
    """As `write_bytes`, in UTF-8 with line ends as given."""
    return write_bytes(path, content.encode("utf-8"), mode=mode)


def _replace(path: Path, content: bytes, mode: int) -> None:
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system can (Windows cannot open a folder)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(path: Path, error: OSError) -> RunFailed:
    return RunFailed(
        f"cannot be written: {error.strerror or error}",
        code="not_writable",
        file=path,
        mend="check the folder's rights and the free space on its disk (cmokit doctor shows both)",
    )
