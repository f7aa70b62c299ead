"""How well a score tells those who convert from the others, and what it is worth as a forecast of later leads.

A score in points is turned into a probability by a logistic line through the leads that came first; what it is worth is
seen on those who came after them, never on the same ones.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import scipy  # its parts load where they are used: together they cost more than most analyses
from numpy.typing import ArrayLike, NDArray

from cmokit.methods.scores import Band, Brier, bands, brier, calibration_line
from cmokit.methods.uncertainty import CONFIDENCE

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Power:
    """value: how often a lead that converted has the higher score of the two, ties as half; 0.5 is a coin."""

    value: float
    low: float
    high: float


def power(scores: ArrayLike, converted: ArrayLike, confidence: float = CONFIDENCE) -> Power | None:
    """The area under the curve with the interval of Hanley and McNeil (1982); None where the outcomes do not differ."""
    score, won = np.asarray(scores, dtype=np.float64), np.asarray(converted, dtype=bool)
    yes, no = int(won.sum()), int((~won).sum())
    if not (yes and no):
        return None
    area = float((scipy.stats.rankdata(score)[won].sum() - yes * (yes + 1) / 2) / (yes * no))
    twice, half = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (yes - 1) * (twice - area * area) + (no - 1) * (half - area * area)
    wide = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(max(spread, 0.0) / (yes * no))
    return Power(area, max(0.0, area - wide), min(1.0, area + wide))


@dataclass(frozen=True)
class Forecast:
    """What the score promised the later leads, and what came of it. line: (intercept, slope) of the outcomes on the
    promised log-odds, None where there is none. bins: by quantiles of the promised probability.
    """

    chances: Numbers
    brier: Brier
    line: tuple[float, float] | None
    bins: tuple[Band, ...]


def forecast(
    first_scores: ArrayLike, first_converted: ArrayLike, later_scores: ArrayLike, later_converted: ArrayLike
) -> Forecast | None:
    """None where the first leads carry no line: one score, one outcome, or outcomes told apart without exception."""
    first, later = np.asarray(first_scores, dtype=np.float64), np.asarray(later_scores, dtype=np.float64)
    if not (len(first) and len(later)) or np.ptp(first) == 0:
        return None
    middle, spread = first.mean(), first.std()
    line = calibration_line(scipy.special.expit((first - middle) / spread), first_converted)
    if line is None:
        return None
    chances = scipy.special.expit(line[0] + line[1] * (later - middle) / spread)
    return Forecast(
        chances, brier(chances, later_converted), calibration_line(chances, later_converted),
        bands(chances, later_converted),
    )  # fmt: skip
