"""What does a customer, a qualified lead, an opportunity cost?

Asks
    What was spent to win one customer, one qualified lead and one opportunity, by channel?
Measures
    Cost of whole months over the outcomes that they brought: the months of cost lie as many months before those of the
    outcome as it usually takes from a person's first record to it (the median, in whole months). Paid: advertising of
    the channel, before tax. Loaded: with agencies, salaries, software and other costs as finance states them, over the
    months for which it does, if these are three or more; a cost that names no channel counts in all, and in no channel.
    A customer counts once, with the first won deal or order; a lead with its first entry of the stage MQL, an
    opportunity when it was opened. The interval is what the number of outcomes could have been by chance (Poisson's
    exact bounds).
Read it as
    Compare channels by the loaded figure where it is known, and only where the intervals do not overlap. The figure in
    all is blended: customers who came without advertising are in it.
Do next
    Hold each channel's cost against what its customers leave (contribution); move budget from where the interval lies
    wholly above that.
Limits
    A customer from before the first export looks new. Channels are those of the client's own records: what they call
    unknown is won by somebody, too. Spend works through other channels: this is no proof of cause.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import about, having, number, pick, share
from cmokit.analyses.money.acquired import EVIDENCE_KEY, KINDS, acquired, evidence_table
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Quotient
from cmokit.exhibits.section import Chart, Missing, Section, Table, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods import acquisition as method
from cmokit.methods.acquisition import ALL, Cost, Outcome, Window
from cmokit.methods.channel_values import UNKNOWN
from cmokit.methods.costs_by_month import ad_costs, other_costs
from cmokit.methods.uncertainty import CONFIDENCE
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "money.acquisition"
COSTS = ("paid", "loaded")
MEASURE = {
    "customer": "cac_amount",
    "qualified": "cost_per_qualified_lead_amount",
    "opportunity": "cost_per_opportunity_amount",
}
FEWEST_MONTHS = 3  # with other costs stated, below which only advertising is told
FEW = 10  # outcomes of a channel below which its figure is a range rather than a number


@dataclass(frozen=True)
class Acquisition:
    """windows: outcome → its months. unstated: no other costs than advertising were sent. unrated: rates missing."""

    facts: tuple[Fact, ...]
    evidence: Any  # one row per outcome that is counted: what, record, channel, month
    windows: dict[str, Window]
    missing: tuple[Missing, ...]
    unrated: str


def measure(
    ad_spend: Any,
    costs: Any,
    opportunities: Any,
    orders: Any,
    stage_entries: Any,
    contacts: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Acquisition:
    """CannotAnswer where the ad reports cover no whole month, or nobody was won in the months that they brought."""
    rates = rates_of(fx_rates, definitions)
    paid, covered, lacking = ad_costs(ad_spend, rates, definitions)
    others, more_lacking = other_costs(costs, rates, definitions.as_of)
    found = acquired(opportunities, orders, stage_entries, contacts, entity_links, definitions)
    last = method.plus(definitions.as_of_end.date().replace(day=1), -1)
    both = covered & {cost.month for cost in others}
    windows, facts = {}, list[Fact]()
    for kind, rows in found.items():
        if not rows and kind != "customer":  # the client does not have this outcome at all
            continue
        whole = method.window(rows, both, last)
        is_loaded = whole is not None and len(whole.months) >= FEWEST_MONTHS
        months = whole if is_loaded else method.window(rows, covered, last)
        if months:
            windows[kind] = months
            facts += _facts(kind, rows, months, [*paid, *others], is_loaded, definitions.currency)
    if pick(facts, "customers_count", channel=ALL) is None:
        raise CannotAnswer(say(f"{ID}.nothing"), *asks("ad_spend", "opportunities"))
    unrated, ask = rates_to_send(lacking | more_lacking, definitions)
    has_loaded = any(fact.dimensions.get("cost") == "loaded" for fact in facts)
    missing = (() if has_loaded else asks("costs")) + ((ask,) if unrated else ())
    return Acquisition(tuple(facts), evidence_table(found, windows), windows, missing, unrated)


def _facts(
    kind: str, rows: list[Outcome], months: Window, costs: list[Cost], has_others: bool, currency: str
) -> list[Fact]:
    """Counts and costs of one outcome in all and by channel; a channel without cost has none to state."""
    own = [row for row in rows if row.month in months.months]
    facts = (
        []
        if months.days is None
        else [Fact(f"{ID}.lag_days", months.days, "days", len(rows), dimensions={"outcome": kind})]
    )
    if kind == "customer":
        facts += share(f"{ID}.unknown_channel_share", sum(row.channel == UNKNOWN for row in own), len(own))
    for channel in (ALL, *sorted({row.channel for row in own} | {cost.channel for cost in costs if cost.channel})):
        count = sum(channel in (ALL, row.channel) for row in own)
        counted = Fact(f"{ID}.{KINDS[kind]}_count", count, "count", len(own), dimensions={"channel": channel})
        facts.append(counted)
        for how in COSTS[: 1 + has_others]:
            cost = method.spent(costs, months.costs, channel, loaded=how == "loaded")
            about = {"channel": channel, "cost": how}
            spent = Fact(f"{ID}.cost_amount", cost, currency, dimensions={**about, "outcome": kind})
            if cost:
                facts.append(spent)
            if cost and count:
                facts.append(_each(kind, counted, spent, about))
    return facts


def _each(kind: str, counted: Fact, spent: Fact, about: dict[str, str]) -> Fact:
    count, cost = number(counted), Decimal(str(spent.value))
    low, high = method.interval_of(cost, count)
    return Fact(
        f"{ID}.{MEASURE[kind]}", method.cost_each(cost, count), spent.unit, count, low, high, CONFIDENCE, about,
        recipe=Quotient(spent.name, counted.name),
    )  # fmt: skip


def judge(found: Acquisition, limits: Limits) -> Verdict:
    """By the share of new customers whose channel nobody knows: their cost stands in no channel's figure."""
    unknown = pick(found.facts, "unknown_channel_share")
    verdict = Verdict(Severity.WARN, say(f"{ID}.no_customer"))
    if unknown:
        verdict = about(limits.verdict(unknown), say(f"{ID}.unknown"))
    more = say(f"{ID}.paid_only") if any(m.table == "costs" for m in found.missing) else ""
    return Verdict(verdict.severity, " ".join(filter(None, (verdict.reason, more, found.unrated))))


