"""What people met before they became leads, opportunities and customers. A description, and no cause.

Asks
    Which channels, campaigns, content and pages precede leads, opportunities, sales and repeat purchases?
Measures
    Per kind of outcome: how many outcomes a touch of each channel, campaign (as the export names it, else by its tag),
    content and page precedes, within the look-back and after the person's outcome of that kind before; their share of
    all outcomes of the kind, and the money of these outcomes. Followed share: of the people who first met a thing at
    least a look-back ago, those who had the outcome within a look-back of that meeting, with Wilson's interval. Share
    of the agreed outcomes whose journey names no campaign.
Read it as
    What precedes many outcomes was there, no more: a brand search precedes nearly every sale and causes few of them.
    Outcomes count for everything met on the way, so shares add up to more than a whole, and so does their money.
Do next
    Have campaigns stored with every form and every response; ask the people who closed which of these things buyers
    spoke of; test what stands out, by leaving it out somewhere.
Limits
    Never a cause: people who were about to buy meet more. What nobody recorded (talks, private channels, other devices)
    is missing. Lifetime value is not looked at here. Small numbers say little: their intervals are wide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.attribution.influence_tables import preceding_chart, preceding_tables, strongest, way_of
from cmokit.analyses.attribution.kinds import outcomes_called
from cmokit.analyses.attribution.outcomes import credited, until
from cmokit.analyses.base import Analysis, Limits
from cmokit.analyses.called import called
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, number, pick, required, share
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Quotient
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.attribution.preceding import REPEAT, WAYS, followed, met_before, met_by_outcome, outcome_of
from cmokit.methods.attribution.purses import Purse, rates_by_purse, with_month
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "attribution.influence"
KINDS = ("lead", "mql", "opportunity", "won", "order")
MOST_VALUES = 100  # of one way of looking and one kind of outcome: those before most outcomes
FEW = 30
STEP = Decimal("0.0001")
EVIDENCE = (
    *("kind", "conversion_id", "converted_at", "contact_id", "channel", "campaign", "content", "page", "touched_at"),
    *("touchpoint_id", "source_file", "source_row"),
)
ORDER = ("kind", "converted_at", "conversion_id", "touched_at", "touchpoint_id")


@dataclass(frozen=True)
class Influence:
    """evidence: each touch before each outcome, by kind of outcome. kind: the agreed one."""

    facts: tuple[Fact, ...]
    evidence: pa.Table
    kind: str
    missing: tuple[Missing, ...]
    unrated: str


@dataclass(frozen=True)
class _Side:
    """What every kind of outcome is held against."""

    touched: Any
    links: Any
    fx_rates: Any
    definitions: Definitions


def measure(
    touchpoints: Any, conversions: Any, entity_links: Any, fx_rates: Any, definitions: Definitions
) -> Influence:
    credited(conversions, definitions)
    known = until(conversions, "converted_at", definitions)
    side = _Side(until(touchpoints, "touched_at", definitions), entity_links, fx_rates, definitions)
    facts: list[Fact] = []
    rows, lacking = [], set()
    for kind in _kinds(known):
        won = outcome_of(known, entity_links, kind)
        met = met_before(side.touched, known, entity_links, kind, definitions.attribution.lookback_days).cache()
        found, unrated = _of_kind(side, kind, won, met)
        facts += found
        lacking |= unrated
        rows.append(_evidence(kind, met))
    told, ask = rates_to_send(lacking, definitions)
    every = pa.concat_tables(rows).sort_by([(name, "ascending") for name in ORDER])
    return Influence(tuple(facts), every, definitions.attribution.conversion, (ask,) if told else (), told)


def _kinds(conversions: Any) -> list[str]:
    """The kinds that the data hold, in the order of a customer's way; repeat purchases where there are orders."""
    there = set(conversions.select("kind").distinct().to_pyarrow()["kind"].to_pylist())
    found = [kind for kind in KINDS if kind in there]
    return [*found, REPEAT] if "order" in there else found


def _of_kind(side: _Side, kind: str, won: Any, met: Any) -> tuple[list[Fact], set[Any]]:
    whole = int(won.count().to_pyarrow().as_py())
    if not whole:
        return [], set()
    facts, lacking = [count(f"{ID}.outcomes_count", whole, outcome=kind)], set()
    for way in WAYS:
        found, unrated = _preceded(side, kind, way, won, met, whole)
        values = {fact.dimensions[way] for fact in found}
        facts += found + _followed(side, kind, way, won, values)
        lacking |= unrated
    if kind == side.definitions.attribution.conversion:
        named = met.filter(met.campaign.notnull()).select("source_system", "conversion_id").distinct()
        without = whole - int(named.count().to_pyarrow().as_py())
        facts += share(f"{ID}.no_campaign_share", without, whole)
    return facts, lacking


def _preceded(side: _Side, kind: str, way: str, won: Any, met: Any, whole: int) -> tuple[list[Fact], set[Any]]:
    sums, lacking = _sums(side, won, met_by_outcome(met, way))
    first = sorted(sums, key=lambda value: (-sums[value][0], value))[:MOST_VALUES]
    facts = []
    for value in first:
        outcomes, amount = sums[value]
        where = {way: value, "outcome": kind}
        one = Fact(f"{ID}.preceded_count", outcomes, "count", whole, dimensions=where)
        facts.append(one)
        recipe = Quotient(one.name, count(f"{ID}.outcomes_count", whole, outcome=kind).name)
        part = outcomes / whole
        facts.append(Fact(f"{ID}.preceded_share", part, "share", whole, dimensions=where, recipe=recipe))
        if amount is not None:
            currency = side.definitions.currency
            facts.append(Fact(f"{ID}.preceded_amount", amount, currency, outcomes, dimensions=where))
    return facts, lacking


