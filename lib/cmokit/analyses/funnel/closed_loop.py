"""Whether what sales wins finds its way back to the person, and so to the marketing, that it came from.

Asks
    How many deals belong to a person whom marketing knows, and how far do people of each channel and segment get?
Measures
    Of all deals, the share whose person is known: named on the deal, on its copy in another system, or on the lead that
    became the deal; deals that name nobody, or somebody who is not among the contacts, and the money won with them. Of
    the people, by channel and segment, the share that ever had a deal and the share that was ever won, of those who
    were recorded long enough ago: longer than nine in ten took. Money won by channel. Sales acceptance: of the people
    marketing handed over, the share that ever got further, mature entries only.
Read it as
    A deal without a person teaches nothing: no channel, no campaign and no score can learn from how it ended.
Do next
    Give every deal its contact, and every lost or won deal its reason, so that marketing can buy more of what is won.
Limits
    A person with several deals counts once. The person named first in the alphabet of ids stands for a deal that names
    several. A channel is the one on the person's record. Shares by channel say who came, not what brought them.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, pick, required, share
from cmokit.analyses.funnel.closed_loop_figures import narrative, tables, won_chart
from cmokit.analyses.reporting_currency import converter
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Total
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods import cohorts, deal_spans, loop
from cmokit.methods.linkage import leading_records
from cmokit.methods.loop import LINKED, NO_PERSON, STEPS, UNKNOWN_PERSON
from cmokit.methods.order_ledger import ZERO, Convert
from cmokit.vocabulary import LifecycleStage, Responsibility, Severity
from cmokit.words import say, say_all

ID = "funnel.closed_loop"
EVIDENCE = ("source_system", "opportunity_id", "person_id", "link", "outcome", "amount", "currency", "began_at")


@dataclass(frozen=True)
class ClosedLoop:
    facts: tuple[Fact, ...]
    evidence: ibis.Table  # one row per deal: EVIDENCE, channel and segment of its person, closed_at, source
    currency: str


def measure(
    opportunities: Any,
    contacts: Any,
    companies: Any,
    stage_entries: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> ClosedLoop:
    end = definitions.as_of_end
    spans = deal_spans.spans(opportunities, stage_entries, companies, entity_links, end)
    everybody = loop.people(contacts, entity_links)
    deals = loop.deals_of_people(opportunities, contacts, spans, entity_links, everybody)
    counts = {row["link"]: row["deals"] for row in _rows(deals.group_by("link").aggregate(deals=deals.count()))}
    whole = sum(counts.values())
    if not whole:
        raise CannotAnswer(say(f"{ID}.no_deals"), Missing("opportunities", (), say("asks.opportunities")))
    facts = [*share(f"{ID}.associated_share", counts.get(LINKED, 0), whole)]
    for reason in (NO_PERSON, UNKNOWN_PERSON):
        by = {"reason": reason}
        facts.append(
            Fact(
                f"{ID}.unlinked_count",
                counts.get(reason, 0),
                "count",
                whole,
                dimensions=by,
                recipe=Count({"link": reason}),
            )
        )
    facts += _money(deals, converter(fx_rates, definitions), definitions)
    facts += _steps(loop.reached(everybody, deals), definitions)
    facts += _acceptance(stage_entries, contacts, entity_links, definitions)
    shown = deals.select(
        *EVIDENCE, "closed_at", "source_file", "source_row", channel="of_channel", segment="of_segment"
    )
    evidence = shown.order_by("source_system", "opportunity_id")
    return ClosedLoop(tuple(facts), evidence, definitions.currency)


def _rows(query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = query.to_pyarrow().to_pylist()
    return found


def _money(deals: Any, convert: Convert, definitions: Definitions) -> list[Fact]:
    """Money won by channel of the person, and with deals that have none; each month at its own rate."""
    won = deals.filter(deals.outcome == "won", deals.amount.notnull())
    months = won.group_by("link", "of_channel", "currency", month=won.closed_at.date().truncate("M"))
    by_channel: dict[str, Decimal] = {}
    unlinked = ZERO
    for row in _rows(months.aggregate(amount=won.amount.sum())):
        day = row["month"] or definitions.as_of
        amount = convert(row["amount"], row["currency"] or definitions.currency, day)
        if row["link"] == LINKED:
            by_channel[row["of_channel"]] = by_channel.get(row["of_channel"], ZERO) + amount
        else:
            unlinked += amount
    whole = sum(by_channel.values(), unlinked)
    money = definitions.currency
    facts = [Fact(f"{ID}.unlinked_won_amount", unlinked, money)]
    facts.append(
        Fact(
            f"{ID}.won_amount", whole, money, dimensions={"channel": "all"}, recipe=Total("amount", {"outcome": "won"})
        )
    )
    for channel, amount in sorted(by_channel.items()):
        recipe = Total("amount", {"outcome": "won", "channel": channel})
        facts.append(Fact(f"{ID}.won_amount", amount, money, dimensions={"channel": channel}, recipe=recipe))
    return facts


def _steps(rows: Any, definitions: Definitions) -> list[Fact]:
    facts: list[Fact] = []
    for step in STEPS:
        wait = loop.wait_for(rows, step)
        if wait is None:
            continue
        facts.append(Fact(f"{ID}.maturity_days", wait, "days", dimensions={"step": step}))
        for one in loop.steps(rows, step, wait, definitions.as_of_end):
            if one.mature:
                facts += share(f"{ID}.{step}_share", one.reached, one.mature, sample=True, split=one.split)
            if step == STEPS[0]:
                facts.append(count(f"{ID}.people_count", one.people, split=one.split))
    return facts


def _acceptance(stage_entries: Any, contacts: Any, entity_links: Any, definitions: Definitions) -> tuple[Fact, ...]:
    """Of mature people who were handed over, those who ever got further."""
    order, handed = definitions.lifecycle_order, LifecycleStage.MQL.value
    entries = cohorts.entries_of_people(stage_entries, contacts, entity_links)
    people = leading_records(contacts, entity_links, "contact")
    rows = cohorts.steps(entries.filter(entries.entered_at < definitions.as_of_end), order, people)
    rows = rows.filter(rows["from"] == handed)
    waits = cohorts.waits(rows)
    if not any(wait is not None for wait in waits.values()):
        return ()
    judged = cohorts.with_maturity(rows, waits, definitions.as_of_end.timestamp())
    found = cohorts.counts(judged)
    made = (
        share(f"{ID}.accepted_share", row["reached"], row["mature"], sample=True, split=row["split"])
        for row in found
        if row["mature"]
    )
    return tuple(fact for facts in made for fact in facts)


def judge(found: ClosedLoop, limits: Limits) -> Verdict:
    """By the share of deals whose person is known."""
    verdict = about(limits.verdict(required(found.facts, "associated_share")), say(f"{ID}.about"))
    lacking = [step for step in STEPS if pick(found.facts, f"{step}_share", split="all") is None]
    more = [say(f"{ID}.nobody.{step}") for step in lacking]
    if pick(found.facts, "accepted_share", split="all") is None:
        more.append(say(f"{ID}.nobody.accepted"))
    return Verdict(verdict.severity, " ".join((verdict.reason, *more)))


def exhibit(found: ClosedLoop, verdict: Verdict) -> Section:
    known, unlinked = required(found.facts, "associated_share"), required(found.facts, "unlinked_won_amount")
    said: dict[str, Any] = {"known": cite(known), "unlinked": cite(unlinked)}
    won = pick(found.facts, "won_share", split="all")
    accepted = pick(found.facts, "accepted_share", split="all")
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **said),
        narrative=narrative(found, accepted, won),
        charts=won_chart(found, won),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.brief", **said),
        key_facts=tuple(fact.name for fact in (known, accepted, won) if fact),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision=say(f"{ID}.decision", **said) if verdict.severity is not Severity.PASS else "",
        money_at_stake_amount=unlinked.value if isinstance(unlinked.value, Decimal) and unlinked.value else None,
        money_formula=say(f"{ID}.money_formula") if unlinked.value else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("SLA-05",),
    phases=("baseline",),
    sheet="Closed loop",
    needs=("opportunities", "contacts"),
    uses=("companies", "stage_entries", "entity_links", "fx_rates"),
    measures={
        "associated_share": "share",
        "unlinked_count": "count",
        "unlinked_won_amount": "money",
        "won_amount": "money",
        "people_count": "count",
        "opportunity_share": "share",
        "won_share": "share",
        "accepted_share": "share",
        "maturity_days": "days",
    },
    # One deal in twenty without a person can be mended by hand; with one in five no channel's result can be trusted.
    limits=Limits(warn=0.95, fail=0.80, on="associated_share", higher_is_better=True),
    evidence_key=("source_system", "opportunity_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
