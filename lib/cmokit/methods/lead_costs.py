"""What advertising was paid for some leads: a channel's month, divided evenly between the leads that it brought."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.methods.acquisition import Cost
from cmokit.methods.order_ledger import ZERO

Key = Any


def cost_by_key(
    counts: Iterable[tuple[str, date, Key, int]], costs: Iterable[Cost], covered: Iterable[date]
) -> Mapping[Key, Decimal]:
    """Key → cost of its leads. counts: channel, month, key and how many leads; every lead stands under one key.

    Only months that the ad reports cover; a channel's month that brought no lead is nobody's cost.
    """
    months = set(covered)
    spent: dict[tuple[str, date], Decimal] = defaultdict(lambda: ZERO)
    for cost in costs:
        spent[cost.channel, cost.month] += cost.amount
    rows = [row for row in counts if row[1] in months and row[:2] in spent]
    leads: dict[tuple[str, date], int] = defaultdict(int)
    for channel, month, _, number in rows:
        leads[channel, month] += number
    found: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    for channel, month, key, number in rows:
        found[key] += spent[channel, month] * number / leads[channel, month]
    return dict(found)
