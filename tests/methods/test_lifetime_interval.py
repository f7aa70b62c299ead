"""The error of a model's figure, against the error of what was simply counted, where both ask the same."""

import numpy as np
import pytest

from cmokit.methods.lifetime_interval import error_of
from cmokit.methods.lifetime_value import Buyers, OrderModel, fit_orders
from tests.methods.test_lifetime_value import made

TRUE = OrderModel(0.8, 6.0, 1.2, 4.0, 0.0)
NEW = Buyers(np.zeros(1), np.zeros(1), np.zeros(1))


def orders_within(weeks):
    return lambda model: float(model.expected_orders(NEW, weeks)[0])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_over_the_time_that_was_seen_it_is_the_error_of_the_mean(seed):
    """A second way: orders a customer in a year, of customers who have had the year, need no model."""
    buyers, _ = made(TRUE, 800, seed=seed, age=52.0)
    found = fit_orders(buyers)
    counted = buyers.repeats.std(ddof=1) / np.sqrt(800)
    assert error_of(found, buyers, orders_within(52)) == pytest.approx(counted, rel=0.2)
    assert orders_within(52)(found) == pytest.approx(buyers.repeats.mean(), rel=0.05)


def test_the_farther_ahead_the_less_sure():
    buyers, _ = made(TRUE, 800, seed=4, age=52.0)
    found = fit_orders(buyers)
    near, far = (error_of(found, buyers, orders_within(weeks)) / orders_within(weeks)(found) for weeks in (52, 156))
    assert far > near


def test_more_customers_are_surer():
    errors = []
    for n in (400, 1600):
        buyers, _ = made(TRUE, n, seed=5)
        errors.append(error_of(fit_orders(buyers), buyers, orders_within(52)))
    assert errors[0] == pytest.approx(2 * errors[1], rel=0.4)


def test_a_figure_that_no_parameter_moves_is_certain():
    buyers, _ = made(TRUE, 400)
    assert error_of(fit_orders(buyers), buyers, lambda model: 7.0) == 0
