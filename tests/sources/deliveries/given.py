"""A client in a temporary workspace, small exports by hand, and its tables as plain rows."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.sources.deliveries import IngestReport, Snapshot, build_snapshot, ingest, withdraw

TODAY = date(2026, 4, 1)
CONTACTS = "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Create Date"


def engagement(**keys: Any) -> Engagement:
    said = {
        "schema": 1,
        "client": "acme",
        "name": "Acme GmbH",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "start_on": "2026-01-05",
    }
    return Engagement.model_validate({**said, **keys})


def contacts(*rows: str) -> str:
    """A HubSpot contacts export: rows `id` or `id stage` or `id stage phone`."""
    lines = [CONTACTS]
    for row in rows:
        id_, stage, phone = [*row.split(), "Lead", "+4930111"][:3] if " " in row else (row, "Lead", "+4930111")
        lines.append(f"{id_},Ann,Example,{id_}@firm.example,{phone},{stage},2025-11-03 10:00")
    return "\n".join(lines) + "\n"


def csv(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


@dataclass
class Client:
    """A client's folder, its engagement, and a folder in which its exports lie before they are taken in."""

    folder: ClientFolder
    outside: Path
    engagement: Engagement = field(default_factory=engagement)

    @classmethod
    def at(cls, place: Path, **keys: Any) -> "Client":
        outside = place / "exports"
        outside.mkdir(parents=True, exist_ok=True)
        return cls(Workspace(place).folder("acme"), outside, engagement(**keys))

    def export(self, name: str, text: str | bytes, folder: str = "") -> Path:
        path = self.outside / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def take(self, *files: Path, **how: Any) -> IngestReport:
        return ingest(self.folder, self.engagement, files, **{"today": TODAY, **how})

    def give(self, name: str, text: str, **how: Any) -> IngestReport:
        return self.take(self.export(name, text), **how)

    def withdraw(self, file: str) -> Snapshot:
        return withdraw(self.folder, self.engagement, file, "the wrong month", today=TODAY)

    def snapshot(self, **which: Any) -> Snapshot:
        return build_snapshot(self.folder, self.engagement, **which)

    def table(self, name: str, **which: Any) -> list[dict[str, Any]]:
        return arrow(self.snapshot(**which), name).to_pylist()

    def column(self, table: str, *names: str, **which: Any) -> list[Any]:
        """Sorted tuples of these columns; the bare values of one."""
        rows = [tuple(row[name] for name in names) for row in self.table(table, **which)]
        return sorted((row[0] if len(names) == 1 else row for row in rows), key=str)


def arrow(snapshot: Snapshot, name: str) -> pa.Table:
    return pq.read_table(snapshot.folder / f"{name}.parquet")


def all_tables(snapshot: Snapshot) -> dict[str, bytes]:
    """Every table's bytes, but for received_files, which says when each file came."""
    return {p.stem: p.read_bytes() for p in snapshot.folder.glob("*.parquet") if p.stem != "received_files"}


def on(day: str) -> date:
    return date.fromisoformat(day)
