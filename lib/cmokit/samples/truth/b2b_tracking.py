"""The truth about the B2B client's tags and campaign names."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, extra_spellings, named, share, truth

PAID = {"paid_search", "paid_social", "display", "affiliate", "email"}
MEDIUMS = {
    *("cpc", "ppc", "paid_search", "paidsearch", "paid_social", "paidsocial", "paid-social", "social"),
    *("organic_social", "email", "display", "banner", "affiliate", "referral", "organic", "partner"),
    *("event", "webinar", "video", "sms", "push", "qr"),
}
OF_MEDIUM = {"cpc": "paid_search", "ppc": "paid_search", "paid_search": "paid_search", "email": "email",
             "paid_social": "paid_social"}  # fmt: skip
HEADS = {
    *("search", "social", "display", "email", "event", "webinar"),
    *("partner", "brand", "retargeting", "video", "shopping", "content"),
}


@dataclass(frozen=True)
class Tagged:
    """A row with its channel and UTM values, and the month in which it counts."""

    id: str
    channel: str
    source: str
    medium: str
    campaign: str
    month: str


def utm(table: str, rows: list[Tagged]) -> tuple[list[Truth], list[Named]]:
    """Figures and evidence of one table."""
    paid = [row for row in rows if row.channel in PAID]
    untagged = [row for row in paid if not (row.source and row.medium)]
    tagged = [row for row in rows if row.medium]
    outside = [row for row in tagged if row.medium.strip().lower() not in MEDIUMS]
    against = [row for row in tagged if OF_MEDIUM.get(row.medium.strip().lower(), row.channel) != row.channel]
    parts = ("source", "medium", "campaign")
    variants = [v for part in parts for v in extra_spellings(getattr(row, part) for row in rows)]
    id_ = "tracking.utm_governance"
    facts = [
        *share(f"{id_}.untagged_share", len(untagged), len(paid), table=table),
        *share(f"{id_}.outside_share", len(outside), len(tagged), table=table),
        truth(f"{id_}.case_variant_count", len(variants), table=table),
        truth(f"{id_}.mismatch_count", len(against), table=table),
    ]
    for month in sorted({row.month for row in paid}):
        own = [row for row in paid if row.month == month]
        bad = [row for row in own if not (row.source and row.medium)]
        facts += share(f"{id_}.untagged_month_share", len(bad), len(own), table=table, month=month)
    found = {"untagged": untagged, "outside": outside, "mismatch": against}
    evidence = [named(id_, "record_id", (r.id for r in rs), table=table, problem=p) for p, rs in found.items()]
    return facts, evidence


def contact_rows(state: State) -> list[Tagged]:
    """Leading contacts."""
    return [
        Tagged(c.id, c.channel, c.utm_source, c.utm_medium, c.utm_campaign, f"{c.created_at:%Y-%m}")
        for c in state.leading_contacts
    ]


def touch_rows(state: State) -> list[Tagged]:
    return [Tagged(t.id, t.channel, t.utm_source, t.utm_medium, t.utm_campaign, f"{t.at:%Y-%m}") for t in state.touches]


def is_parsed(name: str) -> bool:
    parts = name.split("_")
    return len(parts) >= 3 and parts[0] in HEADS and all(parts)


def campaign_names(
    spend: dict[tuple[str, str], Decimal], crm: list[str], orphans: Iterable[str]
) -> tuple[list[Truth], list[Named]]:
    """spend: (platform, campaign) → money. crm: names in the CRM. orphans: ids of campaigns without their parent."""
    id_ = "tracking.campaign_names"
    by_source: dict[str, list[str]] = {}
    for platform, name in spend:
        by_source.setdefault(platform, []).append(name)
    by_source |= {"crm": crm} if crm else {}
    facts = []
    for source, all_ in by_source.items():
        parsed = [name for name in all_ if is_parsed(name)]
        facts += share(f"{id_}.parsed_share", len(parsed), len(all_), source=source)
        facts.append(truth(f"{id_}.unparsed_count", len(all_) - len(parsed), source=source))
    unread = sum((amount for (_, name), amount in spend.items() if not is_parsed(name)), Decimal(0))
    lost = sorted(orphans)
    facts.append(truth(f"{id_}.unparsed_spend_amount", unread))
    facts.append(truth(f"{id_}.variant_count", sum(len(extra_spellings(all_)) for all_ in by_source.values())))
    facts += [truth(f"{id_}.orphan_count", len(lost))] if crm else []
    bad = [name for all_ in by_source.values() for name in all_ if not is_parsed(name)]
    evidence = [
        named(id_, "campaign", bad, problem="unparsed"),
        named(id_, "campaign_id", lost, problem="orphan"),
    ]
    return facts, evidence


def b2b_campaign_names(state: State) -> tuple[list[Truth], list[Named]]:
    spend: dict[tuple[str, str], Decimal] = {}
    for ad in state.ads:
        name = f"{ad.platform}_ads", ad.campaign
        spend[name] = spend.get(name, Decimal(0)) + ad.spend
    known = {campaign.id for campaign in state.campaigns}
    orphans = [c.id for c in state.campaigns if c.parent_id and c.parent_id not in known]
    return campaign_names(spend, [campaign.name for campaign in state.campaigns], orphans)
