"""Which files may take the fast path."""

from pathlib import Path

import pytest

from cmokit.engagement.mapping import Mapping
from cmokit.sources import large
from tests.sources.exports import written

TOUCHES = "touchpoint_id,contact_id,touched_at,kind,channel\n"


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(large, "LARGE_BYTES", 1)


def test_a_canonical_file_that_stands_as_written_may(tmp_path: Path):
    source = large.large_source(written(tmp_path, TOUCHES + "t1,c1,2026-01-05T10:00:00Z,visit,x\n"))
    assert source is not None
    assert source.kind == "touchpoints"


@pytest.mark.parametrize(
    "text",
    [
        "touchpoint_id,contact_id,touched_at,kind,my_own\n",
        "order_id,total_amount,currency\n",
        "contact_id,email\n",
        "Record ID,Email,Lifecycle Stage\n",
        "",
    ],
)
def test_what_settings_or_other_columns_complete_may_not(tmp_path: Path, text: str):
    assert large.large_source(written(tmp_path, text + "1,2,3,4,5\n")) is None


def test_a_mapped_file_and_a_small_one_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path, TOUCHES)
    assert large.large_source(path, [Mapping(file="export*", kind="touchpoints")]) is None
    monkeypatch.setattr(large, "LARGE_BYTES", 10_000)
    assert large.large_source(path) is None
