"""Why deals are lost and people given back, and whether anybody learns from it.

Asks
    For which reasons are deals lost and leads turned away, what are they worth, and which sources bring the same again?
Measures
    Lost deals by the reason given, in number and money, and people given back by sales by theirs; spellings of one
    reason that differ only in case, blanks or punctuation are one. How many of each have a reason at all. By channel
    and segment, the share of the people who were given back, with intervals; a group is repeatedly rejected where the
    whole interval lies above the share of all. People who fell back from the stage handed to sales, or beyond, and how
    many of them came back to it.
Read it as
    The first reason in money is the first thing to change in targeting, offer or price. A group that is rejected over
    and over is paid for over and over.
Do next
    Make the reason a required choice of few values; take repeatedly rejected groups out of targeting or change what
    they are told; send objections to whoever writes the pages.
Limits
    A reason is what a seller chose, not what the customer thought. Whoever was given back without a trace in a status,
    a reason or their history is not seen. A lost deal counts with its last known amount.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, having, number, pick, required, share, size
from cmokit.analyses.funnel.rejections_figures import narrative, reasons_chart, tables
from cmokit.analyses.reporting_currency import converter
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Total
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods import deal_spans, loop, turned_away
from cmokit.methods.deal_spans import by_split
from cmokit.methods.order_ledger import ZERO
from cmokit.methods.turned_away import LOST, NONE_GIVEN, RECYCLED, REJECTED
from cmokit.vocabulary import LifecycleStage, Responsibility, Severity
from cmokit.words import say, say_all

ID = "funnel.rejections"
ENOUGH = 30  # people of a group before its share is stated


@dataclass(frozen=True)
class Rejections:
    """repeated: groups that are rejected more often than all, worst first, with the reason given most in each."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # kind, source_system, record_id, reason, channel, segment, amount, currency, source
    currency: str
    repeated: tuple[tuple[str, str], ...]


