"""The B2B client as it is known after some deliveries, and which records are one person, company or deal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from cmokit.samples.b2b.exports import FILES, stems
from cmokit.samples.b2b.logged import (
    OUTBOUND,
    Activity,
    LeadChange,
    Rejection,
    Reported,
    Subscription,
    WorkItem,
)
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
    Touch,
)
from cmokit.samples.b2b.view import view
from cmokit.samples.b2b.world import World
from cmokit.samples.pilots import kinds_of
from cmokit.samples.plan import DELIVERIES
from cmokit.samples.said import Said, Ticket
from cmokit.samples.web import WebDay

LEADING = {"contact": HUBSPOT, "company": HUBSPOT, "opportunity": SALESFORCE}


@dataclass
class State:
    """Records as of the last delivery, without the client's own tests; logs since the beginning; ads as last reported.

    Logs of work hold what the deliveries tell: activities that are done, under the record that they name by now.
    files: kind → day of its newest file. leader: record id → id of the record that leads it. linked: ids that share a
    person, company or deal with a record of another system. methods: id of a copy → what linked it.
    """

    number: int
    as_of: date
    contacts: list[Contact]
    companies: list[Company]
    deals: list[Deal]
    campaigns: list[Campaign]
    fields: list[FieldInfo]
    members: list[Member] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    keyless: int = 0
    field_changes: list[FieldChange] = field(default_factory=list)
    ads: list[AdDay] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    lead_changes: list[LeadChange] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    items: list[WorkItem] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    web_days: list[WebDay] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    files: dict[str, date] = field(default_factory=dict)
    leader: dict[str, str] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)
    methods: dict[str, str] = field(default_factory=dict)

    @property
    def leading_contacts(self) -> list[Contact]:
        return [c for c in self.contacts if self.leader[c.id] == c.id]

    def attempts(self) -> dict[str, list[Activity]]:
        """Leading record → every outbound attempt of a person to reach it, in order of their days and times."""
        found: dict[str, list[Activity]] = {}
        for activity in sorted(self.activities, key=lambda a: (a.on, a.at or datetime.combine(a.on, time()))):
            leader = self.leader.get(activity.record)
            if leader and activity.direction == OUTBOUND and not activity.is_automated:
                found.setdefault(leader, []).append(activity)
        return found

    @property
    def leading_deals(self) -> list[Deal]:
        return [d for d in self.deals if self.leader[d.id] == d.id]


def state_after(world: World, number: int) -> State:
    """The client after deliveries 1 to `number`."""
    views = [view(world, delivery) for delivery in DELIVERIES[:number]]
    last = views[-1]
    state = State(
        number=number,
        as_of=last.delivery.on,
        contacts=[contact for contact in last.contacts if not contact.is_test],
        companies=last.companies,
        deals=last.deals,
        campaigns=last.campaigns,
        fields=views[0 if "fields" in world.only_first else -1].fields,
        files={FILES[stem][0]: seen.delivery.on for seen in views for stem in stems(world, seen)}
        | {"finance": last.delivery.on}
        | {kind: seen.delivery.on for seen in views for kind in kinds_of(world.pilots, seen.delivery, seen.since)},
    )
    ads: dict[tuple[str, str, date], AdDay] = {}
    for seen in views:
        state.members += seen.members
        state.touches += seen.touches
        state.keyless += len(seen.keyless_touches)
        state.field_changes += seen.field_changes
        ads |= {(ad.platform, ad.campaign_id, ad.day): ad for ad in seen.ads}
    state.ads = list(ads.values())
    cutoff = last.delivery.cutoff
    told = {activity.id: activity for seen in views for activity in seen.activities}  # a log keeps what it was told
    state.activities = [a for a in told.values() if not a.is_open and (a.at is None or a.at < cutoff)]
    state.lead_changes = [change for seen in views for change in seen.lead_changes]
    state.said = [said for seen in views for said in seen.said]
    state.items, state.tickets, state.subscriptions = last.items, last.tickets, last.subscriptions
    state.reported = last.reported
    web = {(day.day, day.group): day for seen in views for day in seen.web_days}
    state.web_days = list(web.values())
    state.rejections = [rejection for rejection in world.rejections if rejection.at < cutoff]
    _link(state)
    return state


def _link(state: State) -> None:
    """Each copy by the id that the sync wrote, else by an equal e-mail or domain, else by nothing."""
    hubspot = [c for c in state.contacts if c.system == HUBSPOT]
    ids = {id_: c.id for c in hubspot for id_ in (c.lead_id_of_copy, c.contact_id_of_copy) if id_}
    mails = {c.email.casefold(): c.id for c in reversed(hubspot) if c.email}
    copies = [(c.id, c.email.casefold()) for c in state.contacts if c.system == SALESFORCE]
    _follow(state, (c.id for c in hubspot), copies, ids, mails, "e-mail")

    companies = [c for c in state.companies if c.system == HUBSPOT]
    ids = {c.id_of_copy: c.id for c in companies if c.id_of_copy}
    domains = {c.domain: c.id for c in reversed(companies) if c.domain}
    accounts = [(c.id, c.domain) for c in state.companies if c.system == SALESFORCE]
    _follow(state, (c.id for c in companies), accounts, ids, domains, "domain")

    leading = [d.id for d in state.deals if d.system == SALESFORCE]
    synced = {d.id: d.id_of_copy for d in state.deals if d.system == HUBSPOT and d.id_of_copy in set(leading)}
    _follow(state, leading, [(d.id, "") for d in state.deals if d.system == HUBSPOT], synced, {}, "")


def _follow(
    state: State,
    leading: Iterable[str],
    copies: list[tuple[str, str]],
    by_id: dict[str, str],
    by_text: dict[str, str],
    method: str,
) -> None:
    state.leader |= {id_: id_ for id_ in leading}
    for id_, text in copies:
        leader = by_id.get(id_) or (by_text.get(text) if text else None)
        state.leader[id_] = leader or id_
        if leader:
            state.methods[id_] = "synced id" if id_ in by_id else method
            state.linked |= {id_, leader}
