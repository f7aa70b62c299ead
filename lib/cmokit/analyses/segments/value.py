"""Which segments bring the money, and how much each customer of them is worth.

Asks
    What does each segment bring, how often and how fast is it won, what is left of it, and how much hangs on a few?
Measures
    With orders: every order that was not cancelled, before tax and with what came back taken off, by channel, product,
    way of paying and country of the customer's first order; margin before advertising, of the part whose cost is
    stated. Without orders: deals that left the pipeline in the last twelve months, by segment, size (employees),
    industry and country of the company, product line and channel: share won by count (with Wilson's interval), mean
    days in the pipeline with open deals counted, and what was won; where there are orders too, deals tell the first two
    beside them. For each group: customers, money, its share of all,
    and money per customer with its interval; advertising paid by channel. How much the largest customer and the largest
    tenth bring. And by what leads did in their first two weeks: the share that sales took over later on.
Read it as
    A segment is worth more where its interval per customer lies above the others' and its win share does not lie
    below them. What hangs on one customer is a risk, however good the segment looks.
Do next
    Move effort to where a customer is worth more and no harder to win; write the steps from one behaviour to the next
    (came back, then asked) into the handling of leads; spread what hangs on few.
Limits
    Groups of fewer than twenty deals or customers are counted, not stated, and a column is shown only if two of its
    groups are. Retention and lifetime value stand in sections of their own. That leads who ask are taken over more
    often does not mean that making leads ask makes them buy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, number, pick, required, size
from cmokit.analyses.money.exports_needed import any_row, asks, missing_for_cash
from cmokit.analyses.segments.value_facts import behaviour_facts, deal_facts, sale_facts, spend_facts
from cmokit.analyses.segments.value_shown import ID, charts, compared, group_name, tables
from cmokit.analyses.segments.value_sources import DEALS, ORDERS, Sold, of_deals, of_orders
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.customer_values import values
from cmokit.methods.lead_behaviour import FIRST_DAYS, behaved
from cmokit.methods.lead_outcomes import outcomes
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say

ENOUGH = 20  # customers, or deals that left, before a group is stated


@dataclass(frozen=True)
class SegmentValue:
    """basis: orders or deals. columns: those of which two groups are stated, in the order of the tables."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per order, or deal that left
    basis: str
    columns: tuple[str, ...]
    currency: str
    missing: tuple[Missing, ...]


def measure(
    opportunities: Any,
    orders: Any,
    order_lines: Any,
    payments: Any,
    parcels: Any,
    contacts: Any,
    companies: Any,
    stage_entries: Any,
    touchpoints: Any,
    entity_links: Any,
    product_costs: Any,
    ad_spend: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> SegmentValue:
    """By orders, else by deals. CannotAnswer without either, or where nothing tells two groups apart."""
    if any_row(orders):
        if lacking := missing_for_cash(orders, payments, parcels):
            raise CannotAnswer(say(f"{ID}.no_cash"), *asks(*sorted(lacking)))
        sold = of_orders(
            orders, order_lines, payments, parcels, contacts, entity_links, product_costs, fx_rates, definitions
        )
    elif any_row(opportunities):
        sold = of_deals(opportunities, stage_entries, companies, entity_links, product_costs, fx_rates, definitions)
    else:
        raise CannotAnswer(say(f"{ID}.nothing_sold"), *asks("opportunities", "orders"))
    facts, columns = _facts(sold, definitions)
    if sold.basis == ORDERS and any_row(opportunities):
        deals = of_deals(opportunities, stage_entries, companies, entity_links, product_costs, fx_rates, definitions)
        facts += deal_facts(deals.flows, _large({split: flow.left for split, flow in deals.flows.items()}))
    facts += spend_facts(columns, ad_spend, fx_rates, sold, definitions) if any_row(ad_spend) else ()
    if any_row(stage_entries) and any_row(touchpoints):
        found = outcomes(
            stage_entries,
            contacts,
            entity_links,
            definitions.lifecycle_order,
            definitions.as_of_end,
            definitions.timezone,
        )
        facts += behaviour_facts(behaved(found.rows, touchpoints, entity_links))
    missing = () if sold.has_costs else asks("product_costs")
    return SegmentValue(tuple(facts), sold.evidence, sold.basis, columns, definitions.currency, missing)


def _facts(sold: Sold, definitions: Definitions) -> tuple[list[Fact], tuple[str, ...]]:
    """The whole and every group that is large enough, of columns in which there are two of them."""
    found = values(sold.sales)
    if "all" not in found or found["all"].revenue <= 0:
        raise CannotAnswer(say(f"{ID}.nothing_sold"), *asks("opportunities", "orders"))
    if sold.basis == DEALS:
        sizes = {split: flow.left for split, flow in sold.flows.items()}
    else:
        sizes = {split: value.customers for split, value in found.items()}
    large = _large(sizes)
    columns = tuple(name for name in sold.columns if sum(split.startswith(f"{name}=") for split in large) > 1)
    if not columns:
        raise CannotAnswer(say(f"{ID}.one_group", None, enough=limit(ENOUGH, "count")), *sold.would_help)
    stated = ["all", *(split for split in sorted(large) if split.split("=", 1)[0] in columns)]
    facts = sale_facts(found, stated, sold.basis, definitions.currency)
    if sold.basis == DEALS:
        facts += deal_facts(sold.flows, stated)
    small = sum(split != "all" and split not in large for split in sizes)
    return [*facts, Fact(f"{ID}.small_groups_count", small, "count", len(sizes) - 1)], columns


def _large(sizes: Mapping[str, int]) -> list[str]:
    return [split for split, many in sorted(sizes.items()) if split != "all" and many >= ENOUGH]


def judge(found: SegmentValue, limits: Limits) -> Verdict:
    """By what hangs on the largest customer: segments are compared, not judged."""
    verdict = about(limits.verdict(required(found.facts, "largest_share", largest="one")), say(f"{ID}.about"))
    small = required(found.facts, "small_groups_count")
    if not small.value:
        return verdict
    more = say(f"{ID}.small", number(small), groups=cite(small), enough=limit(ENOUGH, "count"))
    return Verdict(verdict.severity, f"{verdict.reason} {more}")


def exhibit(found: SegmentValue, verdict: Verdict) -> Section:
    facts = found.facts
    first = compared(found, "average_amount")
    most = compared(found, "revenue_share")[0]
    whole = required(facts, "average_amount", split="all")
    said: dict[str, Any] = {
        "group": group_name(most.dimensions["split"]),
        "share": cite(most),
        "whole": cite(whole),
        "revenue": cite(required(facts, "revenue_amount", split="all")),
        "tenth": cite(required(facts, "largest_share", largest="tenth")),
    }
    if first:
        said |= {"best": group_name(first[0].dimensions["split"]), "worth": cite(first[0])}
        said |= {"worst": group_name(first[-1].dimensions["split"]), "least": cite(first[-1])}
    told = "plain" if len(first) > 1 else "whole"
    key = (required(facts, "revenue_amount", split="all"), whole)
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{told}", **said),
        brief=say(f"{ID}.brief.{told}", **said),
        narrative=_narrative(found, said),
        charts=charts(found, said),
        tables=tables(found),
        next_steps=_next_steps(found),
        how_sure=say(f"{ID}.how_sure.{found.basis}"),
        key_facts=tuple(fact.name for fact in key),
        owner_role=Responsibility.SALES if found.basis == DEALS else Responsibility.MARKETING,
        decision=say(f"{ID}.decision", **said) if verdict.severity is not Severity.PASS else "",
    )


