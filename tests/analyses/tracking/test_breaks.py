"""Days on which counts broke off: neither Sundays nor the last day, and what demand did meanwhile."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean, stdev
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.tracking.breaks import ANALYSIS
from cmokit.exhibits.text import untraced_numerals
from cmokit.methods import daily_breaks
from cmokit.methods.daily_breaks import Series, robust_z, steps_of
from cmokit.samples.b2b import web as b2b_web
from cmokit.samples.calendar import B2B_SEASON, B2B_WEEK, SHOP_SEASON, SHOP_WEEK
from cmokit.samples.shop import web as shop_web
from cmokit.samples.web import make_web_days
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

FIRST = date(2025, 6, 2)  # a Monday
AT = replace(DEFAULTS, as_of=date(2025, 9, 30), timezone="Europe/Berlin")
WEEK = (100, 110, 105, 95, 90, 20, 15)
LOST = [date(2025, 8, 5), date(2025, 8, 6), date(2025, 8, 7)]


def days(count: int = 100) -> list[date]:
    return [FIRST + timedelta(days=n) for n in range(count)]


def sessions(
    lost: Iterable[date] = (), channel: str = "direct", left: float = 0.0, **more: Any
) -> list[dict[str, Any]]:
    lost = set(lost)
    return [
        {
            "session_on": day.isoformat(),
            "channel": channel,
            "sessions_count": int((WEEK[day.weekday()] + day.day % 3) * (left if day in lost else 1)),
            **more,
        }
        for day in days()
    ]


def leads(a_day: int = 2, without: Iterable[date] = ()) -> list[dict[str, Any]]:
    skipped = set(without)
    return [
        {"contact_id": f"{day}-{n}", "created_at": f"{day}T10:00:00"}
        for day in days()
        if day not in skipped
        for n in range(a_day)
    ]


def clicks(without: Iterable[date] = ()) -> list[dict[str, Any]]:
    skipped = set(without)
    return [
        {
            "platform": "linkedin_ads",
            "campaign_id": "k",
            "period_start_on": day.isoformat(),
            "period_end_on": day.isoformat(),
            "clicks_count": 0 if day in skipped else 30,
        }
        for day in days()
    ]


def found(**tables: Any) -> Any:
    return measured(ANALYSIS, given(**tables), AT)


def test_days_without_any_count_are_one_break_and_leads_show_that_demand_went_on() -> None:
    result = found(web_sessions=sessions(LOST), contacts=leads())
    about = {"series": "sessions", "system": "hubspot", "channel": "all", "start": "2025-08-05"}
    assert rows_of(result.evidence, "day_on") == LOST
    assert value_of(result.facts, "breaks_count", state="tracking") == 1
    assert value_of(result.facts, "broken_days", state="all") == 3
    assert value_of(result.facts, "broken_share") == pytest.approx(3 / 99), "the last day may be cut off"
    assert value_of(result.facts, "counted_count", **about) == 0
    assert value_of(result.facts, "demand_count", demand="leads", **about) == 6
    assert value_of(result.facts, "demand_share", demand="leads", **about) == 1


def test_what_is_missing_is_what_the_same_weekdays_would_have_held() -> None:
    facts = found(web_sessions=sessions(LOST), contacts=leads()).facts
    about = {"series": "sessions", "system": "hubspot", "channel": "all", "start": "2025-08-05"}
    second_way = sum(WEEK[day.weekday()] + 1 for day in LOST)
    assert value_of(facts, "lost_count", **about) == pytest.approx(second_way, abs=6)


def test_days_that_no_row_tells_of_count_as_nothing() -> None:
    rows = [row for row in sessions() if date.fromisoformat(row["session_on"]) not in LOST]
    result = found(web_sessions=rows)
    assert rows_of(result.evidence, "day_on", "counted_count") == [(day, 0) for day in LOST]
    assert {row is not None for row in rows_of(result.evidence, "source_row")} == {True}, "the row before the gap"


def test_sundays_are_no_breaks_and_a_plain_mean_would_say_so() -> None:
    counts = [row["sessions_count"] for row in sessions()]
    assert rows_of(found(web_sessions=sessions()).evidence, "day_on") == []
    # The usual mistake: mean and standard deviation of the series, weekends and outliers included.
    away = (counts[6] - mean(counts)) / stdev(counts)
    assert away < -1.5, "every Sunday stands far below the mean"
    steps = steps_of(Series(FIRST, counts))
    assert abs(steps[6].z) < 1.5


def test_the_outlier_does_not_hide_itself() -> None:
    """With mean and deviation, fourteen broken days widen the deviation until none of them stands out."""
    lost = [date(2025, 8, 4) + timedelta(days=n) for n in range(14)]
    counts = [row["sessions_count"] for row in sessions(lost)]
    broken = [count for count, day in zip(counts, days(), strict=True) if day in lost]
    assert all((count - mean(counts)) / stdev(counts) > -3 for count in broken), "the usual mistake finds none"
    assert rows_of(found(web_sessions=sessions(lost)).evidence, "day_on") == lost


def test_the_last_day_is_not_alarmed_however_little_it_holds() -> None:
    rows = sessions()
    rows[-1]["sessions_count"] = 3
    assert rows_of(found(web_sessions=rows).evidence, "day_on") == []


def test_where_half_of_the_remainders_are_equal_the_mean_deviation_takes_the_place_of_mad() -> None:
    import numpy as np

    remainder = np.array([0.0] * 60 + [-30.0, 2.0, -2.0])
    scores = robust_z(remainder)
    assert np.median(np.abs(remainder)) == 0
    assert np.isfinite(scores).all()
    assert scores[60] < -10


def test_a_channel_that_broke_is_named_alone() -> None:
    """At a sixth, as with a tag that a landing page lost; the ads' clicks went on."""
    lost = [date(2025, 8, 4) + timedelta(days=n) for n in range(14)]
    web = sessions() + sessions(lost, "paid_social", left=1 / 6)
    result = found(web_sessions=web, contacts=leads(), ad_spend=clicks())
    assert set(rows_of(result.evidence, "series", "channel")) == {("sessions", "paid_social")}
    assert rows_of(result.evidence, "day_on") == lost
    assert value_of(result.facts, "breaks_count", state="tracking") == 1


