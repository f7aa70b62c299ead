"""Months as finance people write them, and what is none."""

from datetime import date

import pytest

from cmokit.sources.finance.months import NoMonth, month_of


@pytest.mark.parametrize(
    "text",
    [
        "Jan 2026", "January 2026", "Jan-26", "Jan. 26", "jan'26", "Januar 2026", "Jänner 2026", "janvier 2026",
        "2026-01", "2026/1", "202601", "01/2026", "1.2026", "2026 Jan", "2026-01-31", "2026-01-15 00:00:00",
        "15 January 2026", "31.01.2026", "1.1.2026", "01/01/2026", "46023", "٢٠٢٦-٠١",
    ],
)  # fmt: skip
def test_one_month_in_many_spellings(text: str) -> None:
    assert month_of(text) == date(2026, 1, 1)


def test_of_two_readings_the_one_that_gives_the_months_first_day_is_meant() -> None:
    assert month_of("01/02/2026") == date(2026, 2, 1)
    assert month_of("02/01/2026") == date(2026, 2, 1)
    assert month_of("31/03/2026") == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-Q1", "quarter"), ("Q1 2026", "quarter"), ("1. Quartal 2026", "quarter"), ("2026", "year"),
        ("FY 2026", "year"), ("2025/26", "year"), ("2025-2026", "year"), ("03/04/2026", "two_months"),
        ("2026-13", "unknown"), ("Foo 2026", "unknown"), ("", "unknown"), ("1200", "year"), ("125400", "unknown"),
        ("Jan", "unknown"),
    ],
)  # fmt: skip
def test_what_is_no_month_says_what_it_is(text: str, reason: str) -> None:
    assert month_of(text) == NoMonth(reason)
