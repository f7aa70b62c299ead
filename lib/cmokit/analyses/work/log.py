"""The log of the client's board as the analyses of work read it, and what to send where it does not carry them."""

from typing import Any

from cmokit.analyses.definitions import Definitions
from cmokit.exhibits.section import Missing
from cmokit.methods.work_log import COLUMNS, WorkLog, work_log
from cmokit.words import say

LOG_COLUMNS = ("item_id", "status", "is_waiting", "entered_at", "left_at")


def log_of(work_items: Any, definitions: Definitions) -> WorkLog:
    rows = work_items.select(*COLUMNS).order_by("source_file", "source_row").to_pyarrow().to_pylist()
    return work_log(rows, definitions.as_of_end)


def to_send(*columns: str) -> Missing:
    return Missing("work_items", columns or LOG_COLUMNS, say("asks.work_items"))
