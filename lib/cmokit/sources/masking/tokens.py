"""Texts to tokens under one key: equal texts give equal tokens, in every file and delivery, and nothing leads back."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable

from cmokit.sources.settings import TEST_NAMES
from cmokit.tables.mailboxes import is_shared
from cmokit.tables.masked import ALPHABET, LETTERS, PHONE_PREFIX, PREFIX, is_token

# What no part before an @ may hold for the address to be valid; the same signs as in the check of completeness.
_LOCAL = re.compile(r"[^\s@.,;:<>()\[\]\\\"]+(\.[^\s@.,;:<>()\[\]\\\"]+)*")
_DOMAIN = re.compile(r"[^\s@,;:<>()\[\]\\\"]+")
# Numbers are told apart by their last nine digits, as in the search for duplicates: +49 170 … and 0170 … are one.
COMPARED_DIGITS = 9
FEWEST_DIGITS = 7
_TITLES = "dr dr. prof prof. mr mr. mrs mrs. ms ms. herr frau"
NO_NAMES = frozenset(word for name in (_TITLES, *TEST_NAMES) for word in name.split())
TEST_MARK = "+test"


class Tokens:
    """Tokens of one key. Texts keep the blanks around them; blank stays blank."""

    def __init__(self, key: bytes):
        self._key = key
        self._known: dict[tuple[str, str], int] = {}

    def fingerprint(self) -> str:
        """Eight letters by which two maskings can be seen to have used one key."""
        return self._letters("fingerprint", "")[:8]

    def text(self, text: str) -> str:
        """A text as a whole."""
        return _around(text, lambda bare: self._token("text", bare))

    def name(self, text: str) -> str:
        """A name, part by part, without case; titles, and the words of test records, are nobody's name."""
        return re.sub(r"\S+", lambda part: self._name_part(part.group()), text)

    def email(self, text: str) -> str:
        """An address with its domain; what is no valid address stays none, and several in one cell become one token."""
        return _around(text, self._email)

    def phone(self, text: str) -> str:
        """Digits for digits; what has too few to be a number becomes a text that has none."""
        return _around(text, self._phone)

    def _email(self, bare: str) -> str:
        local, _, domain = bare.partition("@")
        if not local or not _DOMAIN.fullmatch(domain):
            return self._token("text", bare)
        if is_nobodys(local):
            return bare
        mark = TEST_MARK if local.lower().endswith(TEST_MARK) else ""
        token = self._token("email", bare.lower()) + mark
        return f"{token if _LOCAL.fullmatch(local) else token + '.'}@{domain}"

    def _phone(self, bare: str) -> str:
        digits = digits_of(bare)
        if len(digits) < FEWEST_DIGITS:
            return self._token("text", bare)
        number = f"{self._number('phone', digits[-COMPARED_DIGITS:]) % 10**COMPARED_DIGITS:0{COMPARED_DIGITS}d}"
        return f"{PHONE_PREFIX} {number[:2]} {number[2:5]} {number[5:]}"

    def _name_part(self, part: str) -> str:
        return part if part.lower() in NO_NAMES else self._token("name", part.lower())

    def _token(self, what: str, text: str) -> str:
        return text if is_token(text) else PREFIX + self._letters(what, text)

    def _letters(self, what: str, text: str) -> str:
        number, letters = self._number(what, text), []
        for _ in range(LETTERS):
            number, place = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[place])
        return "".join(letters)

    def _number(self, what: str, text: str) -> int:
        known = (what, unicodedata.normalize("NFC", text))
        if known not in self._known:
            digest = hmac.new(self._key, "\0".join(known).encode(), hashlib.sha256).digest()
            self._known[known] = int.from_bytes(digest, "big")
        return self._known[known]


def digits_of(text: str) -> str:
    """The digits of a text in ASCII, whatever script they are written in."""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdecimal())


def is_nobodys(local_part: str) -> bool:
    """A desk's mailbox, a test's, or one that is masked already."""
    local = local_part.lower()
    bare = local.removesuffix(".").removesuffix(TEST_MARK)
    return local == "test" or is_shared(local) or is_token(bare)


def _around(text: str, mask: Callable[[str], str]) -> str:
    bare = text.strip()
    return text.replace(bare, mask(bare), 1) if bare else text
