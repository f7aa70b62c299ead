"""Where deals and orders get lost or stuck, how long each stage takes, and how much money that is.

Asks
    At which stage do deals, and orders, fall out or stand still, and what are they worth?
Measures
    Pipeline, per stage: deals that entered; share that advanced (entered a later stage, or won) of those that advanced
    or closed; median days from entry to the next entry or the close; lost deals by the last stage they were in; open
    deals that have been in the stage longer than nine in ten finished visits lasted. Orders, from ordered over
    fulfilled and delivered to paid: cancelled before fulfilment, returned or lost on the way, refunded or disputed
    afterwards. Number and amount of each: an order with its total, a refunded or disputed one with what went back.
    Bottleneck: the stage with most money lost and stalled. Leak share: stalled, of the open pipeline's value; lost, of
    the orders' value.
Read it as
    Losing deals is business; losing most money at one late stage, or leaving it there, is a leak that can be mended.
Do next
    Take the stalled deals of the bottleneck one by one; for orders, go after the cause at the stage that loses most.
Limits
    A lost deal counts where it was last seen. Deals and orders without an amount count, but add no money. An order
    refunded in part counts as one order, with the part. An order on which no courier reports is taken as
    delivered once it is fulfilled. More leads, or more advertising, mend none of this.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, having, share
from cmokit.analyses.funnel.leak_figures import PROBLEMS, charts, narrative, stage_table, words_of_worst
from cmokit.analyses.reporting_currency import converter
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Total
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.methods import funnels
from cmokit.methods.funnels import ORDERS, PIPELINE, TABLES, Funnel, Sums
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "funnel.leaks"


@dataclass(frozen=True)
class Leaks:
    """stages: funnel → its stages in order, then `unknown` where a deal's last stage is not known."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # funnel, stage, record_id, problem (lost, stalled), amount, currency, source_file, source_row
    stages: dict[str, tuple[str, ...]]
    currency: str
    missing: tuple[Missing, ...]


