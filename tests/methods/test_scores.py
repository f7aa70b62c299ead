"""Bands of leads, calibration in its parts, and drift against what chance alone gives."""

import numpy as np
import pytest

from cmokit.methods.scores import bands, brier, calibration_line, drift


def leads(n=4000, seed=1):
    random = np.random.default_rng(seed)
    chance = random.beta(2, 5, n)
    return chance, random.random(n) < chance


def test_bands_hold_about_equally_many_leads_and_all_of_them():
    chance, won = leads()
    found = bands(chance, won)
    assert len(found) == 10
    assert {band.n for band in found} == {400}
    assert sum(band.converted for band in found) == won.sum()
    assert [band.lowest for band in found] == sorted(band.lowest for band in found)


def test_few_leads_make_few_bands_and_a_constant_score_makes_one():
    """The usual mistake: ten bands of three leads each."""
    assert len(bands(np.arange(45), np.zeros(45))) == 2
    assert [band.n for band in bands([50] * 200, [0] * 200)] == [200]
    assert bands([], []) == ()


def test_equal_scores_share_a_band():
    found = bands([1] * 90 + [2] * 10, [0] * 100, fewest=1)
    assert [(band.lowest, band.highest, band.n) for band in found] == [(1, 1, 90), (2, 2, 10)]


def test_briers_parts_add_up_to_the_score():
    chance, won = leads()
    found = brier(chance, won)
    whole = found.reliability - found.resolution + found.uncertainty + found.spread
    assert whole == pytest.approx(np.mean((chance - won) ** 2))
    assert found.reliability < 0.002
    assert abs(found.spread) < 0.002


def test_with_one_probability_a_band_nothing_is_hidden():
    chance = np.repeat([0.1, 0.5, 0.9], 200)
    won = np.concatenate([np.arange(200) < 20, np.arange(200) < 100, np.arange(200) < 180])
    found = brier(chance, won, most=3)
    assert found.reliability == pytest.approx(0, abs=1e-12)
    assert found.spread == pytest.approx(0, abs=1e-12)
    assert found.skill == pytest.approx(1 - 0.1433333 / 0.25, abs=1e-6)


def test_the_base_rate_told_to_everybody_has_no_skill():
    _, won = leads()
    assert brier(np.full(len(won), won.mean()), won).skill == pytest.approx(0, abs=1e-9)


def test_points_are_no_probabilities():
    with pytest.raises(ValueError, match="calibrated first"):
        brier([20, 80], [0, 1])


def test_calibrated_probabilities_lie_on_the_line_and_extreme_ones_are_too_flat():
    chance, won = leads()
    intercept, slope = calibration_line(chance, won)
    assert (intercept, slope) == (pytest.approx(0, abs=0.15), pytest.approx(1, abs=0.1))
    odds = np.log(chance / (1 - chance))
    assert calibration_line(1 / (1 + np.exp(-2 * odds)), won)[1] == pytest.approx(slope / 2, abs=1e-6)


def test_the_line_is_that_of_the_largest_likelihood():
    """The second way: a general optimiser on the same likelihood."""
    from scipy.optimize import minimize

    chance, won = leads(300)
    odds = np.log(chance / (1 - chance))
    cost = lambda line: np.sum(np.logaddexp(0, line[0] + line[1] * odds) - won * (line[0] + line[1] * odds))  # noqa: E731
    assert calibration_line(chance, won) == pytest.approx(tuple(minimize(cost, [0, 1]).x), abs=1e-4)


@pytest.mark.parametrize(
    ("chance", "won"), [([0.2, 0.8], [1, 1]), ([0.3, 0.3], [0, 1]), ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])]
)
def test_where_no_line_exists_none_is_drawn(chance, won):
    assert calibration_line(chance, won) is None


def test_small_samples_differ_by_chance_and_fixed_cut_offs_would_alarm():
    """The usual mistake: 0.25 means drift, also between 80 leads and 80 leads."""
    random = np.random.default_rng(3)
    found = [drift(random.random(80), random.random(80)) for _ in range(300)]
    values = np.array([one.value for one in found])
    assert np.mean(values > 0.1) > 0.8
    assert np.mean([one.p_value < 0.05 for one in found]) < 0.10
    assert values.mean() == pytest.approx(found[0].expected, rel=0.2)


def test_a_large_sample_that_moved_a_little_is_found_where_the_cut_off_sleeps():
    random = np.random.default_rng(4)
    found = drift(random.normal(0, 1, 20_000), random.normal(0.1, 1, 20_000))
    assert found.value < 0.1
    assert found.p_value < 0.001


def test_a_band_that_emptied_is_no_infinity_and_a_constant_score_cannot_drift():
    assert np.isfinite(drift(np.arange(100), np.zeros(100)).value)
    assert drift([5] * 50, [5] * 40) is None
    assert drift([], [1]) is None
