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

CLIENT = "sample-b2b"
PDF = (
    "import sys, nbformat, time; from cmokit.render.exporters import ClientPdf; "
    "nb = nbformat.read(sys.argv[1], 4); ClientPdf().from_notebook_node(nb, {'metadata': {'path': sys.argv[2]}}); "
    "t = time.process_time(); ClientPdf().from_notebook_node(nb, {'metadata': {'path': sys.argv[2]}}); "
    "print(time.process_time() - t)"
)


def cpu_seconds(*command: str, workspace: Path) -> tuple[float, str]:
    """CPU of one command with all its children, and what it printed; raises where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "CMOKIT_WORKSPACE": str(workspace)}
    done = subprocess.run(command, env=environment, cwd=workspace, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def median(runs: int, *command: str, workspace: Path) -> float:
    return statistics.median(cpu_seconds(*command, workspace=workspace)[0] for _ in range(runs))


def pdf_seconds(runs: int, workspace: Path) -> float:
    """The PDF alone, in a process that has already drawn one: imports and fonts are loaded."""
    folder = workspace / "reports" / CLIENT / "audit"
    command = (sys.executable, "-c", PDF, str(folder / "audit.ipynb"), str(folder))
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
            "cmokit --help": (median(runs, *kit, "--help", workspace=workspace), 0.5),
            f"cmokit run {CLIENT} audit --force, kernel included": (
                median(runs, *audit, "--force", workspace=workspace),
                20,
            ),
            f"cmokit run {CLIENT} audit, nothing changed": (median(runs, *audit, workspace=workspace), 2),
            "the audit's PDF alone": (pdf_seconds(runs, workspace), 1),
        }
    print(
        json.dumps({name: {"cpu_seconds": round(value, 2), "target": most} for name, (value, most) in figures.items()})
    )


if __name__ == "__main__":
    main()
