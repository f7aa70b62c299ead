"""A moment keeps its offset on the way into Arrow, whatever was imported before."""

import subprocess
import sys

import pytest

TOLD = """
import datetime
import {first}
import {second}
import pyarrow as pa
late = datetime.datetime.fromisoformat("2026-01-05T23:30:00+01:00")
print(pa.array([late], pa.timestamp("us", tz="UTC")).cast(pa.string())[0])
"""


@pytest.mark.parametrize(("first", "second"), [("cmokit", "pandera.ibis"), ("pandera.ibis", "cmokit")])
def test_late_in_berlin_is_earlier_in_utc(first, second):
    script = TOLD.format(first=first, second=second)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2026-01-05 22:30:00.000000Z"
