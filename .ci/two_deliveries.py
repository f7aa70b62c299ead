"""A workspace that holds a sample client's first two deliveries, with the audit and baseline that another one made.

Both reports stand on these two deliveries alone: the third is later than their days.
"""

import json
import shutil
import sys
from pathlib import Path

from cmokit.engagement.workspace import Workspace
from cmokit.runs.sample_clients import provide


def main(slug: str, source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    here = provide(Workspace(target), slug, deliveries_count=2)
    there = Workspace(source).client(slug)
    for phase in ("audit", "baseline"):
        shutil.copytree(there.reports / phase, here.reports / phase)
        run = json.loads((here.reports / phase / "manifest.json").read_text("utf-8"))["run"]
        shutil.copytree(there.runs / run, here.runs / run)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
