"""The figures that a board asks for, each with what it rests on, or with why it is not stated.

Asks
    What does each channel bring into the pipeline, what does a customer of each segment cost and of each tier bring,
    how much of the revenue is marketing's, and do the AI tools pay?
Measures
    Of the twelve months up to the report's day. Pipeline: deals that were opened, by channel, at the rate of the month
    in which they were. Share: what was sold (won deals, else orders before tax) and, where there are subscriptions, a
    year of those that run on the day, by who runs the channel: marketing (paid and organic search and social, e-mail,
    display, affiliates, events, webinars), sales and partners, or unclear (direct, referral, offline, other, unknown).
    Cost of a customer by segment: each channel's month of advertising divided evenly between the leads that it
    brought; of leads that have had the time (segments.icp), the cost of all over the number won, with Poisson's exact
    bounds. Value by tier of the ideal customer: what a subscriber brings over the farthest horizon that all tiers have
    been seen for, as retention.lifetime_value reckons it. AI tools: minutes that the work took by hand (register of
    processes) less those that the log of the workflow shows, review among them, at the hour's assumed cost, for what
    the tool costs in that time.
Read it as
    Marketing's share lies between its own channels alone and those with the unclear ones. A figure that is not stated
    is not zero: the reason says what is missing.
Do next
    Ask of each unclear channel who runs it; send what is missing; hold cost against value segment by segment.
Limits
    A channel is where a record says that it came from, not what moved the customer. Other costs than advertising name
    no segment, so the cost by segment is advertising alone. What AI tools save rests on what people said the work
    took, and is called assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Found, Limits
from cmokit.analyses.board import channel_money, of_customers
from cmokit.analyses.board.ai_return import ToolReturn, tool_returns
from cmokit.analyses.board.channel_money import MARKETING, Amount
from cmokit.analyses.board.figure_facts import FIGURES, ID, amounts, costs, pipeline, shares, tiers, tools
from cmokit.analyses.board.figures_shown import not_stated, tables
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, pick, required
from cmokit.analyses.money.exports_needed import any_row, asks
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.analyses.retention.value_sources import Base
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.costs_by_month import ad_costs
from cmokit.methods.order_exchange import Rates
from cmokit.tables.contract import AMOUNT
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ICP = "segments.icp"


@dataclass(frozen=True)
class BoardFigures:
    """reasons: figure → why it is not stated (an id of words), for those that are not. tools: AI systems approved."""

    facts: tuple[Fact, ...]
    evidence: pa.Table
    basis: str
    reasons: Mapping[str, str]
    tools: tuple[ToolReturn, ...]
    missing: tuple[Missing, ...]
    unrated: str


def measure(
    opportunities: Any,
    orders: Any,
    contacts: Any,
    subscriptions: Any,
    product_costs: Any,
    ad_spend: Any,
    workflow_runs: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
    found: Mapping[str, Found],
) -> BoardFigures:
    """CannotAnswer where neither deals nor orders were received."""
    if not any_row(opportunities) and not any_row(orders):
        raise CannotAnswer(say(f"{ID}.nothing_sold"), *asks("opportunities", "orders"))
    rates, currency = rates_of(fx_rates, definitions), definitions.currency
    told = {"opportunities": opportunities, "orders": orders, "contacts": contacts, "entity_links": entity_links}
    opened, lacking = channel_money.opened(opportunities, entity_links, rates, definitions)
    basis, sold, more_lacking = channel_money.sold(told, rates, definitions)
    base = of_customers.base_of(subscriptions, contacts, entity_links, product_costs, rates, definitions)
    running = channel_money.recurring(base.plans, definitions.as_of) if base else []
    reasons = {"pipeline": "" if opened else "no_deals", "share": "" if channel_money.whole(sold) else "none_sold"}
    facts = [*pipeline(opened, currency), *shares("sold", sold, currency), *shares("recurring", running, currency)]
    leads = None if isinstance(found[ICP], CannotAnswer) else found[ICP].evidence
    by_segment, reasons["cac"] = _by_segment(leads, ad_spend, rates, definitions)
    by_tier, reasons["value"] = _by_tier(
        leads, subscriptions, contacts, product_costs, entity_links, rates, definitions
    )
    tool_list = tool_returns(workflow_runs, rates, definitions)
    reasons["ai"] = "" if any(not t.reason for t in tool_list) else tool_list[0].reason if tool_list else "no_system"
    facts += [*by_segment, *by_tier, *tools(tool_list, currency)]
    facts += [
        Fact(f"{ID}.stated_text", _stated(reasons[name]), "text", dimensions={"figure": name}) for name in FIGURES
    ]
    facts.append(count(f"{ID}.not_stated_count", sum(map(bool, reasons.values())), n=len(FIGURES)))
    unrated, ask = rates_to_send(lacking | more_lacking, definitions)
    missing = _to_send(reasons) + ((ask,) if unrated else ())
    evidence = _evidence([*opened, *sold, *running], currency)
    return BoardFigures(tuple(facts), evidence, basis, reasons, tuple(tool_list), missing, unrated)


def _stated(reason: str) -> str:
    return "not_stated" if reason else "stated"


def _by_segment(leads: Any, ad_spend: Any, rates: Rates, definitions: Definitions) -> tuple[list[Fact], str]:
    if leads is None:
        return [], "no_leads"
    if not any_row(ad_spend):
        return [], "no_ads"
    paid, covered, _ = ad_costs(ad_spend, rates, definitions)
    told = costs(of_customers.segment_costs(leads, paid, covered, definitions.timezone), definitions.currency)
    return told, "" if any(fact.measure == "cac_amount" for fact in told) else "few_won"


def _by_tier(
    leads: Any,
    subscriptions: Any,
    contacts: Any,
    product_costs: Any,
    links: Any,
    rates: Rates,
    definitions: Definitions,
) -> tuple[list[Fact], str]:
    if leads is None:
        return [], "no_tiers"
    tiered = of_customers.with_tiers(contacts, links, leads)
    base: Base | None = of_customers.base_of(subscriptions, tiered, links, product_costs, rates, definitions)
    if base is None:
        return [], "no_subscriptions"
    horizon, found = of_customers.tier_values(base, definitions.assumptions.discount)
    told = tiers(found, horizon, base.kinds[-1], definitions.currency)
    return told, "" if sum(fact.measure == "value_amount" for fact in told) > 1 else "few_customers"


_ASKED = {
    "no_deals": "opportunities", "none_sold": "opportunities", "no_leads": "opportunities", "no_ads": "ad_spend",
    "no_tiers": "opportunities", "no_subscriptions": "subscriptions", "no_log": "workflow_runs",
}  # fmt: skip


def _to_send(reasons: Mapping[str, str]) -> tuple[Missing, ...]:
    return asks(*sorted({_ASKED[reason] for reason in reasons.values() if reason in _ASKED}))


def _evidence(found: list[Amount], currency: str) -> pa.Table:
    rows = sorted(found, key=lambda one: (one.what, one.record_id, one.source_file, one.source_row))
    text = pa.string()
    return pa.table(
        {
            "what": pa.array([one.what for one in rows], text),
            "record_id": pa.array([one.record_id for one in rows], text),
            "channel": pa.array([one.channel for one in rows], text),
            "origin": pa.array([channel_money.origin_of(one.channel) for one in rows], text),
            "amount": pa.array([one.amount for one in rows], AMOUNT),
            "currency": pa.array([currency] * len(rows), text),
            "source_file": pa.array([one.source_file for one in rows], text),
            "source_row": pa.array([one.source_row for one in rows], pa.int64()),
        }
    )


def judge(found: BoardFigures, limits: Limits) -> Verdict:
    """By how many of the five figures the data cannot carry."""
    verdict = about(limits.verdict(required(found.facts, "not_stated_count")), say(f"{ID}.about"))
    severity = Severity.WARN if found.unrated and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join(filter(None, (verdict.reason, found.unrated))))


def exhibit(found: BoardFigures, verdict: Verdict) -> Section:
    facts = found.facts
    own = pick(facts, "sold_share", origin=MARKETING)
    whole = pick(facts, "pipeline_amount", channel="all")
    recurring = pick(facts, "recurring_share", origin=MARKETING)
    unclear, lacking = pick(facts, "sold_share", origin="unclear"), required(facts, "not_stated_count")
    named = {"own": own, "unclear": unclear, "pipeline": whole, "recurring": recurring, "not_stated": lacking}
    said: dict[str, Any] = {name: cite(fact) for name, fact in named.items() if fact}
    words = "both" if own and whole else "sold" if own else "pipeline" if whole else "nothing"
    told = [say(f"{ID}.unclear", **said)] if unclear and unclear.value else []
    told += [say(f"{ID}.recurring", **said)] if recurring else []
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=(*told, *amounts(facts), *not_stated(found)),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (own, recurring, whole, lacking) if fact)[:3],
        owner_role=Responsibility.CHIEF_EXECUTIVE,
        decision=say(f"{ID}.decision") if verdict.severity is not Severity.PASS else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("BRD-01",),
    phases=("scale",),
    sheet="Board figures",
    needs=(),
    uses=(
        "opportunities", "orders", "contacts", "subscriptions", "product_costs", "ad_spend", "workflow_runs",
        "entity_links", "fx_rates",
    ),
    stands_on=(ICP,),
    registers=("ai_systems", "tools", "workflows", "processes"),
    measures={
        "pipeline_amount": "money",
        "pipeline_count": "count",
        "without_amount_count": "count",
        "cac_amount": "money",
        "won_count": "count",
        "value_amount": "money",
        "tier_count": "count",
        "sold_amount": "money",
        "sold_share": "share",
        "recurring_amount": "money",
        "recurring_share": "share",
        "tool_cost_amount": "money",
        "tool_saved_amount": "money",
        "tool_return_share": "share",
        "stated_text": "text",
        "not_stated_count": "count",
    },
    # A board that gets one of its five figures with a reason instead of a number should know; with none it has no pack.
    limits=Limits(warn=0, fail=4, on="not_stated_count", unit="count"),
    evidence_key=("what", "record_id", "source_file", "source_row"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)  # fmt: skip
