"""The figures of cheap and dear leads: what each channel and campaign spent, brought and cost, step by step."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa

from cmokit.analyses.figures import share
from cmokit.analyses.money.by_campaign import dimensions
from cmokit.exhibits.fact import Fact, Period
from cmokit.exhibits.recipe import Count, Quotient
from cmokit.methods import lead_prices as method
from cmokit.methods.acquisition import ALL, interval_of, plus
from cmokit.methods.campaign_costs import Campaigns
from cmokit.methods.lead_cohorts import Lead
from cmokit.methods.lead_prices import CAMPAIGN, CHANNEL, TOO_FEW, TRAP, Drift, Price
from cmokit.methods.order_ledger import total_of
from cmokit.methods.uncertainty import CONFIDENCE

ID = "money.lead_trap"
REACHED, NOT_REACHED = "reached", "not_reached"
EVIDENCE_STEPS = ("qualified", "accepted", "customer")


def period_of(months: Sequence[date]) -> Period:
    return Period(months[0], plus(months[-1], 1) - timedelta(days=1))


def of_step(found: Sequence[Price], step: str, by: str, channels: Mapping[str, str], currency: str) -> list[Fact]:
    """Everything about one step of channels or campaigns; found: the whole first. Empty where nothing was spent."""
    if not found:
        return []
    whole, facts = found[0], list[Fact]()
    moves = method.rank_moves(found[1:])
    for price in found:
        about = {**dimensions(by, price.name, channels), "step": step}
        facts += _one(price, about, currency)
        if price.name in moves:
            facts.append(Fact(f"{ID}.rank_move_count", moves[price.name], "count", len(moves), dimensions=about))
        if price.name != ALL:
            word = method.word_of(price, whole)
            facts.append(Fact(f"{ID}.trap_text", word, "text", price.reached, dimensions=about))
    return [*facts, *_trapped(found, step, by)]


def _one(price: Price, about: dict[str, str], currency: str) -> list[Fact]:
    """Spend, leads and those who got there; what each cost, where there is anybody."""
    spent = Fact(f"{ID}.spend_amount", price.spent, currency, dimensions=about)
    leads = Fact(f"{ID}.leads_count", price.leads, "count", dimensions=about)
    got = Fact(f"{ID}.reached_count", price.reached, "count", price.leads, dimensions=about, recipe=_counted(about))
    part = (
        fact.but(dimensions=about) for fact in share(f"{ID}.reached_share", price.reached, price.leads, sample=True)
    )
    facts = [spent, leads, got, *part]
    return [*facts, *_each("cost_per_lead_amount", spent, leads, price), *_each("cost_each_amount", spent, got, price)]


def _counted(about: Mapping[str, str]) -> Count | None:
    """Who got to a step is a count of the evidence, but in all: a lead may belong to a channel and to a campaign."""
    if about["channel"] == ALL:
        return None
    by = CHANNEL if about["campaign"] == ALL else CAMPAIGN
    return Count({by: about[by], about["step"]: REACHED})


def _each(measure: str, spent: Fact, counted: Fact, price: Price) -> list[Fact]:
    number = int(counted.value or 0)
    if not number:
        return []
    low, high = interval_of(price.spent, number)
    recipe = Quotient(spent.name, counted.name)
    about = dict(spent.dimensions)
    return [
        Fact(f"{ID}.{measure}", price.spent / number, spent.unit, number, low, high, CONFIDENCE, about, recipe=recipe)
    ]


def _trapped(found: Sequence[Price], step: str, by: str) -> list[Fact]:
    """The share of the spend that lies in traps; nothing where too few got to the step to tell."""
    whole, parts = found[0], found[1:]
    words = {price.name: method.word_of(price, whole) for price in parts}
    if TOO_FEW in words.values():
        return []
    inside = total_of(price.spent for price in parts if words[price.name] == TRAP)
    about = {"by": by, "step": step}
    return [Fact(f"{ID}.trap_spend_share", float(inside / whole.spent), "share", len(parts), dimensions=about)]


def of_drift(found: Iterable[Drift], by: str, channels: Mapping[str, str]) -> list[Fact]:
    name = f"{ID}.later_cost_share"
    return [
        Fact(name, d.value, "share", d.leads, d.low, d.high, CONFIDENCE, dimensions(by, d.name, channels))
        for d in found
    ]


def leadless(campaigns: Campaigns, rows: Iterable[Lead], months: Sequence[date], currency: str) -> list[Fact]:
    """Spend on campaigns under whose name no lead came in the months in which it was spent, each and in all."""
    came = {row.campaign for row in rows if row.month in months}
    spent: dict[str, list[Decimal]] = {}
    for cost in campaigns.costs:
        if cost.month in months and cost.channel not in came:
            spent.setdefault(cost.channel, []).append(cost.amount)
    sums = {name: total for name, amounts in sorted(spent.items()) if (total := total_of(amounts)) > 0}
    if not sums:
        return []
    name, of = f"{ID}.leadless_spend_amount", campaigns.channels
    every = Fact(name, total_of(sums.values()), currency, dimensions=dimensions(CHANNEL, ALL, of))
    return [every, *(Fact(name, one, currency, dimensions=dimensions(CAMPAIGN, c, of)) for c, one in sums.items())]


def evidence(rows: Iterable[Lead], months: Mapping[str, Sequence[date]], names: Iterable[str]) -> pa.Table:
    """One row per lead of a channel or campaign with spend, in the months of any step; a step that is not judged over
    the lead's month is blank.
    """
    kept, spending = {month for own in months.values() for month in own}, set(names)
    own = [row for row in rows if row.month in kept and {row.channel, row.campaign} & spending]

    def said(row: Lead, step: str) -> str:
        if row.month not in months.get(step, ()):
            return ""
        return REACHED if step in row.reached else NOT_REACHED

    texts = {
        "source_system": [row.source_system for row in own],
        "contact_id": [row.contact_id for row in own],
        "channel": [row.channel for row in own],
        "campaign": [row.campaign for row in own],
        "month": [f"{row.month:%Y-%m}" for row in own],
        **{step: [said(row, step) for row in own] for step in EVIDENCE_STEPS},
        "source_file": [row.source_file for row in own],
    }
    columns = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    return pa.table({**columns, "source_row": pa.array([row.source_row for row in own], pa.int64())})