def test_a_channel_whose_ads_stopped_too_is_no_break_of_tracking() -> None:
    lost = [date(2025, 8, 4) + timedelta(days=n) for n in range(14)]
    web = sessions() + sessions(lost, "paid_social", left=1 / 6)
    done = outcome(ANALYSIS, given(web_sessions=web, contacts=leads(), ad_spend=clicks(without=lost)), AT)
    assert value_of(done.section.facts, "breaks_count", state="with_demand") == 1
    assert value_of(done.section.facts, "broken_share") == 0
    assert done.severity is Severity.PASS


def test_a_day_on_which_leads_fell_too_is_told_and_not_counted() -> None:
    done = outcome(ANALYSIS, given(web_sessions=sessions(LOST), contacts=leads(5, without=LOST)), AT)
    assert value_of(done.section.facts, "breaks_count", state="with_demand") == 1
    assert value_of(done.section.facts, "breaks_count", state="all") == 0
    assert rows_of(done.evidence, "state") == ["with_demand"] * 3


def test_without_leads_and_orders_nobody_can_say() -> None:
    done = outcome(ANALYSIS, given(web_sessions=sessions(LOST)), AT)
    assert value_of(done.section.facts, "breaks_count", state="unknown") == 1
    assert [missing.table for missing in done.section.missing] == ["contacts"]
    assert names_of(done.section.facts, "demand_share") == []


