"""The truth's own sums, on cases small enough to check by eye."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from cmokit.samples.plan import DELIVERIES
from cmokit.samples.shop.fate import movement, settle
from cmokit.samples.shop.records import CARD, CASH, NOTHING, Line, Order, Origin
from cmokit.samples.truth.b2b_funnel import days_between
from cmokit.samples.truth.b2b_tracking import is_parsed
from cmokit.samples.truth.facts import extra_spellings, quantile
from cmokit.samples.truth.shop_money import Seen, steps_of

AS_OF = DELIVERIES[0].on


def an_order(method: str) -> Order:
    """100.00 of goods, 25.00 shipping, 15 % tax on both: 143.75."""
    lines = (Line("A", "a", 1, Decimal("100.00")),)
    at = datetime(2025, 11, 3, 10)
    return Order(
        1001, at, "", "", "", "", lines, "", NOTHING, Decimal(25), Decimal("18.75"), method, Origin("email")
    )  # fmt: skip


def adds_up(steps: dict[str, Decimal]) -> bool:
    between = [amount for name, amount in steps.items() if name not in ("ordered", "cash")]
    return steps["ordered"] + sum(between) == steps["cash"]


def test_a_parcel_paid_at_the_door_leaves_its_total_less_freight_and_fee() -> None:
    order = an_order(CASH)
    steps = steps_of(Seen(order, False, [], [settle(order, "delivered", date(2025, 11, 6))]), AS_OF)
    assert (steps["cash"], steps["fees"], steps["unexplained"]) == (Decimal("118.75"), Decimal(-25), 0)
    assert adds_up(steps)


def test_a_returned_parcel_costs_freight_both_ways() -> None:
    order = an_order(CASH)
    steps = steps_of(Seen(order, False, [], [settle(order, "returned", date(2025, 11, 6))]), AS_OF)
    assert (steps["not_delivered"], steps["cash"]) == (Decimal("-143.75"), Decimal(-30))
    assert adds_up(steps)


def test_a_charge_of_last_week_is_not_yet_settled_net_of_its_fee() -> None:
    order = an_order(CARD)
    charge = movement(order, "charge", datetime(2026, 1, 3, 9), order.total, Decimal("5.17"))
    steps = steps_of(Seen(order, False, [charge], []), AS_OF)
    assert (steps["not_yet_settled"], steps["fees"], steps["cash"]) == (Decimal("-138.58"), Decimal("-5.17"), 0)
    assert steps["unexplained"] == 0


def test_a_cancelled_order_that_was_refunded_counts_its_refund_once() -> None:
    order = an_order(CARD)
    at = datetime(2025, 11, 3, 10)
    moved = [
        movement(order, "charge", at, order.total, Decimal(5)),
        movement(order, "refund", at, -order.total, NOTHING),
    ]
    steps = steps_of(Seen(order, True, moved, []), AS_OF)
    assert (steps["cancelled"], steps["refunded"], steps["unexplained"]) == (Decimal("-143.75"), 0, 0)


def test_an_order_called_paid_without_a_movement_is_unexplained_as_a_whole() -> None:
    steps = steps_of(Seen(an_order(CARD), False, [], []), AS_OF)
    assert steps["unexplained"] == Decimal("-143.75")


@pytest.mark.parametrize("values", [[3.0], [1.0, 2.0], [5.0, 1.0, 4.0, 2.0, 9.5, 0.25]])
def test_the_quantile_is_the_linear_one(values: list[float]) -> None:
    assert quantile(values, 0.9) == pytest.approx(float(np.quantile(values, 0.9)))


def test_a_day_on_which_clocks_change_is_an_hour_longer_or_shorter() -> None:
    noon = datetime(2025, 10, 25, 12)
    assert days_between(noon, noon + timedelta(days=1)) == pytest.approx(25 / 24)


def test_spellings_count_beside_the_usual_one() -> None:
    texts = ["Paid Social", "Paid Social", "paid-social", "PAID SOCIAL", "Email", ""]
    assert extra_spellings(texts) == {"paid-social": 1, "PAID SOCIAL": 1}


def test_a_campaign_name_has_three_parts_and_a_known_first_one() -> None:
    assert is_parsed("social_رمضان_خصم20")
    assert not is_parsed("search_brand")
    assert not is_parsed("Social_brand_demo")
