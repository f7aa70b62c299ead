"""Days on which a count broke off: far below its own level and its own weekdays, beyond chance over many series.

Counts are compared as 2·√(x + 3/8), whose spread is about one whatever the level (Anscombe 1948): expected is the
running median of the weeks around, times the weekday's own factor. A day's robust z is 0.6745 · (remainder − median) /
MAD (Iglewicz and Hoaglin 1993). Benjamini and Hochberg's rule decides over all days of all series at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import erfc, sqrt
from typing import Any

import numpy as np

from cmokit.methods.anomaly.score import robust_z

REACH = 28  # days on either side that make up a day's own level
LEAST_WEEKS = 8  # of a series before anything is said about it
LEAST_EXPECTED = 10.0  # a step: what counts fewer a day is looked at by week, and fewer a week not at all
FALSE_SHARE = 0.001  # of the days found, those that may be chance
HALF = 0.5  # a break loses at least so much of what was expected
EDGE_Z = -1.645  # of a day beside a found one that belongs to the same break
TURNS = 3  # of level, weekdays and level again
WEEK = 7
Array = Any


@dataclass(frozen=True)
class Series:
    """counts: one a day from `first` on; a day that no row tells of is 0. beside: what the count should follow."""

    first: date
    counts: Sequence[float]
    beside: Sequence[float] | None = None


@dataclass(frozen=True)
class Step:
    """One day, or one week that begins on `day`: counted, expected, robust z."""

    day: date
    days: int
    counted: int
    expected: float
    z: float

    @property
    def last(self) -> date:
        return self.day + timedelta(days=self.days - 1)

    @property
    def is_low(self) -> bool:
        return self.counted < HALF * self.expected


@dataclass(frozen=True)
class Break:
    """Steps in a row on which a series was broken."""

    steps: tuple[Step, ...]

    @property
    def first(self) -> date:
        return self.steps[0].day

    @property
    def last(self) -> date:
        return self.steps[-1].last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def counted(self) -> int:
        return sum(step.counted for step in self.steps)

    @property
    def expected(self) -> float:
        return sum(step.expected for step in self.steps)


def steps_of(series: Series) -> tuple[Step, ...]:
    """The days of a series, or its weeks where days hold too few; empty where there is too little of either."""
    counts = np.asarray(series.counts, float)
    beside = None if series.beside is None else np.asarray(series.beside, float)
    if len(counts) < LEAST_WEEKS * WEEK:
        return ()
    by_day = _judged(series.first, counts, beside, 1)
    if _usual(by_day) >= LEAST_EXPECTED:
        return by_day
    skipped = -series.first.weekday() % WEEK  # weeks begin on a Monday
    weeks = (len(counts) - skipped) // WEEK
    own = slice(skipped, skipped + weeks * WEEK)
    sums = [None if x is None else x[own].reshape(weeks, WEEK).sum(axis=1) for x in (counts, beside)]
    by_week = _judged(series.first + timedelta(days=skipped), sums[0], sums[1], WEEK)
    return by_week if _usual(by_week) >= LEAST_EXPECTED else ()


def _usual(steps: Sequence[Step]) -> float:
    """Where anything was expected at all: a count that ended long ago was something while it lasted."""
    expected = [step.expected for step in steps if step.expected > 0]
    return float(np.median(expected)) if expected else 0.0


def _judged(first: date, counts: Array, beside: Array | None, days: int) -> tuple[Step, ...]:
    start = first.weekday() if days == 1 else 0
    weekday = (np.arange(len(counts)) + start) % WEEK if days == 1 else np.zeros(len(counts), int)
    expected = _expected(counts, beside, weekday, REACH // days)
    remainder = 2 * np.sqrt(counts + 3 / 8) - 2 * np.sqrt(expected + 3 / 8)
    scores = robust_z(remainder, least=1.0)  # no count is steadier than chance
    return tuple(
        Step(first + timedelta(days=days * n), days, int(counts[n]), float(expected[n]), float(scores[n]))
        for n in range(len(counts))
    )


def _expected(counts: Array, beside: Array | None, weekday: Array, reach: int) -> Array:
    """What each step should hold: level of the weeks around, times weekday; per unit of `beside` where given."""
    base = np.ones(len(counts)) if beside is None else beside
    rate = np.divide(counts, base, out=np.full(len(counts), np.nan), where=base > 0)
    factor, level = np.ones(WEEK), np.ones(len(counts))
    for _ in range(TURNS):
        level = _running_median(rate / factor[weekday], reach)
        relative = np.divide(rate, level, out=np.full(len(counts), np.nan), where=level > 0)
        factor = np.array([_median(relative[weekday == day], 1.0) for day in range(WEEK)])
        factor[factor <= 0] = 1.0  # a weekday that is mostly empty: its own level cannot be told
    return level * factor[weekday] * base


def _running_median(values: Array, reach: int) -> Array:
    return np.array([_median(values[max(0, n - reach) : n + reach + 1], 0.0) for n in range(len(values))])


def _median(values: Array, otherwise: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else otherwise


def found(series: Mapping[Any, Sequence[Step]], told: Mapping[Any, frozenset[date]]) -> dict[Any, list[Break]]:
    """Series → its breaks: steps low by half and beyond chance over all steps of all these series.

    told: series → days on which something larger was broken already; they are left out.
    """
    own = {name: _left(steps, told.get(name, frozenset())) for name, steps in series.items()}
    chances = [(_chance(step.z), name, step) for name, steps in own.items() for step in steps]
    ranked = sorted(chances, key=lambda row: row[0])
    last = max((n for n, row in enumerate(ranked, 1) if row[0] <= FALSE_SHARE * n / len(ranked)), default=0)
    broken: dict[Any, set[date]] = {name: set() for name in series}
    for _, name, step in ranked[:last]:
        if step.is_low:
            broken[name].add(step.day)
    return {name: _runs(steps, broken[name]) for name, steps in own.items()}


def _left(steps: Sequence[Step], told: frozenset[date]) -> list[Step]:
    return [step for step in steps if not any(step.day + timedelta(days=n) in told for n in range(step.days))]


def _chance(z: float) -> float:
    """How often chance alone falls so low."""
    return 0.5 * erfc(-z / sqrt(2))


def _runs(steps: Sequence[Step], broken: set[date]) -> list[Break]:
    """Low steps in a row, from the first to the last very low one; two of them broken, or one without any count."""
    runs: list[list[Step]] = []
    for step in steps:
        if not step.is_low:
            continue
        joins = runs and runs[-1][-1].last + timedelta(days=1) == step.day
        runs[-1].append(step) if joins else runs.append([step])
    return [Break(tuple(_trimmed(run, broken))) for run in runs if _is_break(run, broken)]


def _is_break(run: Sequence[Step], broken: set[date]) -> bool:
    own = [step for step in run if step.day in broken]
    return len(own) > 1 or any(step.counted == 0 for step in own)


def _trimmed(run: Sequence[Step], broken: set[date]) -> Sequence[Step]:
    places = [n for n, step in enumerate(run) if step.day in broken or step.z <= EDGE_Z]
    return run[places[0] : places[-1] + 1]
