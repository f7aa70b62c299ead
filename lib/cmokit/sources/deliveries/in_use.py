"""What a run stands on: the files in use, and the tables made of them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cmokit.sources.base import Note
from cmokit.sources.deliveries.new_words import NewWord


@dataclass(frozen=True)
class FileInUse:
    """A file behind a snapshot. name: what `source_file` says. path: where it lies, relative to inbox/."""

    name: str
    path: str
    sha256: str
    kind: str
    extract_on: date | None
    period_start_on: date | None
    period_end_on: date | None
    rows_in_count: int
    rows_used_count: int
    rows_set_aside_count: int
    stands_on: date


@dataclass(frozen=True)
class Snapshot:
    """id: 12 hex digits. as_of: the last day that counts. files: those in use, by name. notes: what combining found.

    new_words: the client's words that a later delivery brought, mapped or not; first_words: those that were there from
    the first. of_warehouse: no copy, but what was read of a client's own warehouse (of_warehouse.py).
    """

    id: str
    folder: Path
    as_of: date
    files: tuple[FileInUse, ...]
    notes: tuple[Note, ...] = ()
    new_words: tuple[NewWord, ...] = ()
    first_words: tuple[NewWord, ...] = ()
    of_warehouse: bool = False
