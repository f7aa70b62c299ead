"""What leaves its range is raised once, reaches somebody, and is silent when it is answered; noise is never raised."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from cmokit.analyses.answering import Answering
from cmokit.analyses.base import CannotAnswer, Outcome, run_analysis
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.known import Earlier, Known
from cmokit.analyses.monitoring.alerts import ANALYSIS
from cmokit.analyses.monitoring.playbook import Signal
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.text import untraced_numerals
from cmokit.registers.alerts import Alert
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, names_of, rows_of, value_of

AS_OF = date(2026, 3, 6)  # a Friday
FIRST = date(2025, 11, 3)
AT = Definitions(as_of=AS_OF, answering=Answering(60))
BUSY = (12, 13, 12, 12, 10, 2, 2)  # Monday first
JUMP, DROP = date(2026, 2, 24), date(2026, 2, 16)


def days(last: date = AS_OF - timedelta(days=1)) -> list[date]:
    return [FIRST + timedelta(days=n) for n in range((last - FIRST).days + 1)]


def spend(changes: Mapping[date, float] | None = None, last: date = AS_OF - timedelta(days=1)) -> list[dict[str, Any]]:
    """Google every day, LinkedIn on weekdays, each with noise. changes: day → times the usual on Google."""
    draw = Random("spend")
    rows = []
    for day in days(last):
        for platform, usual in (("google_ads", 300), ("linkedin_ads", 0 if day.weekday() > 4 else 150)):
            times = (changes or {}).get(day, 1.0) if platform == "google_ads" else 1.0
            amount = round(usual * draw.lognormvariate(0, 0.1) * times, 2)
            own = {"platform": platform, "campaign": "c", "currency": "EUR", "spend_amount": str(amount)}
            rows += [{**own, "period_start_on": day.isoformat(), "period_end_on": day.isoformat()}] if amount else []
    return rows


def people(kept: Callable[[date], float] = lambda day: 1.0, seen: date = AS_OF) -> list[dict[str, Any]]:
    """People who came, more on working days. kept: day → share of them who did."""
    draw, rows = Random("people"), list[dict[str, Any]]()
    for day in days():
        for n in range(BUSY[day.weekday()] + draw.randrange(-2, 3)):
            if draw.random() < kept(day):
                at = datetime.combine(day, datetime.min.time()) + timedelta(hours=9 + n % 8)
                rows.append({"contact_id": f"p{day}{n}", "created_at": at.isoformat(), "last_seen_on": seen})
    return rows


def silent(analysis: str) -> Any:
    return CannotAnswer(f"{analysis} is not measured here")


def looked_at(items: list[dict[str, Any]] | None = None, other: Any = silent, **tables: Any) -> Outcome:
    known = Known({"alerts": tuple(Alert.model_validate(item) for item in items or ())})
    return run_analysis(ANALYSIS, given(**tables), replace(AT, known=known), other)


def raised(outcome: Outcome, **where: Any) -> set[tuple[str, str]]:
    """Series and first day of what is in the evidence."""
    return {(s, day.isoformat()) for s, day in rows_of(outcome.evidence, "series", "start_on", **where)}


WATCHES = {"id": "spend", "name": "Spend", "metric": "ad_spend", "high": 5000, "owner": "Ann", "response": "pause"}
ACTIVE = {**WATCHES, "state": "active"}


def test_a_day_is_raised_beside_what_was_usual_for_it() -> None:
    outcome = looked_at(ad_spend=spend({JUMP: 5}))
    assert raised(outcome) == {("spend", "2026-02-24")}
    about = {"series": "spend", "part": "all", "rule": "usual", "start": "2026-02-24"}
    assert float(value_of(outcome.section.facts, "usual_amount", **about)) == pytest.approx(450, rel=0.2)
    assert float(value_of(outcome.section.facts, "value_amount", **about)) == pytest.approx(1650, rel=0.2)
    assert value_of(outcome.section.facts, "lasted_days", **about) == 1


def test_weekends_and_noise_are_no_alerts() -> None:
    outcome = looked_at(ad_spend=spend(), contacts=people())
    assert raised(outcome) == set()
    assert outcome.severity is Severity.PASS
    assert "No alert is open" in outcome.section.headline


def test_days_on_which_hardly_anybody_came_are_one_alert() -> None:
    outcome = looked_at(contacts=people(lambda day: 0.1 if DROP <= day < DROP + timedelta(days=4) else 1.0))
    assert raised(outcome) == {("leads", "2026-02-16")}
    assert len(rows_of(outcome.evidence, "day_on")) == 4


def test_a_day_that_is_not_over_is_never_a_drop() -> None:
    half_a_day = spend({AS_OF: 0.05}, last=AS_OF)
    assert raised(looked_at(ad_spend=half_a_day)) == set()
    made = [{"source_file": "ad_spend.csv", "extract_on": JUMP + timedelta(days=1)}]
    cut = [{**row, "source_file": "ad_spend.csv"} for row in spend({JUMP: 0.05}, last=JUMP)]
    assert raised(looked_at(ad_spend=cut, received_files=made)) == {("spend", "2026-02-24")}, "a whole day is judged"
    on_the_day = [{"source_file": "ad_spend.csv", "extract_on": JUMP}]
    assert raised(looked_at(ad_spend=cut, received_files=on_the_day)) == set()
    nobody_knows = [{"source_file": "another.csv", "extract_on": JUMP}]
    assert raised(looked_at(ad_spend=cut, received_files=nobody_knows)) == set()


def test_an_export_of_last_week_tells_nothing_of_this_one() -> None:
    assert raised(looked_at(contacts=people(lambda day: float(day < DROP), seen=DROP))) == set()


def test_a_part_is_told_where_the_whole_is_not() -> None:
    web = [
        {"session_on": day.isoformat(), "channel": channel, "sessions_count": n}
        for day in days()
        for channel, n in (("direct", 400 + day.day), ("email", 1 if day == JUMP else 40 + day.day % 5))
    ]
    outcome = looked_at(web_sessions=web)
    assert rows_of(outcome.evidence, "series", "part") == [("traffic", "email")]


def test_who_answers_is_read_from_the_register_by_its_figure_or_its_series() -> None:
    by_figure = looked_at([ACTIVE], ad_spend=spend({JUMP: 5}))
    assert [row["responsible"] for row in by_figure.section.tables[0].rows] == ["Ann"]
    by_series = {"id": "people", "name": "People", "series": "leads", "owner": "Bob", "response": "test the form"}
    drop = people(lambda day: 0.1 if DROP <= day < DROP + timedelta(days=4) else 1.0)
    assert [r["responsible"] for r in looked_at([by_series], contacts=drop).section.tables[0].rows] == ["Bob"]


def test_an_alert_without_an_owner_is_one_line_with_where_and_the_mend() -> None:
    outcome = looked_at([{**ACTIVE, "owner": None}], ad_spend=spend({JUMP: 5}))
    assert value_of(outcome.section.facts, "unowned_count") == 1
    [table] = [table for table in outcome.section.tables if "mend" in {column.name for column in table.columns}]
    [row] = table.rows
    assert row["where"] == "registers/alerts.yaml: spend.owner"
    assert "name under owner" in str(row["mend"])
    nobody_at_all = looked_at(ad_spend=spend({JUMP: 5}))
    [table] = [t for t in nobody_at_all.section.tables if "mend" in {c.name for c in t.columns}]
    assert "series: spend" in str(table.rows[0]["mend"])
    quiet = looked_at([{**ACTIVE, "owner": None}], ad_spend=spend())
    assert quiet.severity is Severity.WARN, "before it is ever raised"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({}, "open"),
        ({"acknowledged": ["2026-02-24"]}, "acknowledged"),
        ({"closed_causes": ["2026-02-24: a zero too many"]}, "closed"),
        ({"closed_causes": ["2026-02-23: something else"]}, "open"),
    ],
)
def test_what_was_closed_with_its_cause_is_not_raised_again(answer: dict[str, Any], state: str) -> None:
    outcome = looked_at([{**ACTIVE, **answer}], ad_spend=spend({JUMP: 5}))
    assert value_of(outcome.section.facts, "raised_count", state=state) == 1
    assert rows_of(outcome.evidence, "state") == [state]
    assert (outcome.severity is Severity.PASS) == (state != "open")
    told = " ".join((*outcome.section.narrative, outcome.section.headline))
    assert ("ad spend came to" in told) == (state == "open")


def test_a_paused_alert_raises_nothing() -> None:
    assert raised(looked_at([{**WATCHES, "state": "paused"}], ad_spend=spend({JUMP: 5}))) == set()
    assert raised(looked_at([{**WATCHES, "state": "planned"}], ad_spend=spend({JUMP: 5}))) == {("spend", "2026-02-24")}


def test_a_range_that_was_agreed_is_held_too_and_not_told_twice() -> None:
    wide = looked_at([{**ACTIVE, "high": None, "low": 150}], ad_spend=spend({date(2026, 2, 25): 0.7}))
    assert raised(wide) == set(), "a little less is no alert by itself, and stays within the range"
    narrow = looked_at([{**ACTIVE, "high": 1000}], ad_spend=spend({JUMP: 5}))
    assert [a.rule for a in narrow.found.alerts] == ["usual"], "one day, one alert"
    tight = looked_at([{**ACTIVE, "high": 440}], ad_spend=spend())
    assert {a.rule for a in tight.found.alerts} == {"spend"}


def test_a_range_that_was_left_long_ago_is_one_alert_since_then() -> None:
    leads = [
        {"contact_id": f"l{day}", "lifecycle_stage": "lead", "created_at": f"{day}T10:00:00", "last_seen_on": AS_OF}
        for day in days()
    ]
    calls = [
        {"activity_id": f"{day}", "contact_id": f"l{day}", "kind": "call", "direction": "outbound"}
        | {
            "is_automated": False,
            "occurred_at": f"{day}T{10 + 3 * (day.day % 2)}:30:00",
            "occurred_on": day.isoformat(),
        }
        for day in days()
    ]
    item = {"id": "late", "name": "Late", "metric": "response_within_promise", "low": 0.9, "owner": "Eva"}
    outcome = looked_at([{**item, "response": "call", "state": "active"}], contacts=leads, activities=calls)
    [alert] = [a for a in outcome.found.alerts if a.rule == "late"]
    assert alert.found.first < AS_OF - timedelta(days=60)
    fact = fact_of(outcome.section.facts, "usual_share", **alert.dimensions)
    assert fact.value == 0.9


def test_a_range_of_a_figure_that_no_day_tells_is_named() -> None:
    item = {"id": "cash", "name": "Cash", "metric": "platform_to_cash", "high": 5, "owner": "Ann", "response": "call"}
    outcome = looked_at([{**item, "state": "active"}], ad_spend=spend())
    assert value_of(outcome.section.facts, "unwatched_count") == 1


def test_everything_raised_has_its_checks_and_its_step() -> None:
    outcome = looked_at(ad_spend=spend({JUMP: 5}))
    checks = [row["check"] for table in outcome.section.tables for row in table.rows if "check" in row]
    assert len(checks) >= 3
    assert outcome.section.next_steps[-1].startswith("Change nothing before")


def flow(per_day: int) -> Any:
    return SimpleNamespace(facts=(Fact("pipeline.velocity.amount_per_day_amount", per_day, "EUR"),))


@pytest.mark.parametrize(("now", "signal"), [(100, Signal.STEADY), (70, Signal.MOVED), (None, Signal.UNKNOWN)])
def test_a_slow_pipeline_sends_people_to_stages_and_handoff(now: int | None, signal: Signal) -> None:
    was = Fact("pipeline.velocity.amount_per_day_amount", 100, "EUR")
    known = Known(earlier={"baseline": Earlier("baseline", date(2026, 2, 4), "r1", {was.name: was})})
    other = {"pipeline.velocity": flow(now) if now else silent("pipeline.velocity")}
    definitions = replace(AT, known=known)
    outcome = run_analysis(ANALYSIS, given(ad_spend=spend()), definitions, lambda id_: other.get(id_, silent(id_)))
    assert outcome.found.signals.velocity is signal
    assert outcome.found.signals.attribution is Signal.UNKNOWN
    assert outcome.found.signals.quality is Signal.UNKNOWN


def test_fewer_than_eight_weeks_say_nothing() -> None:
    short = [row for row in spend() if row["period_start_on"] >= "2026-01-20"]
    assert looked_at(ad_spend=short).severity is Severity.NOT_MEASURED


@pytest.mark.parametrize("changes", [{}, {JUMP: 5}, {JUMP: 5, date(2026, 3, 2): 6, date(2026, 2, 10): 0.1}])
def test_every_sentence_holds_whatever_was_raised(changes: dict[date, float]) -> None:
    section = looked_at([ACTIVE], ad_spend=spend(changes), contacts=people()).section
    said = [section.headline, section.brief, section.reason, section.decision, *section.narrative, *section.next_steps]
    assert [text for text in said if untraced_numerals(text)] == []
    assert [text for text in said if "{" in text.replace("{{", "")] == []
    assert len(names_of(section.facts, "value_amount")) == len(changes)


def test_counts_are_those_of_the_records() -> None:
    rows = people(lambda day: 0.1 if DROP <= day < DROP + timedelta(days=4) else 1.0)
    came = sum(DROP <= date.fromisoformat(r["created_at"][:10]) < DROP + timedelta(days=4) for r in rows)
    about = {"series": "leads", "part": "all", "rule": "usual", "start": "2026-02-16"}
    assert value_of(looked_at(contacts=rows).section.facts, "value_count", **about) == came
