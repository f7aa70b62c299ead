"""The figures of spend against outcome, by channel and by campaign."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from cmokit.analyses.figures import share
from cmokit.analyses.money.by_campaign import dimensions
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Quotient, Sum, Total
from cmokit.methods import budget as method
from cmokit.methods.acquisition import ALL, Cost, Window, interval_of
from cmokit.methods.budget import CUT, Returned
from cmokit.methods.campaign_costs import Campaigns
from cmokit.methods.lead_prices import CAMPAIGN, CHANNEL
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.methods.sales_won import Sale
from cmokit.methods.uncertainty import CONFIDENCE

ID = "money.budget"


@dataclass(frozen=True)
class Lead:
    """Somebody who was qualified, once."""

    channel: str
    campaign: str
    month: date


@dataclass(frozen=True)
class Spent:
    """ads, others: by channel; others only those that name one. campaigns: advertising by campaign."""

    ads: Sequence[Cost]
    others: Sequence[Cost]
    campaigns: Campaigns
    currency: str


@dataclass(frozen=True)
class Came:
    """Everything that came of it, and the months of each outcome. qualified_in: None where nobody is ever qualified."""

    sales: Sequence[Sale]
    qualified: Sequence[Lead]
    sold_in: Window
    qualified_in: Window | None


def _money(costs: Iterable[Cost], months: Sequence[date], name: str | None = None) -> Decimal:
    return total_of(c.amount for c in costs if c.month in months and name in (None, c.channel))


def parts_of(by: str, spent: Spent, came: Came) -> list[Returned]:
    """Every channel or campaign that cost anything in these months, the dearest first."""
    own = [*spent.ads, *spent.others] if by == CHANNEL else list(spent.campaigns.costs)
    sums = {name: _money(own, came.sold_in.costs, name) for name in sorted({cost.channel for cost in own})}
    mean = _mean(came)
    found = []
    for name, cost in sums.items():
        if name and cost > 0:
            amounts = [sale.amount for sale in sold(by, name, came)]
            found.append(method.returned(name, cost, amounts, mean))
    return sorted(found, key=lambda part: (-part.cost, part.name))


def _mean(came: Came) -> Decimal | None:
    amounts = [sale.amount for sale in came.sales if sale.amount > 0]
    return total_of(amounts) / len(amounts) if amounts else None


def sold(by: str, name: str, came: Came) -> list[Sale]:
    return [sale for sale in came.sales if getattr(sale, by) == name and sale.month in came.sold_in.months]


def of_level(by: str, spent: Spent, came: Came) -> list[Fact]:
    """Everything about channels or campaigns, and of channels what they come to in all."""
    parts, channels, facts = parts_of(by, spent, came), spent.campaigns.channels, list[Fact]()
    for part in parts:
        about = dimensions(by, part.name, channels)
        facts += _one(part, about, by, spent, came)
        word = method.word_of(part, (other for other in parts if other is not part))
        facts.append(Fact(f"{ID}.verdict_text", word, "text", part.sales, dimensions=about))
    if by == CHANNEL and parts:
        facts += _whole(parts, facts, spent, came)
    return facts


def _one(part: Returned, about: Mapping[str, str], by: str, spent: Spent, came: Came) -> list[Fact]:
    months, dims, where = came.sold_in.costs, dict(about), {by: part.name}
    costs = spent.ads if by == CHANNEL else spent.campaigns.costs
    ads = Fact(f"{ID}.spend_amount", _money(costs, months, part.name), spent.currency, dimensions=dims)
    more = _money(spent.others, months, part.name) if by == CHANNEL else ZERO
    other = [Fact(f"{ID}.operating_amount", more, spent.currency, dimensions=dims)] if more else []
    recipe = Sum(tuple(fact.name for fact in (ads, *other)))
    cost = Fact(f"{ID}.cost_amount", part.cost, spent.currency, dimensions=dims, recipe=recipe)
    sales = Fact(f"{ID}.sales_count", part.sales, "count", dimensions=dims, recipe=Count(where))
    value = Fact(
        f"{ID}.revenue_amount", part.value, spent.currency, part.sales, dimensions=dims,
        recipe=Total("revenue_amount", where),
    )  # fmt: skip
    facts = [ads, *other, cost, sales, value, _return(part, dims, value, cost)]
    return [*facts, *_qualified(by, part.name, dims, spent, came), *_again(by, part.name, dims, came)]


def _return(part: Returned, dims: dict[str, str], value: Fact, cost: Fact) -> Fact:
    confidence = None if part.low is None else CONFIDENCE
    recipe = Quotient(value.name, cost.name)
    name = f"{ID}.return_share"
    return Fact(name, part.share, "share", part.sales, part.low, part.high, confidence, dims, recipe=recipe)


def _qualified(by: str, name: str, dims: dict[str, str], spent: Spent, came: Came) -> list[Fact]:
    """Qualified leads and the advertising for each; nothing where the client has no such stage."""
    if came.qualified_in is None:
        return []
    own = sum(getattr(lead, by) == name and lead.month in came.qualified_in.months for lead in came.qualified)
    costs = spent.ads if by == CHANNEL else spent.campaigns.costs
    cost = _money(costs, came.qualified_in.costs, name)
    facts = [Fact(f"{ID}.qualified_count", own, "count", dimensions=dims)]
    if own and cost:
        low, high = interval_of(cost, own)
        each = f"{ID}.cost_per_qualified_amount"
        facts.append(Fact(each, cost / own, spent.currency, own, low, high, CONFIDENCE, dims))
    return facts


def _again(by: str, name: str, dims: dict[str, str], came: Came) -> list[Fact]:
    """Of those who bought from the channel for the first time in these months, the share that has bought again."""
    if by != CHANNEL:
        return []
    bought: dict[str, list[Sale]] = defaultdict(list)
    for sale in came.sales:
        bought[sale.buyer].append(sale)
    firsts = [min(own, key=lambda s: (s.on, s.record_id)) for own in bought.values()]
    new = [sale for sale in firsts if sale.channel == name and sale.month in came.sold_in.months]
    again = sum(len(bought[sale.buyer]) > 1 for sale in new)
    return [fact.but(dimensions=dims) for fact in share(f"{ID}.bought_again_share", again, len(new), sample=True)]


def _whole(parts: Sequence[Returned], facts: Sequence[Fact], spent: Spent, came: Came) -> list[Fact]:
    """All channels that cost anything, together."""
    about, found = dimensions(CHANNEL, ALL, {}), list[Fact]()
    for measure in ("spend_amount", "operating_amount", "cost_amount", "revenue_amount", "sales_count"):
        own = [fact for fact in facts if fact.measure == measure]
        if own:
            total = total_of(Decimal(str(fact.value)) for fact in own)
            value = int(total) if measure == "sales_count" else total
            recipe = Sum(tuple(fact.name for fact in own))
            found.append(Fact(f"{ID}.{measure}", value, own[0].unit, dimensions=about, recipe=recipe))
    amounts = [sale.amount for part in parts for sale in sold(CHANNEL, part.name, came)]
    every = method.returned(ALL, total_of(part.cost for part in parts), amounts, _mean(came))
    named = {fact.measure: fact for fact in found}
    return [*found, _return(every, about, named["revenue_amount"], named["cost_amount"])]


def idle(spent: Spent, came: Came) -> list[Fact]:
    """Advertising of campaigns under whose name nobody bought and nobody was qualified: each, and all of them."""
    channels, found = spent.campaigns.channels, {}
    known = {sale.campaign for sale in came.sales} | {lead.campaign for lead in came.qualified}
    for part in parts_of(CAMPAIGN, spent, came):
        if part.name not in known:
            found[part.name] = part.cost
    if not found:
        return []
    name, every = f"{ID}.idle_spend_amount", dimensions(CHANNEL, ALL, {})
    facts = [
        Fact(name, cost, spent.currency, dimensions=dimensions(CAMPAIGN, c, channels)) for c, cost in found.items()
    ]
    recipe = Sum(tuple(fact.name for fact in facts))
    return [Fact(name, total_of(found.values()), spent.currency, dimensions=every, recipe=recipe), *facts]


def at_stake(facts: Sequence[Fact], spent: Spent) -> list[Fact]:
    """Cost of the channels to be cut, and in the others of campaigns to be cut or that nobody came by; its share."""
    words = {(f.dimensions["channel"], f.dimensions["campaign"]): f.value for f in facts if f.measure == "verdict_text"}
    silent = {f.dimensions["campaign"] for f in facts if f.measure == "idle_spend_amount"}
    own = []
    for fact in (fact for fact in facts if fact.measure == "cost_amount"):
        channel, campaign = fact.dimensions["channel"], fact.dimensions["campaign"]
        if channel == ALL or (campaign != ALL and words.get((channel, ALL)) == CUT):
            continue
        if words[channel, campaign] == CUT or (campaign != ALL and campaign in silent):
            own.append(fact)
    whole = next((f for f in facts if f.measure == "cost_amount" and f.dimensions["channel"] == ALL), None)
    if whole is None:
        return []
    lost = total_of(Decimal(str(fact.value)) for fact in own)
    amount = Fact(f"{ID}.in_vain_amount", lost, spent.currency, recipe=Sum(tuple(fact.name for fact in own)))
    part = float(lost / Decimal(str(whole.value)))
    return [amount, Fact(f"{ID}.in_vain_share", part, "share", recipe=Quotient(amount.name, whole.name))]


def evidence(came: Came, names: Iterable[str]) -> pa.Table:
    """One row per sale of these months of a channel or campaign that cost anything."""
    spending = set(names)
    own = [s for s in came.sales if s.month in came.sold_in.months and {s.channel, s.campaign} & spending]
    texts = {
        "record_id": [sale.record_id for sale in own],
        "channel": [sale.channel for sale in own],
        "campaign": [sale.campaign for sale in own],
        "month": [f"{sale.month:%Y-%m}" for sale in own],
        "source_file": [sale.source_file for sale in own],
    }
    columns = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    amounts = pa.array([sale.amount.quantize(ZERO) for sale in own], pa.decimal128(18, 4))
    rows = pa.array([sale.source_row for sale in own], pa.int64())
    return pa.table({**columns, "revenue_amount": amounts, "source_row": rows})
