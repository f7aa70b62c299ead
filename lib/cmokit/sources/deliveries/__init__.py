"""Deliveries: exports come again every week, and however they came, the same files make the same tables."""

from cmokit.sources.deliveries.in_use import FileInUse, Snapshot
from cmokit.sources.deliveries.ingest import ingest
from cmokit.sources.deliveries.ledger import Received, read_ledger
from cmokit.sources.deliveries.new_words import NewWord, still_unmapped
from cmokit.sources.deliveries.of_warehouse import open_tables, refuse_exports, refuse_if_moved
from cmokit.sources.deliveries.report import FileReport, IngestReport
from cmokit.sources.deliveries.snapshot import build_snapshot, current, open_built
from cmokit.sources.deliveries.withdraw import withdraw

__all__ = [
    "FileInUse",
    "FileReport",
    "IngestReport",
    "NewWord",
    "Received",
    "Snapshot",
    "build_snapshot",
    "current",
    "ingest",
    "open_built",
    "open_tables",
    "read_ledger",
    "refuse_exports",
    "refuse_if_moved",
    "still_unmapped",
    "withdraw",
]
