"""How far credit may lie from what is printed: journeys drawn again, by their paths and never by their touches."""

from collections.abc import Callable

import numpy as np

from cmokit.methods.attribution.paths import Numbers, Paths

DRAWS = 400
CONFIDENCE = 0.95
Model = Callable[[Paths], Numbers]


def credit_intervals(
    paths: Paths, model: Model, *, seed: int, draws: int = DRAWS, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers]:
    """(low, high) of each channel's credit, by the percentile bootstrap over journeys.

    A draw takes as many journeys as there are, each with an outcome or without one as it was; its credit is scaled to
    the outcomes that there really were, so that the interval tells of the sharing out and not of the total.
    """
    journeys = np.concatenate([paths.converted, paths.open])
    count, outcomes = round(float(journeys.sum())), float(paths.converted.sum())
    chances, random = journeys / journeys.sum(), np.random.default_rng(seed)
    drawn = []
    for _ in range(draws):
        again = random.multinomial(count, chances).astype(np.float64)
        credit = model(paths.weighing(again[: len(paths.converted)], again[len(paths.converted) :]))
        whole = credit.sum()
        drawn.append(credit * (outcomes / whole) if whole else credit)
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.array(drawn), [tail, 1 - tail], axis=0)
    return low, high
