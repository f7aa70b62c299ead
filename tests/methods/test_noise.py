"""Whether a figure moved by more than chance: by the records that came, by intervals, or not to be told."""

import random
from datetime import date
from decimal import Decimal

import pytest

from cmokit.exhibits.fact import Fact, Period
from cmokit.methods.noise import Basis, held_false_finds, moved, moved_together
from cmokit.methods.uncertainty import newcombe

YEAR = date(2025, 1, 1)


def share(yes: int, n: int, *, start: date | None = YEAR, end: date = date(2025, 12, 31)) -> Fact:
    return Fact("a.b.c_share", yes / n, "share", n, period=Period(start, end))


def about(value: float, half: float, unit: str = "minutes", confidence: float | None = 0.95) -> Fact:
    return Fact(f"a.b.{unit}", value, unit, 50, value - half, value + half, confidence)


def test_a_share_is_told_by_the_records_that_came_since():
    """200 more records at 40 % beside 1,000 at 20 %: the whole moves by 3.3 points, and its interval with it."""
    found = moved(share(280, 1200), share(200, 1000))
    low, high = newcombe(80, 200, 200, 1000)
    assert (found.basis, found.is_more_than_noise) == (Basis.SINCE, True)
    assert (found.since_n, found.since_share) == (200, 0.4)
    assert found.difference == pytest.approx(280 / 1200 - 0.2)
    assert (found.low, found.high) == pytest.approx((low * 200 / 1200, high * 200 / 1200))


def test_holding_the_whole_against_the_part_would_have_missed_it():
    """The usual mistake: the older records stand on both sides and drown what the new ones say."""
    low, high = newcombe(280, 1200, 200, 1000)
    assert low < 0 < high


def test_a_few_more_records_of_the_same_kind_are_noise():
    found = moved(share(247, 1210), share(200, 1000))
    assert found.is_more_than_noise is False
    assert found.low < 0 < found.high


def test_weeks_are_apart_and_held_against_each_other():
    found = moved(share(45, 60, start=None), share(20, 50, start=None), are_apart=True)
    assert (found.basis, found.is_more_than_noise) == (Basis.TWO, True)
    assert (found.low, found.high) == pytest.approx(newcombe(45, 60, 20, 50))


def test_a_window_that_moved_on_is_no_growth():
    found = moved(share(60, 110, start=date(2025, 3, 1)), share(50, 100))
    assert (found.basis, found.since_n) == (Basis.TWO, None)


def test_more_yes_than_new_records_means_that_old_ones_changed():
    found = moved(share(950, 1010), share(700, 1000))
    assert (found.basis, found.is_more_than_noise) == (Basis.TWO, True)


def test_a_share_of_waits_that_goes_on_no_records_is_told_by_its_interval():
    now, then = (Fact("a.b.c_share", v, "share", 97, v - 0.05, v + 0.05, 0.95) for v in (0.61237, 0.41721))
    assert (moved(now, then).basis, moved(now, then).is_more_than_noise) == (Basis.INTERVALS, True)


def test_two_intervals_make_one():
    found = moved(about(120, 30), about(100, 40))
    assert (found.difference, found.low, found.high) == pytest.approx((20, -30, 70))
    assert found.is_more_than_noise is False
    assert moved(about(180, 30), about(100, 40)).is_more_than_noise is True


@pytest.mark.parametrize(
    ("now", "then", "basis"),
    [
        (Fact("a.b.c_count", 12, "count"), Fact("a.b.c_count", 3, "count"), Basis.NO_INTERVAL),
        (about(10, 1), about(20, 1, confidence=0.9), Basis.NO_INTERVAL),
        (about(10, 1, confidence=None), about(20, 1, confidence=None), Basis.NO_INTERVAL),
        (Fact("a.b.x_amount", Decimal("1.10"), "EUR"), Fact("a.b.x_amount", Decimal("1.00"), "USD"), Basis.OTHER_UNIT),
        (Fact("a.b.x_text", "up", "text"), Fact("a.b.x_text", "down", "text"), Basis.NO_NUMBER),
        (Fact("a.b.x_share", None, "share"), share(1, 2), Basis.NO_NUMBER),
    ],
)
def test_what_cannot_be_told_says_so(now: Fact, then: Fact, basis: Basis):
    found = moved(now, then)
    assert (found.is_more_than_noise, found.basis) == (None, basis)


def test_the_same_figure_did_not_move():
    assert moved(share(10, 40), share(10, 40)).is_more_than_noise is False


def test_a_difference_of_money_keeps_its_digits():
    now, then = (Fact("a.b.x_amount", Decimal(v), "EUR") for v in ("1000.10", "999.80"))
    assert moved(now, then).difference == Decimal("0.30")


def test_chance_is_where_the_interval_touches_zero():
    found = moved(share(45, 60), share(20, 50), are_apart=True)
    assert found.chance is not None
    low, high = newcombe(45, 60, 20, 50, 1 - found.chance)
    assert min(abs(low), abs(high)) == pytest.approx(0, abs=1e-6)


def test_benjamini_and_hochbergs_own_example():
    """Benjamini and Hochberg 1995, section 4.1: fifteen comparisons, of which their procedure finds four."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
               0.7590, 1.0]  # fmt: skip
    assert held_false_finds(chances) == [True] * 4 + [False] * 11


def test_of_many_figures_that_nothing_moved_hardly_one_is_called_a_change():
    """Forty figures from one and the same share: looked at singly some seem to move, looked at together none does."""
    dice = random.Random(1)
    draws = [[sum(dice.random() < 0.3 for _ in range(200)) for _ in range(40)] for _ in range(2)]
    pairs = [(share(a, 200), share(b, 200)) for a, b in zip(*draws, strict=True)]
    singly = [moved(now, then, are_apart=True).is_more_than_noise for now, then in pairs]
    together = [found.is_more_than_noise for found in moved_together(pairs, are_apart=True)]
    assert sum(map(bool, singly)) >= 1
    assert sum(map(bool, together)) == 0
    planted = [(share(130, 200), share(60, 200)), *pairs]
    assert moved_together(planted, are_apart=True)[0].is_more_than_noise is True
