"""What the B2B client's systems hold, as plain values; times are local (Europe/Berlin) without zone."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

HUBSPOT = "hubspot"
SALESFORCE = "salesforce"
LIFECYCLE = ("subscriber", "lead", "mql", "sales_qualified", "opportunity", "customer")
PIPELINE = ("Prospecting", "Qualification", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review")
WON, LOST = "Closed Won", "Closed Lost"
CURRENCY = "EUR"


@dataclass(frozen=True)
class Change:
    """From this delivery on, a field of a record has another value."""

    since: int
    field: str
    value: Any


@dataclass(frozen=True)
class Move:
    """A later change of a contact's stage, kept in the client's own stage log."""

    stage: str
    previous: str
    at: datetime
    by: str
    by_kind: str


@dataclass
class Record:
    """What all records share. gone_from: the first delivery that no longer holds it."""

    system: str
    id: str
    created_at: datetime
    gone_from: int | None = field(default=None, kw_only=True)
    changes: list[Change] = field(default_factory=list, kw_only=True)

    def is_in(self, delivery: int, cutoff: datetime) -> bool:
        return self.created_at < cutoff and (self.gone_from is None or delivery < self.gone_from)

    def at(self, delivery: int, cutoff: datetime) -> Any:
        """The record as that delivery shows it."""
        values = {change.field: change.value for change in self.changes if change.since <= delivery}
        return replace(self, **values)


@dataclass
class Contact(Record):
    """A person record in one system; kind lead is a Salesforce lead, which `converted_at` takes out of its report."""

    person: int
    first_name: str
    last_name: str
    email: str
    phone: str
    job_title: str
    country: str
    company_id: str
    company_name: str
    owner: str
    lead_source: str
    channel: str
    segment: str
    kind: str = "contact"
    lead_status: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    entries: tuple[tuple[str, datetime], ...] = ()  # first entry of each stage
    moves: tuple[Move, ...] = ()
    stage_value: str = ""  # a value outside the stages, where it stands instead
    contact_id_of_copy: str = ""
    lead_id_of_copy: str = ""
    converted_at: datetime | None = None
    is_test: bool = False
    score: int | None = None  # given once, when the person came
    rejected: tuple[datetime, str] | None = None  # when sales gave the person back, and why
    worked_at: datetime | None = None  # when the close of the person's deal wrote the last activity

    def is_in(self, delivery: int, cutoff: datetime) -> bool:
        converted = self.converted_at is not None and self.converted_at < cutoff
        return super().is_in(delivery, cutoff) and not converted

    def at(self, delivery: int, cutoff: datetime) -> "Contact":
        seen: Contact = super().at(delivery, cutoff)
        seen.entries = tuple((stage, at) for stage, at in seen.entries if at < cutoff)
        seen.moves = tuple(move for move in seen.moves if move.at < cutoff)
        seen.rejected = seen.rejected if seen.rejected and seen.rejected[0] < cutoff else None
        seen.worked_at = seen.worked_at if seen.worked_at and seen.worked_at < cutoff else None
        return seen

    @property
    def history(self) -> list[tuple[str, datetime]]:
        """Every stage entered, as often as entered, in order of time."""
        return sorted([*self.entries, *((move.stage, move.at) for move in self.moves)], key=lambda entry: entry[1])

    @property
    def stage(self) -> str:
        """The lifecycle stage as it stands."""
        return self.stage_value or (self.history[-1][0] if self.entries else "")


@dataclass
class Company(Record):
    """A buying organisation's record in one system."""

    key: int
    name: str
    domain: str
    industry: str
    country: str
    owner: str
    segment: str
    id_of_copy: str = ""
    employees: int | None = None


@dataclass
class Deal(Record):
    """A possible sale's record in one system, with every stage it enters, whenever that will be."""

    key: int
    name: str
    company_id: str
    contact_id: str
    amount: Decimal | None
    entries: tuple[tuple[str, datetime], ...]
    owner: str
    lead_source: str
    channel: str
    expected_close: date
    loss_reason: str = ""
    campaign_id: str = ""
    id_of_copy: str = ""
    status_value: str = ""  # a stage that stands in this copy although the deal is elsewhere
    repriced: tuple[datetime, Decimal] | None = None  # when the amount changed, and what it was before

    def at(self, delivery: int, cutoff: datetime) -> "Deal":
        seen: Deal = super().at(delivery, cutoff)
        seen.entries = tuple((stage, at) for stage, at in seen.entries if at < cutoff)
        if seen.repriced and seen.repriced[0] >= cutoff:
            seen.amount, seen.repriced = seen.repriced[1], None
        return seen

    @property
    def stage(self) -> str:
        return self.status_value or self.entries[-1][0]

    @property
    def status(self) -> str:
        return {WON: "won", LOST: "lost"}.get(self.stage, "open")

    @property
    def closed_at(self) -> datetime | None:
        """When the closing stage was entered; None while open."""
        return next((at for stage, at in self.entries if stage in (WON, LOST)), None)


@dataclass(frozen=True)
class AdDay:
    """One campaign on one day, as an ad platform reports it."""

    platform: str
    campaign_id: str
    campaign: str
    ad_group: str
    day: date
    impressions: int
    clicks: int
    spend: Decimal
    conversions: int
    value: Decimal


@dataclass
class Campaign:
    """A campaign in the CRM."""

    id: str
    name: str
    parent_id: str
    channel: str
    started_on: date


@dataclass(frozen=True)
class Member:
    """A person in a campaign. responded_on: the day of the first response, before the delivery that tells of it."""

    campaign_id: str
    contact_id: str
    status: str
    associated_at: datetime
    responded_on: date | None = None


@dataclass(frozen=True)
class Touch:
    """One visit or form of a HubSpot contact."""

    id: str
    contact_id: str
    at: datetime
    kind: str
    channel: str
    utm_source: str
    utm_medium: str
    utm_campaign: str
    page: str


@dataclass(frozen=True)
class FieldChange:
    """One change of a tracked HubSpot contact field."""

    contact_id: str
    field: str
    old: str
    new: str
    at: datetime
    by: str
    by_kind: str


@dataclass(frozen=True)
class FieldInfo:
    """One field of a CRM object, as the admin's field list shows it from a delivery on."""

    object: str
    field: str
    label: str
    type: str
    since: int = 1
