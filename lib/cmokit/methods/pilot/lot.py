"""The lot: who comes into which arm, within strata and blocks, the same again from the same seed.

Within each stratum units come in blocks that hold every arm equally often, so that arms stay of one size whenever the
draw ends. The seed is the hash of the frozen plan: nobody can draw until the arms please, and anybody can draw again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from random import Random

BLOCK = 2  # times every arm in a block; of one time, the last one of a block could be foretold


@dataclass(frozen=True)
class Drawn:
    """One unit with its stratum and place: of an arm, or of a wave."""

    unit: str
    stratum: str
    place: int


def drawn(units: Iterable[tuple[str, str]], places: int, seed: str, before: Mapping[str, int]) -> tuple[Drawn, ...]:
    """units: (id, stratum), each once. places: arms, or waves. before: of each stratum, how many were drawn already.

    Which units come is given; in which order they are drawn hangs on the seed alone, never on the order of the file.
    """
    ordered = sorted(units, key=lambda unit: (unit[1], _hashed(seed, unit[0])))
    counts = Counter(before)
    found = []
    for unit, stratum in ordered:
        number = counts[stratum]
        counts[stratum] += 1
        found.append(Drawn(unit, stratum, _place(seed, stratum, number, places)))
    return tuple(sorted(found, key=lambda one: one.unit))


def days_of(first: date, last: date, waves: int) -> tuple[date, ...]:
    """The days on which the waves of a staggered start begin, evenly from the first to the last."""
    whole = (last - first).days
    return tuple(first + timedelta(days=round(whole * wave / max(1, waves - 1))) for wave in range(waves))


def stratum_of(values: Sequence[str | None]) -> str:
    """The values of the columns within which is drawn, as one text; a blank is a value of its own."""
    return " · ".join((value or "").strip() or "–" for value in values)


def _place(seed: str, stratum: str, number: int, places: int) -> int:
    size = BLOCK * places
    block = list(range(places)) * BLOCK
    Random(f"{seed}:{stratum}:{number // size}").shuffle(block)
    return block[number % size]


def _hashed(seed: str, unit: str) -> str:
    return sha256(f"{seed}:{unit}".encode()).hexdigest()
