"""Do contacts go through the lifecycle as it is meant?

Asks
    Does every contact enter each stage after the one before it, and does it stay there?
Measures
    Skipped: of the people who entered a stage, the share that never entered the stage directly before it in the order
    agreed, where anybody entered that one; entries of all linked records of a person count together. Backward moves:
    consecutive entries of one record to an earlier stage. Oscillating: contacts with two backward moves or more.
    Outside: people whose stage is neither in the order nor Other or Evangelist.
Read it as
    Many skips mean that stages are set in bulk: conversion from stage to stage cannot be trusted. Records that go back
    and forth are two workflows or two systems pulling at one field.
Do next
    Require the earlier stage; find the workflow behind the backward moves by who made the change; map the stray values.
Limits
    Sees that a stage was entered, not whether its criteria were met. Entries at the same moment are taken in the order
    of the stages, so a bulk update is no backward move. A stage before the history began looks skipped.
"""

from dataclasses import dataclass
from itertools import pairwise

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
from cmokit.methods import lifecycle_ways as ways
from cmokit.methods.linkage import leading_records
from cmokit.methods.spelling import is_filled
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "lifecycle.conformance"
PROBLEMS = ("backward", "outside")
MOST_NAMED = 3  # stages that the text names; the table holds all


@dataclass(frozen=True)
class Conformance:
    """unused: stages of the order, each before one that people entered, that nobody entered."""

    facts: tuple[Fact, ...]
    unused: tuple[str, ...]
    evidence: ir.Table  # contact_id, problem, stage, previous_stage, changed_by, changed_by_kind, file and row


def measure(
    stage_entries: ir.Table, contacts: ir.Table, entity_links: ir.Table, definitions: Definitions
) -> Conformance:
    order = definitions.lifecycle_order
    people = contacts.filter(~contacts.is_test.fill_null(False))
    entries = ways.entries(stage_entries, people, entity_links, order)
    entered = _entered_counts(entries)
    if not entered:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("stage_entries", ("entity", "stage", "entered_at"), _ask()))
    unused = [before for before, stage in pairwise(order) if stage in entered and before not in entered]
    skipped = ways.skipped(
        entries.filter(entries["rank"] > 0, ~entries["rank"].isin(ways.places_behind(unused, order))), entries
    )
    backward = ways.backward(entries)
    outside = ways.outside(leading_records(people, entity_links, "contact"), order)
    skips = _counts_by(skipped, "stage")
    moves = list(_counts_by(backward, "record").values())
    found: list[Fact] = []
    for stage in order:
        n, behind = entered.get(stage, 0), ("stage_entries",)
        found.append(figures.count(f"{ID}.entered_count", n, tables=behind, stage=stage))
        if stage != order[0] and order[order.index(stage) - 1] not in unused:
            found += figures.share(f"{ID}.skipped_share", skips.get(stage, 0), n, False, behind, stage=stage)
    found += [
        figures.count(f"{ID}.backward_count", sum(moves), tables=("stage_entries",)),
        figures.count(f"{ID}.oscillating_count", sum(n > 1 for n in moves), tables=("stage_entries",)),
    ]
    if _count(people.filter(is_filled(people.lifecycle_stage))):  # else nothing says where anybody stands today
        found.append(figures.count(f"{ID}.outside_count", _count(outside), tables=("contacts",)))
    return Conformance(tuple(found), tuple(unused), in_order(ibis.union(skipped, backward.drop("record"), outside)))


def _ask() -> str:
    return say("asks.stage_entries")


def _entered_counts(entries: ir.Table) -> dict[str, int]:
    """People per stage."""
    return _counts_by(entries.select("person_id", "stage").distinct(), "stage")


def _counts_by(rows: ir.Table, column: str) -> dict[str, int]:
    counted = rows.group_by(column).aggregate(n=rows.count()).to_pyarrow().to_pylist()
    return {row[column]: row["n"] for row in counted}


def _count(rows: ir.Table) -> int:
    return int(rows.count().to_pyarrow().as_py())


def judge(found: Conformance, limits: Limits) -> Verdict:
    """By the stage that is entered past its predecessor most often; any other deviation is at least a warning."""
    verdict = _verdict(found, limits)
    unknown = []
    if found.unused:
        unknown.append(say(f"{ID}.unused", stages=listed([called(stage, "stage") for stage in found.unused])))
    if not figures.pick(found.facts, "outside_count"):
        unknown.append(say(f"{ID}.no_stage_today"))
    return Verdict(verdict.severity, " ".join((verdict.reason, *unknown)))


