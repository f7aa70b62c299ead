"""Many local times to UTC at once: by the day where a zone's clock is steady, one by one where it changes."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.reading.dates import Written
from cmokit.sources.reading.moments import moment_of, steady_shift

_UTC = pa.timestamp("us", tz="UTC")


def to_utc(local: pa.Array, zone: ZoneInfo) -> tuple[pa.Array, list[int], list[int]]:
    """Local timestamps as moments in UTC; null where the clock never showed the time.

    Also the places of those, and the places of times that the clock showed twice (the first is taken).
    """
    days = pc.dictionary_encode(local.cast(pa.date32(), safe=False))
    shifts = [steady_shift(day, zone) for day in days.dictionary.to_pylist()]
    shift = pa.array(shifts, pa.duration("us")).take(days.indices)
    steady = pc.subtract(local, shift).cast(_UTC)
    changing = pc.indices_nonzero(pc.and_(pc.is_valid(local), pc.is_null(shift))).to_pylist()
    if not changing:
        return steady, [], []
    found = [_one(local[place].as_py(), zone) for place in changing]
    gaps = [place for place, value in zip(changing, found, strict=True) if isinstance(value, str)]
    folds = [place for place, value in zip(changing, found, strict=True) if isinstance(value, tuple)]
    moments = [None if isinstance(v, str) else v[0] if isinstance(v, tuple) else v for v in found]
    mask = pc.is_in(pa.array(range(len(local)), pa.int64()), value_set=pa.array(changing, pa.int64()))
    return pc.replace_with_mask(steady, mask, pa.array(moments, _UTC)), gaps, folds


def _one(local: datetime, zone: ZoneInfo) -> Any:
    clock = (local.hour, local.minute, local.second, local.microsecond)
    return moment_of(Written((local.year, local.month, local.day), "ymd", clock, None), None, zone)
