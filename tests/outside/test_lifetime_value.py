"""Lifetime value on the CDNOW customers: beside the published parameters, beside lifetimes, beside what they bought."""

import numpy as np
import pytest

from cmokit.methods.lifetime_value import Buyers, SpendModel, fit_orders, fit_spend

# Fader, Hardie and Lee 2005, table 1; Fader and Hardie 2013 for the money.
PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
LOG_LIKELIHOOD = -9582.4
PUBLISHED_SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.44}
HORIZON = 39.0


@pytest.fixture(scope="module")
def told(outside):
    return outside("lifetime")


@pytest.fixture(scope="module")
def buyers(told):
    return Buyers(*(np.array(column) for column in told["buyers"]))


@pytest.fixture(scope="module")
def model(buyers):
    return fit_orders(buyers)


def test_parameters_of_orders_are_the_published_ones_and_those_of_lifetimes(told, model):
    for name, published in PUBLISHED.items():
        assert getattr(model, name) == pytest.approx(published, abs=1e-3)
        assert getattr(model, name) == pytest.approx(told["parameters"][name], rel=2e-3)
    assert model.log_likelihood == pytest.approx(LOG_LIKELIHOOD, abs=0.05)


def test_each_customer_is_expected_to_order_as_lifetimes_expects(told, buyers, model):
    assert model.expected_orders(buyers, HORIZON) == pytest.approx(told["expected"], rel=2e-3, abs=1e-4)
    assert model.chance_active(buyers) == pytest.approx(told["active"], abs=2e-3)


def test_money_an_order_has_the_published_parameters_and_the_means_of_lifetimes(told):
    spend = told["spend"]
    found = fit_spend(spend["repeats"], spend["mean"])
    for name, published in PUBLISHED_SPEND.items():
        assert getattr(found, name) == pytest.approx(published, rel=2e-3)
    theirs = SpendModel(*(spend["parameters"][name] for name in "pqv"))
    assert found.expected_spend(spend["repeats"], spend["mean"]) == pytest.approx(spend["expected"], rel=2e-3)
    assert theirs.expected_spend(spend["repeats"], spend["mean"]) == pytest.approx(spend["expected"], rel=1e-9)


def test_the_half_year_after_is_foretold_as_well_as_the_model_can(told):
    """Fitted on the first nine months alone. The model itself expects an eighth too few, by lifetimes' hand as well."""
    later = told["bought_later"]
    seen = Buyers(*(np.array(later[name]) for name in ("frequency_cal", "recency_cal", "T_cal")))
    expected = fit_orders(seen).expected_orders(seen, later["days"]).sum()
    assert expected == pytest.approx(later["expected"], rel=2e-3)
    assert expected == pytest.approx(sum(later["frequency_holdout"]), rel=0.15)
