"""How likely a deal is won, lost or still open some weeks after it came in.

Asks
    Of the deals that come in, how many are won within one, two, three and four months, how many lost?
Measures
    By days since a deal began: the share won and the share lost, by Aalen and Johansen, winning and losing competing
    and deals that are still open counted as long as they were seen; intervals from the estimate's own variance. By
    month of entry, the share won by each of these days, only where every deal of the month has had the time. How many
    deals are open and younger than the last of these days. The share won also by pipeline, segment and owner, where
    enough deals were closed.
Read it as
    Won, lost and still open add up to all deals. A month that is too young is marked, not judged. A curve that goes
    flat early means that deals which are not won by then hardly ever are.
Do next
    Plan with the share won by each day; stop or re-qualify deals that are older than the day at which the curve
    flattens.
Limits
    Deals that were recorded late are counted from the day on which they were recorded; deals that ended before the
    system was used are not known at all. The past shares hold for new deals only while selling stays as it is. Deals
    without dates, or closed before they began, are set apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, having, number, pick, share
from cmokit.analyses.pipeline.deal_evidence import owner_names, set_apart, told_apart
from cmokit.analyses.pipeline.outcome_figures import DAYS, chart_of, groups_chart, narrative, tables
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods import deal_spans, deal_waits
from cmokit.methods.competing import Incidence, incidences
from cmokit.methods.deal_waits import KINDS, Waited
from cmokit.methods.uncertainty import CONFIDENCE, wilson
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import joined, say, say_all

ID = "pipeline.outcome"
ENOUGH = 20  # closed deals before a group is stated by itself


@dataclass(frozen=True)
class Outcomes:
    """months: of entry, in order. splits: the groups that are stated. young: month → days that it is too young for."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # one row per deal: as `deal_waits.waits`
    months: tuple[str, ...]
    splits: tuple[str, ...]
    young: Mapping[str, tuple[int, ...]]
    names: Mapping[str, str]  # of owners, by their id


def measure(
    opportunities: Any, stage_entries: Any, companies: Any, users: Any, entity_links: Any, definitions: Definitions
) -> Outcomes:
    end = definitions.as_of_end
    spans = deal_spans.spans(opportunities, stage_entries, companies, entity_links, end)
    rows = deal_waits.waits(spans, end, definitions.timezone)
    every = deal_waits.waited(rows)
    whole = every.get("all")
    if whole is None or not whole.closed:
        raise CannotAnswer(say(f"{ID}.nobody_closed"), Missing("opportunities", (), say("asks.opportunities")))
    groups = {split: own for split, own in sorted(every.items()) if split != "all" and own.closed >= ENOUGH}
    facts = _curve_facts(whole)
    facts += [count(f"{ID}.deals_count", len(whole.days)), *set_apart(ID, spans), *_immature(whole)]
    facts.append(count(f"{ID}.closed_count", whole.closed, n=len(whole.days)))
    facts.append(count(f"{ID}.small_groups_count", len(every) - 1 - len(groups), n=len(every) - 1))
    for split, own in groups.items():
        facts += _won_facts(incidences(own.days, own.kind, KINDS, own.since)["won"], own, split=split)
    cohorts = deal_waits.cohorts(whole)
    young = {month: tuple(day for day in DAYS if not cohort.is_mature(day)) for month, cohort in cohorts.items()}
    for month, cohort in cohorts.items():
        facts.append(count(f"{ID}.cohort_count", len(cohort.days), month=month))
        for day in DAYS:
            by: dict[str, Any] = {"month": month, "day": str(day)}
            if day not in young[month]:
                facts += share(f"{ID}.cohort_won_share", cohort.won_by(day), len(cohort.days), sample=True, **by)
    evidence = rows.drop("since_days").order_by("source_system", "opportunity_id")
    return Outcomes(tuple(facts), evidence, tuple(cohorts), tuple(groups), young, owner_names(users))


