"""engagement.yaml as values: every key a client's engagement can have, its type, its default and its meaning.

The descriptions are what a fault says was wanted, and what the JSON Schema shows in an editor.
"""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from cmokit.engagement.defaults import filled_in
from cmokit.engagement.definitions import Definitions, Limit
from cmokit.engagement.mapping import Mapping
from cmokit.engagement.parts import (
    Assist,
    Brand,
    ChannelRules,
    Holidays,
    Person,
    PersonalData,
    Phases,
    Systems,
    Target,
    TestRecords,
    Vat,
    Warehouse,
)
from cmokit.engagement.people import holder
from cmokit.engagement.presets import ENGAGEMENT_DAYS, Preset, period
from cmokit.engagement.slugs import is_slug
from cmokit.engagement.values import (
    Country,
    Currency,
    Day,
    InsidePath,
    LocaleName,
    MonthDay,
    Part,
    SchemaOne,
    Text,
    Timezone,
    Weekday,
)
from cmokit.vocabulary import PHASES, Phase

SCHEMA = 1

AnalysisId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(\[[^\[\]]+\])?$")]


class Engagement(Part):
    """One client's engagement. What is left out follows from time zone and country, or is not agreed."""

    schema_: SchemaOne = Field(alias="schema", description="the number 1, the form of this file")
    client: str = Field(description="the client's short name, the same as its folder")
    name: Text = Field(description="the client's name as printed on covers")
    currency: Currency = Field(description="reporting currency, three capital letters (ISO 4217) such as EUR")
    timezone: Timezone = Field(description="time zone of the client's days, such as Europe/Berlin")
    start_on: Day = Field(description="day 1 of the engagement, as 2026-01-05")

    country: Country | None = Field(default=None, description="country, two capital letters (ISO 3166) such as DE")
    language: Literal["en", "de", "ar"] = Field(
        default="en", description="language of the kit's own words in reports: en, de or ar"
    )
    locale: LocaleName = Field(default="en", description="formats of numbers, dates and money, such as en_GB or de_DE")
    week_starts: Weekday = Field(default=Weekday.MONDAY, description="a weekday such as monday")
    working_days: tuple[Weekday, ...] = Field(
        default=(), min_length=1, description="list of weekdays such as [monday, friday]"
    )
    holidays: Holidays = Field(default=Holidays(), description="public holidays: country, subdivision, extra, observed")
    fiscal_year_starts: MonthDay = Field(default="01-01", description="month and day in quotes, such as '04-01'")

    preset: Preset = Field(default=Preset.PLAN_A, description="calendar of phases: plan_a, plan_b, plan_c or plan_d")
    phases: Phases = Field(default=Phases(), description="dates by phase: {as_of, start_on, end_on}")
    people: tuple[Person, ...] = Field(default=(), description="list of {role, name, email}")
    systems: Systems = Field(default=Systems(), description="systems used, and the leading one per object")

    targets: dict[FactName, Target] = Field(default={}, description="{fact name: {value, origin}}")
    limits: dict[AnalysisId, Limit] = Field(default={}, description="{analysis id: {warn, fail}}")
    definitions: Definitions = Field(default=Definitions(), description="what is agreed about counting")
    vat: Vat = Field(default=Vat(), description="value added tax: share, included_in")
    channels: ChannelRules = Field(default=ChannelRules(), description="rules by which an order finds its channel")
    test_records: TestRecords = Field(default=TestRecords(), description="which records are tests")
    mapping: tuple[Mapping, ...] = Field(default=(), description="list of rules for files that no vendor module knows")

    personal_data: PersonalData = Field(default=PersonalData(), description="agreement, contact, delete_on, show")
    brand: Brand = Field(default=Brand(), description="the client's brand: name, logo, color, contact, confidentiality")
    template: InsidePath | None = Field(default=None, description="the client's own slides (.pptx) inside its folder")
    warehouse: Warehouse | None = Field(default=None, description="the client's warehouse; none means Parquet files")
    assist: Assist | None = Field(default=None, description="a model provider; none means no network call, ever")

    @model_validator(mode="before")
    @classmethod
    def _what_follows(cls, data: Any) -> Any:
        return filled_in(data) if isinstance(data, dict) else data

    @field_validator("client")
    @classmethod
    def _client_is_a_slug(cls, client: str) -> str:
        if not is_slug(client):
            raise ValueError("this cannot name a folder on every system")
        return client

    @field_validator("template")
    @classmethod
    def _template_is_slides(cls, template: str | None) -> str | None:
        if template and not template.lower().endswith(".pptx"):
            raise ValueError("this is no .pptx file")
        return template

    @field_validator("working_days")
    @classmethod
    def _each_day_once(cls, days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        if len(set(days)) < len(days):
            raise ValueError("a weekday stands twice")
        return days

    def day_number(self, today: date) -> int:
        """Which day of the engagement `today` is; 1 on the first, 0 or less before it."""
        return (today - self.start_on).days + 1

    def phase_period(self, phase: str) -> tuple[date, date] | None:
        """First and last day of a phase: its own dates, else the preset's; None where neither says."""
        own = self.phases[phase]
        planned = period(self.preset, Phase(phase), self.start_on)
        start = own.start_on or (planned and planned[0])
        end = own.end_on or (planned and planned[1])
        return (start, max(start, end)) if start and end else None

    @property
    def end_on(self) -> date:
        """The last day: of its last phase, else of ninety."""
        ends = [found[1] for phase in PHASES if (found := self.phase_period(phase))]
        return max(ends, default=self.start_on + timedelta(days=ENGAGEMENT_DAYS - 1))

    def owner(self, responsibility: str) -> Person | None:
        """Who holds a responsibility by title (`people.holder`); None: reports say that the owner is to be named."""
        return holder(self.people, responsibility)
