"""What AI tools cost and what they save: only where a log shows the runs, and somebody has said what the work took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cmokit.analyses.definitions import Definitions
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO
from cmokit.registers.ai_systems import AI_SYSTEMS, AiSystem
from cmokit.registers.ai_systems import State as AiState
from cmokit.registers.processes import PROCESSES
from cmokit.registers.tools import TOOLS
from cmokit.registers.workflows import WORKFLOWS, Workflow

FEWEST_RUNS = 10  # of a tool's workflows, before its return is told
USED = "used"
RUN_COLUMNS = ("workflow_id", "started_at", "outcome", "minutes", "cost_amount", "currency")
DAYS_A_YEAR = Decimal("365.25")
# Why the return on a tool is not told, in the order in which it is asked.
NO_COST, NO_WORKFLOW, NO_LOG, NO_BEFORE, NO_HOUR = "no_cost", "no_workflow", "no_log", "no_before", "no_hour"


@dataclass(frozen=True)
class ToolReturn:
    """One approved AI system. reason: why its return is not told, empty where it is. minutes: saved, after review."""

    tool: str
    name: str
    runs: int
    reason: str
    cost: Decimal = ZERO
    minutes: float = 0.0
    saved: Decimal = ZERO


def tool_returns(workflow_runs: Any, rates: Rates, definitions: Definitions) -> list[ToolReturn]:
    """Every approved AI system, by id."""
    known = definitions.known
    systems = [system for system in known.items(AI_SYSTEMS) if system.state is AiState.APPROVED]
    if not systems:
        return []
    rows = workflow_runs.select(*RUN_COLUMNS, "run_id").order_by("run_id").to_pyarrow().to_pylist()
    rows = [row for row in rows if row["started_at"] is None or row["started_at"] < definitions.as_of_end]
    return [_of(system, rows, rates, definitions) for system in sorted(systems, key=lambda s: s.id)]


def _of(system: AiSystem, rows: Sequence[Mapping[str, Any]], rates: Rates, definitions: Definitions) -> ToolReturn:
    flows = {w.id: w for w in definitions.known.items(WORKFLOWS) if w.ai_task and system.tool in w.tools}
    own = [row for row in rows if row["workflow_id"] in flows and row["outcome"] == USED]
    yearly = _yearly(system, rates, definitions)
    before = {id_: _minutes_before(flow, definitions) for id_, flow in flows.items()}
    timed = [(row, minutes) for row in own if (minutes := before[row["workflow_id"]]) and row["minutes"] is not None]
    hour = definitions.assumptions.hour_cost
    reason = _reason(yearly, bool(flows), len(own), len(timed), hour)
    if reason or yearly is None or hour is None:
        return ToolReturn(system.id, system.name, len(own), reason)
    minutes = sum(was - float(row["minutes"]) for row, was in timed)
    cost = (yearly * _days(own, definitions.as_of) / DAYS_A_YEAR).quantize(Decimal("0.01"))
    cost += sum((_run_cost(row, rates, definitions.as_of) for row in own), ZERO)
    saved = (Decimal(repr(minutes)) / 60 * hour).quantize(Decimal("0.01"))
    return ToolReturn(system.id, system.name, len(own), "", cost, minutes, saved)


def _reason(yearly: Decimal | None, has_flow: bool, runs: int, timed: int, hour: Decimal | None) -> str:
    asked = {
        NO_COST: yearly is None,
        NO_WORKFLOW: not has_flow,
        NO_LOG: runs < FEWEST_RUNS,
        NO_BEFORE: timed < FEWEST_RUNS,
        NO_HOUR: hour is None,
    }
    return next((reason for reason, lacks in asked.items() if lacks), "")


def _yearly(system: AiSystem, rates: Rates, definitions: Definitions) -> Decimal | None:
    """What its tool costs a year, in the reporting currency; None where nobody knows."""
    tool = next((tool for tool in definitions.known.items(TOOLS) if tool.id == system.tool), None)
    if tool is None or tool.yearly_amount is None:
        return None
    amount = Decimal(str(tool.yearly_amount))
    return rates.reported(amount, tool.currency or rates.reporting, definitions.as_of)


def _minutes_before(flow: Workflow, definitions: Definitions) -> float | None:
    """What one time through took by hand, as the register of processes says."""
    found = next((p for p in definitions.known.items(PROCESSES) if p.id == flow.process), None)
    return float(found.active_hours) * 60 if found and found.active_hours is not None else None


def _days(rows: Sequence[Mapping[str, Any]], as_of: date) -> int:
    """From the first run to the day."""
    first: datetime | None = min((row["started_at"] for row in rows if row["started_at"]), default=None)
    return (as_of - first.date()).days + 1 if first else 0


def _run_cost(row: Mapping[str, Any], rates: Rates, as_of: date) -> Decimal:
    if row["cost_amount"] is None:
        return ZERO
    day = row["started_at"].date() if row["started_at"] else as_of
    return rates.reported(row["cost_amount"], row["currency"] or rates.reporting, day) or ZERO
