"""Pilots read by their frozen plans, on data that one can count by hand; each usual mistake finds another answer."""

from typing import Any

import pytest

from cmokit.analyses.answering import Answering
from cmokit.analyses.pilot.effect import ANALYSIS
from cmokit.methods.uncertainty import wilson
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.pilot.made import OWN, READ, assigned, at, decision, order, orders, people, plan, words


def test_the_effect_is_the_difference_of_the_arms_with_newcombe_s_interval() -> None:
    result = measured(ANALYSIS, given(**people(40), orders=orders(8, 20)), at(READ, plan()))
    effect = fact_of(result.facts, "itt_share", **OWN)
    assert effect.value == pytest.approx(20 / 40 - 8 / 40)
    (low1, high1), (low0, high0) = wilson(20, 40), wilson(8, 40)
    down = ((0.5 - low1) ** 2 + (high0 - 0.2) ** 2) ** 0.5
    up = ((high1 - 0.5) ** 2 + (0.2 - low0) ** 2) ** 0.5
    assert (effect.low, effect.high) == pytest.approx((0.3 - down, 0.3 + up))
    assert value_of(result.facts, "rate_share", experiment="code", variant="plain") == 0.2
    assert value_of(result.facts, "mature_count", **OWN) == 40
    assert decision(result) == "expand"


def test_the_too_young_are_counted_and_in_no_rate() -> None:
    made, young = people(40), [f"y{n}" for n in range(40)]
    data = given(
        contacts=[*made["contacts"], *({"contact_id": y, "created_at": "2025-06-01"} for y in young)],
        assignments=[*made["assignments"], *(assigned(y, "code", "2026-02-10T09:00:00") for y in young)],
        orders=orders(8, 20),
    )
    result = measured(ANALYSIS, data, at(READ, plan(assign_until_on="2026-02-10")))
    assert value_of(result.facts, "immature_count", **OWN) == 40
    assert value_of(result.facts, "mature_count", **OWN) == 40
    assert value_of(result.facts, "itt_share", **OWN) == pytest.approx(0.3)
    immature_counted = 20 / 80 - 8 / 40
    told = value_of(result.facts, "shortcut_share", experiment="code", shortcut="immature_counted")
    assert told == pytest.approx(immature_counted)
    assert told < 0.1, "the usual mistake hides the effect"
    assert dict(rows_of(result.evidence, "unit_id", "is_reached"))["y0"] is None
    assert dict(rows_of(result.evidence, "unit_id", "is_mature"))["y0"] is False


def test_who_used_it_is_not_who_was_offered_it() -> None:
    """A code that changes nothing: those who would have ordered anyway use it."""
    runs = [
        {"run_id": f"r{n}", "workflow_id": "codes", "item_id": f"t{n}", "outcome": "used", "started_at": "2026-01-10"}
        for n in range(100)
    ]
    data = given(**people(400), orders=orders(100, 100), workflow_runs=runs)
    result = measured(ANALYSIS, data, at(READ, plan(workflow="codes")))
    assert value_of(result.facts, "itt_share", **OWN) == 0
    assert decision(result) != "expand"
    as_treated = 100 / 100 - 100 / 700
    assert value_of(result.facts, "shortcut_share", experiment="code", shortcut="as_treated") == pytest.approx(
        as_treated
    )


def test_a_zero_effect_is_stopped_or_not_shown_and_never_a_success() -> None:
    large = outcome(ANALYSIS, given(**people(900), orders=orders(120, 118)), at(READ, plan()))
    assert decision(large.found) == "stop", "the whole range lies below what is worth having"
    small = outcome(ANALYSIS, given(**people(60), orders=orders(8, 9)), at(READ, plan()))
    assert decision(small.found) == "not_shown"
    for done in (large, small):
        assert value_of(done.section.facts, "proven_count") == 0
        assert "yes" not in words(done.section.headline).lower()


def test_a_crossover_stays_in_the_arm_of_the_list_and_is_named() -> None:
    run = {"run_id": "r", "workflow_id": "codes", "item_id": "c0", "outcome": "used", "started_at": "2026-01-06"}
    in_crm = assigned("t1", "plain", None, source_system="hubspot")  # type: ignore[arg-type]
    made = people(40)
    data = given(
        contacts=made["contacts"],
        assignments=[*made["assignments"], in_crm],
        orders=orders(8, 20),
        workflow_runs=[run],
    )
    result = measured(ANALYSIS, data, at(READ, plan(workflow="codes")))
    assert value_of(result.facts, "itt_share", **OWN) == pytest.approx(0.3), "nobody is moved, nobody left out"
    assert value_of(result.facts, "crossed_count", experiment="code", variant="plain") == 1
    assert value_of(result.facts, "crossed_count", **OWN) == 1
    assert rows_of(result.evidence, "unit_id", is_crossover=True) == ["c0", "t1"]


def test_arms_that_were_mixed_show_nothing() -> None:
    runs = [
        {"run_id": f"r{n}", "workflow_id": "codes", "item_id": f"c{n}", "outcome": "used", "started_at": "2026-01-06"}
        for n in range(9)
    ]
    data = given(**people(40), orders=orders(8, 30), workflow_runs=runs)
    done = outcome(ANALYSIS, data, at(READ, plan(workflow="codes")))
    assert decision(done.found) == "not_shown"
    assert done.severity is Severity.FAIL, "nine of forty are more than the limit"


