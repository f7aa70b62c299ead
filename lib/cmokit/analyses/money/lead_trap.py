"""Which leads look cheap and are dear?

Asks
    Which channels and campaigns bring cheap leads that sales turns away or nobody buys from, so that a low cost per
    lead hides a high cost per qualified lead, per accepted lead and per customer?
Measures
    Of each channel and campaign with advertising: what was spent in the months in which its leads came, over these
    leads, and over those of the same leads who got to each step (qualified, accepted by sales, customer), each with
    the interval that their number allows (Poisson's exact bounds), and the share of the leads who got there (Wilson).
    A step is judged over whole months whose leads have all had their time: longer ago than it took nine in ten of those
    who got there. A trap: a lead costs at least a tenth less
    than in all, and whoever got further wholly more, interval and all. The
    share of the spend that lies in traps. How many places each one loses from the order by cost per lead to the order
    by cost of the step. The cost of a lead in the later half of the months over the earlier half: where it rises, the
    audience may be tired of the advertising. Spend on campaigns under whose name no lead came.
Read it as
    Whoever buys by cost per lead buys what stands first in one order and last in the other. Where the interval does not
    exclude the contrary the word is possible, and nothing is proven yet.
Do next
    Judge advertising by the deepest step that enough leads have got to; take what fills traps out of the audience; give
    links without a campaign's name one.
Limits
    A lead belongs to the channel and campaign of its own record. Advertising of the channel alone, before tax: no
    agency and no salary. How often one person saw an advertisement is in no export, so tiredness shows only in what
    leads cost. A campaign without leads may have brought nobody, or carry another name in its links.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having
from cmokit.analyses.money import lead_trap_figures as figures
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.money.lead_trap_figures import ID
from cmokit.analyses.money.lead_trap_shown import (
    charts,
    headline,
    key_figures,
    narrative,
    next_steps,
    tables,
    traps,
)
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.methods import lead_cohorts, lead_prices
from cmokit.methods.acquisition import Cost
from cmokit.methods.campaign_costs import Campaigns, campaigns_of
from cmokit.methods.costs_by_month import ad_costs
from cmokit.methods.lead_cohorts import Lead
from cmokit.methods.lead_prices import CAMPAIGN, CHANNEL
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say


@dataclass(frozen=True)
class LeadTrap:
    """months: of each step that could be judged. missing, unrated: exchange rates that were not sent."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per lead of a channel or campaign with spend: channel, campaign, month, steps
    months: Mapping[str, tuple[date, ...]]
    missing: tuple[Missing, ...]
    unrated: str


@dataclass(frozen=True)
class _Spent:
    """What was spent, by channel and by campaign."""

    channels: Sequence[Cost]
    campaigns: Campaigns
    currency: str

    @property
    def by_level(self) -> dict[str, Sequence[Cost]]:
        return {CHANNEL: self.channels, CAMPAIGN: self.campaigns.costs}


