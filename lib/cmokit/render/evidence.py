"""The evidence rows of a section, found again: Parquet, by its fingerprint, near the notebook that shows it."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.exhibits.section import EvidenceFile

if TYPE_CHECKING:
    import pyarrow as pa

PLACES = ("evidence", "../evidence", "runs/*/evidence", "../runs/*/evidence")
PUBLISHED = "../../../engagements/{client}/runs/*/evidence"  # from reports/<client>/<phase>/


def folders_near(notebook: Path | None, client: str = "") -> tuple[Path, ...]:
    """Where evidence may lie, seen from a notebook's folder: its own run first."""
    if notebook is None:
        return ()
    patterns = (*PLACES, PUBLISHED.format(client=client)) if client and "/" not in client else PLACES
    return tuple(dict.fromkeys(folder for pattern in patterns for folder in _matching(notebook, pattern)))


def read_evidence(wanted: EvidenceFile, folders: Sequence[Path]) -> "pa.Table | None":
    """The rows, or None where no file with that fingerprint is found."""
    for folder in folders:
        path = folder / wanted.file
        if path.name == wanted.file and path.is_file():
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() == wanted.sha256:
                return _table(content)
    return None


def _table(content: bytes) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.ParquetFile(pa.BufferReader(content)).read()


def _matching(start: Path, pattern: str) -> Iterator[Path]:
    folder = start
    while pattern.startswith("../"):
        folder, pattern = folder.parent, pattern.removeprefix("../")
    return (path for path in sorted(folder.glob(pattern)) if path.is_dir())
