"""One more pilot of the little client, whose day has not come: too few leads for its outcome; its work is logged."""

from typing import Any

from cmokit.registers.plans import FrozenPlan
from tests.analyses.builders import Rows

NAME, FLOW = "little-open", "little-flow"
RUNS = 12


def plans() -> tuple[FrozenPlan, ...]:
    """Sales acceptance within three weeks, of some sixty leads: only a rise that nobody would believe is seen."""
    open_one = {
        "experiment": NAME, "question": "Does a call on the same day help?", "frozen_on": "2025-05-30",
        "frozen_by": "Ann", "design": "randomised", "unit_kind": "contact", "variants": ["later", "same_day"],
        "metric": "stage_conversion", "outcome": "reached", "outcome_stage": "sales_accepted",
        "business_outcome": "won", "follow_up_days": 21, "start_on": "2025-06-01", "assign_until_on": "2025-08-30",
        "end_on": "2026-02-01", "minimum_effect_share": 0.05, "confidence": 0.8, "workflow": FLOW,
        "decision_rule": "Five points more", "stop_rule": "Complaints",
    }  # fmt: skip
    return (FrozenPlan.model_validate({"schema": 1, **open_one}),)


def rows() -> dict[str, Rows]:
    """Runs before the start: one of six failed, a third of those used was corrected."""
    return {"workflow_runs": [_run(number) for number in range(RUNS)]}


def _run(number: int) -> dict[str, Any]:
    outcome = "failed" if number % 6 == 5 else "used"
    run = {"run_id": f"flow-{number:02d}", "workflow_id": FLOW, "item_id": f"q{number}", "outcome": outcome}
    cost = {"cost_amount": "1.25", "currency": "EUR", "corrections_count": int(number % 3 == 0)}
    return {**run, **cost, "started_at": f"2025-05-{number + 1:02d}T09:00:00", "minutes": 10 + number}
