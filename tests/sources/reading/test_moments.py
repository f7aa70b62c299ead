"""Dates and times: day and month proved by the column, zones kept, a date never made a midnight."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.values import ColumnHints, type_column
from cmokit.tables.contract import TIMESTAMP

DAY = pa.date32()


def typed(texts, type=DAY, **hints):
    return type_column(pa.array(texts), range(2, 2 + len(texts)), "created", type, hints=ColumnHints(**hints))


def days(*texts, **hints):
    return [None if d is None else d.isoformat() for d in typed(texts, **hints).values.to_pylist()]


def moments(*texts, **hints):
    values = typed(texts, TIMESTAMP, **hints).values.to_pylist()
    return [None if v is None else v.strftime("%Y-%m-%d %H:%M:%S") for v in values]


@pytest.mark.parametrize(
    "written",
    ["2026-03-12", "2026/03/12", "2026.3.12", "20260312", "12 Mar 2026", "Mar 12, 2026", "March 12th, 2026",
     "12-Mar-26", "12. März 2026", "12 mars 2026", "12 de marzo de 2026", "2026年3月12日", "Thu, 12 Mar 2026",
     "2026-03-12 09:14", "２０２６-03-12"],
)  # fmt: skip
def test_a_date_that_says_its_own_order(written):
    assert days(written) == ["2026-03-12"]


def test_a_day_above_twelve_decides_the_whole_column():
    assert days("03/04/2026", "31/12/2025") == ["2026-04-03", "2025-12-31"]
    assert days("03/04/2026", "12/31/2025") == ["2026-03-04", "2025-12-31"]
    assert days("3.4.2026", "13.4.2026") == ["2026-04-03", "2026-04-13"]
    assert typed(["03/04/2026", "12/31/2025"]).decision == {"date_order": "mdy"}


def test_an_undecidable_column_is_refused_with_its_row():
    with pytest.raises(DataNotReadable) as refusal:
        typed(["2026-01-31", "01/01/2026", "03/04/2026"])
    error = refusal.value
    assert (error.code, error.row, error.column, error.found) == ("ambiguous_date", 4, "created", "03/04/2026")


def test_a_day_equal_to_its_month_needs_no_decision():
    assert days("01/01/2026", "02/02/2026") == ["2026-01-01", "2026-02-02"]


def test_contradicting_rows_are_both_named():
    with pytest.raises(DataNotReadable, match="between row 2 and row 4") as refusal:
        typed(["13/01/2026", "02/02/2026", "01/13/2026"])
    assert refusal.value.code == "mixed_date_order"


def test_a_settled_order_or_format_decides():
    assert days("03/04/2026", date_order="dmy") == ["2026-04-03"]
    assert days("03/04/2026", format="%m/%d/%Y") == ["2026-03-04"]
    assert [v.reason for v in typed(["13/04/2026"], date_order="mdy").set_aside] == ["impossible_date"]


def test_short_years():
    assert days("13/05/24", "14/06/68", "15/06/69") == ["2024-05-13", "2068-06-14", "1969-06-15"]
    assert days("24/03/12", "24/04/13") == ["2024-03-12", "2024-04-13"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [("2026-02-30", "impossible_date"), ("31/31/2026", "impossible_date"), ("9999-12-31", "far_date"),
     ("1899-12-31", "far_date"), ("soon", "not_a_date"), ("45365", "not_a_date"), ("12 Foo 2026", "not_a_date")],
)  # fmt: skip
def test_what_is_no_day_is_set_aside(written, reason):
    found = typed([written])
    assert [(v.row, v.text, v.reason) for v in found.set_aside] == [(2, written, reason)]


@pytest.mark.parametrize(
    "written",
    ["2026-05-01 10:00:00 +0200", "2026-05-01T08:00:00.000Z", "2026-05-01T10:00:00+02:00", "2026-05-01 08:00 UTC",
     "1 May 2026 10:00 CEST", "1777622400000", "2026-05-01 08:00:00.000000Z", "May 1, 2026 3:00 AM EST"],
)  # fmt: skip
def test_a_time_with_its_offset_is_a_moment_whatever_the_zone(written):
    assert moments(written, timezone="Asia/Tokyo") == ["2026-05-01 08:00:00"]


def test_a_time_without_offset_is_local_time_of_the_files_zone():
    assert moments("2026-05-01 10:00", "2026-01-01 10:00", timezone="Europe/Berlin") == [
        "2026-05-01 08:00:00", "2026-01-01 09:00:00"
    ]  # fmt: skip
    assert moments("3/15/2024 2:30 PM", "3/15/2024 12:05 am") == ["2024-03-15 14:30:00", "2024-03-15 00:05:00"]


def test_a_date_alone_never_becomes_midnight():
    found = typed(["2026-05-01", "2026-05-01 00:00"], TIMESTAMP)
    assert found.values.to_pylist() == [None, datetime(2026, 5, 1, tzinfo=UTC)]
    assert [(v.row, v.text, v.reason) for v in found.set_aside] == [(2, "2026-05-01", "date_only")]


def test_an_hour_that_the_clock_skipped_is_set_aside_and_a_doubled_one_said():
    found = typed(["2026-03-29 02:30", "2025-10-26 02:30"], TIMESTAMP, timezone="Europe/Berlin")
    assert [v.reason for v in found.set_aside] == ["clock_change_gap"]
    assert found.values.to_pylist()[1] == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert [(w.code, w.row) for w in found.warnings] == [("clock_change_fold", 3)]


def test_a_moment_becomes_the_day_of_the_files_zone():
    assert typed(["2026-05-01T23:30:00Z"], timezone="Europe/Berlin").values.to_pylist() == [date(2026, 5, 2)]


def test_an_abbreviation_that_means_several_zones_is_set_aside():
    assert [v.reason for v in typed(["2026-05-01 10:00 IST"], TIMESTAMP).set_aside] == ["unknown_zone"]


def test_spreadsheet_serials_and_epochs_when_said():
    assert days("45365", "1", "61", format="excel") == ["2024-03-14", "1900-01-01", "1900-03-01"]
    assert days("43903", format="excel_1904") == ["2024-03-14"]
    assert [v.reason for v in typed(["60"], format="excel").set_aside] == ["impossible_date"]
    assert moments("45365.5", format="excel") == ["2024-03-14 12:00:00"]
    assert moments("1777622400", format="epoch_s") == ["2026-05-01 08:00:00"]
