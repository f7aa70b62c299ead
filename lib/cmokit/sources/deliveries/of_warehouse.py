"""A client whose tables stay in its own warehouse: a snapshot is then no copy, but what was read, written down.

Each view stands where a file stands elsewhere: its rows that count on the day, and a hash over them. The same rows give
the same snapshot and so the same run; a warehouse that has moved gives another one, and a run that was made before can
be made again only while its views hold what they held.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import make_folder, write_text
from cmokit.errors import ConfigurationError, RunFailed, UsageError
from cmokit.sources.deliveries.identity import digest, kit_id, shaping
from cmokit.sources.deliveries.in_use import FileInUse, Snapshot
from cmokit.tables.warehouse import Warehouse, open_snapshot

if TYPE_CHECKING:
    from cmokit.tables.client_warehouse import ClientWarehouse, TableRead

SPILL = ".spill"


def snapshot_of_warehouse(
    client: ClientFolder, engagement: Engagement, *, as_of: date | None, only: set[str] | None = None
) -> Snapshot:
    """What the warehouse holds on a day. only: exactly views with these hashes, else UsageError.

    UsageError also without a day: a warehouse has no extract date. Raises what `open_warehouse` raises.
    """
    if as_of is None:
        raise UsageError(
            "a warehouse has no extract date, so the day must be said",
            code="no_day",
            wanted="phases.<phase>.as_of in engagement.yaml, or --as-of 2026-01-31",
        )
    read = _read_now(client, engagement, as_of)
    if only is not None and (moved := [one.name for one in read if one.sha256 not in only]):
        raise UsageError(
            "the warehouse no longer holds what that run read",
            code="warehouse_moved",
            found=", ".join(moved),
            mend="run without --deliveries-of; issued copies stand as they were issued",
        )
    files = tuple(sorted((_as_file(one, engagement, as_of) for one in read), key=lambda file: file.name))
    snapshot = digest([(one.name, one.sha256) for one in read], as_of, shaping(engagement), kit_id())
    folder = make_folder(client.tables / snapshot)
    about = {"files": [asdict(file) for file in files], "notes": [], "new_words": [], "of_warehouse": True}
    write_text(folder / "snapshot.json", json.dumps(about, default=str, indent=1, sort_keys=True))
    return Snapshot(snapshot, folder, as_of, files, of_warehouse=True)


def open_tables(
    snapshot: Snapshot, engagement: Engagement, *, as_of: date | None = None, is_counted: bool = True
) -> Warehouse:
    """The tables of a snapshot, wherever they are. is_counted: only rows that count on `as_of`, else on its own day;
    False opens them as they are."""
    day = (as_of or snapshot.as_of) if is_counted else None
    if not snapshot.of_warehouse:
        return open_snapshot(snapshot.folder, as_of=day, timezone=engagement.timezone)
    return _open(snapshot.folder.parent.parent, engagement, day, [_as_read(file) for file in snapshot.files])


def refuse_if_moved(client: ClientFolder, engagement: Engagement, snapshot: Snapshot) -> None:
    """RunFailed where the views no longer hold what the run began with: its figures may be of two states."""
    if not snapshot.of_warehouse:
        return
    began = {file.kind: file for file in snapshot.files}
    now = {one.table: one for one in _read_now(client, engagement, snapshot.as_of)}
    moved = [name for name in sorted({*began, *now}) if _sha(began.get(name)) != _sha(now.get(name))]
    if moved:
        raise RunFailed(
            "the warehouse changed while the run was reading it",
            code="warehouse_moved",
            found=", ".join(f"{name}: {_rows(began.get(name))} → {_rows(now.get(name))} rows" for name in moved),
            mend="run again when its load is done, or point warehouse.schema at views that stand still",
        )


def refuse_exports(engagement: Engagement) -> None:
    """UsageError where the client's tables stay in its warehouse: nothing is taken in beside it."""
    if engagement.warehouse:
        raise UsageError(
            "this client's tables are read in its own warehouse; no export is taken in beside it",
            code="warehouse_named",
            mend="leave `warehouse:` in engagement.yaml empty to work with exports",
        )


def _read_now(client: ClientFolder, engagement: Engagement, as_of: date) -> Sequence["TableRead"]:
    from cmokit.tables.warehouse_reading import read_tables

    with _open(client.root, engagement, as_of, ()) as warehouse:
        return read_tables(warehouse)


def _open(root: Path, engagement: Engagement, as_of: date | None, read: Sequence["TableRead"]) -> "ClientWarehouse":
    from cmokit.tables.client_warehouse import open_warehouse

    if engagement.warehouse is None:
        raise ConfigurationError(
            "this snapshot was read in a warehouse that engagement.yaml no longer names", code="no_warehouse"
        )
    spill = root / "tables" / SPILL
    return open_warehouse(engagement.warehouse, as_of=as_of, timezone=engagement.timezone, spill=spill, read=read)


def _as_file(read: "TableRead", engagement: Engagement, as_of: date) -> FileInUse:
    engine = engagement.warehouse.engine if engagement.warehouse else ""
    return FileInUse(
        name=read.name,
        path=f"{engine}:{read.name}",
        sha256=read.sha256,
        kind=read.table,
        extract_on=as_of,
        period_start_on=None,
        period_end_on=None,
        rows_in_count=read.rows,
        rows_used_count=read.rows,
        rows_set_aside_count=0,
        stands_on=as_of,
    )


def _as_read(file: FileInUse) -> "TableRead":
    from cmokit.tables.client_warehouse import TableRead

    return TableRead(file.kind, file.name, file.sha256, file.rows_used_count)


def _sha(one: object) -> str:
    return getattr(one, "sha256", "")


def _rows(one: object) -> int:
    return int(getattr(one, "rows_used_count", getattr(one, "rows", 0)))
