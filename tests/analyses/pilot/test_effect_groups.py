"""Owners and companies in the arms: each is one observation, however many leads they have; and staggered starts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.known import Known
from cmokit.analyses.pilot.effect import ANALYSIS
from cmokit.methods.pilot.effect import two_shares
from cmokit.registers.plans import FrozenPlan
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
PLAN = {
    "schema": 1, "experiment": "script", "question": "Does a script help?", "frozen_on": "2026-01-02",
    "frozen_by": "Ann", "design": "difference_in_differences", "unit_kind": "owner", "variants": ["plain", "script"],
    "metric": "stage_conversion", "outcome": "reached", "outcome_stage": "sales_qualified", "follow_up_days": 14,
    "start_on": "2026-01-05", "assign_until_on": "2026-01-31", "end_on": "2026-02-28", "before_days": 60,
    "minimum_effect_share": 0.05, "decision_rule": "Five points", "stop_rule": "Lost deals",
}  # fmt: skip
OWN = {"experiment": "script", "variant": "script"}


def at(**changes: Any) -> Definitions:
    plan = FrozenPlan.model_validate({**PLAN, **changes})
    return replace(DEFAULTS, as_of=date(2026, 2, 28), known=Known({}, (plan,)))


def leads(owner: str, day: int, size: int, yes: int) -> dict[str, list[dict[str, Any]]]:
    """So many leads of an owner, made so many days from the start, of whom `yes` were qualified three days later."""
    came = START + timedelta(days=day)
    names = [f"{owner}.{day}.{n}" for n in range(size)]
    entered = [
        {"entity": "contact", "entity_id": name, "stage": "sales_qualified", "entered_at": came + timedelta(days=3)}
        for name in names[:yes]
    ]
    made = [
        {
            "contact_id": name,
            "owner_id": owner,
            "company_id": f"{owner} Ltd",
            "created_at": came,
            "lifecycle_stage": "lead",
        }
        for name in names
    ]
    return {"contacts": made, "stage_entries": entered}


def client(*parts: dict[str, list[dict[str, Any]]], arms: dict[str, str], kind: str = "owner", **days: str) -> Any:
    listed = [
        {"experiment_id": "script", "unit_kind": kind, "unit_id": unit, "variant": arm,
         "assigned_on": days.get(unit.partition(" ")[0], "2026-01-05")}
        for unit, arm in arms.items()
    ]  # fmt: skip
    whole = {name: [row for part in parts for row in part[name]] for name in ("contacts", "stage_entries")}
    companies = [{"company_id": unit} for unit in arms] if kind == "company" else []
    return given(**whole, assignments=listed, companies=companies)


SIX = {**dict.fromkeys(("ada", "ben", "cleo"), "script"), **dict.fromkeys(("dora", "emil", "finn"), "plain")}


def season(effect: int) -> Any:
    """Ten leads of twenty more than before in either arm; `effect` more with the script."""
    before = [leads(owner, day, 10, 1 + n % 2) for n, owner in enumerate(SIX) for day in (-50, -20)]
    after = [leads(o, 2, 20, 12 + n % 3 + effect * (SIX[o] == "script")) for n, o in enumerate(SIX)]
    return client(*before, *after, arms=SIX)


def test_a_season_that_lifts_both_arms_is_no_effect() -> None:
    result = measured(ANALYSIS, season(0), at())
    rise = (12 + 13 + 14) / 60
    before = {"script": 2 * (1 + 2 + 1) / 60, "plain": 2 * (2 + 1 + 2) / 60}
    expected = (rise - before["script"]) - (rise - before["plain"])
    assert value_of(result.facts, "itt_share", **OWN) == pytest.approx(expected)
    assert value_of(result.facts, "decision_text", experiment="script") == "not_shown"
    alone = value_of(result.facts, "shortcut_share", experiment="script", shortcut="before_after")
    assert alone == pytest.approx(rise - before["script"])
    assert alone > 0.5, "the usual mistake: before and after of the treated alone"


def test_six_owners_cannot_show_at_the_plan_s_confidence_what_a_hundred_leads_seem_to() -> None:
    done = outcome(ANALYSIS, season(6), at())
    facts = done.section.facts
    effect = next(fact for fact in facts if fact.measure == "itt_share")
    assert effect.value > 0.3
    assert effect.confidence == pytest.approx(0.9), "the most that twenty divisions carry"
    assert value_of(facts, "chance_share", **OWN) == pytest.approx(2 / 20)
    assert value_of(facts, "decision_text", experiment="script") == "not_shown"
    by_lead = two_shares(57, 60, 39, 60, 0.95)
    assert by_lead.low is not None
    assert by_lead.low > 0.05, "the usual mistake: each lead an observation of its own, and it would be expanded"
    agreed = measured(ANALYSIS, season(6), at(confidence=0.9))
    assert value_of(agreed.facts, "decision_text", experiment="script") == "expand", "agreed before, ninety would do"


def test_arms_that_had_moved_apart_before_the_start_show_nothing() -> None:
    drifting = [
        leads(owner, day, 20, (2 if day < -30 else 10) if SIX[owner] == "script" else 2 + n % 2)
        for n, owner in enumerate(SIX)
        for day in (-50, -20)
    ]
    after = [leads(owner, 2, 20, 18 if SIX[owner] == "script" else 3 + n % 2) for n, owner in enumerate(SIX)]
    done = outcome(ANALYSIS, client(*drifting, *after, arms=SIX), at(confidence=0.9))
    assert value_of(done.section.facts, "drift_share", **OWN) == pytest.approx(0.4, abs=0.03)
    assert value_of(done.section.facts, "decision_text", experiment="script") == "not_shown"
    assert [chart.kind for chart in done.section.charts] == ["interval", "line"], "what came before is drawn"


def test_only_leads_old_enough_count_and_each_owner_stands_in_the_evidence_once() -> None:
    young = leads("ada", 26, 9, 0)
    before = [leads(owner, day, 10, 2) for owner in SIX for day in (-50, -20)]
    after = [leads(owner, 2, 20, 12) for owner in SIX]
    soon = at(follow_up_days=14, end_on="2026-02-10")
    result = measured(ANALYSIS, client(*before, *after, young, arms=SIX), soon)
    assert value_of(result.facts, "mature_count", **OWN) == 60
    assert value_of(result.facts, "immature_count", **OWN) == 9
    assert rows_of(result.evidence, "unit_id", "leads_count") == [(owner, 20) for owner in sorted(SIX)]


def test_companies_by_lot_are_drawn_anew_and_their_past_is_taken_out() -> None:
    names = [f"u{n:02d}" for n in range(24)]
    arms = {f"{name} Ltd": ("script" if n % 2 else "plain") for n, name in enumerate(names)}
    habit = [3 + n // 3 for n in range(24)]
    before = [leads(name, -20, 20, habit[n]) for n, name in enumerate(names)]
    after = [leads(name, 2, 20, habit[n] + (n % 5 == 0) + 5 * (n % 2)) for n, name in enumerate(names)]
    data = client(*before, *after, arms=arms, kind="company")
    result = measured(ANALYSIS, data, at(design="randomised", unit_kind="company"))
    effect = next(fact for fact in result.facts if fact.measure == "itt_share")
    expected = sum((habit[n] + (n % 5 == 0) + 5) * (n % 2) - (habit[n] + (n % 5 == 0)) * (1 - n % 2) for n in range(24))
    assert effect.value == pytest.approx(expected / 240)
    assert effect.confidence == pytest.approx(0.95)
    adjusted = next(fact for fact in result.facts if fact.measure == "adjusted_share")
    assert float(adjusted.high) - float(adjusted.low) < 0.5 * (float(effect.high) - float(effect.low))  # type: ignore[arg-type]


def test_what_was_not_drawn_by_lot_has_no_past_taken_out() -> None:
    """CUPED removes noise and no bias: applied to chosen groups it would look as if it did."""
    assert names_of(measured(ANALYSIS, season(6), at()).facts, "adjusted_share") == []


def test_a_staggered_start_compares_within_the_same_days() -> None:
    """Five owners, a week apart; the share climbs by itself each week, and by four in twenty where the script is."""
    starts = {name: n for n, name in enumerate(("ada", "ben", "cleo", "dora", "emil"))}
    rows = [
        leads(name, 7 * week + 1, 20, 4 + 2 * week + n % 2 + 4 * (week >= n))
        for name, n in starts.items()
        for week in range(4)
    ]
    days = {name: (START + timedelta(days=7 * n)).date().isoformat() for name, n in starts.items()}
    data = client(*rows, arms=dict.fromkeys(starts, "script"), **days)
    result = measured(ANALYSIS, data, at(design="staggered", assign_until_on="2026-02-02", waves=5))
    effect = value_of(result.facts, "itt_share", **OWN)
    assert effect == pytest.approx(0.2, abs=0.03)
    first, last = 4 + 0, 4 + 2 * 3 + 4
    assert (last - first) / 20 > 2 * 0.2, "the usual mistake finds the season with it"
    assert value_of(result.facts, "chance_share", **OWN) <= 0.05


def test_people_who_begin_in_waves_are_held_against_those_who_wait() -> None:
    people = [f"p{n}" for n in range(80)]
    orders = [
        {"order_id": f"o{n}", "contact_id": name, "ordered_at": "2026-01-07"}
        for n, name in enumerate(people)
        if n < 24 or 40 <= n < 48
    ]
    listed = [
        {"experiment_id": "script", "unit_kind": "contact", "unit_id": name, "variant": "script",
         "assigned_at": "2026-01-05T08:00:00" if n < 40 else "2026-01-19T08:00:00"}
        for n, name in enumerate(people)
    ]  # fmt: skip
    contacts = [{"contact_id": name, "created_at": "2025-05-01"} for name in people]
    data = given(contacts=contacts, assignments=listed, orders=orders)
    result = measured(
        ANALYSIS, data, at(design="staggered", unit_kind="contact", outcome="ordered", outcome_stage=None)
    )
    assert value_of(result.facts, "itt_share", **OWN) == pytest.approx(24 / 40 - 8 / 40)
    assert value_of(result.facts, "decision_text", experiment="script") == "expand"


def test_one_arm_or_no_list_is_said() -> None:
    one = dict.fromkeys(SIX, "script")
    before = [leads(owner, day, 10, 2) for owner in SIX for day in (-50, 2)]
    for arms in (one, {}):
        result = measured(ANALYSIS, client(*before, arms=arms), at())
        assert value_of(result.facts, "decision_text", experiment="script") == "not_shown"
        assert names_of(result.facts, "itt_share") == []
