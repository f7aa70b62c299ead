"""The board's five figures: each counted a second way, and none stated that the data cannot carry."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.board.figures import ANALYSIS
from cmokit.analyses.definitions import DEFAULTS, Assumptions
from cmokit.analyses.known import Known
from cmokit.registers.ai_systems import AiSystem
from cmokit.registers.processes import Process
from cmokit.registers.tools import Tool
from cmokit.registers.workflows import Workflow
from tests.analyses.builders import given, names_of, rows_of, value_of

AT = replace(DEFAULTS, as_of=date(2026, 1, 31))
TOOL = Tool.model_validate({"id": "pen", "name": "Pen", "yearly_amount": 365.25, "currency": "EUR"})
SYSTEM = AiSystem.model_validate({"id": "pen", "name": "Pen", "tool": "pen", "state": "approved"})
FLOW = Workflow.model_validate(
    {"id": "notes", "name": "Notes", "process": "calls", "ai_task": "Shortens", "tools": ["pen"], "state": "live"}
)
CALLS = Process.model_validate({"id": "calls", "process": "Calls", "active_hours": 0.5})


def deal(number: int, channel: str | None, amount: Any = 100, **more: Any) -> dict[str, Any]:
    row = {"opportunity_id": f"d{number}", "channel": channel, "amount": amount, "currency": "EUR", "status": "open"}
    return {**row, "created_at": "2025-11-03", **more}


def won(number: int, channel: str | None, amount: Any = 100, on: str = "2025-12-01") -> dict[str, Any]:
    return deal(number, channel, amount, status="won", closed_at=on)


def found(definitions: Any = AT, icp: Any = None, **tables: Any) -> Any:
    data = given(**tables)
    own = {name: data.table(name) for name in ANALYSIS.uses}
    no_icp = CannotAnswer("too few")
    return ANALYSIS.measure(**own, definitions=definitions, found={"segments.icp": icp or no_icp})


def test_the_pipeline_of_a_channel_is_what_was_opened_in_the_year_whatever_became_of_it() -> None:
    made = found(opportunities=[deal(1, "email", 70), won(2, "email", 30), deal(3, "Paid Search", 5), deal(4, None, 1)])
    assert value_of(made.facts, "pipeline_amount", channel="email") == Decimal(100)
    assert value_of(made.facts, "pipeline_amount", channel="paid_search") == Decimal(5)
    assert value_of(made.facts, "pipeline_amount", channel="unknown") == Decimal(1)
    assert value_of(made.facts, "pipeline_amount", channel="all") == Decimal(106)
    assert value_of(made.facts, "pipeline_count", channel="all") == 4


def test_what_was_opened_before_the_year_or_is_not_known_yet_is_in_no_pipeline() -> None:
    old, late = deal(1, "email", created_at="2025-01-31"), deal(2, "email", created_at="2026-02-01")
    first = deal(3, "email", created_at="2025-02-01T00:00:00")
    made = found(opportunities=[old, late, first])
    assert rows_of(made.evidence, "record_id") == ["d3"]


def test_a_deal_without_an_amount_is_counted_and_brings_nothing() -> None:
    made = found(opportunities=[deal(1, "email", None), deal(2, "email", 9)])
    assert value_of(made.facts, "without_amount_count") == 1
    assert value_of(made.facts, "pipeline_amount", channel="email") == Decimal(9)


def test_what_nobody_can_place_is_neither_marketings_nor_anybody_elses() -> None:
    """The usual mistake: all that sales did not bring is called marketing's."""
    made = found(opportunities=[won(1, "email", 60), won(2, "direct", 30), won(3, "partner", 10)])
    shares = {o: value_of(made.facts, "sold_share", origin=o) for o in ("marketing", "unclear", "sales")}
    assert shares == pytest.approx({"marketing": 0.6, "unclear": 0.3, "sales": 0.1})
    not_sales = 1 - shares["sales"]
    assert not_sales != pytest.approx(shares["marketing"])


