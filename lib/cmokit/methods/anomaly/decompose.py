"""A daily series taken apart into its level, its weekdays and what is left: STL with robustness weights.

Cleveland, Cleveland, McRae and Terpenning 1990, with a seasonal part that is the same every week (their `periodic`).
The first weights come from running medians: a level fitted to an outlier first would hide it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
PERIOD = 7
SPAN = 29  # days that a day's level is fitted over: four weeks and the day itself
ROUNDS = 5  # of robustness weights; they settle after three
FAR = 6.0  # times the median of what is left: a day beyond has no weight


@dataclass(frozen=True)
class Parts:
    """values = trend + seasonal + remainder, day by day."""

    trend: Numbers
    seasonal: Numbers
    remainder: Numbers

    @property
    def expected(self) -> Numbers:
        return self.trend + self.seasonal


def decompose(values: ArrayLike, period: int = PERIOD, span: int = SPAN) -> Parts:
    """The parts of a series of equal steps. Raises ValueError for one shorter than two periods."""
    y = np.asarray(values, dtype=np.float64)
    if len(y) < 2 * period:
        raise ValueError("a series needs two periods at least to be taken apart")
    place = np.arange(len(y)) % period
    trend = _running_median(y, span)
    seasonal = _by_place(y - trend, place, period)
    trend = _running_median(y - seasonal, span)
    for _ in range(ROUNDS):
        weights = _weights(y - trend - seasonal)
        seasonal = _by_place(y - trend, place, period, weights)
        trend = _loess(y - seasonal, weights, span)
    return Parts(trend, seasonal, y - trend - seasonal)


def _by_place(values: Numbers, place: NDArray[np.int64], period: int, weights: Numbers | None = None) -> Numbers:
    """The same for each place in the period, adding up to nothing over one: a median, or a mean with weights."""
    means = np.zeros(period)
    for n in range(period):
        own = place == n
        if weights is None:
            means[n] = np.median(values[own])
        elif weights[own].sum() > 0:
            means[n] = np.average(values[own], weights=weights[own])
        else:
            means[n] = np.median(values[own])
    found: Numbers = (means - means.mean())[place]
    return found


def _weights(remainder: Numbers) -> Numbers:
    """Bisquare: one for what lies close, falling to none at six times the median distance."""
    away = np.abs(remainder)
    far = FAR * np.median(away)
    if far == 0:
        return (away == 0).astype(np.float64)
    close: Numbers = np.clip(1 - (away / far) ** 2, 0, None) ** 2
    return close


def _loess(values: Numbers, weights: Numbers, span: int) -> Numbers:
    """At each step a weighted line through the `span` steps around it, near ones counting more (tricube)."""
    n = len(values)
    width = min(span, n)
    first = np.clip(np.arange(n) - width // 2, 0, n - width)
    near = first[:, None] + np.arange(width)[None, :]
    x = (near - np.arange(n)[:, None]).astype(np.float64)
    reach = np.abs(x).max(axis=1, keepdims=True) + 1
    w = (1 - (np.abs(x) / reach) ** 3) ** 3 * np.maximum(weights[near], 1e-9)
    y = values[near]
    total, sx, sy = w.sum(axis=1), (w * x).sum(axis=1), (w * y).sum(axis=1)
    sxx, sxy = (w * x * x).sum(axis=1), (w * x * y).sum(axis=1)
    spread = total * sxx - sx**2
    line = np.where(spread > 0, (sxx * sy - sx * sxy) / np.where(spread > 0, spread, 1), sy / total)
    return np.asarray(line, dtype=np.float64)


def _running_median(values: Numbers, span: int) -> Numbers:
    half = span // 2
    return np.array([np.median(values[max(0, n - half) : n + half + 1]) for n in range(len(values))])
