"""A start drawn by lot: everybody gets it, on different days, and who has it is held against who does not have it yet.

Only what happened in the same days is compared, so a season moves both sides alike; the draw of the days itself says
how far chance reaches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from cmokit.methods.pilot.effect import Effect, Numbers
from cmokit.methods.pilot.permutation import DRAWN, SEED, inverted

ALL_ORDERS = 7  # units, up to which every order of them is written out

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Waves:
    """Counts of each unit in each window. wave: the window in which a unit begins. yes, rows: units × windows.

    treated, control: windows × waves of 0 and 1: whether a unit of that wave is compared as one that has it, or as one
    that does not have it yet.
    """

    wave: Places
    yes: Numbers
    rows: Numbers
    treated: Numbers
    control: Numbers


def by_day(wave: Sequence[int], yes: Numbers, rows: Numbers) -> Waves:
    """Companies and owners: from their day on they have it, before it they do not."""
    windows = yes.shape[1]
    has = np.tril(np.ones((windows, windows)))
    return Waves(np.asarray(wave, dtype=np.intp), yes, rows, has, 1 - has)


def by_person(wave: Sequence[int], yes: Numbers, starts: Numbers, days: float) -> Waves:
    """People, each followed for so many days from a start: those of that start, and those whose own comes after it.

    yes: whether a person did it in the days behind each start. starts: in days, ascending.
    """
    later = (starts[None, :] >= starts[:, None] + max(days, 1e-9)).astype(float)
    return Waves(np.asarray(wave, dtype=np.intp), yes, np.ones_like(yes), np.eye(len(starts)), later)


def staggered(found: Waves, confidence: float) -> Effect | None:
    """The difference within windows, weighted by how much each can tell; None where no window has both sides."""
    own = _difference(found, found.wave, found.yes)
    if own is None:
        return None
    orders = _orders(found.wave)
    had = found.rows * found.treated[:, found.wave].T
    others = np.array([_told(_difference(found, order, found.yes)) for order in orders])
    moved = np.array([_told(_difference(found, order, had)) for order in orders])
    if not 0 < found.yes.sum() < found.rows.sum():
        return Effect(own, None, None, confidence)
    return inverted(own, others, moved, confidence)


def _told(value: float | None) -> float:
    return np.nan if value is None else value


def _orders(wave: Places) -> list[Places]:
    """The waves of the units as the draw might have given them, the own one among them."""
    if len(wave) <= ALL_ORDERS:
        every = sorted(set(permutations(int(place) for place in wave)))
        return [np.array(order, dtype=np.intp) for order in every]
    draw = np.random.default_rng(SEED)
    return [wave, *(draw.permutation(wave) for _ in range(DRAWN))]


def _difference(found: Waves, wave: Places, yes: Numbers) -> float | None:
    """Mantel and Haenszel's: windows weigh by treated × control ÷ both."""
    sides = [
        (_sums(weights, wave, yes), _sums(weights, wave, found.rows)) for weights in (found.treated, found.control)
    ]
    (yes_on, on), (yes_off, off) = sides
    both = (on > 0) & (off > 0)
    if not both.any():
        return None
    on, off = on[both], off[both]
    weight = on * off / (on + off)
    return float(((yes_on[both] / on - yes_off[both] / off) @ weight) / weight.sum())


def _sums(weights: Numbers, wave: Places, counts: Numbers) -> Numbers:
    """Over the units that count on this side, a value a window."""
    told: Numbers = (weights[:, wave].T * counts).sum(axis=0)
    return told
