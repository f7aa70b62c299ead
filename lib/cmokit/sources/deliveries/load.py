"""What reading one file gave: counts, days and warnings; its rows lie beside as Parquet, one file a table."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from cmokit.engagement.writing import write_text
from cmokit.sources.base import Note
from cmokit.sources.finance.answer import Answer

ABOUT = "load.json"


@dataclass(frozen=True)
class Load:
    """One file as it was understood under the engagement's settings.

    folder: where its canonical rows lie, one Parquet file a table. tables: their rows, by name. latest_on: the last day
    on which something happened in its rows. extract_on, start_on, end_on: as text or name say. answers: what a finance
    workbook says about the engagement.
    """

    sha256: str
    folder: Path
    kind: str
    system: str
    table: str
    combine: str
    recognised_by: str
    rows_in_count: int
    rows_used_count: int
    rows_set_aside_count: int
    values_set_aside_count: int
    extract_on: date | None
    start_on: date | None
    end_on: date | None
    latest_on: date | None
    is_partial: bool | None
    is_enrichment: bool
    tables: dict[str, int] = field(default_factory=dict)
    warnings: tuple[Note, ...] = ()
    answers: tuple[Answer, ...] = ()

    def file(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


def write_load(load: Load) -> None:
    """Note the load down in its folder; until then the folder is no load."""
    about = {**asdict(load), "folder": None}
    write_text(load.folder / ABOUT, json.dumps(about, default=str, sort_keys=True, indent=1))


def read_load(folder: Path) -> Load:
    """The load that lies in a folder."""
    about = json.loads((folder / ABOUT).read_text("utf-8"))
    days = {name: _day(about[name]) for name in ("extract_on", "start_on", "end_on", "latest_on")}
    notes = tuple(Note(**note) for note in about["warnings"])
    answers = tuple(Answer(**answer) for answer in about.get("answers", ()))
    return Load(**{**about, **days, "folder": folder, "warnings": notes, "answers": answers})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
