"""How sure a cumulative incidence is, held against what must come out where it can be said otherwise."""

import numpy as np
import pytest

from cmokit.methods.competing import incidences
from cmokit.methods.survival import kaplan_meier

KINDS = {"won": 1, "lost": 2}


def waits(seed: int, n: int = 80) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.integers(1, 40, n).astype(float), random.integers(0, 3, n)


@pytest.mark.parametrize("seed", range(3))
def test_without_censoring_it_is_the_share_and_the_error_of_a_share(seed: int) -> None:
    times, kinds = waits(seed)
    kinds = np.where(kinds == 0, 2, kinds)
    found = incidences(times, kinds, KINDS)["won"]
    for day in (5, 17, 39):
        share = np.mean((kinds == 1) & (times <= day))
        place = np.searchsorted(found.times, day, side="right") - 1
        assert found.by(day) == pytest.approx(share)
        assert found.errors[place] == pytest.approx(np.sqrt(share * (1 - share) / len(times)), rel=1e-9)


def test_with_one_kind_alone_the_error_is_greenwood_s() -> None:
    times, kinds = waits(1)
    ended = kinds > 0
    found, waiting = incidences(times, ended.astype(int), {"won": 1})["won"], kaplan_meier(times, ended)
    known = waiting.waiting > 0
    assert found.shares == pytest.approx(1 - waiting.waiting)
    assert found.errors[known] == pytest.approx(waiting.error[known])


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Exponential waits, censored at random: the true share by day 10 is known."""
    hits, runs = 0, 200
    truth = 0.3 * (1 - np.exp(-0.1 * 10))
    for seed in range(runs):
        random = np.random.default_rng(seed)
        ends, censored = random.exponential(10, 150), random.uniform(2, 40, 150)
        kinds = np.where(random.random(150) < 0.3, 1, 2) * (ends <= censored)
        low, high = incidences(np.minimum(ends, censored), kinds, KINDS)["won"].interval(10)
        hits += low <= truth <= high
    assert 0.90 <= hits / runs <= 0.99


def test_it_does_not_know_what_nobody_was_seen_for() -> None:
    found = incidences([5, 8], [1, 0], KINDS)["won"]
    assert (found.knows(8), found.knows(9)) == (True, False)
    assert incidences([5, 8], [1, 2], KINDS)["won"].knows(1000), "nobody waits any more"
