"""What the masked columns of all files together say of people, found again wherever else it stands.

A company that is called like its only person, an address in a campaign's name, "exported by …" above a table: what
stays as it is, is searched for the e-mails, full names and numbers that are masked elsewhere.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from cmokit.sources.masking.tokens import COMPARED_DIGITS, NO_NAMES, Tokens, digits_of, is_nobodys
from cmokit.tables.masked import PHONE_PREFIX, is_token

EMAIL = re.compile(
    r"[^\s@,;:<>()\[\]\\\"'/?&=|]+(?:@|%40)[^\s@,;:<>()\[\]\\\"'/?&=|%]+\.[^\s@.,;:<>()\[\]\\\"'/?&=|%]+"
)
NUMBER = re.compile(r"\+?\d[\d ()/.\u00a0-]{7,}\d")
_WORD = re.compile(r"[^\W_]+(?:[-'’.+_][^\W_]+)*")
# "Exported by Jo Bloggs", "Owner: Jo Bloggs"; a date behind it stays.
_WHO = re.compile(
    r"((?:\b(?:export|generat|creat|prepar|erstell|download|run)\w*\s+(?:by|von)|\b(?:owner|user|author|besitzer))\s*:?\s+)"
    r"([^\d,;]+)",
    re.IGNORECASE,
)
LONGEST_NAME = 4  # words
SHORTEST_LOCAL = 6  # letters of a mailbox that is looked for without its domain, if it is no common word


@dataclass
class People:
    """names: full names as tuples of lower-case words. locals: mailboxes. numbers: last nine digits of phones."""

    names: set[tuple[str, ...]] = field(default_factory=set)
    locals: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    _scrubbed: dict[tuple[str, bool], str] = field(default_factory=dict)

    def add_name(self, *parts: str) -> None:
        words = tuple(word for part in parts for word in words_of(part) if word not in NO_NAMES)
        if 1 < len(words) <= LONGEST_NAME:
            self.names.update((words, words[1:] + words[:1], words[-1:] + words[:-1]))

    def add_email(self, text: str) -> None:
        local = text.strip().lower().partition("@")[0]
        # A plain word before the @ is found in half of all texts and names nobody there.
        if "@" in text and len(local) >= SHORTEST_LOCAL and not local.isalpha() and not is_nobodys(local):
            self.locals.add(local)

    def add_phone(self, text: str) -> None:
        digits = digits_of(text)
        if len(digits) >= COMPARED_DIGITS:
            self.numbers.add(digits[-COMPARED_DIGITS:])

    def scrubbed(self, text: str, tokens: Tokens, *, is_prose: bool = True) -> str:
        """The text with every person in it as a token. is_prose: no id, amount or date, whose digits may be any."""
        if not text or (text.isascii() and text.isalnum()):
            return text
        known = (text, is_prose)
        if known not in self._scrubbed:
            self._scrubbed[known] = self._scrub(text, tokens, is_prose)
        return self._scrubbed[known]

    def credits(self, text: str, tokens: Tokens) -> str:
        """A line above or below a table: who exported it is nobody's business either."""
        plain = self.scrubbed(text, tokens)
        return _WHO.sub(lambda found: found.group(1) + tokens.name(found.group(2)), plain)

    def _scrub(self, text: str, tokens: Tokens, is_prose: bool) -> str:
        if "@" in text or "%40" in text:
            text = EMAIL.sub(lambda found: tokens.email(found.group().replace("%40", "@")), text)
        for start, end in reversed(self._spans(text)):
            text = text[:start] + tokens.name(text[start:end]) + text[end:]
        if is_prose and self.numbers:
            text = NUMBER.sub(lambda found: self._number(found.group(), tokens), text)
        return text

    def _number(self, number: str, tokens: Tokens) -> str:
        return tokens.phone(number) if self._is_ours(number) else number

    def found_in(self, text: str, *, is_prose: bool = True) -> str | None:
        """What of a person stands in a text, as a word; None where nothing does."""
        if any(not is_nobodys(found.replace("%40", "@").partition("@")[0]) for found in EMAIL.findall(text)):
            return "an e-mail address"
        if self._spans(text):
            return "a name or mailbox"
        if is_prose and any(map(self._is_ours, NUMBER.findall(text))):
            return "a phone number"
        return None

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where full names and mailboxes stand, the longest first at each place, without overlaps."""
        found = [(m.start(), m.end(), m.group().lower()) for m in _WORD.finditer(text)]
        spans: list[tuple[int, int]] = []
        place = 0
        while place < len(found):
            size = self._size_at([word for _, _, word in found[place : place + LONGEST_NAME]])
            if size:
                spans.append((found[place][0], found[place + size - 1][1]))
            place += size or 1
        return spans

    def _size_at(self, words: list[str]) -> int:
        for size in range(len(words), 1, -1):
            if words[0] in self._first_words and tuple(words[:size]) in self.names:
                return size
        return int(words[0] in self.locals)

    @cached_property
    def _first_words(self) -> set[str]:
        return {name[0] for name in self.names}

    def _is_ours(self, number: str) -> bool:
        return digits_of(number)[-COMPARED_DIGITS:] in self.numbers and not number.startswith(PHONE_PREFIX)


def words_of(text: str) -> list[str]:
    """Lower-case words of a text; tokens are none."""
    return [word for found in _WORD.findall(text) if not is_token(word := found.lower())]
