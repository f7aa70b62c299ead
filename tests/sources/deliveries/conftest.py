from pathlib import Path

import pytest

from tests.sources.deliveries.given import Client


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client.at(tmp_path)
