"""The loads of a client, kept in `tables/.loads/`, so that a snapshot never reads an export again."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import make_folder
from cmokit.errors import DataNotReadable
from cmokit.sources.deliveries.identity import digest, kit_id, read_settings, shaping
from cmokit.sources.deliveries.load import ABOUT, Load, read_load, write_load
from cmokit.sources.reading import sha256_of

FOLDER = ".loads"


class Loads:
    """The loads of one client under its present settings. new: a folder for those made now, else beside the others."""

    def __init__(self, client: ClientFolder, engagement: Engagement, new: Path | None = None):
        self.engagement = engagement
        self.inbox = client.inbox
        self.kept = client.tables / FOLDER
        self.new = new or self.kept
        self._settings = (kit_id(), shaping(engagement))

    def of(self, path: Path, sha256: str) -> Load:
        """The load of the file at `path` with this hash: kept, else read now. Raises DataNotReadable.

        The name counts too: it may say a day, and mappings are chosen by it.
        """
        name = f"{sha256}-{digest(*self._settings, path.name)}"
        for folder in (self.kept / name, self.new / name):
            if (folder / ABOUT).is_file():
                return read_load(folder)
        return self._read(path, sha256, self.new / name)

    def _read(self, path: Path, sha256: str, folder: Path) -> Load:
        if not path.is_file() or sha256_of(path) != sha256:
            raise DataNotReadable(
                "this file is not in the inbox as it was taken in",
                code="inbox_changed",
                file=path,
                wanted=f"the content with sha256 {sha256[:12]}…",
                mend="put the file back, or take it out of use: cmokit ingest CLIENT --withdraw FILE --reason TEXT",
            )
        from cmokit.sources.deliveries.understood import understand  # the vendors: only where a file is read

        rules, settings = self.engagement.mapping, read_settings(self.engagement)
        return _keep(folder, lambda beside: understand(path, sha256, beside, settings, rules))


def _keep(folder: Path, fill: Callable[[Path], Load]) -> Load:
    """Keep a load: filled beside, then renamed, so that no reader finds half of it."""
    make_folder(folder.parent)
    beside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        write_load(fill(beside))
        os.replace(beside, folder)
    except OSError:
        if not (folder / ABOUT).is_file():  # else another process was faster with the same content
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return read_load(folder)
