"""Journeys gathered by their path: how often each sequence of channels ended in an outcome, and how often in none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Paths:
    """Distinct paths over numbered channels.

    channels: names, by number. codes: channel numbers of all paths one behind the other, path i from starts[i] to
    starts[i + 1], each at least one long. converted: outcomes at the end of a path. open: journeys on it without one.
    """

    channels: tuple[str, ...]
    codes: Indices
    starts: Indices
    converted: Numbers
    open: Numbers

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.converted) + 1 or (len(self.converted) and self.lengths.min() < 1):
            raise ValueError("each path needs a channel, and numbers of outcomes and of open journeys")

    @cached_property
    def lengths(self) -> Indices:
        return np.diff(self.starts)

    @cached_property
    def path_of(self) -> Indices:
        """For each code the number of its path."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @property
    def first(self) -> Indices:
        return self.codes[self.starts[:-1]]

    @property
    def last(self) -> Indices:
        return self.codes[self.starts[1:] - 1]

    def credit(self, codes: Indices, weights: Numbers) -> Numbers:
        """Weights added up by channel."""
        return np.bincount(codes, weights=weights, minlength=len(self.channels)).astype(np.float64)

    def weighing(self, converted: Numbers, open: Numbers) -> "Paths":
        """The same paths with other numbers of journeys: of one bootstrap draw, or amounts in place of outcomes."""
        return Paths(self.channels, self.codes, self.starts, converted, open)


def paths_of(rows: Iterable[tuple[Sequence[str], float, float]]) -> Paths:
    """Paths out of (channels in order, outcomes, journeys without one); equal paths are added up, channels sorted."""
    summed: dict[tuple[str, ...], list[float]] = {}
    for path, converted, open_ in rows:
        both = summed.setdefault(tuple(path), [0.0, 0.0])
        both[0] += converted
        both[1] += open_
    ordered = sorted(summed)
    channels = tuple(sorted({channel for path in ordered for channel in path}))
    number = {channel: n for n, channel in enumerate(channels)}
    codes = np.array([number[channel] for path in ordered for channel in path], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum([len(path) for path in ordered])]).astype(np.int64)
    counts = np.array([summed[path] for path in ordered], dtype=np.float64).reshape(-1, 2)
    return Paths(channels, codes, starts, counts[:, 0], counts[:, 1])
