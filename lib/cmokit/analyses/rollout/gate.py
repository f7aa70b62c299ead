"""The gate before a workflow is expanded: its log, its incidents, the decision of its pilot [WFD-06, HND-04]."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cmokit.analyses.base import CannotAnswer, Found
from cmokit.analyses.definitions import Definitions
from cmokit.registers.experiments import EXPERIMENTS
from cmokit.registers.incidents import INCIDENTS
from cmokit.registers.incidents import State as IncidentState
from cmokit.registers.workflows import WORKFLOWS, State, Workflow

EFFECT = "pilot.effect"
DAYS = 30  # of the log, up to the report's day
FEWEST = 20  # runs, before anything is said
ERRORS = 0.10  # of the runs that failed or were stopped: more is heavy
AGAIN = 3  # times the same kind of error: it is repeated
CORRECTED = Decimal("0.20")  # of the used runs, where no frozen plan states a limit
BYPASSED = 0.30  # of the runs: people go around it
EXPAND, STABILISE, STOP, NOT_SHOWN = "expand", "stabilise", "stop", "not_shown"
VERDICTS = (EXPAND, STABILISE, STOP, NOT_SHOWN)
HOLDS = frozenset(["incident", "errors", "corrections", "bypassed", "pilot_stabilise"])
COLUMNS = (
    *("run_id", "workflow_id", "item_id", "started_at", "outcome", "corrections_count", "error_kind"),
    *("source_file", "source_row"),
)
Run = Mapping[str, Any]


@dataclass(frozen=True)
class Gated:
    """One workflow that is live or tested. reasons: why it is not expanded, as ids of words; none where it is.

    repeated: the error that came most often, blank where none came three times. decision: of its pilot, or blank.
    """

    workflow: Workflow
    runs: tuple[Run, ...]
    verdict: str
    reasons: tuple[str, ...]
    limit: Decimal
    repeated: str = ""
    repeats: int = 0
    decision: str = ""

    def count(self, *outcomes: str) -> int:
        return sum(run["outcome"] in outcomes for run in self.runs)

    @property
    def corrected(self) -> int:
        return sum(is_corrected(run) for run in self.runs)


def is_corrected(run: Run) -> bool:
    return run["outcome"] == "used" and (run["corrections_count"] or 0) > 0


def gated(workflow_runs: Any, effect: Found, definitions: Definitions) -> list[Gated]:
    """Every workflow of the register that is live or tested, or paused behind its pilot, in its order."""
    known = definitions.known
    rows = workflow_runs.select(*COLUMNS).order_by("run_id").to_pyarrow().to_pylist()
    since = definitions.as_of_end - timedelta(days=DAYS)
    own = [row for row in rows if row["started_at"] and since <= row["started_at"] < definitions.as_of_end]
    decisions = decisions_of(effect, definitions)
    open_ = {i.workflow for i in known.items(INCIDENTS) if i.state is IncidentState.OPEN}
    return [
        _gated(flow, [row for row in own if row["workflow_id"] == flow.id], decisions, flow.id in open_, definitions)
        for flow in known.items(WORKFLOWS)
        if flow.state in (State.LIVE, State.TESTED) or (flow.state is State.PAUSED and flow.id in decisions)
    ]


def decisions_of(effect: Found, definitions: Definitions) -> dict[str, str]:
    """Workflow → what its pilot's frozen rule decided; of several pilots the one by the later name."""
    known = definitions.known
    tried = {item.id: item.workflow for item in known.items(EXPERIMENTS) if item.workflow}
    tried |= {plan.experiment: plan.workflow for plan in known.plans if plan.workflow}
    if isinstance(effect, CannotAnswer):
        return {}
    told = {f.dimensions["experiment"]: str(f.value) for f in _texts(effect)}
    return {str(tried[name]): told[name] for name in sorted(told) if name in tried}


def _texts(effect: Any) -> list[Any]:
    return [fact for fact in effect.facts if fact.measure == "decision_text"]


def _gated(
    flow: Workflow, runs: Sequence[Run], decisions: Mapping[str, str], has_incident: bool, definitions: Definitions
) -> Gated:
    plans = [plan.corrected_share_limit for plan in definitions.known.plans if plan.workflow == flow.id]
    allowed = plans[-1] if plans else CORRECTED
    kinds = Counter(str(run["error_kind"]) for run in runs if run["error_kind"])
    error, times = min(kinds.items(), key=lambda pair: (-pair[1], pair[0])) if kinds else ("", 0)
    decision = decisions.get(flow.id, "")
    one = Gated(flow, tuple(runs), "", (), allowed, error if times >= AGAIN else "", times, decision)
    reasons = _reasons(one, has_incident)
    verdict = _verdict(one, reasons)
    own = [reason for reason in reasons if verdict == NOT_SHOWN or reason in (*HOLDS, "pilot_stop")]
    return Gated(flow, tuple(runs), verdict, tuple(own), allowed, one.repeated, times, decision)


def _reasons(one: Gated, has_incident: bool) -> tuple[str, ...]:
    total, used = len(one.runs), one.count("used")
    held = {
        "incident": has_incident,
        "errors": total >= FEWEST and one.count("failed", "stopped") / total > ERRORS,
        "corrections": used >= FEWEST and Decimal(one.corrected) / used > one.limit,
        "bypassed": total >= FEWEST and one.count("bypassed") / total > BYPASSED,
        "no_log": total == 0,
        "few_runs": 0 < total < FEWEST,
        "no_pilot": not one.decision,
        f"pilot_{one.decision}": one.decision in (STABILISE, STOP, NOT_SHOWN),
    }
    return tuple(reason for reason, is_so in held.items() if is_so)


def _verdict(one: Gated, reasons: Sequence[str]) -> str:
    """Nothing is expanded while errors repeat or corrections are heavy, whatever its pilot showed."""
    if one.decision == STOP:
        return STOP
    if HOLDS & set(reasons):
        return STABILISE
    if {"no_log", "few_runs"} & set(reasons) or one.decision in ("", NOT_SHOWN):
        return NOT_SHOWN
    return one.decision
