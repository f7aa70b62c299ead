"""What the B2B client's logs hold, as plain values; times are local (Europe/Berlin) without zone.

work.py fills the world with them after all defects of the records; `truth.b2b_state.state_after` gives them as one
delivery knows them, which is what the truth of an analysis counts over.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

OUTBOUND, INBOUND = "outbound", "inbound"


@dataclass(frozen=True)
class Activity:
    """One thing that a seller or a machine did.

    at: None where only the day is known. logged_at: from then on it is in the exports. is_open: a plan, not yet done.
    record: the id it names in the delivery at hand; blank in the world, where that may still change.
    """

    system: str
    id: str
    person: int
    kind: str  # call, email, meeting, sequence_step
    direction: str
    at: datetime | None
    on: date
    logged_at: datetime
    owner: str
    subject: str
    outcome: str = ""
    is_automated: bool = False
    is_open: bool = False
    minutes: int = 0
    record: str = ""


@dataclass(frozen=True)
class LeadChange:
    """One change of a tracked field of a lead. For Owner, old and new are ids of users or of the queue."""

    lead_id: str
    person: int
    field: str
    old: str
    new: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Rejection:
    """A qualified lead that sales gave back; the reason is blank where the seller left it out."""

    person: int
    contact_id: str
    at: datetime
    reason: str
    by: str


@dataclass(frozen=True)
class Step:
    """One stay of a card in a column of the board; left_at is None for the last one."""

    status: str
    is_waiting: bool
    entered_at: datetime
    left_at: datetime | None
    owner: str
    revision_no: int
    rejected_reason: str = ""


@dataclass(frozen=True)
class WorkItem:
    """One piece of marketing work with its whole way over the board."""

    id: str
    kind: str  # campaign, content, report
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Subscription:
    """What a won deal became: a plan at a monthly price, until it is cancelled."""

    id: str
    contact_id: str
    company_id: str
    plan: str
    started_on: date
    ended_on: date | None
    monthly: Decimal
    person: int


@dataclass(frozen=True)
class Reported:
    """One figure of one dashboard, as somebody wrote it down; `true_value` is what the records give."""

    dashboard: str
    metric: str
    dimension: str
    start_on: date
    end_on: date
    value: float
    unit: str
    owner: str
    true_value: float