def _narrative(found: SegmentValue, said: dict[str, Any]) -> tuple[str, ...]:
    told = [say(f"{ID}.few_customers", **said)]
    shares = compared(found, "win_share")
    if len(shares) > 1 and size(shares[0]) > size(shares[-1]):
        ends = {"often": shares[0], "seldom": shares[-1]}
        names = {name: group_name(fact.dimensions["split"]) for name, fact in ends.items()}
        told.append(
            say(f"{ID}.wins", None, **names, often_share=cite(ends["often"]), seldom_share=cite(ends["seldom"]))
        )
    behaviours = having(found.facts, "behaviour_share")
    if len(behaviours) > 1:
        best, least = behaviours[0], behaviours[-1]
        names = {"best": _behaviour(best), "least": _behaviour(least)}
        shares_ = {"best_share": cite(best), "least_share": cite(least)}
        told.append(say(f"{ID}.behaviour", None, **names, **shares_, days=limit(FIRST_DAYS, "days")))
    margin = pick(found.facts, "margin_amount", split="all")
    known = pick(found.facts, "margin_known_share", split="all")
    if margin and known:
        told.append(say(f"{ID}.margin", margin=cite(margin), known=cite(known)))
    return tuple(told)


def _next_steps(found: SegmentValue) -> tuple[str, ...]:
    """Only what fits the client: leads who behaved, costs that nobody stated."""
    fits = {"effort": True, "behaviour": bool(having(found.facts, "behaviour_share"))}
    fits |= {"cost": bool(found.missing), "largest": True}
    return tuple(say(f"{ID}.next_steps.{name}") for name, does in fits.items() if does)


def _behaviour(fact: Fact) -> str:
    return say(f"{ID}.behaviours.{fact.dimensions['behaviour']}")


ANALYSIS = Analysis(
    id=ID,
    rows=("ICP-02", "ICP-03"),
    phases=("baseline",),
    sheet="Segment value",
    needs=(),
    uses=(
        *("opportunities", ORDERS, "order_lines", "payments", "parcels", "contacts", "companies", "stage_entries"),
        *("touchpoints", "entity_links", "product_costs", "ad_spend", "fx_rates"),
    ),
    measures={
        "customers_count": "count",
        "sales_count": "count",
        "revenue_amount": "money",
        "revenue_share": "share",
        "average_amount": "money",
        "margin_amount": "money",
        "margin_known_share": "share",
        "largest_share": "share",
        "closed_count": "count",
        "win_share": "share",
        "cycle_days": "days",
        "spend_amount": "money",
        "small_groups_count": "count",
        "behaviour_share": "share",
    },
    # A tenth of the money from one customer is felt when it goes; a quarter of it decides the year.
    limits=Limits(warn=0.10, fail=0.25, on="largest_share"),
    evidence_key=("record_id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