def _verdict(found: Conformance, limits: Limits) -> Verdict:
    shares = figures.having(found.facts, "skipped_share")
    facts = (figures.pick(found.facts, measure) for measure in ("backward_count", "outside_count"))
    stray = [fact for fact in facts if fact and fact.value]
    named = [say(f"{ID}.found.{f.measure}", count=figures.number(f), figure=cite(f)) for f in stray]
    if not shares:
        return Verdict(Severity.WARN if named else Severity.PASS, " ".join((say(f"{ID}.no_later_stage"), *named)))
    verdict = figures.about(limits.verdict(shares[0]), say(f"{ID}.past", stage=_stage(shares[0])))
    if not named or verdict.severity is not Severity.PASS:
        return verdict
    return Verdict(Severity.WARN, " ".join((verdict.reason, *named)))  # these made it a warning, so they are said


def exhibit(found: Conformance, verdict: Verdict) -> Section:
    shares = [fact for fact in figures.having(found.facts, "skipped_share") if fact.value]
    measures = ("backward_count", "oscillating_count", "outside_count")
    facts = {m: fact for m in measures if (fact := figures.pick(found.facts, m))}
    said = {m: say(f"{ID}.found.{m}", count=figures.number(f), figure=cite(f)) for m, f in facts.items() if f.value}
    skips = [say(f"{ID}.skips", stage=_stage(f), figure=cite(f)) for f in shares]
    findings = [*skips[:1], *said.values()]
    problems = (["skipped_share"] if shares else []) + list(said)
    return Section(
        analysis=ID,
        headline=findings[0] if findings else say(f"{ID}.sound", moves=cite(facts["backward_count"])),
        narrative=_narrative(said, shares),
        brief=say(f"{ID}.brief", stage=_stage(shares[0]), figure=cite(shares[0])) if shares else "",
        charts=_chart(found, shares),
        tables=shown.table(
            f"{ID}.tables.stages",
            {"stage": "text", "entered": "count", "skipped": "share"},
            (_row(found, fact) for fact in found.facts if fact.measure == "entered_count"),
        ),
        next_steps=tuple(say(f"{ID}.do.{problem}") for problem in problems) or say_all(f"{ID}.do.nothing"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(*(f.name for f in shares[:1]), *(f.name for f in facts.values())),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision") if verdict.severity in (Severity.WARN, Severity.FAIL) else "",
    )


def _narrative(said: dict[str, str], shares: list[Fact]) -> tuple[str, ...]:
    """What the headline does not say: other stages that are skipped into, moves back, stages outside."""
    more = [say(f"{ID}.other", stage=_stage(fact), figure=cite(fact)) for fact in shares[1:MOST_NAMED]]
    others = [say(f"{ID}.others", named=listed(more))] if more else []
    found = [*said.values()] if shares else [*said.values()][1:]
    return (*others, " ".join(found)) if found else tuple(others)


def _row(found: Conformance, entered: Fact) -> dict[str, object]:
    skipped = figures.pick(found.facts, "skipped_share", **entered.dimensions)
    return {"stage": _stage(entered), "entered": entered, "skipped": skipped}


def _stage(fact: Fact) -> str:
    return called(fact.dimensions["stage"], "stage")


def _chart(found: Conformance, shares: list[Fact]) -> tuple[Chart, ...]:
    data = [(fact.dimensions["stage"], fact.value) for fact in shares]
    worst, figure = (_stage(shares[0]), cite(shares[0])) if shares else ("", "")
    return shown.bars(f"{ID}.charts.skipped", data, unit="share", x="stage", worst=worst, figure=figure)


ANALYSIS = Analysis(
    id=ID,
    rows=("LSR-02",),
    phases=("audit", "baseline"),
    sheet="Lifecycle",
    needs=("stage_entries",),
    uses=("contacts", "entity_links"),
    version="2",
    measures={
        "skipped_share": "share",
        "entered_count": "count",
        "backward_count": "count",
        "oscillating_count": "count",
        "outside_count": "count",
    },
    # One entry in twenty past its predecessor is handwork; one in five means that the stages are not what was agreed.
    limits=Limits(warn=0.05, fail=0.20, on="skipped_share"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
    evidence_key=("problem", "stage", "contact_id"),
    tracked=Tracked(key=("problem", "stage", "contact_id"), record="contact_id", table="contacts"),
)
