"""Waiting times where some have not ended yet: Kaplan and Meier, and Aalen and Johansen for outcomes that compete.

A wait that has not ended is censored: it says "longer than so far", never "never" and never nothing. A wait may come
under observation late (left truncation): it says nothing about the time before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Waits:
    """The share still waiting after each time at which a wait ended.

    times: rising. waiting: S(t) right after each. error: its standard error (Greenwood 1926). at_risk: waits under
    observation right before each. ended: how many ended there. n: waits in all.
    """

    times: Numbers
    waiting: Numbers
    error: Numbers
    at_risk: Numbers
    ended: Numbers
    n: int

    def ended_by(self, time: float) -> float:
        """The share whose wait ended by then, 0 to 1."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        return 0.0 if place < 0 else float(1 - self.waiting[place])

    def ended_by_interval(self, time: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """The interval of `ended_by`, by the complementary log-log transform, which stays within 0 and 1."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        low, high = self._bounds(confidence)
        return (0.0, 0.0) if place < 0 else (float(1 - high[place]), float(1 - low[place]))

    def quantile(self, share: float) -> float | None:
        """The first time by which that share has ended; None where it was not reached."""
        return _first_at_most(self.times, self.waiting, 1 - share)

    def quantile_interval(self, share: float, confidence: float = CONFIDENCE) -> tuple[float | None, float | None]:
        """Brookmeyer and Crowley 1982: the times at which the bounds of the curve pass that share."""
        low, high = self._bounds(confidence)
        return _first_at_most(self.times, low, 1 - share), _first_at_most(self.times, high, 1 - share)

    def _bounds(self, confidence: float) -> tuple[Numbers, Numbers]:
        z = NormalDist().inv_cdf((1 + confidence) / 2)
        inside = (self.waiting > 0) & (self.waiting < 1)
        safe = np.where(inside, self.waiting, 0.5)
        width = z * self.error / np.abs(safe * np.log(safe))
        low = np.where(inside, safe ** np.exp(width), self.waiting)
        high = np.where(inside, safe ** np.exp(-width), self.waiting)
        return low, high


def kaplan_meier(times: ArrayLike, has_ended: ArrayLike, entered: ArrayLike | None = None) -> Waits:
    """Waits with their length so far, whether they have ended, and from which length on they were observed.

    A wait censored at the time at which another one ends counts as still waiting then (Kaplan and Meier 1958).
    Raises ValueError for a negative length.
    """
    length, ended = _checked(times), np.asarray(has_ended, dtype=bool)
    since = np.zeros(len(length)) if entered is None else np.asarray(entered, dtype=np.float64)
    at = np.unique(length[ended])
    at_risk, gone = _at_risk(at, length, since), _counted(at, length[ended])
    waiting: Numbers = np.cumprod(1 - gone / at_risk).astype(np.float64)
    left = at_risk - gone
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(np.where(left > 0, gone / (at_risk * left), 0.0))
    return Waits(at, waiting, waiting * np.sqrt(spread), at_risk, gone, len(length))


def cumulative_incidence(
    times: ArrayLike, outcome: ArrayLike, kinds: Mapping[str, int], entered: ArrayLike | None = None
) -> tuple[Numbers, dict[str, Numbers]]:
    """Aalen and Johansen 1978: by kind of outcome, the share that has come to it by each time at which a wait ended.

    outcome: the number of its kind, 0 where the wait has not ended. Outcomes compete: who has come to one kind can no
    longer come to another, so the shares add up to what has ended. One minus Kaplan-Meier with the other kinds
    censored would pretend that they still could.
    """
    length, kind = _checked(times), np.asarray(outcome, dtype=np.int64)
    since = np.zeros(len(length)) if entered is None else np.asarray(entered, dtype=np.float64)
    at = np.unique(length[kind > 0])
    at_risk = _at_risk(at, length, since)
    waiting = np.cumprod(1 - _counted(at, length[kind > 0]) / at_risk)
    before = np.concatenate([[1.0], waiting[:-1]])
    shares = {
        name: np.cumsum(before * _counted(at, length[kind == number]) / at_risk) for name, number in kinds.items()
    }
    return at, shares


def _checked(times: ArrayLike) -> Numbers:
    length = np.asarray(times, dtype=np.float64)
    if len(length) and (not np.isfinite(length).all() or length.min() < 0):
        raise ValueError("a wait cannot be shorter than nothing: set such records apart first")
    return length


def _at_risk(at: Numbers, length: Numbers, since: Numbers) -> Numbers:
    """Waits under observation right before each time: observed before it, and at least that long."""
    longer = len(length) - np.searchsorted(np.sort(length), at, side="left")
    later = len(since) - np.searchsorted(np.sort(since), at, side="left")
    return (longer - np.where(since.max(initial=0.0) > 0, later, 0)).astype(np.float64)


def _counted(at: Numbers, length: Numbers) -> Numbers:
    return np.bincount(np.searchsorted(at, length), minlength=len(at)).astype(np.float64)


def _first_at_most(times: Numbers, curve: Numbers, level: float) -> float | None:
    below = np.flatnonzero(curve <= level + 1e-12)
    return float(times[below[0]]) if len(below) else None
