"""Left-to-right text inside right-to-left pages: figures, names, addresses and ids keep their own order.

Invisible isolates (Unicode UAX 9) stand around them; a browser, typst and a spreadsheet all read those.
"""

import re
import unicodedata
from dataclasses import replace
from functools import cache

from cmokit.render.text import Runs
from cmokit.words import is_right_to_left

LEFT_TO_RIGHT, FIRST_STRONG, END = "\u2066", "\u2068", "\u2069"
_RIGHT = {"R", "AL"}
_JOINED = re.compile(r"\d+(?:[-/:.,]\d+)+")  # `2025-12`: beside Arabic letters its parts would change places


def directed(runs: Runs, language: str) -> Runs:
    """Runs for a page of this language: on a right-to-left one, whatever has no letter of its script is isolated.

    A sentence without any such letter, such as an English word that stands in, is isolated as a whole.
    """
    if not is_right_to_left(language) or not runs:
        return runs
    if any(has_right_to_left(run.text) for run in runs):
        return tuple(replace(run, text=isolated(run.text, language)) for run in runs)
    first, last = runs[0], runs[-1]
    if len(runs) == 1:
        return (replace(first, text=isolated(first.text, language)),)
    opened, closed = replace(first, text=LEFT_TO_RIGHT + first.text), replace(last, text=last.text + END)
    return (opened, *runs[1:-1], closed)


def isolated(text: str, language: str) -> str:
    """One text that is shown beside others: an owner's name, a date, `−5%`; in an Arabic one its dates and numbers."""
    if not is_right_to_left(language) or not any(map(str.isalnum, text)):
        return text
    if has_right_to_left(text):
        return text if FIRST_STRONG in text else _JOINED.sub(rf"{FIRST_STRONG}\g<0>{END}", text)
    inner = text.strip(" ")
    before, _, after = text.partition(inner)
    return f"{before}{FIRST_STRONG}{inner}{END}{after}"  # the blanks beside it belong to the sentence


def has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(map(_is_right_to_left, text))


@cache
def _is_right_to_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in _RIGHT
