"""How long new leads wait for an owner, and how often they are handed on.

Asks
    How long does a lead wait until somebody owns it, how many nobody owns, and how many go from one owner to another?
Measures
    Leads made, and leads qualified, in the year up to the report's day, or since the history of owners began: working
    minutes (of the client's hours and zone) from the creation of the record, and from the first entry of the qualified
    stage, to the first moment at which a person owned the lead. A queue is no owner. Who had an owner already waited
    for none; who has none yet counts as still waiting (Kaplan and Meier): the times by which half, three quarters and
    nine in ten had an owner, with intervals. Qualified leads that nobody owns; leads that went from one person to
    another, and how often.
Read it as
    A lead without an owner is one that nobody answers. A lead that is handed on was first sent to the wrong person, or
    to one who was away: its clock ran meanwhile.
Do next
    Write the rule down by which leads are given out, with a substitute for each owner; then hold the history against
    it.
Limits
    Read from the history of one system, the one that tells of most leads; leads that it does not hold are counted and
    left out. An owner that was never changed is taken to have been there since the history began. A planned
    handover from one team to the next counts as handing on too. No rule of routing is
    stated anywhere, so the report cannot say which leads went to the wrong person: it counts those that were handed on.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from cmokit.analyses.answering import Answering
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import heading, mid_sentence
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, number, pick, required
from cmokit.analyses.shown import table
from cmokit.analyses.speed import routing_figures
from cmokit.analyses.speed.routing_figures import CREATED, ID, QUANTILES, SINCE_QUALIFIED
from cmokit.exhibits.fact import Fact, Period
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit, on_date
from cmokit.methods import deal_flow, first_answers, lead_owners
from cmokit.methods.deal_flow import Window
from cmokit.methods.lead_owners import Owned
from cmokit.methods.lead_waits import created_by_day
from cmokit.methods.linkage import leading_records, with_leading_id
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

QUALIFIED = "mql"
ENOUGH = 20  # leads, before a figure may be relied on


@dataclass(frozen=True)
class Routing:
    """system: whose history it is. window: from where that history or the year begins, to the report's day."""

    facts: tuple[Fact, ...]
    evidence: Any  # source_system, contact_id, created_at, qualified_at, owned_at, minutes, handed_on_count, problem, …
    system: str
    window: Window
    answering: Answering


def measure(
    field_changes: Any,
    contacts: Any,
    stage_entries: Any,
    companies: Any,
    users: Any,
    entity_links: Any,
    definitions: Definitions,
) -> Routing:
    changes = lead_owners.changes_of_owner(field_changes, definitions.as_of_end)
    history = lead_owners.history_of(changes)
    if history is None:
        raise CannotAnswer(say(f"{ID}.no_history"), Missing("field_changes", ("owner_id",), say("asks.field_changes")))
    window = deal_flow.window_until(definitions.as_of, definitions.timezone, history.since)
    start = max(window.start, history.since)
    rows = _leads(contacts, stage_entries, companies, entity_links, definitions, window.end)
    told = changes.filter(changes.source_system == history.system)
    owners = _owners(told, contacts, users, entity_links, history.system)
    rows = _judged(rows, owners, start, window.end, definitions)
    if not rows["is_new"].any() and not rows["is_qualified"].any():
        raise CannotAnswer(say(f"{ID}.no_leads"), Missing("field_changes", ("owner_id",), say("asks.field_changes")))
    dated = tuple(fact.but(period=Period(window.first, window.last)) for fact in routing_figures.facts(rows))
    return Routing(dated, routing_figures.shown(rows), history.system, window, definitions.answering)


def _leads(
    contacts: Any, stage_entries: Any, companies: Any, entity_links: Any, definitions: Definitions, end: datetime
) -> pd.DataFrame:
    """Leads made before `end`, each with the moment of its first entry into the qualified stage."""
    order = definitions.lifecycle_order
    qualified = QUALIFIED if QUALIFIED in order else order[-1]
    leads = first_answers.leads(contacts, stage_entries, companies, entity_links, order, (qualified,))
    found: pd.DataFrame = leads.filter(leads.created_at < end).order_by(first_answers.RECORD).to_pyarrow().to_pandas()
    return found.rename(columns={"went_on_at": "qualified_at"})


def _owners(changes: Any, contacts: Any, users: Any, entity_links: Any, system: str) -> dict[str, Owned]:
    """By person, as far as the system knows them."""
    records = leading_records(contacts, entity_links, "contact")
    leading = with_leading_id(records, entity_links, "contact", "contact_id", "who")
    by_person = lead_owners.by_person(changes, leading, entity_links).to_pyarrow().to_pandas()
    current = lead_owners.current_owners(contacts, entity_links, system).to_pyarrow().to_pylist()
    queues = lead_owners.queues_of(users.to_pyarrow().to_pylist())
    return lead_owners.owned(by_person, {row["who"]: row["owner_id"] for row in current}, queues)


