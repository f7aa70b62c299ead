"""Removal effects of channels in an absorbing Markov chain of order 1, 2 or 3, by exact linear solve.

States are the last `order` channels of a journey; journeys without an outcome end in "none". With N the moves between
states and r the share of moves into the outcome, the chance of an outcome is x = (I - N)^-1 r. To remove a channel
sends every move into it to "none"; the removal effect is 1 - x'(start) / x(start) (Anderl, Becker, von Wangenheim,
Schumann, 2016). Nothing is simulated and no row is scaled up again, which would make the effect vanish.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load where they are used: together they cost more than most analyses

from cmokit.methods.attribution.paths import Indices, Numbers, Paths

ORDERS = (1, 2, 3)
FEW_STATES = 60  # up to which one inverse serves all channels
_DENSE = 400  # states up to which a dense solve is quicker than a sparse one


@dataclass(frozen=True)
class Chain:
    """moves: share of the moves from a state (row) to a state (column). outcome: of those into the outcome.

    last: the channel in which a state stands, -1 for the start, which is state 0.
    """

    moves: "scipy.sparse.csr_array"
    outcome: Numbers
    last: Indices


@dataclass(frozen=True)
class Shape:
    """What a chain of these paths looks like, however many journeys are on each: for chains drawn again and again.

    into, out_of: for each touch the number of the state that it leads into, and out of. last: as in `Chain`.
    """

    into: Indices
    out_of: Indices
    last: Indices


def shape_of(paths: Paths, order: int) -> Shape:
    if order not in ORDERS:
        raise ValueError(f"a chain of order {order} is not among {ORDERS}")
    after = _states(paths, order)
    before = np.concatenate([[0], after[:-1]])[: len(after)]
    before[paths.starts[:-1]] = 0  # the start: no channel yet
    kinds, numbers = np.unique(np.concatenate([[0], after, before]), return_inverse=True)
    return Shape(numbers[1 : len(after) + 1], numbers[len(after) + 1 :], kinds % _base(paths) - 1)


def chain_of(paths: Paths, order: int, shape: Shape | None = None) -> Chain:
    """The chain of all journeys, those without an outcome too. shape: of the same paths, if it is known."""
    form = shape or shape_of(paths, order)
    weights, size = (paths.converted + paths.open)[paths.path_of], len(form.last)
    counts = _counted(form, weights, size)
    ends = form.into[paths.starts[1:] - 1]
    converted = np.bincount(ends, weights=paths.converted, minlength=size)
    whole = counts.sum(axis=1) + converted + np.bincount(ends, weights=paths.open, minlength=size)
    share = 1 / np.where(whole > 0, whole, 1)
    return Chain(scipy.sparse.csr_array(counts.multiply(share[:, None])), converted * share, form.last)


def _counted(form: Shape, weights: Numbers, size: int) -> "scipy.sparse.csr_array":
    """Moves between states; of few states by one pass over the touches, with no sorting."""
    if size <= _DENSE:
        places = np.bincount(form.out_of * size + form.into, weights=weights, minlength=size * size)
        return scipy.sparse.csr_array(places.reshape(size, size))
    return scipy.sparse.coo_array((weights, (form.out_of, form.into)), shape=(size, size)).tocsr()


def removal_effects(paths: Paths, order: int = 1, shape: Shape | None = None) -> Numbers:
    """By channel: the share of outcomes that the chain loses without it, 0 to 1; zeros where there is no outcome."""
    form = shape or shape_of(paths, order)
    if len(form.last) <= FEW_STATES:
        return _effects_of_few(paths, form)
    chain = chain_of(paths, order, form)
    whole = _chance(chain, np.zeros(len(chain.last), dtype=bool))
    if whole <= 0:
        return np.zeros(len(paths.channels))
    left = [_chance(chain, chain.last == channel) for channel in range(len(paths.channels))]
    return 1 - np.array(left) / whole


def _effects_of_few(paths: Paths, form: Shape) -> Numbers:
    """The same by one inverse N for all channels: without the states S the chance is x - N[0,S] N[S,S]^-1 x[S]."""
    size = len(form.last)
    weights = (paths.converted + paths.open)[paths.path_of]
    counts = np.bincount(form.out_of * size + form.into, weights=weights, minlength=size * size).reshape(size, size)
    ends = form.into[paths.starts[1:] - 1]
    won = np.bincount(ends, weights=paths.converted, minlength=size)
    whole = counts.sum(axis=1) + won + np.bincount(ends, weights=paths.open, minlength=size)
    share = 1 / np.where(whole > 0, whole, 1)
    inverse = np.linalg.inv(np.eye(size) - counts * share[:, None])
    chance = inverse @ (won * share)
    effects = np.zeros(len(paths.channels))
    for channel in range(len(paths.channels)) if chance[0] > 0 else ():
        gone = np.flatnonzero(form.last == channel)
        lost = inverse[0, gone] @ np.linalg.solve(inverse[np.ix_(gone, gone)], chance[gone])
        effects[channel] = lost / chance[0]
    return effects


def markov(paths: Paths, order: int = 1, shape: Shape | None = None) -> Numbers:
    """Credit by channel: the outcomes in proportion to the removal effects."""
    effects = removal_effects(paths, order, shape)
    return shared_out(effects, float(paths.converted.sum()))


def shared_out(effects: Numbers, outcomes: float) -> Numbers:
    whole = effects.sum()
    return effects * (outcomes / whole) if whole > 0 else np.zeros_like(effects)


def _base(paths: Paths) -> int:
    return len(paths.channels) + 1


def _states(paths: Paths, order: int) -> Indices:
    """For each touch the state that it leads into: its last channels as digits, 0 where the journey has none yet."""
    if _base(paths) ** order > np.iinfo(np.int64).max:
        raise ValueError(f"{len(paths.channels)} channels are too many for a chain of order {order}")
    place = np.arange(len(paths.codes)) - np.repeat(paths.starts[:-1], paths.lengths)
    state = np.zeros(len(paths.codes), dtype=np.int64)
    for back in range(order - 1, -1, -1):
        earlier = np.concatenate([np.zeros(back, dtype=np.int64), paths.codes[: len(paths.codes) - back] + 1])
        state = state * _base(paths) + np.where(place >= back, earlier[: len(paths.codes)], 0)
    return state


def _chance(chain: Chain, removed: np.ndarray) -> float:
    """The chance of an outcome from the start where every move into the removed states ends in none."""
    keep = np.flatnonzero(~removed)
    moves = chain.moves[keep][:, keep]
    if len(keep) <= _DENSE:
        return float(np.linalg.solve(np.eye(len(keep)) - moves.toarray(), chain.outcome[keep])[0])
    system = scipy.sparse.eye_array(len(keep), format="csc") - moves.tocsc()
    return float(scipy.sparse.linalg.splu(system).solve(chain.outcome[keep])[0])
