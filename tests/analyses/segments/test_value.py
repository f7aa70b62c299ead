"""What segments bring: by orders, else by deals, with what hangs on few and what leads did first."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.segments.value import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, value_of
from tests.analyses.scoring.test_calibration import FIRST, leads

AT = Definitions(as_of=date(2025, 12, 31))
SHOP = {"source_system": "shopify"}


def deal(k: int, firm: str, status: str = "won", amount: str | None = "100", **more: Any) -> dict[str, Any]:
    row = {"opportunity_id": f"{firm}{k}", "company_id": f"{firm}{k % 30}", "status": status, "currency": "EUR"}
    row |= {"created_at": "2025-03-01", "closed_at": "2025-05-01" if status != "open" else None, "channel": "email"}
    return {**row, "amount": amount, **more}


def deals() -> dict[str, Any]:
    """Thirty deals each of small and large companies; a third is won, for ten times the money at large ones."""
    return {
        "companies": [{"company_id": f"{f}{k}", "segment": f} for f in ("small", "large") for k in range(30)],
        "opportunities": [
            deal(k, firm, "won" if k % 3 == 0 else "lost", amount)
            for firm, amount in (("small", "100"), ("large", "1000"))
            for k in range(30)
        ],
    }


def order(k: int, channel: str, total: str = "119", **more: Any) -> list[dict[str, Any]]:
    row = {"order_id": f"{channel}{k}", "email": f"{channel}{k}@b.example", "ordered_at": "2025-06-01", **SHOP}
    row |= {"currency": "EUR", "channel": channel, "financial_status": "paid", "total_amount": total}
    return [{**row, "subtotal_amount": "100", "tax_amount": "19", "shipping_amount": "0", **more}]


def paid(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"payment_id": f"pay{row['order_id']}", "order_id": row["order_id"], "kind": "charge", "currency": "EUR",
         "occurred_at": "2025-06-01", "available_on": "2025-06-08", "amount": row["total_amount"], "fee_amount": "0",
         "net_amount": row["total_amount"], "status": "paid"}
        for row in rows
    ]  # fmt: skip


def orders(**more: Any) -> dict[str, Any]:
    rows = [row for channel in ("email", "direct") for k in range(25) for row in order(k, channel, **more)]
    return {"orders": rows, "payments": paid(rows)}


def facts_of(**tables: Any) -> Any:
    return measured(ANALYSIS, given(**tables), AT).facts


def test_deals_give_each_segment_its_money_customers_and_win_share():
    facts = facts_of(**deals())
    assert value_of(facts, "revenue_amount", split="segment=large") == 10_000
    assert value_of(facts, "customers_count", split="segment=large") == 10
    assert value_of(facts, "average_amount", split="all") == 550
    assert value_of(facts, "revenue_share", split="segment=large") == pytest.approx(10 / 11)
    win = fact_of(facts, "win_share", split="segment=small")
    assert (win.value, win.n) == (pytest.approx(1 / 3), 30)
    assert win.low < 1 / 3 < win.high  # type: ignore[operator]
    assert value_of(facts, "cycle_days", split="all") == pytest.approx(61)


def test_open_deals_are_no_losses():
    """The usual mistake: the share won of all deals."""
    data = deals()
    data["opportunities"] += [deal(k, "small", "open", opportunity_id=f"open{k}") for k in range(20)]
    assert value_of(facts_of(**data), "win_share", split="segment=small") == pytest.approx(1 / 3)


def test_a_customer_with_several_deals_is_one():
    data = deals()
    data["opportunities"].append(deal(0, "large", opportunity_id="again", amount="500"))
    facts = facts_of(**data)
    assert value_of(facts, "customers_count", split="segment=large") == 10
    assert value_of(facts, "average_amount", split="segment=large") == 1050


def test_what_hangs_on_the_largest_customer_is_judged():
    data = deals()
    data["opportunities"].append(deal(0, "large", opportunity_id="huge", amount="90000"))
    found = outcome(ANALYSIS, given(**data), AT)
    assert value_of(found.section.facts, "largest_share", largest="one") == pytest.approx(91_000 / 101_000)
    assert found.severity is Severity.FAIL


def test_small_groups_are_counted_and_not_stated():
    data = deals()
    data["companies"].append({"company_id": "odd0", "segment": "odd"})
    data["opportunities"].append(deal(0, "odd"))
    facts = facts_of(**data)
    assert "segments.value.win_share[split=segment=odd]" not in names_of(facts, "win_share")
    assert value_of(facts, "small_groups_count") == 1


def test_orders_are_told_by_the_groups_of_the_first_one_before_tax():
    data = orders()
    again = order(99, "direct", email="email0@b.example", ordered_at="2025-07-01")
    data = {"orders": data["orders"] + again, "payments": data["payments"] + paid(again)}
    facts = facts_of(**data)
    assert value_of(facts, "revenue_amount", split="channel=email") == 2600
    assert value_of(facts, "sales_count", split="channel=email") == 26
    assert value_of(facts, "customers_count", split="channel=email") == 25
    assert value_of(facts, "revenue_amount", split="all") == 5100


def test_cancelled_orders_made_nobody_a_customer():
    data = orders()
    data["orders"][0]["cancelled_at"] = "2025-06-02"
    assert value_of(facts_of(**data), "customers_count", split="channel=email") == 24


def test_margin_is_told_where_the_cost_is_stated_and_else_asked_for():
    tea = {"line_no": 1, "sku": "TEA", "quantity_count": 1, "price_amount": "100", **SHOP}
    lines = [{"order_id": row["order_id"], **tea} for row in orders()["orders"]]
    costs = [{"sku": "TEA", "valid_from_on": "2025-01-01", "unit_cost_amount": "40", "currency": "EUR"}]
    known = facts_of(**orders(), order_lines=lines, product_costs=costs)
    assert value_of(known, "margin_amount", split="channel=email") == 1500
    assert value_of(known, "margin_known_share", split="all") == 1
    without = measured(ANALYSIS, given(**orders(), order_lines=lines), AT)
    assert [missing.table for missing in without.missing] == ["product_costs"]
    assert value_of(without.facts, "revenue_amount", split="all") == Decimal(5000)


def test_what_leads_did_first_is_told_for_those_who_had_the_time():
    data = leads(every=1.0)
    data["stage_entries"] = [
        {**e, "entered_at": e["entered_at"] + timedelta(days=20 * (e["stage"] != "lead"))}
        for e in data["stage_entries"]
    ]
    data["touchpoints"] = [
        {"touchpoint_id": f"t{k}-{n}", "contact_id": f"p{k}", "kind": kind, "channel": "email",
         "touched_at": FIRST + timedelta(days=k, hours=hours)}
        for k, touches in ((0, [("visit", 0)]), (1, [("visit", 30)]), (2, [("visit", 30), ("visit", 60)]),
                           (3, [("visit", 30), ("form", 60)]), (4, [("visit", 24 * 15)]))
        for n, (kind, hours) in enumerate(touches)
    ]  # fmt: skip
    facts = facts_of(**deals(), **data)
    counts = {f.dimensions["behaviour"]: f.n for f in facts if f.measure == "behaviour_share"}
    assert (counts["looked"], counts["came_back"], counts["asked"]) == (1, 1, 1)
    assert counts["nothing"] > 100  # the first hour is how they came in, and what comes too late is not counted


@pytest.mark.parametrize(
    "data",
    [
        {"opportunities": [deal(k, "small", "lost") for k in range(30)]},
        {"opportunities": [deal(k, "small") for k in range(30)]},
        {"orders": orders()["orders"]},
        {},
    ],
)
def test_without_two_groups_money_or_the_movements_behind_it_is_an_answer(data: Any):
    with pytest.raises(CannotAnswer) as refused:
        facts_of(**data)
    assert refused.value.missing