def test_corrections_keep_a_proven_change_from_being_expanded() -> None:
    def runs(corrected: int, failed: int = 0) -> list[dict[str, Any]]:
        outcomes = ["failed"] * failed + ["used"] * (40 - failed)
        return [
            {"run_id": f"r{n}", "workflow_id": "codes", "item_id": f"t{n}", "outcome": told, "started_at": "2026-01-06",
             "corrections_count": int(failed <= n < failed + corrected)}
            for n, told in enumerate(outcomes)
        ]  # fmt: skip

    made = {**people(40), "orders": orders(8, 24)}
    asked = at(READ, plan(workflow="codes"))
    for log, expected in ((runs(8), "expand"), (runs(9), "stabilise"), (runs(0, 9), "stabilise"), ([], "stabilise")):
        assert decision(measured(ANALYSIS, given(**made, workflow_runs=log), asked)) == expected
    result = measured(ANALYSIS, given(**made, workflow_runs=runs(9)), asked)
    assert value_of(result.facts, "corrected_share", experiment="code") == 9 / 40


def test_the_business_outcome_stands_beside_and_decides_nothing() -> None:
    made = people(40)
    entries = [
        {"entity": "contact", "entity_id": f"t{n}", "stage": "sales_qualified", "entered_at": "2026-02-01"}
        for n in range(30)
    ]
    both = plan(business_outcome="reached", business_stage="sales_qualified")
    data = given(**made, orders=orders(8, 9), stage_entries=entries)
    result = measured(ANALYSIS, data, at(READ, both))
    assert value_of(result.facts, "business_itt_share", **OWN) == pytest.approx(0.75)
    assert decision(result) == "not_shown", "however well the other outcome looks"
    early = plan(business_outcome="reached", business_stage="sales_qualified", follow_up_days=5, end_on="2026-01-20")
    young = measured(ANALYSIS, data, at("2026-01-20", early))
    assert value_of(young.facts, "business_immature_count", **OWN) == 40
    assert value_of(young.facts, "immature_count", **OWN) == 0
    assert names_of(young.facts, "business_itt_share") == []


def test_an_answer_counts_from_the_record_and_within_the_promise() -> None:
    contacts = [
        {"contact_id": f"l{n}", "created_at": "2026-01-05T08:00:00", "lifecycle_stage": "lead"} for n in range(60)
    ]
    calls = [
        {"activity_id": f"a{n}", "contact_id": f"l{n}", "kind": "call", "direction": "outbound",
         "occurred_at": "2026-01-05T08:30:00" if n % 2 else "2026-01-05T10:00:00"}
        for n in range(60)
    ]  # fmt: skip
    last = {"activity_id": "z", "contact_id": "x", "kind": "call", "direction": "outbound", "occurred_at": READ}
    listed = [assigned(f"l{n}", "code" if n % 2 else "plain") for n in range(60)]
    data = given(contacts=contacts, activities=[*calls, last], assignments=listed)
    asked = plan(outcome="answered", follow_up_days=5)
    result = measured(ANALYSIS, data, at(READ, asked, answering=Answering(60)))
    assert value_of(result.facts, "itt_share", **OWN) == 1
    from_assignment = 1.0  # two of the clock: both arms would seem to be answered within an hour of nine o'clock
    assert value_of(result.facts, "rate_share", experiment="code", variant="plain") != from_assignment
    assert decision(measured(ANALYSIS, data, at(READ, asked))) == "not_shown", "no promise is agreed"


def test_a_person_whom_the_list_names_twice_counts_once_in_the_first_arm() -> None:
    made = people(40)
    twice = [assigned("c0", "code", "2026-01-05T12:00:00"), assigned("t0", "code", "2026-01-05T12:00:00")]
    result = measured(
        ANALYSIS,
        given(**{**made, "assignments": [*made["assignments"], *twice]}, orders=orders(8, 20)),
        at(READ, plan()),
    )
    assert value_of(result.facts, "assigned_count", experiment="code", variant="plain") == 40
    assert value_of(result.facts, "itt_share", **OWN) == pytest.approx(0.3)


def test_what_cannot_be_found_or_came_after_the_days_of_assignment_is_set_apart_with_its_reason() -> None:
    made = people(40)
    more = [assigned("gone", "code"), assigned("c1x", "third"), assigned("late", "code", "2026-01-06T09:00:00")]
    contacts = [*made["contacts"], {"contact_id": "c1x"}, {"contact_id": "late"}]
    data = given(contacts=contacts, assignments=[*made["assignments"], *more], orders=orders(8, 20))
    result = measured(ANALYSIS, data, at(READ, plan()))
    assert value_of(result.facts, "apart_count", experiment="code") == 3
    problems = {row: why for row, why in rows_of(result.evidence, "unit_id", "problem") if why}
    assert problems == {"c1x": "unknown_arm", "gone": "not_found", "late": "after_its_days"}


def test_a_cancelled_order_and_one_after_the_days_are_none() -> None:
    more = [order("c0", cancelled_at="2026-01-11"), order("c1", "2026-02-05"), order("c2", "2026-01-04")]
    result = measured(ANALYSIS, given(**people(40), orders=[*more, order("c3", "2026-02-04")]), at(READ, plan()))
    reached = rows_of(result.evidence, "unit_id", is_reached=True)
    assert reached == ["c3"], "in the thirty days from nine o'clock on the fifth, and kept"


def test_each_figure_names_the_tables_behind_it_and_no_others() -> None:
    done = outcome(ANALYSIS, given(**people(40), orders=orders(8, 20)), at(READ, plan()))
    assert fact_of(done.section.facts, "assigned_count", **OWN).tables == ("assignments",)
    told = fact_of(done.section.facts, "itt_share", **OWN).tables
    assert set(told) == {"assignments", "orders", "contacts", "entity_links"}
