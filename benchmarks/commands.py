"""What the everyday commands cost: CPU seconds of whole processes, kernels included. `make benchmarks`.

Each command runs `--runs` times on a workspace made for it; the median counts. No test depends on these figures.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CLIENT, OTHER = "sample-b2b", "sample-shop"
PDF = """
import sys, time
from pathlib import Path
import nbformat
from cmokit.render.charts import kept_in
from cmokit.render.exporters import ClientPdf

def made(folder, pictures):
    notebook = nbformat.read(folder / "audit.ipynb", 4)
    started = time.process_time()
    with kept_in(pictures):
        ClientPdf().from_notebook_node(notebook, {"metadata": {"path": str(folder)}})
    return time.process_time() - started

other, client, *pictures = map(Path, sys.argv[1:])
made(other, None)
print(made(client, *pictures or [None]))
"""


def cpu_seconds(*command: str, workspace: Path) -> tuple[float, str]:
    """CPU of one command with all its children, and what it printed; raises where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "CMOKIT_WORKSPACE": str(workspace)}
    done = subprocess.run(command, env=environment, cwd=workspace, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def median(runs: int, *command: str, workspace: Path) -> float:
    return statistics.median(cpu_seconds(*command, workspace=workspace)[0] for _ in range(runs))


def pdf_seconds(runs: int, workspace: Path, *, drawn: bool) -> float:
    """The PDF alone, in a process that has made another client's: imports and fonts are loaded, nothing of it is kept.

    drawn: its charts lie in the run's folder, as the notebook leaves them.
    """
    other, client = (workspace / "reports" / name / "audit" for name in (OTHER, CLIENT))
    [pictures] = (workspace / "engagements" / CLIENT / "runs").glob("audit-*/pictures")
    command = (sys.executable, "-c", PDF, str(other), str(client), *([str(pictures)] if drawn else []))
    return statistics.median(float(cpu_seconds(*command, workspace=workspace)[1]) for _ in range(runs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    kit = (sys.executable, "-m", "cmokit")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        cpu_seconds(*kit, "demo", workspace=workspace)
        audit = (*kit, "run", CLIENT, "audit")
        figures = {
            "`cmokit --help`": (median(runs, *kit, "--help", workspace=workspace), 0.5),
            "`cmokit status`, two clients": (median(runs, *kit, "status", workspace=workspace), None),
            f"`cmokit run {CLIENT} audit --force`, the notebook's kernel included": (
                median(runs, *audit, "--force", workspace=workspace),
                20,
            ),
            f"`cmokit run {CLIENT} audit`, nothing changed": (median(runs, *audit, workspace=workspace), 2),
            "the audit's PDF, its charts drawn by the notebook": (pdf_seconds(runs, workspace, drawn=True), 1),
            "the audit's PDF, its charts drawn too": (pdf_seconds(runs, workspace, drawn=False), 1),
        }
    print(
        json.dumps({name: {"cpu_seconds": round(value, 2), "target": most} for name, (value, most) in figures.items()})
    )


if __name__ == "__main__":
    main()
