"""Nothing is expanded while errors repeat or corrections are heavy, whatever its pilot showed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.known import Known
from cmokit.analyses.rollout.workflows import ANALYSIS
from cmokit.exhibits.fact import Fact
from cmokit.registers.backlog import Opportunity
from cmokit.registers.experiments import Experiment
from cmokit.registers.incidents import Incident
from cmokit.registers.workflows import Workflow
from tests.analyses.builders import given, rows_of, value_of

FLOW = Workflow.model_validate({"id": "routing", "name": "Routing", "state": "live"})
TRIED = Experiment.model_validate({"id": "pilot", "question": "?", "workflow": "routing"})
NO_PILOT = CannotAnswer("no plan is frozen")


def runs(count: int = 40, on: str = "2026-01-20", **outcomes: int) -> list[dict[str, Any]]:
    """So many runs, the first of them with these outcomes; `corrected` are used ones that somebody mended."""
    kinds = [kind for kind, times in outcomes.items() for _ in range(times)]
    return [
        {
            "run_id": f"r{n:03d}",
            "workflow_id": "routing",
            "started_at": f"{on}T09:00:00",
            "outcome": "used" if kind == "corrected" else kind,
            "corrections_count": int(kind == "corrected"),
            "error_kind": "timeout" if kind == "failed" else None,
        }
        for n, kind in enumerate([*kinds, *(["used"] * (count - len(kinds)))])
    ]


def found(log: list[dict[str, Any]], decision: str = "", flow: Workflow = FLOW, **registers: Any) -> Any:
    known = Known({"workflows": (flow,), "experiments": (TRIED,), **registers})
    fact = Fact("pilot.effect.decision_text", decision, "text", dimensions={"experiment": "pilot"})
    effect = SimpleNamespace(facts=(fact,)) if decision else NO_PILOT
    at = replace(DEFAULTS, as_of=date(2026, 1, 31), known=known)
    return ANALYSIS.measure(
        given(workflow_runs=log).table("workflow_runs"), definitions=at, found={"pilot.effect": effect}
    )


def verdict(log: list[dict[str, Any]], decision: str = "", **more: Any) -> tuple[str, tuple[str, ...]]:
    [one] = found(log, decision, **more).gated
    return one.verdict, one.reasons


def test_a_clean_log_and_a_pilot_that_says_so_open_the_gate() -> None:
    assert verdict(runs(40, failed=4, corrected=7), "expand") == ("expand", ())


def test_more_than_a_tenth_of_failures_closes_it_whatever_the_pilot_showed() -> None:
    """The usual mistake: an effect is expanded together with its errors."""
    assert verdict(runs(40, failed=3, stopped=2), "expand") == ("stabilise", ("errors",))
    made = found(runs(40, failed=5), "expand")
    assert made.gated[0].repeated == "timeout"
    assert value_of(made.facts, "repeated_count", workflow="routing") == 5


def test_heavy_corrections_close_it_too_of_the_runs_that_were_used() -> None:
    assert verdict(runs(40, corrected=8, bypassed=4), "expand") == ("stabilise", ("corrections",))
    assert verdict(runs(40, corrected=8), "expand") == ("expand", ())


def test_the_frozen_plan_says_how_many_corrections_are_allowed() -> None:
    plan = SimpleNamespace(experiment="pilot", workflow="routing", corrected_share_limit=Decimal("0.05"))
    known = Known({"workflows": (FLOW,)}, plans=(plan,))
    at = replace(DEFAULTS, as_of=date(2026, 1, 31), known=known)
    table = given(workflow_runs=runs(40, corrected=3)).table("workflow_runs")
    [one] = ANALYSIS.measure(table, definitions=at, found={"pilot.effect": NO_PILOT}).gated
    assert one.reasons == ("corrections",)


def test_people_who_go_around_it_and_an_open_incident_hold_it_back() -> None:
    assert verdict(runs(40, bypassed=13), "expand") == ("stabilise", ("bypassed",))
    open_one = Incident.model_validate(
        {"id": "i", "incident": "Wrong owner", "kind": "failed_automation", "workflow": "routing"}
    )
    assert verdict(runs(), "expand", incidents=(open_one,)) == ("stabilise", ("incident",))


def test_without_a_pilot_or_with_few_runs_nothing_is_shown() -> None:
    assert verdict(runs()) == ("not_shown", ("no_pilot",))
    assert verdict(runs(19), "expand") == ("not_shown", ("few_runs",))
    assert verdict([], "expand") == ("not_shown", ("no_log",))
    assert verdict(runs(), "not_shown") == ("not_shown", ("pilot_not_shown",))


def test_a_pilot_that_says_stop_stops_it_although_nothing_fails() -> None:
    assert verdict(runs(), "stop") == ("stop", ("pilot_stop",))
    paused = Workflow.model_validate({"id": "routing", "name": "Routing", "state": "paused"})
    assert verdict(runs(), "stop", flow=paused) == ("stop", ("pilot_stop",))


def test_the_log_of_thirty_days_counts_and_no_more() -> None:
    made = found([*runs(20, on="2026-01-02"), *[{**r, "run_id": f"x{r['run_id']}"} for r in runs(20, on="2026-01-01")]])
    assert value_of(made.facts, "runs_count", workflow="routing") == 20


def test_evidence_holds_what_went_wrong_and_nothing_else() -> None:
    made = found(runs(40, failed=2, corrected=3, bypassed=1))
    assert rows_of(made.evidence, "problem") == ["failed", "failed", "corrected", "corrected", "corrected", "bypassed"]


def test_what_comes_next_is_open_answered_and_not_running_yet() -> None:
    asked = {"opportunity": "?", "business_value": 5, "times_a_month": 30, "adoption_feasibility": 5}
    differing: dict[str, dict[str, Any]] = {
        "best": {}, "half": {"business_value": 3}, "done": {"state": "done"}, "blank": {"business_value": None},
        "prices": {"topic": "pricing"}, "routing": {},
    }  # fmt: skip
    backlog = tuple(Opportunity.model_validate({"id": name, **asked, **more}) for name, more in differing.items())
    made = found(runs(), backlog=backlog)
    assert [(one.id, one.score) for one in made.next] == [("best", 1.0), ("half", pytest.approx(2.5 / 3))]


def test_without_a_workflow_that_runs_there_is_nothing_to_roll_out() -> None:
    with pytest.raises(CannotAnswer):
        found(runs(), flow=Workflow.model_validate({"id": "routing", "name": "R", "state": "proposed"}))
