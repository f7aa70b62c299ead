"""Months as people write them into a cell: `Jan 2026`, `2026-01`, `01/2026`, `Januar 26`, a date, or Excel's number."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from cmokit.sources.reading.months import MONTHS

FIRST_YEAR, LAST_YEAR = 2000, 2100
_EXCEL = date(1899, 12, 30)
_SERIALS = range((date(FIRST_YEAR, 1, 1) - _EXCEL).days, (date(LAST_YEAR, 1, 1) - _EXCEL).days)
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})",
        r"(?P<m>\d{1,2})[-/. ](?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})",
        r"(?P<name>[^\W\d_]{3,})\.?[-/,' ]*(?P<y>\d{4}|\d{2})",
        r"(?P<y>\d{4})[-/, ]*(?P<name>[^\W\d_]{3,})\.?",
        r"(?P<y>\d{4})-(?P<m>\d{2})-\d{2}(?:[ t].*)?",
        r"\d{1,2}\.?[-/ ]*(?P<name>[^\W\d_]{3,})\.?[-/, ]*(?P<y>\d{4})",
    )
)
_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_QUARTER = re.compile(r"(?:(\d{4})[-/ ]?[qt]([1-4])|[qt]([1-4])[-/ ]?(\d{4})|([1-4])\.? quart.*?(\d{4}))")
_YEAR = re.compile(r"(?:fy|gj)? ?(\d{4})(?:[/-](?:\d\d)?(\d\d))?")


@dataclass(frozen=True)
class NoMonth:
    """Why a text is no month: `quarter`, `year`, `two_months` (03/04/2026) or `unknown`."""

    reason: str


def month_of(text: str) -> date | NoMonth:
    """The first day of the month that a text says, or why it says none."""
    plain = " ".join(_plain(text).casefold().split())
    if plain.isdigit() and int(plain) in _SERIALS and len(plain) == 5:
        return (_EXCEL + timedelta(days=int(plain))).replace(day=1)
    if match := _DAY.fullmatch(plain):
        return _of_day(int(match[1]), match[2], int(match[3]), int(match[4]))
    for form in _FORMS:
        if (match := form.fullmatch(plain)) and (found := _of_match(match)):
            return found
    if _QUARTER.fullmatch(plain):
        return NoMonth("quarter")
    year = _YEAR.fullmatch(plain)
    is_year = year is not None and (year[2] is None or int(year[2]) == (int(year[1]) + 1) % 100)
    return NoMonth("year" if is_year else "unknown")


def _plain(text: str) -> str:
    """Any script's digits as ours; marks that nobody sees taken out."""
    seen = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in seen.replace("’", "'"))


def _of_match(match: re.Match[str]) -> date | None:
    said = match.groupdict()
    month = MONTHS.get(said["name"]) if said.get("name") else int(said["m"])
    year = int(said["y"]) + (2000 if len(said["y"]) == 2 else 0)
    return date(year, month, 1) if month and 1 <= month <= 12 and FIRST_YEAR <= year < LAST_YEAR else None


def _of_day(first: int, separator: str, second: int, year: int) -> date | NoMonth:
    """A day of numbers: with dots the month stands second; else the reading that gives the month's first day."""
    candidates = {(second, first), (first, second)} if separator != "." else {(second, first)}
    months = {(m, d) for m, d in candidates if 1 <= m <= 12 and 1 <= d <= 31}
    firsts = {m for m, d in months if d == 1} or {m for m, _ in months}
    if not firsts or not FIRST_YEAR <= year < LAST_YEAR:
        return NoMonth("unknown")
    return date(year, firsts.pop(), 1) if len(firsts) == 1 else NoMonth("two_months")
