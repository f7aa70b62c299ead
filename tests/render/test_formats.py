from datetime import date
from decimal import Decimal

import pytest

from cmokit.render import fonts
from cmokit.render.formats import SIGNS, limit, month, show, show_bare


@pytest.mark.parametrize(
    ("value", "unit", "locale", "shown"),
    [
        (0.125, "share", "en", "12.5%"),
        (0.125, "share", "de_DE", "12,5\xa0%"),
        (0.125, "share", "tr", "%12,5"),
        (1234567, "count", "en_GB", "1,234,567"),
        (1234567, "count", "en_IN", "12,34,567"),
        (1234567, "count", "fr_FR", "1\u202f234\u202f567"),
        (1, "days", "en", "1 day"),
        (2.25, "days", "en", "2.3 days"),
        (90, "minutes", "en", "90 minutes"),
        (Decimal("-1234.5"), "EUR", "en_GB", "−€1,234.50"),
        (Decimal("1234.5"), "EUR", "de_DE", "1.234,50\xa0€"),
        (Decimal("5000"), "JPY", "en", "¥5,000"),
        (Decimal("12.5"), "SAR", "en", "SAR\xa012.50"),
        (date(2026, 1, 31), "date", "en_GB", "31 Jan 2026"),
        ("2026-01-31", "date", "de_DE", "31.01.2026"),
        ("ready_with_limits", "text", "en", "ready_with_limits"),
        (None, "count", "en", "–"),
    ],
)
def test_each_unit_reads_as_its_locale_writes_it(value: object, unit: str, locale: str, shown: str) -> None:
    assert show(value, unit, locale) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0005, "0.1%"), (0.1245, "12.5%"), (0.1235, "12.4%"), (-0.1235, "−12.4%")]
)
def test_rounding_is_half_up_on_decimals_and_not_to_even(value: float, shown: str) -> None:
    assert show(value, "share") == shown


def test_a_share_that_is_not_zero_never_reads_as_zero_nor_an_incomplete_one_as_all() -> None:
    assert show(0.00001, "share") == "<0.1%"
    assert show(0.99999, "share") == ">99.9%"
    assert show(0.0, "share") == "0.0%"
    assert show(1.0, "share") == "100.0%"


@pytest.mark.parametrize("value", [1e-9, 1e15, Decimal("1E+12"), 123456789012345])
@pytest.mark.parametrize("unit", ["count", "days", "EUR"])
def test_no_figure_is_shown_with_an_exponent(value: object, unit: str) -> None:
    assert "e" not in show(value, unit, "en_GB").lower().replace("days", "").replace("eur", "")


def test_sentences_drop_the_cents_of_large_amounts_and_tables_keep_them() -> None:
    assert show(Decimal("48213.57"), "EUR", brief=True) == "€48,214"
    assert show(Decimal("310.42"), "EUR", brief=True) == "€310.42"
    assert show_bare(Decimal("48213.57"), "EUR") == "48,213.57"


def test_a_limit_has_decimals_only_where_it_needs_them() -> None:
    assert limit("0.05|share", "en") == "5%"
    assert limit("0.005|share", "de_DE") == "0,5\xa0%"
    assert limit("45|days", "en") == "45 days"


def test_months_are_named_in_the_language_of_the_report() -> None:
    assert month("2026-01") == "Jan 2026"


def test_every_currency_sign_that_is_printed_has_a_glyph() -> None:
    assert [sign for sign in SIGNS if ord(sign) not in fonts.covered()] == []
