"""What customers of a sample client say, as plain values; the theme stands in no export."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Ticket:
    """One support case. theme: what it is about."""

    id: str
    contact_id: str
    company_id: str
    opened_at: datetime
    closed_at: datetime | None
    kind: str
    priority: str
    text: str
    theme: str


@dataclass(frozen=True)
class Said:
    """One thing that a customer said. theme: what it is about."""

    id: str
    contact_id: str
    company_id: str
    source: str
    received_at: datetime
    text: str
    rating: int | None
    product: str
    segment: str
    theme: str
