"""Working days by the client's country and own words."""

from datetime import date
from pathlib import Path

from cmokit.engagement.calendar import holidays_of, is_working_day, knows_holidays, working_days_between
from tests.engagement.files import WHOLE, loaded


def test_a_public_holiday_is_no_working_day(tmp_path: Path) -> None:
    engagement = loaded(tmp_path, WHOLE)
    assert holidays_of(engagement, 2026)[date(2026, 1, 1)] == "New Year's Day"
    assert not is_working_day(engagement, date(2026, 1, 1))
    assert is_working_day(engagement, date(2026, 1, 2))


def test_a_states_own_holiday_counts_there_only(tmp_path: Path) -> None:
    epiphany = date(2026, 1, 6)
    assert is_working_day(loaded(tmp_path, WHOLE), epiphany)
    assert not is_working_day(loaded(tmp_path, WHOLE + "holidays: {subdivision: BY}\n"), epiphany)


def test_own_days_off_and_no_holidays_at_all(tmp_path: Path) -> None:
    engagement = loaded(tmp_path, WHOLE + "holidays: {observed: false, extra: [2026-01-02]}\n")
    assert is_working_day(engagement, date(2026, 1, 1))
    assert not is_working_day(engagement, date(2026, 1, 2))


def test_the_week_decides_in_riyadh(tmp_path: Path) -> None:
    engagement = loaded(tmp_path, WHOLE.replace("Europe/Berlin", "Asia/Riyadh"))
    week = working_days_between(engagement, date(2026, 1, 2), date(2026, 1, 8))
    assert [day.isoformat() for day in week] == [f"2026-01-0{day}" for day in (4, 5, 6, 7, 8)]


def test_a_country_whose_holidays_nobody_knows_is_told_apart_from_one_without(tmp_path: Path) -> None:
    unknown = "holidays: {country: DE, subdivision: XX}\n"
    assert knows_holidays(loaded(tmp_path, WHOLE))
    assert not knows_holidays(loaded(tmp_path, WHOLE + unknown))
    assert knows_holidays(loaded(tmp_path, WHOLE + unknown.replace("{", "{observed: false, ")))
