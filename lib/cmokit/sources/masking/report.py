"""What a masking says of itself: which columns of which file, and where the key lies."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNKNOWN = "unknown"


@dataclass(frozen=True)
class MaskedFile:
    """masked: header → how. kept: headers that stay. guessed: those of them that no source declares, kept because
    their values can be nobody's. cells_count: cells that differ from the file."""

    file: str
    kind: str
    rows_count: int
    cells_count: int
    masked: dict[str, str]
    kept: tuple[str, ...]
    guessed: tuple[str, ...]
    unknown: tuple[str, ...]
    encoding: str


@dataclass(frozen=True)
class Masking:
    """What was done. key_file stays with the client; fingerprint says whether two maskings used one key."""

    out: Path
    key_file: Path
    is_new_key: bool
    fingerprint: str
    files: tuple[MaskedFile, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "out": str(self.out), "key_file": str(self.key_file), "is_new_key": self.is_new_key,
            "key_fingerprint": self.fingerprint,
            "files": [
                {"file": f.file, "kind": f.kind, "rows": f.rows_count, "cells_masked": f.cells_count,
                 "columns_masked": f.masked, "columns_kept": list(f.kept), "columns_kept_by_values": list(f.guessed),
                 "columns_not_known": list(f.unknown), "encoding": f.encoding}
                for f in self.files
            ],
        }  # fmt: skip
