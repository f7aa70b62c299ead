"""A series is taken apart into level, weekdays and the rest, and an outlier stays in the rest."""

from random import Random

import numpy as np
import pytest

from cmokit.methods.anomaly.decompose import decompose

WEEK = np.array([10.0, 12, 11, 10, 8, -24, -27])


def made(days: int = 140, noise: float = 1.0, slope: float = 0.2, seed: str = "days") -> np.ndarray:
    draw = Random(seed)
    return np.array([100 + slope * n + WEEK[n % 7] + draw.gauss(0, noise) for n in range(days)])


def test_level_and_weekdays_are_those_that_were_put_in() -> None:
    parts = decompose(made(noise=0))
    assert parts.seasonal[:7] == pytest.approx(WEEK - WEEK.mean(), abs=0.3)
    assert parts.remainder == pytest.approx(np.zeros(140), abs=0.5)
    assert parts.trend[70] == pytest.approx(100 + 14 + WEEK.mean(), abs=0.5)


def test_the_parts_add_up_to_the_series() -> None:
    values = made()
    parts = decompose(values)
    assert parts.trend + parts.seasonal + parts.remainder == pytest.approx(values)
    assert parts.expected == pytest.approx(values - parts.remainder)
    assert parts.seasonal[:7].sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("place", [0, 70, 139])
def test_an_outlier_is_left_over_whole_and_bends_nothing(place: int) -> None:
    values = made()
    values[place] += 200
    assert decompose(values).remainder[place] == pytest.approx(200, abs=5)
    moved = np.abs(decompose(values).trend - decompose(made()).trend).max()
    by_means = 200 / 29
    assert moved < 1 < by_means, "the usual mistake: a mean over the outlier takes a part of it for the level"


def test_a_week_out_of_range_does_not_become_the_level() -> None:
    values = made()
    values[126:133] -= 60
    assert decompose(values).remainder[126:133] == pytest.approx(np.full(7, -60), abs=6)


def test_a_level_that_stays_becomes_the_level() -> None:
    values = made(days=200)
    values[100:] += 60
    parts = decompose(values)
    assert np.abs(parts.remainder[:85]).mean() < 2
    assert np.abs(parts.remainder[130:]).mean() < 2


def test_a_series_that_never_moves_leaves_nothing() -> None:
    assert decompose([5.0] * 30).remainder == pytest.approx(np.zeros(30))
    with pytest.raises(ValueError, match="two periods"):
        decompose([1.0] * 13)
