"""The levers of a forecast, each with its bounds and where it comes from, out of what other analyses measured."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from cmokit.analyses.base import CannotAnswer, Found
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import having, number, pick, size
from cmokit.analyses.money.acquired import KINDS
from cmokit.exhibits.fact import Fact
from cmokit.methods.acquisition import ALL, Cost, interval_of
from cmokit.methods.order_ledger import total_of
from cmokit.methods.scenarios import Lever, Model, Numbers, product
from cmokit.methods.uncertainty import CONFIDENCE

ACQUISITION, CONVERSION, VALUE = "money.acquisition", "funnel.conversion", "retention.lifetime_value"
COHORTS, ANSWERS = "retention.cohorts", "speed.first_response"
STANDS_ON = (ACQUISITION, CONVERSION, VALUE, COHORTS, ANSWERS)
MONTHS = 3  # in which people come
YEAR = 12  # months over which a customer's value is told
NOW = 3  # months of spend that stand for the plan as it is
MEASURED, ENGAGEMENT, STATED = "measured", "engagement", "stated"
DEALS, CUSTOMERS = "deals", "customers"
MQL, OPPORTUNITY = "mql", "opportunity"
FEWEST = 5  # people of a channel, before money is moved to or from it


@dataclass(frozen=True)
class Paid:
    """What one person of a paid channel costs, and what the channel spends a month."""

    channel: str
    spend: float
    cost: Lever


@dataclass(frozen=True)
class Plan:
    """basis: deals (people are qualified, then opened as deals) or customers (people buy). left_out: levers without
    figures. steps: conversion of each stage, by its fact's name. channels: paid ones, for moving money between them.
    """

    basis: str
    model: Model
    left_out: tuple[str, ...]
    steps: Mapping[str, float]
    channels: tuple[Paid, ...] = ()
    value_of: str = "revenue"
    months: tuple[date, ...] = field(default=())


def plan_of(
    found: Mapping[str, Found], paid: Sequence[Cost], covered: set[date], definitions: Definitions
) -> Plan | None:
    """None where what winning people costs, or what a customer brings, is not known."""
    acquired, lifetime = found[ACQUISITION], found[VALUE]
    if isinstance(acquired, CannotAnswer) or isinstance(lifetime, CannotAnswer):
        return None
    chain = _chain(found[CONVERSION], definitions)
    kind = "qualified" if chain and "qualified" in acquired.windows else "customer"
    worth = _value(lifetime.facts)
    come = _coming(acquired, kind, paid, covered)
    if not worth or not come:
        return None
    levers = {lever.name: lever for lever in come}
    levers |= _conversion(chain) if kind == "qualified" else {}
    levers["value"] = worth[0]
    kept, stays = _retention(lifetime, found[COHORTS], worth[1])
    levers |= {"retention": stays} if stays else {}
    levers |= _capacity(acquired) if "to_deal" in levers else {}
    levers |= _answers(found[ANSWERS], definitions) if kind == "qualified" else {}
    named = ("to_deal", "win", "retention", "answered", "capacity")
    left_out = tuple(name for name in named if name not in levers)
    model = Model(levers, MONTHS, kept) if stays else Model(levers, MONTHS)
    steps = {fact.name: size(fact) for fact in chain} if kind == "qualified" else {}
    basis = DEALS if kind == "qualified" else CUSTOMERS
    return Plan(basis, model, left_out, steps, _channels(acquired, kind), worth[2], acquired.windows[kind].months)


def _bounds(fact: Fact) -> tuple[float, float, float]:
    value = size(fact)
    return (value if fact.low is None else float(fact.low), value, value if fact.high is None else float(fact.high))


def _chain(conversion: Found, definitions: Definitions) -> list[Fact]:
    """Stage by stage from the first qualified one to the last; empty where one of them cannot be told."""
    order = definitions.lifecycle_order
    if isinstance(conversion, CannotAnswer) or MQL not in order:
        return []
    steps = list(zip(order[order.index(MQL) :], order[order.index(MQL) + 1 :], strict=False))
    told = [pick(conversion.facts, "stage_share", from_=a, to=b, split=ALL) for a, b in steps]
    known = [fact for fact in told if fact and fact.value]
    return known if len(known) == len(steps) else []


def _conversion(chain: Sequence[Fact]) -> dict[str, Lever]:
    """To a deal, and from a deal to a customer; one lever where no stage is a deal."""
    before = [
        f
        for f in chain
        if f.dimensions["from"] != OPPORTUNITY and any(g.dimensions["from"] == OPPORTUNITY for g in chain)
    ]
    after = [fact for fact in chain if fact not in before]
    groups = {"to_deal": before, "win": after}
    return {
        name: Lever(name, "share", *product([_bounds(f) for f in own]), MEASURED, min(f.n or 0 for f in own))
        for name, own in groups.items()
        if own
    }


def _coming(acquired: Any, kind: str, paid: Sequence[Cost], covered: set[date]) -> list[Lever]:
    """Spend a month, what a person whom it brings costs, and how many come without it."""
    window, facts = acquired.windows[kind], acquired.facts
    by_month = {month: float(total_of(c.amount for c in paid if c.month == month)) for month in sorted(covered)}
    recent = list(by_month.values())[-YEAR:]
    now = recent[-NOW:]
    counts = {f.dimensions["channel"]: number(f) for f in having(facts, f"{KINDS[kind]}_count")}
    costs = {
        f.dimensions["channel"]: Decimal(str(f.value))
        for f in having(facts, "cost_amount")
        if f.dimensions["cost"] == "paid" and f.dimensions["outcome"] == kind and f.dimensions["channel"] != ALL
    }
    brought = sum(counts.get(channel, 0) for channel in costs)
    if not brought or not now or not sum(now):
        return []
    spent, months = total_of(costs.values()), len(window.months)
    low, high = interval_of(spent, brought)
    free = sum(n for channel, n in counts.items() if channel != ALL) - brought
    fewest, most = _poisson(free)
    spend = Lever("spend", "amount", min(recent), sum(now) / len(now), max(recent), MEASURED, len(recent), True)
    cost = Lever("cost", "amount", float(low), float(spent / brought), float(high), MEASURED, brought)
    return [spend, cost, Lever("free", "count", fewest / months, free / months, most / months, MEASURED, free)]


def _poisson(count: int) -> tuple[float, float]:
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - CONFIDENCE) / 2
    return (float(gammaincinv(count, tail)) if count else 0.0), float(gammainccinv(count + 1, tail))


def _channels(acquired: Any, kind: str) -> tuple[Paid, ...]:
    window, found = acquired.windows[kind], []
    counts = {f.dimensions["channel"]: number(f) for f in having(acquired.facts, f"{KINDS[kind]}_count")}
    for fact in having(acquired.facts, "cost_amount"):
        channel = fact.dimensions["channel"]
        if fact.dimensions["cost"] == "paid" and fact.dimensions["outcome"] == kind and channel != ALL:
            n = counts.get(channel, 0)
            if n >= FEWEST:
                low, high = interval_of(fact.value, n)  # type: ignore[arg-type]
                cost = Lever(channel, "amount", float(low), size(fact) / n, float(high), MEASURED, n)
                found.append(Paid(channel, size(fact) / len(window.costs), cost))
    return tuple(sorted(found, key=lambda one: (one.cost.middle, one.channel)))


def _value(facts: Sequence[Fact]) -> tuple[Lever, Fact, str] | None:
    """What a customer brings in a year, margin where it is known."""
    for measure in ("margin_amount", "revenue_amount"):
        fact = pick(facts, measure, horizon=str(YEAR), split=ALL)
        if fact and size(fact) > 0:
            low, middle, high = _bounds(fact)
            return Lever("value", "amount", low, middle, high, MEASURED, fact.n), fact, measure.split("_")[0]
    return None


def _retention(lifetime: Any, cohorts: Found, value: Fact) -> tuple[Callable[[Numbers], Numbers], Lever | None]:
    """Subscribers: who is still there after a year. Buyers: who orders again; what came later than the first month
    moves with it.
    """
    stays = pick(lifetime.facts, "staying_share", month=str(YEAR))
    if stays and size(stays) > 0:
        return _stayed(size(stays)), Lever("retention", "share", *_bounds(stays), MEASURED, stays.n)
    again = None if isinstance(cohorts, CannotAnswer) else pick(cohorts.facts, "repeat_share", channel=ALL, within="90")
    of = value.measure.split("_")[0]
    first = pick(lifetime.facts, "curve_amount", month="1", of=of, split=ALL)
    if again and first and size(again) > 0:
        part = min(size(first) / size(value), 1.0)
        middle = size(again)
        lever = Lever("retention", "share", *_bounds(again), MEASURED, again.n)
        return lambda share: part + (1 - part) * share / middle, lever
    return np.ones_like, None


def _stayed(middle: float) -> Callable[[Numbers], Numbers]:
    """Months paid in the first year if as many leave each month, over those at the middle."""
    months = np.arange(YEAR) / YEAR

    def paid(share: Numbers) -> Numbers:
        told: Numbers = np.power(np.asarray(share, dtype=np.float64)[..., None], months).sum(axis=-1)
        return told

    whole = float(paid(np.array(middle)))
    return lambda share: paid(share) / whole


def _capacity(acquired: Any) -> dict[str, Lever]:
    """Deals a month: the three largest months that were handled. More than the largest nobody has shown."""
    window = acquired.windows.get("opportunity")
    rows = acquired.evidence.to_pylist()
    counts = Counter(row["month"] for row in rows if row["outcome"] == "opportunity")
    most = sorted(counts.values(), reverse=True)[:3]
    if window is None or len(most) < 3:
        return {}
    return {"capacity": Lever("capacity", "count", most[2], most[1], most[0], MEASURED, len(counts))}


def _answers(answers: Found, definitions: Definitions) -> dict[str, Lever]:
    """Only where the engagement assumes what an answer in time wins: nothing measured shows that."""
    lift = definitions.assumptions.answer_lift
    kept = None if isinstance(answers, CannotAnswer) else pick(answers.facts, "within_sla_share")
    if lift is None or kept is None:
        return {}
    low, middle, _ = _bounds(kept)
    answered = Lever("answered", "share", low, middle, 1.0, MEASURED, kept.n, True)
    return {"answered": answered, "lift": Lever("lift", "share", 0.0, lift, min(2 * lift, 1.0), ENGAGEMENT)}