def test_a_shop_has_orders_for_sales_and_no_pipeline() -> None:
    order = {"currency": "EUR", "subtotal_amount": 50, "shipping_amount": 5, "tax_amount": 8, "total_amount": 63}
    order |= {"ordered_at": "2025-12-02", "financial_status": "paid"}
    orders = [{**order, "order_id": "1", "channel": "email"}, {**order, "order_id": "2", "channel": "unknown"}]
    made = found(orders=[*orders, {**order, "order_id": "3", "channel": "email", "cancelled_at": "2025-12-03"}])
    assert value_of(made.facts, "sold_amount", origin="all") == Decimal(110), "before tax, cancelled ones left out"
    assert value_of(made.facts, "sold_share", origin="marketing") == pytest.approx(0.5)
    assert names_of(made.facts, "pipeline_amount") == []
    assert made.reasons["pipeline"] == "no_deals"


def test_a_year_of_the_subscriptions_that_run() -> None:
    plan = {"state": "active", "plan": "Pro", "recurring_amount": 10, "currency": "EUR", "started_on": "2025-05-01"}
    people = [{"contact_id": "ann", "channel": "email"}, {"contact_id": "bob", "channel": "referral"}]
    plans = [
        {**plan, "subscription_id": "1", "contact_id": "ann"},
        {**plan, "subscription_id": "2", "contact_id": "bob"},
        {**plan, "subscription_id": "3", "contact_id": "bob", "ended_on": "2026-01-30"},
    ]
    made = found(opportunities=[won(1, "email")], subscriptions=plans, contacts=people)
    assert value_of(made.facts, "recurring_amount", origin="all") == Decimal(240)
    assert value_of(made.facts, "recurring_share", origin="marketing") == pytest.approx(0.5)


def runs(count: int, minutes: float = 12) -> list[dict[str, Any]]:
    row = {"workflow_id": "notes", "outcome": "used", "minutes": minutes, "cost_amount": "0.10", "currency": "EUR"}
    return [{**row, "run_id": f"r{n}", "started_at": "2026-01-22T09:00:00"} for n in range(count)]


def with_registers(*tools: Tool, hour: Decimal | None = Decimal(60)) -> Any:
    registers = {"tools": tools, "ai_systems": (SYSTEM,), "workflows": (FLOW,), "processes": (CALLS,)}
    return replace(AT, known=Known(registers), assumptions=Assumptions(hour_cost=hour))


def test_an_ai_tool_saves_what_the_work_took_less_what_it_takes_with_its_review() -> None:
    """Ten days of a tool at a day's euro, twenty runs at ten cents; eighteen minutes saved each, at a euro a minute."""
    made = found(with_registers(TOOL), opportunities=[won(1, "email")], workflow_runs=runs(20))
    assert value_of(made.facts, "tool_cost_amount", tool="pen") == Decimal(10 + 2)
    assert value_of(made.facts, "tool_saved_amount", tool="pen") == Decimal(20 * 18)
    assert value_of(made.facts, "tool_return_share", tool="pen") == pytest.approx(360 / 12)
    without_review = Decimal(20 * 30)
    assert value_of(made.facts, "tool_saved_amount", tool="pen") < without_review


def test_a_tool_that_costs_more_time_than_it_saves_is_told_as_such() -> None:
    made = found(with_registers(TOOL), opportunities=[won(1, "email")], workflow_runs=runs(20, minutes=45))
    assert value_of(made.facts, "tool_saved_amount", tool="pen") == Decimal(20 * -15)
    assert value_of(made.facts, "tool_return_share", tool="pen") < 0


@pytest.mark.parametrize(
    ("definitions", "log", "reason"),
    [
        (with_registers(), runs(20), "no_cost"),
        (with_registers(TOOL), runs(3), "no_log"),
        (with_registers(TOOL, hour=None), runs(20), "no_hour"),
        (AT, runs(20), "no_system"),
    ],
)
def test_a_return_that_nothing_carries_is_not_stated_and_says_why(definitions: Any, log: Any, reason: str) -> None:
    made = found(definitions, opportunities=[won(1, "email")], workflow_runs=log)
    assert names_of(made.facts, "tool_return_share") == []
    assert made.reasons["ai"] == reason
    assert value_of(made.facts, "stated_text", figure="ai") == "not_stated"


def test_without_deals_and_orders_there_is_nothing_to_tell() -> None:
    with pytest.raises(CannotAnswer) as refused:
        found()
    assert {missing.table for missing in refused.value.missing} == {"opportunities", "orders"}
