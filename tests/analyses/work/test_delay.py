"""Work and waiting: open work counted, working time of the agreed hours, nothing lost that the log cannot tell."""

from dataclasses import replace
from datetime import date

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.work.delay import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of
from tests.analyses.work.board import OFFICE, many, stay

AT = replace(DEFAULTS, as_of=date(2026, 1, 31), answering=OFFICE)
# A card that waits ten days for two days of work: Monday 5 to Monday 19 January.
TEN_AND_TWO = (("Queue", "01-05", "01-12"), ("Draft", "01-12", "01-14"), ("Review", "01-14", "01-19"))


def found(rows, definitions=AT):
    return measured(ANALYSIS, given(work_items=rows), definitions)


def done(count=12, way=TEN_AND_TWO, **more):
    return many(count, *way, ("Done", "01-19", None), **more)


def test_of_the_time_that_work_takes_only_the_working_time_counts():
    """Two working days of work and eight of waiting, whatever the weekends in between."""
    made = found(done())
    assert value_of(made.facts, "flow_efficiency_share", kind="all") == pytest.approx(2 / 10)
    assert value_of(made.facts, "active_minutes", kind="all") == 2 * 8 * 60
    assert value_of(made.facts, "waiting_minutes", kind="all") == 8 * 8 * 60
    assert value_of(made.facts, "active_days", kind="all") == pytest.approx(2)
    assert value_of(made.facts, "waiting_days", kind="all") == pytest.approx(12)
    assert value_of(made.facts, "cycle_days", kind="all", quantile="0.5") == pytest.approx(14)


def test_work_that_is_not_finished_counts_as_far_as_it_has_come():
    """The usual mistake: the mean of finished work, which leaves out what has been lying there for longest."""
    stuck = many(12, ("Queue", "01-05", None), first="stuck")
    made = found([*done(), *stuck])
    usual = fact_of(made.facts, "cycle_days", kind="all", quantile="0.5")
    assert usual.n == 24
    assert usual.value == pytest.approx(14)
    assert names_of(made.facts, "cycle_days")[-1].endswith("content,quantile=0.5]"), "nine in ten are not reached"
    working_days_so_far = 20
    flow = (12 * 2) / (12 * 10 + 12 * working_days_so_far)
    assert value_of(made.facts, "flow_efficiency_share", kind="all") == pytest.approx(flow)


def test_where_work_waits():
    made = found(done())
    assert value_of(made.facts, "waiting_share", status="Queue") == pytest.approx(5 / 8)
    assert value_of(made.facts, "waiting_share", status="Review") == pytest.approx(3 / 8)
    assert value_of(made.facts, "stay_minutes", status="Queue", quantile="0.5") == 5 * 8 * 60
    section = outcome(ANALYSIS, given(work_items=done()), AT).section
    assert "{{data:Queue}}" in section.headline


def test_open_work_that_takes_longer_than_nine_in_ten_is_ageing():
    fresh = many(1, ("Queue", "01-28", None), first="fresh")
    old = many(1, ("Queue", "01-05", None), first="old")
    made = found([*done(30), *fresh, *old])
    assert (value_of(made.facts, "ageing_count"), value_of(made.facts, "ageing_share")) == (1, 1 / 2)
    assert rows_of(made.evidence, "item_id", problem="ageing") == ["old00"]
    assert value_of(made.facts, "oldest_days") == pytest.approx(26 + 15 / 24)


def test_what_happens_behind_the_day_that_counts_is_not_known_yet():
    made = found([*done(10), *many(1, ("Queue", "01-28", "02-10"), ("Draft", "02-10", None), first="late")])
    assert value_of(made.facts, "items_count", kind="all", state="open") == 1
    assert value_of(made.facts, "stays_count", status="Draft") == 10


def test_rows_that_cannot_be_are_counted_and_in_no_figure():
    wrong = [stay("odd", "Queue", "01-12", "01-05"), stay("blank", "Queue", "01-05", entered_at=None)]
    made = found([*done(), *wrong])
    assert value_of(made.facts, "flow_efficiency_share", kind="all") == pytest.approx(2 / 10)
    assert value_of(made.facts, "set_apart_count", problem="negative") == 1
    assert value_of(made.facts, "set_apart_count", problem="undated") == 1
    told = " ".join(outcome(ANALYSIS, given(work_items=[*done(), *wrong]), AT).section.narrative)
    assert "ends before it begins" in told


def test_without_marks_of_waiting_it_asks_for_them():
    with pytest.raises(CannotAnswer, match="which columns are waiting") as refused:
        found([row | {"is_waiting": None} for row in done()])
    assert refused.value.missing[0].columns == ("status", "is_waiting")


def test_too_few_cards_cannot_tell_what_is_usual():
    with pytest.raises(CannotAnswer, match="fewer than"):
        found(done(9))


def test_a_kind_with_few_cards_is_not_told_by_itself():
    made = found([*done(12), *done(9, first="rare")])
    assert {f.dimensions["kind"] for f in made.facts if f.measure == "cycle_days"} == {"all", "content"}
    rare = [row | {"kind": "report"} for row in done(9, first="rare")]
    made = found([*done(12), *rare])
    assert {f.dimensions["kind"] for f in made.facts if f.measure == "cycle_days"} == {"all", "content"}


def test_without_agreed_hours_every_hour_counts_and_that_is_said():
    night = replace(AT, answering=DEFAULTS.answering)
    assert value_of(found(done(30), night).facts, "active_minutes", kind="all") == 2 * 24 * 60
    told = outcome(ANALYSIS, given(work_items=done(30)), night).section.reason
    assert "No working hours are agreed" in told


def test_the_verdict_is_on_the_share_that_is_work():
    assert outcome(ANALYSIS, given(work_items=done(30)), AT).severity is Severity.WARN
    quick = many(30, ("Queue", "01-05", "01-06"), ("Draft", "01-06", "01-09"), ("Done", "01-09", None))
    assert outcome(ANALYSIS, given(work_items=quick), AT).severity is Severity.PASS
    few = outcome(ANALYSIS, given(work_items=quick[: 3 * 12]), AT)
    assert few.severity is Severity.WARN
    assert "Fewer than" in few.section.reason
    slow = many(30, ("Queue", "01-05", "01-16"), ("Draft", "01-16", "01-17"), ("Done", "01-17", None))
    assert outcome(ANALYSIS, given(work_items=slow), AT).severity is Severity.FAIL


def test_the_interval_of_the_share_holds_it_and_is_the_same_each_time():
    rows = [*done(15), *many(15, ("Queue", "01-05", "01-06"), ("Draft", "01-06", "01-09"), first="quick")]
    first, again = (fact_of(found(rows).facts, "flow_efficiency_share", kind="all") for _ in range(2))
    assert first == again
    assert first.low < first.value < first.high
