"""What each channel and campaign cost and sold, and what follows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cmokit.samples.finance import month_of
from cmokit.samples.truth import acquisition as cost_truth
from cmokit.samples.truth import paid
from cmokit.samples.truth.acquisition import Spent, Won, plus
from cmokit.samples.truth.facts import Truth, share, truth
from cmokit.samples.truth.paid import NOTHING, Advertised, money

ID = "money.budget"
FEWEST = 5
HEADS = ("search", "social", "display", "email", "event", "webinar", "partner", "brand", "retargeting", "video",
         "shopping", "content")  # fmt: skip


@dataclass(frozen=True)
class Sold:
    id: str
    buyer: str
    channel: str
    campaign: str
    on: date
    amount: Decimal


@dataclass(frozen=True)
class Qualified:
    channel: str
    campaign: str
    month: date


@dataclass(frozen=True)
class Books:
    """costs: by channel, ads and the rest. window: months of cost → months of sales."""

    ads: list[Advertised]
    costs: list[Spent]
    sold: list[Sold]
    qualified: list[Qualified]
    window: dict[date, date]
    qualified_window: dict[date, date]

    def of(self, by: str) -> list[Spent]:
        return paid.as_spent(self.ads) if by == "campaign" else [cost for cost in self.costs if cost.channel]

    def channel_of(self, campaign: str) -> str:
        return next(one.channel for one in self.ads if one.name == campaign)


@dataclass(frozen=True)
class Part:
    name: str
    cost: Decimal
    sold: list[Sold]
    low: float | None
    high: float | None


def window_of(events: list[Won], days: tuple[date, date], as_of: date, zone: str) -> dict[date, date]:
    """The newest twelve covered months of cost whose sales' month is over, with that month."""
    lag, end = cost_truth.lag_of(events, zone), month_of(as_of + timedelta(days=1))
    months = [month for month in cost_truth.whole_months(days, as_of) if plus(month, lag) < end][-12:]
    return {month: plus(month, lag) for month in months}


def counted(books: Books, season: Callable[[date], str]) -> list[Truth]:
    facts, in_vain = [], NOTHING
    channels = _parts("channel", books)
    campaigns = _parts("campaign", books)
    facts += [fact for by, own in (("channel", channels), ("campaign", campaigns)) for fact in _level(by, own, books)]
    facts += _whole(channels, books)
    known = {sale.campaign for sale in books.sold} | {lead.campaign for lead in books.qualified}
    idle = [part for part in campaigns if part.name not in known]
    for part in idle:
        about = {"channel": books.channel_of(part.name), "campaign": part.name}
        facts.append(truth(f"{ID}.idle_spend_amount", part.cost, **about))
    if idle:
        whole = sum((part.cost for part in idle), NOTHING)
        facts.append(truth(f"{ID}.idle_spend_amount", whole, channel="all", campaign="all"))
    cut = {part.name for part in channels if word(part, channels) == "cut"}
    in_vain += sum((part.cost for part in channels if part.name in cut), NOTHING)
    for part in campaigns:
        is_lost = part in idle or word(part, campaigns) == "cut"
        in_vain += part.cost if is_lost and books.channel_of(part.name) not in cut else NOTHING
    every = sum((part.cost for part in channels), NOTHING)
    facts.append(truth(f"{ID}.in_vain_amount", in_vain))
    facts.append(truth(f"{ID}.in_vain_share", float(in_vain / every)))
    return facts + _patterns(books, season)


def _parts(by: str, books: Books) -> list[Part]:
    costs, months = books.of(by), list(books.window)
    worth = [sale.amount for sale in books.sold if sale.amount]
    mean = float(sum(worth, NOTHING) / len(worth))
    found = []
    for name in sorted({cost.channel for cost in costs}):
        cost = money(costs, months, name)
        sold = [s for s in books.sold if getattr(s, by) == name and month_of(s.on) in books.window.values()]
        total, squares = (float(sum((s.amount**power for s in sold), NOTHING)) for power in (1, 2))
        if not cost:
            continue
        low: float | None = None
        high: float | None = None
        if not sold:
            low, high = 0.0, paid.ends(0)[1] * mean / float(cost)
        elif total:
            low, high = (squares / total * end / float(cost) for end in paid.ends(total * total / squares))
        found.append(Part(name, cost, sold, low, high))
    return found


def word(part: Part, others: list[Part]) -> str:
    if part.low is None or part.high is None:
        return "too_few_to_say"
    if part.high < 1:
        return "cut"
    if part.low <= 1 or len(part.sold) < FEWEST:
        return "too_few_to_say"
    better = [o for o in others if o is not part and len(o.sold) >= FEWEST and (o.low or 0) > part.high]
    return "move" if better else "keep"


