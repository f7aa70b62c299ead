"""Which spend is to be kept, cut or moved?

Asks
    Does the money that a channel or campaign costs come back in sales, where does the same money bring more, what do
    campaigns of one kind or season cost per result, and did campaigns cost what was planned?
Measures
    Of each channel with cost: advertising before tax, and what finance states for that very channel (agencies and
    other), in the months that lie the usual time before the sales; sales of the months that they should have brought
    (won deals, or orders not cancelled: goods and shipping before tax), in number and value, value over cost with its
    interval (a Poisson number scaled by the weight of one sale), and the share of the new customers who have bought
    again. Of each advertised campaign the same by its name on the person or order. Qualified leads and the advertising
    for each. The word: cut, where the whole interval of value over cost lies below one; keep, where it lies wholly
    above one on enough sales; move, where it does and another one's lies wholly above it; too few to say in all other
    cases. Spend under whose name nobody bought or was qualified. By the first part of the campaigns' names and by
    fiscal quarter, what a qualified lead costs (a sale, where nobody is ever qualified). Of campaigns in the CRM with a
    budget: planned, actual, and how many people responded.
Read it as
    Value over cost of one means that the sales equal the spend before a single product was paid for: what is to be cut
    lies below even that. Too few to say is an answer: wait, or measure by an earlier step.
Do next
    Stop what is to be cut, move a part of what is to be moved and look again after the usual time, mend the links of
    campaigns that nobody came by.
Limits
    Sales belong to the channel of their own record, so what prepared them elsewhere gets nothing: see attribution.
    Returns and the cost of goods are not taken off: see contribution. More money does not bring more at the same rate.
    The audience and the message of a campaign are known as far as its name tells them. Clicks and impressions are no
    outcome and are not used.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import CampaignNames, Definitions
from cmokit.analyses.figures import about, pick
from cmokit.analyses.money import budget_figures as figures
from cmokit.analyses.money import budget_patterns as patterns
from cmokit.analyses.money.acquired import acquired
from cmokit.analyses.money.budget_figures import ID, Came, Lead, Spent
from cmokit.analyses.money.budget_shown import charts, headline, key_figures, narrative, next_steps, tables
from cmokit.analyses.money.by_campaign import whole_of
from cmokit.analyses.money.exports_needed import any_row, asks
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.exhibits.fact import Fact, Period
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods import acquisition, campaign_plans, sales_won
from cmokit.methods.acquisition import Outcome
from cmokit.methods.budget import TOO_FEW
from cmokit.methods.campaign_costs import Campaigns, campaigns_of
from cmokit.methods.campaign_list import follows, loose
from cmokit.methods.costs_by_month import Lacking, ad_costs, other_costs
from cmokit.methods.fiscal import quarter_of
from cmokit.methods.lead_prices import CAMPAIGN, CHANNEL
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say

UNRULED = "other"  # the format of a campaign whose name follows no rule


@dataclass(frozen=True)
class Budget:
    """result: what patterns count, qualified or sales. missing, unrated: costs or rates that were not sent."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per sale of a channel or campaign that cost anything: channel, campaign, month, value
    result: str
    missing: tuple[Missing, ...]
    unrated: str


