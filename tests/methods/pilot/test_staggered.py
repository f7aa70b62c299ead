"""A start drawn by lot: only those who do not have it yet, in the same days, are held against it."""

from itertools import permutations

import numpy as np
import pytest

from cmokit.methods.pilot.effect import Numbers
from cmokit.methods.pilot.staggered import Waves, by_day, by_person, staggered

ROWS = np.full((4, 4), 10.0)
SEASON = np.array([2.0, 3.0, 5.0, 6.0])  # yes of ten in each window, with nothing done


def _yes(wave: list[int], effect: float) -> Numbers:
    has = np.array([[window >= own for window in range(4)] for own in wave])
    return SEASON + effect * has


def test_a_season_is_no_effect_and_an_effect_is_found_through_it() -> None:
    wave = [0, 1, 2, 3]
    nothing, something = (staggered(by_day(wave, _yes(wave, e), ROWS), 0.9) for e in (0.0, 2.0))
    assert nothing is not None
    assert something is not None
    assert nothing.share == pytest.approx(0)
    assert something.share == pytest.approx(0.2)
    before_and_after = _yes(wave, 0.0)[1, 1:].mean() / 10 - _yes(wave, 0.0)[1, :1].mean() / 10
    assert before_and_after > 0.2, "the usual mistake finds the season"


def test_four_owners_begin_in_twenty_four_orders_and_the_chance_counts_them() -> None:
    wave = [0, 1, 2, 3]
    yes = _yes(wave, 2.0) + np.array([[0.0], [0.5], [-0.5], [0.25]])
    found = staggered(by_day(wave, yes, ROWS), 0.95)
    assert found is not None

    def told(order: tuple[int, ...]) -> float:
        parts = []
        for window in range(3):
            on, off = ([u for u in range(4) if (order[u] <= window) is has] for has in (True, False))
            weight = len(on) * len(off) / 4
            parts.append((weight, yes[on, window].mean() / 10 - yes[off, window].mean() / 10))
        return sum(w * gap for w, gap in parts) / sum(w for w, _ in parts)

    own = told((0, 1, 2, 3))
    as_large = sum(abs(told(order)) >= abs(own) - 1e-12 for order in permutations(range(4)))
    assert found.share == pytest.approx(own)
    assert found.chance == pytest.approx(as_large / 24)


def test_people_are_held_against_those_whose_own_days_begin_later() -> None:
    """Waves at day 0 and 10, followed for 7 days: the second is the control of the first, not the other way round."""
    wave, starts = [0] * 30 + [1] * 30, np.array([0.0, 10.0])
    yes = np.zeros((60, 2))
    yes[:15, 0], yes[30:36, 0], yes[30:50, 1] = 1, 1, 1
    found = staggered(by_person(wave, yes, starts, 7), 0.95)
    assert found is not None
    assert found.share == pytest.approx(15 / 30 - 6 / 30)
    assert found.low is not None
    assert found.low > 0


def test_who_begins_before_the_days_are_over_is_no_control() -> None:
    yes = np.zeros((60, 2))
    assert staggered(by_person([0] * 30 + [1] * 30, yes, np.array([0.0, 3.0]), 7), 0.95) is None


def test_all_at_once_leaves_nobody_to_compare_with() -> None:
    told = by_day([0, 0], np.ones((2, 1)), np.full((2, 1), 4.0))
    assert isinstance(told, Waves)
    assert staggered(told, 0.95) is None
