"""Where deals and orders get lost or stuck, how long each stage takes, and how much money that is.

Asks
    At which stage do deals, and orders, fall out or stand still, and what are they worth?
Measures
    Pipeline, per stage: deals that entered; share that advanced (entered a later stage, or won) of those that advanced
    or closed; median days from entry to the next entry or the close; lost deals by the last stage they were in; open
    deals that have been in the stage longer than nine in ten finished visits lasted. Orders, from ordered over fulfilled
    and delivered to paid: cancelled before fulfilment, returned or lost on the way, refunded or disputed afterwards.
    Number and amount of each (orders by their total). Bottleneck: the stage with most money lost and stalled. Leak
    share: of the open pipeline's value, what is stalled; of the orders' value, what was lost.
Read it as
    Losing deals is business; losing most money at one late stage, or leaving it there, is a leak that can be mended.
Do next
    Take the stalled deals of the bottleneck one by one; for orders, go after the cause at the stage that loses most.
Limits
    A lost deal counts where it was last seen. Deals and orders without an amount count, but add no money. An order
    refunded in part counts with its whole total. An order on which no courier reports is taken as delivered once it is
    fulfilled. More leads, or more advertising, mend none of this.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, heading
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, having, pick, share
from cmokit.analyses.reporting_currency import converter
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Table, TableColumn, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods import order_stages, pipeline_visits
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_ledger import ZERO, Convert
from cmokit.methods.pipeline_visits import StageFigures
from cmokit.vocabulary import Severity
from cmokit.words import say, say_all

ID = "funnel.leaks"
PIPELINE, ORDERS = "pipeline", "orders"
EVIDENCE = ("funnel", "stage", "record_id", "problem", "amount", "currency", "source_file", "source_row")
Sums = dict[tuple[str, str, str], tuple[int, Decimal]]  # funnel, stage, problem → records and money


@dataclass(frozen=True)
class Funnel:
    """One funnel: its stages' figures in order, the records that leaked, and the value its leak share is held against."""

    name: str
    stages: Sequence[StageFigures]
    leaked: ibis.Table  # columns of EVIDENCE and `day`, that for the exchange rate
    base: ibis.Table  # amount, currency, day


@dataclass(frozen=True)
class Leaks:
    facts: tuple[Fact, ...]
    evidence: ibis.Table  # funnel, stage, record_id, problem (lost, stalled), amount, currency, source_file, source_row
    stages: dict[str, tuple[str, ...]]  # funnel → stages in order
    currency: str
    missing: tuple[Missing, ...] = ()


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
    funnels = [f for f in (_pipeline(deals, stage_entries, definitions), _orders(orders, payments, parcels)) if f]
    asks = tuple(Missing(name, (), say(f"asks.{name}")) for name in ("opportunities", "stage_entries", "orders"))
    if not funnels:
        raise CannotAnswer(say(f"{ID}.no_funnel"), *asks)
    convert, currency = converter(fx_rates, definitions), definitions.currency
    facts: list[Fact] = []
    for funnel in funnels:
        sums = _sums(funnel.leaked, convert, definitions)
        facts += _stage_facts(funnel, sums, currency)
        facts += _funnel_facts(funnel, sums, _sums(funnel.base, convert, definitions))
    every = ibis.union(*(funnel.leaked for funnel in funnels)) if len(funnels) > 1 else funnels[0].leaked
    no_history = not any(f.name == PIPELINE for f in funnels) and _any(deals)
    return Leaks(
        facts=tuple(facts),
        evidence=every.select(*EVIDENCE).order_by(
            "funnel", "stage", "problem", "record_id", "source_file", "source_row"
        ),
        stages={funnel.name: tuple(stage.stage for stage in funnel.stages) for funnel in funnels},
        currency=currency,
        missing=asks[1:2] if no_history else (),
    )


def _any(table: Any) -> bool:
    return len(table.limit(1).to_pyarrow()) > 0


def _pipeline(deals: Any, stage_entries: Any, definitions: Definitions) -> Funnel | None:
    all_visits = pipeline_visits.visits(deals, stage_entries)
    if not _any(all_visits):
        return None
    stages = pipeline_visits.stages_in_order(all_visits, definitions.pipeline_order)
    of_stages = pipeline_visits.placed(all_visits, stages)
    figures = pipeline_visits.figures(of_stages, stages)
    stalled = pipeline_visits.stalled(of_stages, figures, definitions.as_of_end)
    leaked = ibis.union(pipeline_visits.lost(deals, of_stages, stages), stalled)
    base = deals.filter(deals.status == "open")
    return Funnel(PIPELINE, figures, leaked, _valued(base, base.amount, ibis.null("date"), PIPELINE))


def _orders(orders: Any, payments: Any, parcels: Any) -> Funnel | None:
    if not _any(orders):
        return None
    rows = order_stages.journeys(orders, payments, parcels)
    base = _valued(orders, orders.total_amount, orders.ordered_at.date(), ORDERS)
    return Funnel(ORDERS, order_stages.figures(rows), order_stages.lost(rows), base)


