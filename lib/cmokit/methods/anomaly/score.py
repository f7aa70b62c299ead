"""How far a step of a series lies from what was expected of it, and what of that is beyond chance.

The robust z is 0.6745 · (x − median) / MAD (Iglewicz and Hoaglin 1993). Benjamini and Hochberg's rule decides over all
steps of all series that are judged together: with twenty series of four weeks each, one day in twenty out of range by
chance alone would be an alert every week.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import asin, erfc, exp, log1p, sqrt
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from cmokit.methods.anomaly.decompose import PERIOD, Numbers, decompose

OF_NORMAL = 0.6745  # the median distance of a normal variable from its middle, in standard deviations
OF_MEAN = 1.253314  # a standard deviation in mean distances of a normal variable
FALSE_SHARE = 0.01  # of the steps found, those that may be chance
LEAST_WEEKS = 8  # of a series before anything is said about it, and before a week that it is held against
LEAST_MOVED = 0.3  # of what was expected; less is beyond chance in a large series and still nothing to act on
LEAST_POINTS = 0.1  # the same for a share
LEAST_A_DAY, LEAST_A_WEEK = 1.0, 4.0  # of a count: fewer say nothing by day, or by week
STEADIEST = 0.05  # an amount is taken to vary by a twentieth at least: budgets are spent to the cent
MOST_BETWEEN = 2  # a weekend
EDGE_Z = 2.576  # of a day beside one that was found, which belongs to it
INSIDE_Z = 1.645  # of a day within a week that was found, which the week was low or high by
K = TypeVar("K", bound=Hashable)


class Side(StrEnum):
    """Which way is worth an alert."""

    BOTH = "both"
    LOW = "low"
    HIGH = "high"


class Scale(StrEnum):
    COUNT = "count"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Daily:
    """values: one a day from `first` on, the last one whole; a day that no row tells of is nothing."""

    first: date
    values: tuple[float, ...]
    scale: Scale = Scale.COUNT
    side: Side = Side.BOTH

    @property
    def last(self) -> date:
        return self.first + timedelta(days=len(self.values) - 1)


@dataclass(frozen=True)
class Weekly:
    """shares: one a week from `first` on, each with what it is a share of; None where it could not be told."""

    first: date
    shares: tuple[tuple[float | None, int], ...]
    side: Side = Side.BOTH


@dataclass(frozen=True)
class Step:
    """A day, or a week that begins on it: what it was, what was expected, and its robust z."""

    day: date
    days: int
    value: float
    expected: float
    z: float
    chance: float
    is_large: bool

    @property
    def last(self) -> date:
        return self.day + timedelta(days=self.days - 1)


def robust_z(values: ArrayLike, least: float = 0.0) -> Numbers:
    """0.6745 · (x − median) / MAD. least: no spread is taken to be smaller.

    Where more than half are equal (MAD = 0), the mean distance takes its place; where all are, nothing is away.
    """
    x = np.asarray(values, dtype=np.float64)
    if not len(x):
        return x
    away = x - np.median(x)
    spread = float(np.median(np.abs(away))) / OF_NORMAL
    if spread == 0:
        spread = OF_MEAN * float(np.mean(np.abs(away)))
    spread = max(spread, least)
    return away / spread if spread > 0 else np.zeros(len(x))


def day_steps(series: Daily) -> list[Step]:
    """Every day beside what its level and its weekday made expected; none where there is too little."""
    if len(series.values) < LEAST_WEEKS * PERIOD:
        return []
    values = np.asarray(series.values)
    to, back, least = _scaled(series, values)
    parts = decompose([to(value) for value in series.values])
    expected = [float(back(value)) for value in parts.expected]
    if series.scale is Scale.COUNT and float(np.median(expected)) < LEAST_A_DAY:
        return []
    scores = robust_z(parts.remainder, least)
    days = (series.first + timedelta(days=n) for n in range(len(values)))
    rows = zip(days, series.values, expected, scores, strict=True)
    return [_step(day, 1, value, usual, float(z), series.side) for day, value, usual, z in rows]


def week_steps(series: Daily, starts: int, instead: Mapping[date, float] | None = None) -> list[Step]:
    """Every whole week beside the median of the eight weeks before it. starts: the weekday on which weeks begin.

    instead: day → what to take in its place, so that a day that was found already does not make its week one, too.
    """
    skipped = (starts - series.first.weekday()) % PERIOD
    count = (len(series.values) - skipped) // PERIOD
    if count <= LEAST_WEEKS:
        return []
    own = np.array(series.values[skipped : skipped + count * PERIOD])
    first = series.first + timedelta(days=skipped)
    for day, value in (instead or {}).items():
        if 0 <= (day - first).days < len(own):
            own[(day - first).days] = value
    totals = own.reshape(count, PERIOD).sum(axis=1)
    to, back, least = _scaled(series, totals)
    scaled = [to(value) for value in totals]
    expected = [float(np.median(scaled[n - LEAST_WEEKS : n])) for n in range(LEAST_WEEKS, count)]
    if series.scale is Scale.COUNT and back(float(np.median(expected))) < LEAST_A_WEEK:
        return []
    scores = robust_z(np.array(scaled[LEAST_WEEKS:]) - np.array(expected), least)
    return [
        _step(first + timedelta(weeks=n), PERIOD, float(totals[n]), float(back(usual)), float(z), series.side)
        for n, usual, z in zip(range(LEAST_WEEKS, count), expected, scores, strict=True)
    ]


def week_of_days(days: Sequence[Step], side: Side, starts: int, but: Collection[date] = ()) -> list[Step]:
    """Every whole week by the robust z of its days together: four days that are each a little low are a low week.

    It follows the level where the median of the weeks before does not, so it tells short drops in a moving series.
    but: days that count for nothing, since they were found already.
    """
    skipped = (starts - days[0].day.weekday()) % PERIOD if days else 0
    count = max(0, len(days) - skipped) // PERIOD
    weeks = [days[skipped + n * PERIOD : skipped + (n + 1) * PERIOD] for n in range(count)]
    sums = [sum(0.0 if day.day in but else day.z for day in week) / sqrt(PERIOD) for week in weeks]
    return [
        _step(week[0].day, PERIOD, sum(d.value for d in week), sum(d.expected for d in week), float(z), side)
        for week, z in zip(weeks, robust_z(sums, least=1.0), strict=True)
    ]


def share_steps(series: Weekly) -> list[Step]:
    """Every week's share beside the eight weeks before it that have one, on the scale on which shares spread alike."""
    known: list[tuple[date, float, int]] = [
        (series.first + timedelta(weeks=n), share, whole)
        for n, (share, whole) in enumerate(series.shares)
        if share is not None and whole
    ]
    expected, errors = [], []
    for n in range(LEAST_WEEKS, len(known)):
        before = known[n - LEAST_WEEKS : n]
        whole = sum(of for _, _, of in before)
        usual = sum(share * of for _, share, of in before) / whole
        expected.append(usual)
        own = known[n]
        spread = sqrt(1 / own[2] + 1 / whole)
        errors.append(2 * (asin(sqrt(own[1])) - asin(sqrt(usual))) / spread)
    scores = robust_z(errors, least=1.0)
    return [
        _step(day, PERIOD, share, usual, float(z), series.side, LEAST_POINTS)
        for (day, share, _), usual, z in zip(known[LEAST_WEEKS:], expected, scores, strict=True)
    ]


