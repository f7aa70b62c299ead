"""The definitions a client has agreed: stages, attribution, response times, naming; and the limits of the checks."""

from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator, model_validator

from cmokit.engagement.values import Day, Minutes, Name, Number, Part, Share, Text, WholeDays
from cmokit.vocabulary import LifecycleStage

DEFAULT_LIFECYCLE = tuple(s.value for s in LifecycleStage if s not in (LifecycleStage.EVANGELIST, LifecycleStage.OTHER))


def _only_a_time(value: Any) -> Any:
    """pydantic would take 9 for nine seconds past midnight."""
    if not isinstance(value, time | str):
        raise ValueError("this is no time of day")
    return value


TimeOfDay = Annotated[time, BeforeValidator(_only_a_time)]


def _once_each(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{twice[0]} stands twice in the order")
    return names


class Lifecycle(Part):
    """The stages of a contact, earliest first."""

    order: tuple[Name, ...] = Field(
        default=DEFAULT_LIFECYCLE, min_length=2, description="list of stages, earliest first"
    )

    _order_once = field_validator("order")(_once_each)


class Pipeline(Part):
    """The stages of a deal, as the CRM writes them, earliest first."""

    order: tuple[Text, ...] = Field(
        default=(), description="list of stages, earliest first; read from the data if left out"
    )

    _order_once = field_validator("order")(_once_each)


class Attribution(Part):
    """Which touches may take credit for an outcome."""

    lookback_days: WholeDays = Field(default=90, description="a whole number of days, 1 or more")
    half_life_days: WholeDays = Field(default=7, description="a whole number of days, 1 or more")
    conversion: Name = Field(
        default="won", description="the outcome that is credited: lead, mql, opportunity, won or order"
    )


class BusinessHours(Part):
    """Local hours in which a lead may expect an answer."""

    start: TimeOfDay = Field(default=time(9), description="a time such as '09:00'")
    end: TimeOfDay = Field(default=time(17), description="a time such as '17:00'")

    @model_validator(mode="after")
    def _in_order(self) -> "BusinessHours":
        if self.end <= self.start:
            raise ValueError("end is not after start")
        return self


class Sla(Part):
    """The promise of a first answer."""

    first_response_minutes: Minutes | None = Field(
        default=None, description="a whole number of minutes; none if not agreed"
    )
    business_hours: BusinessHours | None = Field(
        default=None, description="{start, end}; the clock runs always if left out"
    )


class Utm(Part):
    """The agreed vocabulary of UTM parameters."""

    mediums: tuple[Text, ...] | None = Field(
        default=None, description="list of allowed utm_medium; the kit's if left out"
    )


class CampaignNames(Part):
    """How a campaign's name is built."""

    separator: Annotated[str, Field(min_length=1, max_length=3)] = Field(
        default="_", description="what stands between parts"
    )
    parts: tuple[Name, ...] = Field(
        default=("channel", "initiative", "offer"), min_length=1, description="list of the name's parts, in order"
    )
    values: dict[Name, tuple[Text, ...]] = Field(
        default={}, description="allowed values by part, such as {channel: [search]}"
    )

    _parts_once = field_validator("parts")(_once_each)

    @model_validator(mode="after")
    def _values_are_of_parts(self) -> "CampaignNames":
        foreign = sorted(set(self.values) - set(self.parts))
        if foreign:
            raise ValueError(f"values name {foreign[0]}, which is not among parts")
        return self

    @property
    def pattern(self) -> str:
        """The parts as they are written, such as channel_initiative_offer."""
        return self.separator.join(self.parts)


class IdealCustomer(Part):
    """Who is meant to buy: what data can tell, and beside it what only people know. Nothing stated: none agreed."""

    employees_from: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        default=None, description="the fewest employees of a company, a whole number"
    )
    employees_to: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        default=None, description="the most employees of a company, a whole number"
    )
    segments: tuple[Text, ...] = Field(default=(), description="list of segments, as the CRM writes them")
    industries: tuple[Text, ...] = Field(default=(), description="list of industries, as the CRM writes them")
    countries: tuple[Text, ...] = Field(default=(), description="list of countries, as the CRM writes them")
    job_titles: tuple[Text, ...] = Field(default=(), description="list of words, one of which the job title holds")
    excluded: tuple[Text, ...] = Field(
        default=(), description="list of segments, industries, countries or words of a job title that are not wanted"
    )
    pain: Text | None = Field(default=None, description="the problem that makes them buy, in words")
    trigger: Text | None = Field(default=None, description="what makes them look for help now, in words")
    product_need: Text | None = Field(default=None, description="what they need of the product, in words")
    qualification: Text | None = Field(default=None, description="what must be true before sales takes over, in words")
    since_on: Day | None = Field(default=None, description="the day on which this was agreed or last refreshed")

    @model_validator(mode="after")
    def _sizes_in_order(self) -> "IdealCustomer":
        if self.employees_from and self.employees_to and self.employees_to < self.employees_from:
            raise ValueError("employees_to is smaller than employees_from")
        return self


class MetricDefinition(Part):
    """One agreed metric in words; a changed text is a new version."""

    version: Annotated[int, Field(strict=True, ge=1)] = Field(description="a whole number, raised with each change")
    text: Text = Field(description="the definition as it is printed in reports")
    since_on: Day | None = Field(default=None, description="the day from which this version holds")
    reason: Text | None = Field(default=None, description="why this version differs from the one before")
    approver: Text | None = Field(default=None, description="who approved it: a role, or a name")


class Assumptions(Part):
    """Numbers that no export measures, agreed so that a figure can be worked out with them; a report names them so."""

    hour_cost_amount: Number | None = Field(
        default=None, description="what an hour of work costs, in the reporting currency"
    )
    discount_share: Share = Field(default=0.10, description="by how much money a year later is worth less: 0.10")
    answer_lift_share: Share | None = Field(
        default=None, description="share of slowly answered leads that would have been won if answered in time: 0.02"
    )
    attempt_minutes: Minutes | None = Field(
        default=None, description="how long a seller's attempt to reach a lead takes, with what belongs to it"
    )

    @model_validator(mode="after")
    def _costs_something(self) -> "Assumptions":
        if self.hour_cost_amount is not None and self.hour_cost_amount <= 0:
            raise ValueError("hour_cost_amount must be above zero; leave it out while nothing is agreed")
        return self


class Definitions(Part):
    """Everything agreed about how figures are counted."""

    lifecycle: Lifecycle = Field(default=Lifecycle(), description="stages of a contact")
    pipeline: Pipeline = Field(default=Pipeline(), description="stages of a deal")
    attribution: Attribution = Field(default=Attribution(), description="which touches take credit")
    sla: Sla = Field(default=Sla(), description="the promise of a first answer")
    utm: Utm = Field(default=Utm(), description="allowed UTM values")
    campaign_names: CampaignNames = Field(default=CampaignNames(), description="how campaign names are built")
    assumptions: Assumptions = Field(default=Assumptions(), description="agreed numbers that nobody measures")
    icp: IdealCustomer = Field(default=IdealCustomer(), description="who is meant to buy")
    metrics: dict[Name, MetricDefinition] = Field(
        default={}, description="agreed metrics by name: {version, text, since_on, reason, approver}"
    )


class Limit(Part):
    """From where on an analysis warns, and from where on it fails."""

    warn: Number | None = Field(default=None, description="a number; a share as 0.05")
    fail: Number | None = Field(default=None, description="a number; a share as 0.20")

    @model_validator(mode="after")
    def _not_empty(self) -> "Limit":
        if self.warn is None and self.fail is None:
            raise ValueError("give warn, fail or both")
        return self
