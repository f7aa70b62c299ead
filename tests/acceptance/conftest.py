"""Acceptance tests see the kit as a consultant does: commands, files, folders."""

from pathlib import Path

import pytest

from tests.acceptance.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty workspace."""
    desk = Desk(tmp_path)
    (desk.workspace / "engagements").mkdir(parents=True)
    return desk