def _level(by: str, parts: list[Part], books: Books) -> list[Truth]:
    facts = []
    for part in parts:
        about = {"channel": part.name, "campaign": "all"}
        if by == "campaign":
            about = {"channel": books.channel_of(part.name), "campaign": part.name}
        value = sum((sale.amount for sale in part.sold), NOTHING)
        facts += [truth(f"{ID}.cost_amount", part.cost, **about), truth(f"{ID}.revenue_amount", value, **about)]
        facts.append(truth(f"{ID}.sales_count", len(part.sold), **about))
        facts.append(truth(f"{ID}.return_share", float(value / part.cost), **about))
        facts.append(truth(f"{ID}.verdict_text", word(part, parts), **about))
        facts += _costs(by, part.name, about, books) + _qualified(by, part.name, about, books)
        facts += _again(part.name, about, books) if by == "channel" else []
    return facts


def _costs(by: str, name: str, about: dict[str, str], books: Books) -> list[Truth]:
    own = [cost for cost in books.of(by) if cost.channel == name and cost.month in books.window]
    ads, rest = (sum((c.amount for c in own if c.is_ads == is_ads), NOTHING) for is_ads in (True, False))
    more = [truth(f"{ID}.operating_amount", rest, **about)] if rest else []
    return [truth(f"{ID}.spend_amount", ads, **about), *more]


def _qualified(by: str, name: str, about: dict[str, str], books: Books) -> list[Truth]:
    if not books.qualified_window:
        return []
    months = books.qualified_window.values()
    count = sum(getattr(lead, by) == name and lead.month in months for lead in books.qualified)
    ads = [cost for cost in books.of(by) if cost.is_ads]
    cost = money(ads, list(books.qualified_window), name)
    each = [truth(f"{ID}.cost_per_qualified_amount", cost / count, **about)] if cost and count else []
    return [truth(f"{ID}.qualified_count", count, **about), *each]


def _again(name: str, about: dict[str, str], books: Books) -> list[Truth]:
    bought: dict[str, list[Sold]] = defaultdict(list)
    for sale in sorted(books.sold, key=lambda sale: (sale.on, sale.id)):
        bought[sale.buyer].append(sale)
    new = [own for own in bought.values() if own[0].channel == name and month_of(own[0].on) in books.window.values()]
    return share(f"{ID}.bought_again_share", sum(len(own) > 1 for own in new), len(new), **about)


def _whole(parts: list[Part], books: Books) -> list[Truth]:
    about = {"channel": "all", "campaign": "all"}
    cost = sum((part.cost for part in parts), NOTHING)
    sold = [sale for part in parts for sale in part.sold]
    value = sum((sale.amount for sale in sold), NOTHING)
    facts = [truth(f"{ID}.cost_amount", cost, **about), truth(f"{ID}.revenue_amount", value, **about)]
    facts.append(truth(f"{ID}.sales_count", len(sold), **about))
    return [*facts, truth(f"{ID}.return_share", float(value / cost), **about)]


def _patterns(books: Books, season: Callable[[date], str]) -> list[Truth]:
    """Cost per result of campaigns of one format, and of one quarter."""
    window = books.qualified_window or books.window
    costs: dict[tuple[str, str], Decimal] = defaultdict(lambda: NOTHING)
    for one in books.ads:
        month = month_of(one.day)
        if month in window:
            costs["format", _format(one.name)] += one.spend
            costs["season", season(window[month])] += one.spend
    found: Iterable[tuple[str, date]] = ((lead.campaign, lead.month) for lead in books.qualified)
    if not books.qualified_window:
        found = ((sale.campaign, month_of(sale.on)) for sale in books.sold)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for campaign, month in found:
        if campaign and month in window.values():
            counts["format", _format(campaign)] += 1
            counts["season", season(month)] += 1
    facts = []
    for (by, which), cost in costs.items():
        facts.append(truth(f"{ID}.pattern_spend_amount", cost, by=by, which=which))
        facts.append(truth(f"{ID}.pattern_results_count", counts[by, which], by=by, which=which))
        if counts[by, which]:
            facts.append(truth(f"{ID}.pattern_cost_amount", cost / counts[by, which], by=by, which=which))
    return facts


def _format(name: str) -> str:
    parts = [part.strip() for part in name.split("_")]
    return parts[0].lower() if len(parts) >= 3 and all(parts) and parts[0].lower() in HEADS else "other"
