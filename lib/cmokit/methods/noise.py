"""Whether a figure moved by more than chance alone moves it.

A share with its n is told by the records that came: those since against those before (Newcombe). Anything else that has
two intervals is told by both of them. What has neither cannot be told, and that is the answer.

What happened since to records that were counted before stands with those that came since: the aggregate does not tell
them apart. Where records counted before are counted again, two intervals are wider than they need be: a change that
they tell from noise is one, a change that they do not tell may still be one. Many figures looked at together find
something in chance alone, so `moved_together` holds the share of false finds below 5 % (Benjamini and Hochberg 1995).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Protocol

from cmokit.methods.uncertainty import CONFIDENCE, newcombe

Number = int | float | Decimal
FALSE_FINDS = 0.05  # at most this share of what is called more than noise, over many figures looked at together
_LEAST_CHANCE = 1e-12


class Days(Protocol):
    @property
    def start_on(self) -> date | None: ...

    @property
    def end_on(self) -> date | None: ...


class Numbers(Protocol):
    """What is asked of a figure; a Fact has all of it."""

    @property
    def value(self) -> Number | str | None: ...

    @property
    def unit(self) -> str: ...

    @property
    def n(self) -> int | None: ...

    @property
    def low(self) -> Number | None: ...

    @property
    def high(self) -> Number | None: ...

    @property
    def confidence(self) -> float | None: ...

    @property
    def period(self) -> Days | None: ...


class Basis(StrEnum):
    """What a difference was told from noise by. SINCE: records that came since against those before. TWO: two shares of
    different records, or of records that are partly the same. INTERVALS: the intervals of both. SAME: it did not move.
    NO_NUMBER, OTHER_UNIT, NO_INTERVAL: why it cannot be told.
    """

    SINCE = "since"
    TWO = "two"
    INTERVALS = "intervals"
    SAME = "same"
    NO_NUMBER = "no_number"
    OTHER_UNIT = "other_unit"
    NO_INTERVAL = "no_interval"


@dataclass(frozen=True)
class Moved:
    """How far a figure moved, in its own unit. low, high: the interval of the difference, where there is one.

    is_more_than_noise: None where that cannot be told. chance: how often chance alone would move it as far or further.
    since_share, since_n: the records that came since, where they were held against those before.
    """

    difference: Number | None
    low: float | None = None
    high: float | None = None
    is_more_than_noise: bool | None = None
    basis: Basis = Basis.NO_INTERVAL
    chance: float | None = None
    since_share: float | None = None
    since_n: int | None = None


@dataclass(frozen=True)
class _Share:
    """yes of n records."""

    yes: int
    n: int


def moved(now: Numbers, then: Numbers, *, are_apart: bool | None = None) -> Moved:
    """How far a figure moved since then, and whether that is more than noise.

    are_apart: whether both count different records, such as two weeks; None is told by their periods, and where these
    are not known, `now` is taken to count what `then` counted and what came since.
    """
    if now.unit != then.unit:
        return Moved(None, basis=Basis.OTHER_UNIT)
    difference = _difference(now.value, then.value)
    if difference is None:
        return Moved(None, basis=Basis.NO_NUMBER)
    if not difference and now.n == then.n:
        return Moved(difference, 0.0, 0.0, False, Basis.SAME, 1.0)
    shares = _share(now), _share(then)
    if shares[0] and shares[1]:
        return _of_shares(difference, shares[0], shares[1], _is_grown(now, then, are_apart))
    return _of_intervals(difference, now, then)


def moved_together(pairs: Iterable[tuple[Numbers, Numbers]], *, are_apart: bool | None = None) -> tuple[Moved, ...]:
    """`moved` of many figures looked at together, (now, then) each: in their order, fewer of them called a change."""
    every = [moved(now, then, are_apart=are_apart) for now, then in pairs]
    found = {place for place, is_found in zip(_told(every), _held(every), strict=True) if is_found}
    return tuple(
        replace(one, is_more_than_noise=place in found) if one.is_more_than_noise else one
        for place, one in enumerate(every)
    )


def held_false_finds(chances: Iterable[float], share: float = FALSE_FINDS) -> list[bool]:
    """Which of several looks, each with the chance that chance alone gives it, may be called finds."""
    chance = list(chances)
    order = sorted(range(len(chance)), key=lambda place: chance[place])
    last = max((rank for rank, place in enumerate(order, 1) if chance[place] <= share * rank / len(chance)), default=0)
    found = set(order[:last])
    return [place in found for place in range(len(chance))]


def _told(every: list[Moved]) -> list[int]:
    return [place for place, one in enumerate(every) if one.chance is not None]


def _held(every: list[Moved]) -> list[bool]:
    return held_false_finds(one.chance for one in every if one.chance is not None)


def _of_shares(difference: Number, now: _Share, then: _Share, is_grown: bool) -> Moved:
    """Where all records of then are counted again, the figure moves by what the newer ones weigh: their share of all
    records times how far they lie from the older ones.
    """
    since = _Share(now.yes - then.yes, now.n - then.n)
    if is_grown and since.n > 0 and 0 <= since.yes <= since.n:
        weight = since.n / now.n
        found = _by(lambda confidence: _newcombe(since, then, confidence), difference, Basis.SINCE, weight)
        return replace(found, since_share=since.yes / since.n, since_n=since.n)
    return _by(lambda confidence: _newcombe(now, then, confidence), difference, Basis.TWO)


def _newcombe(one: _Share, other: _Share, confidence: float) -> tuple[float, float]:
    return newcombe(one.yes, one.n, other.yes, other.n, confidence)


def _of_intervals(difference: Number, now: Numbers, then: Numbers) -> Moved:
    """By the distance of each figure from its bounds, squared and added (Zou and Donner 2008)."""
    sides = [(one.value, one.low, one.high, one.confidence) for one in (now, then)]
    if any(part is None for side in sides for part in side) or now.confidence != then.confidence:
        return Moved(difference)
    (value, low, high, _), (other, other_low, other_high, confidence) = [[float(p) for p in s] for s in sides]  # type: ignore[arg-type]
    below = sqrt((value - low) ** 2 + (other_high - other) ** 2)
    above = sqrt((high - value) ** 2 + (other - other_low) ** 2)
    if not below or not above:
        return Moved(difference)

    def at(wanted: float) -> tuple[float, float]:
        wider = _deviations(wanted) / _deviations(confidence)
        return value - other - below * wider, value - other + above * wider

    return _by(at, difference, Basis.INTERVALS)


def _by(
    interval: Callable[[float], tuple[float, float]], difference: Number, basis: Basis, weight: float = 1.0
) -> Moved:
    """interval: of the difference, at a confidence. weight: what a unit of it moves the figure by."""
    low, high = interval(CONFIDENCE)
    return Moved(difference, low * weight, high * weight, _leaves_out_zero((low, high)), basis, _chance(interval))


def _chance(interval: Callable[[float], tuple[float, float]]) -> float:
    """One less the confidence at which the interval just touches zero."""
    least, most = _LEAST_CHANCE, 1.0
    if _leaves_out_zero(interval(1 - least)):
        return least
    for _ in range(50):
        middle = sqrt(least * most)
        if _leaves_out_zero(interval(1 - middle)):
            most = middle
        else:
            least = middle
    return most


def _leaves_out_zero(interval: tuple[float, float]) -> bool:
    return interval[0] > 0 or interval[1] < 0


def _deviations(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _is_grown(now: Numbers, then: Numbers, are_apart: bool | None) -> bool:
    """Whether what was counted then is counted now as well, as far as the periods say."""
    if are_apart is not None:
        return not are_apart
    starts = [one.period.start_on if one.period else None for one in (now, then)]
    return None in starts or starts[0] == starts[1]


def _share(figure: Numbers) -> _Share | None:
    """A share as records; None where it is no such share, as those of waits that have not ended."""
    if figure.unit != "share" or not figure.n or figure.value is None or isinstance(figure.value, str):
        return None
    yes = float(figure.value) * figure.n
    is_whole = abs(yes - round(yes)) <= max(1e-6, figure.n * 1e-11)
    return _Share(round(yes), figure.n) if is_whole and 0 <= round(yes) <= figure.n else None


def _difference(now: Number | str | None, then: Number | str | None) -> Number | None:
    if now is None or then is None or isinstance(now, str) or isinstance(then, str):
        return None
    if isinstance(now, Decimal) or isinstance(then, Decimal):
        return Decimal(str(now)) - Decimal(str(then))
    return now - then
