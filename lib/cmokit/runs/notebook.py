"""A phase's notebook: which copy runs, how it is executed, and what of it is published."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.workspace import ENVIRONMENT, ClientFolder
from cmokit.engagement.writing import write_bytes
from cmokit.errors import RunFailed
from cmokit.exhibits.bundle import from_bundle
from cmokit.exhibits.section import SECTION_MIME, Section
from cmokit.runs.notebook_changes import REMEMBERED
from cmokit.runs.parameters import notebook_name
from cmokit.vocabulary import Phase

if TYPE_CHECKING:
    from nbformat import NotebookNode

CELL_TIMEOUT_SECONDS = 1800
PICTURES = "pictures"  # in a run's folder: its charts, which need not be drawn again
# What fails in a cell comes back as its output; what the kernel logs about itself says nothing to a consultant.
_QUIET_KERNEL = "--IPKernelApp.log_level=50"
_ADDRESSES = "rfc3987_syntax"
_CLOCK = ("papermill", "execution")  # metadata that tells when and how long, not what


def load_nbformat() -> Any:
    """nbformat, imported without the grammar of international addresses that its validator would look for.

    To build that grammar takes a second of CPU, and no notebook holds such an address.
    """
    was_loaded = _ADDRESSES in sys.modules
    sys.modules.setdefault(_ADDRESSES, None)  # type: ignore[arg-type]
    try:
        import nbformat
    finally:
        if not was_loaded:
            del sys.modules[_ADDRESSES]
    return nbformat


def notebook_for(folder: ClientFolder, phase: Phase) -> Path:
    """The client's own copy of the phase's notebook where there is one, else the kit's."""
    own = folder.notebooks / notebook_name(phase)
    return own if own.is_file() else kit_folder("notebooks") / own.name


def pictures_folder(folder: ClientFolder, run: str) -> Path:
    """Where the kernel leaves a run's charts, so that they need not be drawn again for its deliverables."""
    return folder.runs / run / PICTURES


def execute(source: Path, target: Path, parameters: Mapping[str, str], workspace: Path) -> "NotebookNode":
    """Run a notebook by papermill into `target`; RunFailed names the cell that failed and keeps the executed copy."""
    nbformat = load_nbformat()
    import papermill
    from papermill.exceptions import PapermillExecutionError

    write_bytes(target, b"")  # papermill writes into what is there: the copy is the owner's alone from its first byte
    before = os.environ.get(ENVIRONMENT)
    os.environ[ENVIRONMENT] = str(workspace)
    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            dict(parameters),
            kernel_name="python3",
            progress_bar=sys.stderr.isatty(),
            cwd=str(target.parent),
            execution_timeout=CELL_TIMEOUT_SECONDS,
            request_save_on_cell_execute=False,  # saved at its end, also after a failure: to write it costs CPU
            autosave_cell_every=0,
            extra_arguments=[_QUIET_KERNEL],
        )
    except PapermillExecutionError as failure:
        raise _cell_failed(failure, target) from failure
    finally:
        _restore(before)
    return nbformat.read(target, as_version=4)


def published(notebook: "NotebookNode", client: str, phase: Phase, snapshot: str) -> "NotebookNode":
    """The notebook as the client gets it: no papermill, execution or timing metadata, equal for equal inputs."""
    nbformat = load_nbformat()
    clean = nbformat.from_dict(notebook)
    for name in (*_CLOCK, REMEMBERED):
        clean.metadata.pop(name, None)
    clean.metadata["cmokit"] = {"client": client, "phase": str(phase), "snapshot": snapshot}
    clean.cells = [cell for cell in clean.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", ())]
    for number, cell in enumerate(clean.cells):
        _clean(cell, number)
    return clean


def sections_in(notebook: "NotebookNode") -> list[Section]:
    """The sections that the notebook's outputs hold, in order; the last one of an analysis counts."""
    found: dict[str, Section] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            bundle: Any = output.get("data", {}).get(SECTION_MIME)
            if bundle:
                section = from_bundle(bundle)
                found[section.analysis] = section
    return list(found.values())


def _clean(cell: "NotebookNode", number: int) -> None:
    for name in _CLOCK:
        cell.metadata.pop(name, None)
    if "injected-parameters" in cell.metadata.get("tags", ()):
        cell["id"] = "injected-parameters"  # papermill draws a new one each time
    if cell.cell_type == "code":
        cell["execution_count"] = None
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = None
            output.get("metadata", {}).pop("execution", None)


def _cell_failed(failure: Any, target: Path) -> RunFailed:
    return RunFailed(
        f"cell {failure.cell_index + 1} of the notebook failed: {failure.ename}: {failure.evalue}",
        code="cell_failed",
        file=target,
        found=str(failure.source).strip().splitlines()[0] if str(failure.source).strip() else None,
        mend="open the executed notebook to see the whole error; the reports published before are as they were",
    )


def _restore(before: str | None) -> None:
    if before is None:
        os.environ.pop(ENVIRONMENT, None)
    else:
        os.environ[ENVIRONMENT] = before
