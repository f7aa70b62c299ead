"""A column's distinct texts as dates, or as moments in UTC, or the reason why not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from cmokit.sources.reading.dates import FIRST_YEAR, LAST_YEAR, Written, take_apart
from cmokit.sources.reading.deciding import RowOf, date_order


def type_dates(
    texts: Sequence[str],
    type: pa.DataType,
    row_of: RowOf,
    *,
    order: str | None,
    form: str | None,
    timezone: str | None,
) -> tuple[list[Any], dict[str, Any], list[int]]:
    """Per text the value, or a reason: not_a_date, impossible_date, far_date, date_only, clock_change_gap, …

    A time without offset is local time of `timezone`; a moment becomes a date in that zone. A date alone never becomes
    midnight. Third: places of texts in an hour that the clock runs twice (the first was taken).
    """
    written = [take_apart(text, form) for text in texts]
    is_moment = pa.types.is_timestamp(type)
    order = order or date_order(written, texts, row_of, needs_time=is_moment)
    zone = ZoneInfo(timezone or "UTC")
    folded: list[int] = []
    values: list[Any] = []
    for place, one in enumerate(written):
        value = one if isinstance(one, str) else moment_of(one, order, zone) if is_moment else _date(one, order, zone)
        if isinstance(value, tuple):
            folded.append(place)
            value = value[0]
        values.append(value)
    return values, {"date_order": order} if order else {}, folded


def _day(written: Written, order: str | None) -> date | str:
    # An order left open by every date of the column changes none of them (1/1/2026), so either will do.
    day = written.day(order or "dmy")
    if day is None:
        return "impossible_date"
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else "far_date"


def _date(written: Written, order: str | None, zone: tzinfo) -> date | str:
    day = _day(written, order)
    if isinstance(day, str) or written.clock is None or written.offset is None:
        return day
    moment = datetime.combine(day, time(*written.clock)) - timedelta(minutes=written.offset)
    return moment.replace(tzinfo=UTC).astimezone(zone).date()


def moment_of(written: Written, order: str | None, zone: tzinfo) -> datetime | tuple[datetime] | str:
    """The moment in UTC; in a tuple where the local clock shows it twice."""
    if written.clock is None:
        return "date_only"
    day = _day(written, order)
    if isinstance(day, str):
        return day
    local = datetime.combine(day, time(*written.clock))
    if written.offset is not None:
        return (local - timedelta(minutes=written.offset)).replace(tzinfo=UTC)
    steady = steady_shift(day, zone)
    if steady is not None:
        return local.replace(tzinfo=UTC) - steady
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        return "clock_change_gap"
    later = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return moment if later == moment else (moment,)


@lru_cache(maxsize=1 << 16)
def steady_shift(day: date, zone: tzinfo) -> timedelta | None:
    """The zone's offset, where it is one from midnight to midnight; None on a day on which the clock changes."""
    quarters = [datetime.combine(day, time()) + timedelta(hours=hours) for hours in (0, 6, 12, 18, 24)]
    offsets = {moment.replace(tzinfo=zone, fold=fold).utcoffset() for moment in quarters for fold in (0, 1)}
    return offsets.pop() if len(offsets) == 1 else None
