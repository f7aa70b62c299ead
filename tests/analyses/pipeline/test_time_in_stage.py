"""Visits that still go on count as long as they have lasted: leaving them out makes every stage look quick."""

from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.pipeline.time_in_stage import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

AS_OF = Definitions(as_of=date(2025, 12, 31))
ORDERED = Definitions(as_of=date(2025, 12, 31), pipeline_order=("Talk", "Offer"))
START = datetime(2025, 10, 3, tzinfo=UTC)  # ninety days before the end


def deal(name: str, status: str, *stays: tuple[str, float]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A deal that begins ninety days before the end and stays so many days in each stage; a closed one closes then."""
    at, entries = START, []
    for stage, days in stays:
        entries.append({"entity": "opportunity", "entity_id": name, "stage": stage, "entered_at": at})
        at += timedelta(days=days)
    closed = None if status == "open" else at
    return {"opportunity_id": name, "status": status, "created_at": START, "closed_at": closed}, entries


def tables(*deals: Any) -> dict[str, Any]:
    return {
        "opportunities": [one for one, _ in deals],
        "stage_entries": [entry for _, entries in deals for entry in entries],
    }


def facts_of(*deals: Any, definitions: Definitions = AS_OF) -> Any:
    return measured(ANALYSIS, given(**tables(*deals)), definitions).facts


def three() -> list[Any]:
    return [
        deal("a", "won", ("Talk", 4), ("Offer", 10)),
        deal("b", "lost", ("Talk", 6)),
        deal("c", "open", ("Talk", 0)),
    ]


def test_the_median_counts_the_visit_that_still_goes_on() -> None:
    found = value_of(facts_of(*three()), "stay_days", stage="Talk", quantile="0.5")
    assert found == 6
    finished_visits_alone = median([4, 6])
    assert found != finished_visits_alone, "the usual mistake"


def test_a_share_that_is_not_reached_is_left_out() -> None:
    facts = facts_of(*three())
    assert "pipeline.time_in_stage.stay_days[quantile=0.9,stage=Talk]" not in names_of(facts, "stay_days")
    assert value_of(facts, "stay_days", stage="Offer", quantile="0.9") == 10


def test_the_slowest_stage_is_the_one_with_the_longest_median() -> None:
    assert value_of(facts_of(*three()), "slowest_text") == "Offer"


def test_the_time_to_the_end_counts_from_the_first_visit() -> None:
    back = deal("x", "won", ("Talk", 5), ("Offer", 5), ("Talk", 5))
    facts = facts_of(back)
    assert value_of(facts, "visits_count", stage="Talk") == 2
    assert (value_of(facts, "left_days", stage="Talk"), value_of(facts, "left_days", stage="Offer")) == (15, 10)


def test_open_visits_beyond_nine_in_ten_are_overdue_and_named() -> None:
    deals = [deal(f"d{n}", "won", ("Talk", n)) for n in range(1, 20)]
    said = outcome(ANALYSIS, given(**tables(*deals, deal("stuck", "open", ("Talk", 0)))), AS_OF)
    assert value_of(said.section.facts, "stay_days", stage="Talk", quantile="0.9") == 18
    assert (value_of(said.section.facts, "overdue_count", stage="Talk"), said.severity) == (1, Severity.FAIL)
    assert rows_of(said.evidence, "opportunity_id", is_overdue=True) == ["stuck"]


def test_stages_that_the_stated_order_does_not_know_are_said_and_not_dropped_in_silence() -> None:
    said = outcome(ANALYSIS, given(**tables(*three(), deal("odd", "open", ("Talk", 3), ("Legal 2", 4)))), ORDERED)
    assert value_of(said.section.facts, "set_apart_count", problem="unknown_stage") == 1
    assert rows_of(said.evidence, "stage", problem="unknown_stage") == ["Legal 2"]
    assert "does not know" in said.section.reason
    assert "Legal" in said.section.reason


def test_a_visit_after_the_close_and_a_close_without_a_day_are_set_apart() -> None:
    late, entries = deal("late", "lost", ("Talk", 3))
    late["closed_at"] = START - timedelta(days=5)
    undated, more = deal("undated", "lost", ("Talk", 3))
    undated["closed_at"] = None
    facts = facts_of(*three(), (late, entries), (undated, more))
    assert value_of(facts, "set_apart_count", problem="closed_before_entered") == 1
    assert value_of(facts, "set_apart_count", problem="no_close") == 1
    assert value_of(facts, "visits_count", stage="Talk") == 3


def test_the_entry_into_the_end_is_no_visit() -> None:
    facts = facts_of(
        deal("a", "won", ("Talk", 4), ("Closed Won", 0)), deal("b", "lost", ("Talk", 6), ("Closed Lost", 0))
    )
    assert names_of(facts, "visits_count") == ["pipeline.time_in_stage.visits_count[stage=Talk]"]
    assert value_of(facts, "stay_days", stage="Talk", quantile="0.9") == 6


def test_without_dated_stages_there_is_no_answer() -> None:
    one, _ = deal("a", "won", ("Talk", 4))
    contact = [{"entity": "contact", "entity_id": "p", "stage": "lead", "entered_at": START}]
    with pytest.raises(CannotAnswer, match="No deal has a dated entry"):
        measured(ANALYSIS, given(opportunities=[one], stage_entries=contact), AS_OF)
