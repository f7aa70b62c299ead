"""JupyterLab on a client's own copy of a phase's notebook."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.workspace import ENVIRONMENT
from cmokit.engagement.writing import make_folder, write_text
from cmokit.runs.desk import Desk
from cmokit.runs.parameters import as_notebook_values, notebook_name, validated
from cmokit.vocabulary import Phase

# Nothing leaves the laptop: no news, no update check, no extension manager, this machine only.
OFFLINE = (
    "--ServerApp.ip=127.0.0.1",
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


def client_notebook(desk: Desk, phase: Phase) -> Path:
    """The client's copy of the phase's notebook, made with its parameters set where there is none."""
    own = desk.folder.notebooks / notebook_name(phase)
    if not own.exists():
        kit = load_notebook_node(str(kit_folder("notebooks") / own.name))
        values = as_notebook_values(validated(phase, {"client": desk.folder.slug}))
        ready = parameterize_notebook(kit, values)
        for part in (ready, *ready.cells):
            part.metadata.pop("papermill", None)
        write_text(make_folder(own.parent) / own.name, nbformat.writes(ready) + "\n")
    return own


def command(desk: Desk, phase: Phase, *, browser: bool = True) -> list[str]:
    """What starts JupyterLab, rooted at this client's folder so that it can open no other's."""
    notebook = client_notebook(desk, phase)
    root = f"--ServerApp.root_dir={desk.folder.root}"
    quiet = [] if browser else ["--no-browser"]
    opened = str(notebook.relative_to(desk.folder.root))
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [sys.executable, "-m", "jupyterlab", root, *OFFLINE, *quiet, *as_root, opened]


def open_lab(desk: Desk, phase: Phase, *, browser: bool = True) -> int:
    """Run JupyterLab until the person closes it; its exit code."""
    environment = {**os.environ, ENVIRONMENT: str(desk.workspace.root)}
    return subprocess.call(command(desk, phase, browser=browser), env=environment, cwd=desk.folder.root)
