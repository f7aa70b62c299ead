"""Costs by channel and month in the reporting currency: ads as the platforms report them, the rest as finance does."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from cmokit.methods.acquisition import Cost, covered_months
from cmokit.methods.ad_costs import spent
from cmokit.methods.order_exchange import Rates

Lacking = set[tuple[str, date]]  # currency and month without a rate
COLUMNS = ("period_start_on", "kind", "channel", "currency", "amount")


class Taxed(Protocol):
    """The definitions that say which reports include tax."""

    @property
    def vat_share(self) -> Decimal | None: ...

    @property
    def vat_included_in(self) -> tuple[str, ...]: ...

    @property
    def as_of(self) -> date: ...


def ad_costs(ad_spend: Any, rates: Rates, taxed: Taxed) -> tuple[list[Cost], set[date], Lacking]:
    """Advertising by channel and month; the whole months that the reports cover; what lacks a rate."""
    items, lacking = spent(ad_spend, rates, taxed.vat_share, taxed.vat_included_in)
    ends = ad_spend.aggregate(first=ad_spend.period_start_on.min(), last=ad_spend.period_end_on.max())
    days = ends.to_pyarrow().to_pylist()[0]
    covered = covered_months(days["first"], min(days["last"], taxed.as_of)) if days["first"] else set()
    costs = [Cost(item.channel, item.day.replace(day=1), -item.steps["ads"], True) for item in items]
    return costs, covered, lacking


def other_costs(costs: Any, rates: Rates, as_of: date) -> tuple[list[Cost], Lacking]:
    """What finance states beside advertising, by its month; `ads` is left out, since the platforms report it."""
    found, lacking = [], set()
    for row in _rows(costs):
        month, currency = row["period_start_on"].replace(day=1), row["currency"] or rates.reporting
        amount = rates.reported(row["amount"], currency, month)
        if amount is None:
            lacking.add((currency, month))
        elif month <= as_of:
            found.append(Cost(row["channel"] or "", month, amount, False))
    return found, lacking


def _rows(costs: Any) -> Iterable[dict[str, Any]]:
    stated = costs.filter(costs.amount.notnull(), costs.period_start_on.notnull(), costs.kind.fill_null("") != "ads")
    summed = stated.group_by("period_start_on", "kind", "channel", "currency").aggregate(amount=stated.amount.sum())
    return summed.select(*COLUMNS).order_by(*COLUMNS[:-1]).to_pyarrow().to_pylist()
