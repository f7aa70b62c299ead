"""What advertising cost, by channel and day, in the reporting currency and before tax."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.methods.channel_values import channel_of_platform
from cmokit.methods.contribution import Item
from cmokit.methods.goods_cost import ONE, cents
from cmokit.methods.order_exchange import Rates


def spent(
    ad_spend: Any, rates: Rates, vat_share: Decimal | None, vat_included_in: Sequence[str]
) -> tuple[list[Item], set[tuple[str, date]]]:
    """One item per channel and day (first day of a reported period); and currency and month that lack a rate.

    vat_included_in: kinds of export whose amounts include tax at vat_share; it is taken out.
    """
    stated = ad_spend.filter(ad_spend.spend_amount.notnull())
    by_day = stated.group_by("platform", "currency", "period_start_on").aggregate(spend=stated.spend_amount.sum())
    rows = by_day.order_by("period_start_on", "platform", "currency").to_pyarrow().to_pylist()
    items, lacking = [], set()
    for row in rows:
        day, currency = row["period_start_on"], row["currency"] or rates.reporting
        amount = rates.reported(row["spend"], currency, day)
        if amount is None:
            lacking.add((currency, day.replace(day=1)))
            continue
        untaxed = amount / (ONE + vat_share) if vat_share and _is_taxed(row["platform"], vat_included_in) else amount
        items.append(Item(channel_of_platform(row["platform"]), day, {"ads": -cents(untaxed)}))
    return items, lacking


def _is_taxed(platform: str | None, vat_included_in: Sequence[str]) -> bool:
    """`meta_ads` or `meta` for a kind such as `meta_ads.campaigns`."""
    name = (platform or "").strip().lower()
    return bool(name) and any(kind.startswith(name) for kind in vat_included_in)
