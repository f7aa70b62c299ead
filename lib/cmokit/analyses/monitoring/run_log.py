"""The log of automations as plain rows: each run once, what went wrong with it, and in which week it was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cmokit.methods.weeks import Week

USED, FAILED, STOPPED, TWICE = "used", "failed", "stopped", "twice"
PROBLEMS = (FAILED, STOPPED, TWICE)
TWICE_WITHIN = timedelta(hours=1)  # the same for the same record again: a message that went out twice
COLUMNS = (
    *("run_id", "workflow_id", "item_id", "started_at", "outcome", "error_kind", "source_system", "source_file"),
    "source_row",
)


@dataclass(frozen=True)
class Run:
    """One run. problem: failed, stopped, twice (it did the same for the same record within the hour), or empty.

    since: minutes from the making of the record to the run, where its record is known.
    """

    run_id: str
    workflow: str
    item: str
    started_at: datetime
    on: date
    outcome: str
    error: str
    source_file: str
    source_row: int
    problem: str = ""
    since: float | None = None


def runs_of(workflow_runs: Any, contacts: Any, first: Week, end: datetime) -> list[Run]:
    """Every run that began from the first week on and before `end`, in order of time."""
    dated = workflow_runs.filter(workflow_runs.started_at.notnull())
    rows = dated.select(*COLUMNS).order_by("started_at", "run_id").to_pyarrow().to_pylist()
    zone = first.zone
    own = [_run(row, zone) for row in rows if first.start <= row["started_at"] < end]
    return _delayed(_twice(own), contacts)


def _run(row: Mapping[str, Any], zone: ZoneInfo) -> Run:
    outcome = row["outcome"] or ""
    return Run(
        row["run_id"],
        row["workflow_id"] or "",
        row["item_id"] or "",
        row["started_at"],
        row["started_at"].astimezone(zone).date(),
        outcome,
        (row["error_kind"] or "") if outcome == FAILED else "",
        row["source_file"],
        row["source_row"],
        outcome if outcome in PROBLEMS else "",
    )


def _twice(runs: Sequence[Run]) -> list[Run]:
    """A run that was used marks the next one for the same record as a second one; the first of them is none."""
    last: dict[tuple[str, str], datetime] = {}
    found = []
    for run in runs:
        key = run.workflow, run.item
        before = last.get(key)
        again = run.outcome == USED and run.item and before is not None and run.started_at - before <= TWICE_WITHIN
        found.append(replace(run, problem=TWICE) if again else run)
        if run.outcome == USED:
            last[key] = run.started_at
    return found


def _delayed(runs: Sequence[Run], contacts: Any) -> list[Run]:
    """How long after the record was made its first run of the workflow began, where the item is a person's record."""
    made = _made(contacts, {run.item for run in runs if run.item})
    seen: set[tuple[str, str]] = set()
    found = []
    for run in runs:
        key, at = (run.workflow, run.item), made.get(run.item)
        is_first = key not in seen and at is not None and run.started_at >= at
        seen.add(key)
        found.append(replace(run, since=(run.started_at - at).total_seconds() / 60) if is_first and at else run)
    return found


def _made(contacts: Any, items: Iterable[str]) -> dict[str, datetime]:
    """Record id → when it was made; an id that two systems use for different records is left out."""
    wanted = sorted(items)
    if not wanted:
        return {}
    rows = contacts.filter(contacts.contact_id.isin(wanted), contacts.created_at.notnull())
    found: dict[str, set[datetime]] = defaultdict(set)
    for row in rows.select("contact_id", "created_at").to_pyarrow().to_pylist():
        found[row["contact_id"]].add(row["created_at"])
    return {id_: next(iter(at)) for id_, at in found.items() if len(at) == 1}


def by_workflow(runs: Iterable[Run]) -> dict[str, list[Run]]:
    groups: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        groups[run.workflow].append(run)
    return dict(sorted(groups.items()))


def of_week(runs: Iterable[Run], week: Week) -> list[Run]:
    return [run for run in runs if week.start_on <= run.on <= week.last_on]
