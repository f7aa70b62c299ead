"""The sample clients, taken in and audited once for all tests that hold the kit to what was planted."""

import os
import pickle
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from cmokit.engagement.workspace import ENVIRONMENT, Workspace

if TYPE_CHECKING:
    from cmokit.runs.desk import Desk
    from tests.acceptance.walk import Walk


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


@pytest.fixture(scope="session")
def walks(tmp_path_factory: pytest.TempPathFactory) -> "dict[str, Walk]":
    """Both sample clients under new names, from day 0 to the signed report; once for all workers."""
    root = _shared(tmp_path_factory) / "walks"
    with FileLock(f"{root}.lock"):
        from tests.acceptance.desk import made
        from tests.acceptance.walk import SLUGS, walk

        done = root / "done"
        if not done.exists():
            found = {s: walk(made(root / s), s, is_short=s == "sample-b2b") for s in SLUGS}
            done.write_bytes(pickle.dumps(found))
        walked: dict[str, Walk] = pickle.loads(done.read_bytes())
    return walked


@pytest.fixture(scope="session")
def copies(walks: "dict[str, Walk]", tmp_path_factory: pytest.TempPathFactory) -> "dict[str, Desk]":
    """Both sample clients, audited on all three deliveries, with a copy for each audience: only to be read."""
    root = _shared(tmp_path_factory) / "copies"
    from cmokit.runs.desk import open_engagement

    with FileLock(f"{root}.lock"):
        from cmokit.runs.export import export
        from cmokit.vocabulary import Audience, Phase

        for walked in [] if (root / "done").exists() else walks.values():
            for folder in (walked.client.root, walked.client.reports):
                shutil.copytree(folder, root / folder.relative_to(walked.desk.workspace))
            for audience in Audience:
                export(open_engagement(walked.client.slug, workspace=root), Phase.AUDIT, audience)
        (root / "done").touch()
    return {sample: open_engagement(walked.client.slug, workspace=root) for sample, walked in walks.items()}


@pytest.fixture(autouse=True)
def own_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the developer's own clients."""
    monkeypatch.delenv(ENVIRONMENT, raising=False)


def _shared(factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a test run."""
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
