"""Themes in many short texts: words that are said together, found by counting.

TF-IDF over the words of each text, smoothed by which words are said together anywhere (texts are short: two people
complain of one thing in different words, a third one uses both), then non-negative factors (Lee and Seung 1999) begun
by NNDSVD (Boutsidis and Gallopoulos 2008), so without chance. How many themes: where the eigenvalues of the words' own
graph first fall by nearly as much as anywhere.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LEAST_TEXTS = 30
MOST_FITTED = 4_000  # texts that themes are made from, evenly out of all; the others are held against them
MOST_WORDS = 600
FEWEST, MOST = 2, 12  # themes
NEARLY = 0.6  # of the deepest fall
LEAST_SAID = 2  # texts that a word stands in
MOST_SHARE = 0.5  # of the texts: a word in more of them tells no theme apart
TURNS = 300
TINY = 1e-12
NONE = -1
Array = Any


@dataclass(frozen=True)
class Themes:
    """words: each theme's, those that mark it most first. of: text → theme, or NONE. fit: how near a text is to it."""

    words: tuple[tuple[str, ...], ...]
    of: tuple[int, ...]
    fit: tuple[float, ...]


def themes_of(texts: Sequence[Sequence[str]], most: int = MOST) -> Themes | None:
    """texts: the words of each. None where there are too few texts, or no words that several of them share."""
    if len(texts) < LEAST_TEXTS:
        return None
    fitted = texts[:: -(-len(texts) // MOST_FITTED)]
    said = Counter(word for text in fitted for word in set(text))
    known = [word for word, n in said.items() if LEAST_SAID <= n <= MOST_SHARE * len(fitted)]
    words = sorted(sorted(known, key=lambda word: (-said[word], word))[:MOST_WORDS])
    if len(words) <= FEWEST:
        return None
    rarity = np.log((1 + len(fitted)) / (1 + np.array([said[word] for word in words])))
    weights = tf_idf(fitted, words, rarity)
    together = _together(weights)
    count = _how_many(together, min(most, len(words) - 1))
    _, factors = nmf(weights @ together @ together, count)
    return _assigned(texts, words, rarity, together, factors)


def tf_idf(texts: Sequence[Sequence[str]], words: Sequence[str], rarity: Array) -> Array:
    """One row a text, of length one; a word counts once a text."""
    place = {word: n for n, word in enumerate(words)}
    found = np.zeros((len(texts), len(words)))
    for row, text in enumerate(texts):
        for word in set(text) & place.keys():
            found[row, place[word]] = rarity[place[word]]
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, length, out=found, where=length > 0)


def _together(weights: Array) -> Array:
    """How much two words are said together, over how much each is said."""
    both = weights.T @ weights
    each = np.sqrt(both.sum(axis=1))
    return both / np.maximum(np.outer(each, each), TINY)


def _how_many(together: Array, most: int) -> int:
    values = np.sort(np.linalg.eigvalsh(together))[::-1]
    falls = np.round(values[FEWEST - 1 : most] - values[FEWEST : most + 1], 9)
    return FEWEST + int(np.argmax(falls >= NEARLY * falls.max()))


def nmf(table: Array, count: int) -> tuple[Array, Array]:
    """table ≈ rows @ factors, none of them negative, by multiplicative steps from NNDSVD."""
    rows, factors = _nndsvd(table, count)
    for _ in range(TURNS):
        factors *= (rows.T @ table) / (rows.T @ rows @ factors + TINY)
        rows *= (table @ factors.T) / (rows @ factors @ factors.T + TINY)
    return rows, factors


def _nndsvd(table: Array, count: int) -> tuple[Array, Array]:
    """Each singular pair's larger half, so that its sign does not matter; zeros get a hundredth of the mean."""
    left, values, right = np.linalg.svd(table, full_matrices=False)
    rows, factors = np.zeros((len(table), count)), np.zeros((count, table.shape[1]))
    for n in range(count):
        halves = [(np.maximum(sign * left[:, n], 0), np.maximum(sign * right[n], 0)) for sign in (1, -1)]
        sizes = [float(np.linalg.norm(a) * np.linalg.norm(b)) for a, b in halves]
        (a, b), size = max(zip(halves, sizes, strict=True), key=lambda pair: pair[1])
        scale = np.sqrt(values[n] * size)
        rows[:, n], factors[n] = scale * a / (np.linalg.norm(a) + TINY), scale * b / (np.linalg.norm(b) + TINY)
    little = table.mean() / 100
    return np.where(rows > 0, rows, little), np.where(factors > 0, factors, little)


def _assigned(
    texts: Sequence[Sequence[str]], words: Sequence[str], rarity: Array, together: Array, factors: Array
) -> Themes:
    """Each text to the theme whose words it is nearest to; themes in order of how many texts they hold."""
    direction = factors / (np.linalg.norm(factors, axis=1, keepdims=True) + TINY)
    of, fit = [], []
    for start in range(0, len(texts), MOST_FITTED):
        near = tf_idf(texts[start : start + MOST_FITTED], words, rarity) @ together @ together
        scores = near @ direction.T / (np.linalg.norm(near, axis=1, keepdims=True) + TINY)
        of += [int(n) if has else NONE for n, has in zip(scores.argmax(axis=1), near.any(axis=1), strict=True)]
        fit += [round(float(score), 9) for score in scores.max(axis=1)]
    own = [_own_words(direction, n, words) for n in range(len(direction))]
    sizes = Counter(of)
    order = [n for n in sorted(range(len(own)), key=lambda n: (-sizes[n], own[n])) if sizes[n]]
    place = {theme: n for n, theme in enumerate(order)} | {NONE: NONE}
    return Themes(tuple(own[n] for n in order), tuple(place[n] for n in of), tuple(fit))


def _own_words(direction: Array, theme: int, words: Sequence[str]) -> tuple[str, ...]:
    """Said much in this theme and little in the others."""
    others = direction.sum(axis=0) - direction[theme]
    marks = direction[theme] * direction[theme] / (direction[theme] + others + TINY)
    ranked = np.argsort(-np.round(marks, 9), kind="stable")
    return tuple(words[n] for n in ranked[:10] if marks[n] > TINY)
