"""Whether the last whole week of a series is unlike the weeks before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from statistics import fmean, stdev

from cmokit.methods.noise import held_false_finds
from cmokit.methods.uncertainty import newcombe
from cmokit.methods.weekly import SERIES
from cmokit.methods.weeks import WeeklyPoint

FEWEST_WEEKS = 6  # before it: fewer do not tell how far weeks lie from each other
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Unlike:
    """usual: mean of the weeks before, of a share that of all their records; None with fewer than FEWEST_WEEKS. low,
    high: between them nineteen of twenty such weeks would lie. chance: how often chance alone lies as far out.
    """

    last: WeeklyPoint
    usual: float | None = None
    low: float | None = None
    high: float | None = None
    weeks: int = 0
    chance: float = 1.0
    is_unlike: bool = False


def unlike_weeks(points: Sequence[WeeklyPoint]) -> tuple[Unlike, ...]:
    """The last whole week of each series against those before it, all judged together. points: with a value each."""
    series = groupby((point for point in points if point.is_whole), key=lambda point: point.series)
    found = [_of_series(list(some)) for _, some in series]
    told = held_false_finds([one.chance for one in found], 1 - CONFIDENCE)
    return tuple(
        Unlike(one.last, one.usual, one.low, one.high, one.weeks, one.chance, is_found)
        for one, is_found in zip(found, told, strict=True)
    )


def _of_series(points: Sequence[WeeklyPoint]) -> Unlike:
    *before, last = points
    if len(before) < FEWEST_WEEKS:
        return Unlike(last, weeks=len(before))
    return _share(before, last) if SERIES[last.series] == "share" else _flow(before, last)


def _share(before: Sequence[WeeklyPoint], last: WeeklyPoint) -> Unlike:
    yes, n = (sum(round(float(p.value or 0) * p.n) for p in before), sum(p.n for p in before))
    if not n or not last.n:
        return Unlike(last, weeks=len(before))
    own = round(float(last.value or 0) * last.n)
    return Unlike(last, yes / n, weeks=len(before), chance=_newcombe_chance(own, last.n, yes, n))


def _newcombe_chance(yes: int, n: int, others: int, of_others: int) -> float:
    """One less the largest confidence at which the interval of the difference still leaves zero out."""
    least, most = 1e-9, 1.0
    for _ in range(40):
        middle = sqrt(least * most)
        low, high = newcombe(yes, n, others, of_others, 1 - middle)
        least, most = (least, middle) if low > 0 or high < 0 else (middle, most)
    return most


def _flow(before: Sequence[WeeklyPoint], last: WeeklyPoint) -> Unlike:
    from scipy.special import stdtr, stdtrit  # Student's t, without the half second of scipy.stats

    values, own = [float(p.value or 0) for p in before], float(last.value or 0)
    mean, spread = fmean(values), stdev(values)
    if SERIES[last.series] == "count":
        spread = max(spread, sqrt(mean))  # weeks that chanced to lie close together do not make the next one certain
    width = spread * sqrt(1 + 1 / len(values))
    if not width:
        return Unlike(last, mean, weeks=len(values), chance=1.0 if own == mean else 0.0)
    freedom = len(values) - 1
    reach = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * width
    chance = 2 * float(stdtr(freedom, -abs(own - mean) / width))
    return Unlike(last, mean, max(0.0, mean - reach), mean + reach, len(values), chance)
