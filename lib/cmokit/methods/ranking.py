"""Ranking by several criteria, and how firm the ranking is against other weights.

A score is the weighted mean of an item's values, each between 0 (worst) and 1 (best). Nobody knows the right weights:
the ranking is repeated under weights drawn evenly from all that are possible (a flat Dirichlet distribution), and what
is said is in what share of them an item stays among the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 20_000
SEED = 20260105  # any fixed number: the same backlog gives the same shares


@dataclass(frozen=True)
class Ranked:
    """One item. rank: 1 is first; equal scores share the better rank. first_share, top_share: of all weights, in how
    many it is first, and among the first `top`. low_rank, high_rank: between them lie 95 of 100 weights.
    """

    name: str
    score: float
    rank: int
    first_share: float
    top_share: float
    low_rank: int
    high_rank: int


def ranked(
    items: Mapping[str, Sequence[float]], weights: Sequence[float], *, top: int = 3, draws: int = DRAWS
) -> tuple[Ranked, ...]:
    """Items from first to last; of equal scores in the order given. items: name → a value a criterion.

    Raises ValueError where values and weights do not fit together, or a value lies outside 0 to 1.
    """
    if not items:
        return ()
    values = np.array([list(row) for row in items.values()], dtype=float)
    base = np.array(weights, dtype=float)
    if values.shape[1] != len(base) or (base < 0).any() or base.sum() <= 0:
        raise ValueError("each item needs one value a weight, and weights that are not all zero")
    if ((values < 0) | (values > 1)).any():
        raise ValueError("values lie between 0 and 1")
    score = values @ (base / base.sum())
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(len(base)), size=draws)
    places = _ranks(values @ drawn.T)
    rank = _ranks(score[:, None])[:, 0]
    low, high = np.quantile(places, (0.025, 0.975), axis=1, method="inverted_cdf")
    found = [
        Ranked(
            name,
            float(score[i]),
            int(rank[i]),
            float((places[i] == 1).mean()),
            float((places[i] <= top).mean()),
            int(low[i]),
            int(high[i]),
        )
        for i, name in enumerate(items)
    ]
    return tuple(sorted(found, key=lambda one: one.rank))


def _ranks(scores: np.ndarray) -> np.ndarray:
    """Item by draw → rank within the draw: one more than how many are better by more than a rounding error."""
    better = scores[:, None, :] < scores[None, :, :] - 1e-12
    return 1 + better.sum(axis=1)
