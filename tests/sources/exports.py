"""Small exports written by hand, and what reading them gives."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cmokit.errors import DataNotReadable
from cmokit.sources.read import read_file
from cmokit.sources.result import FileReading
from cmokit.sources.settings import ReadSettings

BERLIN = ReadSettings(timezone="Europe/Berlin", currency="EUR", country="DE")


def written(folder: Path, text: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path, text: str | bytes, name: str = "export.csv", **options: Any) -> FileReading:
    return read_file(written(folder, text, name), **{"settings": BERLIN, **options})


def refusal(folder: Path, text: str | bytes, name: str = "export.csv", **options: Any) -> DataNotReadable:
    with pytest.raises(DataNotReadable) as caught:
        read(folder, text, name, **options)
    return caught.value


def rows_of(table: pa.Table, *columns: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name].to_pylist() for name in columns), strict=True))


def one(table: pa.Table, *columns: str) -> dict[str, Any]:
    """The only row of a table, or these columns of it."""
    assert table.num_rows == 1
    return {name: table[name][0].as_py() for name in columns or table.column_names}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
