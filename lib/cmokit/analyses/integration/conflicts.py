"""Do the systems agree about the people, companies and deals that both of them keep?

Asks
    Where two systems keep the same person, company or deal, how often does a field differ?
Measures
    Over the people, companies and deals linked across systems: per field, those whose copies differ, counted once each,
    and their share of those where both sides are filled. Compared without regard to case and outer blanks: e-mail, last
    name, country and lifecycle stage of people; name, website and country of companies; amount, currency and outcome of
    deals. Difference in amounts: the sum of the differences, without their signs, of linked deals in the reporting
    currency.
Read it as
    Every conflict is a figure that depends on which system was asked. Stages and amounts that differ mean that
    marketing and sales report two truths.
Do next
    Name the leading system of each field; correct the listed records there; let the sync carry it over.
Limits
    Sees only what is linked; a wrong link looks like a conflict. A name written in another way is a conflict too.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
from ibis import ir

from cmokit.analyses import figures, shown
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.record_checks import in_order
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.linkage import IDS, copies, leaders
from cmokit.methods.spelling import folded
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "integration.conflicts"
FIELDS = {
    "contact": ("email", "last_name", "country", "lifecycle_stage"),
    "company": ("name", "domain", "country"),
    "opportunity": ("amount", "currency", "status"),
}
MOST_NAMED = 4


@dataclass(frozen=True)
class Conflicts:
    facts: tuple[Fact, ...]
    evidence: ir.Table  # entity, leading_id, field, system_a, value_a, system_b, value_b, source_file, source_row


def measure(
    entity_links: ir.Table, contacts: ir.Table, companies: ir.Table, opportunities: ir.Table, definitions: Definitions
) -> Conflicts:
    people = contacts.filter(~contacts.is_test.fill_null(False))
    tables = {"contact": people, "company": companies, "opportunity": opportunities}
    pairs = {entity: _pairs(table, entity_links, entity) for entity, table in tables.items()}
    fields = ((entity, field) for entity, names in FIELDS.items() for field in names)
    compared = ibis.union(*(_compared(pairs[entity], entity, field) for entity, field in fields)).cache()
    per_entity = compared.group_by("entity", "field", "leading_id").aggregate(differs=compared.differs.max())
    counted = per_entity.group_by("entity", "field").aggregate(differing=per_entity.differs.sum(), n=per_entity.count())
    rows = {(r["entity"], r["field"]): (r["differing"], r["n"]) for r in counted.to_pyarrow().to_pylist()}
    if not rows:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("entity_links", (), say("asks.entity_links")))
    found: list[Fact] = []
    for (entity, field), (differing, n) in rows.items():
        about: dict[str, Any] = {"entity": entity, "field": field}
        found.append(figures.count(f"{ID}.conflict_count", differing, n=n, **about))
        found += figures.share(f"{ID}.conflict_share", differing, n, **about)
    found += _difference(pairs["opportunity"], definitions.currency)
    return Conflicts(tuple(found), in_order(compared.filter(compared.differs == 1).drop("differs")))


def _pairs(table: ir.Table, entity_links: ir.Table, entity: str) -> ir.Table:
    """One row per copy in another system: leading_id, and both records' columns as `<column>_a` (leading), `_b`."""
    names = ("source_system", *FIELDS[entity])
    copied = copies(table, entity_links, entity).select("source_system", IDS[entity], "leading_id")
    table = table.select(IDS[entity], *names, "source_file", "source_row")
    leading = leaders(table, entity_links, entity)
    ones = leading.select("leading_id", "source_file", "source_row", **{f"{name}_a": leading[name] for name in names})
    both = table.inner_join(copied, ["source_system", IDS[entity]])
    others = both.select(led_by=both.leading_id, **{f"{name}_b": both[name] for name in names})
    joined = ones.inner_join(others, ones.leading_id == others.led_by)
    return joined.filter(joined.source_system_a != joined.source_system_b)


def _compared(pairs: ir.Table, entity: str, field: str) -> ir.Table:
    """Pairs where both sides of a field are filled, with differs (0 or 1)."""
    one, other = (_text(pairs[f"{field}_{side}"]) for side in "ab")
    filled = pairs.filter(one.notnull() & other.notnull())
    one, other = (_text(filled[f"{field}_{side}"]) for side in "ab")
    return filled.select(
        entity=ibis.literal(entity),
        leading_id=filled.leading_id,
        field=ibis.literal(field),
        system_a=filled.source_system_a,
        value_a=filled[f"{field}_a"].cast("string"),
        system_b=filled.source_system_b,
        value_b=filled[f"{field}_b"].cast("string"),
        source_file=filled.source_file,
        source_row=filled.source_row,
        differs=ibis.ifelse(one == other, 0, 1),
    )


def _text(value: ir.Value) -> ir.StringValue:
    return folded(value.cast("string"))