def _judged(
    rows: pd.DataFrame, owners: dict[str, Owned], start: datetime, end: datetime, definitions: Definitions
) -> pd.DataFrame:
    """With is_new and is_qualified (counted for either wait), when each was owned, and minutes until then or so far."""
    known = rows["who"].isin(list(owners))
    by_day = created_by_day(rows, definitions.timezone) if len(rows) else known
    found = rows.assign(is_known=known, is_new=known & ~by_day & (rows["created_at"] >= start))
    found["is_qualified"] = known & (rows["qualified_at"] >= start) & (rows["qualified_at"] < end)
    found["was_qualified"] = (rows["qualified_at"] >= start) & (rows["qualified_at"] < end)
    found["handed_on_count"] = [owners[who].handed_on if who in owners else 0 for who in rows["who"]]
    found["has_owner"] = [who in owners and bool(owners[who].turns[-1][1]) for who in rows["who"]]
    clock = definitions.answering.clock
    for name, moment in ((CREATED, "created_at"), (SINCE_QUALIFIED, "qualified_at")):
        told = zip(found["who"], found[moment], strict=True)
        owned = [owners[who].first_after(at) if who in owners and not pd.isna(at) else None for who, at in told]
        found[f"{name}_owned_at"] = pd.to_datetime(pd.Series(owned, index=found.index, dtype=object), utc=True)
        until = found[f"{name}_owned_at"].fillna(end)
        found[f"{name}_minutes"] = clock.minutes_between(list(found[moment]), list(until), definitions.timezone)
    return found


def judge(found: Routing, limits: Limits) -> Verdict:
    """By the share that is handed on; a qualified lead that nobody owns, or few leads, alone make a WARN."""
    handed_on, unowned = pick(found.facts, "handed_on_share"), required(found.facts, "unowned_count")
    verdict = (
        about(limits.verdict(handed_on), say(f"{ID}.about"))
        if handed_on
        else Verdict(Severity.WARN, say(f"{ID}.nobody_owns"))
    )
    more = [say(f"{ID}.unowned", count=number(unowned), figure=cite(unowned))] if unowned.value else []
    leads = required(found.facts, "leads_count", since=SINCE_QUALIFIED)
    if number(leads) < ENOUGH:
        more.append(say(f"{ID}.few", count=number(leads), leads=cite(leads), enough=limit(ENOUGH, "count")))
    if not found.answering.knows_holidays:
        more.append(say("speed.first_response.no_holidays"))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: Routing, verdict: Verdict) -> Section:
    said = _said(found)
    words = ("timed" if "median" in said else "untimed") + (
        "" if required(found.facts, "unowned_count").value else "_all"
    )
    names = ("owned_before_count", "handed_on_count", "outside_count")
    narrative = [say(f"{ID}.{n}", count=number(f), **said) for n in names if (f := required(found.facts, n)).value]
    key = [pick(found.facts, "minutes", quantile=QUANTILES[0], since=CREATED), pick(found.facts, "handed_on_share")]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", **said),
        narrative=(*narrative, say(f"{ID}.no_rule")),
        tables=_tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure", **said),
        brief=say(f"{ID}.briefs.{words}", **said),
        key_facts=tuple(fact.name for fact in (*key, required(found.facts, "unowned_count")) if fact),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision") if verdict.severity is not Severity.PASS else "",
    )


def _said(found: Routing) -> dict[str, Any]:
    names = ("owned_before_count", "unowned_count", "handed_on_count", "times_handed_on_count", "outside_count")
    said: dict[str, Any] = {name: cite(required(found.facts, name)) for name in names}
    said |= {"system": mid_sentence(heading(found.system, "system"))}
    said |= {"first": on_date(found.window.first), "last": on_date(found.window.last)}
    said["leads"] = cite(required(found.facts, "leads_count", since=SINCE_QUALIFIED))
    median = pick(found.facts, "minutes", quantile=QUANTILES[0], since=CREATED)
    return said | ({"median": cite(median)} if median else {})


def _tables(found: Routing) -> tuple[Any, ...]:
    times = [("minutes", {"quantile": q, "since": s}) for s in (CREATED, SINCE_QUALIFIED) for q in QUANTILES]
    sizes = [("leads_count", {"since": s}) for s in (CREATED, SINCE_QUALIFIED)]
    counts = ("owned_before_count", "unowned_count", "handed_on_count", "times_handed_on_count", "outside_count")
    every: list[tuple[str, dict[str, str]]] = [*sizes, *times, *((name, {}) for name in counts)]
    rows = (
        {"what": _name(measure, dims), "value": fact}
        for measure, dims in every
        if (fact := pick(found.facts, measure, **dims))
    )
    return table(f"{ID}.tables.numbers", {"what": "text", "value": "mixed"}, rows)


def _name(measure: str, dims: dict[str, str]) -> str:
    quantile = say(f"{ID}.quantiles.{dims['quantile']}") if "quantile" in dims else ""
    since = say(f"{ID}.sinces.{dims['since']}") if dims else ""
    return say(f"{ID}.figures.{measure}", quantile=quantile, since=since)


ANALYSIS = Analysis(
    id=ID,
    rows=("LSR-08",),
    phases=("baseline",),
    sheet="Routing",
    needs=("field_changes", "contacts"),
    uses=("stage_entries", "companies", "users", "entity_links"),
    measures={
        "leads_count": "count",
        "owned_before_count": "count",
        "unowned_count": "count",
        "unowned_share": "share",
        "outside_count": "count",
        "handed_on_count": "count",
        "times_handed_on_count": "count",
        "handed_on_share": "share",
        "minutes": "minutes",
    },
    # One lead in ten that was first sent to somebody else is more than absence explains; one in four is no routing.
    limits=Limits(warn=0.10, fail=0.25, on="handed_on_share"),
    evidence_key=("source_system", "contact_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
