"""The figures of the segments: money, customers, win share and cycle, margin, advertising, behaviour."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, share
from cmokit.analyses.reporting_currency import rates_of
from cmokit.analyses.segments.value_sources import DEALS, Sold
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Quotient, Total
from cmokit.methods.ad_costs import spent
from cmokit.methods.customer_values import ALL, Value
from cmokit.methods.deal_flow import Flow
from cmokit.methods.lead_behaviour import Behaved
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.methods.uncertainty import CONFIDENCE

ID = "segments.value"
STEP = Decimal("0.0001")


def sale_facts(found: Mapping[str, Value], stated: Sequence[str], basis: str, currency: str) -> list[Fact]:
    whole = found[ALL]
    facts: list[Fact] = []
    for split in stated:
        value = found.get(split)
        if value is not None:
            facts += _of(value, whole, currency)
    sizes = {"one": 1, "tenth": ceil(whole.customers / 10)}
    for name, how_many in sizes.items():
        largest = whole.largest_share(how_many)
        if largest is not None:
            by = {"largest": name}
            facts.append(Fact(f"{ID}.largest_share", largest, "share", whole.customers, dimensions=by))
    return facts


def _of(value: Value, whole: Value, currency: str) -> list[Fact]:
    by: dict[str, Any] = {"split": value.split}
    n = value.customers
    where = {} if value.split == ALL else dict([value.split.split("=", 1)])
    revenue = Fact(f"{ID}.revenue_amount", value.revenue, currency, value.sales, dimensions=by,
                   recipe=Total("revenue_amount", where))  # fmt: skip
    customers = count(f"{ID}.customers_count", n, **by)
    mean, ends = value.average.quantize(STEP), value.interval()
    low, high = (Decimal(repr(end)).quantize(STEP) for end in ends) if ends else (None, None)
    facts = [
        revenue,
        customers,
        count(f"{ID}.sales_count", value.sales, **by),
        Fact(f"{ID}.average_amount", mean, currency, n, low, high, CONFIDENCE if ends else None, by,
             recipe=Quotient(revenue.name, customers.name)),
        Fact(f"{ID}.revenue_share", float(value.revenue / whole.revenue), "share", value.sales, dimensions=by),
    ]  # fmt: skip
    if value.margin is not None:
        facts.append(Fact(f"{ID}.margin_amount", value.margin, currency, value.sales, dimensions=by))
        if value.revenue:
            known = float(value.covered / value.revenue)
            facts.append(Fact(f"{ID}.margin_known_share", known, "share", value.sales, dimensions=by))
    return facts


def deal_facts(flows: Mapping[str, Flow], stated: Sequence[str]) -> list[Fact]:
    """Share won and time in the pipeline, of deals that left within the window."""
    facts: list[Fact] = []
    for split in stated:
        flow = flows[split]
        by: dict[str, Any] = {"split": split}
        facts.append(count(f"{ID}.closed_count", flow.left, **by))
        facts += share(f"{ID}.win_share", flow.won, flow.left, sample=True, **by)
        if flow.cycle_days is not None:
            facts.append(Fact(f"{ID}.cycle_days", flow.cycle_days, "days", flow.left, dimensions=by))
    return facts


def spend_facts(
    columns: tuple[str, ...], ad_spend: Any, fx_rates: Any, sold: Sold, definitions: Definitions
) -> list[Fact]:
    """Advertising of each channel over the days that the sales cover; none where channels are not compared."""
    if "channel" not in columns:
        return []
    items, _ = spent(
        ad_spend, rates_of(fx_rates, definitions), definitions.vat_share, definitions.vat_included_in
    )  # fmt: skip
    first, last = _days(sold, definitions)
    inside = [item for item in items if (first is None or item.day >= first) and item.day <= last]
    facts = []
    for channel in sorted({item.channel for item in inside}):
        amount = total_of(-item.steps["ads"] for item in inside if item.channel == channel)
        by = {"split": f"channel={channel}"}
        facts.append(Fact(f"{ID}.spend_amount", amount, definitions.currency, dimensions=by))
    return [fact for fact in facts if fact.value != ZERO]


def _days(sold: Sold, definitions: Definitions) -> tuple[date | None, date]:
    """All of the client's orders, or the deals' twelve months."""
    first = sold.flows[ALL].window.first if sold.basis == DEALS else None
    return first, definitions.as_of


def behaviour_facts(found: Iterable[Behaved]) -> list[Fact]:
    return [
        fact
        for one in found
        for fact in share(f"{ID}.behaviour_share", one.reached, one.leads, sample=True, behaviour=one.behaviour)
    ]
