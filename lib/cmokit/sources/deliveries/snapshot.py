"""Snapshots of the canonical tables: a pure function of the files in use, made once and never changed."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import make_folder, write_text
from cmokit.errors import UsageError
from cmokit.sources.base import Note
from cmokit.sources.deliveries.answers import answers_in_force, check_answers
from cmokit.sources.deliveries.contracts import check_contract
from cmokit.sources.deliveries.engine import Engine, InUse
from cmokit.sources.deliveries.identity import digest, kit_id, shaping
from cmokit.sources.deliveries.in_use import FileInUse, Snapshot
from cmokit.sources.deliveries.ledger import FILE as LEDGER
from cmokit.sources.deliveries.ledger import Received, labels_of, ledger_table, read_ledger
from cmokit.sources.deliveries.loads import Loads
from cmokit.sources.deliveries.new_words import NewWord, new_words
from cmokit.sources.deliveries.newest import Doubt
from cmokit.sources.deliveries.of_warehouse import snapshot_of_warehouse
from cmokit.sources.deliveries.parquet import write_parquet
from cmokit.sources.deliveries.tables import combine
from cmokit.tables.catalog import TABLES

CURRENT = "current"
_ABOUT = "snapshot.json"
_TAKEN = ", and is taken as a part of them; if it holds them all, ingest it again with --full"
# Said of the files themselves: there even where nothing was set aside.
ALWAYS = ("rows_set_aside", "values_set_aside")


def build_snapshot(
    client: ClientFolder, engagement: Engagement, *, as_of: date | None = None, only: set[str] | None = None
) -> Snapshot:
    """The snapshot of the files in use, made where it is not there yet.

    as_of: only files whose extract date, or period end, is on or before it; by default the last such day. only: exactly
    the files with these hashes, withdrawn since or not. Raises DataNotReadable where files cannot be combined, and
    ConfigurationError where a finance workbook in use contradicts engagement.yaml. Where a client's tables stay in its
    own warehouse, its views stand in the place of files (of_warehouse.py).
    """
    if engagement.warehouse:
        return snapshot_of_warehouse(client, engagement, as_of=as_of, only=only)
    entries = select(read_ledger(client), as_of=as_of, only=only)
    loads = Loads(client, engagement)
    check_answers(client.engagement_file, engagement, answers_in_force(entries, loads))
    return snapshot_of(client, engagement, entries, as_of=as_of, loads=loads, is_strict=False)[0]


def open_built(client: ClientFolder, snapshot: str, *, as_of: date | None = None) -> Snapshot:
    """A snapshot that was made before, by its id. UsageError where there is none."""
    folder = client.tables / snapshot
    if not (folder / _ABOUT).is_file():
        known = ", ".join(sorted(path.parent.name for path in client.tables.glob(f"*/{_ABOUT}")))
        raise UsageError(f"there is no snapshot {snapshot}", code="no_snapshot", wanted=known or None)
    return _opened(folder, as_of, date.min)


def current(client: ClientFolder) -> str | None:
    """The id that tables/current names; None before anything was taken in."""
    path = client.tables / CURRENT
    return path.read_text("utf-8").strip() if path.is_file() else None


def select(
    entries: Iterable[Received], *, as_of: date | None = None, only: set[str] | None = None
) -> tuple[Received, ...]:
    """The files in use: as `build_snapshot` says."""
    if only is None:
        return tuple(e for e in entries if not e.is_withdrawn and (as_of is None or e.stands_on <= as_of))
    entries = tuple(entries)
    missing = only - {entry.sha256 for entry in entries}
    if missing:
        raise UsageError("a file of that run is not in the ledger", code="unknown_file", found=sorted(missing)[0])
    of_run = [e for e in entries if e.sha256 in only]
    # The same content may have come again later, with another day: that one is not the run's.
    return tuple(e for e in of_run if as_of is None or e.stands_on <= as_of or e == _earliest(of_run, e.sha256))


def snapshot_of(
    client: ClientFolder,
    engagement: Engagement,
    entries: Sequence[Received],
    *,
    as_of: date | None = None,
    loads: Loads | None = None,
    into: Path | None = None,
    is_strict: bool = True,
) -> tuple[Snapshot, list[Doubt]]:
    """The snapshot of exactly these files, and the exports taken as partial in doubt (none where it was there already).

    into: where to make it, else beside the others. is_strict: as `tables.combine` says.
    """
    labels = labels_of(entries)
    name = snapshot_id(engagement, entries, labels)
    last = max((entry.stands_on for entry in entries), default=engagement.start_on)
    if (client.tables / name / _ABOUT).is_file():
        return _opened(client.tables / name, as_of, last), []
    folder = make_folder(into or client.tables) / name
    files = in_use(entries, labels, loads or Loads(client, engagement))
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        doubts = _write(beside, files, engagement, client.tables / ".spill", is_strict)
        _settle(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return _opened(folder, as_of, last), doubts


def snapshot_id(engagement: Engagement, entries: Iterable[Received], labels: dict[str, str]) -> str:
    """The first 12 hex digits of the hash over files with their days, what was decided of them, engagement and kit."""
    days = ("extract_on", "period_start_on", "period_end_on", "coverage", "precedence_count")
    files = sorted((e.sha256, labels[e.file_id], *(str(getattr(e, day)) for day in days)) for e in entries)
    return digest(files, shaping(engagement), kit_id())


def in_use(entries: Sequence[Received], labels: dict[str, str], loads: Loads) -> tuple[InUse, ...]:
    """The files with what they hold, oldest first. Raises DataNotReadable where one must be read again and cannot."""
    ordered = sorted(entries, key=lambda e: (e.stands_on, e.precedence_count, e.sha256, e.file_id))
    inbox = loads.inbox
    return tuple(
        InUse(n, labels[e.file_id], e, loads.of(inbox / e.path, e.sha256)) for n, e in enumerate(ordered, start=1)
    )


def _write(folder: Path, files: Sequence[InUse], engagement: Engagement, spill: Path, is_strict: bool) -> list[Doubt]:
    leading = engagement.systems.leading
    by_entity = {n: s for n in ("contact", "company", "opportunity") if (s := getattr(leading, n))}
    zone, channels = engagement.timezone, engagement.channels
    with Engine(files, timezone=zone, currency=engagement.currency, spill=spill, channels=channels) as engine:
        doubts = combine(engine, by_entity, engagement.systems.used, is_strict=is_strict)
        for table in engine.made:
            if table in ALWAYS or engine.has(table):
                write_parquet(folder / f"{table}.parquet", TABLES[table].arrow_schema, engine.batches(table))
        words = new_words(engine)
        notes = [*engine.notes, *(Note("taken_as_partial", f"{d.file.label} {d.message}{_TAKEN}") for d in doubts)]
    for table in ALWAYS:
        if not (folder / f"{table}.parquet").exists():
            write_parquet(folder / f"{table}.parquet", TABLES[table].arrow_schema, [])
    received = ledger_table(tuple(_as_loaded(f) for f in files))
    write_parquet(folder / LEDGER, received.schema, received.to_batches())
    check_contract(folder)
    about = {"files": [asdict(_file_in_use(f)) for f in files], "notes": [asdict(note) for note in notes]}
    about["new_words"] = [asdict(word) for word in words]
    write_text(folder / _ABOUT, json.dumps(about, default=str, indent=1, sort_keys=True))
    return doubts


def _as_loaded(file: InUse) -> Received:
    """The file's row in the ledger, with what it holds under the present settings."""
    counts = ("rows_in_count", "rows_used_count", "rows_set_aside_count", "values_set_aside_count")
    return replace(file.entry, kind=file.load.kind, **{name: getattr(file.load, name) for name in counts})


