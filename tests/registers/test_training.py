"""Training: of somebody, done on a day, proven by something, repeated in time."""

from cmokit.registers.training import TRAINING
from tests.registers.held import broken, codes, held

WHOLE = {"id": "stop", "subject": "Stop the report", "person": "Bo", "content": ["stop"], "owner": "Ann"}


def test_a_planned_training_of_somebody_has_no_gap():
    assert codes(TRAINING, held(TRAINING, WHOLE)) == []
    assert codes(TRAINING, held(TRAINING, {**WHOLE, "person": None})) == [("stop", "person", "no_person")]


def test_what_is_done_says_when_and_what_proves_it():
    done = {**WHOLE, "state": "done"}
    assert broken(TRAINING, done) == [("stop", "done_on", "missing_key")]
    assert codes(TRAINING, held(TRAINING, {**done, "done_on": "2026-02-20"})) == [("stop", "proof", "no_proof")]


def test_one_that_was_to_be_repeated_is_named():
    stale = {**WHOLE, "state": "done", "done_on": "2025-02-20", "proof": "alone", "refresh_on": "2026-02-20"}
    assert codes(TRAINING, held(TRAINING, stale)) == [("stop", "refresh_on", "refresh_overdue")]


def test_one_past_its_day_or_beyond_the_engagement_is_named():
    from datetime import date

    late = held(TRAINING, {**WHOLE, "due_on": "2026-02-20"})
    assert codes(TRAINING, late) == [("stop", "due_on", "overdue")]
    days = {"start_on": date(2026, 1, 5), "end_on": date(2026, 4, 4)}
    beyond = held(TRAINING, {**WHOLE, "due_on": "2026-04-05"})
    assert codes(TRAINING, beyond, **days) == [("stop", "due_on", "outside_engagement")]
