"""Pilots beside statsmodels and scipy: intervals of two shares, covariates, divisions, clusters, before and after."""

import numpy as np
import pytest

from cmokit.methods.pilot.bootstrap import by_drawing
from cmokit.methods.pilot.cuped import adjusted
from cmokit.methods.pilot.effect import clusters, difference, two_shares
from cmokit.methods.pilot.permutation import by_division
from cmokit.methods.uncertainty import wilson


def test_the_interval_of_two_shares_is_newcombe_s_of_statsmodels(outside):
    told = outside("pilots")["shares"]
    assert len(told) == 18
    for yes, n, yes_control, n_control, sure, low, high, *own in told:
        found = two_shares(yes, n, yes_control, n_control, sure)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
        assert wilson(yes, n, sure) == pytest.approx(own, abs=1e-9)


def test_what_was_known_before_is_taken_out_as_least_squares_does(outside):
    told = outside("pilots")["adjusted"]
    found = adjusted(*(np.array(told[name]) for name in ("outcome", "before", "treated")), 0.95)
    assert found is not None
    assert (found.effect.share, found.theta) == pytest.approx((told["effect"], told["theta"]), abs=1e-12)
    half = (found.effect.high - found.effect.low) / 2
    assert half == pytest.approx(1.967957 * told["error"], rel=1e-6), "Student's t of 298 degrees of freedom"


def test_the_chance_of_a_division_is_that_of_scipy(outside):
    told = outside("pilots")["divided"]
    found = by_division(clusters(told["treated"], told["yes"], [told["rows"]] * 7), 0.95)
    assert (found.share, found.chance) == pytest.approx((told["effect"], told["chance"]))


def test_the_range_over_companies_is_as_wide_as_errors_that_know_of_them(outside):
    told = outside("pilots")["clustered"]
    found = by_drawing(clusters(told["treated"], told["yes"], told["rows"]), 0.95)
    assert found.share == pytest.approx(told["effect"])
    half = (found.high - found.low) / 2
    assert half == pytest.approx(1.96 * told["error"], rel=0.1)


def test_errors_that_take_leads_for_observations_are_far_too_small(outside):
    """The usual mistake, on the same leads."""
    told = outside("pilots")["clustered"]
    found = by_drawing(clusters(told["treated"], told["yes"], told["rows"]), 0.95)
    assert 1.96 * told["blind_error"] < 0.7 * (found.high - found.low) / 2


def test_before_and_after_of_both_arms_is_the_interaction_of_least_squares(outside):
    told = outside("pilots")["moved"]
    own = clusters(*(told[name] for name in ("treated", "yes", "rows", "yes_before", "rows_before")))
    assert float(difference(own.treated, own)) == pytest.approx(told["effect"], abs=1e-12)
