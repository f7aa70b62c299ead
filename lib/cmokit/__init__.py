"""cmokit: from a client's raw exports to a board report, offline, every figure traceable to its rows.

In a notebook: `engagement = cmokit.open("acme")`, then `engagement.phase("audit")`.
"""

from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`open` is resolved on first use: importing cmokit must stay cheap for the command line."""
    if name == "open":
        from cmokit.runs.desk import open_engagement

        return open_engagement
    raise AttributeError(f"module 'cmokit' has no attribute {name!r}")
