"""The figures of what a customer brings, out of customers with their money, and the rows behind them."""

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

import pyarrow as pa

from cmokit.analyses.figures import count, size
from cmokit.analyses.retention.value_sources import SUBSCRIPTIONS, Base
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Quotient
from cmokit.methods.buyers import DAYS_A_MONTH, model
from cmokit.methods.customer_value import MARGIN, REVENUE, Customer, curve, payback
from cmokit.methods.subscribers import Value, is_seen, staying, value
from cmokit.methods.survival import CONFIDENCE
from cmokit.tables.contract import AMOUNT

ID = "retention.lifetime_value"
ALL = "all"
ENOUGH = 30  # customers who have had a month, or who are of a group, before it is told
MOST_MONTHS = 24
SPLIT_MONTHS = (3, 6, 12)  # of the curve of a group
HORIZONS = (6, 12, 24, 36)  # months
AHEAD = 2  # times the time that was seen: a model of orders looks no farther
FEWEST_ENDS = 5  # before a curve of stays is told
SEED = 1201
CENT = Decimal("0.01")


def facts(base: Base, costs: Sequence[Fact], currency: str, discount: float) -> list[Fact]:
    told = [Fact(f"{ID}.unknown_cost_share", float(base.unknown), "share", len(base.customers))]
    told.append(count(f"{ID}.older_count", base.older, n=len(base.customers) + base.older))
    for split, own in _halves(base.customers):
        told += [fact for kind in base.kinds for fact in _curve(own, kind, split, currency)]
    for split, own in _splits(base.customers):
        told.append(count(f"{ID}.customers_count", len(own), split=split))
        told += [fact for kind in base.kinds for fact in _curve(own, kind, split, currency)]
    if base.basis == SUBSCRIPTIONS:
        told += _stays(base.customers) + _subscribed(base, currency, discount)
    else:
        told += _ordered(base, currency, discount)
    return told + _against(told, costs, base)


def _splits(customers: Sequence[Customer]) -> list[tuple[str, list[Customer]]]:
    """All customers, and each group of enough of them."""
    sizes = Counter((column, group) for c in customers for column, group in c.groups.items())
    large = sorted(pair for pair, n in sizes.items() if n >= ENOUGH)
    groups = [(f"{column}={group}", [c for c in customers if c.groups.get(column) == group]) for column, group in large]
    return [(ALL, list(customers)), *groups]


