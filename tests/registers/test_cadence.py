"""Meetings and reviews: each with an owner, an agenda and a next day that lies ahead."""

import pytest
from pydantic import ValidationError

from cmokit.registers.cadence import CADENCE
from tests.registers.held import codes, held

WHOLE = {"id": "weekly", "name": "Weekly review", "owner": "Ann", "agenda": ["what changed"], "next_on": "2026-03-02"}


def test_a_meeting_ahead_has_no_gap():
    assert codes(CADENCE, held(CADENCE, WHOLE)) == []


def test_a_meeting_that_was_missed_or_has_no_day_is_named():
    assert codes(CADENCE, held(CADENCE, {**WHOLE, "next_on": "2026-02-23"})) == [("weekly", "next_on", "overdue")]
    assert codes(CADENCE, held(CADENCE, {**WHOLE, "next_on": None})) == [("weekly", "next_on", "no_day")]


def test_a_paused_meeting_owes_nothing():
    assert codes(CADENCE, held(CADENCE, {"id": "old", "name": "Old", "state": "paused"})) == []


@pytest.mark.parametrize("at", ["9:30", "24:00", "09.30"])
def test_a_time_is_hours_and_minutes(at):
    with pytest.raises(ValidationError):
        held(CADENCE, {**WHOLE, "at": at})
