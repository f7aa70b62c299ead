"""How far chance reaches where whole companies or owners were put into an arm: they are drawn anew, never their rows.

Each draw takes one cluster less than its arm has, with replacement, so that the spread is not too small (Rao and Wu
1988); the same seed each time, so that the same data gives the same interval.
"""

import numpy as np

from cmokit.methods.pilot.effect import Clusters, Effect, Numbers, difference, difference_of

DRAWS = 4000
SEED = 20260105


def by_drawing(found: Clusters, confidence: float) -> Effect:
    """The effect with the interval of the middle draws. Two clusters an arm at least, else it has none."""
    own = float(difference(found.treated, found))
    arms = [np.flatnonzero(found.treated == side) for side in (1, 0)]
    if not found.varies or min(map(len, arms)) < 2:
        return Effect(own, None, None, confidence)
    draw = np.random.default_rng(SEED)
    treated, control = (_drawn(draw, members, len(found)) for members in arms)
    told = difference_of(treated, control, found)
    rest = (1 - confidence) / 2
    low, high = np.nanquantile(told, [rest, 1 - rest])
    return Effect(own, min(float(low), own), max(float(high), own), confidence)


def _drawn(draw: np.random.Generator, members: "np.ndarray[tuple[int], np.dtype[np.intp]]", size: int) -> Numbers:
    """How often each cluster was drawn, a row a draw."""
    counts = np.zeros((DRAWS, size))
    counts[:, members] = draw.multinomial(len(members) - 1, np.full(len(members), 1 / len(members)), size=DRAWS)
    return counts
