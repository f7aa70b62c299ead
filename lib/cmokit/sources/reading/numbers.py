"""Numbers as people and their programs write them: separators, signs, currencies, percents, all digits kept.

A column is decided as a whole: `1.234` alone may be a thousand or one and a bit; beside `0,50` it is a thousand.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cmokit.sources.reading.currencies import CODES, SYMBOLS

SPACES = " \u00a0\u202f\u2009\u2007"
_APOSTROPHES = "'’‘´`"
_MINUS = r"−﹣－‐‑–\-"
_FULL_WIDTH = str.maketrans("，．％（）＋", ",.%()+")
_NUMBER = re.compile(
    rf"""(?P<sign1>[+{_MINUS}])?\s*(?P<unit1>[^\d\s.,'%()+{_MINUS}][^\d\s,'%()+{_MINUS}]{{0,3}})?\s*
    (?P<sign2>[+{_MINUS}])?\s*(?P<body>\d(?:[\d.,'٫٬ ]*\d)?|[.,٫]\d+)(?P<exponent>[eE][+-]?\d{{1,2}}(?!\d))?\s*
    (?P<sign3>[{_MINUS}])?\s*(?P<percent>[%٪])?\s*(?P<unit2>[^\d\s.,'%()+{_MINUS}][^\d\s,'%()+{_MINUS}]{{0,3}})?\s*
    (?P<sign4>[{_MINUS}])?""",
    re.X,
)
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.A)
# Three digits a group, or the Indian way: three, then twos.
_GROUPS = re.compile(r"\d{1,3}(?:([.,' ٬])\d{3})(?:\1\d{3})*|\d{1,2}(?:([,])\d{2})+\2\d{3}")


@dataclass(frozen=True)
class Number:
    """A number as written. body: digits and separators alone; currency: ISO code where the symbol says one."""

    negative: bool
    body: str
    exponent: int = 0
    percent: bool = False
    currency: str | None = None


def take_apart(text: str) -> Number | None:
    """Sign, digits with separators, exponent, percent, currency; None where the text is no number."""
    if _PLAIN.fullmatch(text):
        return Number(text[0] == "-", text.lstrip("-"))
    text = _usual_characters(text)
    brackets = text.count("(") == 1 and text.count(")") == 1 and text.index("(") < text.index(")")
    if brackets:
        text = text.replace("(", "").replace(")", "").strip()
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    signs = [sign for sign in match.group("sign1", "sign2", "sign3", "sign4") if sign]
    units = [unit for unit in match.group("unit1", "unit2") if unit]
    if len(signs) + brackets > 1 or len(units) > 1 or any(_currency(unit) is None for unit in units):
        return None
    negative = brackets or any(sign != "+" for sign in signs)
    exponent = int((match["exponent"] or "e0")[1:])
    currency = _currency(units[0]) if units else None
    return Number(negative, match["body"], exponent, match["percent"] is not None, currency)


def proves(body: str) -> str | None:
    """The decimal mark that a number proves: "." or ","; "?" undecidable alone; "" says nothing; None is no number."""
    dots, commas = body.count("."), body.count(",")
    if not dots and not commas:
        return "" if to_decimal(body, ".") is not None else None
    last = "." if body.rfind(".") > body.rfind(",") else ","
    other = "," if last == "." else "."
    if body.count(last) > 1:
        return other if to_decimal(body, other) is not None else None
    if to_decimal(body, last) is None:
        return other if to_decimal(body, other) is not None else None
    return "?" if to_decimal(body, other) is not None else last


def to_decimal(body: str, mark: str) -> Decimal | None:
    """The exact value with this decimal mark; None where the groups of digits do not fit it."""
    mark = "٫" if "٫" in body else mark
    whole, found, fraction = body.partition(mark)
    if found and not fraction.isdigit():
        return None
    if whole.isdigit() or (not whole and found):
        return Decimal(f"{whole or 0}.{fraction}" if found else whole)
    if not _GROUPS.fullmatch(whole) or whole.startswith("0"):
        return None
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{fraction}" if found else digits)


def thousands_of(bodies: Sequence[str], mark: str) -> str | None:
    """The first thousands separator used, as one of `,` `.` `'` and a space."""
    for body in bodies:
        whole = body.partition(mark)[0]
        found = re.search(r"[.,' ٬]", whole)
        if found:
            return found.group()
    return None


def _usual_characters(text: str) -> str:
    """Spaces, apostrophes, full-width marks and any script's digits in their plain forms."""
    if text.isascii():
        return text
    text = re.sub(f"[{SPACES}]", " ", text).translate(_FULL_WIDTH)
    text = re.sub(f"[{_APOSTROPHES}]", "'", text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _currency(unit: str) -> str | None:
    """ISO code of a code or symbol; a sign that several currencies share ($) stays itself; None is no currency."""
    if unit in SYMBOLS:
        return SYMBOLS[unit]
    if unit.upper() in CODES:
        return unit.upper()
    return unit if len(unit) == 1 and unicodedata.category(unit) == "Sc" else None
