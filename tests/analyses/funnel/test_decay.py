"""Who stands still: people who entered lately are neither lost nor won, they count as long as they were seen."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.funnel.decay import ANALYSIS
from cmokit.methods.uncertainty import wilson
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

AS_OF = Definitions(as_of=date(2025, 12, 31))
END = datetime(2026, 1, 1, tzinfo=UTC)
MQL: dict[str, str] = {"stage": "mql", "split": "all"}


def on(who: str, stage: str, days_ago: float) -> dict[str, Any]:
    return {"entity": "contact", "entity_id": who, "stage": stage, "entered_at": END - timedelta(days=days_ago)}


def facts_of(rows: list[dict[str, Any]], **tables: Any) -> Any:
    return measured(ANALYSIS, given(stage_entries=rows, **tables), AS_OF).facts


def four() -> list[dict[str, Any]]:
    """Moved after 10 days, moved after 50, entered 20 days ago, has stood for 200."""
    rows = [on("quick", "mql", 300), on("quick", "sales_accepted", 290), on("slow", "mql", 300)]
    return [*rows, on("slow", "opportunity", 250), on("young", "mql", 20), on("stuck", "mql", 200)]


def test_the_share_is_worked_out_person_by_person() -> None:
    facts = facts_of(four())
    after_the_quick_one = 3 / 4
    assert value_of(facts, "stalled_share", day="30", **MQL) == pytest.approx(after_the_quick_one)
    assert value_of(facts, "stalled_share", day="60", **MQL) == pytest.approx(after_the_quick_one / 2)


def test_the_usual_mistakes_say_something_else() -> None:
    share = value_of(facts_of(four()), "stalled_share", day="60", **MQL)
    young_counted_as_stalled, young_left_out = 2 / 4, 1 / 3
    assert share not in (pytest.approx(young_counted_as_stalled), pytest.approx(young_left_out))


def test_skipping_a_stage_is_progress_and_falling_back_is_none() -> None:
    rows = [on("back", "mql", 100), on("back", "lead", 90), on("skips", "mql", 100), on("skips", "customer", 95)]
    assert value_of(facts_of(rows), "stalled_share", day="30", **MQL) == 0.5


def test_nobody_moving_has_an_interval_too() -> None:
    fact = fact_of(facts_of([on(f"p{n}", "mql", 100) for n in range(5)]), "stalled_share", day="30", **MQL)
    assert fact.value == 1
    assert (fact.low, fact.high) == pytest.approx(wilson(5, 5))


def test_a_day_that_nobody_was_followed_for_is_left_out() -> None:
    names = names_of(facts_of([on("a", "mql", 40), on("b", "mql", 35)]), "stalled_share")
    assert names == ["funnel.decay.stalled_share[day=30,split=all,stage=mql]"]
    said = outcome(ANALYSIS, given(stage_entries=[on("a", "mql", 4)]), AS_OF)
    assert said.severity is Severity.WARN
    assert "followed" in said.section.reason


def test_people_who_have_stood_for_long_are_counted_where_they_stand_and_named() -> None:
    result = measured(ANALYSIS, given(stage_entries=[*four(), on("quick", "lead", 320)]), AS_OF)
    assert value_of(result.facts, "stalled_count", stage="mql") == 1
    assert value_of(result.facts, "stalled_count", stage="all") == 3, "the two who moved on stand further up"
    assert rows_of(result.evidence, "person_id", is_stalled=True, stage="mql") == ["stuck"]


def test_a_person_kept_in_two_systems_counts_once() -> None:
    contacts = [{"contact_id": "h"}, {"contact_id": "s", "source_system": "salesforce"}]
    links = [{"entity": "contact", "leading_id": "h", "source_system": "salesforce", "record_id": "s"}]
    rows = [on("h", "mql", 100), {**on("s", "sales_accepted", 95), "source_system": "salesforce"}]
    assert value_of(facts_of(rows, contacts=contacts, entity_links=links), "stalled_share", day="30", **MQL) == 0


def test_stages_that_the_lifecycle_does_not_know_are_said() -> None:
    said = outcome(ANALYSIS, given(stage_entries=[*four(), on("odd", "Nurture 2", 100)]), AS_OF)
    assert value_of(said.section.facts, "unknown_count") == 1
    assert "Nurture" in said.section.reason


def test_groups_are_stated_where_enough_entered() -> None:
    rows = [on(f"p{n}", "mql", 100) for n in range(30)] + [on("few", "mql", 100)]
    contacts = [{"contact_id": f"p{n}", "channel": "email"} for n in range(30)]
    contacts.append({"contact_id": "few", "channel": "event"})
    splits = {f.dimensions["split"] for f in facts_of(rows, contacts=contacts) if f.measure == "stalled_share"}
    assert splits == {"all", "channel=email"}


def test_a_stage_in_which_most_stand_still_is_judged() -> None:
    assert outcome(ANALYSIS, given(stage_entries=[on("a", "mql", 100)]), AS_OF).severity is Severity.FAIL
    moving = [on("a", "mql", 100), on("a", "sales_accepted", 95)]
    assert outcome(ANALYSIS, given(stage_entries=moving), AS_OF).severity is Severity.PASS


def test_entries_of_deals_alone_are_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="No contact has a dated entry"):
        facts_of([{**on("d", "mql", 10), "entity": "opportunity"}])
