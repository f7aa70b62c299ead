import pytest

from tests.sources.reading.files import Inbox


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)
