"""The month of a moment where the client is, as Ibis expressions that every backend computes alike."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis


def local_month(table: Any, name: str, timezone: str) -> Any:
    """`2026-01` of each UTC moment of a column of `table`, in `timezone`; null where there is none.

    Backends differ in what they do with time zones, so each month is an interval of UTC moments.
    """
    column = table[name]
    ends = table.aggregate(first=column.min(), last=column.max()).to_pyarrow().to_pylist()[0]
    if ends["first"] is None:
        return ibis.null(str)
    zone = ZoneInfo(timezone)
    starts = _month_starts(*(ends[end].astimezone(zone).date() for end in ("first", "last")))
    moments = [
        ibis.literal(datetime(day.year, day.month, 1, tzinfo=zone).astimezone(ZoneInfo("UTC"))) for day in starts
    ]
    pairs = zip(starts, moments, moments[1:], strict=False)
    return ibis.cases(*(((column >= start) & (column < end), f"{day:%Y-%m}") for day, start, end in pairs))


def _month_starts(first: date, last: date) -> list[date]:
    """The first days of the months from first to last, and of the one after."""
    count = (last.year - first.year) * 12 + last.month - first.month + 2
    return [date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(count)]
