"""The promise and the hours of work, as an engagement states them."""

from datetime import date
from pathlib import Path

import pytest

from cmokit.analyses.answering import Answering, answering_of
from tests.engagement.files import WHOLE, loaded

AS_OF = date(2026, 2, 4)
AGREED = 'definitions: {sla: {first_response_minutes: 240, business_hours: {start: "09:00", end: "18:00"}}}\n'


def answering(folder: Path, more: str = "") -> Answering:
    return answering_of(loaded(folder, WHOLE + more), AS_OF)


def test_working_days_hours_and_holidays_are_the_engagement_s(tmp_path: Path) -> None:
    found = answering(tmp_path, AGREED)
    assert (found.promise_minutes, found.start, found.end) == (240, 540, 1080)
    assert found.weekdays == frozenset(range(5))
    assert date(2026, 1, 1) in found.closed
    assert not found.never_stops


def test_without_agreed_hours_the_clock_never_stops_and_without_a_promise_there_is_none(tmp_path: Path) -> None:
    found = answering(tmp_path)
    assert found.never_stops
    assert found.promise_minutes is None


def test_a_day_without_holidays_known_is_said(tmp_path: Path) -> None:
    assert answering(tmp_path, AGREED).knows_holidays
    found = answering(tmp_path, AGREED + "holidays: {country: DE, subdivision: XX}\n")
    assert (found.knows_holidays, found.closed) == (False, frozenset())


def test_the_clock_counts_what_was_agreed(tmp_path: Path) -> None:
    clock = answering(tmp_path, AGREED).clock
    friday_evening, monday_morning = "2026-01-30T16:30:00+00:00", "2026-02-02T09:00:00+00:00"
    assert clock.minutes_between([friday_evening], [monday_morning], "Europe/Berlin") == pytest.approx([30 + 60])
