"""Write the executed reference notebooks that nbval compares with: `make references`.

Each is the kit's notebook with a checked cell after every cell that shows sections: the figures without dimensions,
sorted and rounded, as plain text. Other outputs are left out: pages are held to other tests.
"""

import os
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.workspace import ENVIRONMENT
from cmokit.runs.parameters import NOTEBOOKS

HERE = Path(__file__).resolve().parent
CHECK = "print(report.digest())"
CHECKED = "nbval-check-output"


def reference(source: Path) -> NotebookNode:
    notebook = nbformat.read(source, as_version=4)
    check = new_code_cell(CHECK, metadata={"tags": [CHECKED]}, id="checked")
    notebook.cells.append(check)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            is_checked = CHECKED in cell.metadata.get("tags", ())
            cell.execution_count = 1 if is_checked else None  # without one, nbval takes the cell for one never run
            cell.outputs = cell.outputs if is_checked else []
            for output in cell.outputs:
                output.pop("execution_count", None)
    return notebook


def main() -> None:
    with tempfile.TemporaryDirectory() as workspace:
        os.environ[ENVIRONMENT] = workspace
        for name in NOTEBOOKS.values():
            text = nbformat.writes(reference(kit_folder("notebooks") / name), indent=1)
            (HERE / name).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
