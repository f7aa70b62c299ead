"""A workbook's cell as the text that a person sees in it, exact where the cell holds more than it shows."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_ZEROS = re.compile(r"0{2,}")
_HAS_TIME = re.compile(r"[hs]|AM/PM", re.I)
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# Excel keeps 15 digits; longer whole numbers have lost their last ones before they came here.
_EXACT_WHOLE = 10**15


def text_of(value: Any, number_format: str) -> str:
    """Dates and times in ISO form, whole numbers without `.0`, decimals with Excel's 15 digits, percents with sign."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return _moment(value, number_format)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return _number(value, number_format) if isinstance(value, int | float) else str(value)


def lost_digits(value: Any) -> bool:
    """Is this a whole number too long for Excel to have kept all of its digits?"""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _EXACT_WHOLE


def _moment(value: datetime, number_format: str) -> str:
    midnight = value.time() == time(0)
    if midnight and not _HAS_TIME.search(_LITERALS.sub("", number_format)):
        return value.date().isoformat()
    return value.isoformat(sep=" ")


def _number(value: int | float, number_format: str) -> str:
    plain = _LITERALS.sub("", number_format)
    if "%" in plain:
        return f"{_exact(Decimal(f'{value:.15g}').scaleb(2))}%"
    if isinstance(value, float) and not value.is_integer():
        return _exact(Decimal(f"{value:.15g}"))
    digits = str(int(value))
    return digits.zfill(len(plain)) if _ZEROS.fullmatch(plain) and value >= 0 else digits


def _exact(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
