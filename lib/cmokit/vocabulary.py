"""The field's own words, as closed lists. docs/glossary.md says what each one means."""

from enum import StrEnum


class Severity(StrEnum):
    """What an analysis concludes; the order is the order of a report, worst first."""

    FAIL = "FAIL"
    WARN = "WARN"
    PASS = "PASS"
    NOT_MEASURED = "NOT_MEASURED"


class Phase(StrEnum):
    """What a report is of: the five phases of an engagement (PHASES), and the update that recurs between them."""

    AUDIT = "audit"
    BASELINE = "baseline"
    PILOT = "pilot"
    SCALE = "scale"
    HANDOVER = "handover"
    UPDATE = "update"


PHASES = (Phase.AUDIT, Phase.BASELINE, Phase.PILOT, Phase.SCALE, Phase.HANDOVER)


class Meeting(StrEnum):
    """What an update is made for."""

    WEEKLY = "weekly"
    SALES_MARKETING = "sales-marketing"
    BOARD = "board"


class Audience(StrEnum):
    """Who a copy of a report is for. What each may see: render/audiences.py."""

    BOARD = "board"
    TEAM = "team"
    PRIVATE = "private"
    PUBLIC = "public"


TOTALS_ONLY = frozenset((Audience.BOARD, Audience.PUBLIC))  # no person's row, no single record


class FindingState(StrEnum):
    """What has become of a record named by an analysis, over deliveries (analyses/finding_states.py)."""

    OPEN = "open"
    NEW = "new"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    FIXED = "fixed"
    GONE = "gone"


class Responsibility(StrEnum):
    """Who has to act on a finding. Which titles of `people:` hold which one: engagement/people.py."""

    MARKETING = "marketing"
    SALES = "sales"
    REVENUE_OPERATIONS = "revenue_operations"
    FINANCE = "finance"
    CHIEF_EXECUTIVE = "chief_executive"


class LifecycleStage(StrEnum):
    """Default lifecycle of a contact, in order; an engagement may name its own (`definitions.lifecycle.order`)."""

    SUBSCRIBER = "subscriber"
    LEAD = "lead"
    MQL = "mql"
    SALES_ACCEPTED = "sales_accepted"
    SALES_QUALIFIED = "sales_qualified"
    OPPORTUNITY = "opportunity"
    CUSTOMER = "customer"
    EVANGELIST = "evangelist"
    OTHER = "other"


class OpportunityStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Channel(StrEnum):
    PAID_SEARCH = "paid_search"
    ORGANIC_SEARCH = "organic_search"
    PAID_SOCIAL = "paid_social"
    ORGANIC_SOCIAL = "organic_social"
    EMAIL = "email"
    DISPLAY = "display"
    REFERRAL = "referral"
    DIRECT = "direct"
    AFFILIATE = "affiliate"
    PARTNER = "partner"
    EVENT = "event"
    WEBINAR = "webinar"
    SALES = "sales"
    OFFLINE = "offline"
    OTHER = "other"
    UNKNOWN = "unknown"


class ChangedByKind(StrEnum):
    PERSON = "person"
    WORKFLOW = "workflow"
    INTEGRATION = "integration"
    IMPORT = "import"
    UNKNOWN = "unknown"


class Combine(StrEnum):
    """How repeated deliveries of one export make one table.

    SNAPSHOT: the newest row per id. RESTATED_WINDOW: the newest file wins per account, campaign and day.
    LOG: union by id. MOVEMENTS: every line once; a later adjustment is its own line.
    """

    SNAPSHOT = "snapshot"
    RESTATED_WINDOW = "restated_window"
    LOG = "log"
    MOVEMENTS = "movements"


class SetAside(StrEnum):
    """Why a record was not used."""

    TOTAL = "total"
    FOOTER = "footer"
    HEADER = "header"
    NO_KEY = "no_key"
    TORN = "torn"


class MetricFamily(StrEnum):
    """Whose success a metric tells of."""

    BUSINESS = "business"
    CUSTOMER = "customer"
    CHANNEL = "channel"
    OPERATIONAL = "operational"
    FINANCIAL = "financial"


class MetricKind(StrEnum):
    """RESULT: what the business gets. DIAGNOSTIC: what helps to explain a result. SURFACE: a diagnostic of attention
    alone, such as clicks, which is never shown as what was achieved.
    """

    RESULT = "result"
    DIAGNOSTIC = "diagnostic"
    SURFACE = "surface"


class Engine(StrEnum):
    """What a client's own warehouse runs on (tables/engines/)."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


class Watched(StrEnum):
    """What is watched for figures out of range: by day where days hold enough, else by week."""

    SPEND = "spend"
    CONVERSIONS = "conversions"
    TRAFFIC = "traffic"
    LEADS = "leads"
    LEAD_QUALITY = "lead_quality"
    SALES_ACCEPTANCE = "sales_acceptance"
    OPPORTUNITIES = "opportunities"
    ORDERS = "orders"
    EMAIL_CLICKS = "email_clicks"
    UNSUBSCRIBED = "unsubscribed"
    RESPONSE = "response"
    COMPLAINTS = "complaints"
    LOW_RATINGS = "low_ratings"
