"""The whole of the B2B client: what its systems hold over the whole time."""

from dataclasses import dataclass, field
from typing import Any

from cmokit.samples.b2b.logged import Activity, LeadChange, Rejection, Subscription, WorkItem
from cmokit.samples.b2b.records import AdDay, Campaign, Company, Contact, Deal, FieldChange, FieldInfo, Member, Touch
from cmokit.samples.finance import Finance
from cmokit.samples.pilots import Pilots
from cmokit.samples.said import Said, Ticket
from cmokit.samples.web import WebDay


@dataclass
class World:
    """Everything the client's systems hold over the whole time; defects change it in place.

    busy: ids of records that a defect has already touched, so that no two defects meet in one record.
    """

    slug: str
    contacts: list[Contact]
    companies: list[Company]
    deals: list[Deal]
    ads: list[AdDay]
    restated: list[AdDay]
    campaigns: list[Campaign]
    members: list[Member]
    touches: list[Touch]
    field_changes: list[FieldChange]
    fields: list[FieldInfo]
    busy: set[str] = field(default_factory=set)
    clusters: list[tuple[str, ...]] = field(default_factory=list)  # true duplicates: ids of records of one person
    company_pairs: list[tuple[str, str]] = field(default_factory=list)
    only_first: set[str] = field(default_factory=set)  # kinds of file that only the first delivery holds
    keyless_touches: list[Touch] = field(default_factory=list)  # rows that lost their key
    finance: Finance = field(default_factory=Finance)
    activities: list[Activity] = field(default_factory=list)
    lead_changes: list[LeadChange] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    items: list[WorkItem] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    web_days: list[WebDay] = field(default_factory=list)
    pilots: Pilots = field(default_factory=Pilots)

    def free(self, records: list[Any]) -> list[Any]:
        return [record for record in records if record.id not in self.busy]
