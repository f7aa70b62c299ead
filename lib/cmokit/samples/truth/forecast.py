"""What a forecast for the sample clients assumes, out of what is true about them; its draws have no truth to count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from cmokit.samples.b2b.board import APPROVAL, DONE
from cmokit.samples.finance import month_of
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import NOTHING, AdDay, World
from cmokit.samples.truth import acquisition, b2b_funnel, lifetime_value, retention
from cmokit.samples.truth.acquisition import whole_months
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, Value, truth

ID, CAPACITY = "forecast.scenarios", "forecast.capacity"
CENT = Decimal("0.01")
MONTHS, RECENT, YEAR = 3, 3, 12
Known = Mapping[tuple[str, tuple[tuple[str, str], ...]], Value]


def of_b2b(state: State) -> list[Truth]:
    """Qualified leads, stage by stage to customers, at what subscribers bring in a year."""
    known = _known(acquisition.of_b2b(state), b2b_funnel.conversion(state), lifetime_value.of_b2b(state))
    facts, spent = _spend([(ad.day, ad.spend) for ad in state.ads], state.as_of)
    stages = [("mql", "sales_qualified"), ("sales_qualified", "opportunity"), ("opportunity", "customer")]
    shares = [_of(known, "funnel.conversion.stage_share", **{"from": a, "to": b, "split": "all"}) for a, b in stages]
    value = _of(known, "retention.lifetime_value.revenue_amount", horizon="12", split="all")
    stay = _of(known, "retention.lifetime_value.staying_share", month="12")
    cost, free = _people(known, "qualified", "qualified_leads_count", ("paid_search", "paid_social"))
    months = _months(state)
    to_deal, win = shares[0] * shares[1], shares[2]
    facts += [
        truth(f"{ID}.assumed_amount", Decimal(repr(cost)).quantize(CENT), lever="cost"),
        truth(f"{ID}.assumed_amount", Decimal(repr(value)).quantize(CENT), lever="value"),
        truth(f"{ID}.assumed_count", round(free / months * MONTHS), lever="free"),
        truth(f"{ID}.assumed_share", to_deal, lever="to_deal"),
        truth(f"{ID}.assumed_share", win, lever="win"),
        truth(f"{ID}.assumed_share", stay, lever="retention"),
    ]
    for end, spend in spent.items():  # so few leads that sales can take on all of them
        result = (spend / cost + free / months) * MONTHS * to_deal * win * value
        facts.append(truth(f"{ID}.at_{end}_amount", Decimal(repr(result)).quantize(CENT), lever="spend"))
    return facts


def of_shop(world: World, delivery: Delivery, ads: Iterable[AdDay]) -> list[Truth]:
    """New customers straight from advertising and without it; a year of one is a model's look ahead."""
    ads = list(ads)
    known = _known(acquisition.of_shop(world, delivery, ads), retention.of_shop(world, delivery))
    facts, _ = _spend([(ad.day, ad.spend) for ad in ads], delivery.on)
    cost, _free = _people(known, "customer", "customers_count", ("paid_social",))
    again = _of(known, "retention.cohorts.repeat_share", channel="all", within="90")
    return [
        *facts,
        truth(f"{ID}.assumed_amount", Decimal(repr(cost)).quantize(CENT), lever="cost"),
        truth(f"{ID}.assumed_share", again, lever="retention"),
    ]


def _known(*parts: Iterable[Truth]) -> Known:
    return {(fact.id, fact.dimensions): fact.value for part in parts for fact in part}


def _of(known: Known, id_: str, **dims: str) -> float:
    return float(known[id_, tuple(sorted(dims.items()))])


def _people(known: Known, outcome: str, counted: str, channels: tuple[str, ...]) -> tuple[float, float]:
    """What a person of the paid channels cost, and how many people came without them."""
    own = {channel: _of(known, f"money.acquisition.{counted}", channel=channel) for channel in channels}
    dims = {"cost": "paid", "outcome": outcome}
    money = sum(_of(known, "money.acquisition.cost_amount", channel=channel, **dims) for channel in channels)
    every = _of(known, f"money.acquisition.{counted}", channel="all")
    return money / sum(own.values()), every - sum(own.values())


