"""What was known of a unit before the start, taken out of its outcome: the same effect, more exactly (CUPED).

Deng, Xu, Kohavi and Walker 2013: y − θ (x − mean x), θ = cov(x, y) ÷ var(x), one θ over both arms. It removes noise and
no bias, so it is for arms drawn by lot alone, and x lies strictly before the unit's start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from cmokit.methods.pilot.effect import Clusters, Effect, Numbers


@dataclass(frozen=True)
class Adjusted:
    """theta: how much of a unit's past is taken out. spared: the share of the variance that went with it."""

    effect: Effect
    theta: float
    spared: float


def strictly_before(moments: Sequence[datetime], starts: Sequence[datetime]) -> None:
    """ValueError where something was measured at a unit's start or after it: the change may have moved it."""
    if late := sum(moment >= start for moment, start in zip(moments, starts, strict=True)):
        raise ValueError(f"{late} of {len(moments)} were measured at the unit's start or later")


def adjusted(outcome: Numbers, before: Numbers, treated: Numbers, confidence: float) -> Adjusted | None:
    """outcome, before, treated (0 or 1): a value a unit, arms drawn by lot. None where the past tells nothing apart, or
    an arm has fewer than two units.
    """
    arms = [(outcome[treated == side], before[treated == side]) for side in (1, 0)]
    return _adjusted([(y.mean(), x.mean(), y - y.mean(), x - x.mean()) for y, x in arms if len(y) > 1], confidence)


def adjusted_ratio(found: Clusters, confidence: float) -> Adjusted | None:
    """Companies or owners drawn by lot, whose share before the start is what is known of them: a share is a quotient of
    two sums over clusters, so its variance is the delta method's.
    """
    arms = []
    for side in (1, 0):
        own = found.treated == side
        if own.sum() > 1 and found.has_before:
            share, spread = _linear(found.yes[own], found.rows[own])
            share_before, spread_before = _linear(found.yes_before[own], found.rows_before[own])
            arms.append((share, share_before, spread, spread_before))
    return _adjusted(arms, confidence)


def _linear(yes: Numbers, rows: Numbers) -> tuple[float, Numbers]:
    """A quotient of sums, and what each cluster adds to it (mean nought), on the scale of a mean over clusters."""
    share = float(yes.sum() / rows.sum())
    return share, (yes - share * rows) / rows.mean()


def _adjusted(arms: Sequence[tuple[float, float, Numbers, Numbers]], confidence: float) -> Adjusted | None:
    """arms: treated, then control: mean outcome, mean before, and of each unit how far it lies from either."""
    from scipy.stats import t

    if len(arms) < 2 or (variance := sum(float(x @ x) for *_, x in arms)) <= 0:
        return None
    theta = sum(float(x @ y) for *_, y, x in arms) / variance
    (y1, x1, *_), (y0, x0, *_) = arms
    share = float((y1 - y0) - theta * (x1 - x0))
    plain = sum(_variance(y) for *_, y, _ in arms)
    left = sum(_variance(y - theta * x) for *_, y, x in arms)
    half = float(t.ppf((1 + confidence) / 2, sum(len(y) for *_, y, _ in arms) - 2)) * sqrt(left)
    return Adjusted(Effect(share, share - half, share + half, confidence), theta, 1 - left / plain if plain else 0.0)


def _variance(spread: Numbers) -> float:
    """Of a mean."""
    return float(spread @ spread) / (len(spread) - 1) / len(spread)
