"""The distinct campaigns of ad platforms and CRM, and whether their names follow a rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cmokit.methods.order_ledger import ZERO, Convert

CRM = "crm"
_LOOSE = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Campaign:
    """One distinct campaign: a platform's name with all that was spent on it, or a campaign record of the CRM."""

    source: str
    campaign_id: str | None
    name: str
    spend: Decimal | None = None
    is_orphan: bool = False
    source_file: str | None = None
    source_row: int | None = None


def advertised(ad_spend: Any, convert: Convert, currency: str) -> list[Campaign]:
    """Each platform's distinct campaign names; of several ids under one name the first."""
    named = ad_spend.filter(ad_spend.campaign.notnull())
    months = named.group_by("platform", "campaign", "currency", month=named.period_start_on.truncate("M"))
    sums = months.aggregate(spend=lambda t: t.spend_amount.sum(), campaign_id=lambda t: t.campaign_id.min())
    found: dict[tuple[str, str], Campaign] = {}
    for row in sums.order_by("platform", "campaign", "currency", "month").to_pyarrow().to_pylist():
        source, name = row["platform"] or "", row["campaign"]
        before = found.get((source, name), Campaign(source, row["campaign_id"], name, ZERO))
        ids = [number for number in (before.campaign_id, row["campaign_id"]) if number]
        spend = convert(row["spend"] or ZERO, row["currency"] or currency, row["month"])
        found[source, name] = Campaign(source, min(ids, default=None), name, (before.spend or ZERO) + spend)
    return list(found.values())


def recorded(campaigns: Any) -> list[Campaign]:
    """Every campaign record; an orphan names a parent that its system does not hold."""
    columns = ("source_system", "campaign_id", "name", "parent_campaign_id", "source_file", "source_row")
    rows = campaigns.select(*columns).order_by("source_system", "campaign_id").to_pyarrow().to_pylist()
    known = {(row["source_system"], row["campaign_id"]) for row in rows}
    return [
        Campaign(
            source=CRM,
            campaign_id=row["campaign_id"],
            name=row["name"] or "",
            is_orphan=bool(parent := row["parent_campaign_id"]) and (row["source_system"], parent) not in known,
            source_file=row["source_file"],
            source_row=row["source_row"],
        )
        for row in rows
    ]


def follows(name: str, *, separator: str, parts: int, heads: Sequence[str]) -> bool:
    """Enough parts, none of them blank, and a known first one (in any case)."""
    said = [part.strip() for part in name.strip().split(separator)]
    return len(said) >= parts and all(said) and said[0].casefold() in {head.casefold() for head in heads}


def respelled(found: Sequence[Campaign]) -> set[tuple[str, str]]:
    """(source, name) of names that equal another one of their source but for case, blanks, hyphens and underscores.

    The one with most spend is the usual one and is not among them.
    """
    usual: dict[tuple[str, str], str] = {}
    for campaign in sorted(found, key=lambda c: (-(c.spend or ZERO), c.name)):
        usual.setdefault((campaign.source, loose(campaign.name)), campaign.name)
    return {(c.source, c.name) for c in found if loose(c.name) and usual[c.source, loose(c.name)] != c.name}


def loose(name: str) -> str:
    return _LOOSE.sub("", name.casefold())
