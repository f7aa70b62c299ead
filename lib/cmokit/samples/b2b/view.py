"""What one delivery shows of the B2B client: the records that exist on its day, as they stand on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from cmokit.samples.b2b.advertising import FIRST_DAY, RESTATED_MONTH
from cmokit.samples.b2b.board import as_seen
from cmokit.samples.b2b.logged import (
    Activity,
    LeadChange,
    Reported,
    Subscription,
    WorkItem,
)
from cmokit.samples.b2b.people_in_sales import prospects
from cmokit.samples.b2b.records import (
    HUBSPOT,
    SALESFORCE,
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
from cmokit.samples.b2b.reported import make_reported
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import DELIVERIES, Delivery
from cmokit.samples.said import Said, Ticket
from cmokit.samples.web import WebDay, reported

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
    activities: list[Activity]
    lead_changes: list[LeadChange]
    items: list[WorkItem]
    tickets: list[Ticket]
    said: list[Said]
    subscriptions: list[Subscription]
    web_days: list[WebDay]
    reported: list[Reported]
    all_companies: dict[str, Company]

    def of(self, system: str, kind: str = "contact") -> list[Contact]:
        """The contacts of one system; kind lead gives Salesforce's leads."""
        return [contact for contact in self.contacts if contact.system == system and contact.kind == kind]


def view(world: World, delivery: Delivery) -> View:
    """The state of the world as that delivery exports it."""
    since = next((d.cutoff for d in DELIVERIES if d.number == delivery.number - 1), datetime.min)

    def is_new(at: datetime) -> bool:
        return since <= at < delivery.cutoff

    companies, contacts = _shown(world.companies, delivery), _shown(world.contacts, delivery)
    deals = _shown(world.deals, delivery)
    return View(
        delivery=delivery,
        since=since,
        contacts=contacts,
        companies=companies,
        deals=deals,
        ads=ads_of(world, delivery),
        campaigns=[campaign for campaign in world.campaigns if campaign.started_on < delivery.on],
        members=[member for member in world.members if is_new(member.associated_at)],
        touches=[touch for touch in world.touches if is_new(touch.at)],
        keyless_touches=[touch for touch in world.keyless_touches if is_new(touch.at)],
        field_changes=[change for change in world.field_changes if is_new(change.at)],
        fields=[info for info in world.fields if info.since <= delivery.number],
        activities=_activities(world, delivery),
        lead_changes=[change for change in world.lead_changes if is_new(change.at)],
        items=[seen for item in world.items if (seen := as_seen(item, delivery.cutoff))],
        tickets=_tickets(world, delivery),
        said=[said for said in world.said if is_new(said.received_at)],
        subscriptions=_subscriptions(world, delivery),
        web_days=reported(world.web_days, delivery),
        reported=list(make_reported(delivery, leading_deals(deals), contacts, ads_until(world, delivery))),
        all_companies={company.id: company for company in companies},
    )


def _activities(world: World, delivery: Delivery) -> list[Activity]:
    """Everything logged so far, each under the record that it names by now; of deleted persons nothing."""
    there = {contact.id for contact in _shown(world.contacts, delivery)}
    people = {prospect.person: prospect for prospect in prospects(world)}
    found = []
    for activity in world.activities:
        prospect = people[activity.person]
        own = prospect.own.id if prospect.own else ""
        record = own if activity.system == HUBSPOT else prospect.record(delivery.cutoff)
        if record in there and activity.logged_at < delivery.cutoff:
            found.append(replace(activity, record=record))
    return sorted(found, key=lambda activity: (activity.logged_at, activity.id))


def _tickets(world: World, delivery: Delivery) -> list[Ticket]:
    """Every case so far; who closes one later has it open now."""
    known = [ticket for ticket in world.tickets if ticket.opened_at < delivery.cutoff]
    return [t if t.closed_at and t.closed_at < delivery.cutoff else replace(t, closed_at=None) for t in known]


def _subscriptions(world: World, delivery: Delivery) -> list[Subscription]:
    """Every plan so far; the end of one is known once it is over."""
    known = [s for s in world.subscriptions if s.started_on < delivery.on]
    return [s if s.ended_on and s.ended_on < delivery.last_day else replace(s, ended_on=None) for s in known]


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


def ads_until(world: World, delivery: Delivery) -> list[AdDay]:
    """Every campaign and day as the newest of the deliveries so far reports it."""
    ads: dict[tuple[str, str, date], AdDay] = {}
    for one in DELIVERIES[: delivery.number]:
        ads |= {(ad.platform, ad.campaign_id, ad.day): ad for ad in ads_of(world, one)}
    return list(ads.values())


def leading_deals(deals: Iterable[Deal]) -> list[Deal]:
    """Each deal once: Salesforce's, and HubSpot's where Salesforce has no copy of it."""
    deals = list(deals)
    leading = {deal.id for deal in deals if deal.system == SALESFORCE}
    return [deal for deal in deals if deal.system == SALESFORCE or deal.id_of_copy not in leading]
