"""What is far, what is beyond chance; each usual mistake beside the right form."""

from datetime import date, timedelta
from math import erfc, sqrt
from random import Random
from statistics import fmean, stdev

import numpy as np
import pytest

from cmokit.methods.anomaly.score import (
    FALSE_SHARE,
    Daily,
    Scale,
    Side,
    Step,
    Weekly,
    beyond_chance,
    day_steps,
    robust_z,
    runs,
    share_steps,
    week_steps,
)

MONDAY = date(2025, 9, 1)
BUSY = (30, 32, 31, 30, 25, 3, 2)  # Monday first


def counted(days: int, seed: str, week: tuple[int, ...] = BUSY) -> list[float]:
    draw = np.random.default_rng(sum(map(ord, seed)))
    return [float(draw.poisson(week[n % 7])) for n in range(days)]


def step(z: float, day: int = 0, is_large: bool = True) -> Step:
    return Step(MONDAY + timedelta(days=day), 1, 5.0, 10.0, z, erfc(abs(z) / sqrt(2)), is_large)


def test_the_robust_z_is_that_of_iglewicz_and_hoaglin() -> None:
    values = [2.0, 3, 3, 4, 5, 6, 40]
    middle, mad = 4.0, 1.0
    assert robust_z(values) == pytest.approx([0.6745 * (x - middle) / mad for x in values], rel=1e-6)


def test_an_outlier_that_is_in_its_own_mean_hides_itself() -> None:
    values = [10.0] * 4 + [11.0] * 4 + [100.0]
    usual = (100 - fmean(values)) / stdev(values)
    assert usual < 3, "the usual mistake: never beyond three, whatever its size"
    assert robust_z(values)[-1] > 30


def test_where_most_are_equal_the_mean_distance_takes_the_place_of_the_median_s() -> None:
    values = [5.0] * 9 + [15.0]
    found = robust_z(values)
    assert np.isfinite(found).all(), "divided by a MAD of nothing, it is endless"
    assert found[-1] == pytest.approx(10 / (1.253314 * 1.0))
    assert robust_z([7.0] * 5).tolist() == [0.0] * 5
    assert robust_z([]).tolist() == []


def test_a_sunday_is_no_drop() -> None:
    values = counted(140, "sundays")
    steps = day_steps(Daily(MONDAY, tuple(values)))
    far = [one for one in steps if abs(one.z) > 4]
    assert far == []
    without_weekdays = robust_z(2 * np.sqrt(np.array(values) + 3 / 8), 1.0)
    assert sum(z < -3 for z in without_weekdays) >= 30, "the usual mistake raises every weekend"


def test_a_day_is_found_where_it_lies_and_beside_what_was_expected() -> None:
    values = counted(140, "a jump")
    values[121] = 90
    [worst] = [one for one in day_steps(Daily(MONDAY, tuple(values))) if one.z > 5]
    assert worst.day == MONDAY + timedelta(days=121)
    assert worst.value == 90
    assert worst.expected == pytest.approx(BUSY[121 % 7], rel=0.15)
    assert worst.is_large


def test_an_amount_is_judged_by_how_many_times_the_usual_it_is() -> None:
    draw = Random("money")
    values = [round(400 * (1.2 if n % 7 < 5 else 0.5) * draw.lognormvariate(0, 0.1), 2) for n in range(140)]
    values[130] *= 3
    found = day_steps(Daily(MONDAY, tuple(values), Scale.AMOUNT))
    assert [one.day for one in found if abs(one.z) > 4.5] == [MONDAY + timedelta(days=130)]
    assert found[130].expected == pytest.approx(values[130] / 3, rel=0.3)


def test_a_budget_that_is_spent_to_the_cent_is_no_anomaly_a_cent_off() -> None:
    values = [100.0] * 140
    values[135] = 101.0
    assert abs(day_steps(Daily(MONDAY, tuple(values), Scale.AMOUNT))[135].z) < 1


def test_little_beyond_chance_is_nothing_to_act_on() -> None:
    values = counted(140, "large", tuple(100 * n for n in BUSY))
    values[121] *= 1.2
    found = day_steps(Daily(MONDAY, tuple(values)))[121]
    assert found.z > 6
    assert not found.is_large


