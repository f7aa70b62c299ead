"""The two sample clients, made from the shipped exports and registers where a workspace lacks them."""

import shutil
from datetime import date
from pathlib import Path

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.engagement.writing import make_folder, write_bytes
from cmokit.samples.plan import DELIVERIES
from cmokit.sources.deliveries import ingest

SAMPLES = ("sample-b2b", "sample-shop")


def provide(workspace: Workspace, slug: str, deliveries_count: int | None = None) -> ClientFolder:
    """Make a sample client with its first deliveries, or all; one that is there stays. A failure leaves no half one."""
    folder = workspace.folder(slug)
    if folder.engagement_file.is_file():
        return folder
    shipped = kit_folder("data_samples") / slug
    make_folder(folder.inbox)
    try:
        engagement = load_engagement(shipped / "engagement.yaml")
        for delivery in deliveries(shipped)[:deliveries_count]:
            ingest(folder, engagement, sorted(delivery.files), today=delivery.as_of)
        _add_registers(folder, shipped)
        write_bytes(folder.engagement_file, (shipped / "engagement.yaml").read_bytes())
    except BaseException:
        shutil.rmtree(folder.root)
        raise
    return folder


def _add_registers(folder: ClientFolder, shipped: Path) -> None:
    """The shipped registers, and their schemas for editors; a file that is there stays."""
    schemas = kit_folder("engagement_template") / "registers"
    for source in (shipped / "registers", schemas):
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            place = folder.registers / path.relative_to(source)
            if not place.exists():
                write_bytes(place, path.read_bytes())


class Delivery:
    """One shipped delivery: its day and its files."""

    def __init__(self, folder: Path, as_of: date):
        self.as_of = as_of
        self.files = tuple(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def deliveries(shipped: Path) -> list[Delivery]:
    """The deliveries of a shipped sample, in order, each with the day on which it was made."""
    return [Delivery(shipped / f"delivery-{planned.number}", planned.on) for planned in DELIVERIES]
