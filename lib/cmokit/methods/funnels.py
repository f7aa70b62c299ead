"""The two funnels in which money leaks, in one form: the pipeline of deals, and the way of an order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import ibis

from cmokit.methods import order_stages, pipeline_visits
from cmokit.methods.order_ledger import ZERO, Convert
from cmokit.methods.pipeline_visits import StageFigures

PIPELINE, ORDERS = "pipeline", "orders"
TABLES = {PIPELINE: ("opportunities", "stage_entries"), ORDERS: ("orders", "payments", "parcels")}
EVIDENCE = ("funnel", "stage", "record_id", "problem", "amount", "currency", "source_file", "source_row")
Sums = dict[tuple[str, str], tuple[int, Decimal]]  # stage, problem → records and money


@dataclass(frozen=True)
class Funnel:
    """One funnel: its stages in order, the records that leaked (EVIDENCE and `day`, for the rate), and what they are
    held against: the value of open deals, or of all orders (amount, currency, day).
    """

    name: str
    stages: Sequence[StageFigures]
    leaked: ibis.Table
    base: ibis.Table


def any_rows(table: Any) -> bool:
    return len(table.limit(1).to_pyarrow()) > 0


def pipeline(deals: Any, stage_entries: Any, stated_order: tuple[str, ...], end: datetime) -> Funnel | None:
    """None where no deal has a dated entry into a stage."""
    all_visits = pipeline_visits.visits(deals, stage_entries).cache()
    if not any_rows(all_visits):
        return None
    stages = pipeline_visits.stages_in_order(all_visits, stated_order)
    if any_rows(pipeline_visits.tied(all_visits)):
        all_visits = pipeline_visits.visits(deals, stage_entries, stages).cache()
    of_stages = pipeline_visits.placed(all_visits, stages)
    figures = pipeline_visits.figures(of_stages, stages)
    lost = pipeline_visits.lost(deals, of_stages, stages)
    leaked = ibis.union(lost, pipeline_visits.stalled(of_stages, figures, end))
    open_deals = deals.filter(deals.status == "open")
    return Funnel(PIPELINE, figures, leaked, open_deals.select("amount", "currency", day=ibis.null("date")))


def order_way(orders: Any, payments: Any, parcels: Any) -> Funnel | None:
    """None without orders."""
    if not any_rows(orders):
        return None
    rows = order_stages.journeys(orders, payments, parcels)
    base = orders.select("currency", amount=orders.total_amount, day=orders.ordered_at.date())
    return Funnel(ORDERS, order_stages.figures(rows), order_stages.lost(rows), base)


def leaked_sums(funnel: Funnel, convert: Convert, currency: str, as_of: date) -> Sums:
    """Records and money by stage and problem; each month at its own rate, what has no day at the rate of `as_of`."""
    months = funnel.leaked.group_by("stage", "problem", "currency", month=funnel.leaked.day.truncate("M"))
    sums = months.aggregate(records=lambda t: t.count(), amount=lambda t: t.amount.sum())
    found: dict[tuple[str, str], tuple[int, Decimal]] = defaultdict(lambda: (0, ZERO))
    for row in sums.to_pyarrow().to_pylist():
        records, amount = found[row["stage"], row["problem"]]
        more = convert(row["amount"] or ZERO, row["currency"] or currency, row["month"] or as_of)
        found[row["stage"], row["problem"]] = records + row["records"], amount + more
    return dict(found)


def base_value(funnel: Funnel, convert: Convert, currency: str, as_of: date) -> Decimal:
    """The value that leaks are held against."""
    months = funnel.base.group_by("currency", month=funnel.base.day.truncate("M"))
    rows = months.aggregate(amount=lambda t: t.amount.sum()).to_pyarrow().to_pylist()
    return sum((convert(r["amount"] or ZERO, r["currency"] or currency, r["month"] or as_of) for r in rows), ZERO)