def _valued(rows: Any, amount: Any, day: Any, funnel: str) -> Any:
    words = {"funnel": ibis.literal(funnel), "stage": ibis.literal("all"), "problem": ibis.literal("all")}
    return rows.select("currency", amount=amount, day=day, **words)


def _sums(rows: Any, convert: Convert, definitions: Definitions) -> Sums:
    """Records and money of each funnel, stage and problem; each month's money at its own rate, an undated one's at as_of."""
    keys = ("funnel", "stage", "problem")
    months = rows.group_by(*keys, "currency", month=rows.day.truncate("M"))
    sums = months.aggregate(records=lambda t: t.count(), amount=lambda t: t.amount.sum()).to_pyarrow().to_pylist()
    found: dict[tuple[str, str, str], list[Any]] = defaultdict(lambda: [0, ZERO])
    for row in sums:
        day: date = row["month"] or definitions.as_of
        own = found[row["funnel"], row["stage"], row["problem"]]
        own[0] += row["records"]
        own[1] += convert(row["amount"] or ZERO, row["currency"] or definitions.currency, day)
    return {key: (records, amount) for key, (records, amount) in found.items()}


def _stage_facts(funnel: Funnel, sums: Sums, currency: str) -> list[Fact]:
    facts: list[Fact] = []
    tables = ("opportunities", "stage_entries") if funnel.name == PIPELINE else ("orders", "payments", "parcels")
    for stage in funnel.stages:
        by: Any = {"funnel": funnel.name, "stage": stage.stage, "tables": tables}
        facts.append(count(f"{ID}.entered_count", stage.entered, **by))
        facts += share(f"{ID}.advanced_share", stage.advanced, stage.decided, sample=True, **by)
        if stage.delay_days is not None:
            about = {"funnel": funnel.name, "stage": stage.stage}
            facts.append(Fact(f"{ID}.delay_days", float(stage.delay_days), "days", dimensions=about, tables=tables))
    last = funnel.stages[-1].stage if funnel.name == ORDERS else None  # what is paid has arrived
    stages = [stage.stage for stage in funnel.stages if stage.stage != last]
    stages += sorted({stage for _, stage, _ in sums} - {stage.stage for stage in funnel.stages})
    for problem in ("lost", "stalled") if funnel.name == PIPELINE else ("lost",):
        for name in (*stages, "all"):
            own = [sums.get((funnel.name, stage, problem), (0, ZERO)) for stage in stages if name in (stage, "all")]
            amount, records = sum((money for _, money in own), ZERO), sum(n for n, _ in own)
            about = {"funnel": funnel.name, "stage": name}
            facts.append(count(f"{ID}.{problem}_count", records, tables=tables, **about))
            facts.append(Fact(f"{ID}.{problem}_amount", amount, currency, records, dimensions=about, tables=tables))
    return facts


def _funnel_facts(funnel: Funnel, sums: Sums, base: Sums) -> list[Fact]:
    at_stage: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for (_, stage, _), (_, amount) in sums.items():
        at_stage[stage] += amount
    facts: list[Fact] = []
    about = {"funnel": funnel.name}
    if any(at_stage.values()):
        worst = max(at_stage, key=lambda stage: (at_stage[stage], stage))
        facts.append(Fact(f"{ID}.bottleneck_text", worst, "text", dimensions=about))
    kind = "stalled" if funnel.name == PIPELINE else "lost"
    leaked = sum((amount for (_, _, problem), (_, amount) in sums.items() if problem == kind), ZERO)
    whole = sum((amount for _, amount in base.values()), ZERO)
    facts += [Fact(f"{ID}.leak_share", float(leaked / whole), "share", dimensions=about)] if whole else []
    return facts


def judge(found: Leaks, limits: Limits) -> Verdict:
    """By the worse leak share of the two funnels."""
    shares = having(found.facts, "leak_share")
    lacking = say(f"{ID}.no_history") if found.missing else ""
    if not shares:
        return Verdict(Severity.WARN, f"{say(f'{ID}.no_money')} {lacking}".strip())
    verdict = limits.verdict(shares[0])
    return Verdict(verdict.severity, f"{verdict.reason} {lacking}".strip())


def exhibit(found: Leaks, verdict: Verdict) -> Section:
    worst = _worst(found)
    shares = having(found.facts, "leak_share")
    headline = say(f"{ID}.tight")
    if worst:
        headline = say(f"{ID}.headline.{worst.dimensions['funnel']}", count=worst.n, **_words(found, worst))
    narrative = [
        say(f"{ID}.narrative.{funnel}.{name}", count=records, **_whole(found, funnel))
        for funnel in found.stages
        for name, records in _told(found, funnel).items()
    ]
    stake = worst.value if worst else None
    charts = [chart for funnel in found.stages for chart in _charts(found, funnel) if chart.data]
    return Section(
        analysis=ID,
        headline=headline,
        narrative=tuple(narrative),
        charts=tuple(charts),
        tables=tuple(_table(found, funnel) for funnel in found.stages),
        next_steps=tuple(step for funnel in found.stages for step in say_all(f"{ID}.next_steps.{funnel}")),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (worst, *shares[:1]) if fact),
        owner_role="sales" if PIPELINE in found.stages else "operations",
        decision=""
        if verdict.severity is Severity.PASS or not worst
        else say(f"{ID}.decision", **_words(found, worst)),
        money_at_stake_amount=stake,  # type: ignore[arg-type]
        money_formula=say(f"{ID}.money_formula") if stake is not None else "",
    )


