"""Deals and orders, week by week. Ibis over the canonical tables."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from cmokit.methods.linkage import leading_records
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.methods.order_movements import ORDER_COLUMNS, order_of
from cmokit.methods.weeks import Told, Week, WeeklyPoint, utc

WON = "won"
Row = Mapping[str, Any]


def deals(opportunities: Any, entity_links: Any, weeks: Sequence[Week], rates: Rates, told: Told) -> list[WeeklyPoint]:
    """Opportunities made within the week; those won within it, and their amounts in the reporting currency."""
    rows = leading_records(opportunities, entity_links, "opportunity")
    first = utc(weeks[0].start)
    new = rows.filter((rows.created_at >= first) | ((rows.status == WON) & (rows.closed_at >= first)))
    columns = ("opportunity_id", "created_at", "closed_at", "status", "amount", "currency", "source_file", "source_row")
    listed = new.select(*columns).order_by("opportunity_id", "source_file", "source_row").to_pyarrow().to_pylist()
    made = {week: sum(_is_in(row["created_at"], week) for row in listed) for week in weeks}
    won = {week: [row for row in listed if row["status"] == WON and _is_in(row["closed_at"], week)] for week in weeks}
    amounts = {week: _total([_amount(row, rates, week) for row in rows_]) for week, rows_ in won.items()}
    return [
        *told.points("opportunities", {week: (n, n) for week, n in made.items()}),
        *told.points("won", {week: (len(rows_), len(rows_)) for week, rows_ in won.items()}),
        *told.points("won_amount", amounts),
    ]


def _amount(row: Row, rates: Rates, week: Week) -> Decimal | None:
    on = row["closed_at"].astimezone(week.zone).date()
    return rates.reported(row["amount"] or ZERO, row["currency"] or rates.reporting, on)


def ordered(orders: Any, weeks: Sequence[Week], rates: Rates, told: Told) -> list[WeeklyPoint]:
    """Orders placed within the week that were not cancelled by its end; goods and shipping before tax."""
    new = orders.filter(orders.ordered_at >= utc(weeks[0].start), orders.ordered_at < utc(weeks[-1].end))
    listed = new.select(*ORDER_COLUMNS).order_by("order_id", "source_file", "source_row").to_pyarrow().to_pylist()
    kept: dict[Week, list[Decimal | None]] = defaultdict(list)
    for row in listed:
        week = next(week for week in weeks if _is_in(row["ordered_at"], week))
        order = order_of(row, rates.reporting, week.end)
        if not order.is_cancelled:
            kept[week].append(rates.reported(order.before_tax, order.currency, order.ordered_on))
    return [
        *told.points("orders", {week: (len(kept[week]),) * 2 for week in weeks}),
        *told.points("ordered_amount", {week: _total(kept[week]) for week in weeks}),
    ]


def _is_in(moment: datetime | None, week: Week) -> bool:
    return moment is not None and week.start <= moment < week.end


def _total(amounts: Sequence[Decimal | None]) -> tuple[Decimal | None, int]:
    """Their sum and number; no sum where one of them has no rate."""
    stated = [amount for amount in amounts if amount is not None]
    return (total_of(stated) if len(stated) == len(amounts) else None), len(amounts)
