"""What customers who come and go without a word will still bring: orders by BG/NBD, money an order by gamma-gamma.

For shops, where nobody cancels: a customer who has not come back may be gone, or between two orders. Fader, Hardie and
Lee 2005 ("Counting Your Customers" the Easy Way) for the orders, Fader and Hardie 2013 for the money. Always with a
horizon: nothing here runs to infinity.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load where they are used: together they cost more than most analyses
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
FEWEST_CUSTOMERS = 100  # below that four parameters follow single customers
FEWEST_REPEATING = 30
_FARTHEST = 50.0  # of a log parameter: beyond it the likelihood is flat


@dataclass(frozen=True)
class Buyers:
    """One entry a customer. repeats: orders after the first. recency: time from first to last order; age: to now."""

    repeats: Numbers
    recency: Numbers
    age: Numbers

    def __post_init__(self) -> None:
        if (self.recency < 0).any() or (self.recency > self.age).any() or (self.repeats < 0).any():
            raise ValueError("a customer's last order lies between the first one and now")

    def drawn(self, chosen: NDArray[np.int64]) -> "Buyers":
        return Buyers(self.repeats[chosen], self.recency[chosen], self.age[chosen])


@dataclass(frozen=True)
class OrderModel:
    """BG/NBD: orders come at a rate that varies over customers by gamma(r, alpha); after each order a customer leaves
    with a chance that varies by beta(a, b).
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expected_orders(self, buyers: Buyers, horizon: float) -> Numbers:
        """By customer: orders within the horizon from now on, given what was seen (their equation 10)."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        x, age = buyers.repeats, buyers.age
        decline = ((alpha + age) / (alpha + age + horizon)) ** (r + x)
        series = scipy.special.hyp2f1(r + x, b + x, a + b + x - 1, horizon / (alpha + age + horizon))
        orders = (a + b + x - 1) / (a - 1) * (1 - decline * series)
        return orders * self.chance_active(buyers)

    def chance_active(self, buyers: Buyers) -> Numbers:
        """By customer: the chance of still being one."""
        x = buyers.repeats
        odds = (self.a / (self.b + np.maximum(x, 1) - 1)) * (
            (self.alpha + buyers.age) / (self.alpha + buyers.recency)
        ) ** (self.r + x)
        return 1 / (1 + np.where(x > 0, odds, 0.0))


def fit_orders(buyers: Buyers) -> OrderModel:
    """The parameters of the largest likelihood. Raises ValueError where customers are too few, or none came back."""
    if len(buyers.repeats) < FEWEST_CUSTOMERS or (buyers.repeats > 0).sum() < FEWEST_REPEATING:
        raise ValueError(f"needs {FEWEST_CUSTOMERS} customers and {FEWEST_REPEATING} who came back")
    kinds, weight = np.unique(np.column_stack([buyers.repeats, buyers.recency, buyers.age]), axis=0, return_counts=True)
    scale = float(kinds[:, 2].max())  # times of the size of one keep the search even
    x, t, age = kinds[:, 0], kinds[:, 1] / scale, kinds[:, 2] / scale

    def cost(logs: Numbers) -> float:
        return -float(np.sum(weight * _orders_likelihood(np.exp(logs), x, t, age)))

    found = min((_least(cost, np.array(start)) for start in ((0.0, 0.0, 0.0, 0.0), (-1.0, 0.0, -1.0, 1.0))), key=cost)
    r, alpha, a, b = np.exp(found)
    shift = float(np.sum(weight * x)) * np.log(scale)
    return OrderModel(float(r), float(alpha) * scale, float(a), float(b), -cost(found) - shift)


def log_likelihood(model: OrderModel, buyers: Buyers) -> float:
    """How likely a model makes what was seen, as a logarithm."""
    parameters = np.array([model.r, model.alpha, model.a, model.b])
    return float(np.sum(_orders_likelihood(parameters, buyers.repeats, buyers.recency, buyers.age)))


def _orders_likelihood(parameters: Numbers, x: Numbers, t: Numbers, age: Numbers) -> Numbers:
    r, alpha, a, b = parameters
    rate = scipy.special.gammaln(r + x) - scipy.special.gammaln(r) + r * np.log(alpha)
    stays = scipy.special.betaln(a, b + x) - scipy.special.betaln(a, b) - (r + x) * np.log(alpha + age)
    leaves = (
        scipy.special.betaln(a + 1, b + np.maximum(x, 1) - 1) - scipy.special.betaln(a, b) - (r + x) * np.log(alpha + t)
    )
    return np.asarray(rate + np.where(x > 0, np.logaddexp(stays, leaves), stays), dtype=np.float64)


@dataclass(frozen=True)
class SpendModel:
    """Gamma-gamma: money an order varies within a customer by gamma(p, v), and v over customers by gamma(q, gamma)."""

    p: float
    q: float
    gamma: float

    def expected_spend(self, repeats: ArrayLike, mean_spend: ArrayLike) -> Numbers:
        """By customer: money an order, between the customer's own mean and that of all (their equation 5)."""
        x, own = np.asarray(repeats, dtype=np.float64), np.asarray(mean_spend, dtype=np.float64)
        return self.p * (self.gamma + np.where(x > 0, x * own, 0.0)) / (self.p * x + self.q - 1)


def fit_spend(repeats: ArrayLike, mean_spend: ArrayLike) -> SpendModel:
    """From customers who came back, with their mean money an order. ValueError where they are too few."""
    x, own = np.asarray(repeats, dtype=np.float64), np.asarray(mean_spend, dtype=np.float64)
    known = (x > 0) & (own > 0)
    if known.sum() < FEWEST_REPEATING:
        raise ValueError(f"needs {FEWEST_REPEATING} customers who came back and paid")
    x, scale = x[known], float(np.mean(own[known]))
    m = own[known] / scale

    def cost(logs: Numbers) -> float:
        p, above_one, gamma = np.exp(logs)
        q = 1 + above_one  # below one there is no mean
        told = (
            scipy.special.gammaln(p * x + q)
            - scipy.special.gammaln(p * x)
            - scipy.special.gammaln(q)
            + q * np.log(gamma)
        )
        return -float(np.sum(told + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(gamma + m * x)))

    p, above_one, gamma = np.exp(_least(cost, np.array([1.0, 1.0, 1.0])))
    return SpendModel(float(p), 1 + float(above_one), float(gamma) * scale)


def _least(cost: object, start: Numbers) -> Numbers:
    bounds = [(-_FARTHEST, _FARTHEST)] * len(start)
    found = scipy.optimize.minimize(
        cost, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500, "ftol": 1e-12}
    )
    again = scipy.optimize.minimize(
        cost, found.x, method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-9, "xatol": 1e-7}
    )
    return np.asarray(again.x if again.fun < found.fun else found.x, dtype=np.float64)
