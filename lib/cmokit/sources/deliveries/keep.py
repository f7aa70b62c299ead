"""From the staging folder to the client's: whatever stops an ingest before this leaves everything as it was."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import PRIVATE_FILE, make_folder, write_text
from cmokit.sources.deliveries.in_use import Snapshot
from cmokit.sources.deliveries.ledger import Received, read_ledger, write_ledger
from cmokit.sources.deliveries.loads import FOLDER
from cmokit.sources.deliveries.snapshot import CURRENT


@contextmanager
def staging_folder(client: ClientFolder) -> Iterator[Path]:
    """A folder for what is made before it is kept, on the same disk; gone afterwards, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=".ingest-", dir=make_folder(client.root)))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(
    client: ClientFolder, copies: dict[str, Path], entries: tuple[Received, ...], snapshot: Snapshot, staging: Path
) -> None:
    """Keep what was made: copies (place in the inbox → file), loads, the snapshot; then the ledger, `current` last."""
    for place, source in copies.items():
        if not (client.inbox / place).exists():
            _copy(source, client.inbox / place)
    make_folder(client.tables)
    _move(staging / FOLDER, client.tables / FOLDER)
    if snapshot.folder.parent == staging and not (client.tables / snapshot.id).exists():
        os.replace(snapshot.folder, client.tables / snapshot.id)
    if entries != read_ledger(client):
        write_ledger(client, entries)
    write_text(client.tables / CURRENT, snapshot.id + "\n")


def _move(loads: Path, kept: Path) -> None:
    for folder in sorted(loads.iterdir()) if loads.is_dir() else ():
        make_folder(kept)
        if not (kept / folder.name).exists():
            os.replace(folder, kept / folder.name)


def _copy(source: Path, target: Path) -> None:
    """Copy whole or not at all, readable by the owner only."""
    beside = make_folder(target.parent) / f".{target.name[:40]}.part"
    shutil.copyfile(source, beside)
    os.chmod(beside, PRIVATE_FILE)
    os.replace(beside, target)
