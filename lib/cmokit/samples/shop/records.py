"""What happens to the shop's orders, parcels and payments; times are local (Asia/Riyadh, UTC+3) without zone."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from cmokit.samples.finance import Finance
from cmokit.samples.pilots import Pilots
from cmokit.samples.said import Said, Ticket
from cmokit.samples.web import WebDay

CURRENCY = "SAR"
CARD, CASH = "card", "cash"
CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One product of an order."""

    sku: str
    name: str
    quantity: int
    price: Decimal


@dataclass(frozen=True)
class Origin:
    """How the order shows where it came from: notes (UTM, landing page, referrer, answer), else a discount code.

    channel: the channel that this shows, unknown where nothing does.
    """

    channel: str
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    landing: str = ""
    referrer: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Movement:
    """One movement of money at the card processor; gross is signed, fee is what it keeps."""

    id: str
    kind: str  # charge, refund, dispute
    at: datetime
    gross: Decimal
    fee: Decimal
    available_on: date


@dataclass(frozen=True)
class Settled:
    """One line of a courier's settlement, paid out on `remitted_on`."""

    awb: str
    status: str  # delivered, returned, lost
    delivered_on: date | None
    collected: Decimal
    freight: Decimal
    cod_fee: Decimal
    return_fee: Decimal
    adjustment: Decimal
    net: Decimal
    remitted_on: date


@dataclass
class Order:
    """One order with everything that ever happens to it; a delivery shows what lies before its day."""

    number: int
    created_at: datetime
    customer: str
    email: str
    phone: str
    city: str
    lines: tuple[Line, ...]
    discount_code: str
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    method: str
    origin: Origin
    fulfilled_at: datetime | None = None
    cancelled_at: datetime | None = None
    movements: list[Movement] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    is_torn: bool = False  # the export lost the order's name on the rows of its further items

    @property
    def id(self) -> str:
        """The order's reference as the canonical tables write it."""
        return str(self.number)

    @property
    def goods(self) -> Decimal:
        """Lines before any discount."""
        return sum((line.price * line.quantity for line in self.lines), NOTHING)

    @property
    def subtotal(self) -> Decimal:
        """Goods after discounts, before shipping and tax."""
        return self.goods - self.discount

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.shipping + self.tax


@dataclass(frozen=True)
class AdDay:
    """One Meta campaign on one day."""

    campaign_id: str
    campaign: str
    day: date
    impressions: int
    clicks: int
    spend: Decimal
    purchases: int
    value: Decimal


@dataclass
class Contact:
    """One person in the shop's customer list. changes: moment, field and its value from then on, in order of time.

    is_opted_in: may be written to. gone_from: when the person was deleted at their own wish.
    """

    id: str
    email: str
    first_name: str
    last_name: str
    phone: str
    country: str
    lead_source: str
    channel: str
    utm_source: str
    utm_medium: str
    stage: str  # subscriber (never ordered) or customer
    created_at: datetime
    is_opted_in: bool = True
    gone_from: datetime | None = None
    changes: list[tuple[datetime, str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class Touch:
    """One visit or click of a person, known by the mailbox. order: the number of the order it came before, else 0."""

    id: str
    email: str
    at: datetime
    kind: str
    origin: Origin
    order: int


@dataclass
class World:
    """Everything the shop's systems hold over the whole time; defects change it in place.

    clusters: ids of contacts that are one person, sorted.
    """

    slug: str
    orders: list[Order]
    ads: list[AdDay]
    restated: list[AdDay]
    contacts: list[Contact] = field(default_factory=list)
    clusters: list[tuple[str, ...]] = field(default_factory=list)
    loose: list[Movement] = field(default_factory=list)  # card payments that belong to no order
    busy: set[str] = field(default_factory=set)
    finance: Finance = field(default_factory=Finance)
    touches: list[Touch] = field(default_factory=list)
    reviews: list[Said] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    web_days: list[WebDay] = field(default_factory=list)
    pilots: Pilots = field(default_factory=Pilots)

    def free(self, orders: list[Order]) -> list[Order]:
        return [order for order in orders if order.id not in self.busy]
