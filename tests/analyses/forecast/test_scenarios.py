"""What the next months may bring, on the little client: the same in every run, ranked by influence, never a promise."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.figures import having, required
from cmokit.analyses.forecast import scenarios
from cmokit.vocabulary import Severity
from tests.analyses.builders import given
from tests.analyses.little_client import rows
from tests.test_every_analysis import AT, other


def measured() -> scenarios.Scenarios:
    data, found = given(**rows()), {id_: other(id_) for id_ in scenarios.ANALYSIS.stands_on}
    return scenarios.measure(data.table("ad_spend"), data.table("fx_rates"), AT, found)


def test_two_runs_draw_the_same_figures() -> None:
    assert measured().facts == measured().facts


def test_the_range_holds_its_middle_and_no_option_is_a_pass() -> None:
    found = measured()
    now = required(found.facts, "result_amount", option="as_now")
    assert now.low is not None
    assert now.high is not None
    assert now.low < now.value < now.high  # type: ignore[operator]
    assert scenarios.judge(found, scenarios.ANALYSIS.limits).severity is not Severity.PASS
    calm = replace(scenarios.ANALYSIS.limits, warn=1e9, fail=1e9)
    assert scenarios.judge(found, calm).severity is Severity.WARN


def test_influence_is_what_a_lever_moves_between_its_own_bounds() -> None:
    """One at a time, all others at their middle; worked out again from the plan's own levers."""
    found = measured()
    assert having(found.facts, "influence_amount")
    for fact in having(found.facts, "influence_amount"):
        lever = fact.dimensions["lever"]
        low, high = (required(found.facts, f"at_{end}_amount", lever=lever).value for end in ("low", "high"))
        # Each of the three is rounded to the cent by itself.
        assert abs(Decimal(str(fact.value)) - abs(Decimal(str(high)) - Decimal(str(low)))) <= Decimal("0.01")


def test_every_assumption_says_where_it_comes_from() -> None:
    found = measured()
    levers = {fact.dimensions["lever"] for fact in having(found.facts, "influence_amount")}
    origins = {f.dimensions["lever"]: f.value for f in found.facts if f.measure == "origin_text"}
    assert levers <= set(origins)
    assert set(origins.values()) <= {"measured", "engagement", "stated"}


def test_without_spend_there_is_no_cost_to_forecast_with() -> None:
    data = given(ad_spend=[])
    with pytest.raises(CannotAnswer):
        scenarios.measure(data.table("ad_spend"), data.table("fx_rates"), AT, {})
