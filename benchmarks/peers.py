"""Other people's packages, each in an environment of its own: `.venv-peers/<name>` from `benchmarks/peers/<name>.txt`.

    from peers import python_of
    run(python_of("marketing-attribution-models"), CODE, touches)

Nothing of them enters the kit's own environment or its lock. A changed list of packages makes the environment anew.
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LISTS = HERE / "peers"
ENVIRONMENTS = HERE.parent / ".venv-peers"


def python_of(name: str) -> Path:
    """The interpreter of the environment with this peer, made where it is not there yet or its list has changed.

    Raises SystemExit with pip's own words where a package cannot be had.
    """
    wanted = (LISTS / f"{name}.txt").read_text("utf-8")
    folder = ENVIRONMENTS / name
    python, made_of = folder / "bin" / "python", folder / "made-of.txt"
    if made_of.exists() and made_of.read_text("utf-8") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    print(f"making {folder.relative_to(HERE.parent)}", file=sys.stderr)
    _done(sys.executable, "-m", "venv", str(folder))
    _done(
        str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(LISTS / f"{name}.txt")
    )
    made_of.write_text(wanted, "utf-8")
    return python


def _done(*command: str) -> None:
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode:
        raise SystemExit(f"{' '.join(command[:4])} failed:\n{found.stderr.strip()}")
