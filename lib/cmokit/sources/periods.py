"""When an export was made and which days it covers, as far as its text or its name says it."""

import re
from collections.abc import Iterable
from datetime import date, datetime

Period = tuple[date | None, date | None]

ISO = r"(20\d\d)-(\d\d)-(\d\d)"
COMPACT = r"(20\d\d)(\d\d)(\d\d)"
IN_NAME = re.compile(rf"(?<!\d)(?:{ISO}|{COMPACT}|(20\d\d)[_.](\d\d)[_.](\d\d))(?!\d)")
MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_](0[1-9]|1[0-2])(?![-_.]?\d)")
WORDS = "%B %d, %Y | %b %d, %Y | %d %B %Y | %d %b %Y | %d. %B %Y | %Y-%m-%d | %m/%d/%Y | %Y/%m/%d | %d.%m.%Y | %Y%m%d"
FORMATS = tuple(WORDS.split(" | "))
DAY = (
    r"[A-Za-z]{3,9}\.? \d{1,2}, 20\d\d|\d{1,2}\.? [A-Za-z]{3,9} 20\d\d|20\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}/20\d\d|20\d{6}"
)
RANGE = re.compile(rf"({DAY})\s*(?:-|–|—|to|until|,)\s*({DAY})")
ONE_DAY = re.compile(rf"^\W*({DAY})\W*$")
STARTS = re.compile(
    rf"(?:report start|start date|reporting starts?|startdatum|date de début|fecha de inicio|from)\s*:?\s*({DAY})", re.I
)
ENDS = re.compile(
    rf"(?:report end|end date|reporting ends?|enddatum|date de fin|fecha de finalización|until|to)\s*:?\s*({DAY})", re.I
)
MADE = re.compile(rf"(?:date generated|generated on|generated at|exported on|export date|as of)\W*({DAY})", re.I)


def period_of_text(lines: Iterable[str]) -> Period:
    """The days that the lines above a header say the report covers."""
    text = list(lines)
    for line in text:
        if found := RANGE.search(line):
            return _in_order(day_of(found.group(1)), day_of(found.group(2)))
    start, end = (_search(pattern, text) for pattern in (STARTS, ENDS))
    if start or end:
        return _in_order(start, end)
    single = next((m for line in text if (m := ONE_DAY.match(line))), None)
    return (day_of(single.group(1)),) * 2 if single else (None, None)


def made_on(lines: Iterable[str]) -> date | None:
    """The day on which the text says the report was made."""
    return _search(MADE, list(lines))


def days_of_name(name: str) -> list[date]:
    """The days in a file's name, in order: `contacts_2026-01-31.csv`, `ads-20260101-20260131.csv`."""
    found = [[part for part in m.groups() if part] for m in IN_NAME.finditer(name)]
    return [day for parts in found if (day := _date(*parts)) is not None]


def month_of_name(name: str) -> Period:
    """The month that a file's name says (`ads_2026-01.csv`), as its first and last day."""
    found = MONTH_IN_NAME.search(name)
    if found is None or days_of_name(name):
        return None, None
    year, month = int(found.group(1)), int(found.group(2))
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), date.fromordinal(following.toordinal() - 1)


def of_text_or_name(lines: Iterable[str], name: str) -> Period:
    """The days that the text above the header says, else the two days or the month in the file's name."""
    start, end = period_of_text(lines)
    if start or end:
        return start, end
    days = days_of_name(name)
    return (min(days), max(days)) if len(days) > 1 else month_of_name(name)


def extract_day(lines: Iterable[str], name: str) -> date | None:
    """The day on which the export was made: as its text says, else the one day in its name."""
    days = days_of_name(name)
    return made_on(lines) or (days[0] if len(days) == 1 else None)


def day_of(text: str) -> date | None:
    """A day as report titles write it; None where no form fits. Numbers alone are read as month/day/year, as there."""
    bare = " ".join(text.replace(".", ". ").split()).replace(". ", " ") if re.search("[A-Za-z]", text) else text
    for form in FORMATS:
        try:
            return datetime.strptime(bare, form).date()
        except ValueError:
            continue
    return None


def _search(pattern: re.Pattern[str], lines: list[str]) -> date | None:
    return next((day_of(m.group(1)) for line in lines if (m := pattern.search(line))), None)


def _in_order(start: date | None, end: date | None) -> Period:
    return (end, start) if start and end and end < start else (start, end)


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
