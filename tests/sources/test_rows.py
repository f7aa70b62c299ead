"""Helpers over columns: looked up once per text, noon for a day, the first of equal rows."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from cmokit.sources.rows import by_value, distinct, first_of_list, joined, local_day, noon


def test_a_function_is_asked_once_per_distinct_text_and_never_for_a_blank():
    asked: list[str] = []

    def ask(text: str) -> str:
        asked.append(text)
        return text.upper()

    assert by_value(pa.array(["a", None, "a", "b"]), ask).to_pylist() == ["A", None, "A", "B"]
    assert asked == ["a", "b"]


def test_a_column_of_blanks_stays_one_of_the_same_length():
    assert by_value(pa.nulls(3, pa.string()), str.upper).to_pylist() == [None] * 3


@pytest.mark.parametrize("timezone", ["Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin", "UTC"])
def test_noon_stays_the_day_at_its_own_place(timezone: str):
    days = pa.array([date(2026, 3, 29), date(2026, 10, 25), None], pa.date32())
    assert local_day(noon(days, timezone), timezone).to_pylist() == days.to_pylist()


def test_noon_in_berlin_is_eleven_in_winter():
    assert noon(pa.array([date(2026, 1, 5)]), "Europe/Berlin").to_pylist() == [datetime(2026, 1, 5, 11, tzinfo=UTC)]


def test_the_first_id_of_a_list_is_the_primary_one():
    assert first_of_list(pa.array(["55;56", "57", " ;", None])).to_pylist() == ["55", "57", None, None]


def test_texts_are_joined_without_blanks():
    assert joined(";", pa.array(["a", None, None]), pa.array(["b", "c", None])).to_pylist() == ["a;b", "c", None]


def test_of_equal_rows_the_first_is_kept_in_order():
    table = pa.table({"id": ["b", "a", "b"], "row": [2, 3, 4]})
    assert distinct(table, "id").to_pylist() == [{"id": "b", "row": 2}, {"id": "a", "row": 3}]
