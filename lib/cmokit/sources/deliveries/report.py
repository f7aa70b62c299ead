"""What `cmokit ingest` shows: one line a file, then what combining them found."""

from dataclasses import asdict, dataclass
from typing import Any

from cmokit.sources.base import Note
from cmokit.sources.deliveries.answers import Setting
from cmokit.sources.deliveries.in_use import Snapshot

LOADED, KNOWN, WITHDRAWN = "loaded", "already received", "withdrawn before"


@dataclass(frozen=True)
class FileReport:
    """One file: what it was recognised as, its rows, and whether it was loaded now."""

    file: str
    path: str
    status: str
    kind: str
    recognised_by: str
    stands_on: str
    rows_in_count: int
    rows_used_count: int
    rows_set_aside_count: int
    values_set_aside_count: int
    warnings: tuple[Note, ...] = ()


@dataclass(frozen=True)
class IngestReport:
    """All files of a call, by name; the snapshot that is current now; what combining found.

    settings: what a finance workbook settled in engagement.yaml.
    """

    delivery_id: str | None
    files: tuple[FileReport, ...]
    snapshot: Snapshot | None
    settings: tuple[Setting, ...] = ()

    @property
    def loaded(self) -> tuple[FileReport, ...]:
        return tuple(file for file in self.files if file.status == LOADED)

    @property
    def notes(self) -> tuple[Note, ...]:
        return self.snapshot.notes if self.snapshot else ()

    def as_json(self) -> dict[str, Any]:
        return {
            "delivery": self.delivery_id,
            "snapshot": self.snapshot.id if self.snapshot else None,
            "files": [asdict(file) for file in self.files],
            "settings": [asdict(setting) for setting in self.settings],
            "notes": [asdict(note) for note in self.notes],
        }
