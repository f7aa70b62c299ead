"""What is paid for leads that nobody answers or sales turns away?

Asks
    How much advertising money went into leads that nobody ever tried to reach, that were answered later than promised,
    or that sales turned away, with or without a reason?
Measures
    Leads of whole months for which both advertising cost and the log of sellers' work are there. A lead's cost is what
    its channel spent in these months over the leads that the channel brought; a lead of a channel without advertising
    costs nothing here. Each lead counts once, by the first that holds: no person ever tried to reach it; sales turned
    it away without a reason; sales turned it away with one; the first attempt came later than promised, in working time
    of the owner. What was paid for the first three is called wasted; late ones stand beside, since they may still buy.
    How often sellers tried to reach leads that were then turned away.
    Assumed, and only where the engagement states the assumption: the share of slow leads that an answer in time would
    have won, times the mean won deal; minutes of an attempt, times the attempts on leads turned away, at the agreed
    cost of an hour.
Read it as
    What is measured was spent and is gone. What is assumed was agreed and not measured, and stands in no total.
Do next
    Give every unanswered lead of the list to a person today; stop the audiences whose leads are turned away; make the
    reason a required choice.
Limits
    Work that nobody logs cannot be seen. Agencies, salaries and software are not in the cost of a lead. A lead turned
    away for a good reason teaches something: not all of it is waste. Every lead of a channel is taken to have cost the
    same.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, pick, required
from cmokit.analyses.money import lead_waste_figures as figures
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.money.lead_waste_figures import ID
from cmokit.analyses.money.lead_waste_shown import charts, headline, narrative, tables
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.methods import first_answers, loop, turned_away
from cmokit.methods import lead_waste as method
from cmokit.methods.acquisition import ALL, MOST_MONTHS, plus
from cmokit.methods.channel_values import as_channel, won_deals
from cmokit.methods.costs_by_month import ad_costs
from cmokit.methods.first_answers import Covered
from cmokit.methods.lead_waits import BEFORE, owners_of, waited
from cmokit.methods.lead_waste import Paid
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all


@dataclass(frozen=True)
class LeadWaste:
    """has_promise: whether an answer within some time was promised at all."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per lead with a problem: what it is and what advertising paid for the lead
    has_promise: bool
    missing: tuple[Missing, ...]
    unrated: str


def measure(
    ad_spend: Any,
    contacts: Any,
    activities: Any,
    stage_entries: Any,
    companies: Any,
    users: Any,
    field_changes: Any,
    opportunities: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> LeadWaste:
    """CannotAnswer where nobody's attempts are logged, or no month has both cost and log, or none brought a lead."""
    rates = rates_of(fx_rates, definitions)
    costs, covered, lacking = ad_costs(ad_spend, rates, definitions)
    log = first_answers.covered(activities, definitions.as_of, definitions.timezone)
    until = log.end if log else definitions.as_of_end
    tried = first_answers.attempts(activities, entity_links, definitions.timezone, until)
    if log is None or not tried.filter(~tried.is_automated).limit(1).to_pyarrow().num_rows:
        raise CannotAnswer(say(f"{ID}.no_attempts"), *asks("activities"))
    months = tuple(sorted(month for month in covered if _is_within(month, log)))[-MOST_MONTHS:]
    if not months:
        raise CannotAnswer(say(f"{ID}.no_months"), *asks("ad_spend", "activities"))
    order = definitions.lifecycle_order
    people = first_answers.leads(contacts, stage_entries, companies, entity_links, order, order[-1:])
    start, end = (_begin(day, definitions) for day in (months[0], plus(months[-1], 1)))
    new = people.filter((people.created_at >= start) & (people.created_at < end)).cache()
    rejected = turned_away.rejected_people(contacts, field_changes, entity_links, loop.people(contacts, entity_links))
    attempts = method.attempts_by_person(activities, entity_links)
    told = method.with_fate(first_answers.first_answers(new, tried), rejected, attempts).to_pyarrow().to_pandas()
    owners = owners_of(users.order_by("system", "user_id").to_pyarrow().to_pylist())
    waits = waited(told, owners, definitions.answering.clock, definitions.timezone, log.end)
    found = _priced(waits, costs, months, definitions)
    if not found.rows:
        raise CannotAnswer(say(f"{ID}.no_leads"), *asks("contacts"))
    facts = figures.measured(found.rows, found.spent, found.leadless, months, definitions.currency)
    facts += figures.assumed(facts, _won(opportunities, entity_links, rates, definitions), definitions)
    unrated, ask = rates_to_send(lacking, definitions)
    return LeadWaste(
        tuple(facts),
        figures.evidence(found.rows, definitions.currency),
        definitions.answering.promise_minutes is not None,
        (ask,) if unrated else (),
        unrated,
    )


def _begin(day: date, definitions: Definitions) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(definitions.timezone)).astimezone(ZoneInfo("UTC"))


