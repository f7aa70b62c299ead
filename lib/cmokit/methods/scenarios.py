"""What a plan may bring: levers with their bounds, drawn together many times, and moved one at a time.

A lever that is measured or assumed is drawn so that its middle is its median and its bounds hold 95 of 100 draws: a
normal law on the scale on which it is free to move (logarithm of an amount or a number, logit of a share), with the two
sides as wide as the bounds are away. A lever that is decided (spend, who is answered) is never drawn. On top come what
chance does to few customers (Poisson), and that few customers differ in what each brings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Values = Mapping[str, Numbers]
WIDTH = NormalDist().inv_cdf(0.975)
DRAWS = 4000
LEAST = 1e-6  # a share is drawn within these of nought and one
SHARE = "share"


@dataclass(frozen=True)
class Lever:
    """Something that the result hangs on. unit: share, count or amount. origin: measured, engagement or stated.

    is_decided: set by people, so never drawn. n: records behind it.
    """

    name: str
    unit: str
    low: float
    middle: float
    high: float
    origin: str
    n: int | None = None
    is_decided: bool = False


@dataclass(frozen=True)
class Model:
    """levers: by name. Those that a client lacks stand as ones that change nothing. months: in which people come.

    kept: the retention lever → how much of the value is left, one at its middle.
    """

    levers: Mapping[str, Lever]
    months: int
    kept: Callable[[Numbers], Numbers] = field(default=np.ones_like)

    def expected(self, values: Values) -> tuple[Numbers, Numbers]:
        """(customers, what they bring): by the levers alone, without what chance does to few."""
        leads = (values["spend"] / values["cost"] + values["free"]) * self.months
        deals = np.minimum(leads * self._of(values, "to_deal", 1.0), self._of(values, "capacity", inf) * self.months)
        won = deals * self._of(values, "win", 1.0)
        answered = self.levers.get("answered")
        if answered:
            won = won + leads * (values["answered"] - answered.middle) * values["lift"]
        customers = np.maximum(won, 0.0)
        kept = self.kept(values["retention"]) if "retention" in values else np.ones_like(customers)
        return customers, customers * values["value"] * kept

    @staticmethod
    def _of(values: Values, name: str, otherwise: float) -> Numbers:
        return values.get(name, np.array(otherwise))


def middles(model: Model) -> dict[str, Numbers]:
    return {name: np.array(lever.middle) for name, lever in model.levers.items()}


@dataclass(frozen=True)
class Swing:
    """The result with one lever at its lower and at its upper bound, all others at their middle."""

    name: str
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        return abs(self.at_high - self.at_low)


def swings(model: Model) -> list[Swing]:
    """Every lever, the one that moves the result most first."""
    base, found = middles(model), []
    for name, lever in model.levers.items():
        ends = (float(model.expected(base | {name: np.array(end)})[1]) for end in (lever.low, lever.high))
        found.append(Swing(name, *ends))
    return sorted(found, key=lambda swing: (-swing.size, swing.name))


def drawn(model: Model, seed: int, draws: int = DRAWS) -> dict[str, Numbers]:
    """Every lever, drawn; a decided one stands at its middle. The same seed gives the same draws for every option."""
    random, found = np.random.default_rng(seed), {}
    for name in sorted(model.levers):
        lever, normal = model.levers[name], random.standard_normal(draws)
        found[name] = np.full(draws, lever.middle) if lever.is_decided else spread(lever, normal)
    return found


def spread(lever: Lever, normal: Numbers) -> Numbers:
    """Normal draws turned into draws of the lever: its middle at nought, its bounds at the 2.5th and 97.5th of 100."""
    low, middle, high = (_free(lever, end) for end in (lever.low, lever.middle, lever.high))
    width = np.where(normal < 0, middle - low, high - middle) / WIDTH
    moved = middle + width * normal
    told: Numbers = 1 / (1 + np.exp(-moved)) if lever.unit == SHARE else np.exp(moved)
    return told


def _free(lever: Lever, value: float) -> float:
    if lever.unit == SHARE:
        inside = min(max(value, LEAST), 1 - LEAST)
        return float(np.log(inside / (1 - inside)))
    return float(np.log(max(value, LEAST)))


@dataclass(frozen=True)
class Range:
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Told:
    """What an option brings. gain: over the plan as it is, by the same draws and without what chance does to few."""

    customers: Range
    result: Range
    gain: Range | None


def simulated(model: Model, options: Mapping[str, Values], seed: int, confidence: float) -> dict[str, Told]:
    """options: name → levers that differ from the draws of `drawn`, the first one the plan as it is."""
    base = drawn(model, seed)
    first = next(iter(options))
    means = {name: model.expected(base | dict(changed)) for name, changed in options.items()}
    found = {}
    for name, (customers, result) in means.items():
        random = np.random.default_rng([seed, 1])  # the same chance for every option
        came, brought = with_chance(model.levers["value"], customers, result, random)
        gain = None if name == first else ends(result - means[first][1], confidence)
        found[name] = Told(ends(came, confidence), ends(brought, confidence), gain)
    return found


def with_chance(
    value: Lever, customers: Numbers, result: Numbers, random: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """How many really come, and what so few bring on average: n customers told the value to within its bounds."""
    came = random.poisson(customers).astype(np.float64)
    each = np.divide(result, customers, out=np.zeros_like(result), where=customers > 0)
    width = (np.log(value.high) - np.log(value.low)) / (2 * WIDTH) if value.low > 0 else 0.0
    varies = (np.exp(width**2) - 1) * (value.n or 0)
    scale = np.sqrt(np.log1p(varies / np.maximum(came, 1)))
    luck = np.exp(scale * random.standard_normal(len(came)) - scale**2 / 2)
    return came, came * each * luck


def ends(values: Numbers, confidence: float) -> Range:
    low, middle, high = np.quantile(values, [(1 - confidence) / 2, 0.5, (1 + confidence) / 2])
    return Range(float(low), float(middle), float(high))


def product(parts: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    """(low, middle, high) of shares one after another, their errors apart from each other."""
    middle = float(np.prod([part[1] for part in parts]))
    below, above = (
        float(np.sqrt(sum(np.log(max(part[end], LEAST) / part[1]) ** 2 for part in parts))) for end in (0, 2)
    )
    return middle * float(np.exp(-below)), middle, min(middle * float(np.exp(above)), 1.0)
