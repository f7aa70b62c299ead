"""A shop of two arms by hand, and the plan that reads it."""

from dataclasses import replace
from datetime import date
from typing import Any

from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.known import Known
from cmokit.exhibits.text import spans
from cmokit.registers.experiments import Experiment
from cmokit.registers.plans import FrozenPlan
from tests.analyses.builders import value_of

START, READ = "2026-01-05", "2026-02-28"
PLAN = {
    "schema": 1, "experiment": "code", "question": "Does a code help?", "frozen_on": "2026-01-02", "frozen_by": "Ann",
    "design": "randomised", "unit_kind": "contact", "variants": ["plain", "code"], "metric": "repeat_purchase",
    "outcome": "ordered", "follow_up_days": 30, "start_on": START, "assign_until_on": START, "end_on": READ,
    "minimum_effect_share": 0.05, "decision_rule": "Five points", "stop_rule": "Complaints",
}  # fmt: skip


def plan(**changes: Any) -> FrozenPlan:
    return FrozenPlan.model_validate({**PLAN, **changes})


def at(day: str, *plans: FrozenPlan, items: tuple[Experiment, ...] = (), **more: Any) -> Definitions:
    return replace(DEFAULTS, as_of=date.fromisoformat(day), known=Known({"experiments": items}, plans), **more)


def people(size: int) -> dict[str, Any]:
    """So many in each arm: c0, c1, … in the control, t0, t1, … treated."""
    names = [(f"{arm[0] if arm == 'control' else 't'}{n}", arm) for arm in ("control", "treated") for n in range(size)]
    return {
        "contacts": [{"contact_id": name, "created_at": "2025-06-01"} for name, _ in names],
        "assignments": [assigned(name, "plain" if arm == "control" else "code") for name, arm in names],
    }


def assigned(who: str, variant: str, when: str = "2026-01-05T09:00:00", **more: Any) -> dict[str, Any]:
    own = {"experiment_id": "code", "unit_kind": "contact", "unit_id": who, "variant": variant, "assigned_at": when}
    return {**own, **more}


def order(who: str, when: str = "2026-01-10", **more: Any) -> dict[str, Any]:
    return {"order_id": f"{who}{when}{len(more)}", "contact_id": who, "ordered_at": when, **more}


def orders(control: int, treated: int) -> list[dict[str, Any]]:
    return [*(order(f"c{n}") for n in range(control)), *(order(f"t{n}") for n in range(treated))]


def decision(result: Any, experiment: str = "code") -> str:
    return str(value_of(result.facts, "decision_text", experiment=experiment))


OWN = {"experiment": "code", "variant": "code"}


def words(sentence: str) -> str:
    return "".join(span.value for span in spans(sentence) if span.kind == "text")