def beyond_chance(steps: Mapping[K, Sequence[Step]]) -> dict[K, list[Step]]:
    """Key → its steps that are beyond chance over all steps of all keys (Benjamini and Hochberg), and large enough."""
    chances = sorted(step.chance for own in steps.values() for step in own)
    within = [n for n, chance in enumerate(chances, 1) if chance <= FALSE_SHARE * n / len(chances)]
    limit = chances[within[-1] - 1] if within else -1.0
    return {key: [step for step in own if step.chance <= limit and step.is_large] for key, own in steps.items()}


def runs(steps: Iterable[Step], every: Sequence[Step] = ()) -> list[list[Step]]:
    """Steps of one length that lie on the same side and follow each other, with what lies between them.

    every: all steps of the series; a few that lie on the same side, though not far, join those around them.
    """
    at = {step.day: n for n, step in enumerate(every)}
    found: list[list[Step]] = []
    for step in steps:
        between = _between(found[-1][-1], step, every, at) if found else None
        if between is None:
            found.append([step])
        else:
            found[-1] += [*between, step]
    return found


def _between(last: Step, step: Step, every: Sequence[Step], at: Mapping[date, int]) -> list[Step] | None:
    """What joins two steps: nothing where they touch, None where they are apart."""
    if (last.z > 0) != (step.z > 0):
        return None
    if last.last + timedelta(days=1) == step.day:
        return []
    if last.day not in at or step.day not in at:
        return None
    gap = list(every[at[last.day] + 1 : at[step.day]])
    return gap if len(gap) <= MOST_BETWEEN and all((one.z > 0) == (step.z > 0) for one in gap) else None


def _step(
    day: date, days: int, value: float, expected: float, z: float, side: Side, points: float | None = None
) -> Step:
    moved = abs(value - expected)
    is_large = moved >= (points if points is not None else LEAST_MOVED * expected) and moved > 0
    return Step(day, days, value, expected, z, _chance(z, side), is_large)


def _chance(z: float, side: Side) -> float:
    """How often chance alone lies so far away, on the sides that count."""
    if side is Side.BOTH:
        return erfc(abs(z) / sqrt(2))
    return erfc((z if side is Side.HIGH else -z) / sqrt(2)) / 2


def _scaled(series: Daily, values: Any) -> tuple[Any, Any, float]:
    """To the scale on which the series spreads alike at every level, back from it, and the least spread there.

    Counts: 2·√(x + 3/8), whose spread is about one (Anscombe 1948). Amounts: their logarithm, so that twice the usual
    is as far away as half of it; ten is added to the hundred of a usual day, so that nothing spent is no abyss.
    """
    if series.scale is Scale.COUNT:
        return (lambda x: 2 * sqrt(x + 3 / 8)), (lambda y: max((y / 2) ** 2 - 3 / 8, 0.0) if y > 0 else 0.0), 1.0
    above = values[values > 0]
    usual = float(np.median(above)) if len(above) else 1.0
    return (lambda x: log1p(10 * max(x, 0.0) / usual)), (lambda y: max(exp(y) - 1, 0.0) * usual / 10), STEADIEST
