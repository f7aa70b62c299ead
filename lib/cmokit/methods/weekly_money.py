"""What ads cost and what money came in, week by week. Ibis over the canonical tables."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.methods.ad_costs import taxed_platforms
from cmokit.methods.goods_cost import ONE, cents
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO, Line, total_of
from cmokit.methods.order_movements import PARCEL_COLUMNS, PAYMENT_COLUMNS, parcel_lines, payment_lines
from cmokit.methods.weeks import Told, Week, WeeklyPoint, days_within

PERIOD = ("platform", "currency", "period_start_on", "period_end_on")


def spent(
    ad_spend: Any,
    weeks: Sequence[Week],
    rates: Rates,
    vat_share: Decimal | None,
    vat_included_in: Sequence[str],
    told: Told,
) -> list[WeeklyPoint]:
    """What ads cost before tax, in the reporting currency. A row of several days is shared out evenly among them."""
    dated = ad_spend.filter(ad_spend.spend_amount.notnull(), ad_spend.period_start_on.notnull())
    whole = dated.mutate(period_end_on=dated.period_end_on.coalesce(dated.period_start_on))
    new = whole.filter(whole.period_end_on >= weeks[0].start_on, whole.period_start_on <= weeks[-1].last_on)
    rows = new.group_by(PERIOD).aggregate(spend=new.spend_amount.sum()).order_by(PERIOD).to_pyarrow().to_pylist()
    taxed = taxed_platforms(rows, vat_included_in) if vat_share else frozenset()
    sums: dict[Week, list[Decimal | None]] = defaultdict(list)
    for row in rows:
        amount = rates.reported(row["spend"], row["currency"] or rates.reporting, row["period_start_on"])
        untaxed = ONE + (vat_share or ZERO) if row["platform"] in taxed else ONE
        days = (row["period_end_on"] - row["period_start_on"]).days + 1
        for week in weeks:
            inside = days_within(week, row["period_start_on"], row["period_end_on"])
            if inside:
                sums[week].append(None if amount is None else amount / untaxed * inside / days)
    return told.points("ad_spend_amount", {week: _total(sums[week]) for week in weeks})


def cash(
    payments: Any, parcels: Any, weeks: Sequence[Week], rates: Rates, as_of: date, told: Told
) -> list[WeeklyPoint]:
    """What became money within the week: by the processor's day of availability, and the courier's of remitting."""
    zone = weeks[0].zone
    moved = payment_lines(_listed(payments, PAYMENT_COLUMNS), rates.reporting, as_of, zone)
    lines = [*moved, *parcel_lines(_listed(parcels, PARCEL_COLUMNS), rates.reporting, as_of)]
    own = {week: [line for line in lines if _is_cash_in(line, week)] for week in weeks}
    return told.points("cash_amount", {week: _total([_cash(line, rates) for line in of]) for week, of in own.items()})


def _listed(rows: Any, columns: Sequence[str]) -> list[Mapping[str, Any]]:
    listed: list[Mapping[str, Any]] = (
        rows.select(*columns).order_by("source_file", "source_row").to_pyarrow().to_pylist()
    )
    return listed


def _is_cash_in(line: Line, week: Week) -> bool:
    return line.is_settled and line.settled_on is not None and week.start_on <= line.settled_on <= week.last_on


def _cash(line: Line, rates: Rates) -> Decimal | None:
    return rates.reported(line.net, line.currency, line.day)


def _total(amounts: Sequence[Decimal | None]) -> tuple[Decimal | None, int]:
    """Their sum to the cent, and how many; no sum where one of them has no rate."""
    stated = [amount for amount in amounts if amount is not None]
    return (cents(total_of(stated)) if len(stated) == len(amounts) else None), len(amounts)
