"""How much of what is known about people can be laid beside the person.

Asks
    Of touches, activities, subscriptions, orders, tickets and feedback: how many belong to a person whom the CRM or the
    customer list knows?
Measures
    Rows of each table and system by what they name: a known person, by the record's id or by the mailbox; somebody whom
    no list of people knows; nobody at all. Match rate: rows of a known person over all rows, by table and system and
    over everything. An id of a linked copy counts as its person; ids and mailboxes are compared without case.
Read it as
    What has no person cannot enter a journey, a lifetime value or a comparison by segment: a low rate bounds how much
    such figures can say. Rows that name nobody are a question of tracking, rows that name somebody unknown one of
    integration.
Do next
    Carry one id of the person through form, order, billing and help desk; ask for what happened to the people who are
    named and unknown (deleted, merged, another system).
Limits
    Exact ids and mailboxes only: a person who writes from another address is unknown here. A known id may still belong
    to a duplicate; identity and duplicates have sections of their own.
"""

from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, heading, listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import about, count, having, pick, required, share, size
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Section, Table, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.matching import BY_ID, BY_MAIL, NOBODY, UNKNOWN, named_rows
from cmokit.vocabulary import Responsibility
from cmokit.words import say, say_all

ID = "integration.matching"
ALL = "all"
ENOUGH = 30  # rows of a table, before its rate decides anything
MOST_NAMED = 3
TABLES = {
    "touchpoints": "touchpoint_id",
    "activities": "activity_id",
    "orders": "order_id",
    "subscriptions": "subscription_id",
    "tickets": "ticket_id",
    "feedback": "feedback_id",
}


@dataclass(frozen=True)
class Matching:
    facts: tuple[Fact, ...]
    evidence: (
        Any  # table, source_system, record_id, contact_id, state, source_file, source_row: rows of no known person
    )


def measure(
    contacts: Any,
    entity_links: Any,
    touchpoints: Any,
    activities: Any,
    orders: Any,
    subscriptions: Any,
    tickets: Any,
    feedback: Any,
    definitions: Definitions,
) -> Matching:
    """CannotAnswer where there is nothing to lay beside the people."""
    given = (touchpoints, activities, orders, subscriptions, tickets, feedback)
    rows = named_rows(contacts, entity_links, dict(zip(TABLES, zip(given, TABLES.values(), strict=True), strict=True)))
    counts = rows.group_by("table", "source_system", "state").aggregate(n=rows.count())
    told = counts.order_by("table", "source_system", "state").to_pyarrow().to_pylist()
    if not told:
        raise CannotAnswer(say(f"{ID}.nothing"), *asks("touchpoints", "orders", "tickets"))
    apart = rows.filter(rows.state.isin([UNKNOWN, NOBODY]))
    return Matching(_facts(told), apart.order_by("table", "source_system", "record_id", "source_file", "source_row"))


def _facts(told: list[dict[str, Any]]) -> tuple[Fact, ...]:
    names = sorted({(row["table"], row["source_system"]) for row in told})
    facts: list[Fact] = []
    for name, system in ((ALL, ALL), *names):
        own = [row for row in told if name == ALL or (row["table"], row["source_system"]) == (name, system)]
        of = {
            state: sum(row["n"] for row in own if row["state"] == state) for state in (BY_ID, BY_MAIL, UNKNOWN, NOBODY)
        }
        whole = sum(of.values())
        facts += share(f"{ID}.matched_share", of[BY_ID] + of[BY_MAIL], whole, table=name, system=system)
        facts.append(count(f"{ID}.rows_count", whole, table=name, system=system))
        for state in (BY_ID, BY_MAIL):
            facts.append(count(f"{ID}.matched_count", of[state], n=whole, table=name, system=system, by=state))
        facts.append(count(f"{ID}.unknown_count", of[UNKNOWN], n=whole, table=name, system=system))
        facts.append(count(f"{ID}.nameless_count", of[NOBODY], n=whole, table=name, system=system))
    return tuple(facts)


