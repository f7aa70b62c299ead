"""When an export was made and which days it covers, by its text and its name."""

from datetime import date

import pytest

from cmokit.sources import periods

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    "line",
    [
        "January 1, 2026 - January 31, 2026",
        "Jan 1, 2026 – Jan 31, 2026",
        "1 January 2026 - 31 January 2026",
        "Report Start: January 1, 2026, Report End: January 31, 2026",
        "Report Start: 1/1/2026, Report End: 1/31/2026",
        "2026-01-01 to 2026-01-31",
        "# 20260101-20260131",
    ],
)
def test_a_title_says_the_days_it_covers(line: str):
    assert periods.period_of_text(["Campaign report", line]) == JANUARY


def test_all_time_says_nothing():
    assert periods.period_of_text(["Campaign report", "All time"]) == (None, None)


@pytest.mark.parametrize(
    ("name", "extract", "period"),
    [
        ("contacts_2026-01-31.csv", date(2026, 1, 31), (None, None)),
        ("hubspot-crm-exports-all-contacts-20260131.csv", date(2026, 1, 31), (None, None)),
        ("ads_2026-01-01_2026-01-31.csv", None, JANUARY),
        ("ads-20260101-20260131.csv", None, JANUARY),
        ("courier_2026-01.xlsx", None, JANUARY),
        ("report 2026_01_31.csv", date(2026, 1, 31), (None, None)),
        ("orders_1234567890.csv", None, (None, None)),
        ("contacts_2026-13-45.csv", None, (None, None)),
        ("contacts.csv", None, (None, None)),
    ],
)
def test_a_name_says_a_day_two_days_or_a_month(name: str, extract: date | None, period: periods.Period):
    assert periods.extract_day([], name) == extract
    assert periods.of_text_or_name([], name) == period


def test_the_text_wins_over_the_name():
    assert periods.of_text_or_name(["January 1, 2026 - January 31, 2026"], "ads_2025-12.csv") == JANUARY
    assert periods.extract_day(["Date Generated: February 2, 2026"], "ads_2026-02-03.csv") == date(2026, 2, 2)


def test_december_ends_on_the_31st():
    assert periods.month_of_name("ads_2025-12.csv") == (date(2025, 12, 1), date(2025, 12, 31))
