"""What an engagement means by its words: the settings that `measure` may know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cmokit.analyses.answering import Answering, answering_of
from cmokit.analyses.ideal_customer import IdealCustomer, ideal_customer
from cmokit.analyses.known import Known
from cmokit.analyses.metrics import AgreedWording
from cmokit.methods.fiscal import CALENDAR

if TYPE_CHECKING:
    from cmokit.analyses.base import Limits
    from cmokit.engagement.model import Engagement

DEFAULT_ORDER = ("subscriber", "lead", "mql", "sales_accepted", "sales_qualified", "opportunity", "customer")
# Media names that a tagged link may carry; an engagement states its own under definitions.utm.mediums.
DEFAULT_MEDIUMS = (
    *("cpc", "ppc", "paid_search", "paidsearch", "paid_social", "paidsocial", "paid-social", "social"),
    *("organic_social", "email", "display", "banner", "affiliate", "referral", "organic", "partner"),
    *("event", "webinar", "video", "sms", "push", "qr"),
)
DEFAULT_CAMPAIGN_HEADS = (
    *("search", "social", "display", "email", "event", "webinar"),
    *("partner", "brand", "retargeting", "video", "shopping", "content"),
)


@dataclass(frozen=True)
class CampaignNames:
    """The naming rule: at least `parts` parts joined by `separator`, the first out of `heads`."""

    separator: str = "_"
    parts: int = 3
    heads: tuple[str, ...] = DEFAULT_CAMPAIGN_HEADS


@dataclass(frozen=True)
class Attribution:
    """Which touches may take credit, and for which kind of outcome."""

    lookback_days: int = 90
    half_life_days: int = 7
    conversion: str = "won"


@dataclass(frozen=True)
class Assumptions:
    """Agreed numbers that nobody measures; None where nothing is agreed. hour_cost: of work, in the reporting currency.
    discount: a year. answer_lift: share of slow leads won if answered in time. attempt_minutes: of a seller.
    """

    hour_cost: Decimal | None = None
    discount: float = 0.10
    answer_lift: float | None = None
    attempt_minutes: float | None = None


@dataclass(frozen=True)
class Definitions:
    """as_of: the last day that counts, in the client's timezone. leading: object → leading system. known: what people
    know and what was published before; empty for the phases that stand on exports alone.
    """

    as_of: date = date(2026, 1, 31)
    currency: str = "EUR"
    timezone: str = "UTC"
    week_starts: int = 0  # the weekday on which the client's weeks begin, Monday being 0
    lifecycle_order: tuple[str, ...] = DEFAULT_ORDER
    pipeline_order: tuple[str, ...] = ()
    mediums: tuple[str, ...] = DEFAULT_MEDIUMS
    campaign_names: CampaignNames = CampaignNames()
    attribution: Attribution = Attribution()
    assumptions: Assumptions = Assumptions()
    icp: IdealCustomer = field(default_factory=IdealCustomer)
    leading: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    targets: Mapping[str, Any] = field(default_factory=dict)
    fiscal_year_starts: str = CALENDAR  # month and day
    vat_share: Decimal | None = None
    vat_included_in: tuple[str, ...] = ()  # kinds of export
    answering: Answering = field(default_factory=Answering)
    test_emails: tuple[str, ...] = ()  # patterns of the client's own test records, in small letters
    metrics: Mapping[str, AgreedWording] = field(default_factory=dict)  # metric id → the client's own wording
    known: Known = field(default_factory=Known)

    @property
    def as_of_end(self) -> datetime:
        """The first moment after the `as_of` day, where the client is; events at or after it do not count."""
        return datetime.combine(self.as_of + timedelta(days=1), time(), ZoneInfo(self.timezone))

    def limits_for(self, analysis: str, kit: "Limits") -> "Limits":
        """The kit's limits, or the engagement's where it states its own."""
        own = self.limits.get(analysis)
        if not own:
            return kit
        return replace(kit, warn=own.get("warn", kit.warn), fail=own.get("fail", kit.fail), origin="limits.engagement")


DEFAULTS = Definitions()


def definitions_of(engagement: "Engagement", as_of: date, known: Known | None = None) -> Definitions:
    """The definitions of an engagement, as of a day."""
    said = engagement.definitions
    leading = engagement.systems.leading
    return Definitions(
        as_of=as_of,
        currency=engagement.currency,
        timezone=engagement.timezone,
        week_starts=engagement.week_starts.number,
        lifecycle_order=tuple(said.lifecycle.order) or DEFAULT_ORDER,
        pipeline_order=tuple(said.pipeline.order),
        mediums=said.utm.mediums or DEFAULT_MEDIUMS,
        campaign_names=_campaign_names(said.campaign_names),
        attribution=_attribution(said.attribution),
        icp=ideal_customer(said.icp),
        assumptions=_assumptions(said.assumptions),
        leading={k: v for k in ("contact", "company", "opportunity") if (v := getattr(leading, k, None))},
        limits={k: _stated(v) for k, v in engagement.limits.items()},
        targets=dict(engagement.targets),
        fiscal_year_starts=engagement.fiscal_year_starts,
        vat_share=None if engagement.vat.share is None else Decimal(str(engagement.vat.share)),
        vat_included_in=tuple(str(kind) for kind in engagement.vat.included_in),
        answering=answering_of(engagement, as_of),
        test_emails=_test_emails(engagement.test_records),
        metrics={name: _wording(metric) for name, metric in sorted(said.metrics.items())},
        known=known or Known(),
    )


def _assumptions(said: Any) -> Assumptions:
    lift, minutes = (None if v is None else float(v) for v in (said.answer_lift_share, said.attempt_minutes))
    return Assumptions(said.hour_cost_amount, float(said.discount_share), lift, minutes)


def _campaign_names(said: Any) -> CampaignNames:
    heads = tuple(said.values.get(said.parts[0], ())) or DEFAULT_CAMPAIGN_HEADS
    return CampaignNames(said.separator, len(said.parts), heads)


def _attribution(said: Any) -> Attribution:
    return Attribution(said.lookback_days, said.half_life_days, said.conversion)


def _test_emails(said: Any) -> tuple[str, ...]:
    domains = (f"*@{domain.casefold().lstrip('@')}" for domain in said.email_domains)
    return (*domains, *(pattern.casefold() for pattern in said.email_patterns))


def _wording(said: Any) -> AgreedWording:
    return AgreedWording(said.version, said.text, said.since_on, said.reason or "", said.approver or "")


def _stated(said: Any) -> dict[str, float]:
    return {name: float(v) for name in ("warn", "fail") if (v := getattr(said, name, None)) is not None}
