"""The little client once an engine and process, with rows that do not count: tests, gone ones, and of tomorrow."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from cmokit.engagement.parts import Warehouse as Named
from cmokit.tables.client_warehouse import ClientWarehouse, open_warehouse
from cmokit.tables.warehouse import Warehouse, open_snapshot
from tests.analyses.builders import arrow
from tests.analyses.little_client import rows
from tests.test_every_analysis import AT
from tests.warehouse.engines import ENGINES, VARIABLE, put, written

OURS = replace(AT, timezone="Europe/Berlin")
LATER = {"is_test": False, "created_at": "2026-01-05T23:30:00", "email": "late@firm.example"}


@pytest.fixture(scope="session")
def tables() -> dict[str, pa.Table]:
    """The little client, and three contacts that must change nothing: 23:30 UTC is tomorrow in Berlin."""
    told = rows()
    told["contacts"] = [
        *told["contacts"],
        {"contact_id": "tester", "email": "ann@firm.example", "is_test": True},
        {"contact_id": "gone", "email": "ann@firm.example", "gone_on": "2025-12-01"},
        {"contact_id": "tomorrow", **LATER},
    ]
    return {name: arrow(name, given) for name, given in told.items()}


@pytest.fixture(scope="session")
def snapshot(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The same tables as files: what every engine is held against. It stays open: evidence is read when it is asked."""
    folder = written(tables, tmp_path_factory.mktemp("files") / "snapshot")
    return open_snapshot(folder, as_of=OURS.as_of, timezone=OURS.timezone)


class Engines:
    """Each engine's warehouse, put up when it is first asked for, and kept."""

    def __init__(self, stack: ExitStack, tables: dict[str, pa.Table], folder: Path):
        self._stack, self._tables, self._folder = stack, tables, folder
        self._open: dict[str, ClientWarehouse] = {}
        self.named: dict[str, tuple[Named, str]] = {}

    def __getitem__(self, engine: str) -> ClientWarehouse:
        if engine not in self._open:
            named = self._stack.enter_context(put(engine, self._tables, self._folder))
            self.named[engine] = named, os.environ[VARIABLE]
            self._open[engine] = open_warehouse(
                named, as_of=OURS.as_of, timezone=OURS.timezone, spill=self._folder / "spill"
            )
        return self._open[engine]


@pytest.fixture(scope="session")
def engines(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with ExitStack() as stack:
        yield Engines(stack, tables, tmp_path_factory.mktemp("engines"))


@pytest.fixture(params=ENGINES)
def warehouse(request: pytest.FixtureRequest, engines: Engines) -> ClientWarehouse:
    return engines[request.param]
