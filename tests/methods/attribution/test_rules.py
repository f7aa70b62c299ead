"""Credit by rule: every model shares out exactly what the paths brought."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from cmokit.methods.attribution import rules
from cmokit.methods.attribution.paths import paths_of

JOURNEYS = [("ab", 1, 0), ("abc", 2, 1), ("a", 0, 4), ("cbbc", 3, 0), ("b", 1, 1), ("aab", 1, 0)]
PATHS = paths_of(JOURNEYS)
RULES = (rules.first_touch, rules.last_touch, rules.linear, rules.position, rules.shapley)


def credit(rule, *journeys):
    paths = paths_of(journeys)
    return dict(zip(paths.channels, rule(paths).tolist(), strict=True))


@pytest.mark.parametrize("rule", RULES)
def test_credit_adds_up_to_the_outcomes(rule):
    assert rule(PATHS).sum() == pytest.approx(8, abs=1e-12)


@pytest.mark.parametrize("rule", RULES)
def test_journeys_without_an_outcome_bring_no_credit(rule):
    assert credit(rule, ("ab", 1, 0), ("c", 0, 9))["c"] == 0


def test_first_and_last():
    assert credit(rules.first_touch, ("abc", 2, 0)) == {"a": 2, "b": 0, "c": 0}
    assert credit(rules.last_touch, ("abc", 2, 0)) == {"a": 0, "b": 0, "c": 2}


def test_a_channel_touched_twice_has_two_parts_in_linear():
    assert credit(rules.linear, ("aab", 3, 0)) == pytest.approx({"a": 2, "b": 1})


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a", {"a": 1}), ("ab", {"a": 0.5, "b": 0.5}), ("abc", {"a": 0.4, "b": 0.2, "c": 0.4}),
     ("abbc", {"a": 0.4, "b": 0.2, "c": 0.4}), ("aba", {"a": 0.8, "b": 0.2})],
)  # fmt: skip
def test_position_loses_nothing_on_short_paths(path, expected):
    """The usual mistake: 40/20/40 on two touches hands out only 80 %."""
    assert credit(rules.position, (path, 1, 0)) == pytest.approx(expected)


def test_shapley_is_the_mean_marginal_over_all_orders():
    """The second way: the definition, over every coalition, on the same value of a coalition."""
    players = "abc"

    def value(coalition):
        return sum(n for path, n, _ in JOURNEYS if set(path) <= set(coalition))

    expected = {}
    for player in players:
        others = [p for p in players if p != player]
        expected[player] = sum(
            factorial(size) * factorial(len(players) - size - 1) / factorial(len(players))
            * (value((*coalition, player)) - value(coalition))
            for size in range(len(players)) for coalition in combinations(others, size)
        )  # fmt: skip
    assert dict(zip(PATHS.channels, rules.shapley(PATHS), strict=True)) == pytest.approx(expected)


def test_shapley_counts_a_channel_once_however_often_it_is_touched():
    assert credit(rules.shapley, ("aaab", 2, 0)) == pytest.approx({"a": 1, "b": 1})


def test_amounts_are_shared_out_like_outcomes():
    paths = paths_of([("ab", 1, 0), ("b", 1, 0)])
    amounts = paths.weighing(np.array([30.0, 5.0]), paths.open)
    assert rules.linear(amounts).tolist() == [15.0, 20.0]


def test_a_path_without_a_channel_is_refused():
    with pytest.raises(ValueError, match="channel"):
        paths_of([("", 1, 0)])
