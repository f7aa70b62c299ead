"""One contender in a process of its own: its CPU seconds, its peak memory, what it printed.

    from measuring import run
    cost = run(sys.executable, CODE, touches, outcomes)     # CODE reads sys.argv[1:]
    cost.cpu_seconds, cost.memory_mb, json.loads(cost.printed.splitlines()[-1])

The system counts the memory of the process that starts another one as the other's peak. So a small process stands
between: what the benchmark itself holds never counts as a contender's.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

BETWEEN = """
import json, os, subprocess, sys
child = subprocess.Popen(sys.argv[2:], stdout=open(sys.argv[1], "wb"))
_, status, usage = os.wait4(child.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""
IN_MB = 1024 if sys.platform != "darwin" else 1024**2


@dataclass(frozen=True)
class Cost:
    """cpu_seconds: user and system, of the process with the children that it waited for; memory_mb: its peak."""

    cpu_seconds: float
    memory_mb: float
    printed: str


class Failed(Exception):
    """The contender ended with an exit code other than 0; what it said stands on stderr."""


def run(python: str | Path, code: str, *arguments: str | Path) -> Cost:
    """Raises Failed."""
    with tempfile.NamedTemporaryFile() as said:
        command = [str(python), "-c", code, *map(str, arguments)]
        between = [sys.executable, "-S", "-c", BETWEEN, said.name, *command]
        found = subprocess.run(between, check=True, stdout=subprocess.PIPE, text=True)
        ended, cpu, peak = json.loads(found.stdout)
        if ended:
            raise Failed(f"{python} ended with exit code {ended}")
        return Cost(cpu, peak / IN_MB, Path(said.name).read_text("utf-8"))