def _curve_facts(whole: Waited) -> list[Fact]:
    """Won, lost and still open by each day that the deals say anything about."""
    curves = incidences(whole.days, whole.kind, KINDS, whole.since)
    won, lost = curves["won"], curves["lost"]
    facts = _won_facts(won, whole)
    for day in (day for day in DAYS if won.knows(day)):
        by = {"day": str(day)}
        facts.append(_probability("lost_probability_share", lost, day, whole, by))
        waiting = max(0.0, 1 - won.by(day) - lost.by(day))
        facts.append(Fact(f"{ID}.still_open_share", waiting, "share", len(whole.days), dimensions=by))
    return facts


def _won_facts(won: Incidence, of: Waited, **split: str) -> list[Fact]:
    known = [day for day in DAYS if won.knows(day)]
    return [_probability("win_probability_share", won, day, of, {"day": str(day), **split}) for day in known]


def _probability(name: str, curve: Incidence, day: int, of: Waited, by: Mapping[str, str]) -> Fact:
    """Where nobody, or everybody, has come to it, the interval is Wilson's over the deals followed that long."""
    value = curve.by(day)
    low, high = curve.interval(day)
    if low == high and value in (0, 1):
        low, high = wilson(of.followed(day) * int(value), of.followed(day))
    return Fact(f"{ID}.{name}", value, "share", len(of.days), low, high, CONFIDENCE, by)


def _immature(whole: Waited) -> list[Fact]:
    """Deals that are open and younger than a day: nobody can know yet."""
    is_open = whole.kind == 0
    facts = [
        count(f"{ID}.immature_count", int(np.sum(is_open & (whole.days < day))), n=len(whole.days), day=str(day))
        for day in DAYS
    ]
    return [*facts, *share(f"{ID}.immature_share", number(facts[-1]), len(whole.days))]


def judge(found: Outcomes, limits: Limits) -> Verdict:
    """Shares have no limit until one is agreed; what is judged is how many deals can be read yet."""
    young = pick(found.facts, "immature_share")
    verdict = about(limits.verdict(young), say(f"{ID}.about")) if young else Verdict(Severity.WARN, "")
    closed, more = pick(found.facts, "closed_count"), list(told_apart(ID, found.facts))
    if closed and number(closed) < ENOUGH:
        more.append(say(f"{ID}.few", count=number(closed), closed=cite(closed), enough=limit(ENOUGH, "count")))
    known = {fact.dimensions["day"] for fact in having(found.facts, "still_open_share")}
    if unknown := [limit(day, "days") for day in DAYS if str(day) not in known]:
        more.append(say(f"{ID}.not_seen", days=joined(unknown)))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: Outcomes, verdict: Verdict) -> Section:
    days = sorted((f for f in having(found.facts, "still_open_share")), key=lambda f: int(f.dimensions["day"]))
    if not days:
        deals = pick(found.facts, "deals_count")
        said: dict[str, Any] = {"deals": cite(deals)} if deals else {}
        return Section(ID, say(f"{ID}.too_young", **said), tables=tables(found), next_steps=say_all(f"{ID}.next_steps"))
    last = days[-1].dimensions["day"]
    names = {"won": "win_probability_share", "lost": "lost_probability_share", "open": "still_open_share"}
    facts = {name: fact for name, measure_ in names.items() if (fact := pick(found.facts, measure_, day=last))}
    said = {name: cite(fact) for name, fact in facts.items()}
    said["day"] = limit(int(last), "days")
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **said),
        narrative=narrative(found, last),
        charts=(*chart_of(found, said), *groups_chart(found, last, said | {"enough": limit(ENOUGH, "count")})),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.brief", **said),
        key_facts=tuple(fact.name for fact in facts.values()),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision", **said) if verdict.severity is not Severity.PASS else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("KPI-03",),
    phases=("baseline",),
    sheet="Deal outcomes",
    needs=("opportunities",),
    uses=("stage_entries", "companies", "users", "entity_links"),
    measures={
        "win_probability_share": "share",
        "lost_probability_share": "share",
        "still_open_share": "share",
        "deals_count": "count",
        "closed_count": "count",
        "immature_count": "count",
        "immature_share": "share",
        "cohort_count": "count",
        "cohort_won_share": "share",
        "small_groups_count": "count",
        "set_apart_count": "count",
    },
    # Beyond one half, most of what is known rests on deals that have not had the time.
    limits=Limits(warn=0.5, fail=0.9, on="immature_share"),
    evidence_key=("source_system", "opportunity_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
