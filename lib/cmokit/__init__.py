"""cmokit: from a client's raw exports to a board report, offline, every figure traceable to its rows.

In a notebook: `engagement = cmokit.open("acme")`, then `engagement.phase("audit")`.
"""

import os
from typing import Any

__version__ = "0.1.0"

# pandera sets this to 1 on import, for Spark's sake; pyarrow reads it at every conversion and then drops a moment's
# offset: 23:30 in Berlin would become 23:30 UTC. Set and empty, pandera leaves it alone and pyarrow keeps offsets.
os.environ["PYARROW_IGNORE_TIMEZONE"] = ""


def __getattr__(name: str) -> Any:
    """`open` is resolved on first use: importing cmokit must stay cheap for the command line."""
    if name == "open":
        from cmokit.runs.desk import open_engagement

        return open_engagement
    raise AttributeError(f"module 'cmokit' has no attribute {name!r}")