def _sums(side: _Side, won: Any, met: Any) -> tuple[dict[str, tuple[int, Decimal | None]], set[Any]]:
    """value → outcomes that it precedes, and their money in the reporting currency."""
    own = side.definitions.currency
    valued = with_month(won, own, side.definitions.timezone)
    money = valued.select("source_system", "conversion_id", "currency", "month", "value_amount")
    both = met.join(money, ["source_system", "conversion_id"])
    grouped = both.group_by("value", "currency", "month").aggregate(n=both.count(), amount=both.value_amount.sum())
    rows = grouped.order_by("value", "currency", "month").to_pyarrow().to_pylist()
    purses = {(row["currency"], row["month"]) for row in rows if row["currency"] and row["amount"] is not None}
    is_foreign = any(currency != own for currency, _ in purses)
    rates, lacking = rates_by_purse(purses, rates_of(side.fx_rates, side.definitions, are_needed=is_foreign))
    return _added(rows, rates), lacking


def _added(rows: Sequence[Mapping[str, Any]], rates: Mapping[Purse, float]) -> dict[str, tuple[int, Decimal | None]]:
    sums: dict[str, tuple[int, Decimal | None]] = {}
    for row in rows:
        outcomes, amount = sums.get(row["value"], (0, None))
        rate = rates.get((row["currency"], row["month"]))
        if rate is not None and row["amount"] is not None:
            amount = (amount or Decimal(0)) + (row["amount"] * Decimal(repr(rate))).quantize(STEP)
        sums[row["value"]] = (outcomes + row["n"], amount)
    return sums


def _followed(side: _Side, kind: str, way: str, won: Any, values: set[str]) -> list[Fact]:
    rules = side.definitions
    found = followed(side.touched, won, side.links, way, rules.attribution.lookback_days, rules.as_of_end)
    return [
        fact.but(dimensions={way: row["value"], "outcome": kind})
        for row in found
        if row["value"] in values
        for fact in share(f"{ID}.followed_share", row["followed"], row["people"], sample=True, outcome=kind)
    ]


def _evidence(kind: str, met: Any) -> pa.Table:
    rows = met.select(*(name for name in EVIDENCE if name != "kind")).to_pyarrow()
    return rows.append_column("kind", pa.array([kind] * rows.num_rows, pa.string())).select(list(EVIDENCE))


def judge(found: Influence, limits: Limits) -> Verdict:
    """By the agreed outcomes whose journey names no campaign: of those nothing can be said."""
    without, outcomes = _agreed(found)
    verdict = about(limits.verdict(without), say(f"{ID}.about", kind=outcomes_called(found.kind)))
    more = [found.unrated] if found.unrated else []
    if number(outcomes) < FEW:
        more.append(say(f"{ID}.few", number(outcomes), figure=cite(outcomes), enough=limit(FEW, "count")))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def _agreed(found: Influence) -> tuple[Fact, Fact]:
    outcomes = required(found.facts, "outcomes_count", outcome=found.kind)
    return required(found.facts, "no_campaign_share"), outcomes


def exhibit(found: Influence, verdict: Verdict) -> Section:
    without, _ = _agreed(found)
    first = strongest(found.facts, "campaign", found.kind) or strongest(found.facts, "channel", found.kind)
    said: dict[str, Any] = {"without": cite(without), "kind": outcomes_called(found.kind)}
    if first:
        said |= {"figure": cite(first), "value": called(first.dimensions[way_of(first)], "channel")}
    word = f"met.{way_of(first)}" if first else "nothing"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{word}", None, **said),
        brief=say(f"{ID}.brief", None, **said),
        narrative=(say(f"{ID}.no_cause"), *_followed_said(found)),
        charts=preceding_chart(found.facts, found.kind, said) if first else (),
        tables=preceding_tables(found.facts, found.kind),
        next_steps=say_all(f"{ID}.do"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(without.name,),
        owner_role=Responsibility.MARKETING,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _followed_said(found: Influence) -> tuple[str, ...]:
    first = strongest(found.facts, "channel", found.kind)
    if first is None:
        return ()
    value = first.dimensions["channel"]
    after = pick(found.facts, "followed_share", channel=value, outcome=found.kind)
    if after is None:
        return ()
    kind = outcomes_called(found.kind)
    return (say(f"{ID}.followed", None, value=called(value, "channel"), figure=cite(after), kind=kind),)


ANALYSIS = Analysis(
    id=ID,
    rows=("ATT-10",),
    phases=("baseline",),
    sheet="What came before",
    needs=("touchpoints", "conversions"),
    uses=("entity_links", "fx_rates"),
    measures={
        "no_campaign_share": "share",
        "outcomes_count": "count",
        "preceded_count": "count",
        "preceded_share": "share",
        "preceded_amount": "money",
        "followed_share": "share",
    },
    # With a third of the outcomes named by no campaign, the order of campaigns is open; with two thirds, it is chance.
    limits=Limits(warn=0.33, fail=0.66, on="no_campaign_share"),
    evidence_key=("kind", "conversion_id", "touchpoint_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
