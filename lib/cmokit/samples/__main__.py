"""`python -m cmokit.samples [FOLDER]` writes the sample clients, by default into the repository's data_samples/."""

import sys
from pathlib import Path

from cmokit.samples.generate import write_samples

_REPOSITORY_FOLDER = Path(__file__).parents[3] / "data_samples"

if __name__ == "__main__":
    write_samples(Path(sys.argv[1]) if len(sys.argv) > 1 else _REPOSITORY_FOLDER)
