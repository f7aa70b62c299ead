from datetime import date
from decimal import Decimal

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.reporting_currency import converter
from tests.analyses.builders import build

DAY = date(2025, 12, 31)
RATES = (
    {"from_currency": "USD", "to_currency": "EUR", "month_on": "2025-12-01", "rate": "0.85"},
    {"from_currency": "EUR", "to_currency": "SAR", "month_on": "2025-12-01", "rate": "4"},
)


def test_each_currency_has_its_rate_of_the_month_in_either_direction() -> None:
    convert = converter(build("fx_rates", *RATES), Definitions())
    assert convert(Decimal("10.01"), "USD", DAY) == Decimal("8.5085")
    assert convert(Decimal(10), "SAR", DAY) == Decimal("2.5")


def test_the_reporting_currency_needs_no_rate_and_loses_no_digit() -> None:
    amount = Decimal("99999999999999.9999")
    assert converter(build("fx_rates"), Definitions())(amount, "EUR", DAY) is amount


def test_a_month_without_a_rate_is_refused_not_guessed() -> None:
    convert = converter(build("fx_rates", *RATES), Definitions())
    with pytest.raises(CannotAnswer) as refused:
        convert(Decimal(1), "USD", date(2026, 1, 1))
    assert "{{data:USD}}" in refused.value.reason
    assert [missing.table for missing in refused.value.missing] == ["fx_rates"]
