"""How far the dashboards agree with the records that they are made of.

Asks
    Do the figures on the client's dashboards agree with the CRM, and with each other?
Measures
    Each figure of each dashboard beside the records' own, counted under one definition: leads by the day on which the
    person's leading record was created; qualified leads by the day on which the person first became one; opportunities
    by creation; deals won and their amount by the day of closing; ad spend as the platforms report it; records of one
    person or deal in two systems counted once; all of it or one channel; days by the client's clock. A count agrees
    where it is equal, money where it differs by rounding only. Agreement share: figures that agree over figures
    checked. Conflicts: one question for one period that two dashboards answer differently. Excess share: what a
    dashboard reports of a metric over what the records hold, less one.
Read it as
    Where figures disagree, each meeting begins with whose number is right. A dashboard that is always too high by the
    same part counts by another rule; one that is wrong in single months was typed or was read on another day.
Do next
    Agree one definition for each figure, write it beside the figure, and take down the dashboards that nobody owns.
Limits
    A figure that no record can answer is listed and not checked, and so is a period that is not over. A dashboard that
    was read earlier than the exports may differ because deals were changed since. A definition of the client's own that
    differs from the one above shows as disagreement, and should then be agreed as the one definition.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from cmokit.analyses.attribution.dashboard_figures import ID, checked, facts_of
from cmokit.analyses.attribution.dashboard_tables import conflict_table, dashboard_chart, dashboard_table, figure_table
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, number, pick, required
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, quote
from cmokit.methods.dashboards import METRICS, Records, answers
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

COLUMNS = ("dashboard", "metric", "dimension", "period_start_on", "period_end_on", "value", "unit", "owner")


@dataclass(frozen=True)
class Dashboards:
    """evidence: one row a figure of a dashboard, with the records' own and what became of it. unowned: no owner."""

    facts: tuple[Fact, ...]
    evidence: pa.Table
    missing: tuple[Missing, ...]
    unrated: str
    unowned: tuple[str, ...]


def measure(
    dashboards: Any,
    contacts: Any,
    stage_entries: Any,
    opportunities: Any,
    ad_spend: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Dashboards:
    rows = dashboards.select(*COLUMNS, "source_file", "source_row").to_pyarrow().to_pylist()
    periods = sorted({p for row in rows if (p := _period(row, definitions.as_of))})
    records = Records(contacts, stage_entries, opportunities, ad_spend, entity_links)
    own = answers(records, periods, definitions.timezone, rates_of(fx_rates, definitions))
    evidence = checked(rows, own, definitions.as_of)
    if not any(row["state"] != "not_checked" for row in evidence.to_pylist()):
        ask = Missing("dashboards", COLUMNS, say(f"{ID}.asks"))
        raise CannotAnswer(say(f"{ID}.nothing_to_check", figures=listed([quote(n) for n in METRICS])), ask)
    unrated, ask = rates_to_send(own.lacking, definitions)
    return Dashboards(facts_of(evidence), evidence, (ask,) if unrated else (), unrated, _unowned(rows))


def _period(row: Any, as_of: date) -> tuple[date, date] | None:
    first, last = row["period_start_on"], row["period_end_on"]
    return (first, last) if first and last and first <= last <= as_of else None


def _unowned(rows: Any) -> tuple[str, ...]:
    return tuple(sorted({row["dashboard"] or "" for row in rows if not (row["owner"] or "").strip()}))


def judge(found: Dashboards, limits: Limits) -> Verdict:
    """By the share of figures that agree; dashboards that contradict each other are no pass."""
    verdict = about(limits.verdict(required(found.facts, "agreement_share", dashboard="all")), say(f"{ID}.about"))
    conflicts, more = required(found.facts, "conflict_count"), [found.unrated] if found.unrated else []
    if number(conflicts):
        more.append(say(f"{ID}.contradict", number(conflicts), figure=cite(conflicts)))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: Dashboards, verdict: Verdict) -> Section:
    facts = found.facts
    share, figures = (
        required(facts, "agreement_share", dashboard="all"),
        required(facts, "figures_count", dashboard="all"),
    )
    said = {"share": cite(share), "figures": cite(figures)}
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", number(figures), **said),
        brief=say(f"{ID}.brief", number(figures), **said),
        narrative=_narrative(found) or (say(f"{ID}.clean"),),
        charts=dashboard_chart(facts, said),
        tables=(*dashboard_table(facts), *conflict_table(found.evidence), *figure_table(found.evidence)),
        next_steps=say_all(f"{ID}.do"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(share.name, required(facts, "conflict_count").name),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _narrative(found: Dashboards) -> tuple[str, ...]:
    facts, told = found.facts, []
    shares = [f for f in having(facts, "agreement_share") if f.dimensions["dashboard"] != "all"]
    if len(shares) > 1 and shares[-1].value != shares[0].value:
        least = shares[-1]
        told.append(say(f"{ID}.least", dashboard=quote(least.dimensions["dashboard"]), figure=cite(least)))
    off = sorted(having(facts, "excess_share"), key=lambda fact: (-abs(float(fact.value or 0)), fact.name))
    if off and off[0].value:
        name, metric = quote(off[0].dimensions["dashboard"]), say(f"{ID}.names.metrics.{off[0].dimensions['metric']}")
        told.append(say(f"{ID}.excess", dashboard=name, metric=metric, figure=cite(off[0])))
    unchecked = pick(facts, "unchecked_count", dashboard="all")
    if unchecked and number(unchecked):
        told.append(say(f"{ID}.unchecked", number(unchecked), figure=cite(unchecked)))
    if found.unowned:
        told.append(say(f"{ID}.unowned", dashboards=listed([quote(name) for name in found.unowned])))
    return tuple(told)


ANALYSIS = Analysis(
    id=ID,
    rows=("ATT-06",),
    phases=("baseline",),
    sheet="Dashboards",
    needs=("dashboards",),
    uses=("contacts", "stage_entries", "opportunities", "ad_spend", "entity_links", "fx_rates"),
    measures={
        "agreement_share": "share",
        "figures_count": "count",
        "agreeing_count": "count",
        "unchecked_count": "count",
        "conflict_count": "count",
        "excess_share": "share",
    },
    # One figure in twenty off is noticed in a meeting; with one in five, people bring their own numbers.
    limits=Limits(warn=0.95, fail=0.80, on="agreement_share", higher_is_better=True),
    evidence_key=("dashboard", "metric", "dimension", "period_start_on"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
