"""From ad platforms' claims to cash, channel by channel: levels, and the signed steps between them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.methods.channel_values import UNKNOWN
from cmokit.methods.order_exchange import Rates, Settled, loose, settled
from cmokit.methods.order_ledger import STEPS, ZERO, Entry, Line, Parcels, check, total_of
from cmokit.methods.order_movements import (
    ORDER_COLUMNS,
    PARCEL_COLUMNS,
    PAYMENT_COLUMNS,
    order_of,
    parcel_lines,
    parcels_of,
    payment_lines,
)
from cmokit.tables.contract import AMOUNT

BRIDGE = ("ad_reported", "double_counted", "crm", "not_matched", "ordered", *STEPS, "cash")
Steps = dict[str, dict[str, Decimal]]  # channel (or `all`) → step → amount


@dataclass(frozen=True)
class _Kept:
    """The last ledger: several questions of one report stand on the same one. The tables are compared as objects."""

    tables: tuple[Any, ...]
    asked: tuple[Any, ...]
    found: list[Settled]

    def answers(self, tables: tuple[Any, ...], asked: tuple[Any, ...]) -> bool:
        return self.asked == asked and all(one is other for one, other in zip(self.tables, tables, strict=True))


_last: list[_Kept] = []


def ledger(
    orders: Any, payments: Any, parcels: Any, rates: Rates, *, as_of_end: datetime, as_of: date
) -> list[Settled]:
    """One item per order, in order of its id, then one per movement that belongs to none. See order_ledger.Entry."""
    tables, asked = (orders, payments, parcels), (rates, as_of_end, as_of)
    if not (_last and _last[0].answers(tables, asked)):
        _last[:] = [_Kept(tables, asked, _ledger(*tables, rates, as_of_end, as_of))]
    return list(_last[0].found)


def _ledger(orders: Any, payments: Any, parcels: Any, rates: Rates, as_of_end: datetime, as_of: date) -> list[Settled]:
    currency = rates.reporting
    known = [order_of(row, currency, as_of_end) for row in _rows(orders, ORDER_COLUMNS)]
    parcel_rows = _rows(parcels, PARCEL_COLUMNS)
    lines = payment_lines(_rows(payments, PAYMENT_COLUMNS), currency, as_of, as_of_end.tzinfo)
    lines += parcel_lines(parcel_rows, currency, as_of)
    of_order: dict[str | None, list[Line]] = defaultdict(list)
    for line in lines:
        of_order[line.order_id].append(line)
    outcomes = parcels_of(parcel_rows, as_of)
    found: list[Settled] = []
    for order in sorted(known, key=lambda o: (o.order_id, o.source_file, o.source_row)):
        # popped, so that an order number used by two shops takes its movements once
        own = of_order.pop(order.order_id, [])
        found += settled(order, own, outcomes.pop(order.order_id, Parcels()), rates)
    found += [loose(line, rates) for own in of_order.values() for line in own]
    used = [part for one in found for part in ((one.order,) if one.order else ()) + one.lines]
    check([entry for one in found for entry in (one.own, one.entry)], [*known, *lines], used)
    return found


def _rows(table: Any, columns: Sequence[str]) -> list[Mapping[str, Any]]:
    return table.select(*columns).to_pyarrow().to_pylist()


def bridge(
    reported: Mapping[str, Decimal] | None, crm: Mapping[str, Decimal], entries: Sequence[Entry], ends_at: str
) -> Steps:
    """Every step by channel and in all, up to the level `ends_at`. reported None: no platform states a value.

    All of one currency. Without a single amount there is the unknown channel, and nothing in it.
    """
    channels = {*(reported or ()), *crm, *(entry.channel for entry in entries)} or {UNKNOWN}
    steps = {channel: _first_steps(channel, reported, crm) for channel in sorted(channels)}
    for channel, own in steps.items() if ends_at != "crm" else ():
        of_channel = [entry for entry in entries if entry.channel == channel]
        own["ordered"] = total_of(entry.ordered for entry in of_channel)
        own["not_matched"] = own["ordered"] - own["crm"]
        if ends_at == "cash":
            own |= {step: total_of(entry.steps[step] for entry in of_channel) for step in STEPS}
            own["cash"] = total_of(entry.cash for entry in of_channel)
    names = {name for own in steps.values() for name in own}
    steps["all"] = {name: total_of(own[name] for own in steps.values()) for name in BRIDGE if name in names}
    for channel, own in steps.items():
        check_levels(channel, own)
    return steps


def _first_steps(
    channel: str, reported: Mapping[str, Decimal] | None, crm: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    value = crm.get(channel, ZERO)
    if reported is None:
        return {"crm": value}
    claimed = reported.get(channel, ZERO)
    return {"ad_reported": claimed, "double_counted": value - claimed, "crm": value}


def check_levels(channel: str, steps: Mapping[str, Decimal]) -> None:
    """A level and the steps behind it equal the next level. A failure here is a fault of the kit."""
    order = [name for name in BRIDGE if name in steps]
    reached = ZERO
    for name in order:
        if name in ("crm", "ordered", "cash") and name != order[0]:
            if reached != steps[name]:
                raise AssertionError(f"channel {channel}: the steps to {name} do not add up")
        else:
            reached += steps[name]


def goods_by_channel(entries: Iterable[Entry]) -> dict[str, Decimal]:
    """What the shop's own records give each channel."""
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        found[entry.channel] += entry.ordered
    return dict(found)


def entries_table(entries: Sequence[Entry], *, with_steps: bool) -> pa.Table:
    """One row per order, in order of its number, and per movement that belongs to none (with its own number).

    In the reporting currency; what no rate carries into it is in its own.
    """
    texts = ("order_id", "reference", "channel", "problem", "why")
    columns = {name: pa.array([getattr(entry, name) or None for entry in entries], pa.string()) for name in texts}
    columns["ordered_amount"] = pa.array([entry.ordered for entry in entries], AMOUNT)
    for step in STEPS if with_steps else ():
        columns[f"{step}_amount"] = pa.array([entry.steps[step] for entry in entries], AMOUNT)
    if with_steps:
        columns["cash_amount"] = pa.array([entry.cash for entry in entries], AMOUNT)
    columns["currency"] = pa.array([entry.currency for entry in entries], pa.string())
    columns["source_file"] = pa.array([entry.source_file for entry in entries], pa.string())
    columns["source_row"] = pa.array([entry.source_row for entry in entries], pa.int64())
    return pa.table(columns)


def periods(ad_spend: Any, orders: Any, as_of_end: datetime) -> dict[str, date]:
    """First and last local day of the ad reports and of the orders: ads_from, ads_to, orders_from, orders_to."""
    ads = ad_spend.aggregate(ads_from=ad_spend.period_start_on.min(), ads_to=ad_spend.period_end_on.max())
    shop = orders.aggregate(orders_from=orders.ordered_at.min(), orders_to=orders.ordered_at.max())
    found = {**ads.to_pyarrow().to_pylist()[0], **shop.to_pyarrow().to_pylist()[0]}
    return {
        name: end.astimezone(as_of_end.tzinfo).date() if isinstance(end, datetime) else end
        for name, end in found.items()
        if end is not None
    }