def _difference(pairs: ir.Table, currency: str) -> tuple[Fact, ...]:
    """By how much linked deals differ in amount; none where no pair of deals is in the reporting currency."""
    ours = pairs.filter(pairs.currency_a == currency, pairs.currency_b == currency, pairs.amount_a != pairs.amount_b)
    gaps: dict[str, Decimal] = {}
    for row in ours.select("leading_id", "amount_a", "amount_b").to_pyarrow().to_pylist():
        gap = abs(row["amount_a"] - row["amount_b"])
        gaps[row["leading_id"]] = max(gap, gaps.get(row["leading_id"], gap))
    if not gaps:
        return ()
    total = sum(gaps.values(), Decimal(0))
    return (Fact(f"{ID}.difference_amount", total, currency, len(gaps), tables=("opportunities", "entity_links")),)


def judge(found: Conflicts, limits: Limits) -> Verdict:
    worst = figures.having(found.facts, "conflict_share")[0]
    return figures.about(limits.verdict(worst), _name(worst))


def exhibit(found: Conflicts, verdict: Verdict) -> Section:
    every = figures.having(found.facts, "conflict_share")
    shares = [fact for fact in every if fact.value]
    gap = figures.pick(found.facts, "difference_amount")
    others = [say(f"{ID}.other", name=_name(fact), share=cite(fact)) for fact in shares[1:MOST_NAMED]]
    narrative = [say(f"{ID}.gap", gap=cite(gap))] if gap else []
    narrative += [say(f"{ID}.others", named=listed(others))] if others else []
    fields = list(dict.fromkeys(fact.dimensions["field"] for fact in shares))
    return Section(
        analysis=ID,
        headline=_said(found, shares[0]) if shares else say(f"{ID}.agree", share=cite(every[0])),
        brief=_brief(shares[0], gap) if shares else "",
        narrative=tuple(narrative),
        charts=_chart(shares),
        tables=shown.table(
            f"{ID}.tables.fields",
            {"field": "text", "count": "count", "of": "count", "share": "share"},
            (_row(found, fact) for fact in every),
        ),
        next_steps=(*(say(f"{ID}.do.{field}") for field in fields[:MOST_NAMED]), *say_all(f"{ID}.do.always")),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (*((gap,) if gap else ()), *(shares[:2] or every[:1]))),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision") if verdict.severity in (Severity.WARN, Severity.FAIL) else "",
        money_at_stake_amount=Decimal(str(gap.value)) if gap else None,
        money_formula=say(f"{ID}.money_formula") if gap else "",
    )


def _said(found: Conflicts, fact: Fact) -> str:
    count = figures.required(found.facts, "conflict_count", **fact.dimensions)
    cited: dict[str, Any] = {
        "figure": cite(count),
        "share": cite(fact),
        "field": say(f"{ID}.fields.{fact.dimensions['field']}"),
    }
    return say(f"{ID}.found.{fact.dimensions['entity']}", count=figures.number(count), **cited)


def _row(found: Conflicts, share: Fact) -> dict[str, object]:
    count = figures.pick(found.facts, "conflict_count", **share.dimensions)
    return {"field": _name(share), "count": count, "of": share.n, "share": share}


def _brief(worst: Fact, gap: Fact | None) -> str:
    if gap:
        return say(f"{ID}.brief.gap", gap=cite(gap))
    entity, field = (worst.dimensions[name] for name in ("entity", "field"))
    names = {"entity": f"{ID}.records.{entity}", "field": f"{ID}.fields.{field}"}
    return say(f"{ID}.brief.field", share=cite(worst), entity=say(names["entity"]), field=say(names["field"]))


def _name(fact: Fact) -> str:
    entity, field = (fact.dimensions[name] for name in ("entity", "field"))
    return say(f"{ID}.name", entity=say(f"{ID}.entities.{entity}"), field=say(f"{ID}.fields.{field}"))


def _chart(shares: list[Fact]) -> tuple[Chart, ...]:
    data = [(_name(fact), fact.value) for fact in shares]
    worst, figure = (_name(shares[0]), cite(shares[0])) if shares else ("", "")
    return shown.bars(f"{ID}.charts.shares", data, unit="share", x="field", worst=worst, figure=figure)


ANALYSIS = Analysis(
    id=ID,
    rows=("INT-02",),
    phases=("audit", "baseline"),
    sheet="System conflicts",
    needs=("entity_links",),
    uses=("contacts", "companies", "opportunities"),
    measures={"conflict_count": "count", "conflict_share": "share", "difference_amount": "money"},
    # Copies are on their way for a while; above one in fifty the sync is broken for that field, at one in ten unused.
    limits=Limits(warn=0.02, fail=0.10, on="conflict_share"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
    evidence_key=("entity", "field", "leading_id"),
    tracked=Tracked(key=("entity", "field", "leading_id"), record="leading_id", among="entity"),
)
