"""Figures of tracking's breaks: how long, how much was lost, and what came meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cmokit.analyses.figures import count, pick, share
from cmokit.exhibits.fact import Fact, Period
from cmokit.methods.daily_breaks import HALF, Break, Step
from cmokit.methods.tracked_days import ALL, Name, WentOn, went_on
from cmokit.methods.uncertainty import CONFIDENCE, wilson

ID = "tracking.breaks"
TRACKING, WITH_DEMAND, UNKNOWN = "tracking", "with_demand", "unknown"
STATES = (TRACKING, WITH_DEMAND, UNKNOWN)
ORDERS, LEADS, CLICKS = "orders", "leads", "clicks"
WEEKS = 4  # before and after a break, in which the same weekdays are looked at
ENOUGH = 10  # that came beside it, before it says anything


@dataclass(frozen=True)
class Demand:
    """What came by day: leads, orders, and clicks by channel."""

    leads: Mapping[date, int]
    orders: Mapping[date, int]
    clicks: Mapping[str, Mapping[date, int]]

    @property
    def is_known(self) -> bool:
        return bool(self.leads or self.orders)

    def beside(self, name: Name) -> dict[str, Mapping[date, int]]:
        """What may say whether demand went on: the channel's own clicks; orders and leads name channels by tracking."""
        every = {ORDERS: self.orders, LEADS: self.leads, CLICKS: self.clicks.get(name.channel, {})}
        return {kind: made for kind, made in every.items() if made}


@dataclass(frozen=True)
class Broken:
    """A break of one series. state: whether demand went on."""

    name: Name
    found: Break
    state: str = UNKNOWN

    @property
    def dimensions(self) -> dict[str, str]:
        return {**self.name._asdict(), "start": self.found.first.isoformat()}


def days_of(found: Break) -> list[date]:
    return [found.first + timedelta(days=n) for n in range(found.days)]


def every_day(broken: Sequence[Broken]) -> frozenset[date]:
    return frozenset(day for one in broken for day in days_of(one.found))


def with_states(broken: Sequence[Broken], demand: Demand) -> tuple[Broken, ...]:
    """In order of their first days, each with what demand did."""
    days = every_day(broken)
    told = [replace(one, state=_state(one, demand, days)) for one in broken]
    return tuple(sorted(told, key=lambda one: (one.found.first, one.name)))


def _state(one: Broken, demand: Demand, days: frozenset[date]) -> str:
    """By orders, else leads; of one channel by its clicks, since the others' leads do not tell of it."""
    made = demand.beside(one.name)
    kinds = (ORDERS, LEADS) if one.name.channel == ALL else (CLICKS,)
    told = (went_on(made[kind], days_of(one.found), days, WEEKS) for kind in kinds if kind in made)
    known = next((went for went in told if went.beside >= ENOUGH and went.days), None)
    if known is None or known.share is None:
        return UNKNOWN
    return TRACKING if known.share > HALF else WITH_DEMAND


def facts_of(
    broken: Sequence[Broken], steps: Mapping[Name, Sequence[Step]], every: int, demand: Demand
) -> tuple[Fact, ...]:
    """every: of how many series, looked at or too small. Days on which demand fell too count in no share."""
    first, last = min(own[0].day for own in steps.values()), max(own[-1].last for own in steps.values())
    whole, own = (last - first).days + 1, [one for one in broken if one.state != WITH_DEMAND]
    days, period = len(every_day(own)), Period(first, last)
    facts = [
        *(fact.but(period=period) for fact in share(f"{ID}.broken_share", days, whole)),
        Fact(f"{ID}.broken_days", days, "days", whole, dimensions={"state": ALL}, period=period),
        count(f"{ID}.series_count", len(steps), n=every, state="looked_at"),
        count(f"{ID}.series_count", every - len(steps), n=every, state="too_few"),
        count(f"{ID}.breaks_count", len(own), state=ALL),
        *(count(f"{ID}.breaks_count", sum(one.state == state for one in broken), state=state) for state in STATES),
    ]
    for name in steps:
        lost = len(every_day([one for one in broken if one.name == name]))
        facts.append(Fact(f"{ID}.broken_days", lost, "days", dimensions=name._asdict()))
    return (*facts, *(fact for one in broken for fact in _of_break(one, demand, every_day(broken))))


def _of_break(one: Broken, demand: Demand, days: frozenset[date]) -> list[Fact]:
    found, about = one.found, one.dimensions
    period = Period(found.first, found.last)
    lost, kept = round(found.expected) - found.counted, found.counted / found.expected
    facts = [
        Fact(f"{ID}.counted_count", found.counted, "count", dimensions=about),
        Fact(f"{ID}.lost_count", lost, "count", dimensions=about),
        Fact(f"{ID}.kept_share", kept, "share", round(found.expected), dimensions=about),
    ]
    for kind, made in one_by_one(one, demand, days).items():
        dimensions = {**about, "demand": kind}
        facts.append(Fact(f"{ID}.demand_count", made.count, "count", dimensions=dimensions))
        if made.share is not None:
            low, high = _interval(made)
            said = (f"{ID}.demand_share", made.share, "share", made.count + made.beside, low, high, CONFIDENCE)
            facts.append(Fact(*said, dimensions))
    return [fact.but(period=period) for fact in facts]


def one_by_one(one: Broken, demand: Demand, days: frozenset[date]) -> dict[str, WentOn]:
    """Kind of demand → what came meanwhile and beside; none that came too rarely to say anything."""
    told = {
        kind: went_on(made, days_of(one.found), days, WEEKS) for kind, made in sorted(demand.beside(one.name).items())
    }
    return {kind: went for kind, went in told.items() if went.days and went.beside >= ENOUGH}


def _interval(made: WentOn) -> tuple[float, float]:
    """Of all that came, so many came on the break's days: Wilson's interval of their odds."""
    low, high = wilson(made.count, made.count + made.beside)
    scale = made.beside_days / made.days
    return low / (1 - low) * scale, high / (1 - high) * scale


def demand_of(facts: Sequence[Fact], one: Broken) -> Fact | None:
    """The figure by which a break was judged, if any."""
    kinds = (ORDERS, LEADS) if one.name.channel == ALL else (CLICKS,)
    found = (pick(facts, "demand_share", demand=kind, **one.dimensions) for kind in kinds)
    return next(filter(None, found), None)
