"""Working minutes: nights, weekends, days off and the owner's zone do not count against anybody."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cmokit.methods.working_time import WorkingClock

BERLIN = "Europe/Berlin"
OFFICE = WorkingClock(frozenset(range(5)), 9 * 60, 17 * 60, frozenset({date(2026, 1, 1)}))


def at(text, zone=BERLIN):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def minutes(since, until, clock=OFFICE, zone=BERLIN):
    return clock.minutes_between([at(since)], [at(until)], zone)[0]


def test_within_a_day_it_is_the_time_on_the_clock():
    assert minutes("2026-01-05T10:00", "2026-01-05T10:25") == 25


def test_friday_evening_to_monday_morning_is_an_hour():
    """The usual mistake: 65 hours, because the weekend counted."""
    assert minutes("2026-01-09T16:30", "2026-01-12T09:30") == 60


def test_what_comes_at_night_waits_from_the_morning_on():
    assert minutes("2026-01-06T02:00", "2026-01-06T09:10") == 10
    assert minutes("2026-01-05T20:00", "2026-01-05T23:00") == 0


def test_a_day_off_does_not_count():
    assert minutes("2025-12-31T16:00", "2026-01-02T10:00") == 120


def test_the_owners_zone_decides_what_is_night():
    since, until = [at("2026-01-05T15:00", "UTC")], [at("2026-01-05T16:30", "UTC")]
    assert OFFICE.minutes_between(since, until, "Europe/Berlin")[0] == 60
    assert OFFICE.minutes_between(since, until, "America/New_York")[0] == 90


def test_a_clock_that_never_stops_counts_every_minute():
    assert minutes("2026-01-09T16:30", "2026-01-12T09:30", WorkingClock()) == 65 * 60


def test_an_answer_before_the_question_is_negative_and_a_missing_one_unknown():
    assert minutes("2026-01-05T10:25", "2026-01-05T10:00") == -25
    assert np.isnan(OFFICE.minutes_between([at("2026-01-05T10:00")], [None], BERLIN)[0])


@pytest.mark.parametrize("seed", range(3))
def test_counted_minute_by_minute(seed):
    random = np.random.default_rng(seed)
    since = at("2026-03-20T00:00").astimezone(UTC) + timedelta(minutes=int(random.integers(0, 10_000)))
    until = since + timedelta(minutes=int(random.integers(0, 20_000)))
    walked = sum(
        local.weekday() < 5 and 9 <= local.hour < 17
        for n in range(int((until - since).total_seconds() // 60))
        if (local := (since + timedelta(minutes=n)).astimezone(ZoneInfo(BERLIN)))
    )
    assert OFFICE.minutes_between([since], [until], BERLIN)[0] == pytest.approx(walked, abs=1)


def test_hours_that_end_before_they_start_are_refused():
    with pytest.raises(ValueError, match="end after its start"):
        WorkingClock(start=600, end=600)
