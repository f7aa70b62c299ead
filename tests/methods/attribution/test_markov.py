"""Removal effects against the same chain solved in fractions, and the usual mistakes beside them."""

from fractions import Fraction
from itertools import pairwise

import pytest

from cmokit.methods.attribution.intervals import credit_intervals
from cmokit.methods.attribution.markov import markov, removal_effects
from cmokit.methods.attribution.paths import paths_of
from cmokit.methods.attribution.rules import linear

JOURNEYS = [("abc", 3, 2), ("ab", 1, 4), ("cca", 2, 0), ("b", 1, 6), ("cab", 0, 3), ("aabbc", 2, 1), ("bcbcb", 1, 1)]
PATHS = paths_of(JOURNEYS)


def exact(journeys, order, *, without=None, rescaled=False, nulls=True):
    """The chance of an outcome, in fractions: states are the last channels, every move is counted one by one."""
    counts = {}
    for path, converted, open_ in journeys:
        for n, end in ((converted, "won"), (open_ if nulls else 0, "none")):
            states = ["", *(path[max(0, i - order + 1) : i + 1] for i in range(len(path))), end]
            for one, other in pairwise(states):
                row = counts.setdefault(one, {})
                row[other] = row.get(other, 0) + n
    rows = {}
    for state, row in counts.items():
        kept = {s: n for s, n in row.items() if not (rescaled and is_in(without, s))}
        whole = sum(kept.values())
        rows[state] = {s: Fraction(n, whole) for s, n in kept.items() if n and not is_in(without, s)} if whole else {}
    return solve(rows)


def is_in(channel, state):
    return channel is not None and state not in ("won", "none") and state[-1:] == channel


def solve(rows):
    """Gauss over fractions: x = moves x + share won."""
    names = sorted(rows)
    table = [
        [Fraction(int(a == b)) - rows[a].get(b, 0) for b in names] + [rows[a].get("won", Fraction(0))] for a in names
    ]
    for i in range(len(names)):
        pivot = next(r for r in range(i, len(names)) if table[r][i])
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [v / table[i][i] for v in table[i]]
        for r in range(len(names)):
            if r != i and table[r][i]:
                table[r] = [v - table[r][i] * w for v, w in zip(table[r], table[i], strict=True)]
    return table[names.index("")][-1]


def effect(journeys, order, channel, **how):
    nulls = {"nulls": how.get("nulls", True)}
    return 1 - exact(journeys, order, without=channel, **how) / exact(journeys, order, **nulls)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_removal_effects_equal_the_chain_solved_in_fractions(order):
    expected = [float(effect(JOURNEYS, order, channel)) for channel in PATHS.channels]
    assert removal_effects(PATHS, order).tolist() == pytest.approx(expected, abs=1e-12)


def test_many_states_are_solved_as_exactly_as_few(monkeypatch):
    by_inverse = removal_effects(PATHS, 3)
    monkeypatch.setattr("cmokit.methods.attribution.markov.FEW_STATES", 0)
    dense = removal_effects(PATHS, 3)
    monkeypatch.setattr("cmokit.methods.attribution.markov._DENSE", 0)
    assert by_inverse.tolist() == pytest.approx(dense.tolist(), abs=1e-12)
    assert removal_effects(PATHS, 3).tolist() == pytest.approx(dense.tolist(), abs=1e-12)


def test_rows_scaled_up_again_make_the_effect_vanish():
    """The usual mistake: what the removed channel took is handed to the others, as if nobody had needed it."""
    wrong = [float(effect(JOURNEYS, 1, channel, rescaled=True)) for channel in PATHS.channels]
    assert max(abs(wrong - removal_effects(PATHS, 1))) > 0.1


def test_without_the_open_journeys_every_effect_is_inflated():
    """The usual mistake: only journeys with an outcome, so that an outcome is certain."""
    wrong = [float(effect(JOURNEYS, 1, channel, nulls=False)) for channel in PATHS.channels]
    assert all(wrong - removal_effects(PATHS, 1) > 0.01)


def test_a_touch_repeated_at_once_changes_nothing_at_order_one_and_something_at_order_two():
    repeated = paths_of([("cc", 0, 2), ("c", 0, 3), ("bcc", 3, 0)])
    once = paths_of([("c", 0, 5), ("bc", 3, 0)])
    assert removal_effects(repeated, 1).tolist() == pytest.approx(removal_effects(once, 1).tolist())
    assert max(abs(removal_effects(repeated, 2) - removal_effects(once, 2))) > 0.1


@pytest.mark.parametrize("order", [1, 2, 3])
def test_credit_adds_up_to_the_outcomes_and_is_never_negative(order):
    credit = markov(PATHS, order)
    assert credit.sum() == pytest.approx(10, abs=1e-9)
    assert credit.min() >= 0


def test_a_channel_on_every_winning_path_loses_everything():
    assert removal_effects(paths_of([("ab", 1, 0), ("cb", 1, 1)]), 1)[1] == pytest.approx(1)


def test_nobody_converts():
    paths = paths_of([("ab", 0, 3)])
    assert removal_effects(paths).tolist() == [0, 0]
    assert markov(paths).tolist() == [0, 0]


def test_one_channel_has_all_the_credit():
    assert markov(paths_of([("a", 2, 5), ("aa", 1, 0)])).tolist() == [3]


def test_intervals_are_equal_for_equal_seeds_and_hold_the_credit():
    low, high = credit_intervals(PATHS, linear, seed=7, draws=200)
    again = credit_intervals(PATHS, linear, seed=7, draws=200)
    assert (low.tolist(), high.tolist()) == (again[0].tolist(), again[1].tolist())
    assert all(low <= linear(PATHS))
    assert all(linear(PATHS) <= high)


def test_more_journeys_make_narrower_intervals():
    many = paths_of([(path, converted * 100, open_ * 100) for path, converted, open_ in JOURNEYS])
    few_low, few_high = credit_intervals(PATHS, linear, seed=7, draws=200)
    low, high = credit_intervals(many, linear, seed=7, draws=200)
    assert all((high - low) / 100 < (few_high - few_low) / 5)