def _is_within(month: date, log: Covered) -> bool:
    """A whole month, that the log of sellers' work covers from its first day to its last."""
    return month >= log.first and plus(month, 1) <= date.fromordinal(log.last.toordinal() + 1)


@dataclass(frozen=True)
class _Priced:
    """spent: by channel that brought leads. leadless: spent on channels that brought none."""

    rows: Sequence[Paid]
    spent: Mapping[str, Decimal]
    leadless: Decimal


def _priced(waits: Any, costs: Sequence[Any], months: Sequence[date], definitions: Definitions) -> _Priced:
    rows = waits.to_dict("records")
    leads = Counter(as_channel(row["channel"]) for row in rows)
    each, leadless = method.costs_of_a_lead(costs, leads, months)
    spent = {
        channel: total_of(cost.amount for cost in costs if cost.channel == channel and cost.month in months)
        for channel in each
    }
    return _Priced([_paid(row, each, definitions) for row in rows], spent, leadless)


def _paid(row: Mapping[str, Any], each: Mapping[str, Decimal], definitions: Definitions) -> Paid:
    promise, minutes = definitions.answering.promise_minutes, float(row["minutes"])
    is_late = promise is not None and minutes > promise  # NaN, where no wait can be told, is not late
    is_young = promise is not None and not row["is_answered"] and minutes <= promise
    channel = as_channel(row["channel"])
    problem = method.problem_of(
        is_answered=bool(row["is_answered"]) or row["problem"] == BEFORE or is_young,
        is_rejected=bool(row["is_rejected"]),
        has_reason=bool(row["has_reason"]),
        is_late=is_late,
    )
    month = row["created_at"].tz_convert(definitions.timezone).date().replace(day=1)
    cost = each.get(channel, ZERO)
    told = None if minutes != minutes else minutes
    where = row["source_file"], int(row["source_row"])
    return Paid(
        row["source_system"], row["contact_id"], channel, month, problem, told, int(row["attempts"]), cost, *where
    )


def _won(opportunities: Any, entity_links: Any, rates: Rates, definitions: Definitions) -> list[Decimal]:
    """What each won deal was worth, where a rate is known."""
    deals = won_deals(leading_records(opportunities, entity_links, "opportunity"), definitions.as_of_end)
    worth = (
        rates.reported(deal["amount"], deal["currency"] or rates.reporting, deal["closed_on"] or definitions.as_of)
        for deal in deals
    )
    return [amount for amount in worth if amount is not None]


def judge(found: LeadWaste, limits: Limits) -> Verdict:
    """By the wasted share of the advertising; without advertising on channels with leads there is nothing to judge."""
    wasted = pick(found.facts, "wasted_share", channel=ALL)
    if wasted is None:
        return Verdict(Severity.WARN, " ".join(filter(None, (say(f"{ID}.nothing_paid"), found.unrated))))
    return about(limits.verdict(wasted), say(f"{ID}.about"), *filter(None, (found.unrated,)))


def exhibit(found: LeadWaste, verdict: Verdict) -> Section:
    facts = found.facts
    words, said = headline(facts)
    wasted = required(facts, "wasted_amount", channel=ALL)
    key = [wasted, required(facts, "problem_count", problem=method.UNANSWERED, channel=ALL)]
    amount = Decimal(str(wasted.value))
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=narrative(facts, said, has_promise=found.has_promise),
        charts=charts(facts, said),
        tables=tables(facts),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in key),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision") if verdict.severity is not Severity.PASS else "",
        money_at_stake_amount=amount if amount else None,
        money_formula=say(f"{ID}.money_formula") if amount else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("COST-07",),
    phases=("baseline",),
    sheet="Lead waste",
    needs=("ad_spend", "contacts", "activities"),
    uses=(*("stage_entries", "companies", "users", "field_changes", "opportunities", "entity_links", "fx_rates"),),
    measures={
        "spend_amount": "money",
        "leads_count": "count",
        "cost_per_lead_amount": "money",
        "problem_count": "count",
        "spent_on_amount": "money",
        "wasted_amount": "money",
        "wasted_share": "share",
        "rejected_attempts_count": "count",
        "leadless_spend_amount": "money",
        "assumed_lift_share": "share",
        "won_value_amount": "money",
        "assumed_value_amount": "money",
        "assumed_attempt_minutes": "minutes",
        "assumed_sales_minutes": "minutes",
        "assumed_sales_amount": "money",
    },
    # One euro in ten on leads that nobody follows is the price of doing business; one in four is a channel's budget.
    limits=Limits(warn=0.10, fail=0.25, on="wasted_share"),
    evidence_key=("source_system", "contact_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
