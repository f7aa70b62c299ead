"""What chance alone would have given: the same units divided anew, in every way that the draw might have fallen.

Nothing is assumed about how outcomes are spread, so it holds for three units an arm as well; but three an arm can be
divided in twenty ways only, and no result of twenty is rarer than one in ten. The interval holds every effect that,
taken out of the treated, leaves a difference that chance would give.
"""

from itertools import combinations
from math import comb

import numpy as np

from cmokit.methods.pilot.effect import Clusters, Effect, Numbers, difference

FEW = 10  # clusters, below which only the divisions themselves tell how far chance reaches
ALL_DIVISIONS = 5000  # as many are written out; of more, so many are drawn
DRAWN = 1999
SEED = 20260105
CLOSE = 1e-12  # two differences that rounding alone sets apart are the same


def by_division(found: Clusters, confidence: float) -> Effect:
    """The effect with the interval that every division of the clusters gives."""
    treated = divisions(found.treated)
    moved = difference(treated, found, yes=found.treated * found.rows, before=np.zeros_like(found.yes_before))
    own = float(difference(found.treated, found))
    if not found.varies:
        return Effect(own, None, None, confidence)
    return inverted(own, difference(treated, found), moved, confidence)


def divisions(treated: Numbers) -> Numbers:
    """Every way to choose as many clusters as were treated, the one that was drawn first; drawn ones where too many."""
    size, chosen = len(treated), int(treated.sum())
    if comb(size, chosen) > ALL_DIVISIONS:
        draw = np.random.default_rng(SEED)
        return np.vstack([treated, *(draw.permutation(treated) for _ in range(DRAWN))])
    ways = np.array(list(combinations(range(size), chosen)), dtype=int).reshape(-1, chosen)
    found = np.zeros((len(ways), size))
    np.put_along_axis(found, ways, 1.0, axis=1)
    return found


def inverted(own: float, others: Numbers, moved: Numbers, confidence: float) -> Effect:
    """own: the difference as it was divided. others: under each division, that one among them. moved: what each
    division would make of an effect of one whole in those that were treated; 1 for the own one.

    Where the divisions cannot be rare enough, the interval is that of the highest confidence that they carry.
    """
    told = ~(np.isnan(others) | np.isnan(moved))
    others, moved = others[told], moved[told]
    chance = float(np.mean(np.abs(others) >= abs(own) - CLOSE))
    least = float(np.mean(np.abs(moved) >= 1 - CLOSE))
    if least >= 1:
        return Effect(own, None, None, confidence, chance)
    rare = max(1 - confidence, least)
    kept = [shift for shift in _turns(own, others, moved) if _p(own, others, moved, shift) > rare + CLOSE]
    return Effect(own, min(kept), max(kept), 1 - rare, chance)


def _p(own: float, others: Numbers, moved: Numbers, shift: float) -> float:
    """How often a division is as far off as the own one, once an effect of `shift` is taken out of the treated."""
    return float(np.mean(np.abs(others - moved * shift) >= abs(own - shift) - CLOSE))


def _turns(own: float, others: Numbers, moved: Numbers) -> Numbers:
    """Where a division becomes as far off as the own one, or ceases to be."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.concatenate([(others - own) / (moved - 1), (others + own) / (moved + 1), [own]])
    return np.unique(found[np.isfinite(found)])