def test_a_series_too_short_or_too_small_says_nothing() -> None:
    assert day_steps(Daily(MONDAY, tuple(counted(55, "short")))) == []
    assert day_steps(Daily(MONDAY, (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0) * 20)) == []
    assert week_steps(Daily(MONDAY, (0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0) * 20), 0) == []


def test_four_thin_days_are_told_by_their_week() -> None:
    values = counted(420, "thin", (6, 6, 6, 6, 5, 1, 0))
    values[406:410] = [1, 0, 1, 0]
    series = Daily(MONDAY, tuple(values))
    assert max(abs(one.z) for one in day_steps(series)[406:410]) < 4.3, "none of them is beyond chance by itself"
    weeks = week_steps(series, 0)
    assert [one.day for one in weeks if one.z < -4] == [MONDAY + timedelta(days=406)]


def test_weeks_begin_where_the_client_s_do_and_only_whole_ones_count() -> None:
    values = tuple(counted(143, "weeks"))
    assert {one.day.weekday() for one in week_steps(Daily(MONDAY, values), 6)} == {6}
    last = week_steps(Daily(MONDAY, values), 0)[-1]
    assert last.last <= MONDAY + timedelta(days=142)


def test_a_day_that_was_found_does_not_make_its_week_one() -> None:
    values = counted(140, "explained")
    values[121] = 200
    series = Daily(MONDAY, tuple(values))
    week = MONDAY + timedelta(days=119)
    assert next(one.z for one in week_steps(series, 0) if one.day == week) > 5
    instead = {MONDAY + timedelta(days=121): 30.0}
    assert abs(next(one.z for one in week_steps(series, 0, instead) if one.day == week)) < 3


def test_a_share_of_few_is_no_anomaly_and_the_same_share_of_many_is() -> None:
    usual = [(0.5, 40)] * 12
    few, many = (share_steps(Weekly(MONDAY, (*usual, (0.2, n))))[-1] for n in (5, 80))
    assert abs(few.z) < 2
    assert many.z < -3.9
    assert share_steps(Weekly(MONDAY, (*usual, (None, 0))))[-1].day == MONDAY + timedelta(weeks=11)


def test_only_the_side_that_matters_counts() -> None:
    high = share_steps(Weekly(MONDAY, (*[(0.5, 40)] * 12, (0.9, 80)), Side.LOW))[-1]
    assert high.chance > 0.999
    assert share_steps(Weekly(MONDAY, (*[(0.5, 40)] * 12, (0.9, 80)), Side.HIGH))[-1].chance < 1e-4


def test_chance_is_held_against_all_series_at_once() -> None:
    rows = {f"s{n}": [step(0.5, day) for day in range(28)] for n in range(20)}
    rows["s0"][3], rows["s1"][4] = step(6.0, 3), step(3.0, 4)
    found = beyond_chance(rows)
    assert {key for key, own in found.items() if own} == {"s0"}
    alone = beyond_chance({"s1": [step(3.0, 4)]})
    assert alone["s1"], "by itself it would be one: the usual mistake judges each series by itself"


def test_noise_of_many_series_is_hardly_ever_raised() -> None:
    raised = 0
    for run in range(20):
        rows = {n: day_steps(Daily(MONDAY, tuple(counted(140, f"noise {run} {n}"))))[-28:] for n in range(15)}
        raised += any(beyond_chance(rows).values())
    assert raised <= 2
    assert FALSE_SHARE <= 0.05


def test_benjamini_and_hochberg_by_hand() -> None:
    chances = [0.0001, 0.004, 0.9, 0.5, 0.008]
    steps = [Step(MONDAY + timedelta(days=n), 1, 0, 10, 9, p, True) for n, p in enumerate(chances)]
    ranked = sorted(chances)
    limit = max((p for n, p in enumerate(ranked, 1) if p <= FALSE_SHARE * n / 5), default=-1)
    assert [one.chance for one in beyond_chance({"a": steps})["a"]] == [p for p in chances if p <= limit]
    assert limit == 0.004


def test_steps_that_touch_are_one_and_a_quiet_weekend_between_them_belongs_to_it() -> None:
    every = [step(z, n) for n, z in enumerate((-5, -5, -1, -1, -5, 1, -5, 5, -5))]
    far = [one for one in every if abs(one.z) == 5]
    assert [[(one.day - MONDAY).days for one in run] for run in runs(far, every)] == [[0, 1, 2, 3, 4], [6], [7], [8]]
