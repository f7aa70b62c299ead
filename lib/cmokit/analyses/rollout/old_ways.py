"""Processes and workflows that something has replaced, and where each stands on its way to being switched off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from cmokit.analyses.definitions import Definitions
from cmokit.registers.processes import PROCESSES
from cmokit.registers.retiring import Retiring, steps_open
from cmokit.registers.workflows import WORKFLOWS, State, Workflow

OVERDUE, PARALLEL, UNDATED, PLANNED, BACKUP, RETIRED = "overdue", "parallel", "undated", "planned", "backup", "retired"
STATES = (OVERDUE, PARALLEL, UNDATED, PLANNED, BACKUP, RETIRED)
RUN_COLUMNS = ("run_id", "workflow_id", "outcome", "started_at", "source_file", "source_row")
Run = Mapping[str, Any]


@dataclass(frozen=True)
class OldWay:
    """One old way. name: `register/id`. since: from when the new one is live. steps: of the checklist, not done yet.

    around: runs of what replaced it that went around it since the old way was to stop. row: its place in its register.
    """

    name: str
    called: str
    by: Workflow | None
    off_on: date | None
    state: str
    parallel_days: int
    overdue_days: int
    steps: tuple[str, ...]
    around: tuple[Run, ...]
    row: int

    @property
    def file(self) -> str:
        return f"registers/{self.name.partition('/')[0]}.yaml"


def old_ways(workflow_runs: Any, definitions: Definitions) -> list[OldWay]:
    """Those with a replacement or a day, and processes that a live workflow changes; by register and id."""
    known = definitions.known
    flows = {flow.id: flow for flow in known.items(WORKFLOWS)}
    live = {flow.process: flow for flow in flows.values() if flow.process and _live_on(flow, definitions.as_of)}
    rows = workflow_runs.select(*RUN_COLUMNS).order_by("run_id").to_pyarrow().to_pylist()
    found = []
    for register in (PROCESSES, WORKFLOWS):
        items: Sequence[Any] = known.items(register)  # type: ignore[arg-type]
        for place, item in enumerate(items, start=1):
            by = flows.get(item.replaced_by or "") or (live.get(item.id) if register is PROCESSES else None)
            if by or item.retire_on or item.retired_on:
                found.append(_way((f"{register.name}/{item.id}", place), item, by, rows, definitions))
    return found


def _live_on(flow: Workflow | None, as_of: date) -> date | None:
    """Since when it is live; None where it is not by that day."""
    is_live = flow is not None and flow.state is State.LIVE and flow.live_on is not None and flow.live_on <= as_of
    return flow.live_on if is_live and flow else None


def _way(
    named: tuple[str, int], item: Retiring, by: Workflow | None, rows: Sequence[Run], definitions: Definitions
) -> OldWay:
    as_of, off, gone = definitions.as_of, item.retire_on, _gone(item, definitions.as_of)
    since = min((day for day in (_live_on(by, as_of), off) if day), default=None) if by else None
    overdue = max((as_of - off).days, 0) if off and gone is None else 0
    until = gone or as_of
    parallel = max((until - since).days, 0) if since and _live_on(by, as_of) else 0
    around = _around(by, off, rows, definitions) if by and off else ()
    state = _state(item, by, off, gone, overdue, as_of)
    return OldWay(named[0], item.known_as, by, off, state, parallel, overdue, steps_open(item), around, named[1])


def _gone(item: Retiring, as_of: date) -> date | None:
    return item.retired_on if item.retired_on and item.retired_on <= as_of else None


def _state(item: Retiring, by: Workflow | None, off: date | None, gone: date | None, overdue: int, as_of: date) -> str:
    if gone:
        return BACKUP if item.backup_until_on and item.backup_until_on >= as_of else RETIRED
    if overdue:
        return OVERDUE
    if off is None:
        return UNDATED
    return PARALLEL if _live_on(by, as_of) else PLANNED


def _around(by: Workflow, off: date, rows: Sequence[Run], definitions: Definitions) -> tuple[Run, ...]:
    zone = ZoneInfo(definitions.timezone)
    return tuple(
        row
        for row in rows
        if row["workflow_id"] == by.id
        and row["outcome"] == "bypassed"
        and row["started_at"]
        and off <= row["started_at"].astimezone(zone).date() <= definitions.as_of
    )
