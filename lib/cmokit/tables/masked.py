"""How masked values look: the one place that says what `cmokit mask` writes and how the kit knows it again.

A token is `msk` and sixteen consonants: letters alone and no vowels, so that no folding of names, umlauts or mailboxes
makes one token of two, and nobody's name is one. A masked phone number stands under a country code that nobody has.
"""

import re

PREFIX = "msk"
ALPHABET = "bcdfghjklmnpqrstvwxz"
LETTERS = 16
TOKEN = re.compile(rf"{PREFIX}[{ALPHABET}]{{{LETTERS}}}")
# As a pattern that databases read: a column's value that is, or begins with, a token.
BEGINS_WITH_TOKEN = rf"^{PREFIX}[{ALPHABET}]{{{LETTERS}}}"
PHONE_PREFIX = "+999"


def is_token(text: str) -> bool:
    """Is the whole text one token?"""
    return TOKEN.fullmatch(text) is not None
