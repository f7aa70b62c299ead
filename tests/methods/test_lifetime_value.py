"""Lifetime value against the published example, against customers made by the model itself, and what it refuses."""

import numpy as np
import pytest

from cmokit.methods.lifetime_value import Buyers, OrderModel, SpendModel, fit_orders, fit_spend

# Parameters that Fader, Hardie and Lee print for the CDNOW customers, in weeks.
CDNOW = OrderModel(0.243, 4.414, 0.793, 2.426, -9582.4)


def made(model, n, seed=1, age=52.0):
    """Customers who live by the model: a rate each, and after each order perhaps the end."""
    random = np.random.default_rng(seed)
    rates, leaving = random.gamma(model.r, 1 / model.alpha, n), random.beta(model.a, model.b, n)
    repeats, recency, later = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        at, stays = 0.0, True
        while stays:
            at += random.exponential(1 / rates[i])
            if at > 2 * age:
                break
            if at <= age:
                repeats[i], recency[i] = repeats[i] + 1, at
            else:
                later[i] += 1
            stays = random.random() >= leaving[i]
    return Buyers(repeats, recency, np.full(n, age)), later


def one(repeats, recency, age):
    return Buyers(*(np.array([float(v)]) for v in (repeats, recency, age)))


def test_the_published_example():
    """Their note on computing the model in Excel: a customer with two repeats, the last after 30.43 of 38.86 weeks."""
    assert CDNOW.expected_orders(one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.226, abs=5e-4)


def test_parameters_are_found_again_in_customers_made_by_them():
    true = OrderModel(0.8, 6.0, 1.2, 4.0, 0.0)
    buyers, later = made(true, 3000)
    found = fit_orders(buyers)
    assert found.r / found.alpha == pytest.approx(0.8 / 6, rel=0.15)
    assert found.a / (found.a + found.b) == pytest.approx(1.2 / 5.2, rel=0.25)
    assert found.expected_orders(buyers, 52).sum() == pytest.approx(later.sum(), rel=0.12)


def test_the_rate_so_far_going_on_forever_expects_too_much():
    """The usual mistake: orders so far per week, for a year, from customers of whom many are gone."""
    buyers, later = made(OrderModel(0.8, 6.0, 1.2, 4.0, 0.0), 3000)
    assert (buyers.repeats / buyers.age * 52).sum() > 1.5 * later.sum()


def test_who_has_been_silent_for_long_is_less_likely_still_there():
    recent, silent = CDNOW.chance_active(one(6, 36, 39))[0], CDNOW.chance_active(one(6, 10, 39))[0]
    assert silent < 0.1 < 0.8 < recent
    assert CDNOW.chance_active(one(0, 0, 39))[0] == 1


def test_days_and_weeks_tell_the_same():
    buyers, _ = made(OrderModel(0.8, 6.0, 1.2, 4.0, 0.0), 1500)
    days = Buyers(buyers.repeats, buyers.recency * 7, buyers.age * 7)
    weekly, daily = fit_orders(buyers), fit_orders(days)
    assert daily.expected_orders(days, 364).sum() == pytest.approx(weekly.expected_orders(buyers, 52).sum(), rel=1e-3)


def test_money_an_order_is_drawn_to_the_mean_of_all_where_little_is_known():
    random = np.random.default_rng(2)
    v = random.gamma(4, 1 / 60, 4000)
    repeats = random.integers(1, 8, 4000)
    spend = np.array([random.gamma(6 * x, 1 / scale) / x for x, scale in zip(repeats, v, strict=True)])
    found = fit_spend(repeats, spend)
    everybody = found.expected_spend([0], [0])[0]
    assert everybody == pytest.approx(6 * 60 / 3, rel=0.1)
    few, many = found.expected_spend([1, 20], [300, 300])
    assert everybody < few < many < 300


def test_the_published_spend_parameters_give_the_published_mean():
    """Fader and Hardie 2013: p 6.25, q 3.74, gamma 15.44; the mean over customers is p gamma / (q - 1)."""
    assert SpendModel(6.25, 3.74, 15.44).expected_spend([0], [0])[0] == pytest.approx(35.22, abs=0.01)


def test_too_few_customers_are_refused_with_what_would_be_enough():
    with pytest.raises(ValueError, match="100 customers and 30"):
        fit_orders(one(3, 10, 20))
    with pytest.raises(ValueError, match="30 customers"):
        fit_spend([1, 2], [10, 20])


def test_an_order_after_today_is_refused():
    with pytest.raises(ValueError, match="between the first one and now"):
        one(1, 30, 20)