def _ranked(facts: tuple[Fact, ...]) -> list[Fact]:
    """Match rates by table and system, the lowest first; small tables behind."""
    own = [fact for fact in having(facts, "matched_share") if fact.dimensions["table"] != ALL]
    return sorted(own, key=lambda fact: ((fact.n or 0) < ENOUGH, size(fact), fact.name))


def judge(found: Matching, limits: Limits) -> Verdict:
    """By the table with the lowest rate: what stands on it can say no more."""
    lowest = _ranked(found.facts)[0]
    return about(limits.verdict(lowest), say(f"{ID}.about", records=_name(lowest)))


def exhibit(found: Matching, verdict: Verdict) -> Section:
    whole, ranked = required(found.facts, "matched_share", table=ALL, system=ALL), _ranked(found.facts)
    low = [fact for fact in ranked if size(fact) < 1]
    said: dict[str, Any] = {"share": cite(whole)}
    if low:
        said |= {"records": _name(low[0]), "lowest": cite(low[0])}
    word = "apart" if low else "whole"
    others = [say(f"{ID}.one", records=_name(fact), share=cite(fact)) for fact in low[1:MOST_NAMED]]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{word}", None, **said),
        brief=say(f"{ID}.brief", None, share=cite(whole)),
        narrative=(*_why(found.facts), *((say(f"{ID}.others", named=listed(others)),) if others else ())),
        charts=_chart(ranked, whole),
        tables=_table(found.facts),
        next_steps=say_all(f"{ID}.do.{word}"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(whole.name,),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision") if low else "",
    )


def _why(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """What kinds of rows have no known person."""
    kinds = ("unknown_count", "nameless_count")
    told = [fact for kind in kinds if (fact := required(facts, kind, table=ALL, system=ALL)).value]
    return tuple(say(f"{ID}.why.{fact.measure}", None, figure=cite(fact)) for fact in told)


def _name(fact: Fact) -> str:
    kind = say(f"{ID}.tables_named.{fact.dimensions['table']}")
    return say(f"{ID}.named", records=kind, system=called(fact.dimensions["system"], "system"))


def _label(fact: Fact) -> str:
    kind = say(f"{ID}.labels.{fact.dimensions['table']}")
    return say(f"{ID}.label", records=kind, system=heading(fact.dimensions["system"], "system"))


def _chart(ranked: list[Fact], whole: Fact) -> tuple[Chart, ...]:
    rows = [{"records": _label(fact), "share": fact.value} for fact in ranked]
    said = {"share": cite(whole), "records": _name(ranked[0]), "lowest": cite(ranked[0])}
    axes = ("records", "share", "share")
    return chart(f"{ID}.charts.rates", "bar", rows, axes=axes, said=said, highlight=_label(ranked[0]))


def _table(facts: tuple[Fact, ...]) -> tuple[Table, ...]:
    units = {"records": "text", "rows": "count", "by_id": "count", "by_mail": "count", "unknown": "count"}
    units |= {"nameless": "count", "rate": "share"}
    rows = []
    for fact in _ranked(facts):
        of = {key: fact.dimensions[key] for key in ("table", "system")}
        rows.append(
            {
                "records": _label(fact),
                "rows": pick(facts, "rows_count", **of),
                "by_id": pick(facts, "matched_count", by=BY_ID, **of),
                "by_mail": pick(facts, "matched_count", by=BY_MAIL, **of),
                "unknown": pick(facts, "unknown_count", **of),
                "nameless": pick(facts, "nameless_count", **of),
                "rate": fact,
            }
        )
    return table(f"{ID}.tables.rates", units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("INT-04",),
    phases=("baseline",),
    sheet="Match rate",
    needs=("contacts",),
    uses=("entity_links", *TABLES),
    measures={
        "matched_share": "share",
        "rows_count": "count",
        "matched_count": "count",
        "unknown_count": "count",
        "nameless_count": "count",
    },
    # Nine in ten carry a figure by person; below seven in ten the missing ones may tell another story.
    limits=Limits(warn=0.90, fail=0.70, on="matched_share", higher_is_better=True),
    evidence_key=("table", "source_system", "record_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
