"""How sure a figure of a BG/NBD model is: the delta method over the curvature of its likelihood.

Deterministic, and as quick as a few dozen looks at the likelihood; a parameter that the data say nothing about moves no
figure that does not depend on it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cmokit.methods.lifetime_value import Buyers, OrderModel, log_likelihood

Numbers = NDArray[np.float64]
STEP = 1e-3  # of a log parameter
FLAT = 1e-6  # of the steepest direction: flatter ones are left out


def error_of(model: OrderModel, buyers: Buyers, figure: Callable[[OrderModel], float]) -> float:
    """The standard error of a figure that a fitted model gives."""
    at = np.log([model.r, model.alpha, model.a, model.b])
    slope = np.array([(figure(_model(at + e)) - figure(_model(at - e))) / (2 * STEP) for e in STEP * np.eye(4)])
    values, vectors = np.linalg.eigh(_curvature(at, buyers))
    steep = values > FLAT * values.max()
    along = vectors[:, steep].T @ slope
    return float(np.sqrt(np.sum(along**2 / values[steep])))


def _model(logs: Numbers) -> OrderModel:
    r, alpha, a, b = (float(value) for value in np.exp(logs))
    return OrderModel(r, alpha, a, b, 0.0)


def _curvature(at: Numbers, buyers: Buyers) -> Numbers:
    """Minus the second derivatives of the log likelihood, by central differences."""
    found = np.empty((4, 4))
    steps = STEP * np.eye(4)
    for i in range(4):
        for j in range(i, 4):
            corners = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
            total = sum(
                sign * log_likelihood(_model(at + p * steps[i] + q * steps[j]), buyers) for p, q, sign in corners
            )
            found[i, j] = found[j, i] = -total / (4 * STEP * STEP)
    return found
