"""The difference of two arms and its interval: shares of people, companies and owners, division by lot."""

from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from cmokit.methods.pilot.bootstrap import by_drawing
from cmokit.methods.pilot.effect import Clusters, clusters, difference, two_shares
from cmokit.methods.pilot.permutation import by_division, divisions


def test_newcombe_s_interval_is_that_of_his_paper() -> None:
    """Newcombe 1998, table II, method 10: 56/70 against 48/80, and the hard case of nought against nought."""
    found = two_shares(56, 70, 48, 80, 0.95)
    assert (found.low, found.share, found.high) == pytest.approx((0.0524, 0.2, 0.3339), abs=5e-5)
    assert two_shares(9, 10, 3, 10, 0.95).low == pytest.approx(0.1705, abs=5e-5)
    assert two_shares(9, 10, 3, 10, 0.95).high == pytest.approx(0.8090, abs=5e-5)
    nothing = two_shares(0, 10, 0, 20, 0.95)
    assert (nothing.low, nothing.high) == pytest.approx((-0.1611, 0.2775), abs=5e-5)


def test_the_usual_interval_of_two_shares_claims_certainty_where_nobody_did_it() -> None:
    """Wald's: the square root of p(1-p)/n is nought at nought, so ten people would prove that nothing happens."""

    def wald(yes: int, n: int, yes_control: int, n_control: int) -> float:
        p, q = yes / n, yes_control / n_control
        return NormalDist().inv_cdf(0.975) * sqrt(p * (1 - p) / n + q * (1 - q) / n_control)

    found = two_shares(0, 10, 0, 20, 0.95)
    assert wald(0, 10, 0, 20) == 0
    assert found.high is not None
    assert found.high > 0.2


def test_a_wider_confidence_gives_a_wider_interval_and_the_arms_may_be_swapped() -> None:
    narrow, wide, turned = (
        two_shares(30, 80, 20, 90, 0.9),
        two_shares(30, 80, 20, 90, 0.99),
        two_shares(20, 90, 30, 80, 0.9),
    )
    assert wide.low < narrow.low < narrow.high < wide.high  # type: ignore[operator]
    assert (turned.low, turned.high) == pytest.approx((-narrow.high, -narrow.low))  # type: ignore[operator]


SIX = clusters([1, 1, 1, 0, 0, 0], [9, 8, 7, 3, 2, 4], [20, 20, 20, 20, 20, 20])


def test_six_owners_can_be_divided_in_twenty_ways_and_no_result_is_rarer_than_one_in_ten() -> None:
    found = by_division(SIX, 0.95)
    assert len(divisions(SIX.treated)) == 20
    assert found.share == pytest.approx(24 / 60 - 9 / 60)
    assert found.chance == pytest.approx(2 / 20), "the best that six can do"
    assert found.confidence == pytest.approx(0.9)
    assert not found.is_sure(0.95), "so the plan's rule cannot be held against it"
    assert found.is_sure(0.9)
    assert found.low is not None
    assert found.low > 0


def test_the_chance_is_that_of_counting_every_division_by_hand() -> None:
    treated, yes, rows = [1, 1, 0, 0, 0], [5, 6, 4, 7, 2], [10, 12, 9, 20, 8]
    told = clusters(treated, yes, rows)

    def gap(chosen: tuple[int, ...]) -> float:
        rest = [i for i in range(5) if i not in chosen]
        return sum(yes[i] for i in chosen) / sum(rows[i] for i in chosen) - sum(yes[i] for i in rest) / sum(
            rows[i] for i in rest
        )

    own = gap((0, 1))
    as_large = [way for way in combinations(range(5), 2) if abs(gap(way)) >= abs(own) - 1e-12]
    found = by_division(told, 0.8)
    assert found.share == pytest.approx(own)
    assert found.chance == pytest.approx(len(as_large) / 10)