def measure(
    opportunities: Any,
    stage_entries: Any,
    orders: Any,
    payments: Any,
    parcels: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Leaks:
    """Whichever of the two funnels the exports carry; CannotAnswer where they carry none."""
    deals = leading_records(opportunities, entity_links, "opportunity")
    pipeline = funnels.pipeline(deals, stage_entries, definitions.pipeline_order, definitions.as_of_end)
    found = [funnel for funnel in (pipeline, funnels.order_way(orders, payments, parcels)) if funnel]
    asks = tuple(Missing(name, (), say(f"asks.{name}")) for name in ("stage_entries", "opportunities", "orders"))
    if not found:
        raise CannotAnswer(say(f"{ID}.no_funnel"), *asks)
    money: dict[str, Any] = {"currency": definitions.currency, "as_of": definitions.as_of}
    convert, facts, stages = converter(fx_rates, definitions), [], {}
    for funnel in found:
        sums = funnels.leaked_sums(funnel, convert, **money)
        known = tuple(stage.stage for stage in funnel.stages)
        stages[funnel.name] = known + tuple(sorted({stage for stage, _ in sums} - {*known}))
        facts += _stage_facts(funnel, stages[funnel.name], sums, definitions.currency)
        facts += _funnel_facts(funnel, sums, funnels.base_value(funnel, convert, **money))
    leaked = ibis.union(*(funnel.leaked for funnel in found)) if len(found) > 1 else found[0].leaked
    evidence = leaked.select(*funnels.EVIDENCE).order_by("funnel", "stage", "problem", "record_id", "source_row")
    missing = asks[:1] if pipeline is None and funnels.any_rows(deals) else ()
    return Leaks(tuple(facts), evidence, stages, definitions.currency, missing)


def _stage_facts(funnel: Funnel, stages: tuple[str, ...], sums: Sums, currency: str) -> list[Fact]:
    facts: list[Fact] = []
    tables = TABLES[funnel.name]
    for stage in funnel.stages:
        name = {"funnel": funnel.name, "stage": stage.stage}
        facts.append(count(f"{ID}.entered_count", stage.entered, n=None, tables=tables, **name))
        facts += share(f"{ID}.advanced_share", stage.advanced, stage.decided, sample=True, tables=tables, **name)
        if stage.delay_days is not None:
            facts.append(Fact(f"{ID}.delay_days", float(stage.delay_days), "days", dimensions=name, tables=tables))
    leaking = [stage for stage in stages if not (funnel.name == ORDERS and stage == stages[-1])]  # paid is paid
    for problem in PROBLEMS[funnel.name]:
        for stage_ in (*leaking, "all"):
            own = [sums.get((stage, problem), (0, ZERO)) for stage in stages if stage_ in (stage, "all")]
            name, records = {"funnel": funnel.name, "stage": stage_}, sum(n for n, _ in own)
            amount = total_of(money for _, money in own)
            rows = {"funnel": funnel.name, "problem": problem} | ({} if stage_ == "all" else {"stage": stage_})
            told: dict[str, Any] = {"dimensions": name, "tables": tables}
            facts.append(Fact(f"{ID}.{problem}_count", records, "count", recipe=Count(rows), **told))
            facts.append(
                Fact(f"{ID}.{problem}_amount", amount, currency, records, recipe=Total("amount", rows), **told)
            )
    return facts


def _funnel_facts(funnel: Funnel, sums: Sums, whole: Decimal) -> list[Fact]:
    at_stage: dict[str, Decimal] = {}
    for (stage, _), (_, amount) in sums.items():
        at_stage[stage] = at_stage.get(stage, ZERO) + amount
    name, facts = {"funnel": funnel.name}, []
    if any(at_stage.values()):
        worst = max(sorted(at_stage), key=lambda stage: at_stage[stage])
        facts.append(Fact(f"{ID}.bottleneck_text", worst, "text", dimensions=name, tables=TABLES[funnel.name]))
    judged = PROBLEMS[funnel.name][-1]  # losing deals is business, leaving them is not; a lost order is a lost sale
    leaked = total_of(amount for (_, problem), (_, amount) in sums.items() if problem == judged)
    if whole:
        value = float(leaked / whole)
        facts.append(Fact(f"{ID}.leak_share", value, "share", dimensions=name, tables=TABLES[funnel.name]))
    return facts


def judge(found: Leaks, limits: Limits) -> Verdict:
    """By the worse leak share of the two funnels."""
    shares, lacking = having(found.facts, "leak_share"), say(f"{ID}.no_history") if found.missing else ""
    verdict = Verdict(Severity.WARN, say(f"{ID}.no_money"))
    if shares:
        verdict = about(limits.verdict(shares[0]), say(f"{ID}.about.{shares[0].dimensions['funnel']}"))
    return Verdict(verdict.severity, f"{verdict.reason} {lacking}".strip())


def exhibit(found: Leaks, verdict: Verdict) -> Section:
    lost = [f for f in having(found.facts, "lost_amount") if f.dimensions["stage"] != "all" and f.value]
    worst, shares = lost[0] if lost else None, having(found.facts, "leak_share")
    said = words_of_worst(found, worst) if worst else {}
    headline = f"{ID}.headline.{worst.dimensions['funnel']}" if worst else f"{ID}.tight"
    stake: Any = worst.value if worst else None
    return Section(
        analysis=ID,
        headline=say(headline, count=(worst.n if worst else None) or 0, **said),
        narrative=tuple(filter(None, (narrative(found, funnel) for funnel in found.stages))),
        charts=tuple(drawn for funnel in found.stages for drawn in charts(found, funnel)),
        tables=tuple(shown for funnel in found.stages for shown in stage_table(found, funnel)),
        next_steps=tuple(step for funnel in found.stages for step in say_all(f"{ID}.next_steps.{funnel}")),
        how_sure=" ".join(say(f"{ID}.how_sure.{funnel}") for funnel in found.stages),
        brief=say(f"{ID}.brief.{worst.dimensions['funnel']}", **said) if worst else "",
        key_facts=tuple(fact.name for fact in (worst, *shares[:1]) if fact),
        owner_role=Responsibility.SALES if PIPELINE in found.stages else Responsibility.CHIEF_EXECUTIVE,
        decision=say(f"{ID}.decision", **said) if worst and verdict.severity is not Severity.PASS else "",
        money_at_stake_amount=stake,
        money_formula=say(f"{ID}.money_formula") if worst else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("CSM-02",),
    phases=("audit", "baseline"),
    sheet="Leaks",
    needs=(),
    uses=("opportunities", "stage_entries", "orders", "payments", "parcels", "entity_links", "fx_rates"),
    measures={
        "entered_count": "count",
        "advanced_share": "share",
        "delay_days": "days",
        "lost_count": "count",
        "lost_amount": "money",
        "stalled_count": "count",
        "stalled_amount": "money",
        "bottleneck_text": "text",
        "leak_share": "share",
    },
    # In a steady pipeline one open deal in ten is older than nine in ten finished visits; twice that is a leak.
    limits=Limits(warn=0.20, fail=0.40, on="leak_share"),
    evidence_key=("funnel", "stage", "problem", "record_id"),
    tracked=Tracked(key=("funnel", "record_id"), record="record_id", among="funnel", amount="amount"),
    version="2",
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
