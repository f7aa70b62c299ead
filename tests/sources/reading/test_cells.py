"""A workbook's cell as text."""

from datetime import datetime, time

import pytest

from cmokit.sources.reading.cells import lost_digits, text_of


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (None, "General", ""), (True, "General", "true"), (7, "General", "7"), (7.0, "0.00", "7"),
        (1e6, "General", "1000000"),
        (0.1, "General", "0.1"), (1e-7, "General", "0.0000001"), (19.990000000000002, "General", "19.99"),
        (42, "00000", "00042"), (-42, "00000", "-42"), (0.5, "0%", "50%"), (5, '0" %"', "5"), (5, "[$€-407] 0.00", "5"),
        (datetime(2026, 5, 1), "dd.mm.yyyy", "2026-05-01"),
        (datetime(2026, 5, 1), "dd.mm.yyyy hh:mm", "2026-05-01 00:00:00"),
        (datetime(2026, 5, 1), 'd "hours"', "2026-05-01"), (time(9, 30), "hh:mm", "09:30:00"), (" x ", "@", " x "),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_that_it_means(value, form, text):
    assert text_of(value, form) == text


def test_whole_numbers_beyond_excels_digits_are_told():
    assert [lost_digits(value) for value in (10**15 - 1, 10**15, 1e18, "1" * 20, True)] == [
        False,
        True,
        True,
        False,
        False,
    ]
