"""What the next months may bring under several plans, and which assumption moves the result most.

Asks
    What may the next three months bring as things are, what would each budget option change, and on which assumption
    does the answer hang most?
Measures
    People whom three months of the plan bring, how many of them become customers, and what those bring in their first
    year. People: spend a month over what one costs in advertising, and those who come without it. Then, as far as the
    client has them: the share that becomes a deal, the deals that sales has shown it can take on in a month, the share
    won, what answers in time would add, what a customer brings in a year and how many stay. Each stands with its bounds
    and its origin: measured by another section, assumed in the engagement, or stated here. Four thousand draws from one
    fixed seed, each lever by a law whose median is its middle and whose bounds hold all but one draw in twenty; what
    people decide (spend, who is answered) is not drawn; chance in few customers comes on top. Low, middle and high: the
    draws that a tenth, half and nine tenths of all lie below. Options meet the same draws. Influence: the result with
    one lever at its lower and at its upper bound, all others at their middle.
Read it as
    A range of what may come if things stay as they were measured; never a promise and never a target. Where the lever
    with most influence is assumed, the range is worth as much as the assumption.
Do next
    Measure or test the lever with most influence first; decide for an option only where its gain lies wholly above
    nothing.
Limits
    More spend is reckoned at the same cost for one person: as a rule it buys dearer. What a brand campaign brings later
    stands in no record and is in no option. Season, prices and competitors stay as they were. Levers are drawn apart
    from each other. A customer's first year is what others brought so far.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Found, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, pick, required
from cmokit.analyses.forecast import options as choices
from cmokit.analyses.forecast.levers import MONTHS, STANDS_ON, Plan, plan_of
from cmokit.analyses.forecast.scenario_facts import ID, NOW, SURE, facts_of, shown
from cmokit.analyses.forecast.scenarios_shown import charts, said_of, tables, told
from cmokit.analyses.money.exports_needed import any_row, asks
from cmokit.analyses.reporting_currency import rates_of
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import limit
from cmokit.methods.costs_by_month import ad_costs
from cmokit.methods.scenarios import simulated, swings
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

SEED = 1701


@dataclass(frozen=True)
class Scenarios:
    """options: in their order, the plan as it is first. targets: of the engagement that an option uses."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row a lever
    plan: Plan
    options: tuple[str, ...]
    targets: Mapping[str, Any]
    missing: tuple[Missing, ...] = ()


def measure(ad_spend: Any, fx_rates: Any, definitions: Definitions, found: Mapping[str, Found]) -> Scenarios:
    """CannotAnswer where the cost of winning people, or what a customer brings in a year, is not known."""
    if not any_row(ad_spend):
        raise CannotAnswer(say(f"{ID}.no_spend"), *asks("ad_spend"))
    paid, covered, _ = ad_costs(ad_spend, rates_of(fx_rates, definitions), definitions)
    plan = plan_of(found, paid, covered, definitions)
    if plan is None:
        raise CannotAnswer(say(f"{ID}.no_levers"), *asks("ad_spend", "orders", "subscriptions"))
    changed, targets = choices.of(plan, definitions, SEED)
    results = simulated(plan.model, changed, SEED, SURE)
    spends = choices.spend_of(plan, changed)
    facts = facts_of(plan, results, spends, swings(plan.model), definitions.currency)
    return Scenarios(tuple(facts), shown(plan), plan, tuple(changed), targets)


def judge(found: Scenarios, limits: Limits) -> Verdict:
    """By how wide the range is; a forecast is never a pass alone, since nobody has seen the months yet."""
    wide = required(found.facts, "range_share")
    verdict = about(limits.verdict(wide), say(f"{ID}.about"))
    severity = Severity.WARN if verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, f"{verdict.reason} {say(f'{ID}.no_promise')}")


def exhibit(found: Scenarios, verdict: Verdict) -> Section:
    said = said_of(found)
    now = required(found.facts, "result_amount", option=NOW)
    key = (now, pick(found.facts, "customers_count", option=NOW), required(found.facts, "range_share"))
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **said),
        brief=say(f"{ID}.brief", **said),
        narrative=told(found, said),
        charts=charts(found, said),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure", months=limit(MONTHS, "count"), step=limit(Decimal(str(choices.STEP)), "share")),
        key_facts=tuple(fact.name for fact in key if fact),
        owner_role=Responsibility.CHIEF_EXECUTIVE,
        decision=say(f"{ID}.decision", **said),
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("FOR-01",),
    phases=("scale",),
    sheet="Scenarios",
    needs=("ad_spend",),
    uses=("fx_rates",),
    stands_on=STANDS_ON,
    measures={
        "result_amount": "money",
        "customers_count": "count",
        "gain_amount": "money",
        "spend_amount": "money",
        "range_share": "share",
        "assumed_share": "share",
        "assumed_amount": "money",
        "assumed_count": "count",
        "origin_text": "text",
        "at_low_amount": "money",
        "at_high_amount": "money",
        "influence_amount": "money",
    },
    # A range as wide as its middle says hardly more than the sign; beyond twice that, nobody should plan with it.
    limits=Limits(warn=1.0, fail=2.0, on="range_share"),
    evidence_key=("lever",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
