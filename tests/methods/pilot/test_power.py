"""What a pilot can show before it starts, held against chance drawn out in full."""

from math import sqrt
from random import Random

import numpy as np
import pytest
from scipy.stats import binom, norm

from cmokit.methods.pilot.power import Asked, Groups, before_and_after, detectable, groups, missed, needed, staggered


def seen(n: int, treated: int, share: float, rise: float) -> float:
    """How often the two-sided test of two shares finds this rise: every pair of counts with its probability."""
    one, other = np.arange(n + 1)[:, None], np.arange(treated + 1)[None, :]
    middle = (one + other) / (n + treated)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (other / treated - one / n) / np.sqrt(middle * (1 - middle) * (1 / n + 1 / treated))
    both = binom.pmf(one, n, share) * binom.pmf(other, treated, share + rise)
    return float(both[np.nan_to_num(z) >= norm.ppf(0.975)].sum())


@pytest.mark.parametrize(("n", "treated", "share"), [(100, 100, 0.4), (300, 150, 0.1), (60, 60, 0.25)])
def test_the_smallest_effect_is_seen_four_times_of_five(n: int, treated: int, share: float):
    rise = detectable(n, treated, Groups(share), Asked())
    assert rise is not None
    assert seen(n, treated, share, rise) == pytest.approx(0.8, abs=0.03)
    assert seen(n, treated, share, rise * 0.7) < 0.6, "a smaller one is missed as often as not"


def test_the_units_that_are_needed_see_the_effect_that_they_are_for():
    rows = needed(0.10, Groups(0.3), Asked())
    assert rows == 2 * 356  # Fleiss, Levin and Paik 2003, chapter 4: 0.3 against 0.4, five and eighty per cent
    assert detectable(356, 356, Groups(0.3), Asked()) == pytest.approx(0.10, abs=5e-4)


def test_where_even_a_rise_to_all_would_not_be_seen_there_is_none():
    assert detectable(2, 2, Groups(0.5), Asked()) is None
    assert detectable(50, 0, Groups(0.5), Asked()) is None
    assert detectable(50, 50, Groups(1.0), Asked()) is None
    assert needed(0.6, Groups(0.5), Asked()) is None


def test_rows_of_one_cluster_tell_less_than_as_many_that_stand_alone():
    alone = Groups(0.3)
    alike = Groups(0.3, within=0.05, larger=21)
    assert alike.design_effect == 2
    told, half = detectable(400, 400, alike, Asked()), detectable(200, 200, alone, Asked())
    assert told == pytest.approx(half), "twice the variance is half the rows; counting rows is the usual mistake"
    few = detectable(400, 400, alike, Asked(clusters=6))
    assert few is not None
    assert told is not None
    assert few > 1.2 * told, "six clusters tell less than many of the same design effect"
    assert detectable(400, 400, alike, Asked(clusters=2)) is None


def test_how_alike_rows_are_is_found_again_where_it_was_put_in():
    draw, within, share = Random("clusters"), 0.2, 0.4
    counts = []
    for _ in range(800):  # shares of clusters by a beta distribution of that correlation
        own = draw.betavariate(share * (1 - within) / within, (1 - share) * (1 - within) / within)
        rows = draw.randrange(5, 15)
        counts.append((sum(draw.random() < own for _ in range(rows)), rows))
    found = groups(counts)
    assert found.within == pytest.approx(within, abs=0.03)
    assert found.share == pytest.approx(share, abs=0.02)
    assert found.larger == pytest.approx(sum(n * n for _, n in counts) / sum(n for _, n in counts))


def test_clusters_that_differ_by_chance_alone_have_no_likeness():
    assert groups([(5, 10)] * 20).within == 0
    assert groups([(1, 1), (0, 1)]).within == 0, "one row each says nothing"
    with pytest.raises(ValueError, match="no row"):
        groups([])


def test_a_comparison_of_changes_carries_the_spread_of_both_sides():
    after = detectable(200, 200, Groups(0.3), Asked())
    both = before_and_after(200, 200, 400, Groups(0.3), Asked())
    assert both == pytest.approx(detectable(100, 100, Groups(0.3), Asked())), "as many before: half the rows are worth"
    assert both > after  # type: ignore[operator]
    assert before_and_after(200, 200, 0, Groups(0.3), Asked()) is None


def test_a_staggered_start_of_two_waves_is_the_design_that_it_is():
    """Two waves, three periods, no likeness: least squares with a season, solved by hand."""
    units, rows, share = 40, 5.0, 0.5
    x = np.array([[0, 1, 1]] * (units // 2) + [[0, 0, 1]] * (units // 2), dtype=float)
    season = np.tile(np.eye(3), (units, 1))
    design = np.column_stack([x.ravel(), season])
    variance = np.linalg.inv(design.T @ design)[0, 0] * share * (1 - share) / rows
    wanted = (norm.ppf(0.975) + norm.ppf(0.8)) * sqrt(variance)
    assert staggered(units, 2, rows, Groups(share), Asked()) == pytest.approx(wanted)
    assert staggered(1, 2, rows, Groups(share), Asked()) is None


def test_likeness_within_units_helps_a_staggered_start():
    """A unit is compared with itself, so what differs between units falls out."""
    with_it = staggered(40, 4, 5, Groups(0.5, within=0.5), Asked())
    without = staggered(40, 4, 5, Groups(0.5), Asked())
    assert with_it is not None
    assert without is not None
    assert with_it < without


def test_how_often_an_effect_is_missed_agrees_with_every_count_written_out():
    least = detectable(100, 100, Groups(0.4), Asked())
    assert missed(least, least, Asked()) == pytest.approx(0.2)  # type: ignore[arg-type]
    assert missed(0.10, least, Asked()) == pytest.approx(1 - seen(100, 100, 0.4, 0.10), abs=0.03)
    assert missed(0.10, None, Asked()) == 1
    assert missed(0.10, 0.3, Asked(clusters=2)) is None
