"""Orders on their way from ordered over fulfilled and delivered to paid, and where they fell out.

Where no courier's file speaks of an order, being fulfilled counts as being delivered. Paid means that the money came
and stayed.
"""

from typing import Any

import ibis

from cmokit.methods.order_movements import NEVER_MOVED
from cmokit.methods.pipeline_visits import SECONDS_A_DAY, StageFigures

STAGES = ("ordered", "fulfilled", "delivered", "paid")
PAID_WORDS = ("paid", "partially_refunded", "refunded")
NEVER_PAID = ("voided", "expired")
WENT_BACK = ("refund", "dispute")


def journeys(orders: Any, payments: Any, parcels: Any) -> Any:
    """One row per order: is_<stage> for each stage reached, lost_at (a stage, or null), days between stages."""
    paid = (
        payments.filter(payments.order_id.notnull(), ~_status_word(payments.status).isin(NEVER_MOVED))
        .group_by("order_id")
        .aggregate(
            was_charged=lambda t: (t.kind == "charge").any(),
            was_disputed=lambda t: _took_back(t, "dispute"),
            was_refunded=lambda t: _took_back(t, "refund"),
            went_back=lambda t: t.amount.sum(where=t.kind.isin(WENT_BACK)),
            back_currency=lambda t: t.currency.min(where=t.kind.isin(WENT_BACK)),
            back_currencies=lambda t: t.currency.nunique(where=t.kind.isin(WENT_BACK)),
        )
    )
    boxes = (
        parcels.filter(parcels.order_id.notnull())
        .group_by("order_id")
        .aggregate(
            came_back=lambda t: t.status.isin(("returned", "lost")).any(),
            arrived=lambda t: (t.status == "delivered").any(),
            delivered_on=lambda t: t.delivered_on.min(where=t.status == "delivered"),
            remitted_on=lambda t: t.remitted_on.min(where=t.status == "delivered"),
        )
    )
    rows = orders.left_join(paid, "order_id").drop("order_id_right").left_join(boxes, "order_id")
    rows = rows.mutate(status=_status_word(rows.financial_status))
    rows = rows.mutate(lost_at=_lost_at(rows))
    is_sent = rows.fulfilled_at.notnull() | rows.arrived.notnull() | (rows.lost_at == "fulfilled").fill_null(False)
    arrived = rows.arrived.fill_null(is_sent) & ~rows.lost_at.isin(("ordered", "fulfilled")).fill_null(False)
    has_money = rows.was_charged.fill_null(False) | rows.status.isin(PAID_WORDS) | rows.remitted_on.notnull()
    return rows.mutate(
        is_ordered=ibis.literal(True),
        is_fulfilled=is_sent & ~(rows.lost_at == "ordered").fill_null(False),
        is_delivered=arrived,
        is_paid=arrived & has_money & rows.lost_at.isnull(),
        ordered_days=(rows.fulfilled_at.epoch_seconds() - rows.ordered_at.epoch_seconds()) / SECONDS_A_DAY,
        fulfilled_days=rows.delivered_on.delta(rows.fulfilled_at.date(), unit="day"),
        delivered_days=rows.remitted_on.delta(rows.delivered_on, unit="day"),
    )


def _status_word(text: Any) -> Any:
    return text.strip().lower().replace(" ", "_").fill_null("")


def _took_back(payments: Any, kind: str) -> Any:
    """There was such a movement, and it was not reversed: a dispute that was won took nothing."""
    is_kind = payments.kind == kind
    return is_kind.any() & (payments.amount.sum(where=is_kind) != 0).fill_null(True)


def _lost_at(rows: Any) -> Any:
    """Each order falls out once, at the first stage that it did not get beyond."""
    cancelled = rows.cancelled_at.notnull() | rows.status.isin(NEVER_PAID)
    before_sent = rows.fulfilled_at.isnull() | (rows.cancelled_at <= rows.fulfilled_at).fill_null(False)
    # What the shop says of refunds counts only where no payment speaks of the order.
    said = rows.was_refunded.isnull() & (rows.refunded_amount > 0).fill_null(False)
    refunded = rows.was_refunded.fill_null(False) | said
    return ibis.cases(
        (cancelled & before_sent, "ordered"),
        (cancelled | rows.came_back.fill_null(False), "fulfilled"),
        (refunded | rows.was_disputed.fill_null(False), "delivered"),
        else_=ibis.null(str),
    )


def figures(rows: Any) -> list[StageFigures]:
    """Per stage: entered, advanced to the next one, decided (advanced or fallen out), median wait for the next one."""
    sums = {f"is_{stage}": rows[f"is_{stage}"].sum() for stage in STAGES}
    sums |= {f"lost_{stage}": (rows.lost_at == stage).fill_null(False).sum() for stage in STAGES}
    sums |= {f"{stage}_days": rows[f"{stage}_days"].cast("float64").quantile(0.5) for stage in STAGES[:-1]}
    row = rows.aggregate(**sums).to_pyarrow().to_pylist()[0]
    found = []
    for stage, after in zip(STAGES, (*STAGES[1:], None), strict=True):
        advanced = row[f"is_{after}"] if after else 0
        decided = advanced + row[f"lost_{stage}"] if after else 0
        found.append(StageFigures(stage, row[f"is_{stage}"], advanced, decided, row.get(f"{stage}_days")))
    return found


def lost(rows: Any) -> Any:
    """Orders that fell out, with what is lost: their total; of a delivered one what went back."""
    gone = rows.filter(rows.lost_at.notnull())
    # Files write money that leaves with a minus or without; a reversal stands against it in either case.
    by_payments = ibis.ifelse(gone.went_back < 0, -gone.went_back, gone.went_back)
    by_shop = ibis.ifelse(gone.refunded_amount < 0, -gone.refunded_amount, gone.refunded_amount)
    # Money that went back in several currencies cannot be one amount: then the order counts with its total.
    is_part = (gone.lost_at == "delivered") & (gone.back_currencies.fill_null(0) < 2)
    part = by_payments.coalesce(by_shop)
    own = gone.back_currency.coalesce(gone.currency)
    return gone.select(
        *("source_file", "source_row"),
        currency=ibis.ifelse(is_part, own, gone.currency),
        amount=ibis.ifelse(is_part, part, gone.total_amount).cast(gone.total_amount.type()),  # a sum is wider
        funnel=ibis.literal("orders"),
        stage=gone.lost_at,
        record_id=gone.order_id,
        problem=ibis.literal("lost"),
        day=gone.ordered_at.date(),
    )