def _halves(customers: Sequence[Customer]) -> list[tuple[str, list[Customer]]]:
    """Who began in the earlier half of all, and who since: the far end of the curve is told by the former alone."""
    days = sorted(c.began_on for c in customers)
    middle = days[len(days) // 2]
    earlier, later = ([c for c in customers if (c.began_on < middle) == is_first] for is_first in (True, False))
    return [("began=earlier", earlier), ("began=later", later)] if min(len(earlier), len(later)) >= ENOUGH else []


def _curve(own: Sequence[Customer], kind: str, split: str, currency: str) -> list[Fact]:
    points = curve(own, kind, MOST_MONTHS, ENOUGH)
    return [
        Fact(
            f"{ID}.curve_amount", p.amount, currency, p.n, p.low, p.high, CONFIDENCE,
            {"month": str(p.month), "of": kind, "split": split},
        )
        for p in points
        if split == ALL or p.month in SPLIT_MONTHS
    ]  # fmt: skip


def _stays(customers: Sequence[Customer]) -> list[Fact]:
    """The share of subscribers still there, and how many came under observation late."""
    told = [count(f"{ID}.late_entry_count", sum(c.entered > 0 for c in customers), n=len(customers))]
    waits = staying(customers)
    for month in (m for m in (1, *SPLIT_MONTHS, *HORIZONS[2:]) if is_seen(customers, m)):
        low, high = waits.ended_by_interval(month)
        share = 1 - waits.ended_by(month)
        where = {"month": str(month)}
        told.append(Fact(f"{ID}.staying_share", share, "share", waits.n, 1 - high, 1 - low, CONFIDENCE, where))
    return told


def _subscribed(base: Base, currency: str, discount: float) -> list[Fact]:
    """Over the horizons that enough customers have seen: all of them for everybody, the farthest for each group."""
    told = []
    for split, own in _splits(base.customers):
        if sum(c.has_left for c in own) < FEWEST_ENDS:
            continue
        reached = [horizon for horizon in HORIZONS if is_seen(own, horizon)]
        for horizon in reached if split == ALL else reached[-1:]:
            for kind in base.kinds:
                found = value(own, kind, horizon, discount, seed=SEED)
                told.append(_value(kind, found, currency, horizon=str(horizon), split=split))
    return told


def _ordered(base: Base, currency: str, discount: float) -> list[Fact]:
    """By the model, beyond the months that were seen, as far ahead as it may look; nothing where customers are too few.

    A horizon that customers have lived through is told by their own curve, not by a second figure beside it.
    """
    try:
        found = model(base.customers, base.bought, base.kinds)
    except ValueError:
        return []
    ahead = max(c.age for c in base.customers) * AHEAD / DAYS_A_MONTH
    seen = len(curve(base.customers, base.kinds[-1], MOST_MONTHS, ENOUGH))
    within = [horizon for horizon in HORIZONS if horizon <= ahead]
    return [
        _value(kind, found.value(kind, horizon, discount), currency, horizon=str(horizon), split=ALL)
        for horizon in [horizon for horizon in within if horizon > seen] or within[-1:]
        for kind in base.kinds
    ]


def _value(kind: str, found: Value, currency: str, **where: str) -> Fact:
    name = "margin_amount" if kind == MARGIN else "revenue_amount"
    amount, low, high = (_cents(part) for part in (found.amount, found.low, found.high))
    return Fact(f"{ID}.{name}", amount, currency, found.n, low, high, CONFIDENCE, where)


def _cents(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(CENT, ROUND_HALF_EVEN)


def _against(told: Sequence[Fact], costs: Sequence[Fact], base: Base) -> list[Fact]:
    """The cost of winning a customer, the month by which it is back, and what the farthest horizon brings for it."""
    found = []
    kind, best = base.kinds[-1], farthest(told)
    points = curve(base.customers, kind, MOST_MONTHS, ENOUGH)
    for cost in costs:
        how, amount = cost.dimensions["cost"], Decimal(str(cost.value))
        own = cost.but(id=f"{ID}.cac_amount", dimensions={"cost": how}, recipe=None, tables=())
        found.append(own)
        if (month := payback(points, amount)) is not None:
            found.append(count(f"{ID}.payback_months_count", month, cost=how, of=kind))
        if best and kind == MARGIN and amount > 0:
            where = {"cost": how, "horizon": best.dimensions["horizon"]}
            recipe = Quotient(best.name, own.name)
            ratio = size(best) / float(amount)
            found.append(Fact(f"{ID}.return_share", ratio, "share", best.n, dimensions=where, recipe=recipe))
    return found


def kind_of(told: Sequence[Fact]) -> str:
    """Margin where it is known, else revenue."""
    return MARGIN if any(f.measure == "curve_amount" and f.dimensions["of"] == MARGIN for f in told) else REVENUE


def farthest(told: Sequence[Fact]) -> Fact | None:
    """What a customer brings over the farthest horizon: margin where it is known."""
    name = f"{kind_of(told)}_amount"
    own = [f for f in told if f.measure == name and f.dimensions["split"] == ALL]
    return max(own, key=lambda f: int(f.dimensions["horizon"]), default=None)


def shown(base: Base, currency: str) -> pa.Table:
    """One row a customer, in order of the ids."""
    rows = sorted(base.customers, key=lambda c: (c.customer_id, c.source_file, c.source_row))
    is_margin, text = MARGIN in base.kinds, pa.string()
    return pa.table(
        {
            "customer_id": pa.array([c.customer_id for c in rows], text),
            "segment": pa.array([c.groups.get("segment") for c in rows], text),
            "channel": pa.array([c.groups.get("channel") for c in rows], text),
            "began_on": pa.array([c.began_on for c in rows], pa.date32()),
            "months_seen": pa.array([c.seen for c in rows], pa.int64()),
            "stayed_months": pa.array([c.months if base.basis == SUBSCRIPTIONS else None for c in rows], pa.float64()),
            "has_left": pa.array([c.has_left if base.basis == SUBSCRIPTIONS else None for c in rows], pa.bool_()),
            "repeats_count": pa.array([None if base.basis == SUBSCRIPTIONS else c.repeats for c in rows], pa.int64()),
            "revenue_amount": pa.array([c.total(REVENUE) for c in rows], AMOUNT),
            "margin_amount": pa.array([c.total(MARGIN) if is_margin else None for c in rows], AMOUNT),
            "currency": pa.array([currency] * len(rows), text),
            "source_file": pa.array([c.source_file for c in rows], text),
            "source_row": pa.array([c.source_row for c in rows], pa.int64()),
        }
    )