def measure(
    opportunities: Any,
    contacts: Any,
    companies: Any,
    stage_entries: Any,
    field_changes: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Rejections:
    end, order = definitions.as_of_end, definitions.lifecycle_order
    spans = deal_spans.spans(opportunities, stage_entries, companies, entity_links, end)
    everybody = loop.people(contacts, entity_links)
    lost = turned_away.lost_deals(spans, opportunities).cache()
    out = turned_away.rejected_people(contacts, field_changes, entity_links, everybody).cache()
    handed = LifecycleStage.MQL.value if LifecycleStage.MQL.value in order else order[min(1, len(order) - 1)]
    back = turned_away.recycled(stage_entries, contacts, entity_links, order, handed, end)
    rows = turned_away.records(lost, out, back, turned_away.usual_reasons(lost, out))
    if not rows:
        asks = (Missing(name, (), say(f"asks.{name}")) for name in ("opportunities", "contacts"))
        raise CannotAnswer(say(f"{ID}.nothing"), *asks)
    facts = [*_reasons(rows, fx_rates, definitions), *_recycled(rows)]
    groups = _groups(everybody, out)
    facts += [fact for split, (part, whole) in groups.items() for fact in _rejected_share(split, part, whole)]
    repeated = _repeated(facts, rows)
    facts.append(count(f"{ID}.repeated_count", len(repeated), n=len(groups) - 1 if groups else 0))
    return Rejections(
        tuple(facts), pa.Table.from_pylist(rows, schema=turned_away.SCHEMA), definitions.currency, repeated
    )


def _reasons(rows: list[dict[str, Any]], fx_rates: Any, definitions: Definitions) -> list[Fact]:
    """By reason: how many, and for deals what they were worth; and how many have a reason at all."""
    convert = converter(fx_rates, definitions)
    facts: list[Fact] = []
    for kind in (LOST, REJECTED):
        own = [row for row in rows if row["kind"] == kind]
        named = [row for row in own if row["reason"] != NONE_GIVEN]
        facts += share(f"{ID}.reason_filled_share", len(named), len(own), of="deals" if kind == LOST else "people")
        for reason in (*sorted({row["reason"] for row in own}), "all"):
            some = own if reason == "all" else [row for row in own if row["reason"] == reason]
            where = {"kind": kind} | ({} if reason == "all" else {"reason": reason})
            by = {"reason": reason}
            facts.append(Fact(f"{ID}.{kind}_count", len(some), "count", len(own), dimensions=by, recipe=Count(where)))
            if kind == LOST and some:
                amount = _worth(some, convert, definitions)
                total = Total("amount", where)
                facts.append(
                    Fact(f"{ID}.lost_amount", amount, definitions.currency, len(some), dimensions=by, recipe=total)
                )
    return facts


def _worth(rows: list[dict[str, Any]], convert: Any, definitions: Definitions) -> Decimal:
    """Each month and currency at its own rate."""
    sums: dict[tuple[str, Any], Decimal] = {}
    for row in rows:
        if row["amount"] is not None:
            month = (row["closed_on"] or definitions.as_of).replace(day=1)
            key = row["currency"] or definitions.currency, month
            sums[key] = sums.get(key, ZERO) + row["amount"]
    return sum((convert(amount, currency, month) for (currency, month), amount in sorted(sums.items())), ZERO)


def _recycled(rows: list[dict[str, Any]]) -> list[Fact]:
    own = [row for row in rows if row["kind"] == RECYCLED]
    back = sum(row["came_back"] == "yes" for row in own)
    fell = Fact(f"{ID}.recycled_count", len(own), "count", recipe=Count({"kind": RECYCLED}))
    return [fell, *share(f"{ID}.reconverted_share", back, len(own), sample=True)]


def _groups(everybody: Any, out: Any) -> dict[str, tuple[int, int]]:
    """Split → people given back, and people; groups with too few people left out."""
    counted = {}
    for name, rows in (("whole", everybody), ("part", out)):
        every = by_split(rows, ("segment", "channel"))
        found = every.group_by("split").aggregate(people=every.count()).to_pyarrow().to_pylist()
        counted[name] = {row["split"]: row["people"] for row in found}
    whole, part = counted["whole"], counted["part"]
    kept = (split for split in sorted(whole) if split == "all" or whole[split] >= ENOUGH)
    return {split: (part.get(split, 0), whole[split]) for split in kept} if part else {}


def _rejected_share(split: str, part: int, whole: int) -> tuple[Fact, ...]:
    return share(f"{ID}.rejected_share", part, whole, sample=True, split=split)


def _repeated(facts: list[Fact], rows: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    every = [fact for fact in having(facts, "rejected_share") if fact.dimensions["split"] != "all"]
    overall = pick(facts, "rejected_share", split="all")
    found = []
    for fact in every:
        if overall and fact.low is not None and float(fact.low) > size(overall):
            column, value = fact.dimensions["split"].split("=", 1)
            own = [
                r["reason"] for r in rows if r["kind"] == REJECTED and r[column] == value and r["reason"] != NONE_GIVEN
            ]
            most = min(set(own), key=lambda reason: (-own.count(reason), reason)) if own else ""
            found.append((fact.dimensions["split"], most))
    return tuple(found)


def judge(found: Rejections, limits: Limits) -> Verdict:
    """By the smaller share of records that carry a reason; groups rejected over and over are a WARN."""
    filled = having(found.facts, "reason_filled_share")
    if not filled:
        return Verdict(Severity.PASS, say(f"{ID}.none_lost"))
    worst = filled[-1]
    verdict = about(limits.verdict(worst), say(f"{ID}.about.{worst.dimensions['of']}"))
    repeated = required(found.facts, "repeated_count")
    if not repeated.value:
        return verdict
    more = say(f"{ID}.repeated", count=number(repeated), figure=cite(repeated))
    severity = Severity.WARN if verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, f"{verdict.reason} {more}")


def exhibit(found: Rejections, verdict: Verdict) -> Section:
    lost = [f for f in having(found.facts, "lost_amount") if f.dimensions["reason"] not in ("all", NONE_GIVEN)]
    out = [f for f in having(found.facts, "rejected_count") if f.dimensions["reason"] not in ("all", NONE_GIVEN)]
    fell, came = required(found.facts, "recycled_count"), pick(found.facts, "reconverted_share")
    said: dict[str, Any] = {"fell": cite(fell)} | ({"came": cite(came)} if came else {})
    words = "headline_recycled"
    if lost:
        words = "headline"
        said |= {"reason": called(lost[0].dimensions["reason"], "reason"), "amount": cite(lost[0])}
        said["whole"] = cite(required(found.facts, "lost_amount", reason="all"))
    elif out:
        words = "headline_people"
        said |= {"reason": called(out[0].dimensions["reason"], "reason"), "people": cite(out[0])}
    return Section(
        analysis=ID,
        headline=say(f"{ID}.{words}", **said),
        narrative=narrative(found, out, said, number(fell)),
        charts=reasons_chart(lost, said, found.currency),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.{words.replace('headline', 'brief')}", **said),
        key_facts=tuple(fact.name for fact in (*lost[:1], *out[:1], fell)),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision") if verdict.severity is not Severity.PASS else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("SLA-06", "SLA-03"),
    phases=("baseline",),
    sheet="Rejections",
    needs=(),
    uses=(
        *("opportunities", "contacts", "companies", "stage_entries", "field_changes"),
        *("entity_links", "fx_rates"),
    ),
    measures={
        "lost_count": "count",
        "lost_amount": "money",
        "rejected_count": "count",
        "rejected_share": "share",
        "reason_filled_share": "share",
        "repeated_count": "count",
        "recycled_count": "count",
        "reconverted_share": "share",
    },
    # One record in ten without a reason is a slip; with three in ten the ranking of reasons is a guess.
    limits=Limits(warn=0.90, fail=0.70, on="reason_filled_share", higher_is_better=True),
    evidence_key=("kind", "source_system", "record_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
