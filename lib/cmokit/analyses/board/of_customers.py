"""What winning a customer of each segment costs, and what customers of each tier of the ideal customer bring."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.retention.value_figures import ENOUGH, FEWEST_ENDS, HORIZONS, SEED
from cmokit.analyses.retention.value_sources import SUBSCRIPTIONS, Base, by_subscription
from cmokit.methods.acquisition import Cost
from cmokit.methods.customer_value import Customer
from cmokit.methods.goods_cost import PRODUCT_COLUMNS, CostBook
from cmokit.methods.lead_costs import cost_by_key
from cmokit.methods.lead_values import WON, YOUNG
from cmokit.methods.linkage import with_leading_id
from cmokit.methods.months import local_month
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO
from cmokit.methods.segment_fit import TIERS
from cmokit.methods.subscribers import Value, is_seen, value

FEWEST_WON = 5  # customers of a segment, before one costs so and so much
TIER = "segment"  # the column under which a subscriber's tier travels


@dataclass(frozen=True)
class SegmentCost:
    """Leads of a segment that have had the time: what was paid for them, and how many were won."""

    segment: str
    leads: int
    won: int
    cost: Decimal


def segment_costs(leads: Any, costs: Sequence[Cost], covered: Collection[date], zone: str) -> list[SegmentCost]:
    """leads: the rows behind `segments.icp`. Of months that the ad reports cover; a channel's month is divided evenly
    between all leads that it brought, those too young among them.
    """
    dated = leads.filter(leads.created_at.notnull())
    named = dated.mutate(month=local_month(dated, "created_at", zone), is_young=dated.half == YOUNG)
    counted = named.group_by("channel", "month", "segment", "is_young", "state").aggregate(leads=named.count())
    rows = counted.order_by("channel", "month", "segment", "is_young", "state").to_pyarrow().to_pylist()
    found = [
        (r["channel"], date.fromisoformat(f"{r['month']}-01"), (r["segment"] or "", r["is_young"]), int(r["leads"]))
        for r in rows
    ]
    paid = cost_by_key(found, costs, covered)
    size: Counter[str] = Counter()
    won: Counter[str] = Counter()
    for row, (_, month, (segment, young), number) in zip(rows, found, strict=True):
        if not young and month in covered:
            size[segment] += number
            won[segment] += number if row["state"] == WON else 0
    return [SegmentCost(name, size[name], won[name], paid.get((name, False), ZERO)) for name in sorted(size) if name]


@dataclass(frozen=True)
class TierValue:
    """value: None where customers of the tier are too few, or have not been seen for as long."""

    tier: str
    customers: int
    value: Value | None


def base_of(
    subscriptions: Any, contacts: Any, links: Any, product_costs: Any, rates: Rates, definitions: Definitions
) -> Base | None:
    """The subscribers, as retention.lifetime_value counts them; None where there are none."""
    rows = product_costs.select(*PRODUCT_COLUMNS).to_pyarrow().to_pylist()
    return by_subscription(subscriptions, contacts, links, CostBook(rows, rates), definitions)


def with_tiers(contacts: Any, links: Any, leads: Any) -> Any:
    """The contacts with the tier of their person in place of the segment, so that subscribers are told apart by it."""
    tiers = leads.select("person_id", own_tier="tier").distinct()
    known = with_leading_id(contacts, links, "contact", "contact_id", "tier_of")
    joined = known.left_join(tiers, known.tier_of == tiers.person_id)
    return joined.mutate(**{TIER: joined.own_tier}).select(*contacts.columns)


def tier_values(base: Base, discount: float) -> tuple[int | None, list[TierValue]]:
    """Over the farthest horizon that every tier with enough customers has been seen for; None where there is none."""
    own = {tier: [c for c in base.customers if c.groups.get(TIER) == tier] for tier in TIERS}
    large = [customers for customers in own.values() if _carries(customers)]
    seen = [horizon for horizon in HORIZONS if large and all(is_seen(customers, horizon) for customers in large)]
    horizon = seen[-1] if base.basis == SUBSCRIPTIONS and seen else None
    return horizon, [TierValue(tier, len(mine), _value(mine, base, horizon, discount)) for tier, mine in own.items()]


def _carries(customers: Sequence[Customer]) -> bool:
    return len(customers) >= ENOUGH and sum(c.has_left for c in customers) >= FEWEST_ENDS


def _value(customers: Sequence[Customer], base: Base, horizon: int | None, discount: float) -> Value | None:
    if horizon is None or not _carries(customers):
        return None
    return value(customers, base.kinds[-1], horizon, discount, seed=SEED)
