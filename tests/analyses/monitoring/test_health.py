"""The log of automations: what failed, when it was worse than usual, what went out twice, and what is no fault."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.known import Known
from cmokit.analyses.monitoring.bad_weeks import at_least
from cmokit.analyses.monitoring.health import ANALYSIS
from cmokit.exhibits.text import untraced_numerals
from cmokit.registers.workflows import Workflow
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

AT = Definitions(as_of=date(2026, 3, 6))  # a Friday
FIRST = date(2025, 12, 8)  # a Monday: the first of the twelve whole weeks
WHOLE = {"workflow": "all", "week": "all"}


def run(name: str, at: str, **more: Any) -> dict[str, Any]:
    return {"run_id": name, "workflow_id": "mails", "item_id": name, "started_at": at, "outcome": "used", **more}


def daily(failing: dict[date, int] | None = None, **more: Any) -> list[dict[str, Any]]:
    """Five a day for twelve weeks. failing: day → how many of them failed."""
    rows = []
    for day in (FIRST + timedelta(days=n) for n in range(84)):
        bad = (failing or {}).get(day, 0)
        for n in range(5):
            end = {"outcome": "failed", "error_kind": "timeout"} if n < bad else {}
            rows.append(run(f"r{day}{n}", f"{day}T{9 + n:02d}:00:00", **{**more, **end}))
    return rows


def found(rows: list[dict[str, Any]], definitions: Definitions = AT, **tables: Any) -> Any:
    return measured(ANALYSIS, given(workflow_runs=rows, **tables), definitions)


def test_failures_are_counted_with_their_errors_and_weeks() -> None:
    facts = found(daily({date(2026, 2, 24): 2, date(2026, 1, 6): 1})).facts
    assert value_of(facts, "runs_count", **WHOLE) == 84 * 5
    assert value_of(facts, "failed_share", **WHOLE) == pytest.approx(3 / 420)
    assert value_of(facts, "errors_count", workflow="mails", error="timeout") == 3
    assert value_of(facts, "failed_share", workflow="all", week="2026-02-23") == pytest.approx(2 / 35)


def test_a_week_that_fails_more_than_the_others_is_named_and_chance_is_not() -> None:
    bad_days = {date(2026, 2, 23) + timedelta(days=n): 3 for n in range(4)}
    facts = found(daily({**bad_days, date(2026, 1, 6): 1, date(2026, 1, 14): 2})).facts
    assert value_of(facts, "bad_weeks_count") == 1
    assert value_of(facts, "failed_share", workflow="mails", week="2026-02-23") == pytest.approx(12 / 35)
    assert value_of(facts, "usual_share", workflow="mails", week="2026-02-23") == pytest.approx(3 / 385)


def test_a_mailing_that_bounced_on_one_day_is_no_bad_week() -> None:
    assert value_of(found(daily({date(2026, 2, 23): 5})).facts, "bad_weeks_count") == 0


def test_a_workflow_that_always_fails_as_often_has_no_bad_week() -> None:
    always = {FIRST + timedelta(days=n): 1 for n in range(84)}
    assert value_of(found(daily(always)).facts, "bad_weeks_count") == 0
    assert outcome(ANALYSIS, given(workflow_runs=daily(always)), AT).severity is Severity.WARN


def test_the_week_that_is_not_over_is_shown_and_not_judged() -> None:
    rows = [*daily(), *(run(f"n{n}", f"2026-03-0{2 + n % 4}T1{n}:00:00", outcome="failed") for n in range(9))]
    result = found(rows)
    assert value_of(result.facts, "bad_weeks_count") == 0
    assert value_of(result.facts, "failed_share", workflow="all", week="2026-03-02") == 1
    section = outcome(ANALYSIS, given(workflow_runs=rows), AT).section
    [chart] = section.charts
    assert "2026-03-02" not in {row["week"] for row in chart.data}


def test_the_same_again_within_the_hour_is_a_second_one_and_the_first_is_none() -> None:
    rows = [
        run("a1", "2026-02-24T09:00:00", item_id="a"),
        run("a2", "2026-02-24T09:05:00", item_id="a"),
        run("a3", "2026-02-24T11:05:00", item_id="a"),
        run("b1", "2026-02-24T09:00:00", item_id="b", outcome="failed"),
        run("b2", "2026-02-24T09:01:00", item_id="b"),
        run("c1", "2026-02-24T09:00:00", item_id="a", workflow_id="other"),
        run("d1", "2026-02-24T09:00:00", item_id=None),
        run("d2", "2026-02-24T09:00:30", item_id=None),
    ]
    result = found(rows)
    assert value_of(result.facts, "twice_count", **WHOLE) == 1
    assert rows_of(result.evidence, "run_id", problem="twice") == ["a2"], "a retry of a failure is no second message"
    by_record_alone = sum(x["item_id"] == y["item_id"] for x, y in combinations(rows, 2))
    assert by_record_alone > 1, "the usual mistake counts every later run, another workflow's and a retry too"


def test_records_wait_until_their_first_run_and_old_records_do_not_wait_at_all() -> None:
    people = [{"contact_id": f"p{n}", "created_at": f"2026-02-1{n}T09:00:00"} for n in range(6)]
    soon = [run(f"s{n}", f"2026-02-1{n}T09:0{n}:00", item_id=f"p{n}") for n in range(1, 6)]
    later = [run(f"t{n}", f"2026-02-1{n}T19:00:00", item_id=f"p{n}") for n in range(1, 6)]
    assert value_of(found([*soon, *later], contacts=people).facts, "delay_minutes", workflow="mails") == 3
    old = [{"contact_id": f"p{n}", "created_at": "2025-03-01T09:00:00"} for n in range(6)]
    assert names_of(found(soon, contacts=old).facts, "delay_minutes") == [], "a mailing is not late by a year"


def test_what_runs_without_a_card_and_what_fell_silent_are_named() -> None:
    card = {"id": "pages", "name": "Page of the week", "state": "live"}
    known = Known({"workflows": (Workflow.model_validate(card),)})
    rows = [*daily(), run("p1", "2026-02-02T08:00:00", workflow_id="pages")]
    result = found(rows, replace(AT, known=known))
    assert value_of(result.facts, "uncarded_count") == 1
    assert value_of(result.facts, "silent_days", workflow="pages") == 32
    told = outcome(ANALYSIS, given(workflow_runs=rows), replace(AT, known=known)).section.narrative
    assert any("is live by the register and has not run" in text for text in told)
    assert names_of(found(rows).facts, "uncarded_count") == [], "where nobody keeps cards, none is missing"


def test_what_the_platforms_count_themselves_stands_beside() -> None:
    listed = [{"workflow_id": "a", "issues_count": 2}, {"workflow_id": "b", "issues_count": None}]
    assert value_of(found(daily(), automations=listed).facts, "issues_count") == 2
    assert names_of(found(daily()).facts, "issues_count") == []


def test_older_runs_are_no_part_of_it() -> None:
    before = run("old", (datetime(2025, 12, 7, 12)).isoformat(), outcome="failed")
    assert value_of(found([before, *daily()]).facts, "failed_share", **WHOLE) == 0
    with pytest.raises(CannotAnswer, match="No run of a workflow"):
        found([before])


def test_the_chance_is_that_of_every_way_to_draw() -> None:
    balls = [True] * 3 + [False] * 5
    draws = list(combinations(range(8), 4))
    for wanted in range(4):
        ways = sum(sum(balls[n] for n in draw) >= wanted for draw in draws)
        assert at_least(wanted, 4, 3, 8) == pytest.approx(ways / len(draws))


@pytest.mark.parametrize("failing", [{}, {date(2026, 2, 23) + timedelta(days=n): 4 for n in range(3)}])
def test_every_sentence_holds_whatever_failed(failing: dict[date, int]) -> None:
    again = [run(f"x{n}", "2026-02-20T09:00:00", item_id="x", workflow_id="mails-2") for n in range(2)]
    section = outcome(ANALYSIS, given(workflow_runs=[*daily(failing), *again]), AT).section
    said = [section.headline, section.brief, section.reason, section.decision, *section.narrative, *section.next_steps]
    assert [text for text in said if untraced_numerals(text)] == []
    assert [text for text in said if "{" in text.replace("{{", "")] == []
