"""Two pilots of the little client: a code in a mail, drawn by lot, and a script for the leads of one company."""

from typing import Any

from cmokit.registers.plans import FrozenPlan
from tests.analyses.builders import Rows

CODE, SCRIPT = "mail-code", "little-script"
PEOPLE = range(60)  # q0 to q59 of `little_leads`
SENT = "2025-10-06T09:00:00"
FIRMS = {"big": "script", "tiny": "plain"}  # of the same leads
RULE = {"decision_rule": "Five points more, and the interval above zero", "stop_rule": "Complaints"}


def plans() -> tuple[FrozenPlan, ...]:
    code = {
        "experiment": CODE, "question": "Does a code bring people back?", "frozen_on": "2025-10-01",
        "design": "randomised", "unit_kind": "contact", "variants": ["plain", "code"], "metric": "repeat_purchase",
        "outcome": "ordered", "business_outcome": "won", "follow_up_days": 28, "start_on": "2025-10-06",
        "assign_until_on": "2025-10-06", "end_on": "2025-11-30", "minimum_effect_share": 0.05, "workflow": "mail-codes",
    }  # fmt: skip
    script = {
        "experiment": SCRIPT, "question": "Does a script help?", "frozen_on": "2025-05-30",
        "design": "difference_in_differences", "unit_kind": "company", "variants": ["plain", "script"],
        "metric": "stage_conversion", "outcome": "reached", "outcome_stage": "sales_accepted", "follow_up_days": 21,
        "start_on": "2025-06-02", "assign_until_on": "2025-07-31", "end_on": "2025-08-29", "before_days": 60,
        "minimum_effect_share": 0.05,
    }  # fmt: skip
    return tuple(FrozenPlan.model_validate({"schema": 1, "frozen_by": "Ann", **RULE, **p}) for p in (code, script))


def rows() -> dict[str, Rows]:
    """A third of the control orders, and two thirds of those with the code; one of the control used it, too."""
    return {
        "assignments": [*(_coded(n) for n in PEOPLE), *(_scripted(firm) for firm in FIRMS)],
        "workflow_runs": [_run(n) for n in PEOPLE if n % 2 or n == 0],
        "orders": [_order(n, f"2025-10-{10 + n % 9}") for n in PEOPLE if n % 3 == 0 or (n % 2 and n % 5 < 3)]
        + [_order(n, "2025-08-04") for n in PEOPLE if n % 4 == 0],
    }


def _coded(n: int) -> dict[str, Any]:
    arm = "code" if n % 2 else "plain"
    return {"experiment_id": CODE, "unit_kind": "contact", "unit_id": f"q{n}", "variant": arm, "assigned_at": SENT}


def _scripted(firm: str) -> dict[str, Any]:
    own = {"unit_kind": "company", "unit_id": firm, "variant": FIRMS[firm], "assigned_on": "2025-06-02"}
    return {"experiment_id": SCRIPT, **own}


def _run(n: int) -> dict[str, Any]:
    outcome = "failed" if n % 20 == 1 else "used"
    run = {"run_id": f"code-{n:02d}", "workflow_id": "mail-codes", "item_id": f"q{n}", "outcome": outcome}
    return {**run, "started_at": "2025-10-08", "corrections_count": int(n % 20 == 3), "minutes": 1}


def _order(n: int, day: str) -> dict[str, Any]:
    return {
        "order_id": f"code{n}-{day}", "contact_id": f"q{n}", "email": f"q{n}@b.example", "ordered_at": day,
        "currency": "EUR", "subtotal_amount": "0", "tax_amount": "0", "shipping_amount": "0", "total_amount": "0",
        "channel": "email", "payment_method": "card", "financial_status": "paid",
    }  # fmt: skip
