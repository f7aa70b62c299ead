"""What the keys of engagement.yaml may hold."""

from datetime import date
from pathlib import Path

import pytest

from cmokit.engagement.values import Weekday
from tests.engagement.files import WHOLE, fault_of, loaded


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("start_on: 20260105", "start_on"),  # pydantic alone would read seconds since 1970
        ("currency: eur", "currency"),
        ("country: UK", "country"),
        ("country: EU", "country"),
        ("locale: xx_YY", "locale"),
        ("fiscal_year_starts: '02-30'", "fiscal_year_starts"),
        ("working_days: [monday, monday]", "working_days"),
        ("limits: {crm: {warn: 0.1}}", "limits.crm"),
        ("limits: {crm.duplicates: {}}", "limits.crm.duplicates"),
        ("brand: {logo: ../logo.png}", "brand.logo"),
        ("brand: {logo: 'C:/logo.png'}", "brand.logo"),
        ("template: slides.pdf", "template"),
        ("systems: {used: [hubspot], leading: {contact: salesforce}}", "systems"),
        ("phases: {audit: {start_on: 2026-02-01, end_on: 2026-01-01}}", "phases.audit"),
        ("definitions: {lifecycle: {order: [lead, lead]}}", "definitions.lifecycle.order"),
        ("definitions: {attribution: {lookback_days: 1.5}}", "definitions.attribution.lookback_days"),
        ("definitions: {attribution: {lookback_days: true}}", "definitions.attribution.lookback_days"),
        ("definitions: {campaign_names: {parts: [a], values: {b: [x]}}}", "definitions.campaign_names"),
        ("channels: {discount_codes: [{code: A, prefix: B, channel: email}]}", "channels.discount_codes[1]"),
        ("mapping: [{file: a.csv, kind: parcels, formats: {sent_on: day}}]", "mapping[1].formats"),
        ("mapping: [{file: a.csv, kind: parcels, columns: {a: H, b: H}}]", "mapping[1]"),
        ("mapping: [{file: a.csv, kind: parcels, values: {is_cod: {true: x}}}]", "mapping[1].values.is_cod"),
        ("targets: {crm.duplicates: {value: 1, origin: board}}", "targets.crm.duplicates"),
        ("people: [{role: sponsor, name: Jo, email: jo@}]", "people[1].email"),
    ],
)
def test_a_value_that_cannot_stand_is_named_with_its_key(tmp_path: Path, line: str, column: str) -> None:
    key = line.split(":")[0]
    others = "".join(f"{text}\n" for text in WHOLE.splitlines() if not text.startswith(f"{key}:"))
    assert fault_of(tmp_path, f"{others}{line}\n").column == column


@pytest.mark.parametrize(
    ("timezone", "country", "first", "days"),
    [
        ("Europe/Berlin", "DE", "monday", 5),
        ("Asia/Riyadh", "SA", "sunday", 5),
        ("Asia/Dubai", "AE", "monday", 5),
        ("Asia/Kathmandu", "NP", "sunday", 6 - 1),
        ("UTC", None, "monday", 5),
    ],
)
def test_week_and_country_follow_from_the_time_zone(
    tmp_path: Path, timezone: str, country: str | None, first: str, days: int
) -> None:
    engagement = loaded(tmp_path, WHOLE.replace("Europe/Berlin", timezone))
    assert (engagement.country, engagement.week_starts) == (country, first)
    assert len(engagement.working_days) == days


def test_the_saudi_working_week_runs_from_sunday_to_thursday(tmp_path: Path) -> None:
    days = loaded(tmp_path, WHOLE.replace("Europe/Berlin", "Asia/Riyadh")).working_days
    assert (days[0], days[-1]) == (Weekday.SUNDAY, Weekday.THURSDAY)


def test_a_stated_week_wins_over_the_country(tmp_path: Path) -> None:
    assert loaded(tmp_path, WHOLE + "working_days: [saturday]\n").working_days == (Weekday.SATURDAY,)


def test_a_code_with_leading_zeros_keeps_them(tmp_path: Path) -> None:
    text = WHOLE + "channels: {discount_codes: [{code: 007, channel: affiliate}]}\n"
    assert loaded(tmp_path, text).channels.discount_codes[0].code == "007"


def test_values_of_a_mapping_are_text_however_they_are_written(tmp_path: Path) -> None:
    text = WHOLE + "mapping: [{file: a.csv, kind: parcels, values: {status: {01: delivered, 2: lost}}}]\n"
    assert loaded(tmp_path, text).mapping[0].values == {"status": {"01": "delivered", "2": "lost"}}


def test_a_phase_runs_on_its_own_dates_else_on_the_plans(tmp_path: Path) -> None:
    engagement = loaded(tmp_path, WHOLE + "phases: {pilot: {start_on: 2026-03-01}}\n")
    assert engagement.phase_period("audit") == (date(2026, 1, 5), date(2026, 1, 24))
    assert engagement.phase_period("pilot") == (date(2026, 3, 1), date(2026, 3, 5))
    assert engagement.day_number(date(2026, 1, 5)) == 1


def test_a_plan_without_days_sets_none(tmp_path: Path) -> None:
    assert loaded(tmp_path, WHOLE + "preset: plan_d\n").phase_period("audit") is None


def test_an_owner_is_found_by_role_whatever_the_case(tmp_path: Path) -> None:
    engagement = loaded(tmp_path, WHOLE + "people: [{role: Sponsor, name: Jo}]\n")
    owner = engagement.owner("sponsor")
    assert owner is not None
    assert owner.name == "Jo"
    assert engagement.owner("sales") is None
