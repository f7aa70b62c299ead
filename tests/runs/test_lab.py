"""JupyterLab opens on the client's own copy, which knows its client and reaches nobody."""

from pathlib import Path

import nbformat
import pytest

from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.runs.desk import Desk
from cmokit.runs.lab import client_notebook, command
from cmokit.vocabulary import Phase


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    root = tmp_path / "engagements" / "acme"
    return Desk(Workspace(tmp_path), ClientFolder("acme", root, tmp_path / "reports" / "acme"))


def test_the_copy_has_its_client_set_and_is_not_made_twice(desk: Desk) -> None:
    path = client_notebook(desk, Phase.AUDIT)
    assert path.is_relative_to(desk.folder.notebooks)
    notebook = nbformat.read(path, as_version=4)
    injected = [cell.source for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", ())]
    assert len(injected) == 1
    assert 'client = "acme"' in injected[0]
    assert "papermill" not in notebook.metadata
    path.write_text("mine")
    assert client_notebook(desk, Phase.AUDIT).read_text() == "mine"


def test_the_server_answers_this_machine_only_and_sees_this_client_only(desk: Desk) -> None:
    words = command(desk, Phase.AUDIT, browser=False)
    assert "--ServerApp.ip=127.0.0.1" in words
    assert f"--ServerApp.root_dir={desk.folder.root}" in words
    assert "--no-browser" in words
    assert words[-1] == "notebooks/1_audit.ipynb"
