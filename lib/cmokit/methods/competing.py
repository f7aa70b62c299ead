"""How sure a cumulative incidence is: Aalen and Johansen's estimate with its variance and interval.

The variance is the one of the delta method (Marubini and Valsecchi 1995, 10.4); the interval is complementary log-log,
so that it stays within 0 and 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmokit.methods.survival import CONFIDENCE, cumulative_incidence, kaplan_meier

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Incidence:
    """The share that has come to one kind of outcome by each time, and its standard error. observed: the longest wait
    that was seen; beyond it nothing is known while some still wait. waits_on: the share still waiting at the end.
    """

    times: Numbers
    shares: Numbers
    errors: Numbers
    observed: float
    waits_on: float

    def knows(self, time: float) -> bool:
        """Whether the waits say anything about that time: seen that long, or nobody is waiting any more."""
        return time <= self.observed or self.waits_on <= 1e-12

    def by(self, time: float) -> float:
        place = self._place(time)
        return float(self.shares[place]) if place >= 0 else 0.0

    def interval(self, time: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
        place = self._place(time)
        share = self.by(time)
        if place < 0 or not 0 < share < 1 or not self.errors[place] > 0:
            return share, share
        z = NormalDist().inv_cdf((1 + confidence) / 2)
        width = z * float(self.errors[place]) / abs(share * np.log(share))
        return float(share ** np.exp(width)), float(share ** np.exp(-width))

    def _place(self, time: float) -> int:
        return int(np.searchsorted(self.times, time, side="right")) - 1


def incidences(
    times: ArrayLike, outcome: ArrayLike, kinds: Mapping[str, int], entered: ArrayLike | None = None
) -> dict[str, Incidence]:
    """By kind of outcome; see `survival.cumulative_incidence` for what it takes."""
    length, kind = np.asarray(times, dtype=np.float64), np.asarray(outcome, dtype=np.int64)
    at, shares = cumulative_incidence(length, kind, kinds, entered)
    waits = kaplan_meier(length, kind > 0, entered)
    observed = float(length.max(initial=0.0))
    before = np.concatenate([[1.0], waits.waiting[:-1]])
    waits_on = float(waits.waiting[-1]) if len(at) else 1.0
    found = {}
    for name, number in kinds.items():
        own = np.bincount(np.searchsorted(at, length[kind == number]), minlength=len(at)).astype(np.float64)
        error = _errors(shares[name], before, waits.at_risk, waits.ended, own)
        found[name] = Incidence(at, shares[name], error, observed, waits_on)
    return found


def _errors(share: Numbers, before: Numbers, at_risk: Numbers, ended: Numbers, own: Numbers) -> Numbers:
    """The standard error at each time. With F(t) - F(s) written out, every sum is one over the times up to t."""
    left = at_risk - ended
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(left > 0, ended / (at_risk * left), 0.0)
    weight = before * own / at_risk**2
    a0, a1, a2 = (np.cumsum(spread * share**power) for power in (0, 1, 2))
    second = np.cumsum(before**2 * (at_risk - own) * own / at_risk**3)
    c0, c1 = np.cumsum(weight), np.cumsum(weight * share)
    variance = share**2 * a0 - 2 * share * a1 + a2 + second - 2 * (share * c0 - c1)
    return np.sqrt(np.maximum(variance, 0.0))
