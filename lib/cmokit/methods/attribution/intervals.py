"""How far credit may lie from what is printed: journeys drawn again, by their paths and never by their touches."""

from collections.abc import Callable, Mapping

import numpy as np

from cmokit.methods.attribution.paths import Numbers, Paths

DRAWS = 400
CONFIDENCE = 0.95
Model = Callable[[Paths], Numbers]
Interval = tuple[Numbers, Numbers]


def credit_intervals(
    paths: Paths, model: Model, *, seed: int, draws: int = DRAWS, confidence: float = CONFIDENCE
) -> Interval:
    """(low, high) of each channel's credit, by the percentile bootstrap over journeys.

    A draw takes as many journeys as there are, each with an outcome or without one as it was; its credit is scaled to
    the outcomes that there really were, so that the interval tells of the sharing out and not of the total.
    """
    return intervals_of(paths, {"": model}, seed=seed, draws=draws, confidence=confidence)[""]


def intervals_of(
    paths: Paths, models: Mapping[str, Model], *, seed: int, draws: int = DRAWS, confidence: float = CONFIDENCE
) -> dict[str, Interval]:
    """The same of several models, all on the same draws. A model's own credit says what its draws are scaled to."""
    journeys = np.concatenate([paths.converted, paths.open])
    chances, random = journeys / journeys.sum(), np.random.default_rng(seed)
    wholes = {name: float(model(paths).sum()) for name, model in models.items()}
    drawn: dict[str, list[Numbers]] = {name: [] for name in models}
    for _ in range(draws):
        again = random.multinomial(round(float(journeys.sum())), chances).astype(np.float64)
        one = paths.weighing(again[: len(paths.converted)], again[len(paths.converted) :])
        for name, model in models.items():
            drawn[name].append(_scaled(model(one), wholes[name]))
    tail = (1 - confidence) / 2
    ends = {name: np.quantile(np.array(found), [tail, 1 - tail], axis=0) for name, found in drawn.items()}
    return {name: (low, high) for name, (low, high) in ends.items()}


def _scaled(credit: Numbers, whole: float) -> Numbers:
    own = credit.sum()
    return credit * (whole / own) if own else credit
