"""Other people's packages, with the data that they ship, asked in an environment of their own."""

import json
import os
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PYTHON = HERE.parents[1] / ".venv-outside" / "bin" / "python"


@pytest.fixture(scope="session")
def outside() -> Callable[[str], Any]:
    """What `references/<name>.py` prints, as values: it runs in `.venv-outside` and knows nothing of the kit."""

    @cache
    def ask(name: str) -> Any:
        if not PYTHON.exists():
            pytest.skip("the packages from outside are not here: `make outside` makes their environment")
        # Their plots and caches stay out of the user's home; the kit is not on their path.
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | {
            "MPLBACKEND": "Agg"
        }
        script = HERE / "references" / f"{name}.py"
        said = subprocess.run(
            [PYTHON, "-W", "ignore", script], stdout=subprocess.PIPE, check=True, text=True, env=clean
        )
        return json.loads(said.stdout)

    return ask
