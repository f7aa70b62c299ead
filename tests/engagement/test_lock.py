"""One writer at a time, and the second one is told who is at work."""

import os
from pathlib import Path

import pytest

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.errors import RunFailed


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    return Workspace(tmp_path).folder("acme")


def test_a_second_writer_is_told_who_since_when_and_which_process(client: ClientFolder) -> None:
    with (
        engagement_lock(client, "a run"),
        pytest.raises(RunFailed, match=rf"a run is under way for acme since 20.*, started by .*, pid {os.getpid()}"),
        engagement_lock(client, "an ingest"),
    ):
        pytest.fail("two writers at once")


def test_the_lock_is_free_again_after_a_failure(client: ClientFolder) -> None:
    with pytest.raises(ValueError, match="broken"), engagement_lock(client):
        raise ValueError("broken")
    with engagement_lock(client):
        pass
    assert not (client.root / ".lock.json").exists()


def test_another_client_is_not_held_up(client: ClientFolder, tmp_path: Path) -> None:
    other = Workspace(tmp_path).folder("globex")
    with engagement_lock(client), engagement_lock(other):
        assert all((folder.root / ".lock.json").is_file() for folder in (client, other))