def _months(state: State) -> int:
    """How many months the qualified leads are of: those with both ads and finance's costs, moved by the usual wait."""
    costs = acquisition.b2b_costs(state)
    stated = {c.month for c in costs if not c.is_ads}
    covered = [month for month in whole_months(acquisition.b2b_days(state), state.as_of) if month in stated]
    lag = acquisition.lag_of(acquisition.b2b_events(state)["qualified"], "Europe/Berlin")
    return len([month for month in covered if acquisition.plus(month, lag) < month_of(state.as_of)][-YEAR:])


def _spend(days: list[tuple[date, Decimal]], as_of: date) -> tuple[list[Truth], dict[str, float]]:
    """The last three whole months of advertising, and the least and the most of a year."""
    by_month: dict[date, Decimal] = defaultdict(lambda: NOTHING)
    for day, amount in days:
        by_month[month_of(day)] += amount
    months = whole_months((min(day for day, _ in days), max(day for day, _ in days)), as_of)
    recent = [by_month[month] for month in months][-YEAR:]
    now = sum(recent[-RECENT:], NOTHING) / RECENT
    facts = [truth(f"{ID}.assumed_amount", now.quantize(CENT), lever="spend")]
    for option, times in (("as_now", "1"), ("more_spend", "1.2"), ("less_spend", "0.8")):
        facts.append(truth(f"{ID}.spend_amount", (now * Decimal(times) * MONTHS).quantize(CENT), option=option))
    return facts, {"low": float(min(recent)), "high": float(max(recent))}


def capacity(state: State) -> list[Truth]:
    """Cards that came and were done, week by week, up to the last Sunday before the day; approvals each round."""
    sunday = state.as_of - timedelta(days=state.as_of.weekday())
    facts: list[Truth] = []
    kinds = sorted({item.kind for item in state.items})
    for kind in kinds:
        steps = [item.steps for item in state.items if item.kind == kind]
        ended = [way[-1].entered_at for way in steps if way[-1].status == DONE]
        facts += _load(f"work_{kind}", [way[0].entered_at for way in steps], ended, len(steps) - len(ended), sunday)
    asked = [step for item in state.items for step in item.steps if step.status == APPROVAL]
    decided = [step.left_at for step in asked if step.left_at]
    facts += _load("review", [step.entered_at for step in asked], decided, len(asked) - len(decided), sunday)
    through = [item for item in state.items if item.steps[-1].status == DONE]
    rounds = sum(step.status == APPROVAL for item in through for step in item.steps)
    allowed = _best(decided, sunday) * 3 * len(through) // rounds
    facts.append(truth(f"{CAPACITY}.drafts_allowed_count", allowed))
    facts.append(truth(f"{CAPACITY}.open_count", len(state.items) - len(through)))
    since = sunday - timedelta(weeks=12)
    cards = [step for item in state.items for step in item.steps if step.status != DONE]
    own = {card.owner for card in cards if since <= card.entered_at.date() < sunday}
    return [*facts, truth(f"{CAPACITY}.people_count", len(own))]


def _load(what: str, came: list[datetime], done: list[datetime], open_: int, sunday: date) -> list[Truth]:
    since = sunday - timedelta(weeks=12)
    needed = sum(since <= at.date() < sunday for at in came) + open_
    available = _best(done, sunday) * 3
    return [
        truth(f"{CAPACITY}.needed_count", needed, what=what),
        truth(f"{CAPACITY}.available_count", available, what=what),
        truth(f"{CAPACITY}.load_share", needed / available, what=what),
    ]


def _best(done: list[datetime], sunday: date) -> int:
    """The most in any four weeks in a row of the last half year."""
    starts = [sunday - timedelta(weeks=n) for n in range(4, 27)]
    return max(sum(start <= at.date() < start + timedelta(weeks=4) for at in done) for start in starts)
