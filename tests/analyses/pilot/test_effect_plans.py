"""What a pilot may say by its plan: nothing before its day, or without a control; changes and early looks named."""

from datetime import date
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.pilot.effect import ANALYSIS
from cmokit.registers.experiments import Experiment
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.pilot.made import OWN, READ, assigned, at, decision, order, orders, people, plan, words


def test_nothing_of_an_outcome_is_shown_before_its_day() -> None:
    data = given(**people(40), orders=orders(0, 40))
    for day in ("2026-01-20", "2026-02-27"):
        done = outcome(ANALYSIS, data, at(day, plan()))
        told = {fact.measure for fact in done.section.facts}
        assert told == {
            *("experiments_count", "read_count", "proven_count", "plans_count"),
            *("decision_text", "readout_days", "assigned_count", "apart_count"),
        }
        assert set(rows_of(done.evidence, "is_reached")) == {None}
        assert set(rows_of(done.evidence, "is_mature")) == {None}
        assert decision(done.found) == "not_shown"
        assert not done.section.charts
    assert value_of(done.section.facts, "readout_days", experiment="code") == 1
    early_stop = 40 / 40 - 0 / 40
    assert early_stop == 1, "the usual mistake would have celebrated it by now"
    assert outcome(ANALYSIS, data, at(READ, plan())).section.charts


def test_later_days_do_not_read_it_anew() -> None:
    """An order after the day of the readout is none: who waits until it looks good reads another outcome."""
    late = [assigned(f"l{n}", "code" if n % 2 else "plain", "2026-02-20T09:00:00") for n in range(60)]
    contacts = [{"contact_id": f"l{n}", "created_at": "2025-06-01"} for n in range(60)]
    made = people(40)
    data = given(
        contacts=[*made["contacts"], *contacts],
        assignments=[*made["assignments"], *late],
        orders=[*orders(10, 10), *(order(f"l{n}", "2026-03-05") for n in range(60) if n % 2)],
    )
    long = plan(assign_until_on="2026-02-21")
    on_its_day, later = (measured(ANALYSIS, data, at(day, long)) for day in (READ, "2026-06-30"))
    assert value_of(later.facts, "itt_share", **OWN) == value_of(on_its_day.facts, "itt_share", **OWN) == 0


def test_before_and_after_never_decides_however_it_flatters() -> None:
    leads = [
        {"contact_id": f"l{n}", "created_at": "2025-12-10" if n < 50 else "2026-01-12", "lifecycle_stage": "lead"}
        for n in range(100)
    ]
    entries = [
        {"entity": "contact", "entity_id": f"l{n}", "stage": "mql", "entered_at": lead["created_at"]}
        for n, lead in enumerate(leads)
        if n % 50 < (5 if n < 50 else 30)
    ]
    no_control = plan(design="before_after", variants=["form"], outcome="reached", outcome_stage="mql")
    no_control = no_control.model_copy(update={"follow_up_days": 14, "assign_until_on": date(2026, 1, 31)})
    done = outcome(ANALYSIS, given(contacts=leads, stage_entries=entries), at(READ, no_control))
    told = value_of(done.section.facts, "shortcut_share", experiment="code", shortcut="before_after")
    assert told == pytest.approx(30 / 50 - 5 / 50)
    assert decision(done.found) == "not_shown"
    assert names_of(done.section.facts, "itt_share") == []
    assert "no control" in " ".join(map(words, done.section.narrative))


def test_without_a_frozen_plan_nothing_can_be_told() -> None:
    item = Experiment(id="code", question="Does a code help?", state="running", start_on=date(2026, 1, 5))  # type: ignore[arg-type]
    done = outcome(ANALYSIS, given(**people(40), orders=orders(0, 40)), at(READ, items=(item,)))
    assert decision(done.found) == "not_shown"
    assert done.severity is Severity.WARN
    assert names_of(done.section.facts, "itt_share") == []


def test_a_plan_frozen_after_its_start_shows_nothing() -> None:
    result = measured(ANALYSIS, given(**people(40), orders=orders(8, 24)), at(READ, plan(frozen_on="2026-01-20")))
    assert decision(result) == "not_shown"


def test_a_changed_plan_is_named_and_the_one_before_the_start_decides() -> None:
    changed = plan(frozen_on="2026-02-01", minimum_effect_share=0.01, end_on="2026-02-10")
    done = outcome(ANALYSIS, given(**people(40), orders=orders(8, 20)), at("2026-02-15", plan(), changed))
    assert value_of(done.section.facts, "plans_count", experiment="code") == 2
    assert value_of(done.section.facts, "readout_days", experiment="code") == 13, "the first plan's day"
    told = " ".join(map(words, done.section.narrative))
    assert "was changed" in told
    assert "the day of the readout" in told
    assert "what makes it worth it" in told
    assert done.severity is Severity.WARN


def test_a_register_that_says_otherwise_than_the_plan_is_named() -> None:
    item = Experiment(id="code", question="Q?", minimum_effect_share="0.01", decision_rule="Five  points\n")  # type: ignore[arg-type]
    done = outcome(ANALYSIS, given(**people(40), orders=orders(8, 20)), at(READ, plan(), items=(item,)))
    told = " ".join(map(words, done.section.narrative))
    assert "says otherwise by now than the frozen plan: what makes it worth it." in told, "and not the rule's blanks"


@pytest.mark.parametrize(
    "said",
    [{"state": "ended"}, {"outcome": "It works"}, {"end_on": date(2026, 1, 31)}],
    ids=lambda said: next(iter(said)),
)
def test_an_early_look_is_named_and_shows_nothing(said: dict[str, Any]) -> None:
    item = Experiment(id="code", question="Q?", **said)
    done = outcome(ANALYSIS, given(**people(40), orders=orders(0, 40)), at("2026-02-01", plan(), items=(item,)))
    assert "too soon" in " ".join(map(words, done.section.narrative))
    assert decision(done.found) == "not_shown"
    assert done.severity is Severity.WARN


def test_without_an_experiment_or_any_record_it_asks_for_the_list() -> None:
    for data, asked in ((given(**people(2)), at(READ)), (given(), at(READ, plan()))):
        with pytest.raises(CannotAnswer) as answer:
            measured(ANALYSIS, data, asked)
        assert answer.value.missing[0].table == "assignments"


def test_what_the_register_says_of_a_later_start_is_not_known_yet() -> None:
    """A register is as it is today: as of an earlier day, an experiment that ended since had not begun."""
    item = Experiment(id="later", question="Q?", state="ended", start_on=date(2026, 3, 9), end_on=date(2026, 3, 30))  # type: ignore[arg-type]
    result = measured(ANALYSIS, given(**people(40), orders=orders(8, 20)), at(READ, plan(), items=(item,)))
    assert value_of(result.facts, "experiments_count") == 1
