"""What the pipeline yields a day, and how long a deal takes in it.

Asks
    How much does the pipeline win a day, how often, at what amount, and how long does a deal stay in it?
Measures
    Over the twelve months up to the report's day, or over the history if it is shorter, all of the same deals: the
    share won of the deals that were won or lost, by count (with Wilson's interval); the mean days in the pipeline, by
    Little's law: all days that deals were in stock, open deals counted, divided by the deals that left; average stock
    times share won times average won amount, divided by that time, as money a day. Beside it what was really won a
    day, how far the two lie apart, and what usual formulas would have said. The same by pipeline, segment and owner
    where enough deals left. How much the stock grew, of its average.
Read it as
    The four numbers multiply to what is really won; a usual formula that divides today's stock by the cycle of closed
    deals does not. While the stock grows, deals come in faster than they leave, and the time is still a floor.
Do next
    Work on the number that a group has worst, share, amount or time; forecast with these four, month by month.
Limits
    A deal leaves on the day on which the history shows its last stage, else on its close date. Amounts are the last
    ones known; deals won without an amount are taken at the average. Deals without a beginning or an end, or closed
    before they began, are set apart and counted. A pipeline that changes fast has no single time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, having, number, pick, required, share, size
from cmokit.analyses.pipeline.deal_evidence import (
    comparable,
    group_name,
    owner_names,
    set_apart,
    shown_deals,
    told_apart,
)
from cmokit.analyses.pipeline.velocity_figures import SHORTCUTS, charts, tables
from cmokit.analyses.reporting_currency import converter
from cmokit.exhibits.fact import Fact, Period
from cmokit.exhibits.recipe import Count, Quotient, Sum, Total
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit, on_date
from cmokit.methods import deal_flow, deal_spans
from cmokit.methods.deal_flow import Flow, Window
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "pipeline.velocity"
ENOUGH = 20  # deals that left, before a group is stated by itself and a share may be relied on


@dataclass(frozen=True)
class Velocity:
    """splits: the groups that are stated, the whole left out, in the order of their names."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # as `deal_evidence.shown_deals`
    window: Window
    splits: tuple[str, ...]
    currency: str
    names: Mapping[str, str]  # of owners, by their id


def measure(
    opportunities: Any,
    stage_entries: Any,
    companies: Any,
    users: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Velocity:
    end = definitions.as_of_end
    spans = deal_spans.spans(opportunities, stage_entries, companies, entity_links, end)
    sound = spans.filter(spans.problem.isnull())
    earliest = sound.began_at.min().to_pyarrow().as_py()
    window = deal_flow.window_until(definitions.as_of, definitions.timezone, earliest)
    found = deal_flow.flows(spans, window, converter(fx_rates, definitions), definitions.currency)
    whole = found.pop("all", None)
    if whole is None or not whole.left:
        ends: dict[str, Any] = {"first": on_date(window.first), "last": on_date(window.last)}
        raise CannotAnswer(say(f"{ID}.nobody_left", **ends), Missing("opportunities", (), say("asks.opportunities")))
    groups = {split: flow for split, flow in sorted(found.items()) if flow.left >= ENOUGH}
    facts = [*_facts(whole, definitions.currency), *set_apart(ID, spans)]
    facts.append(count(f"{ID}.small_groups_count", len(found) - len(groups), n=len(found)))
    for split, flow in groups.items():
        facts += _core(flow, definitions.currency, split=split)
    period = Period(window.first, window.last)
    evidence = shown_deals(deal_flow.in_window(spans, window), spans)
    dated = tuple(fact.but(period=period) for fact in facts)
    return Velocity(dated, evidence, window, tuple(groups), definitions.currency, owner_names(users))


def _core(flow: Flow, currency: str, **dims: Any) -> list[Fact]:
    """The four numbers of one population, as far as they exist. dims: `split`, nothing for the whole."""
    facts = list(share(f"{ID}.win_rate_share", flow.won, flow.left, sample=True, **dims))
    facts.append(count(f"{ID}.closed_count", flow.left, n=flow.deals, **dims))
    if flow.cycle_days is not None:
        facts.append(Fact(f"{ID}.cycle_days", flow.cycle_days, "days", flow.left, dimensions=dims))
    amounts = {"average_won_amount": (flow.average_won, flow.priced), "amount_per_day_amount": (flow.per_day, flow.won)}
    stated = {name: (value, n) for name, (value, n) in amounts.items() if value is not None}
    facts += [Fact(f"{ID}.{name}", value, currency, n, dimensions=dims) for name, (value, n) in stated.items()]
    return [fact.but(recipe=None if dims else _RECIPES.get(fact.measure)) for fact in facts]


_RECIPES: dict[str, Any] = {
    "closed_count": Sum((f"{ID}.won_count", f"{ID}.lost_count")),
    "win_rate_share": Quotient(f"{ID}.won_count", f"{ID}.closed_count"),
    "cycle_days": Quotient(f"{ID}.stock_days", f"{ID}.closed_count"),
}


def _facts(flow: Flow, currency: str) -> list[Fact]:
    facts = [
        *_core(flow, currency),
        Fact(f"{ID}.won_count", flow.won, "count", flow.left, recipe=Count({"left": "won"})),
        Fact(f"{ID}.lost_count", flow.lost, "count", flow.left, recipe=Count({"left": "lost"})),
        Fact(f"{ID}.stock_days", flow.stock_days, "days", flow.deals, recipe=Total("stock_days")),
        Fact(f"{ID}.window_days", flow.window.days, "days"),
        count(f"{ID}.entered_count", flow.came, n=flow.deals),
        count(f"{ID}.open_at_start_count", flow.at_start, n=flow.deals),
        count(f"{ID}.open_at_end_count", flow.at_end, n=flow.deals),
        Fact(f"{ID}.won_amount", flow.won_amount, currency, flow.priced, recipe=Total("amount", {"left": "won"})),
        Fact(f"{ID}.won_per_day_amount", flow.won_per_day, currency, flow.priced),
    ]
    facts += [Fact(f"{ID}.shortcut_amount", v, currency, dimensions={"shortcut": n}) for n, v in flow.shortcuts.items()]
    if flow.per_day is not None and flow.won_per_day:
        gap = (flow.per_day - flow.won_per_day) / flow.won_per_day
        facts.append(Fact(f"{ID}.gap_share", float(gap), "share", flow.won))
    if flow.growth is not None:
        facts.append(Fact(f"{ID}.stock_growth_share", flow.growth, "share", flow.deals))
    return facts


def judge(found: Velocity, limits: Limits) -> Verdict:
    """By how much the stock grew: while it does, the time in the pipeline is a floor. Few deals alone are a WARN."""
    growth = pick(found.facts, "stock_growth_share")
    verdict = (
        about(limits.verdict(growth), say(f"{ID}.about")) if growth else Verdict(Severity.WARN, say(f"{ID}.stood"))
    )
    closed, more = required(found.facts, "closed_count"), []
    if number(closed) < ENOUGH:
        more.append(say(f"{ID}.few", count=number(closed), closed=cite(closed), enough=limit(ENOUGH, "count")))
    if pick(found.facts, "amount_per_day_amount") is None:
        more.append(say(f"{ID}.no_amount"))
    more += told_apart(ID, found.facts)
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: Velocity, verdict: Verdict) -> Section:
    names = ("win_rate_share", "cycle_days", "average_won_amount", "amount_per_day_amount", "won_per_day_amount")
    facts = {name: pick(found.facts, name) for name in (*names, "gap_share", "entered_count", "closed_count")}
    said: dict[str, Any] = {name: cite(fact) for name, fact in facts.items() if fact}
    said |= {"first": on_date(found.window.first), "last": on_date(found.window.last)}
    yields = "amount_per_day_amount" in said
    words = "headline" if yields else "headline_without_amount"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.{words}", **said),
        narrative=_narrative(found, said),
        charts=charts(found, said | {"enough": limit(ENOUGH, "count")}),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.{words.replace('headline', 'brief')}", **said),
        key_facts=tuple(fact.name for name in (names[3], *names[:2]) if (fact := facts[name])),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision", **said) if verdict.severity is not Severity.PASS else "",
    )


