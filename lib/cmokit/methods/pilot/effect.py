"""An effect: the difference between the shares of two arms, and how far it may lie from the one behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cmokit.methods.uncertainty import wilson

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """share: treated less control, so 0.03 is three points. low, high: None where so few units carry no interval.

    confidence: of the interval; below the one asked for where the units carry no more. chance: how often a division
    of the same units by lot alone gives as large a difference; None where the interval does not come from one.
    """

    share: float
    low: float | None
    high: float | None
    confidence: float
    chance: float | None = None

    def is_sure(self, confidence: float) -> bool:
        """Whether its interval holds at this confidence: only then may a rule be held against it."""
        return self.low is not None and self.high is not None and self.confidence >= confidence - 1e-9


@dataclass(frozen=True)
class Clusters:
    """Counts by cluster (a company, an owner): of the rows of each, how many did it.

    treated: 1 for a cluster in the treated arm. yes, rows: of the days after the start. yes_before, rows_before: of
    the days before it, both empty where nothing is compared with before.
    """

    treated: Numbers
    yes: Numbers
    rows: Numbers
    yes_before: Numbers
    rows_before: Numbers

    @property
    def has_before(self) -> bool:
        return len(self.rows_before) > 0

    @property
    def varies(self) -> bool:
        """Whether some did it and some did not: where all are alike, nothing says how far chance reaches."""
        return 0 < self.yes.sum() + self.yes_before.sum() < self.rows.sum() + self.rows_before.sum()

    def __len__(self) -> int:
        return len(self.treated)


def clusters(
    treated: Sequence[float],
    yes: Sequence[float],
    rows: Sequence[float],
    yes_before: Sequence[float] = (),
    rows_before: Sequence[float] = (),
) -> Clusters:
    """ValueError where an arm is empty, or has nobody to count."""
    found = Clusters(*(np.asarray(part, dtype=float) for part in (treated, yes, rows, yes_before, rows_before)))
    counted = (found.rows, found.rows_before) if found.has_before else (found.rows,)
    if any((part @ arm) == 0 for part in counted for arm in (found.treated, 1 - found.treated)):
        raise ValueError("an arm has nobody to count")
    return found


def two_shares(yes: int, n: int, yes_control: int, n_control: int, confidence: float) -> Effect:
    """The difference of two independent shares with Newcombe's interval (1998, method 10): from Wilson's of each, right
    for small arms and shares near 0 or 1. ValueError where an arm is empty.
    """
    low, high = wilson(yes, n, confidence)
    low_control, high_control = wilson(yes_control, n_control, confidence)
    share, control = yes / n, yes_control / n_control
    difference = share - control
    down = sqrt((share - low) ** 2 + (high_control - control) ** 2)
    up = sqrt((high - share) ** 2 + (control - low_control) ** 2)
    return Effect(difference, difference - down, difference + up, confidence)


def difference(treated: Numbers, found: Clusters, yes: Numbers | None = None, before: Numbers | None = None) -> Numbers:
    """The difference of the arms' shares, and less the one before where there is a before; a value a division.

    treated: divisions × clusters of 0 and 1, or how often a cluster was drawn as treated less as control. yes, before:
    other counts than the clusters' own.
    """
    return difference_of(treated, 1 - treated, found, yes, before)


def difference_of(
    treated: Numbers, control: Numbers, found: Clusters, yes: Numbers | None = None, before: Numbers | None = None
) -> Numbers:
    """The same with the weights of either arm; not a number where a division leaves nobody to count."""
    own, own_before = (found.yes if yes is None else yes), (found.yes_before if before is None else before)
    after = _share(treated, own, found.rows) - _share(control, own, found.rows)
    if not found.has_before:
        return after
    return after - (_share(treated, own_before, found.rows_before) - _share(control, own_before, found.rows_before))


def _share(weights: Numbers, yes: Numbers, rows: Numbers) -> Numbers:
    counted = np.asarray(weights @ rows, dtype=float)
    return np.divide(weights @ yes, counted, out=np.full(np.shape(counted), np.nan), where=counted > 0)