def _settle(beside: Path, folder: Path) -> None:
    """Give the finished folder its name; where another process was faster, its equal one stays."""
    try:
        os.replace(beside, folder)
    except OSError:
        if not (folder / _ABOUT).is_file():
            raise


def _file_in_use(file: InUse) -> FileInUse:
    entry, load = file.entry, file.load
    return FileInUse(
        name=file.label,
        path=entry.path,
        sha256=entry.sha256,
        kind=load.kind,
        extract_on=entry.extract_on,
        period_start_on=entry.period_start_on,
        period_end_on=entry.period_end_on,
        rows_in_count=load.rows_in_count,
        rows_used_count=load.rows_used_count,
        rows_set_aside_count=load.rows_set_aside_count,
        stands_on=entry.stands_on,
    )


def _opened(folder: Path, as_of: date | None, last: date) -> Snapshot:
    about = json.loads((folder / _ABOUT).read_text("utf-8"))
    files = [_file_of(file) for file in about["files"]]
    last = max((file.stands_on for file in files), default=last)
    ordered = tuple(sorted(files, key=lambda file: file.name))
    notes = tuple(Note(**note) for note in about["notes"])
    words = [_word_of(word) for word in about.get("new_words", ())]
    later, first = (tuple(word for word in words if word.is_later is wanted) for wanted in (True, False))
    return Snapshot(folder.name, folder, as_of or last, ordered, notes, later, first, about.get("of_warehouse", False))


def _word_of(said: dict[str, Any]) -> NewWord:
    return NewWord(**{**said, "first_seen_on": date.fromisoformat(said["first_seen_on"])})


def _file_of(said: dict[str, Any]) -> FileInUse:
    days = ("extract_on", "period_start_on", "period_end_on", "stands_on")
    return FileInUse(**{**said, **{name: _day(said[name]) for name in days}})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _earliest(entries: list[Received], sha256: str) -> Received:
    return min((e for e in entries if e.sha256 == sha256), key=lambda e: e.stands_on)
