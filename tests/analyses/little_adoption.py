"""A pilot of the little client that runs still: notes of calls written by a model, and what people say of them."""

from typing import Any

from cmokit.registers.plans import FrozenPlan
from tests.analyses.builders import Rows

NOTES, WORKFLOW = "little-notes", "notes"
CALLS = range(8)


def plans() -> tuple[FrozenPlan, ...]:
    plan = {
        "schema": 1, "experiment": NOTES, "question": "Do notes save time?", "frozen_on": "2025-11-28",
        "frozen_by": "Ann", "design": "randomised", "unit_kind": "contact", "variants": ["by_hand", "by_model"],
        "metric": "response_within_promise", "outcome": "ordered", "follow_up_days": 30, "start_on": "2025-12-01",
        "assign_until_on": "2025-12-01", "end_on": "2026-02-15", "minimum_effect_share": 0.05, "workflow": WORKFLOW,
        "decision_rule": "Five points more", "stop_rule": "Wrong notes",
    }  # fmt: skip
    return (FrozenPlan.model_validate(plan),)


def rows() -> dict[str, Rows]:
    """Of four leads with notes one was gone around and one has none yet; two people answered."""
    return {
        "assignments": [_arm(n) for n in CALLS],
        "workflow_runs": [_run(1, "used"), _run(3, "bypassed"), _run(5, "stopped")],
        "survey_answers": [_answer("eva", 5), _answer("tom", 2)],
    }


def _arm(n: int) -> dict[str, Any]:
    arm = "by_model" if n % 2 else "by_hand"
    return {"experiment_id": NOTES, "unit_kind": "contact", "unit_id": f"q{n}", "variant": arm,
            "assigned_at": "2025-12-01T08:00:00"}  # fmt: skip


def _run(n: int, outcome: str) -> dict[str, Any]:
    return {"run_id": f"notes-{n}", "workflow_id": WORKFLOW, "item_id": f"q{n}", "user_id": "eva", "outcome": outcome,
            "started_at": f"2025-12-0{n}T10:00:00", "minutes": 4}  # fmt: skip


def _answer(who: str, score: int) -> dict[str, Any]:
    return {"survey": WORKFLOW, "respondent_id": who, "question": "trust", "score": score, "answered_on": "2025-12-20"}
