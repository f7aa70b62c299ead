"""Adoption: every item that the change was meant for counts once, used or not, and corrections are held to the plan."""

from dataclasses import replace
from datetime import date

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.known import Known
from cmokit.analyses.pilot.adoption import ANALYSIS
from cmokit.registers.plans import FrozenPlan
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

PLAN = {
    "schema": 1, "experiment": "codes", "question": "Do codes help?", "frozen_on": "2026-01-30", "frozen_by": "Ann",
    "design": "randomised", "unit_kind": "contact", "variants": ["plain", "code"], "metric": "repeat_purchase",
    "outcome": "ordered", "follow_up_days": 7, "start_on": "2026-02-02", "assign_until_on": "2026-02-06",
    "end_on": "2026-02-20", "minimum_effect_share": 0.05, "corrected_share_limit": 0.2, "workflow": "mails",
    "decision_rule": "Five more", "stop_rule": "Complaints",
}  # fmt: skip


def on(day, **changes):
    plan = FrozenPlan.model_validate({**PLAN, **changes})
    return replace(DEFAULTS, as_of=date.fromisoformat(day), known=Known(plans=(plan,)))


def arm(unit, variant="code"):
    return {"experiment_id": "codes", "unit_kind": "contact", "unit_id": unit, "variant": variant,
            "assigned_at": "2026-02-02T09:00:00"}  # fmt: skip


def run(item, outcome="used", at="2026-02-03T10:00:00", workflow="mails", **more):
    return {"run_id": f"{workflow}{item}{at}", "workflow_id": workflow, "item_id": item, "started_at": at,
            "outcome": outcome, **more}  # fmt: skip


ARMS = [arm("a"), arm("b"), arm("c"), arm("d"), arm("x", "plain")]


def found(runs, day="2026-02-25", arms=ARMS, answers=(), **changes):
    data = given(workflow_runs=runs, assignments=arms, survey_answers=answers)
    return measured(ANALYSIS, data, on(day, **changes))


def of(made, measure):
    return value_of(made.facts, measure, experiment="codes")


def test_an_item_counts_once_however_often_it_ran():
    """The usual mistake: shares of runs, where who is tried three times counts three times."""
    runs = [run("a", "failed"), run("a", "failed", "2026-02-03T11:00:00"), run("a", at="2026-02-03T12:00:00"), run("b")]
    made = found(runs)
    assert of(made, "used_share") == pytest.approx(2 / 4)
    assert of(made, "used_share") != pytest.approx(2 / 4 * 2 / 4)
    assert of(made, "failed_share") == 0
    assert of(made, "no_run_share") == pytest.approx(2 / 4)


def test_who_never_used_it_is_told_by_the_last_run():
    made = found([run("a", "failed"), run("a", "bypassed", "2026-02-04T10:00:00"), run("b", "stopped")])
    assert rows_of(made.evidence, "item_id", "outcome") == [
        ("a", "bypassed"), ("b", "stopped"), ("c", "no_run"), ("d", "no_run"),
    ]  # fmt: skip


def test_the_control_is_not_asked_to_use_it_but_its_runs_can_be_corrected():
    made = found([run("a"), run("x", corrections_count=1)])
    assert of(made, "items_count") == 4
    assert of(made, "used_share") == pytest.approx(1 / 4)
    assert of(made, "corrected_share") == pytest.approx(1 / 2)


def test_only_the_days_of_the_frozen_plan_count():
    runs = [run("a", at="2026-02-01T23:00:00"), run("b"), run("c", at="2026-02-20T23:00:00"), run("d", at="2026-02-21")]
    assert rows_of(found(runs).evidence, "item_id", outcome="used") == ["b", "c"]
    assert rows_of(found(runs, day="2026-02-10").evidence, "item_id", outcome="used") == ["b"]


def test_a_pilot_that_runs_names_the_days_to_its_readout_and_one_that_is_over_does_not():
    assert of(found([run("a")], day="2026-02-10"), "readout_days") == 10
    assert names_of(found([run("a")]).facts, "readout_days") == []


@pytest.mark.parametrize(("corrected", "verdict"), [(0, Severity.PASS), (2, Severity.FAIL)])
def test_more_corrections_than_the_plan_allows_are_no_success(corrected, verdict):
    runs = [run(item, corrections_count=int(n < corrected)) for n, item in enumerate("abcd")]
    done = outcome(ANALYSIS, given(workflow_runs=runs, assignments=ARMS), on("2026-02-25"))
    assert done.severity is verdict


def test_the_limit_is_the_one_that_was_frozen():
    runs = [run(item, corrections_count=int(item == "a")) for item in "abcd"]
    assert value_of(found(runs).facts, "over_limit_count") == 1
    assert value_of(found(runs, corrected_share_limit=0.25).facts, "over_limit_count") == 0


def test_a_workflow_that_no_plan_tries_out_stands_beside_with_all_its_runs():
    made = found([run("a"), run("n1", workflow="notes", user_id="eva"), run("n2", "bypassed", workflow="notes")])
    assert value_of(made.facts, "bypassed_share", workflow="notes") == pytest.approx(1 / 2)
    assert value_of(made.facts, "people_count", workflow="notes") == 1
    assert rows_of(made.evidence, "item_id", workflow_id="notes") == ["n2"]


def test_people_who_only_went_around_it_are_no_users():
    made = found([run("a", user_id="eva"), run("b", "bypassed", user_id="tom")])
    assert of(made, "people_count") == 2
    assert of(made, "people_using_share") == pytest.approx(1 / 2)


def test_trust_is_the_share_that_scores_high_and_a_blank_is_no_answer():
    said = [("eva", 5), ("tom", 3), ("ann", None), ("kim", 4)]
    answers = [
        {"survey": "mails", "respondent_id": who, "question": "trust", "score": score, "answered_on": "2026-02-10"}
        for who, score in said
    ]
    fact = fact_of(found([run("a")], answers=answers).facts, "agree_share", experiment="codes", question="trust")
    assert (fact.value, fact.n) == (pytest.approx(2 / 3), 3)


def test_a_run_after_the_day_of_the_report_is_not_known_yet():
    with pytest.raises(CannotAnswer):
        found([run("a", at="2026-03-01", workflow="notes")], arms=[])
