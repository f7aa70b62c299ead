"""What advertising cost, by channel and day, in the reporting currency and before tax."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.methods.channel_values import channel_of_platform
from cmokit.methods.contribution import Item
from cmokit.methods.goods_cost import ONE, cents
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO

DAY_KEY = ("period_start_on", "platform", "currency")


def days_spent(ad_spend: Any) -> list[dict[str, Any]]:
    """One row a platform, currency and first day of a reported period, with the file and row that come first."""
    stated = ad_spend.filter(ad_spend.spend_amount.notnull())
    by_day = stated.group_by("platform", "currency", "period_start_on").aggregate(
        spend=stated.spend_amount.sum(),
        source_file=stated.source_file.min(),
        source_row=stated.source_row.min(),
    )
    return by_day.order_by(*DAY_KEY).to_pyarrow().to_pylist()


def taxed_platforms(rows: Sequence[Mapping[str, Any]], vat_included_in: Sequence[str]) -> frozenset[str]:
    """The platforms whose reports include tax: `meta_ads` or `meta` for a kind such as `meta_ads.campaigns`."""
    names = {str(row["platform"]) for row in rows if row["platform"]}
    return frozenset(n for n in names if any(kind.startswith(n.strip().lower()) for kind in vat_included_in))


def spent(
    ad_spend: Any, rates: Rates, vat_share: Decimal | None, vat_included_in: Sequence[str]
) -> tuple[list[Item], set[tuple[str, date]]]:
    """One item per channel and day (first day of a reported period); and currency and month that lack a rate.

    vat_included_in: kinds of export whose amounts include tax at vat_share; it is taken out.
    """
    rows = days_spent(ad_spend)
    taxed = taxed_platforms(rows, vat_included_in) if vat_share else ()
    items, lacking = [], set()
    for row in rows:
        day, currency = row["period_start_on"], row["currency"] or rates.reporting
        amount = rates.reported(row["spend"], currency, day)
        if amount is None:
            lacking.add((currency, day.replace(day=1)))
            continue
        untaxed = amount / (ONE + (vat_share or ZERO)) if row["platform"] in taxed else amount
        items.append(Item(channel_of_platform(row["platform"]), day, {"ads": -cents(untaxed)}))
    return items, lacking
