"""Many local times at once come to what each of them comes to alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from cmokit.sources.reading.localtime import to_utc


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
def test_every_half_hour_of_a_year_is_the_moment_that_zoneinfo_gives(name):
    zone = ZoneInfo(name)
    local = [datetime(2026, 1, 1) + timedelta(minutes=30 * i) for i in range(2 * 24 * 365)]
    moments, gaps, folds = to_utc(pa.array(local, pa.timestamp("us")), zone)
    for place, (clock, moment) in enumerate(zip(local, moments.to_pylist(), strict=True)):
        alone = clock.replace(tzinfo=zone).astimezone(UTC)
        was_never = alone.astimezone(zone).replace(tzinfo=None) != clock
        was_twice = not was_never and clock.replace(tzinfo=zone, fold=1).astimezone(UTC) != alone
        assert (place in gaps, place in folds) == (was_never, was_twice)
        assert moment == (None if was_never else alone)


def test_no_time_stays_none():
    moments, gaps, folds = to_utc(pa.array([None, datetime(2026, 3, 29, 12)], pa.timestamp("us")), ZoneInfo("UTC"))
    assert (moments.null_count, gaps, folds) == (1, [], [])
