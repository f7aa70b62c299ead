"""The past taken out of an outcome: one theta for both arms, only by lot, nothing that the change may have moved."""

from datetime import UTC, datetime

import numpy as np
import pytest

from cmokit.methods.pilot.cuped import adjusted, adjusted_ratio, strictly_before
from cmokit.methods.pilot.effect import Numbers, clusters


def _people(n: int = 400, effect: float = 0.5) -> tuple[Numbers, Numbers, Numbers]:
    draw = np.random.default_rng(3)
    before = draw.normal(5, 2, n)
    treated = (np.arange(n) % 2).astype(float)
    return before * 0.8 + treated * effect + draw.normal(0, 1, n), before, treated


def test_it_is_the_effect_that_least_squares_finds_beside_the_past() -> None:
    outcome, before, treated = _people()
    design = np.column_stack([np.ones_like(treated), treated, before])
    by_regression = np.linalg.lstsq(design, outcome, rcond=None)[0]
    found = adjusted(outcome, before, treated, 0.95)
    assert found is not None
    assert (found.effect.share, found.theta) == pytest.approx(tuple(by_regression[1:]))


def test_it_is_more_exact_and_says_by_how_much() -> None:
    outcome, before, treated = _people()
    found = adjusted(outcome, before, treated, 0.95)
    assert found is not None
    plain = np.sqrt(sum(outcome[treated == side].var(ddof=1) / 200 for side in (0, 1)))
    width = (found.effect.high or 0) - (found.effect.low or 0)
    assert width < 0.7 * 2 * 1.96 * plain
    assert found.spared == pytest.approx(0.72, abs=0.05)


def test_a_theta_of_each_arm_s_own_moves_the_effect() -> None:
    """The usual mistake: where the change alters how much the past counts, two thetas compare at nought instead of at
    what people are like.
    """
    draw = np.random.default_rng(5)
    before = draw.normal(10, 2, 600)
    treated = (np.arange(600) % 2).astype(float)
    outcome = np.where(treated == 1, 2 * before, before) + draw.normal(0, 1, 600)
    found = adjusted(outcome, before, treated, 0.95)
    thetas = [np.polyfit(before[treated == side], outcome[treated == side], 1)[0] for side in (1, 0)]
    means = [
        outcome[treated == side].mean() - theta * before[treated == side].mean()
        for side, theta in zip((1, 0), thetas, strict=True)
    ]
    per_arm = means[0] - means[1]
    assert found is not None
    assert found.effect.share == pytest.approx(10, abs=0.5), "at what people are like, ten on the mean"
    assert abs(per_arm) < 1, "each arm's own theta makes the effect vanish"


def test_what_was_measured_after_the_start_is_refused() -> None:
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    strictly_before([datetime(2026, 1, 5, 8, 59, tzinfo=UTC)], [start])
    with pytest.raises(ValueError, match="1 of 1"):
        strictly_before([start], [start])


def test_a_covariate_that_the_change_moved_takes_the_effect_with_it() -> None:
    """The usual mistake: visits after the start, half of what the change does, taken out as if they came before it."""
    outcome, before, treated = _people(effect=1.0)
    visits_afterwards = outcome + np.random.default_rng(2).normal(0, 0.1, len(outcome))
    right, wrong = adjusted(outcome, before, treated, 0.95), adjusted(outcome, visits_afterwards, treated, 0.95)
    assert right is not None
    assert wrong is not None
    assert right.effect.share == pytest.approx(1.0, abs=0.2)
    assert abs(wrong.effect.share) < 0.1


def test_a_past_that_tells_nobody_apart_changes_nothing() -> None:
    outcome, _, treated = _people(20)
    assert adjusted(outcome, np.ones(20), treated, 0.95) is None
    assert adjusted(outcome[:3], np.arange(3.0), np.array([1.0, 0.0, 0.0]), 0.95) is None


def test_of_companies_the_quotient_of_sums_is_adjusted_and_more_exact_than_before() -> None:
    draw = np.random.default_rng(9)
    habit = draw.beta(3, 5, 60)
    treated = np.repeat([1.0, 0.0], 30)
    rows, rows_before = (draw.integers(20, 60, 60).astype(float) for _ in range(2))
    yes = draw.binomial(rows.astype(int), np.clip(habit + 0.1 * treated, 0, 1)).astype(float)
    yes_before = draw.binomial(rows_before.astype(int), habit).astype(float)
    found = adjusted_ratio(clusters(treated, yes, rows, yes_before, rows_before), 0.95)
    assert found is not None
    assert found.spared > 0.4
    assert found.effect.low is not None
    assert found.effect.low <= 0.1 <= (found.effect.high or 0)
    again = adjusted_ratio(clusters(treated, yes, rows, np.full(60, 10.0), np.full(60, 20.0)), 0.95)
    assert again is None, "a share that is the same everywhere is known of nobody"


def test_the_delta_method_is_that_of_a_linear_sum() -> None:
    """An independent second way: leave one company out at a time, and take the spread of what is left (jackknife)."""
    draw = np.random.default_rng(10)
    rows = draw.integers(20, 60, 40).astype(float)
    yes = draw.binomial(rows.astype(int), draw.beta(3, 5, 40)).astype(float)
    before, rows_before = draw.permutation(yes), rows
    treated = np.repeat([1.0, 0.0], 20)
    found = adjusted_ratio(clusters(treated, yes, rows, before, rows_before), 0.95)
    assert found is not None

    def told(keep: Numbers) -> float:
        parts = [
            (yes[k].sum() / rows[k].sum(), before[k].sum() / rows_before[k].sum())
            for k in (keep & (treated == 1), keep & (treated == 0))
        ]
        return float(parts[0][0] - parts[1][0] - found.theta * (parts[0][1] - parts[1][1]))

    left = np.array([told(np.arange(40) != out) for out in range(40)])
    variance = sum(19 / 20 * ((part - part.mean()) ** 2).sum() for part in (left[:20], left[20:]))
    half = ((found.effect.high or 0) - (found.effect.low or 0)) / 2
    assert half == pytest.approx(2.0244 * np.sqrt(variance), rel=0.1)
