"""What one delivery shows of the B2B client: the records that exist on its day, as they stand on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from cmokit.samples.b2b.advertising import FIRST_DAY, RESTATED_MONTH
from cmokit.samples.b2b.records import (
    AdDay,
    Campaign,
    Company,
    Contact,
    Deal,
    FieldChange,
    FieldInfo,
    Member,
    Record,
    Touch,
)
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import DELIVERIES, Delivery

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class View:
    """One delivery. Snapshots are whole; logs hold what happened since the delivery before; ads what was restated.

    files of a kind in World.only_first are left out of later deliveries.
    """

    delivery: Delivery
    since: datetime
    contacts: list[Contact]
    companies: list[Company]
    deals: list[Deal]
    ads: list[AdDay]
    campaigns: list[Campaign]
    members: list[Member]
    touches: list[Touch]
    keyless_touches: list[Touch]
    field_changes: list[FieldChange]
    fields: list[FieldInfo]
    all_companies: dict[str, Company]

    def of(self, system: str, kind: str = "contact") -> list[Contact]:
        """The contacts of one system; kind lead gives Salesforce's leads."""
        return [contact for contact in self.contacts if contact.system == system and contact.kind == kind]


def view(world: World, delivery: Delivery) -> View:
    """The state of the world as that delivery exports it."""
    since = next((d.cutoff for d in DELIVERIES if d.number == delivery.number - 1), datetime.min)

    def is_new(at: datetime) -> bool:
        return since <= at < delivery.cutoff

    companies = _shown(world.companies, delivery)
    return View(
        delivery=delivery,
        since=since,
        contacts=_shown(world.contacts, delivery),
        companies=companies,
        deals=_shown(world.deals, delivery),
        ads=ads_of(world, delivery),
        campaigns=[campaign for campaign in world.campaigns if campaign.started_on < delivery.on],
        members=[member for member in world.members if is_new(member.associated_at)],
        touches=[touch for touch in world.touches if is_new(touch.at)],
        keyless_touches=[touch for touch in world.keyless_touches if is_new(touch.at)],
        field_changes=[change for change in world.field_changes if is_new(change.at)],
        fields=[info for info in world.fields if info.since <= delivery.number],
        all_companies={company.id: company for company in companies},
    )


def _shown(records: list[R], delivery: Delivery) -> list[R]:
    return [r.at(delivery.number, delivery.cutoff) for r in records if r.is_in(delivery.number, delivery.cutoff)]


def ads_of(world: World, delivery: Delivery) -> list[AdDay]:
    """The days that a delivery reports: all so far, then the month before it and what the platform restated."""
    start = {1: FIRST_DAY, 2: datetime(*RESTATED_MONTH, 1).date()}.get(
        delivery.number, delivery.on.replace(day=1) - timedelta(days=31)
    )
    newer = {(ad.platform, ad.campaign_id, ad.day): ad for ad in world.restated} if delivery.number > 1 else {}
    return [
        newer.get((ad.platform, ad.campaign_id, ad.day), ad) for ad in world.ads if start <= ad.day <= delivery.last_day
    ]