def test_the_interval_holds_what_chance_would_give_once_it_is_taken_out() -> None:
    """An independent second way: each shift tried on a grid, the counts of the treated moved by hand."""
    draw = np.random.default_rng(4)
    rows = draw.integers(15, 30, 8).astype(float)
    yes = np.floor(rows * draw.uniform(0.2, 0.5, 8))
    told = clusters([1, 1, 1, 1, 0, 0, 0, 0], yes, rows)
    found = by_division(told, 0.9)
    kept = []
    for shift in np.arange(-0.6, 0.6, 0.001):
        moved = Clusters(told.treated, told.yes - shift * told.treated * told.rows, *_rest(told))
        others = difference(divisions(told.treated), moved)
        own = float(difference(told.treated, moved))
        if np.mean(np.abs(others) >= abs(own) - 1e-12) > 0.1:
            kept.append(shift)
    assert (found.low, found.high) == pytest.approx((min(kept), max(kept)), abs=0.0021)


def _rest(told: Clusters) -> tuple[Any, ...]:
    return told.rows, told.yes_before, told.rows_before


def test_rows_taken_for_observations_find_an_effect_where_owners_merely_differ() -> None:
    """The usual mistake: 400 leads of eight owners, each with a habit of their own and no effect at all."""
    draw = np.random.default_rng(11)
    false_by_rows = false_by_owner = 0
    for _ in range(200):
        habit = draw.beta(2, 4, 8)
        yes = draw.binomial(50, habit).astype(float)
        told = clusters([1, 1, 1, 1, 0, 0, 0, 0], yes, np.full(8, 50.0))
        rows = two_shares(int(yes[:4].sum()), 200, int(yes[4:].sum()), 200, 0.95)
        false_by_rows += not (rows.low <= 0 <= rows.high)  # type: ignore[operator]
        owners = by_division(told, 0.95)
        false_by_owner += not (owners.low <= 0 <= owners.high)  # type: ignore[operator]
    assert false_by_rows > 80, "where five in a hundred were promised, nearly half are wrong"
    assert false_by_owner <= 16


def test_companies_drawn_anew_cover_the_truth_as_often_as_promised() -> None:
    draw = np.random.default_rng(7)
    held = 0
    for _ in range(150):
        habit = np.clip(draw.beta(3, 6, 30) + np.repeat([0.1, 0.0], 15), 0, 1)
        rows = draw.integers(5, 30, 30).astype(float)
        found = by_drawing(clusters(np.repeat([1, 0], 15), draw.binomial(rows.astype(int), habit), rows), 0.95)
        held += found.low <= 0.1 <= found.high  # type: ignore[operator]
    assert held >= 135


def test_one_company_an_arm_or_nobody_who_did_it_carries_no_interval() -> None:
    assert by_drawing(clusters([1, 0, 0], [3, 2, 1], [9, 9, 9]), 0.95).low is None
    assert by_drawing(clusters([1, 1, 0, 0], [0, 0, 0, 0], [9, 9, 9, 9]), 0.95).low is None
    assert by_division(clusters([1, 1, 0, 0], [0, 0, 0, 0], [9, 9, 9, 9]), 0.95).low is None


def test_before_and_after_takes_the_season_out_that_moves_both() -> None:
    """Treated 20 % to 40 %, others 30 % to 50 %: the season did it. Before and after of the treated alone claims 20."""
    told = clusters([1, 1, 1, 0, 0, 0], [8] * 3 + [10] * 3, [20] * 6, [4] * 3 + [6] * 3, [20] * 6)
    found = by_division(told, 0.9)
    assert found.share == pytest.approx(0)
    before_and_after_of_the_treated = 24 / 60 - 12 / 60
    assert found.share != pytest.approx(before_and_after_of_the_treated)


def test_an_arm_without_anybody_is_no_arm() -> None:
    with pytest.raises(ValueError, match="nobody"):
        clusters([1, 1], [1, 2], [5, 5])
    with pytest.raises(ValueError, match="no share"):
        two_shares(0, 0, 1, 5, 0.95)
    with pytest.raises(ValueError, match="nobody"):
        clusters([1, 0], [1, 2], [5, 5], [0, 0], [0, 4])


def test_the_same_data_gives_the_same_interval() -> None:
    told = clusters(np.repeat([1, 0], 8), np.arange(16.0), np.full(16, 20.0))
    assert by_drawing(told, 0.95) == by_drawing(told, 0.95)
