"""How many people, companies and deals are there, and which records cannot be matched across systems?

Asks
    Where several systems keep people, companies and deals, which of their records are the same, and which stand alone?
Measures
    Records per system; records that are linked to none of another system, and their share where two or more systems
    keep that kind of record; links by how they were made (an id that the sync wrote, the same e-mail, the same
    website); and what is left when linked records count once: people, companies and deals.
Read it as
    The sum over systems is not the number of people: that is the figure to report. A high unlinked share means that the
    sync leaves records out, or that one person is known by two addresses.
Do next
    Go through the unlinked records with the owner of the sync; let it write the other system's id on both sides.
Limits
    Links are exact: the same id, mailbox or website. A duplicate within one system stays two here; duplicates have a
    section of their own.
"""

from dataclasses import dataclass
from typing import Any

import ibis
from ibis import ir

from cmokit.analyses import figures, shown
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.record_checks import in_order
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.linkage import IDS, copies, leading_records, with_leading_id
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "integration.identity"
MOST_NAMED = 3  # kinds of records that the text names; the table holds all


@dataclass(frozen=True)
class Identity:
    facts: tuple[Fact, ...]
    evidence: ir.Table  # entity, source_system, record_id, source_file, source_row: records that stand alone


def measure(
    entity_links: ir.Table, contacts: ir.Table, companies: ir.Table, opportunities: ir.Table, definitions: Definitions
) -> Identity:
    people = contacts.filter(~contacts.is_test.fill_null(False))
    tables = {"contact": people, "company": companies, "opportunity": opportunities}
    named = {entity: _named(table, entity_links, entity) for entity, table in tables.items()}
    found = [fact for entity, table in tables.items() for fact in _facts(table, entity_links, entity, named[entity])]
    if not found:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("contacts", (), say("asks.contacts")))
    alone = ibis.union(*(records.filter(records.is_alone).drop("is_alone") for records in named.values()))
    shared = {f.dimensions["entity"] for f in found if f.measure == "unlinked_share"}
    return Identity(tuple(found), in_order(alone.filter(alone.entity.isin(sorted(shared)))))


def _named(table: ir.Table, links: ir.Table, entity: str) -> ir.Table:
    """Every record with is_alone: no record of another system is the same."""
    own = IDS[entity]
    whole = with_leading_id(table.select("source_system", own, "source_file", "source_row"), links, entity, own, "who")
    systems = whole.group_by("who").aggregate(systems=whole.source_system.nunique()).view()
    joined = whole.inner_join(systems, "who")
    return joined.select(
        entity=ibis.literal(entity),
        source_system=joined.source_system,
        record_id=joined[own],
        source_file=joined.source_file,
        source_row=joined.source_row,
        is_alone=joined.systems == 1,
    )


def _facts(table: ir.Table, links: ir.Table, entity: str, named: ir.Table) -> list[Fact]:
    per_system = named.group_by("source_system").aggregate(n=named.count(), alone=named.is_alone.sum())
    rows = per_system.order_by("source_system").to_pyarrow().to_pylist()
    if not rows:
        return []
    found: list[Fact] = []
    for row in rows:
        about = {"entity": entity, "system": row["source_system"]}
        found.append(figures.count(f"{ID}.records_count", row["n"], **about))
        if len(rows) > 1:
            found.append(figures.count(f"{ID}.unlinked_count", row["alone"], n=row["n"], **about))
            found += figures.share(f"{ID}.unlinked_share", row["alone"], row["n"], **about)
    copied = copies(table, links, entity)
    for row in copied.group_by("method").aggregate(n=copied.count()).order_by("method").to_pyarrow().to_pylist():
        found.append(figures.count(f"{ID}.linked_count", row["n"], entity=entity, method=row["method"] or "none"))
    total = int(leading_records(table, links, entity).count().to_pyarrow().as_py())
    return [*found, figures.count(f"{ID}.entities_count", total, entity=entity)]


def judge(found: Identity, limits: Limits) -> Verdict:
    """By the largest unlinked share; where one system keeps each kind alone there is nothing to match."""
    shares = figures.having(found.facts, "unlinked_share")
    if not shares:
        return Verdict(Severity.PASS, say(f"{ID}.one_system"))
    return figures.about(limits.verdict(shares[0]), say(f"{ID}.standing_alone", records=_label(shares[0])))


