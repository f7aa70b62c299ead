"""Wilson's interval against its defining equation and a published table."""

from math import sqrt

import pytest

from cmokit.methods.uncertainty import newcombe, wilson

Z = 1.959963984540054


def test_each_bound_is_the_share_from_which_the_sample_lies_exactly_z_errors_away():
    low, high = wilson(7, 40)
    for bound in (low, high):
        assert abs(7 / 40 - bound) == pytest.approx(Z * sqrt(bound * (1 - bound) / 40))


def test_newcombes_published_example():
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_none_and_all_keep_their_own_end():
    assert wilson(0, 20)[0] == 0.0
    assert wilson(0, 20)[1] == pytest.approx(0.1611, abs=1e-4)
    assert wilson(20, 20)[1] == 1.0


def test_the_usual_normal_interval_would_leave_no_doubt_at_zero():
    share, n = 0.0, 20
    walds_high = share + Z * sqrt(share * (1 - share) / n)
    assert walds_high == 0.0
    assert wilson(0, n)[1] > 0.1


def test_nothing_to_divide_by_is_refused():
    with pytest.raises(ValueError, match="no share of 0 out of 0"):
        wilson(0, 0)


def test_newcombes_published_differences():
    """Newcombe 1998, Statistics in Medicine 17, table II: 56 of 70 less 48 of 80, and 9 of 10 less 3 of 10."""
    assert [round(bound, 4) for bound in newcombe(56, 70, 48, 80)] == [0.0524, 0.3339]
    assert [round(bound, 4) for bound in newcombe(9, 10, 3, 10)] == [0.1705, 0.8090]


def test_a_difference_turned_round_is_its_own_mirror():
    low, high = newcombe(12, 40, 30, 55)
    assert newcombe(30, 55, 12, 40) == pytest.approx((-high, -low))