def _count(found: Acquisition, channel: str = ALL) -> Fact:
    fact = pick(found.facts, "customers_count", channel=channel)
    assert fact is not None
    return fact


def _best_cost(facts: tuple[Fact, ...]) -> str:
    """Loaded where finance stated costs, else paid."""
    return next((how for how in reversed(COSTS) if pick(facts, "cac_amount", channel=ALL, cost=how)), COSTS[0])


def exhibit(found: Acquisition, verdict: Verdict) -> Section:
    facts, how = found.facts, _best_cost(found.facts)
    blended = pick(facts, "cac_amount", channel=ALL, cost=how)
    channels = [
        f for f in having(facts, "cac_amount") if f.dimensions["cost"] == "paid" and f.dimensions["channel"] != ALL
    ]
    key = [blended, *(pick(facts, MEASURE[kind], channel=ALL, cost=how) for kind in ("qualified", "opportunity"))]
    said: dict[str, Any] = {"cac": cite(blended), "customers": cite(_count(found))} if blended else {}
    dearest = [_named(fact) for fact in channels]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{how}", **said) if said else say(f"{ID}.no_customer"),
        brief=say(f"{ID}.brief", **said) if said else "",
        narrative=tuple(
            filter(None, (say(f"{ID}.by_channel", named=listed(dearest)) if dearest else "", *_lags(found)))
        ),
        charts=_chart(channels, found),
        tables=(*_table(found, "customer"), *_table(found, "qualified"), *_table(found, "opportunity")),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in key if fact),
        owner_role=Responsibility.MARKETING,
    )


def _named(fact: Fact) -> str:
    word = "few" if (fact.n or 0) < FEW else "channel"
    return say(f"{ID}.{word}", channel=called(fact.dimensions["channel"], "channel"), figure=cite(fact))


def _lags(found: Acquisition) -> tuple[str, ...]:
    facts = [pick(found.facts, "lag_days", outcome=kind) for kind in KINDS]
    told = [say(f"{ID}.lags.{fact.dimensions['outcome']}", days=cite(fact)) for fact in facts if fact]
    return (say(f"{ID}.lag", told=listed(told)),) if told else ()


def _chart(channels: list[Fact], found: Acquisition) -> tuple[Chart, ...]:
    if not channels:
        return ()
    rows = ({"channel": f.dimensions["channel"], "amount": f.value, "low": f.low, "high": f.high} for f in channels)
    said = {"worst": called(channels[0].dimensions["channel"], "channel"), "figure": cite(channels[0])}
    return chart(f"{ID}.charts.channels", "interval", rows, axes=("channel", "amount", channels[0].unit), said=said)


def _table(found: Acquisition, kind: str) -> tuple[Table, ...]:
    """By channel: outcomes, cost and cost each, paid and loaded."""
    counts = having(found.facts, f"{KINDS[kind]}_count")
    unit = next((f.unit for f in found.facts if f.measure == "cost_amount"), "text")
    rows = []
    for count in counts:
        channel = count.dimensions["channel"]
        each = {how: pick(found.facts, MEASURE[kind], channel=channel, cost=how) for how in COSTS}
        cost = pick(found.facts, "cost_amount", channel=channel, cost="paid", outcome=kind)
        rows.append({"channel": channel, "count": count, "cost": cost, **each})
    units = {"channel": "text", "count": "count", "cost": unit, "paid": unit, "loaded": unit}
    return table(f"{ID}.tables.{kind}", units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("KPI-06",),
    phases=("baseline",),
    sheet="Cost of acquisition",
    needs=("ad_spend",),
    uses=("costs", "opportunities", "orders", "stage_entries", "contacts", "entity_links", "fx_rates"),
    measures={
        "cac_amount": "money",
        "cost_per_qualified_lead_amount": "money",
        "cost_per_opportunity_amount": "money",
        "cost_amount": "money",
        "customers_count": "count",
        "qualified_leads_count": "count",
        "opportunities_count": "count",
        "lag_days": "days",
        "unknown_channel_share": "share",
    },
    # A tenth of the customers without a channel moves no budget; with a third of them any channel's figure is a guess.
    limits=Limits(warn=0.10, fail=0.33, on="unknown_channel_share"),
    evidence_key=EVIDENCE_KEY,
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
