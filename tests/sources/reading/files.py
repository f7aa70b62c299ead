"""Helpers: a client's file of given text or bytes, and what reading makes of it."""

from pathlib import Path
from typing import Any

from cmokit.sources.reading import ROW, RawTable, read_raw


class Inbox:
    """A folder into which a test drops files."""

    def __init__(self, folder: Path):
        self.folder = folder

    def drop(self, content: str | bytes, name: str = "export.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, content: str | bytes, name: str = "export.csv", **how: Any) -> RawTable:
        return read_raw(self.drop(content, name), **how)


def rows(raw: RawTable) -> list[tuple[str, ...]]:
    """The table's cells, row by row, without row numbers."""
    return [tuple(record[header] for header in raw.headers) for record in raw.table.to_pylist()]


def numbers(raw: RawTable) -> list[int]:
    return list(raw.table[ROW].to_pylist())


def aside(raw: RawTable) -> list[tuple[int, str]]:
    return [(record.row, record.reason) for record in raw.set_aside]


def codes(raw: RawTable) -> list[str]:
    return [warning.code for warning in raw.warnings]
