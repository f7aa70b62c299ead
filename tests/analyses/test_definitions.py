"""What an engagement assumes reaches the measures, and an assumption that cannot be is refused."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from cmokit.analyses.definitions import DEFAULTS, Assumptions
from cmokit.engagement.definitions import Definitions


def test_an_hour_costs_nothing_known_until_somebody_states_it():
    assert Definitions().assumptions.hour_cost_amount is None
    assert DEFAULTS.assumptions == Assumptions(None, 0.10)


def test_a_stated_hour_is_exact():
    said = Definitions.model_validate({"assumptions": {"hour_cost_amount": "68.50", "discount_share": 0}})
    assert said.assumptions.hour_cost_amount == Decimal("68.50")
    assert said.assumptions.discount_share == 0


@pytest.mark.parametrize("cost", [0, -5, "yes"])
def test_an_hour_that_costs_nothing_is_no_assumption(cost):
    with pytest.raises(ValidationError):
        Definitions.model_validate({"assumptions": {"hour_cost_amount": cost}})


def test_as_of_end_is_the_first_moment_after_the_day():
    assert DEFAULTS.as_of_end.date() == date(2026, 2, 1)