def _worst(found: Leaks) -> Fact | None:
    """The largest amount lost at one stage: the money at stake."""
    lost = [f for f in having(found.facts, "lost_amount") if f.dimensions["stage"] != "all" and f.value]
    return lost[0] if lost else None


def _words(found: Leaks, worst: Fact) -> dict[str, str]:
    funnel, stage = worst.dimensions["funnel"], worst.dimensions["stage"]
    records = pick(found.facts, "lost_count", funnel=funnel, stage=stage)
    whole = pick(found.facts, "lost_amount", funnel=funnel, stage="all")
    return {"stage": called(stage, "stage"), "amount": cite(worst)} | {
        name: cite(fact) for name, fact in (("records", records), ("whole", whole)) if fact
    }


def _whole(found: Leaks, funnel: str) -> dict[str, str]:
    """What a funnel's sentences cite: everything lost and stalled, the slowest stage, the bottleneck."""
    facts = {f"{name}_{unit}": pick(found.facts, f"{name}_{unit}", funnel=funnel, stage="all")
             for name in ("lost", "stalled") for unit in ("count", "amount")}  # fmt: skip
    words = {name: cite(fact) for name, fact in facts.items() if fact}
    slow = [f for f in having(found.facts, "delay_days") if f.dimensions["funnel"] == funnel]
    if slow:
        words |= {"slowest": called(slow[0].dimensions["stage"], "stage"), "days": cite(slow[0])}
    bottleneck = pick(found.facts, "bottleneck_text", funnel=funnel)
    return words | ({"bottleneck": called(str(bottleneck.value), "stage")} if bottleneck else {})


def _told(found: Leaks, funnel: str) -> dict[str, int]:
    """Which sentences have something to say, with the number of records that they speak of."""
    words = _whole(found, funnel)
    records = {}
    for kind in ("lost", "stalled"):
        fact = pick(found.facts, f"{kind}_count", funnel=funnel, stage="all")
        records |= {kind: int(fact.value)} if fact and fact.value else {}  # type: ignore[arg-type]
    return records | {name: 1 for name in ("bottleneck", "slowest") if name in words}


def _charts(found: Leaks, funnel: str) -> list[Chart]:
    """Money lost and stalled by stage, and the days that each stage takes."""
    words, unit = _whole(found, funnel), found.currency
    kinds = ("lost", "stalled") if funnel == PIPELINE else ("lost",)
    money = tuple(
        {"stage": heading(stage, "stage"), "amount": fact.value, "problem": say(f"{ID}.problems.{kind}")}
        for stage in _stages(found, funnel)
        for kind in kinds
        if (fact := pick(found.facts, f"{kind}_amount", funnel=funnel, stage=stage))
    )
    days = tuple(
        {"stage": heading(stage, "stage"), "days": fact.value}
        for stage in found.stages[funnel]
        if (fact := pick(found.facts, "delay_days", funnel=funnel, stage=stage))
    )
    charts = []
    if "bottleneck" in words:
        title, alt = (say(f"{ID}.{part}.money.{funnel}", **words) for part in ("charts", "alts"))
        charts.append(Chart("stacked_bar", title, alt, money, "stage", "amount", unit, series="problem"))
    if days:
        title, alt = (say(f"{ID}.{part}.days.{funnel}", **words) for part in ("charts", "alts"))
        charts.append(Chart("bar", title, alt, days, "stage", "days", "days"))
    return charts


def _stages(found: Leaks, funnel: str) -> list[str]:
    """The stages in order, then the one of deals whose stage nobody knows."""
    known = found.stages[funnel]
    lost = [f.dimensions["stage"] for f in having(found.facts, "lost_amount") if f.dimensions["funnel"] == funnel]
    return [*known, *sorted(set(lost) - {*known, "all"})]


def _table(found: Leaks, funnel: str) -> Table:
    measures = {"entered_count": "count", "advanced_share": "share", "delay_days": "days", "lost_count": "count"}
    measures |= {"lost_amount": found.currency}
    measures |= {"stalled_count": "count", "stalled_amount": found.currency} if funnel == PIPELINE else {}
    columns = (TableColumn("stage", say(f"{ID}.heads.stage")),)
    columns += tuple(TableColumn(name, say(f"{ID}.heads.{name}"), unit) for name, unit in measures.items())
    rows = tuple(
        {"stage": stage} | {name: pick(found.facts, name, funnel=funnel, stage=stage) for name in measures}
        for stage in (*_stages(found, funnel), "all")
    )
    return Table(say(f"{ID}.tables.{funnel}"), columns, rows, say(f"{ID}.tables.note_{funnel}"))


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
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
