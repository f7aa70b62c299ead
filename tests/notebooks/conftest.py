"""Reference notebooks start kernels of their own: they find the sample clients through the environment."""

import os
from collections.abc import Iterator

import pytest

from cmokit.engagement.workspace import ENVIRONMENT, Workspace


@pytest.fixture(scope="session", autouse=True)
def workspace_for_kernels(samples: Workspace) -> Iterator[None]:
    os.environ[ENVIRONMENT] = str(samples.root)
    yield
    os.environ.pop(ENVIRONMENT, None)
