"""Fiscal quarters: a year is named after the calendar year in which it ends."""

from datetime import date, timedelta

import pytest

from cmokit.methods.fiscal import FiscalQuarter, quarter_of, quarters_between


@pytest.mark.parametrize(
    ("day", "starts", "label"),
    [
        ("2026-01-01", "01-01", "FY2026 Q1"),
        ("2026-12-31", "01-01", "FY2026 Q4"),
        ("2025-07-01", "07-01", "FY2026 Q1"),
        ("2025-06-30", "07-01", "FY2025 Q4"),
        ("2026-01-15", "07-01", "FY2026 Q3"),
        ("2026-04-05", "04-06", "FY2026 Q4"),
        ("2026-04-06", "04-06", "FY2027 Q1"),
        ("2026-02-28", "02-29", "FY2027 Q1"),
    ],
)
def test_the_quarter_of_a_day(day: str, starts: str, label: str) -> None:
    assert quarter_of(date.fromisoformat(day), starts).label == label


def test_a_july_year_named_after_its_first_calendar_year_is_the_usual_mistake() -> None:
    assert quarter_of(date(2025, 9, 30), "07-01").year == 2026 != date(2025, 9, 30).year


@pytest.mark.parametrize("starts", ["01-01", "02-01", "04-06", "07-01", "10-01", "12-31"])
def test_every_day_follows_the_day_before_and_quarters_have_three_months(starts: str) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(1000)]
    found = [quarter_of(day, starts) for day in days]
    assert found == sorted(found)
    assert all(1 <= quarter.number <= 4 for quarter in found)
    whole = sorted(set(found))[1:-1]
    assert {sum(quarter == one for quarter in found) for one in whole} <= set(range(89, 94))


def test_the_quarters_between_two_days_have_no_gap() -> None:
    found = quarters_between(date(2025, 7, 1), date(2026, 3, 5), "07-01")
    assert [quarter.label for quarter in found] == ["FY2026 Q1", "FY2026 Q2", "FY2026 Q3"]
    assert quarters_between(date(2026, 6, 30), date(2026, 7, 1), "07-01") == [
        FiscalQuarter(2026, 4),
        FiscalQuarter(2027, 1),
    ]
