"""Dates and times as exports write them, taken apart without deciding day and month.

`3/4/2026` is kept as (3, 4, 2026) until the whole column has said which of the two is the day.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from cmokit.sources.reading.months import MONTHS

_TIME = (
    r"(?:(?:[ T]+|,\s*)(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\.?)?\s?(?P<zone>Z|z|(?:UTC|GMT)?[+−-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})?)?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_FORMS = tuple(
    re.compile(_WEEKDAY + form + _TIME, re.I)
    for form in (
        r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<y>\d{4})年\s?(?P<m>\d{1,2})月\s?(?P<d>\d{1,2})日",
        r"(?P<a>\d{1,2})(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<c>\d{4}|\d{2})\.?",
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[ /-]*(?:de )?"
        r"(?P<name>[^\W\d_]{3,})\.?,?[ /-]*(?:de )?(?P<y>\d{4}|\d{2})",
        r"(?P<name>[^\W\d_]{3,})\.?\s(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y>\d{4})",
        r"(?P<y>\d{4})[ /-](?P<name>[^\W\d_]{3,})[ /-](?P<d>\d{1,2})",
    )
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{3}(?:\d{3})?)?)?(?:Z|[+-]\d\d:\d\d)?)?", re.A)
_EPOCH_MS = re.compile(r"1\d{12}", re.A)
# Abbreviations that mean one offset everywhere; IST, BST, CST and their like do not.
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "JST": 540}
_ZONES |= {"EST": -300, "EDT": -240, "CDT": -300, "MDT": -360, "PST": -480, "PDT": -420}
ORDERS = ("dmy", "mdy", "ymd")
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: its three numbers in their order, `order` where the form itself says which is which.

    clock: hour, minute, second, microsecond, or None for a date alone. offset: minutes east of UTC where written.
    """

    numbers: tuple[int, int, int]
    order: str | None
    clock: tuple[int, int, int, int] | None
    offset: int | None
    short_year: bool = False

    def day(self, order: str | None) -> date | None:
        """The date with this order of day, month and year; None where there is no such day."""
        first, second, third = self.numbers
        parts = {"ymd": (first, second, third), "dmy": (third, second, first), "mdy": (third, first, second)}
        year, month, day = parts[self.order or order or "ymd"]
        if self.short_year:
            year += 2000 if year < 69 else 1900
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def orders(self) -> frozenset[str]:
        """The orders with which this is a day of the calendar; with a year of four digits it stands last."""
        candidates = ORDERS if self.short_year else ORDERS[:2]
        return frozenset(order for order in candidates if self.day(order) is not None)


def take_apart(text: str, form: str | None = None) -> Written | str:
    """The parts of a date or time, or the reason why it is none.

    form: a strptime pattern, or excel, excel_1904, epoch_s, epoch_ms; the text must then be of that form.
    """
    if form is not None:
        return _of_form(text, form)
    if _ISO.fullmatch(text):
        return _of_iso(text)
    if _EPOCH_MS.fullmatch(text):
        return _of_form(text, "epoch_ms")
    if not text.isascii():
        text = _plain(text)
    for pattern in _FORMS:
        match = pattern.fullmatch(text)
        if match is not None:
            return _of_match(match)
    return "not_a_date"


def _plain(text: str) -> str:
    text = re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    text = re.sub(r"[\u00a0\u202f\u2009]", " ", text).strip()
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFC", text))


def _of_iso(text: str) -> Written | str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return "impossible_date"
    return _of_datetime(moment, has_time=len(text) > 10)


def _of_datetime(moment: datetime, *, has_time: bool) -> Written:
    clock = (moment.hour, moment.minute, moment.second, moment.microsecond) if has_time else None
    shift = moment.utcoffset()
    offset = None if shift is None else round(shift.total_seconds() / 60)
    return Written((moment.year, moment.month, moment.day), "ymd", clock, offset)


def _of_match(match: re.Match[str]) -> Written | str:
    parts = match.groupdict()
    clock = _clock(parts)
    offset = _offset(parts["zone"])
    if isinstance(clock, str) or isinstance(offset, str):
        return clock if isinstance(clock, str) else str(offset)
    if parts.get("a"):
        numbers = (int(parts["a"]), int(parts["b"]), int(parts["c"]))
        return Written(numbers, None, clock, offset, short_year=len(parts["c"]) == 2)
    month = MONTHS.get(parts["name"].lower()) if parts.get("name") else int(parts["m"])
    if month is None:
        return "not_a_date"
    written = Written((int(parts["y"]), month, int(parts["d"])), "ymd", clock, offset, len(parts["y"]) == 2)
    return written if written.day("ymd") else "impossible_date"


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int, int] | str | None:
    if parts["hour"] is None:
        return None
    hour, minute, second = int(parts["hour"]), int(parts["minute"] or 0), int(parts["second"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            return "impossible_date"
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    digits = (parts["part"] or "").ljust(6, "0")
    if digits[6:].strip("0"):
        return "too_precise"
    possible = hour < 24 and minute < 60 and second < 60
    return (hour, minute, second, int(digits[:6])) if possible else "impossible_date"


def _offset(zone: str | None) -> int | str | None:
    if zone is None:
        return None
    bare = zone.upper().replace("−", "-")
    if bare in _ZONES:
        return _ZONES[bare]
    signed = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", bare)
    if signed is None or int(signed[2]) > 14:
        return "unknown_zone"
    return (-1 if signed[1] == "-" else 1) * (int(signed[2]) * 60 + int(signed[3] or 0))


def _of_form(text: str, form: str) -> Written | str:
    try:
        if form in ("epoch_s", "epoch_ms"):
            seconds = Decimal(text) / (1000 if form == "epoch_ms" else 1)
            start = datetime(1970, 1, 1, tzinfo=UTC)
            return _of_datetime(start + timedelta(microseconds=int(seconds * 1_000_000)), has_time=True)
        if form in ("excel", "excel_1904"):
            return _of_serial(Decimal(text), form)
        has_time = re.search(r"%[HIMSfpcXs]", form) is not None
        return _of_datetime(datetime.strptime(text, form), has_time=has_time)
    except (ValueError, InvalidOperation, OverflowError):
        return "not_a_date"


def _of_serial(serial: Decimal, form: str) -> Written | str:
    """Days since the workbook's start; Excel's calendar of 1900 has a 29 February that never was (serial 60)."""
    if not 1 <= serial < 100_000 or (form == "excel" and int(serial) == 60):
        return "impossible_date"
    start = datetime(1904, 1, 1) if form == "excel_1904" else datetime(1899, 12, 31 if serial < 60 else 30)
    milliseconds = round(serial * 86_400_000)
    moment = start + timedelta(milliseconds=int(milliseconds))
    return _of_datetime(moment, has_time=serial != int(serial))
