"""A plan's levers, drawn together: held against sums that need no draws, and against the usual shortcuts."""

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest

from cmokit.methods.scenarios import DRAWS, Lever, Model, drawn, ends, middles, product, simulated, spread, swings

SPEND = Lever("spend", "amount", 800, 1000, 1500, "measured", 8, is_decided=True)
COST = Lever("cost", "amount", 8, 10, 12.5, "measured", 100)
FREE = Lever("free", "count", 40, 50, 60, "measured", 150)
WIN = Lever("win", "share", 0.2, 0.25, 0.32, "measured", 200)
VALUE = Lever("value", "amount", 90, 100, 111, "measured", 400)
LEVERS = {lever.name: lever for lever in (SPEND, COST, FREE, WIN, VALUE)}
MODEL = Model(LEVERS, months=3)


def test_at_their_middles_the_levers_multiply_out_by_hand():
    customers, result = MODEL.expected(middles(MODEL))
    assert float(customers) == (1000 / 10 + 50) * 3 * 0.25
    assert float(result) == float(customers) * 100


def test_a_drawn_lever_has_its_middle_for_median_and_its_bounds_hold_95_of_100():
    normal = np.random.default_rng(1).standard_normal(200_000)
    for lever in (COST, WIN, FREE):
        low, middle, high = np.quantile(spread(lever, normal), [0.025, 0.5, 0.975])
        assert (low, middle, high) == pytest.approx((lever.low, lever.middle, lever.high), rel=0.01)


def test_a_share_stays_a_share_however_wide_its_bounds():
    wide = Lever("win", "share", 0.0, 0.5, 1.0, "stated")
    told = spread(wide, np.random.default_rng(2).standard_normal(5000))
    assert told.min() >= 0
    assert told.max() <= 1


def test_what_is_decided_is_not_drawn():
    assert set(drawn(MODEL, 7)["spend"]) == {1000.0}


def test_the_same_seed_gives_the_same_draws_and_another_one_does_not():
    assert (drawn(MODEL, 7)["cost"] == drawn(MODEL, 7)["cost"]).all()
    assert (drawn(MODEL, 7)["cost"] != drawn(MODEL, 8)["cost"]).any()
    first, again = (simulated(MODEL, {"as_now": {}}, 7, 0.8)["as_now"] for _ in range(2))
    assert first == again


def test_the_range_is_the_one_that_logarithms_add_up_to():
    """A second way: one lever alone is drawn, so the result's quantiles are the lever's own."""
    fixed = {**LEVERS, "cost": replace(COST, is_decided=True), "free": replace(FREE, is_decided=True)}
    fixed |= {"win": replace(WIN, is_decided=True)}
    model = Model(fixed, 3)
    found = ends(model.expected(drawn(model, 3))[1], 0.8)
    middle, z = 112.5 * 100, 1.2815515655
    below, above = (log(100 / 90) / 1.959964, log(111 / 100) / 1.959964)
    assert found.low == pytest.approx(middle * exp(-z * below), rel=0.01)
    assert found.high == pytest.approx(middle * exp(z * above), rel=0.01)


def test_chance_in_few_customers_comes_on_top_and_vanishes_in_many():
    """The usual mistake: the range of the mean is taken for the range of what may come."""
    few = Model({**LEVERS, "win": Lever("win", "share", 0.009, 0.01, 0.011, "measured", 9)}, 3)
    told = simulated(few, {"as_now": {}}, 5, 0.8)["as_now"]
    mean_alone = ends(few.expected(drawn(few, 5))[1], 0.8)
    assert told.result.high - told.result.low > 2 * (mean_alone.high - mean_alone.low)
    many = Model({**LEVERS, "free": Lever("free", "count", 4e6, 5e6, 6e6, "measured", 9)}, 3)
    whole = simulated(many, {"as_now": {}}, 5, 0.8)["as_now"].result
    alone = ends(many.expected(drawn(many, 5))[1], 0.8)
    assert whole.high - whole.low == pytest.approx(alone.high - alone.low, rel=0.02)


def test_an_option_meets_the_same_draws_so_its_gain_is_narrower_than_two_ranges_apart():
    more = {"spend": np.full(DRAWS, 1200.0)}
    told = simulated(MODEL, {"as_now": {}, "more": more}, 5, 0.8)
    gain = told["more"].gain
    assert gain
    assert told["as_now"].gain is None
    assert gain.middle == pytest.approx(200 / 10 * 3 * 0.25 * 100, rel=0.02)
    apart = sqrt(sum((t.result.high - t.result.low) ** 2 for t in told.values()))
    assert gain.high - gain.low < apart / 3


def test_more_people_than_sales_can_take_on_bring_nothing_more():
    full = Model({**LEVERS, "to_deal": Lever("to_deal", "share", 0.4, 0.5, 0.6, "measured", 9),
                  "capacity": Lever("capacity", "count", 60, 60, 60, "measured", 3)}, 3)  # fmt: skip
    base = middles(full)
    more = full.expected(base | {"spend": np.array(9000.0)})[0]
    assert float(full.expected(base)[0]) == 60 * 3 * 0.25
    assert float(more) == 60 * 3 * 0.25


def test_answers_in_time_win_the_assumed_share_of_those_that_were_slow():
    answered = Lever("answered", "share", 0.5, 0.6, 1.0, "measured", 9, is_decided=True)
    model = Model({**LEVERS, "answered": answered, "lift": Lever("lift", "share", 0, 0.05, 0.1, "engagement")}, 3)
    base = middles(model)
    every = model.expected(base | {"answered": np.array(1.0)})[0]
    assert float(every - model.expected(base)[0]) == pytest.approx(450 * 0.4 * 0.05)


def test_the_lever_that_moves_the_result_most_stands_first():
    by_hand = {
        lever.name: abs(_result(**{lever.name: lever.high}) - _result(**{lever.name: lever.low}))
        for lever in LEVERS.values()
    }
    found = swings(MODEL)
    assert {swing.name: swing.size for swing in found} == pytest.approx(by_hand)
    assert [swing.size for swing in found] == sorted(by_hand.values(), reverse=True)


def _result(spend: float = 1000, cost: float = 10, free: float = 50, win: float = 0.25, value: float = 100) -> float:
    return (spend / cost + free) * 3 * win * value


def test_shares_one_after_another_are_surer_than_their_bounds_multiplied():
    low, middle, high = product([(0.5, 0.6, 0.72), (0.25, 0.3, 0.36)])
    assert middle == pytest.approx(0.18)
    assert (low, high) == pytest.approx((0.18 / exp(sqrt(2) * log(1.2)), 0.18 * exp(sqrt(2) * log(1.2))))
    assert low > 0.5 * 0.25
    assert high < 0.72 * 0.36
