"""The people whom a client's data knows, looked for in texts: e-mails, telephone numbers, first and last names."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"'/?&=|{}]+@[^\s@,;:<>()\[\]\\\"'/?&=|{}]+")
# No part of a decimal, an id or a hash; blanks, but no line end, within.
_PHONE = re.compile(r"(?<![\w.,])[+(]?\d(?:[ \u00a0()./-]{0,2}\d){6,16}(?!\w)")
_NO_PHONE = re.compile(r"\d{1,3}\.\d+|\d{4}-\d\d-\d\d")  # a decimal, a day
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"  # accents and vowel signs that stand alone
_WORD = re.compile(rf"(?:[^\W\d_][{_MARKS}]*)+")
FEWEST_DIGITS = 8  # fewer are any number
COUNTRY_CODES = (1, 2, 3)  # digits


@dataclass(frozen=True)
class People:
    """emails: in lower case. phones: digits without leading zeros, with and without a country code.

    names: the words of full names, at least two, in lower case, in either order.
    """

    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    names: frozenset[tuple[str, ...]] = frozenset()

    def places_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where people stand in a text, as start and end, in no order."""
        yield from ((m.start(), m.end()) for m in _EMAIL.finditer(text) if email_of(m.group()) in self.emails)
        if self.phones:
            yield from (m.span() for m in _PHONE.finditer(text) if self._is_known(m.group()))
        yield from self._names_in(text)

    def first_in(self, text: str) -> str:
        """Whoever stands first in a text, as written there; empty where nobody does."""
        found = min(self.places_in(text), key=lambda place: (place[0], -place[1]), default=None)
        return text[found[0] : found[1]] if found else ""

    def withheld(self, text: str, word: str) -> str:
        """The text with `word` in place of each person."""
        end = len(text)
        for start, stop in sorted(self.places_in(text), reverse=True):
            if stop <= end:
                text, end = text[:start] + word + text[stop:], start
        return text

    def without(self, text: str) -> "People":
        """These people but those whom a text names: the addressee, the consultant."""
        named = People.of(emails=_EMAIL.findall(text), phones=_PHONE.findall(text))
        there = {frozenset(run) for run in _runs_of(words_of(text), self._longest)}
        spoken = {name for name in self.names if frozenset(name) in there}
        return People(self.emails - named.emails, self.phones - named.phones, self.names - spoken)

    @classmethod
    def of(cls, emails: Iterable[str] = (), phones: Iterable[str] = (), names: Iterable[str] = ()) -> "People":
        """From texts as exports write them; a name of one word is nobody's."""
        known = {tuple(words_of(name)) for name in names}
        full = {name for name in known if len(name) > 1}
        turned = {name[-1:] + name[:-1] for name in full} | {name[1:] + name[:1] for name in full}
        numbers = {number for phone in phones for number in _numbers_of(phone)}
        addresses = {email for text in emails if "@" in (email := email_of(text))}
        return cls(frozenset(addresses), frozenset(numbers), frozenset(full | turned))

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.names), default=0)

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for name in self.names:
            found.setdefault(name[0], []).append(name)
        return found

    def _is_known(self, number: str) -> bool:
        return digits_of(number) in self.phones and not _NO_PHONE.fullmatch(number)

    def _names_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Names by their words in a row, whatever stands between them."""
        found = [(_plain(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]
        words = [word for word, _, _ in found]
        for place, word in enumerate(words):
            for name in self._by_first.get(word, ()):
                if tuple(words[place : place + len(name)]) == name:
                    yield found[place][1], found[place + len(name) - 1][2]


def email_of(text: str) -> str:
    return text.strip().strip(".").casefold()


def digits_of(text: str) -> str:
    return "".join(c for c in text if c.isdigit()).lstrip("0")


def words_of(text: str) -> list[str]:
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    """A word as it is compared: composed, without vowel signs, in lower case."""
    if word.isascii():
        return word.lower()
    composed = unicodedata.normalize("NFKC", word)
    return "".join(c for c in composed if not unicodedata.combining(c)).casefold()


def _numbers_of(phone: str) -> Iterator[str]:
    """A number as it may be written: as it is, and behind its country code."""
    whole = digits_of(phone)
    is_international = phone.strip().startswith(("+", "00"))
    for cut in (0, *(COUNTRY_CODES if is_international else ())):
        if len(number := whole[cut:].lstrip("0")) >= FEWEST_DIGITS:
            yield number


def _runs_of(words: list[str], longest: int) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + n]) for n in range(2, longest + 1) for i in range(len(words) - n + 1)}
