"""Ranking under weights: who is first, and in how many weights."""

import numpy as np
import pytest

from cmokit.methods.ranking import ranked


def names(items, weights=(1, 1)):
    return [(one.name, one.rank) for one in ranked(items, weights)]


def test_the_higher_weighted_mean_is_first():
    assert names({"a": (0.2, 0.4), "b": (0.9, 0.1), "c": (0.5, 0.6)}) == [("c", 1), ("b", 2), ("a", 3)]
    assert names({"a": (0.2, 0.4), "b": (0.9, 0.1), "c": (0.5, 0.6)}, (3, 1)) == [("b", 1), ("c", 2), ("a", 3)]


def test_equal_scores_share_a_rank_in_the_order_given():
    assert names({"a": (0.4, 0.6), "b": (0.6, 0.4), "c": (0, 0)}) == [("a", 1), ("b", 1), ("c", 3)]


def test_an_item_that_is_better_in_everything_is_first_under_all_weights():
    first, last = ranked({"a": (0.9, 0.8, 0.7), "b": (0.5, 0.4, 0.3)}, (1, 1, 1))
    assert (first.name, first.first_share, first.low_rank, first.high_rank) == ("a", 1.0, 1, 1)
    assert (last.first_share, last.top_share) == (0.0, 1.0)


def test_the_share_of_weights_is_the_one_worked_out_by_hand():
    """Under two criteria `a` wins where w1 * (0.8 - 0.2) > w2 * (0.6 - 0.0), which is half of all weights."""
    for high, wanted in ((0.6, 0.5), (0.2, 0.75)):
        first = next(one for one in ranked({"a": (0.8, 0.0), "b": (0.2, high)}, (1, 1)) if one.name == "a")
        assert first.first_share == pytest.approx(wanted, abs=0.02)


def test_the_same_items_give_the_same_shares():
    items = {name: tuple(values) for name, values in zip("abcd", np.eye(4), strict=True)}
    assert ranked(items, (1, 2, 3, 4)) == ranked(items, (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("items", "weights"), [({"a": (0.1,)}, (1, 1)), ({"a": (0.1, 1.2)}, (1, 1)), ({"a": (0.1, 0.2)}, (0, 0))]
)
def test_what_cannot_be_ranked_is_refused(items, weights):
    with pytest.raises(ValueError, match=r"weight|between"):
        ranked(items, weights)


def test_nothing_to_rank_is_nothing():
    assert ranked({}, (1, 1)) == ()