def measure(
    ad_spend: Any,
    costs: Any,
    opportunities: Any,
    orders: Any,
    stage_entries: Any,
    contacts: Any,
    campaigns: Any,
    campaign_members: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Budget:
    """CannotAnswer where neither deals nor orders were sent, or advertising covers no whole month that counts."""
    if not any_row(opportunities) and not any_row(orders):
        raise CannotAnswer(say(f"{ID}.no_sales_sent"), *asks("opportunities", "orders"))
    rates, end = rates_of(fx_rates, definitions), definitions.as_of_end
    paid, covered, lacking = ad_costs(ad_spend, rates, definitions)
    others, lacking_too = other_costs(costs, rates, definitions.as_of)
    advertised = campaigns_of(ad_spend, rates, definitions)
    found = acquired(opportunities, orders, stage_entries, contacts, entity_links, definitions)
    last = acquisition.plus(end.date().replace(day=1), -1)
    sold_in = acquisition.window(found["customer"], covered, last)
    if sold_in is None:
        raise CannotAnswer(say(f"{ID}.no_months"), *asks("ad_spend"))
    sales, lacking_sales = sales_won.won(opportunities, contacts, entity_links, rates, end, advertised.named)
    if not sales:
        sales, lacking_sales = sales_won.ordered(orders, entity_links, rates, end, advertised.named)
    leads = _qualified(found["qualified"], contacts, entity_links, advertised)
    qualified_in = acquisition.window(found["qualified"], covered, last) if leads else None
    came = Came(sales, leads, sold_in, qualified_in)
    spent = Spent(paid, [cost for cost in others if cost.channel], advertised, definitions.currency)
    facts = _facts(spent, came, definitions)
    planned, lacking_plans = _plans(campaigns, campaign_members, rates, advertised, definitions)
    unrated, ask = rates_to_send(lacking | lacking_too | lacking_sales | lacking_plans, definitions)
    missing = (() if others else asks("costs")) + ((ask,) if unrated else ())
    names = {fact.dimensions[by] for fact in facts if fact.measure == "cost_amount" for by in (CHANNEL, CAMPAIGN)}
    evidence = figures.evidence(came, names)
    return Budget((*facts, *planned), evidence, "qualified" if qualified_in else "sales", missing, unrated)


def _qualified(found: list[Outcome], contacts: Any, entity_links: Any, advertised: Campaigns) -> list[Lead]:
    """Everybody who was ever qualified, with the campaign of their own record."""
    rows = sales_won.tags_of_people(contacts, entity_links).to_pyarrow().to_pylist()
    tags = {row["who"]: advertised.named(row["tag"]) for row in rows}
    return [Lead(one.channel, tags.get(one.record_id, ""), one.month) for one in found]


def _facts(spent: Spent, came: Came, definitions: Definitions) -> list[Fact]:
    facts = [*figures.of_level(CHANNEL, spent, came), *figures.of_level(CAMPAIGN, spent, came)]
    if not facts:
        raise CannotAnswer(say(f"{ID}.no_spend"), *asks("ad_spend"))
    facts += figures.idle(spent, came)
    facts += figures.at_stake(facts, spent)
    if came.sold_in.days is not None:
        facts.append(Fact(f"{ID}.lag_days", came.sold_in.days, "days"))
    rule, starts = definitions.campaign_names, definitions.fiscal_year_starts

    def season_of(month: date) -> str:
        return quarter_of(month, starts).label

    facts += patterns.patterns(spent, came, lambda name: _format(name, rule), season_of)
    dates = Period(came.sold_in.costs[0], acquisition.plus(came.sold_in.months[-1], 1) - timedelta(days=1))
    return [fact.but(period=dates) for fact in facts]


def _format(name: str, rule: CampaignNames) -> str:
    """The first part of a name that follows the rule."""
    if not follows(name, separator=rule.separator, parts=rule.parts, heads=rule.heads):
        return UNRULED
    return name.strip().split(rule.separator)[0].strip().casefold()


def _plans(
    campaigns: Any, members: Any, rates: Rates, advertised: Campaigns, definitions: Definitions
) -> tuple[list[Fact], Lacking]:
    spent: dict[str, Decimal] = {}
    for cost in advertised.costs:
        key = loose(cost.channel)
        spent[key] = spent.get(key, ZERO) + cost.amount
    found, lacking = campaign_plans.plans(campaigns, members, rates, definitions.as_of, spent)
    return patterns.plan_facts(found, definitions.currency), lacking


def judge(found: Budget, limits: Limits) -> Verdict:
    """By the share of the cost that brought nothing back; where no channel's word is known, a WARN that says so."""
    vain = pick(found.facts, "in_vain_share")
    words = [fact.value for fact in found.facts if fact.measure == "verdict_text"]
    sales = pick(found.facts, "sales_count", **whole_of(CHANNEL))
    if vain is None or (sales and not sales.value):
        return Verdict(Severity.WARN, " ".join(filter(None, (say(f"{ID}.nothing_sold"), found.unrated))))
    verdict = about(limits.verdict(vain), say(f"{ID}.about"))
    more = [say(f"{ID}.all_too_few")] if set(words) == {TOO_FEW} else []
    more += [say(f"{ID}.ads_only")] if any(missing.table == "costs" for missing in found.missing) else []
    severity = Severity.WARN if set(words) == {TOO_FEW} and verdict.severity is Severity.PASS else verdict.severity
    return replace(verdict, severity=severity, reason=" ".join(filter(None, (verdict.reason, *more, found.unrated))))


def exhibit(found: Budget, verdict: Verdict) -> Section:
    facts = found.facts
    words, said = headline(facts)
    vain = pick(facts, "in_vain_amount")
    amount = Decimal(str(vain.value)) if vain and vain.value else None
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=narrative(facts, found.result),
        charts=charts(facts),
        tables=tables(facts, found.result),
        next_steps=next_steps(facts),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=key_figures(facts),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision", amount=cite(vain)) if amount and vain else "",
        money_at_stake_amount=amount,
        money_formula=say(f"{ID}.money_formula") if amount else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("CAM-03", "CAM-02"),
    phases=("baseline",),
    sheet="Budget",
    needs=("ad_spend",),
    uses=(
        *("costs", "opportunities", "orders", "stage_entries", "contacts", "campaigns", "campaign_members"),
        *("entity_links", "fx_rates"),
    ),
    measures={
        "spend_amount": "money",
        "operating_amount": "money",
        "cost_amount": "money",
        "sales_count": "count",
        "revenue_amount": "money",
        "return_share": "share",
        "verdict_text": "text",
        "qualified_count": "count",
        "cost_per_qualified_amount": "money",
        "bought_again_share": "share",
        "idle_spend_amount": "money",
        "in_vain_amount": "money",
        "in_vain_share": "share",
        "lag_days": "days",
        "pattern_results_count": "count",
        "pattern_spend_amount": "money",
        "pattern_cost_amount": "money",
        "planned_amount": "money",
        "actual_amount": "money",
        "over_plan_amount": "money",
        "responses_count": "count",
        "without_actual_count": "count",
    },
    # A twentieth of the budget is what trying costs; a fifth is a channel's budget without an answer.
    limits=Limits(warn=0.05, fail=0.20, on="in_vain_share"),
    evidence_key=("record_id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
