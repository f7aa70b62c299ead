"""The sample clients, taken in and audited once for all tests that hold the kit to what was planted."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from cmokit.engagement.workspace import ENVIRONMENT, Workspace


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with both sample clients, all three deliveries taken in."""
    root = _shared(tmp_path_factory) / "samples"
    with FileLock(str(root) + ".lock"):
        from cmokit.runs.sample_clients import SAMPLES, provide

        (root / "engagements").mkdir(parents=True, exist_ok=True)
        workspace = Workspace(root)
        for slug in SAMPLES:
            provide(workspace, slug)
    return workspace


@pytest.fixture(scope="session")
def audited(samples: Workspace) -> Workspace:
    """The same workspace with the audit of both clients published, by the command's own way."""
    with FileLock(str(samples.root) + ".audit.lock"):
        from cmokit.runs.demo import demo
        from cmokit.vocabulary import Phase

        demo(samples, phases=(Phase.AUDIT,))
    return samples


@pytest.fixture(scope="session")
def reported(audited: Workspace) -> Workspace:
    """The same workspace with every phase of both clients published."""
    with FileLock(str(audited.root) + ".audit.lock"):
        from cmokit.runs.demo import demo

        demo(audited)
    return audited


@pytest.fixture(autouse=True)
def own_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the developer's own clients."""
    monkeypatch.delenv(ENVIRONMENT, raising=False)


def _shared(factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a test run."""
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
