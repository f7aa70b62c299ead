"""What a planted figure is, and the few sums that several analyses need. Everything in plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_MIXED = {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"}
Value = int | float | Decimal | str


@dataclass(frozen=True)
class Truth:
    """One figure that must come out. value: counts as int, shares and days as float, amounts as Decimal."""

    id: str
    value: Value
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Named:
    """The records that an analysis must name, and no others, among its evidence rows that fit `where`."""

    analysis: str
    key: str
    values: tuple[str, ...]
    where: tuple[tuple[str, str], ...] = ()


def truth(id_: str, value: Value, **dimensions: str) -> Truth:
    """A figure with its dimensions; a trailing underscore frees a name from Python's own (`from_`)."""
    return Truth(id_, value, tuple(sorted((name.rstrip("_"), text) for name, text in dimensions.items())))


def share(id_: str, part: int, whole: int, **dimensions: str) -> list[Truth]:
    """part ÷ whole; nothing where there is nothing to divide by."""
    return [truth(id_, part / whole, **dimensions)] if whole else []


def named(analysis: str, key: str, values: Iterable[str], **where: str) -> Named:
    return Named(analysis, key, tuple(sorted(set(values))), tuple(where.items()))


def quantile(values: list[float], q: float) -> float:
    """Linear interpolation between the two nearest of the sorted values."""
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def squashed(text: str) -> str:
    """A spelling without case, blanks and punctuation; Arabic letters that people mix as one, no stretching stroke."""
    return "".join(_MIXED.get(char, char) for char in text.lower() if char.isalnum() and char != "\u0640")


def extra_spellings(texts: Iterable[str]) -> dict[str, int]:
    """Spellings that equal a more frequent one: spelling → how often; of two, the first in the alphabet stays."""
    counts: dict[str, int] = {}
    for text in texts:
        if text.strip():
            counts[text] = counts.get(text, 0) + 1
    groups: dict[str, list[str]] = {}
    for text in counts:
        groups.setdefault(squashed(text), []).append(text)
    usual = {min(group, key=lambda text: (-counts[text], text)) for group in groups.values()}
    return {text: counts[text] for text in counts if text not in usual and squashed(text)}
