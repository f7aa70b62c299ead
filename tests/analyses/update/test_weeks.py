"""The last week against those before: what is unlike them, and what only looks so."""

from datetime import date, timedelta

import pytest
from scipy import stats

from cmokit.analyses.update.unlike import unlike_weeks
from cmokit.methods.weeks import WeeklyPoint

MONDAY = date(2026, 1, 5)


def weeks(series: str, *values: float, n: int = 50) -> list[WeeklyPoint]:
    return [WeeklyPoint(series, MONDAY + timedelta(weeks=k), value, n, True) for k, value in enumerate(values)]


def test_a_week_far_outside_the_others_is_unlike_them() -> None:
    (found,) = unlike_weeks(weeks("new_leads", 40, 44, 38, 41, 43, 39, 4))
    assert found.is_unlike
    assert found.usual == pytest.approx(245 / 6)


def test_the_chance_is_that_of_students_prediction_interval() -> None:
    values = [100.0, 130.0, 90.0, 120.0, 110.0, 105.0]
    (found,) = unlike_weeks(weeks("won_amount", *values, 160.0))
    width = stats.tstd(values) * (1 + 1 / 6) ** 0.5
    assert found.chance == pytest.approx(2 * stats.t.sf((160 - sum(values) / 6) / width, 5))


def test_weeks_that_chanced_to_be_alike_do_not_make_the_next_one_certain() -> None:
    """Their own spread is nothing; Poisson's is not. The usual mistake calls 24 after six times 20 a change."""
    (found,) = unlike_weeks(weeks("orders", 20, 20, 20, 20, 20, 20, 24))
    assert not found.is_unlike
    assert found.chance == pytest.approx(2 * stats.t.sf(4 / (20 * 7 / 6) ** 0.5, 5))


def test_many_series_are_judged_together_so_that_none_is_unlike_by_chance() -> None:
    """One in twenty lies outside its own interval; of forty quiet series and one just outside none is called so."""
    names = ["new_leads", "opportunities", "won", "orders"]
    quiet = [weeks(name, 40, 44, 38, 41, 43, 39, 42) for name in names]
    edge = weeks("ad_spend_amount", 100, 130, 90, 120, 110, 105, 151)
    alone = unlike_weeks(edge)
    together = unlike_weeks([point for some in quiet for point in some] + edge)
    assert alone[0].chance < 0.05
    assert alone[0].is_unlike
    assert not any(one.is_unlike for one in together)


def test_an_unfinished_week_is_compared_with_nothing() -> None:
    points = weeks("new_leads", 40, 44, 38, 41, 43, 39, 42)
    cut = WeeklyPoint("new_leads", MONDAY + timedelta(weeks=7), 3, 3, False)
    (found,) = unlike_weeks([*points, cut])
    assert found.last == points[-1]
    assert not found.is_unlike


def test_fewer_than_six_weeks_before_tell_nothing() -> None:
    (found,) = unlike_weeks(weeks("won", 1, 2, 1, 2, 1, 30))
    assert found.usual is None
    assert not found.is_unlike


def test_a_share_is_held_against_the_records_of_the_weeks_before_together() -> None:
    """Not against the mean of weekly shares, in which a week of two leads would weigh as much as one of fifty."""
    points = weeks("answered_in_time", 0.5, 0.5, 0.5, 0.5, 0.5, n=100)
    small = WeeklyPoint("answered_in_time", MONDAY + timedelta(weeks=5), 0.0, 2, True)
    last = WeeklyPoint("answered_in_time", MONDAY + timedelta(weeks=6), 0.9, 100, True)
    (found,) = unlike_weeks([*points, small, last])
    assert found.usual == pytest.approx(250 / 502)
    assert found.is_unlike
