"""What a pilot can show before its outcome, and what is wrong with its list, on people that one can count."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.known import Known
from cmokit.analyses.pilot.design import ANALYSIS
from cmokit.exhibits.text import untraced_numerals
from cmokit.methods.pilot.power import Asked, Groups, detectable
from cmokit.registers.experiments import Experiment
from cmokit.registers.plans import FrozenPlan
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

FIRST = date(2025, 10, 1)
PLAN = {
    "schema": 1, "experiment": "call", "question": "Does a call help?", "frozen_on": "2026-01-02", "frozen_by": "Ann",
    "design": "randomised", "unit_kind": "contact", "variants": ["plain", "called"], "metric": "stage_conversion",
    "outcome": "reached", "outcome_stage": "mql", "follow_up_days": 10, "start_on": "2026-01-05",
    "assign_until_on": "2026-02-03", "end_on": "2026-02-28", "minimum_effect_share": 0.05, "plausible_share": 0.5,
    "workflow": "calls", "decision_rule": "Five points", "stop_rule": "Complaints",
}  # fmt: skip


def plan(**changes: Any) -> FrozenPlan:
    return FrozenPlan.model_validate({**PLAN, **changes})


def at(day: str, *plans: FrozenPlan, items: tuple[dict[str, Any], ...] = ()) -> Definitions:
    made = tuple(Experiment.model_validate(item) for item in items)
    return replace(DEFAULTS, as_of=date.fromisoformat(day), known=Known({"experiments": made}, plans))


def leads(every: int = 4, days: int = 96, a_day: int = 2) -> dict[str, list[dict[str, Any]]]:
    """Two leads a day up to the start; every fourth is qualified after three days."""
    numbers = range(days * a_day)
    came = {n: FIRST + timedelta(days=n // a_day) for n in numbers}
    entries = [entry(f"p{n}", "lead", came[n]) for n in numbers]
    entries += [entry(f"p{n}", "mql", came[n] + timedelta(days=3)) for n in numbers if n % every == 0]
    people = [{"contact_id": f"p{n}", "lifecycle_stage": "lead", "created_at": f"{came[n]}T09:00:00"} for n in numbers]
    return {"contacts": people, "stage_entries": entries}


def entry(who: str, stage: str, day: date) -> dict[str, Any]:
    return {"entity": "contact", "entity_id": who, "stage": stage, "entered_at": f"{day}T09:00:00"}


def placed(who: str, arm: str, day: str = "2026-01-06", **more: Any) -> dict[str, Any]:
    own = {"experiment_id": "call", "unit_kind": "contact", "unit_id": who, "variant": arm, "assigned_on": day}
    return {**own, **more}


def faults(result: Any) -> list[tuple[str, str, str]]:
    return rows_of(result.evidence, "unit_id", "fault", "found")


def test_what_can_be_seen_follows_from_who_came_before_and_how_many_come_a_day():
    found = measured(ANALYSIS, given(**leads()), at("2026-01-05", plan()))
    before = fact_of(found.facts, "before_share", experiment="call")
    assert before.value == pytest.approx(0.25, abs=0.01)
    assert before.low < before.value < before.high
    assert value_of(found.facts, "expected_count", experiment="call") == 60, "two a day, thirty days"
    wanted = detectable(30, 30, Groups(before.value), Asked())
    assert value_of(found.facts, "detectable_share", experiment="call") == pytest.approx(wanted, abs=1e-4)
    assert value_of(found.facts, "missed_share", experiment="call") > 0.8, "five points are missed mostly"


def test_nothing_of_the_outcome_itself_is_in_it():
    """Who came after the start is in no figure, whatever happened to them."""
    data = leads()
    later = {"contact_id": "late", "lifecycle_stage": "lead", "created_at": "2026-01-10T09:00:00"}
    data["contacts"] += [later]
    data["stage_entries"] += [entry("late", "lead", date(2026, 1, 10)), entry("late", "mql", date(2026, 1, 11))]
    before = measured(ANALYSIS, given(**leads()), at("2026-02-10", plan())).facts
    assert measured(ANALYSIS, given(**data), at("2026-02-10", plan())).facts == before


def test_an_open_pilot_that_shows_only_the_implausible_fails_and_names_a_leading_measure():
    asked = plan(outcome_stage="customer", plausible_share=0.05, minimum_effect_share=0.4)
    section = outcome(ANALYSIS, given(**leads()), at("2026-01-05", asked)).section
    assert section.severity is Severity.FAIL
    assert value_of(section.facts, "can_text", experiment="call") == "implausible"
    assert names_of(section.facts, "leading_detectable_share") == [
        "pilot.design.leading_detectable_share[experiment=call]"
    ]
    assert "leading measure" in section.headline
    assert "Agree that" in section.decision


def test_few_people_before_the_start_promise_nothing():
    section = outcome(
        ANALYSIS, given(**leads(days=5)), at("2025-10-20", plan(start_on="2025-10-16", frozen_on="2025-10-15"))
    ).section
    assert value_of(section.facts, "can_text", experiment="call") == "unknown"
    assert names_of(section.facts, "detectable_share") == []


def test_one_without_a_control_can_show_nothing():
    alone = plan(design="before_after", variants=["called"])
    section = outcome(ANALYSIS, given(**leads()), at("2026-01-05", alone)).section
    assert (section.severity, value_of(section.facts, "can_text", experiment="call")) == (Severity.FAIL, "no_control")
    assert names_of(section.facts, "detectable_share") == []


def test_an_experiment_that_the_register_only_sketches_is_named_and_not_worked_out():
    item = {"id": "idea", "question": "Does it help?"}
    section = outcome(ANALYSIS, given(**leads()), at("2026-01-05", items=(item,))).section
    assert value_of(section.facts, "can_text", experiment="idea") == "incomplete"
    assert "not know" in section.headline


def test_units_in_two_arms_moved_and_crossed_are_named_with_their_row():
    rows = [placed("p1", "plain"), placed("p1", "called", "2026-01-08"), placed("p2", "plain"), placed("p3", "plain")]
    in_crm = placed("p2", "called", None, experiment_id="Call", source_system="hubspot")
    run = {"run_id": "r", "workflow_id": "calls", "item_id": "p3", "outcome": "used", "started_at": "2026-01-09"}
    data = given(**leads(), assignments=[*rows, in_crm], workflow_runs=[run])
    found = measured(ANALYSIS, data, at("2026-02-10", plan()))
    assert faults(found) == [("p1", "two_arms", "called"), ("p2", "other_in_crm", "called"), ("p3", "crossed", "calls")]
    assert rows_of(found.evidence, "source_row", unit_id="p3") == [5]
    for measure in ("two_arms_count", "other_in_crm_count", "crossed_count"):
        assert value_of(found.facts, measure, experiment="call") == 1
    section = outcome(ANALYSIS, data, at("2026-02-10", plan())).section
    told = " ".join(str(row) for table in section.tables for row in table.rows)
    assert "take the second row out" in told


def test_a_unit_in_two_experiments_is_named_only_where_their_days_meet():
    other = plan(experiment="mail", workflow=None, start_on="2026-01-08", assign_until_on="2026-02-03")
    meets, apart = (
        placed("p1", "plain", "2026-01-09", experiment_id="mail"),
        placed("p2", "plain", "2026-02-01", experiment_id="mail"),
    )
    data = given(**leads(), assignments=[placed("p1", "plain"), placed("p2", "called"), meets, apart])
    assert faults(measured(ANALYSIS, data, at("2026-02-10", plan(), other))) == [("p1", "elsewhere", "call")]


def test_units_that_cannot_be_counted_say_why():
    rows = [placed("p1", "third"), placed("ghost", "plain"), placed("p2", "plain", "2026-02-09")]
    found = measured(ANALYSIS, given(**leads(), assignments=rows), at("2026-02-20", plan()))
    assert [fault for _, fault, _ in faults(found)] == ["not_found", "unknown_arm", "after_its_days"]
    assert value_of(found.facts, "uncounted_count", experiment="call") == 3


def test_changed_late_and_missing_plans_are_told():
    running = {
        "id": "bare",
        "question": "Without a plan?",
        "start_on": "2026-01-05",
        "end_on": "2026-02-01",
        "state": "running",
    }
    late = plan(frozen_on="2026-01-20")
    again = plan(experiment="twice", minimum_effect_share=0.1, frozen_on="2026-01-03")
    plans = (late, plan(experiment="twice"), again)
    section = outcome(ANALYSIS, given(**leads()), at("2026-02-10", *plans, items=(running,))).section
    told = " ".join(section.narrative)
    assert "without a frozen plan" in told
    assert "after its own start" in told
    assert "changed after it was frozen" in told
    assert value_of(section.facts, "without_plan_count") == 1
    assert [text for text in (section.headline, section.reason, *section.narrative) if untraced_numerals(text)] == []


def test_owners_are_the_observations_and_not_their_leads():
    data = leads(every=5)
    for number, person in enumerate(data["contacts"]):
        person["owner_id"] = f"owner{number % 6}"
    by_owner = plan(unit_kind="owner")
    found = measured(ANALYSIS, given(**data), at("2026-01-05", by_owner))
    alone = value_of(
        measured(ANALYSIS, given(**leads(every=5)), at("2026-01-05", plan())).facts,
        "detectable_share",
        experiment="call",
    )
    assert value_of(found.facts, "clusters_count", experiment="call") == 6
    assert value_of(found.facts, "detectable_share", experiment="call") > 1.2 * alone


def test_without_any_experiment_there_is_no_answer():
    with pytest.raises(CannotAnswer, match="empty"):
        measured(ANALYSIS, given(**leads()), at("2026-01-05"))
