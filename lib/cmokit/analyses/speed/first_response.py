"""How long new leads wait for a person.

Asks
    How long does a new lead wait until a person first tries to reach it, how many are reached within the promised time,
    and who waits longest?
Measures
    Leads of the year up to the last day on which sellers' work was logged, or of as much as the log covers: leading
    records that are, or ever were, a lead or further. The wait runs from the record's creation to the first attempt of
    a person to reach the lead (a call, an e-mail, a meeting, a message going out), in working minutes of the owner's
    zone, or of the client's where the owner's is unknown; holidays and other days off do not count. Who was not yet
    tried by the end of the log counts as still waiting (Kaplan and Meier): the times by which half, three quarters and
    nine in ten were tried, and the share tried within the promise, each with its interval, in all and by owner, channel
    and segment where there are enough leads. Messages of machines are no answer and are counted beside. The share that
    became an opportunity (or reached the client's last stage) by band of response, among leads old enough to have done
    so. What usual reports would have said.
Read it as
    The share within the promise is what a lead may expect; the mean of answered leads is what those that were answered
    got. That faster answers go with more opportunities does not show that speed made them: sellers pick the leads that
    look good, and good leads answer back.
Do next
    Name who covers the hours in which leads wait, and whom an unanswered lead goes to; then measure again.
Limits
    A lead that a person had tried before its record was made has no such wait and is set apart, as is one whose record
    names a day and no time of creation; neither is taken for an answer at once. Of an attempt of which the day alone is
    known, the end of that day is taken, so no wait is stated shorter than it was; the figures at the earliest moment
    stand beside. What nobody logs cannot be seen. A lead is counted by who owns it now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.answering import Answering
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, number, pick, required
from cmokit.analyses.speed import response_figures as figures
from cmokit.analyses.speed.response_figures import ENOUGH, ID, MEDIAN
from cmokit.analyses.speed.response_shown import charts, slowest_and_fastest, tables
from cmokit.exhibits.fact import Fact, Period
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit, on_date
from cmokit.methods import first_answers
from cmokit.methods.first_answers import Covered
from cmokit.methods.lead_waits import owners_of, waited
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

GOAL = "opportunity"


@dataclass(frozen=True)
class FirstResponse:
    """names: of owners, by the id that figures carry."""

    facts: tuple[Fact, ...]
    evidence: Any  # as `response_figures.shown`
    days: Covered
    answering: Answering
    names: Mapping[str, str]


def measure(
    activities: Any,
    contacts: Any,
    stage_entries: Any,
    companies: Any,
    users: Any,
    entity_links: Any,
    definitions: Definitions,
) -> FirstResponse:
    answering, zone = definitions.answering, definitions.timezone
    days = first_answers.covered(activities, definitions.as_of, zone)
    end = days.end if days else definitions.as_of_end
    tried = first_answers.attempts(activities, entity_links, zone, end)
    if days is None or not _any(tried.filter(~tried.is_automated)):
        raise CannotAnswer(say(f"{ID}.no_attempts"), Missing("activities", ("direction",), say("asks.activities")))
    order = definitions.lifecycle_order
    goal = order[order.index(GOAL) :] if GOAL in order else order[-1:]
    leads = first_answers.leads(contacts, stage_entries, companies, entity_links, order, goal)
    new = leads.filter((leads.created_at >= days.start) & (leads.created_at < days.end)).cache()
    owners = owners_of(users.order_by("system", "user_id").to_pyarrow().to_pylist())
    rows = first_answers.first_answers(new, tried).to_pyarrow().to_pandas()
    rows = waited(rows, owners, answering.clock, zone, days.end)
    own = figures.counted(rows)
    if own.empty:
        ends: dict[str, Any] = {"first": on_date(days.first), "last": on_date(days.last)}
        raise CannotAnswer(say(f"{ID}.no_leads", **ends), Missing("contacts", ("created_at",), say("asks.contacts")))
    promise = answering.promise_minutes
    facts = [*figures.counts(rows), *figures.times(own, promise), *figures.times(own, promise, "least_minutes")]
    facts += figures.by_group(rows, promise) + figures.shortcuts(rows) + figures.converted(rows, answering, days.end)
    dated = tuple(fact.but(period=Period(days.first, days.last)) for fact in facts)
    return FirstResponse(dated, figures.shown(rows, promise, zone), days, answering, owners.names)


def _any(table: Any) -> bool:
    return bool(table.limit(1).to_pyarrow().num_rows)


def judge(found: FirstResponse, limits: Limits) -> Verdict:
    """By the share within the promise; without one, or with few leads, a WARN that says so."""
    kept, leads = pick(found.facts, "within_sla_share"), required(found.facts, "leads_count")
    verdict = (
        about(limits.verdict(kept), say(f"{ID}.about")) if kept else Verdict(Severity.WARN, say(f"{ID}.no_promise"))
    )
    few = number(leads) < ENOUGH
    more = [say(f"{ID}.few", count=number(leads), leads=cite(leads), enough=limit(ENOUGH, "count"))] if few else []
    if not found.answering.knows_holidays:
        more.append(say(f"{ID}.no_holidays"))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: FirstResponse, verdict: Verdict) -> Section:
    median, kept = pick(found.facts, "minutes", quantile=MEDIAN), pick(found.facts, "within_sla_share")
    unanswered = required(found.facts, "unanswered_count")
    said = _said(found)
    words = "of_promise" if kept else "of_median" if median else "of_silence"
    headline = say(f"{ID}.headlines.{words}", **said)
    half = [say(f"{ID}.half", **said)] if kept and median else []
    return Section(
        analysis=ID,
        headline=headline,
        narrative=(*half, *_narrative(found, said)),
        charts=charts(found, said),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure.{'always' if found.answering.never_stops else 'hours'}"),
        brief=say(f"{ID}.briefs.{words}", **said),
        key_facts=tuple(fact.name for fact in (kept, median, unanswered) if fact),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision.{'promise' if kept else 'none'}", **said)
        if verdict.severity is not Severity.PASS
        else "",
    )


def _said(found: FirstResponse) -> dict[str, Any]:
    names = ("leads_count", "answered_count", "unanswered_count", "within_sla_share", "date_only_count")
    facts = {
        name: pick(found.facts, name) for name in (*names, "automated_count", "before_lead_count", "no_time_count")
    }
    said: dict[str, Any] = {name: cite(fact) for name, fact in facts.items() if fact}
    quantiles = {"median": MEDIAN, "most": "0.9"}
    of_time = {name: pick(found.facts, "minutes", quantile=q) for name, q in quantiles.items()}
    said |= {name: cite(fact) for name, fact in of_time.items() if fact}
    if found.answering.promise_minutes is not None:
        said["promise"] = limit(found.answering.promise_minutes, "minutes")
    said |= {"first": on_date(found.days.first), "last": on_date(found.days.last), "enough": limit(ENOUGH, "count")}
    return said


def _narrative(found: FirstResponse, said: dict[str, Any]) -> tuple[str, ...]:
    unanswered = required(found.facts, "unanswered_count")
    told = [say(f"{ID}.unanswered", count=number(unanswered), **said)] if unanswered.value else []
    told += slowest_and_fastest(found)
    told += [
        say(f"{ID}.{name}", count=number(fact), **said)
        for name in ("automated_count", "date_only_count", "before_lead_count", "no_time_count")
        if (fact := required(found.facts, name)).value
    ]
    if having(found.facts, "converted_share"):
        told.append(say(f"{ID}.not_causal"))
    small = required(found.facts, "small_groups_count")
    if small.value:
        told.append(say(f"{ID}.small", count=number(small), groups=cite(small), enough=said["enough"]))
    return tuple(told)


ANALYSIS = Analysis(
    id=ID,
    rows=("SLA-01", "SLA-02"),
    phases=("baseline",),
    sheet="First response",
    needs=("activities", "contacts"),
    uses=("stage_entries", "companies", "users", "entity_links"),
    measures={
        "leads_count": "count",
        "answered_count": "count",
        "unanswered_count": "count",
        "before_lead_count": "count",
        "no_time_count": "count",
        "date_only_count": "count",
        "automated_count": "count",
        "small_groups_count": "count",
        "minutes": "minutes",
        "within_sla_share": "share",
        "earliest_minutes": "minutes",
        "earliest_within_sla_share": "share",
        "shortcut_minutes": "minutes",
        "converted_share": "share",
    },
    # A promise that one lead in five does not get is none; below half it is better not given.
    limits=Limits(warn=0.80, fail=0.50, on="within_sla_share", higher_is_better=True),
    evidence_key=("source_system", "contact_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
