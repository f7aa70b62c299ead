"""What advertising cost by campaign and month, and which campaign a tagged link means."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.methods.acquisition import ALL, Cost
from cmokit.methods.ad_costs import taxed_platforms
from cmokit.methods.campaign_list import loose
from cmokit.methods.channel_values import channel_of_platform
from cmokit.methods.costs_by_month import Taxed
from cmokit.methods.goods_cost import ONE, cents
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO

NAMED = "named"  # stands for all campaigns with outcomes, as ALL stands for everything
BY = ("platform", "campaign", "campaign_id", "currency", "month")


@dataclass(frozen=True)
class Campaigns:
    """Advertised campaigns. costs: by name (as `channel` of a Cost) and month. channels: of each name. Two spellings of
    one name are one campaign, called as most was spent under.
    """

    costs: tuple[Cost, ...]
    channels: Mapping[str, str]
    known: Mapping[str, str]  # loose spelling or id → name

    def named(self, tag: str | None) -> str:
        """The campaign that a link's tag names, by name or by the platform's id; empty for none of them."""
        return self.known.get(loose(tag), "") if tag else ""


def campaigns_of(ad_spend: Any, rates: Rates, taxed: Taxed) -> Campaigns:
    """What has no rate stands in no campaign; `ad_costs` tells which months that are."""
    stated = ad_spend.filter(ad_spend.spend_amount.notnull(), ad_spend.campaign.fill_null("").strip() != "")
    months = stated.mutate(month=stated.period_start_on.truncate("M")).group_by(*BY)
    rows = months.aggregate(spend=lambda t: t.spend_amount.sum()).order_by(*BY).to_pyarrow().to_pylist()
    inside = taxed_platforms(rows, taxed.vat_included_in) if taxed.vat_share else frozenset[str]()
    by_name: dict[str, Decimal] = defaultdict(lambda: ZERO)
    told = []
    for row in rows:
        amount = rates.reported(row["spend"], row["currency"] or rates.reporting, row["month"])
        if amount is not None:
            is_taxed = row["platform"] in inside
            amount = cents(amount / (ONE + (taxed.vat_share or ZERO))) if is_taxed else amount
            by_name[row["campaign"]] += amount
            told.append((row, amount))
    return _gathered(told, by_name)


def _gathered(told: list[tuple[dict[str, Any], Decimal]], by_name: Mapping[str, Decimal]) -> Campaigns:
    usual: dict[str, str] = {}
    for name in sorted(by_name, key=lambda name: (-by_name[name], name)):
        usual.setdefault(loose(name), f"“{name}”" if name in (ALL, NAMED) else name)
    known, channels, costs = dict(usual), dict[str, str](), []
    for row, amount in told:
        name = usual[loose(row["campaign"])]
        channels.setdefault(name, channel_of_platform(row["platform"]))
        if row["campaign_id"]:
            known.setdefault(loose(row["campaign_id"]), name)
        costs.append(Cost(name, _day(row["month"]), amount, True))
    return Campaigns(tuple(costs), channels, known)


def _day(month: Any) -> date:
    return date(month.year, month.month, 1)
