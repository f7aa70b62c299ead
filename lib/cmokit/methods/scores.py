"""Does a lead score tell anything? Bands, lift, calibration in its parts, and drift that knows how many leads it saw.

A score may be any number; a probability is one between 0 and 1. Bands are made of ranks, never of equal widths, so that
no band rests on three leads.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load where they are used: together they cost more than most analyses
from numpy.typing import ArrayLike, NDArray

from cmokit.methods.uncertainty import wilson

Numbers = NDArray[np.float64]
BANDS = 10
FEWEST_A_BAND = 20  # leads below which a band's share says next to nothing
NEAR_CERTAIN = 1e-6  # a probability of nought or one has no log-odds


@dataclass(frozen=True)
class Band:
    """Leads with scores from `lowest` to `highest`. share: of them that converted, with Wilson's interval."""

    lowest: float
    highest: float
    n: int
    converted: int
    mean_score: float
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.converted / self.n


def bands(scores: ArrayLike, converted: ArrayLike, most: int = BANDS, fewest: int = FEWEST_A_BAND) -> tuple[Band, ...]:
    """Bands of about equally many leads, lowest scores first; equal scores share a band.

    As many as the leads allow, at most `most`; a constant score gives one band.
    """
    score, won = np.asarray(scores, dtype=np.float64), np.asarray(converted, dtype=bool)
    if not len(score):
        return ()
    wanted = max(1, min(most, len(score) // max(fewest, 1)))
    edges = np.unique(np.quantile(score, np.arange(1, wanted) / wanted, method="higher"))
    number = np.searchsorted(edges, score, side="right")
    return tuple(_band(score[number == n], won[number == n]) for n in np.unique(number))


def _band(score: Numbers, won: NDArray[np.bool_]) -> Band:
    n, converted = len(score), int(won.sum())
    return Band(float(score.min()), float(score.max()), n, converted, float(score.mean()), *wilson(converted, n))


@dataclass(frozen=True)
class Brier:
    """score = reliability - resolution + uncertainty + spread (Murphy 1973; Stephenson, Coelho, Jolliffe 2008).

    reliability: squared distance of each band's mean probability from what came of it. resolution: how far the bands'
    outcomes lie from the overall share. uncertainty: that share's own variance. spread: what the bands hide, the part
    of probabilities within one band. skill: 1 - score / uncertainty, 0 for the base rate told to everybody.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    spread: float

    @property
    def skill(self) -> float:
        return 1 - self.score / self.uncertainty if self.uncertainty else 0.0


def brier(probabilities: ArrayLike, converted: ArrayLike, most: int = BANDS, fewest: int = FEWEST_A_BAND) -> Brier:
    """The mean squared error of probabilities, in its parts over quantile bands. ValueError outside 0 to 1."""
    chance, won = np.asarray(probabilities, dtype=np.float64), np.asarray(converted, dtype=np.float64)
    if not len(chance) or chance.min() < 0 or chance.max() > 1:
        raise ValueError("a probability lies between 0 and 1; a score in points has to be calibrated first")
    found, base = bands(chance, won > 0, most, fewest), won.mean()
    n = len(chance)
    score = float(np.mean((chance - won) ** 2))
    reliability = sum(band.n * (band.mean_score - band.share) ** 2 for band in found) / n
    resolution = sum(band.n * (band.share - base) ** 2 for band in found) / n
    uncertainty = float(base * (1 - base))
    return Brier(score, reliability, resolution, uncertainty, score - reliability + resolution - uncertainty)


def calibration_line(probabilities: ArrayLike, converted: ArrayLike) -> tuple[float, float] | None:
    """(intercept, slope) of the logistic line of outcomes on log-odds: (0, 1) is calibrated (Cox 1958).

    A slope below 1 means that the probabilities are too extreme. None where the outcomes do not differ, where the
    probabilities do not, or where one side is told apart perfectly.
    """
    odds = scipy.special.logit(np.clip(np.asarray(probabilities, dtype=np.float64), NEAR_CERTAIN, 1 - NEAR_CERTAIN))
    won = np.asarray(converted, dtype=np.float64)
    if len(np.unique(won)) < 2 or np.ptp(odds) == 0 or _is_separated(odds, won):
        return None
    design, line = np.column_stack([np.ones(len(odds)), odds]), np.array([0.0, 1.0])
    for _ in range(100):
        chance = scipy.special.expit(design @ line)
        weights = np.maximum(chance * (1 - chance), 1e-12)
        step = np.linalg.solve(design.T @ (design * weights[:, None]), design.T @ (won - chance))
        line = line + step
        if np.abs(step).max() < 1e-12:
            break
    return float(line[0]), float(line[1])


def _is_separated(odds: Numbers, won: Numbers) -> bool:
    lost = odds[won == 0]
    return bool(odds[won == 1].min() >= lost.max() or odds[won == 1].max() <= lost.min())


@dataclass(frozen=True)
class Drift:
    """value: the population stability index. expected: what two samples of these sizes from one population give on
    average. p_value: the chance of at least this value if nothing has changed.
    """

    value: float
    expected: float
    p_value: float
    before: Numbers
    now: Numbers


def drift(before: ArrayLike, now: ArrayLike, most: int = BANDS) -> Drift | None:
    """How far the distribution of scores has moved: sum of (now - before) ln(now / before) over bands fixed before.

    Half a lead is added to each band, so that an empty one is no infinity. Two samples from one population give about
    (1/n + 1/m) times a chi-square with bands - 1 degrees of freedom (Yurdakul and Naranjo 2020): fixed cut-offs such as
    0.1 and 0.25 alarm small samples and sleep through large ones. None where there is only one band or no lead.
    """
    old, new = np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64)
    if not (len(old) and len(new)):
        return None
    edges = np.unique(np.quantile(old, np.arange(1, most) / most, method="higher"))
    edges = edges[edges > old.min()]
    if not len(edges):
        return None
    counts = [np.bincount(np.searchsorted(edges, x, side="right"), minlength=len(edges) + 1) for x in (old, new)]
    first, second = ((count + 0.5) / (count + 0.5).sum() for count in counts)
    value = float(np.sum((second - first) * np.log(second / first)))
    scale = 1 / len(old) + 1 / len(new)
    return Drift(value, len(edges) * scale, float(scipy.stats.chi2.sf(value / scale, len(edges))), first, second)