def exhibit(found: Identity, verdict: Verdict) -> Section:
    shares = figures.having(found.facts, "unlinked_share")
    entities = [fact for fact in found.facts if fact.measure == "entities_count"]
    totals = say(f"{ID}.total", named=listed([_total(fact) for fact in entities]))
    apart = [fact for fact in shares if fact.value]
    return Section(
        analysis=ID,
        headline=_headline(found, apart, totals),
        narrative=(*_others(apart), *((totals,) if shares else ())),
        brief=say(f"{ID}.brief", **_records(apart[0])) if apart else "",
        charts=_chart(apart),
        tables=(*_system_table(found), *_method_table(found)),
        next_steps=say_all(f"{ID}.next_steps.{'apart' if apart else 'linked' if shares else 'one_system'}"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(*(f.name for f in apart[:1]), *(f.name for f in entities)),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision") if verdict.severity in (Severity.WARN, Severity.FAIL) else "",
    )


def _headline(found: Identity, apart: list[Fact], totals: str) -> str:
    shares = figures.having(found.facts, "unlinked_share")
    if apart or not shares:
        return say(f"{ID}.alone", **_records(apart[0])) if apart else totals
    return say(f"{ID}.all_linked", share=cite(shares[0]))


def _records(fact: Fact) -> dict[str, Any]:
    """What a share of records that stand alone is said with."""
    records, system = say(f"{ID}.kinds.{fact.dimensions['entity']}"), called(fact.dimensions["system"], "system")
    return {"records": records, "system": system, "figure": cite(fact)}


def _others(apart: list[Fact]) -> list[str]:
    several = [say(f"{ID}.several", **_records(fact)) for fact in apart[1:MOST_NAMED]]
    return [say(f"{ID}.others", named=listed(several))] if several else []


def _total(fact: Fact) -> str:
    return say(f"{ID}.totals.{fact.dimensions['entity']}", count=figures.number(fact), figure=cite(fact))


def _chart(apart: list[Fact]) -> tuple[Chart, ...]:
    data = [(_label(fact), fact.value) for fact in apart]
    worst, figure = (_label(apart[0]), cite(apart[0])) if apart else ("", "")
    return shown.bars(f"{ID}.charts.unlinked", data, unit="share", x="records", worst=worst, figure=figure)


def _label(fact: Fact) -> str:
    """`People in HubSpot`; a system that the kit has no name for as it is written."""
    system = called(fact.dimensions["system"], "system")
    shown_as = fact.dimensions["system"] if system.startswith("{{") else system
    return say(f"{ID}.label", entity=say(f"{ID}.entities.{fact.dimensions['entity']}"), system=shown_as)


def _system_table(found: Identity) -> tuple[Any, ...]:
    units = {"records": "text", "count": "count", "unlinked": "count", "share": "share"}
    rows = (
        {
            "records": _label(fact),
            "count": fact,
            "unlinked": figures.pick(found.facts, "unlinked_count", **fact.dimensions),
            "share": figures.pick(found.facts, "unlinked_share", **fact.dimensions),
        }
        for fact in found.facts
        if fact.measure == "records_count"
    )
    return shown.table(f"{ID}.tables.systems", units, rows)


def _method_table(found: Identity) -> tuple[Any, ...]:
    rows = (
        {
            "entity": say(f"{ID}.entities.{fact.dimensions['entity']}"),
            "method": say(f"{ID}.methods.{fact.dimensions['method'].replace(' ', '_').replace('-', '')}"),
            "count": fact,
        }
        for fact in figures.having(found.facts, "linked_count")
    )
    return shown.table(f"{ID}.tables.methods", {"entity": "text", "method": "text", "count": "count"}, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("INT-04",),
    phases=("audit", "baseline"),
    sheet="Identity",
    needs=("entity_links",),
    uses=("contacts", "companies", "opportunities"),
    measures={
        "records_count": "count",
        "unlinked_count": "count",
        "unlinked_share": "share",
        "linked_count": "count",
        "entities_count": "count",
    },
    # Some records rightly live in one system only; above a fifth of them no total over both systems can be trusted.
    limits=Limits(warn=0.20, fail=0.40, on="unlinked_share"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
    evidence_key=("entity", "source_system", "record_id"),
    tracked=Tracked(key=("entity", "source_system", "record_id"), record="record_id", among="entity"),
)