def _narrative(found: Velocity, said: dict[str, Any]) -> tuple[str, ...]:
    told = [say(f"{ID}.window", **said)]
    if "gap_share" in said:
        told.append(say(f"{ID}.checked", **said))
    usual = pick(found.facts, "shortcut_amount", shortcut=SHORTCUTS[0])
    if usual:
        told.append(say(f"{ID}.usual", usual=cite(usual)))
    groups = comparable(fact for fact in having(found.facts, "cycle_days") if fact.dimensions)
    times = sorted(groups, key=lambda fact: (size(fact), fact.name))
    if len(times) > 1:
        ends = {"quick": times[0], "slow": times[-1]}
        said_ends: dict[str, Any] = {k: say(f"{ID}.of_split", **_named(found, f)) for k, f in ends.items()}
        told.append(say(f"{ID}.spread", **said_ends))
    small = required(found.facts, "small_groups_count")
    if small.value:
        told.append(say(f"{ID}.small", count=number(small), groups=cite(small), enough=limit(ENOUGH, "count")))
    return tuple(told)


def _named(found: Velocity, fact: Fact) -> dict[str, Any]:
    return {"split": group_name(fact.dimensions["split"], found.names, called), "figure": cite(fact)}


ANALYSIS = Analysis(
    id=ID,
    rows=("KPI-04",),
    phases=("baseline",),
    sheet="Pipeline velocity",
    needs=("opportunities",),
    uses=("stage_entries", "companies", "users", "entity_links", "fx_rates"),
    measures={
        "win_rate_share": "share",
        "closed_count": "count",
        "won_count": "count",
        "lost_count": "count",
        "cycle_days": "days",
        "stock_days": "days",
        "window_days": "days",
        "entered_count": "count",
        "open_at_start_count": "count",
        "open_at_end_count": "count",
        "won_amount": "money",
        "average_won_amount": "money",
        "amount_per_day_amount": "money",
        "won_per_day_amount": "money",
        "gap_share": "share",
        "stock_growth_share": "share",
        "shortcut_amount": "money",
        "small_groups_count": "count",
        "set_apart_count": "count",
    },
    # Stock that grew by a fifth of its average over the year: deals come in clearly faster than they leave.
    limits=Limits(warn=0.20, fail=0.50, on="stock_growth_share"),
    evidence_key=("source_system", "opportunity_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
