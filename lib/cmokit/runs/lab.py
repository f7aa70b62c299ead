"""JupyterLab on a client's own copy of a phase's notebook, and that copy beside the kit's."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import cmokit
from cmokit.engagement.kit import kit_folder
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.workspace import ENVIRONMENT
from cmokit.engagement.writing import make_folder, write_text
from cmokit.errors import ConfigurationError, UsageError
from cmokit.runs.desk import Desk
from cmokit.runs.notebook import load_nbformat
from cmokit.runs.notebook_changes import Change, Merged, changes_between, merged, remembering
from cmokit.runs.parameters import NOTEBOOKS, as_notebook_values, notebook_name, validated
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
        from papermill.iorw import load_notebook_node
        from papermill.parameterize import parameterize_notebook

        kit = load_notebook_node(str(kit_folder("notebooks") / own.name))
        values = as_notebook_values(validated(phase, {"client": desk.folder.slug}))
        ready = remembering(parameterize_notebook(kit, values), kit_notebook(phase), cmokit.__version__)
        for part in (ready, *ready["cells"]):
            part["metadata"].pop("papermill", None)
        make_folder(own.parent)
        write_notebook(own, ready)
    return own


def kit_notebook(phase: Phase) -> Any:
    """The kit's notebook of a phase, as it is now."""
    return load_nbformat().read(kit_folder("notebooks") / notebook_name(phase), as_version=4)


def own_notebook(path: Path) -> Any:
    """A client's notebook. Raises ConfigurationError where the file is none."""
    try:
        return load_nbformat().read(path, as_version=4)
    except Exception as fault:  # nbformat raises its own kinds, jsonschema's and those of json
        raise ConfigurationError(
            "this is no notebook",
            code="no_notebook",
            file=path,
            found=f"{type(fault).__name__}: {str(fault).splitlines()[0]}",
            wanted="a notebook as JupyterLab saves it",
            mend="open it in an editor, or move it away: the next cmokit lab makes a fresh copy",
        ) from fault


def write_notebook(path: Path, notebook: Any) -> None:
    """A notebook as JupyterLab would save it, whole or not at all."""
    nbformat = load_nbformat()
    write_text(path, nbformat.writes(nbformat.from_dict(notebook)) + "\n")


def own_phases(desk: Desk, phase: Phase | None = None) -> list[Phase]:
    """The phases whose notebook the client has an own copy of; UsageError where `phase` is named and has none."""
    found = [p for p in NOTEBOOKS if (desk.folder.notebooks / notebook_name(p)).is_file()]
    if phase is None:
        return found
    if phase not in found:
        raise UsageError(
            f"{desk.folder.slug} has no notebook of its own for {phase}: the kit's runs as it is",
            code="no_own_notebook",
            file=desk.folder.notebooks / notebook_name(phase),
            mend=f"cmokit lab {desk.folder.slug} {phase} makes a copy",
        )
    return [phase]


def notebook_changes(desk: Desk, phase: Phase) -> tuple[Change, ...]:
    """How the client's notebook of a phase differs from the kit's."""
    return changes_between(own_notebook(desk.folder.notebooks / notebook_name(phase)), kit_notebook(phase))


def merge_kit(desk: Desk, phase: Phase) -> Merged:
    """Bring the kit's changes into the client's notebook, in one step; nothing that the client wrote is lost."""
    path = desk.folder.notebooks / notebook_name(phase)
    with engagement_lock(desk.folder, "a merge of notebooks"):
        done = merged(own_notebook(path), kit_notebook(phase), cmokit.__version__)
        write_notebook(path, done.notebook)
    return done


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