def measure(
    ad_spend: Any,
    contacts: Any,
    stage_entries: Any,
    companies: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> LeadTrap:
    """CannotAnswer where there is no lead, or none that has had the time to get any further."""
    rates = rates_of(fx_rates, definitions)
    paid, covered, lacking = ad_costs(ad_spend, rates, definitions)
    campaigns = campaigns_of(ad_spend, rates, definitions)
    order, end = definitions.lifecycle_order, definitions.as_of_end
    rows = lead_cohorts.leads(contacts, stage_entries, companies, entity_links, order, end, campaigns.named)
    if not rows:
        raise CannotAnswer(say(f"{ID}.no_leads"), *asks("contacts", "stage_entries"))
    months = _months(rows, covered, definitions)
    if not any(wait is not None for row in rows for wait in row.reached.values()):
        raise CannotAnswer(say(f"{ID}.no_history"), *asks("stage_entries"))
    if not months:
        raise CannotAnswer(say(f"{ID}.no_months"), *asks("ad_spend", "stage_entries"))
    spent = _Spent(paid, campaigns, definitions.currency)
    facts = [fact for step, own in months.items() for fact in _of_step(rows, spent, step, own)]
    if not facts:
        raise CannotAnswer(say(f"{ID}.no_spend"), *asks("ad_spend"))
    facts += _over_time(rows, spent, next(iter(months.values())))
    unrated, ask = rates_to_send(lacking, definitions)
    names = {cost.channel for costs in spent.by_level.values() for cost in costs}
    evidence = figures.evidence(rows, months, names)
    return LeadTrap(tuple(facts), evidence, months, (ask,) if unrated else (), unrated)


def _months(rows: Sequence[Lead], covered: set[date], definitions: Definitions) -> dict[str, tuple[date, ...]]:
    """The months of each step that somebody got to and that can be judged."""
    found = {}
    for step in lead_cohorts.steps_of(definitions.lifecycle_order):
        wait = lead_cohorts.wait_for(rows, step)
        own = () if wait is None else lead_cohorts.mature_months(covered, wait, definitions.as_of_end)
        if own:
            found[step] = own
    return found


def _of_step(rows: Sequence[Lead], spent: _Spent, step: str, months: tuple[date, ...]) -> list[Fact]:
    facts = []
    for by, costs in spent.by_level.items():
        found = lead_prices.prices(costs, rows, step, months, by)
        facts += figures.of_step(found, step, by, spent.campaigns.channels, spent.currency)
    wait = lead_cohorts.wait_for(rows, step)
    got = sum(step in row.reached for row in rows)
    facts += [Fact(f"{ID}.wait_days", wait, "days", got, dimensions={"step": step})] if facts else []
    return [fact.but(period=figures.period_of(months)) for fact in facts]


def _over_time(rows: Sequence[Lead], spent: _Spent, months: tuple[date, ...]) -> list[Fact]:
    """What leads cost later against earlier, and spend that no lead names, over the months of the earliest step."""
    facts = figures.leadless(spent.campaigns, rows, months, spent.currency)
    for by, costs in spent.by_level.items():
        names = sorted({cost.channel for cost in costs})
        found = lead_prices.drifts(costs, rows, months, names, by)
        facts += figures.of_drift(found, by, spent.campaigns.channels)
    return [fact.but(period=figures.period_of(months)) for fact in facts]


def judge(found: LeadTrap, limits: Limits) -> Verdict:
    """By the largest share of spend in traps, over steps, channels and campaigns; too few to tell is a WARN."""
    shares = having(found.facts, "trap_spend_share")
    if not shares:
        return Verdict(Severity.WARN, " ".join(filter(None, (say(f"{ID}.too_few"), found.unrated))))
    worst = shares[0]
    said = say(f"{ID}.about.{worst.dimensions['by']}", step=say(f"{ID}.steps.{worst.dimensions['step']}"))
    return about(limits.verdict(worst), said, *filter(None, (found.unrated,)))


def exhibit(found: LeadTrap, verdict: Verdict) -> Section:
    words, said = headline(found.facts)
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=narrative(found.facts),
        charts=charts(found.facts),
        tables=tables(found.facts),
        next_steps=next_steps(found.facts),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=key_figures(found.facts),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision") if traps(found.facts) else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("CAM-05",),
    phases=("baseline",),
    sheet="Lead trap",
    needs=("ad_spend", "contacts"),
    uses=("stage_entries", "companies", "entity_links", "fx_rates"),
    measures={
        "spend_amount": "money",
        "leads_count": "count",
        "reached_count": "count",
        "reached_share": "share",
        "cost_per_lead_amount": "money",
        "cost_each_amount": "money",
        "trap_text": "text",
        "rank_move_count": "count",
        "trap_spend_share": "share",
        "later_cost_share": "share",
        "leadless_spend_amount": "money",
        "wait_days": "days",
    },
    # A twentieth of the spend in a trap is a campaign to mend; with a quarter, budgets follow the wrong figure.
    limits=Limits(warn=0.05, fail=0.25, on="trap_spend_share"),
    evidence_key=("source_system", "contact_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
