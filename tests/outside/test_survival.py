"""Waits beside lifelines and statsmodels, on the data that they ship."""

import numpy as np
import pytest

from cmokit.methods.competing import incidences
from cmokit.methods.survival import kaplan_meier


@pytest.mark.parametrize("name", ["waltons", "gbsg2", "entered late"])
def test_the_share_still_waiting_and_its_interval_are_those_of_lifelines(outside, name):
    told = outside("survival")["lifelines"][name]
    ours = kaplan_meier(told["waits"]["times"], told["waits"]["ended"], told["waits"]["entry"])
    assert ours.times == pytest.approx(told["at"])
    assert ours.waiting == pytest.approx(told["waiting"], abs=1e-12)
    assert ours.quantile(0.5) == told["median"]
    bounds = [ours.ended_by_interval(time) for time in ours.times]
    inside = (ours.waiting > 0) & (ours.waiting < 1)
    assert inside.sum() > 5
    for i in np.flatnonzero(inside):
        assert bounds[i] == pytest.approx((1 - told["high"][i], 1 - told["low"][i]), abs=1e-9)


@pytest.mark.parametrize("name", ["heart", "gbsg2"])
def test_errors_and_quantiles_are_those_of_statsmodels(outside, name):
    told = outside("survival")["statsmodels"][name]
    ours = kaplan_meier(told["waits"]["times"], told["waits"]["ended"])
    events = np.searchsorted(told["at"], ours.times)
    assert ours.waiting == pytest.approx(np.array(told["waiting"])[events], abs=1e-12)
    certain = ours.waiting > 0  # at nobody left Greenwood's sum has no end
    assert ours.error[certain] == pytest.approx(np.array(told["error"])[events][certain], abs=1e-12)
    for share, quantile, low, high in told["quantiles"]:
        assert ours.quantile(share) == quantile
        assert ours.quantile_interval(share) == (low, high)


def test_outcomes_that_compete_are_those_of_statsmodels(outside):
    """Stanford's patients waiting for a heart: some get one, some die before."""
    told = outside("survival")["transplants"]
    ours = incidences(told["times"], told["kinds"], {"transplant": 1, "death": 2})
    for name, shares, errors in zip(("transplant", "death"), told["shares"], told["errors"], strict=True):
        events = np.searchsorted(told["at"], ours[name].times)
        assert ours[name].shares == pytest.approx(np.array(shares)[events], abs=1e-12)
        assert ours[name].errors == pytest.approx(np.array(errors)[events], rel=0.02)


def test_calling_the_other_outcome_censored_expects_too_much(outside):
    """The usual mistake, on the same patients: one minus Kaplan-Meier of each kind adds up to more than everybody."""
    told = outside("survival")["transplants"]
    times, kinds = np.array(told["times"]), np.array(told["kinds"])
    ours = incidences(times, kinds, {"transplant": 1, "death": 2})
    alone = [kaplan_meier(times, kinds == number).ended_by(times.max()) for number in (1, 2)]
    assert sum(alone) > 1 >= sum(i.by(times.max()) for i in ours.values())
