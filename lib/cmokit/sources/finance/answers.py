"""The sheet Settings: what finance answers, under the keys of engagement.yaml."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.engagement.values import Weekday
from cmokit.sources.base import value_key
from cmokit.sources.finance import cells
from cmokit.sources.finance.answer import Answer
from cmokit.sources.finance.book import Cell
from cmokit.sources.finance.cells import Bad
from cmokit.sources.finance.found import FoundSheet
from cmokit.sources.finance.layout import INCLUDED, SETTING_LABELS
from cmokit.sources.finance.lines import Line, lines_of
from cmokit.sources.finance.mends import not_understood
from cmokit.sources.finance.numbers import figures
from cmokit.sources.finance.sheet_reading import SheetReading
from cmokit.sources.reading import ValueSetAside
from cmokit.sources.reading.months import MONTHS

_KEYED = re.compile(rf"{re.escape(INCLUDED)}\[(?P<kind>[a-z0-9_]+(?:\.[a-z0-9_]+)?)\]")
_DAYS = {
    **{day.value: day.value for day in Weekday},
    **dict(
        zip(["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"], Weekday, strict=True)
    ),
    "sonnabend": "saturday",
}


def read_settings(found: FoundSheet, file: str) -> tuple[SheetReading, tuple[Answer, ...]]:
    """The answered questions; what is no answer is set aside, as a question that nobody asked is."""
    lines, aside = lines_of(found)
    reading = SheetReading(found, aside=aside)
    answers: dict[str, Answer] = {}
    for line in lines:
        key = _key(line)
        if key is None:
            reading.aside.append(line.aside("setting" if line.text("setting") else "key", "no setting of this form"))
        elif not line.text("answer"):
            continue
        elif key in answers:
            reading.aside.append(line.aside("setting", "a setting that was answered above"))
        else:
            _take(line, key, file, answers, reading)
    reading.notes += not_understood(reading)
    return reading, tuple(answers.values())


def _take(line: Line, key: str, file: str, answers: dict[str, Answer], reading: SheetReading) -> None:
    cell = line.cell("answer")
    value = _value(key, line, file)
    reading.used.append(line.row)
    place = line.named("answer")
    if isinstance(value, Bad):
        reading.values_aside.append(ValueSetAside(line.row, place, cell.text, value.reason, line.found.page.name))
    else:
        answers[key] = Answer(key, value, line.row, line.found.page.name, cell.text)
    shown: dict[str, Any] = {line.named(name): line.text(name) or None for name in line.found.places}
    reading.shown.append({**shown, place: None if isinstance(value, Bad) else value})


def _key(line: Line) -> str | None:
    """By the column of keys, else by the question as printed."""
    key = line.text("key").strip().casefold()
    if key in SETTING_LABELS or _KEYED.fullmatch(key):
        return key
    asked = value_key(line.text("setting"))
    return next((k for k, label in SETTING_LABELS.items() if asked in (value_key(label), value_key(k))), None)


def _value(key: str, line: Line, file: str) -> str | Bad:
    cell = line.cell("answer")
    if bad := cells.refused(cell):
        return bad
    if key == "as_of":
        found = cells.day(cell)
        return found if isinstance(found, Bad) else found.isoformat()
    if key == "currency":
        return cells.currency(cell.text)
    if key == "fiscal_year_starts":
        return _month_day(cell)
    if key == "week_starts":
        return str(_DAYS.get(cell.text.casefold(), "")) or Bad("no day of the week")
    if key == "vat.share":
        return _share(cell, line, file)
    return cells.yes_or_no(cell.text)


def _share(cell: Cell, line: Line, file: str) -> str | Bad:
    value = figures([(line.row, cell)], line.named("answer"), file, places=6).of(cell)
    if isinstance(value, Decimal) and 1 < value <= 100:
        value = value / 100  # a rate of more than the whole is a percentage without its sign
    if isinstance(value, Bad) or not 0 <= value <= 1:
        return value if isinstance(value, Bad) else Bad("no rate between zero and one")
    return f"{value.normalize():f}"


def _month_day(cell: Cell) -> str | Bad:
    """`04-01` of a date, `1 April`, `April`, `01.04.` or `04-01`."""
    if cell.day:
        return f"{cell.day.month:02}-{cell.day.day:02}"
    text = " ".join(cell.text.casefold().replace(",", " ").split())
    if match := re.fullmatch(r"(\d{2})-(\d{2})", text):
        month, day = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.?", text):
        month, day = int(match[2]), int(match[1])
    elif match := re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th|\.)? )?([^\W\d_]+)(?: (\d{1,2})(?:st|nd|rd|th)?)?", text):
        month, day = MONTHS.get(match[2], 0), int(match[1] or match[3] or 1)
    else:
        return Bad("no month and day such as the first of April")
    try:
        return f"{date(2001, month, day):%m-%d}"
    except ValueError:
        return Bad("no month and day such as the first of April")
