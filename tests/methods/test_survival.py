"""Waits that have not ended yet count as long as they were seen, and outcomes that compete are not added twice."""

import numpy as np
import pytest

from cmokit.methods.survival import cumulative_incidence, kaplan_meier

# The worked example of Kaplan and Meier (1958): eight waits, four of them still open.
TIMES = [0.8, 1.0, 2.7, 3.1, 5.4, 7.0, 9.2, 12.1]
ENDED = [1, 0, 0, 1, 1, 0, 1, 0]


def by_hand(times, ended, entered=None):
    """The product limit, wait by wait."""
    entered = entered or [0] * len(times)
    waiting, curve = 1.0, {}
    for at in sorted({t for t, e in zip(times, ended, strict=True) if e}):
        risk = sum(since < at <= t for t, since in zip(times, entered, strict=True))
        gone = sum(t == at and bool(e) for t, e in zip(times, ended, strict=True))
        waiting *= 1 - gone / risk
        curve[at] = waiting
    return curve


def test_the_worked_example_of_the_paper():
    found = kaplan_meier(TIMES, ENDED)
    assert dict(zip(found.times, found.waiting, strict=True)) == pytest.approx(
        {0.8: 7 / 8, 3.1: 7 / 8 * 4 / 5, 5.4: 7 / 8 * 3 / 5, 9.2: 7 / 8 * 3 / 10}
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_curve_equals_the_product_worked_out_wait_by_wait(seed):
    random = np.random.default_rng(seed)
    times, ended = random.integers(1, 9, 60).astype(float), random.random(60) < 0.6
    entered = np.minimum(random.integers(0, 5, 60), times - 1).astype(float)
    found = kaplan_meier(times, ended, entered)
    assert dict(zip(found.times, found.waiting, strict=True)) == pytest.approx(by_hand(times, ended, list(entered)))


def test_leaving_out_open_waits_makes_answers_look_quick():
    """The usual mistake: the median of those who were answered."""
    times, ended = [1, 2, 3, 50, 50, 50, 50], [1, 1, 1, 0, 0, 0, 0]
    assert np.median([t for t, e in zip(times, ended, strict=True) if e]) == 2
    assert kaplan_meier(times, ended).quantile(0.5) is None


def test_a_quantile_is_the_first_time_by_which_the_share_has_ended():
    found = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
    assert (found.quantile(0.25), found.quantile(0.5), found.quantile(0.51)) == (1, 2, 3)


def test_a_quantile_lies_within_its_interval_whose_far_end_may_not_be_reached():
    found = kaplan_meier(TIMES, ENDED)
    low, high = found.quantile_interval(0.5)
    assert low <= found.quantile(0.5)
    assert high is None


def test_the_share_ended_by_a_time_has_an_interval_within_nought_and_one():
    found = kaplan_meier(TIMES, ENDED)
    low, high = found.ended_by_interval(5.4)
    assert 0 < low < found.ended_by(5.4) < high < 1
    assert found.ended_by(0.5) == 0
    assert found.ended_by_interval(0.5) == (0, 0)


def test_greenwoods_error():
    found = kaplan_meier([1, 2, 3, 4, 5], [1, 1, 0, 1, 1])
    expected = 0.6 * np.sqrt(1 / (5 * 4) + 1 / (4 * 3))
    assert found.error[1] == pytest.approx(expected)


def test_outcomes_that_compete_add_up_to_what_has_ended():
    times, outcome = [1, 2, 2, 3, 4, 5], [1, 2, 1, 0, 2, 1]
    at, shares = cumulative_incidence(times, outcome, {"won": 1, "lost": 2})
    ended = kaplan_meier(times, [o > 0 for o in outcome])
    assert at.tolist() == ended.times.tolist()
    assert (shares["won"] + shares["lost"]).tolist() == pytest.approx((1 - ended.waiting).tolist())


def test_calling_the_lost_open_overstates_the_won():
    """The usual mistake: one minus Kaplan-Meier with lost deals as if they could still be won."""
    times, outcome = [1, 2, 3, 4, 5, 6], [2, 1, 2, 1, 2, 1]
    _, shares = cumulative_incidence(times, outcome, {"won": 1, "lost": 2})
    naive = kaplan_meier(times, [o == 1 for o in outcome])
    assert shares["won"][-1] == pytest.approx(0.5)
    assert naive.ended_by(6) == 1


def test_a_negative_wait_is_refused_and_none_at_all_is_no_curve():
    with pytest.raises(ValueError, match="set such records apart"):
        kaplan_meier([1, -2], [1, 1])
    assert kaplan_meier([], []).quantile(0.5) is None
    assert kaplan_meier([3, 4], [0, 0]).ended_by(10) == 0
