"""Number formats of charts on slides: sign, unit and percent as the client's locale places them.

Separators are the reader's own: Office writes them as his system does.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cmokit.render import formats
from cmokit.render.formats import WHOLE_FROM, Look

_NUMBER = re.compile(r"\d[\d.,'’\s٬٫]*\d|\d")
EXAMPLE = Decimal("1234.5")  # takes the plural form of most numbers in every language that the kit speaks


def number_format(unit: str, values: Iterable[Any], look: Look) -> str:
    """The format code of a unit; amounts of a thousand and more are written without cents, as in a sentence."""
    if unit == "share":
        return _around(formats.percent(Decimal("0.123"), look.locale), "0.0")
    if formats.is_money(unit):
        largest = max((abs(formats.exact(value)) for value in values if value is not None), default=Decimal(0))
        places = "" if largest >= WHOLE_FROM else ".00"
        return _around(formats.money(EXAMPLE, unit, look.locale), f"#,##0{places}")
    if unit in ("days", "minutes", formats.INDEX):
        is_whole = all(value is None or value == int(value) for value in values)
        digits = "#,##0" if is_whole else "#,##0.0"
        return _around(formats.show(EXAMPLE, unit, look.locale, language=look.language), digits)
    return "#,##0"


def _around(example: str, digits: str) -> str:
    """The digits' format between what stands before and behind a formatted number; `%` stays the sign that counts."""
    found = _NUMBER.search(example)
    if found is None:
        return digits
    return f"{_literal(example[: found.start()])}{digits}{_literal(example[found.end() :])}"


def _literal(text: str) -> str:
    held = text.replace(" ", "\xa0")  # a value and its unit stay in one line
    pieces = (piece if piece == "%" else f'"{piece}"' for piece in re.split(r"(%)", held) if piece)
    return "".join(pieces)
