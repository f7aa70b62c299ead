"""Acceptance tests see the kit as a consultant does: commands, files, folders."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from tests.acceptance.by_hand import FILES
from tests.acceptance.desk import Desk, made


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty workspace."""
    return made(tmp_path)


@pytest.fixture(scope="session")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The client `acme` with a few canonical files made by hand, taken in and audited; once for all workers."""
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "by_hand"
    with FileLock(f"{root}.lock"):
        if not root.exists():
            desk = made(root)
            desk.new()
            desk.must("ingest", "acme", *(desk.sent(name, text) for name, text in FILES.items()))
            desk.must("run", "acme", "audit")
    return Desk(root)