def test_forms_that_dropped_while_touches_went_on_are_a_break_of_forms() -> None:
    lost = [date(2025, 8, 4) + timedelta(days=n) for n in range(14)]
    touches = [
        {"touchpoint_id": f"{day}-{kind}-{n}", "touched_at": f"{day}T{n % 24:02d}:10:00", "kind": kind}
        for day in days()
        for kind, count in (("visit", 90), ("form", 0 if day in lost else 20))
        for n in range(count)
    ]
    result = found(touchpoints=touches)
    assert set(rows_of(result.evidence, "series")) == {"forms"}
    assert rows_of(result.evidence, "day_on") == lost


def test_days_are_those_of_the_clients_clock() -> None:
    """Touches shortly before midnight UTC are of the next day in Berlin."""
    touches = [
        {"touchpoint_id": f"{day}-{n}", "touched_at": f"{day}T22:{n:02d}:00", "kind": "visit"}
        for day in days()
        if day not in LOST
        for n in range(30)
    ]
    shifted = [day + timedelta(days=1) for day in LOST]
    assert rows_of(found(touchpoints=touches).evidence, "day_on") == shifted


def test_a_small_count_is_judged_by_week_and_a_smaller_one_not_at_all() -> None:
    few = [{"session_on": day.isoformat(), "channel": "direct", "sessions_count": 3} for day in days()]
    lost = {date(2025, 8, 4) + timedelta(days=n) for n in range(7)}
    week = [row if date.fromisoformat(row["session_on"]) not in lost else {**row, "sessions_count": 0} for row in few]
    assert set(rows_of(found(web_sessions=week).evidence, "day_on", "days_count")) == {(date(2025, 8, 4), 7)}
    with pytest.raises(CannotAnswer, match="eight weeks"):
        found(web_sessions=[{**row, "sessions_count": 1} for row in few])


def test_a_row_that_covers_a_month_is_no_day() -> None:
    monthly = [{"session_on": f"2025-0{m}-01", "period_end_on": f"2025-0{m}-28", "sessions_count": 900} for m in (7, 8)]
    with pytest.raises(CannotAnswer):
        found(web_sessions=monthly)


def test_an_export_without_any_session_is_no_series() -> None:
    with pytest.raises(CannotAnswer):
        found(web_sessions=[{**row, "sessions_count": 0} for row in sessions()])


@pytest.mark.parametrize(
    ("groups", "first", "season", "week"),
    [
        (b2b_web.GROUPS, b2b_web.FIRST_DAY, B2B_SEASON, B2B_WEEK),
        (shop_web.GROUPS, shop_web.FIRST_DAY, SHOP_SEASON, SHOP_WEEK),
    ],
    ids=["b2b", "shop"],
)
@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_nothing_is_found_where_nothing_was_planted(
    groups: Any, first: date, season: Any, week: Any, seed: str
) -> None:
    rows = [
        {"session_on": day.day.isoformat(), "channel": day.channel, "sessions_count": day.sessions}
        | {"key_events_count": day.key_events}
        for day in make_web_days(seed, groups, first, (), season, week)
    ]
    at = replace(AT, as_of=date(2026, 2, 4))
    assert rows_of(measured(ANALYSIS, given(web_sessions=rows), at).evidence, "day_on") == []


def test_the_rule_against_chance_looks_at_all_series_together() -> None:
    """One low day of sixty is something, one of six thousand is what chance brings."""
    steps = [daily_breaks.Step(day, 1, 4, 10.0, -3.4) for day in days(2)]
    calm = [daily_breaks.Step(day, 1, 10, 10.0, 0.3) for day in days()]
    alone = daily_breaks.found({"a": steps}, {})["a"]
    among = daily_breaks.found({"a": steps, **{str(n): calm for n in range(60)}}, {})["a"]
    assert len(alone) == 1
    assert among == []


def test_every_number_in_its_sentences_is_a_mark() -> None:
    web = sessions(LOST, source_system="ga4")
    section = outcome(ANALYSIS, given(web_sessions=web, contacts=leads()), AT).section
    texts = [section.headline, section.brief, section.reason, *section.narrative, *section.next_steps]
    assert [(text, bad) for text in texts if (bad := untraced_numerals(text))] == []
