"""Won and lost compete, open deals count as long as they were seen, and young months are marked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.pipeline.outcome import ANALYSIS
from cmokit.methods.survival import kaplan_meier
from cmokit.methods.uncertainty import wilson
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

AS_OF = Definitions(as_of=date(2025, 12, 31))
END = datetime(2026, 1, 1, tzinfo=UTC)


def deal(name: str, status: str, days: float, begun: str = "2025-01-01", **more: Any) -> dict[str, Any]:
    start = datetime.fromisoformat(begun).replace(tzinfo=UTC)
    closed = None if status == "open" else start + timedelta(days=days)
    return {"opportunity_id": name, "status": status, "created_at": start, "closed_at": closed, **more}


def open_for(name: str, days: float) -> dict[str, Any]:
    return {"opportunity_id": name, "status": "open", "created_at": END - timedelta(days=days)}


def found(deals: list[dict[str, Any]], **tables: Any) -> Any:
    return measured(ANALYSIS, given(opportunities=deals, **tables), AS_OF)


def five() -> list[dict[str, Any]]:
    """Lost after 10 days, open since 20, won after 40, won after 70, open for a year."""
    deals = [deal("lost", "lost", 10), open_for("young", 20), deal("won", "won", 40), deal("late", "won", 70)]
    return [*deals, deal("open", "open", 0)]


def test_the_shares_are_worked_out_deal_by_deal() -> None:
    facts = found(five()).facts
    waiting_after_lost = 4 / 5
    first = waiting_after_lost * 1 / 3  # three were seen for forty days
    second = waiting_after_lost * 2 / 3 * 1 / 2
    assert value_of(facts, "win_probability_share", day="30") == 0
    assert value_of(facts, "win_probability_share", day="60") == pytest.approx(first)
    assert value_of(facts, "win_probability_share", day="120") == pytest.approx(first + second)
    assert value_of(facts, "lost_probability_share", day="30") == pytest.approx(1 / 5)


def test_the_usual_mistakes_say_something_else() -> None:
    share = value_of(found(five()).facts, "win_probability_share", day="120")
    days, won = [10, 20, 40, 70, 365], [False, False, True, True, False]
    with_lost_censored = kaplan_meier(days, won).ended_by(120)
    open_counted_as_lost, closed_deals_alone = 2 / 5, 2 / 3
    assert with_lost_censored > share
    assert share not in (pytest.approx(open_counted_as_lost), pytest.approx(closed_deals_alone))


def test_won_lost_and_open_are_all_deals() -> None:
    facts = found(five()).facts
    for day in ("30", "60", "90", "120"):
        names = ("win_probability_share", "lost_probability_share", "still_open_share")
        assert sum(value_of(facts, name, day=day) for name in names) == pytest.approx(1)


def test_every_share_has_an_interval_even_none_won() -> None:
    facts = found(five()).facts
    nobody = fact_of(facts, "win_probability_share", day="30")
    assert (nobody.low, nobody.high) == pytest.approx(wilson(0, 4)), "the young one was not seen that long"
    some = fact_of(facts, "win_probability_share", day="60")
    assert 0 < some.low < some.value < some.high < 1


def test_months_are_stated_for_an_age_only_where_every_deal_had_the_time() -> None:
    begun = [deal("a", "won", 20, "2025-11-01"), deal("b", "open", 0, "2025-11-15"), deal("c", "won", 5, "2025-12-20")]
    result = found([*five(), *begun])
    assert value_of(result.facts, "cohort_won_share", month="2025-11", day="30") == 0.5
    assert result.young["2025-11"] == (60, 90, 120)
    assert [name for name in names_of(result.facts, "cohort_won_share") if "2025-12" in name] == []
    assert value_of(result.facts, "cohort_won_share", month="2025-01", day="60") == 1 / 4
    same_month_ratio = 2 / 1  # two won in December over one begun in it
    assert same_month_ratio != value_of(result.facts, "cohort_won_share", month="2025-01", day="60")


def test_open_deals_younger_than_a_day_are_counted() -> None:
    facts = found(five()).facts
    assert [value_of(facts, "immature_count", day=day) for day in ("30", "120")] == [1, 1]
    assert value_of(facts, "immature_share") == 1 / 5


def test_a_deal_recorded_late_is_seen_from_then_on() -> None:
    """It began in January and was imported in March: whether others like it ended before, nobody knows."""
    history = [{"entity": "opportunity", "entity_id": "late", "stage": "Talk", "entered_at": "2025-01-01"}]
    late = {"opportunity_id": "late", "status": "open", "created_at": "2025-03-02"}
    deals = [deal("a", "won", 10), deal("b", "lost", 20), late]
    facts = found(deals, stage_entries=history).facts
    assert value_of(facts, "win_probability_share", day="30") == 1 / 2
    ignoring_it = 1 / 3
    assert value_of(facts, "win_probability_share", day="30") != ignoring_it


def test_an_age_that_no_deal_has_reached_is_left_out_and_said() -> None:
    deals = [open_for("a", 70), deal("b", "won", 10, "2025-11-15"), deal("c", "lost", 5, "2025-11-20")]
    said = outcome(ANALYSIS, given(opportunities=deals), AS_OF)
    assert names_of(said.section.facts, "still_open_share") == [
        f"pipeline.outcome.still_open_share[day={day}]" for day in (30, 60)
    ]
    assert "followed that long" in said.section.reason


def test_groups_with_enough_closed_deals_are_stated() -> None:
    deals = [deal(f"d{n}", ("won", "lost")[n % 2], 10, segment="small") for n in range(20)]
    facts = found([*deals, deal("x", "lost", 5, segment="large")]).facts
    assert value_of(facts, "win_probability_share", day="30", split="segment=small") == 0.5
    assert value_of(facts, "small_groups_count") == 1


def test_deals_without_sound_dates_are_set_apart() -> None:
    said = outcome(ANALYSIS, given(opportunities=[*five(), deal("bad", "won", -9)]), AS_OF)
    assert value_of(said.section.facts, "set_apart_count", problem="closed_before_begun") == 1
    assert rows_of(said.evidence, "opportunity_id", opportunity_id="bad") == []
    assert said.severity is Severity.WARN


def test_without_a_closed_deal_there_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="No deal has been won or lost"):
        found([open_for("a", 5)])
